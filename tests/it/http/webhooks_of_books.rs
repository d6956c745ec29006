//! Every other kind of notice: breakers, deadlines, ends of days, statements, objections upheld; keys in place of secrets, and
//! receivers whose certificate is of a private authority.

use super::receiver::{Receiver, Told};
use super::scores::{ask, consent};
use super::served::Served;
use super::webhooks::{BANK, MAKER, OTHER, calling, moving, register};
use crate::governance::{import, paper, year};
use crate::place::Place;
use crate::scenarios::{Step, is_check, steps};
use axum::Router;
use axum::routing::post;
use axum_server::tls_rustls::RustlsConfig;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Runs a scenario as far as it is of commands.
async fn run(served: &Served, text: &str) {
    let all: Vec<Step> = steps(text)
        .into_iter()
        .filter(|step| !is_check(step))
        .collect();
    super::webhooks::run(served, &all).await;
}

/// What the journal has of some kinds, as the commission reads it.
async fn journal(served: &Served, kinds: &[&str]) -> Vec<(u64, String)> {
    let feed = served.get(MAKER, "/v1/events?limit=1000").await.json();
    let events = feed["events"].as_array().unwrap().iter();
    let of = events.filter(|event| kinds.iter().any(|kind| event["kind"] == *kind));
    of.map(|event| {
        let what = format!(
            "{} {}",
            event["kind"].as_str().unwrap(),
            event["subject"].as_str().unwrap()
        );
        (event["sequence"].as_u64().unwrap(), what)
    })
    .collect()
}

fn heard(told: &[Told], path: &str) -> Vec<(u64, String)> {
    let own = told.iter().filter(|told| told.path == path);
    own.map(|told| (told.sequence(), told.what())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breaker_that_trips_is_told_to_whom_it_concerns() {
    let place = Place::new();
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    let at = |path: &str| format!("{}{path}", receiver.base);
    for (caller, path) in [(MAKER, "/maker"), (BANK, "/bank"), (OTHER, "/other")] {
        register(&served, (caller, &at(path)), &["breaker.moved"]).await;
    }
    run(&served, include_str!("../scenarios/budget.txt")).await;
    let expected = journal(
        &served,
        &[
            "pool.breaker.tripped",
            "pool.breaker.well",
            "pool.breaker.cleared",
            "pool.breaker.reset",
        ],
    )
    .await;
    assert!(
        expected
            .iter()
            .any(|(_, what)| what.starts_with("pool.breaker.tripped")),
        "{expected:?}"
    );
    let told = receiver.wait(2 * expected.len()).await;
    for path in ["/maker", "/bank"] {
        assert_eq!(heard(&told, path), expected, "{path}");
    }
    // It is a breaker of one bank, which is none of the other's.
    assert_eq!(heard(&told, "/other"), []);
    assert!(
        told.iter()
            .all(|told| told.json()["type"] == "breaker.moved")
    );
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_of_days_and_missed_deadlines_are_told() {
    let place = Place::new();
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    let at = |path: &str| format!("{}{path}", receiver.base);
    register(
        &served,
        (MAKER, &at("/maker")),
        &["deadline.missed", "day.closed"],
    )
    .await;
    register(&served, (BANK, &at("/bank")), &["day.closed"]).await;
    run(&served, include_str!("../scenarios/top_ups.txt")).await;
    let missed = journal(&served, &["pool.claim.deadline-missed"]).await;
    let days = journal(&served, &["pool.day.closed"]).await;
    let all = journal(&served, &["pool.day.closed", "pool.claim.deadline-missed"]).await;
    assert!(!missed.is_empty() && days.len() >= 5, "{missed:?} {days:?}");
    let told = receiver.wait(all.len() + days.len()).await;
    assert_eq!(heard(&told, "/maker"), all);
    assert_eq!(heard(&told, "/bank"), days);
    let of = told
        .iter()
        .find(|told| told.json()["type"] == "deadline.missed");
    assert!(
        of.unwrap()
            .what()
            .starts_with("pool.claim.deadline-missed C1")
    );
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issued_statement_is_told_to_its_own_bank() {
    let place = Place::new();
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    let at = |path: &str| format!("{}{path}", receiver.base);
    for (caller, path) in [(MAKER, "/maker"), (BANK, "/bank"), (OTHER, "/other")] {
        register(&served, (caller, &at(path)), &["statement.issued"]).await;
    }
    let commands = "action,as,booked-on,pool,district,scheme,contributor,amount,through\n\
        create,maker:ma,2022-01-04,cq,,cq-knowledge-value,,,\n\
        open-district,maker:ma,2022-01-04,cq,yubei,,,,\n\
        contribute,maker:ma,2022-01-05,cq,yubei,,city,4000000,\n\
        close-period,supervisor:sun,2022-02-01,cq,,,,,2022-01-31\n";
    place.file("commands.csv", commands);
    place.ok(&["pool", "run", "commands.csv"]);
    let statement = [
        "pool",
        "statement",
        "--pool=cq",
        "--from=2022-01-01",
        "--to=2022-01-31",
        "--issue",
        "--as=supervisor:sun",
        "--booked-on=2022-02-07",
    ];
    place.ok(&statement);
    place.ok(&[&statement[..], &["--bank=bank-a"]].concat());
    let told = receiver.wait(3).await;
    let count = |path: &str| told.iter().filter(|told| told.path == path).count();
    assert_eq!(
        [count("/maker"), count("/bank"), count("/other")],
        [2, 1, 0]
    );
    let bank = told.iter().find(|told| told.path == "/bank").unwrap();
    assert_eq!(bank.json()["type"], "statement.issued");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_that_is_upheld_is_told_to_the_bank_that_was_shown_the_score() {
    let place = Place::new();
    let years = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    import(&place, "register", "shared", &years);
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    let at = |path: &str| format!("{}{path}", receiver.base);
    for (caller, path) in [(BANK, "/bank"), (OTHER, "/other")] {
        register(&served, (caller, &at(path)), &["objection.upheld"]).await;
    }
    served.post(BANK, "/v1/consents", "c1", &consent()).await;
    let score = served.post(BANK, "/v1/scores", "s1", &ask()).await.json();
    let body =
        json!({"enterprise": "x:firm", "scores": [score["score"]], "statement": paper("wrong")});
    let received = served
        .post("enterprise:x:firm:boss", "/v1/objections", "o1", &body)
        .await;
    let objection = received.json()["id"].as_str().unwrap().to_owned();
    import(
        &place,
        "corrected",
        "shared",
        &(year(2025, "9000000") + "\n"),
    );
    for (who, step, body) in [
        (
            MAKER,
            "verification",
            json!({"finding": "founded", "evidence": [paper("books")]}),
        ),
        (
            "checker:chen",
            "decision",
            json!({"decision": "upheld", "batches": [2]}),
        ),
    ] {
        let path = format!("/v1/objections/{objection}/{step}");
        let answer = served.post(who, &path, step, &body).await;
        assert_eq!(answer.status, 201, "{step}: {}", answer.text);
    }
    let told = receiver.wait(1).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(
        (told[0].path.as_str(), &told[0].json()["data"]["body"]),
        ("/bank", &json!({ "objection": objection }))
    );
    served.stop().await;
}

/// Whether a key verifies a message.
fn verified(key: &str, told: &Told) -> bool {
    let key = STANDARD.decode(key.strip_prefix("whpk_").unwrap()).unwrap();
    let key = VerifyingKey::try_from(&key[..]).unwrap();
    let signed = format!("{}.{}.{}", told.id, told.timestamp, told.body);
    let each = told
        .signature
        .split(' ')
        .filter_map(|of| of.strip_prefix("v1a,"));
    each.map(|of| Signature::from_slice(&STANDARD.decode(of).unwrap()).unwrap())
        .any(|of| key.verify(signed.as_bytes(), &of).is_ok())
}

/// Whether the helper of the page takes a message by a key.
fn taken_by_hand(key: &str, told: &Told) -> bool {
    let page = include_str!("../../../docs/webhooks.md");
    let (_, rest) = page.split_once("```bash\n").unwrap();
    let helper = rest.split_once("```").unwrap().0;
    let script = format!("{helper}\nverify_key \"$@\"\n");
    let mut child = Command::new("bash")
        .args([
            "-c",
            &script,
            "verify_key",
            key,
            &told.id,
            &told.timestamp,
            &told.signature,
        ])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(told.body.as_bytes()).unwrap();
    drop(input);
    child.wait().unwrap().success()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_may_know_the_public_half_of_a_key_alone() {
    let place = Place::new();
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    let body = json!({"url": receiver.base, "kinds": ["day.closed"], "signature": "v1a"});
    let answer = served.post(BANK, "/v1/webhooks", "w", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.json().get("secret"), None);
    let first = answer.json()["public_key"].as_str().unwrap().to_owned();
    let id = answer.json()["webhook"].as_str().unwrap().to_owned();
    let again = served.post(BANK, "/v1/webhooks", "w", &body).await;
    assert_eq!(again.json()["public_key"], first);
    let path = format!("/v1/webhooks/{id}");
    assert_eq!(
        served.get(BANK, &path).await.json()["public_keys"],
        json!([first])
    );
    run(&served, include_str!("../scenarios/once.txt")).await;
    let told = receiver.wait(1).await;
    assert!(verified(&first, &told[0]));
    let mut forged = told[0].clone();
    forged.body.push(' ');
    assert!(!verified(&first, &forged));
    assert!(taken_by_hand(&first, &told[0]) && !taken_by_hand(&first, &forged));
    // Two keys for a while; the new one is of the same kind, and what is told again is signed by both.
    let until = zhixin::units::Moment::from_micros(moving().micros() + 60_000_000);
    let body = json!({ "overlap_until": until });
    let rotated = served
        .post(BANK, &format!("{path}/secrets"), "r", &body)
        .await;
    assert_eq!(rotated.status, 201, "{}", rotated.text);
    let second = rotated.json()["public_key"].as_str().unwrap().to_owned();
    assert_eq!(
        served.get(BANK, &path).await.json()["public_keys"],
        json!([second, first])
    );
    served
        .post(BANK, &format!("{path}/replay"), "p", &json!({"after": 0}))
        .await;
    let told = receiver.wait(2 * told.len()).await;
    let last = told.last().unwrap();
    assert!(verified(&first, last) && verified(&second, last));
    let wrong = json!({"url": receiver.base, "kinds": ["day.closed"], "signature": "v2"});
    let told = served.post(BANK, "/v1/webhooks", "x", &wrong).await;
    assert_eq!(
        told.json()["errors"][0]["pointer"],
        "/signature",
        "{}",
        told.text
    );
    served.stop().await;
    // The private half is nowhere in the journal, and the public one is.
    let journal = place.ok(&["ledger", "export"]);
    assert!(journal.contains(&first) && journal.contains(&second) && !journal.contains("whsk_"));
}

/// A receiver over TLS, whose certificate an authority of its own signed; and that authority as PEM.
async fn private_receiver(count: Arc<AtomicU64>) -> (String, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut of = rcgen::CertificateParams::new(Vec::new()).unwrap();
    of.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = of.self_signed(&key).unwrap();
    let pem = authority.pem();
    let issuer = rcgen::Issuer::new(of, key);
    let own = rcgen::KeyPair::generate().unwrap();
    let names = vec!["127.0.0.1".to_owned()];
    let certificate = rcgen::CertificateParams::new(names).unwrap();
    let certificate = certificate.signed_by(&own, &issuer).unwrap();
    let config = RustlsConfig::from_pem(certificate.pem().into(), own.serialize_pem().into());
    let config = config.await.unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let base = format!("https://{}/hook", listener.local_addr().unwrap());
    let take = post(async move || {
        count.fetch_add(1, Ordering::SeqCst);
        "ok"
    });
    let router = Router::new().route("/hook", take);
    tokio::spawn(async move {
        let server = axum_server::from_tcp_rustls(listener, config).unwrap();
        server.serve(router.into_make_service()).await.unwrap();
    });
    (base, pem)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_of_a_private_authority_is_taken_where_that_is_set() {
    for known in [true, false] {
        let place = Place::new();
        let count = Arc::new(AtomicU64::new(0));
        let (base, pem) = private_receiver(Arc::clone(&count)).await;
        place.file("ca.pem", pem);
        let file = place.path().join("ca.pem").display().to_string();
        let mut settings = vec![
            ("webhook-allow", "127.0.0.1"),
            ("webhook-retry-seconds", "1"),
        ];
        if known {
            settings.push(("webhook-ca", &file));
        }
        let served = Served::start_at(&place, &settings, moving).await;
        served.token(BANK).await;
        let (id, _) = register(&served, (BANK, &base), &["day.closed"]).await;
        run(&served, include_str!("../scenarios/once.txt")).await;
        let path = format!("/v1/webhooks/{id}/deliveries");
        let mut tries = Value::Null;
        for _ in 0..100 {
            tries = served.get(BANK, &path).await.json()["deliveries"].clone();
            if tries != json!([]) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let outcome = if known {
            "told"
        } else {
            "no connection came about"
        };
        assert_eq!(tries[0]["outcome"], outcome, "{tries}");
        assert_eq!(count.load(Ordering::SeqCst) > 0, known);
        served.stop().await;
    }
}
