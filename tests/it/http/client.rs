//! `zhixin client` as a bank runs it: against the service, and over a line that loses answers.

use super::answers::begun;
use super::double::double;
use super::served::{Served, now};
use crate::place::{Place, Ran};
use axum::http::{HeaderValue, StatusCode};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use rcgen::KeyPair;
use serde_json::Value;
use zhixin::service::client::{Around, Call, ClientSettings, Connection};
use zhixin::service::identity::{By, NewProof, add};

const DRAW: [&str; 7] = [
    "draw",
    "--loan",
    "L1",
    "--principal",
    "600000",
    "--booked-on",
    "2022-01-26",
];

/// A service with a loan, and the program of its bank.
struct Kit {
    place: Place,
    served: Served,
}

impl Kit {
    async fn new() -> Self {
        let place = Place::new();
        let served = Served::start(&place).await;
        begun(&served).await;
        let secret = served.register("kit", "bank:bank-a", "bai").await;
        place.file("kit.secret", format!("{secret}\n"));
        Self { place, served }
    }

    fn run(&self, base: &str, arguments: &[&str]) -> Ran {
        let connection = ["--server", base, "--client-id", "kit"];
        let secret = ["--secret-file", "kit.secret"];
        let all = [&["client"], arguments, &connection, &secret].concat();
        self.place.run(&all)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_done_shown_and_refused_with_their_exit_codes() {
    let kit = Kit::new().await;
    let base = kit.served.base.clone();
    let drawn = kit.run(&base, &DRAW);
    assert_eq!(drawn.code, 0, "{}", drawn.err);
    assert!(
        drawn.err.starts_with("idempotency key: zc-"),
        "{}",
        drawn.err
    );
    let first = drawn.out.lines().next().unwrap();
    assert_eq!(
        first,
        "event 6: pool.loan.drawn L1 on 2022-01-26 by bank:bank-a:bai"
    );
    assert!(drawn.out.contains("journal: "), "{}", drawn.out);
    // The key that was told makes it once.
    let key = drawn.err.trim().strip_prefix("idempotency key: ").unwrap();
    let again = kit.run(&base, &[&DRAW[..], &["--key", key]].concat());
    assert_eq!((again.code, &again.out), (0, &drawn.out));
    assert!(again.err.contains("done before"), "{}", again.err);
    // Refused by the rules: 1. Unread: 2, with every field.
    let claim = [
        "claim",
        "--claim",
        "C1",
        "--loan",
        "L1",
        "--principal",
        "600000",
        "--booked-on",
        "2022-02-01",
        "--key",
        "c",
    ];
    let refused = kit.run(&base, &claim);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("[claim.not-yet]"), "{}", refused.err);
    assert!(refused.err.contains("urn:zhixin:problem:claim.not-yet"));
    let bad = [
        "draw",
        "--loan",
        "L1",
        "--principal",
        "much",
        "--booked-on",
        "someday",
        "--key",
        "d",
    ];
    let unread = kit.run(&base, &bad);
    assert_eq!(unread.code, 2, "{}", unread.err);
    assert!(unread.err.contains("/principal: ") && unread.err.contains("/booked_on: "));
    // Lists, in their three forms.
    let loans = kit.run(&base, &["loans", "--format", "csv"]);
    insta::assert_snapshot!(loans.out.trim(), @r"
    loan,pool,district,bank,enterprise,product,grade,channel,terms,share,revolving,limit,undrawn,outstanding,drawn,cover_undrawn,cover_in_force,approved_on,enrolled_on,matures_on,class,cover_lost,claims,version
    L1,cq,yubei,bank-a,x:l1,knowledge-value,A,credit,cq-2022,0.8,false,1000000.00,400000.00,600000.00,600000.00,320000.00,480000.00,2022-01-24,2022-01-24,2022-12-20,normal,false,,6
    ");
    let events = kit.run(&base, &["events", "--after", "4", "--format", "json"]);
    let kinds: Vec<Value> = events
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].clone())
        .collect();
    assert_eq!(kinds, ["pool.loan.enrolled", "pool.loan.drawn"]);
    assert_eq!(events.err.trim(), "go on with --after 6");
    let one = kit.run(&base, &["get", "/v1/loans/L1"]);
    assert!(one.out.contains("cover_in_force"), "{}", one.out);
    assert_eq!(kit.run(&base, &["get", "v1/loans/L9"]).code, 1);
    assert_eq!(kit.run(&base, &["position", "cq"]).code, 1);
    assert_eq!(kit.run(&base, &["breakers"]).code, 0);
    kit.served.stop().await;
    kit.place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_asked_for_again_and_has_the_effect_of_once() {
    let kit = Kit::new().await;
    // The command stands each time, but its answer is lost, late, or stopped on the way.
    let base = double(&kit.served, |of| {
        if of.path.ends_with("/v1/loans/L1/events") {
            match of.count {
                1 => of.lost = true,
                2 => of.status = StatusCode::GATEWAY_TIMEOUT,
                3 => {
                    of.status = StatusCode::SERVICE_UNAVAILABLE;
                    of.headers.insert("retry-after", HeaderValue::from(1));
                }
                _ => {}
            }
        }
    });
    let drawn = kit.run(&base.await, &[&DRAW[..], &["--format", "json"]].concat());
    assert_eq!(drawn.code, 0, "{}", drawn.err);
    let said: Vec<&str> = drawn.err.lines().collect();
    assert!(said[0].starts_with("idempotency key: zc-"));
    assert!(said[1].ends_with("asking again in 250 ms"), "{said:?}");
    assert_eq!(said[2], "504 came; asking again in 500 ms");
    assert_eq!(said[3], "503 came; asking again in 1000 ms");
    assert!(said[4].starts_with("done before: an answer was lost on the way"));
    let answer: Value = serde_json::from_str(&drawn.out).unwrap();
    assert_eq!(answer["events"][0]["number"], 6);
    let loan = kit.served.get("bank:bank-a:bai", "/v1/loans/L1").await;
    assert_eq!(loan.json()["drawn"]["amount"], "600000.00");
    kit.served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_proves_the_client_and_a_wrong_secret_does_not() {
    let kit = Kit::new().await;
    let pair = KeyPair::generate().unwrap();
    let key = EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).unwrap();
    let jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
    let jwk = serde_json::to_string(&jwk).unwrap();
    let by = By::parse("operator:ou").unwrap();
    add(
        &kit.served.store,
        "kit",
        NewProof::Key(&jwk),
        None,
        &by,
        now(),
    )
    .await
    .unwrap();
    kit.place.file("kit.pem", pair.serialize_pem());
    // The key signs by the clock that it is given; that of the test is the service's own.
    let settings = ClientSettings {
        server: kit.served.base.clone(),
        client: "kit".to_owned(),
        key_file: Some(kit.place.path().join("kit.pem")),
        ..ClientSettings::default()
    };
    let around = Around {
        now,
        notice: |_| {},
    };
    let connection = Connection::open(&settings, around).unwrap();
    let loans = connection.send(&Call::get("/v1/loans")).await.unwrap();
    assert_eq!(loans.status, 200, "{}", loans.text);
    let base = kit.served.base.clone();
    let ask = |proof: [&str; 2]| {
        let connection = ["client", "token", "--server", &base, "--client-id", "kit"];
        kit.place.run(&[&connection[..], &proof].concat())
    };
    kit.place.file("wrong.secret", "zxs_wrong");
    let refused = ask(["--secret-file", "wrong.secret"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("401 invalid_client"),
        "{}",
        refused.err
    );
    let nothing = kit
        .place
        .run(&["client", "loans", "--server", "http://pool.example"]);
    insta::assert_snapshot!(nothing.err.trim(), @r"
    error: server: `http://pool.example`: secrets and tokens are sent by https; http is for this machine alone [client.address]
    client-id: name the client, as the operator registered it [client.needed]
    secret-file: give a secret by --secret-file or ZHIXIN_CLIENT_SECRET, a key by --key-file, or a certificate by --certificate [client.proof]
    ");
    assert_eq!(nothing.code, 2);
    kit.served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_tls_the_authority_is_named_and_a_certificate_is_proof_enough() {
    let place = Place::new();
    let pair = |name: &str| {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        (made.cert.pem(), made.signing_key.serialize_pem())
    };
    let (server, own) = (pair("localhost"), pair("kit"));
    let file = |name: &str, text: &str| place.file(name, text).display().to_string();
    let (certificate, key) = (file("server.pem", &server.0), file("server.key", &server.1));
    file("own.pem", &own.0);
    file("own.key", &own.1);
    let settings = [
        ("tls-certificate", certificate.as_str()),
        ("tls-key", &key),
        ("tls-clients", "registered"),
    ];
    let served = Served::start_with(&place, &settings).await;
    let secret = served.register("kit", "bank:bank-a", "bai").await;
    let by = By::parse("operator:ou").unwrap();
    let proof = NewProof::Certificate(&own.0);
    add(&served.store, "kit", proof, None, &by, now())
        .await
        .unwrap();
    let (_, port) = served.base.rsplit_once(':').unwrap();
    let base = format!("https://localhost:{port}");
    let ask = |proof: &[&str], secret: &str| {
        let connection = [
            "client",
            "breakers",
            "--format",
            "json",
            "--ca",
            "server.pem",
        ];
        let mut command = place.command(&[&connection[..], proof].concat());
        command.env("ZHIXIN_CLIENT_SERVER", &base);
        command.env("ZHIXIN_CLIENT_ID", "kit");
        if !secret.is_empty() {
            command.env("ZHIXIN_CLIENT_SECRET", secret);
        }
        Ran::of(command.output().unwrap())
    };
    let by_certificate = ["--certificate", "own.pem", "--certificate-key", "own.key"];
    for (proof, secret) in [(&by_certificate[..], ""), (&[], &secret)] {
        let shown = ask(proof, secret);
        assert_eq!(
            (shown.code, shown.out.trim()),
            (0, r#"{"breakers":[]}"#),
            "{}",
            shown.err
        );
    }
    served.stop().await;
}
