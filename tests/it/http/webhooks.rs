//! Clients told of what happened: in order, signed, of no more than is theirs.

use super::receiver::{Receiver, Told};
use super::served::{Served, now};
use crate::place::Place;
use crate::scenarios::{Step, is_check, steps};
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Instant;
use zhixin::service::stopwatch;
use zhixin::units::Moment;

pub(super) const BANK: &str = "bank:bank-a:bai";
pub(super) const OTHER: &str = "bank:bank-b:bo";
pub(super) const MAKER: &str = "maker:ma";

/// A clock that goes on from the day of the tests.
pub(super) fn moving() -> Moment {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    let gone = BEGAN.get_or_init(stopwatch::begin).elapsed().as_micros();
    Moment::from_micros(now().micros() + i64::try_from(gone).unwrap())
}

/// A service that may call loopback, and tries again after a second. The same callers have the same clients in each.
pub(super) async fn calling(place: &Place) -> Served {
    let settings = [
        ("webhook-allow", "127.0.0.1"),
        ("webhook-retry-seconds", "1"),
    ];
    let served = Served::start_at(place, &settings, moving).await;
    for caller in [BANK, OTHER, MAKER] {
        served.token(caller).await;
    }
    served
}

/// Registers an endpoint; its id and its secret.
pub(super) async fn register(
    served: &Served,
    (caller, url): (&str, &str),
    kinds: &[&str],
) -> (String, String) {
    let body = json!({"url": url, "kinds": kinds, "description": "测试"});
    let answer = served
        .post(
            caller,
            "/v1/webhooks",
            &format!("register {url}").replace(' ', "-"),
            &body,
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
    (text("webhook"), text("secret"))
}

/// The commands of the scenario of claims, some of them.
pub(super) fn commands() -> Vec<Step> {
    let text = include_str!("../scenarios/claims.txt");
    let all = steps(text).into_iter();
    all.filter(|step| !is_check(step)).collect()
}

pub(super) async fn run(served: &Served, steps: &[Step]) {
    for step in steps {
        let key = step.line.to_string();
        let told = served.ask(&step.fields["as"], &key, &step.fields).await;
        assert!(
            told.status == 201 || step.expect.starts_with("refused"),
            "{}",
            told.text
        );
    }
}

/// Kinds and subjects of events of the feed, as a bank reads it.
pub(super) async fn feed(served: &Served, kinds: &[&str]) -> Vec<(u64, String)> {
    let feed = served.get(BANK, "/v1/events?limit=1000").await.json();
    let events = feed["events"].as_array().unwrap().iter();
    let text = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    events
        .filter(|event| kinds.contains(&event["kind"].as_str().unwrap()))
        .map(|event| {
            let sequence = event["sequence"].as_u64().unwrap();
            (
                sequence,
                format!("{} {}", text(event, "kind"), text(event, "subject")),
            )
        })
        .collect()
}

pub(super) const CLAIMS: [&str; 3] = ["claim.filed", "claim.decided", "claim.paid"];
pub(super) const EVENTS: [&str; 5] = [
    "pool.claim.filed",
    "pool.claim.approved",
    "pool.claim.refused",
    "pool.payment.confirmed",
    "pool.payment.returned",
];

/// A block of the page on webhooks.
fn block(kind: &str) -> &'static str {
    let page = include_str!("../../../docs/webhooks.md");
    let begin = format!("```{kind}\n");
    let (_, rest) = page.split_once(&begin).unwrap();
    rest.split_once("```").unwrap().0
}

/// Whether the page's helpers take a message under a secret.
fn verified(secret: &str, told: &Told) -> Vec<bool> {
    let python = format!(
        "{}\nimport sys\nheaders = {{'webhook-id': sys.argv[2], 'webhook-timestamp': sys.argv[3], 'webhook-signature': sys.argv[4]}}\n\
         verify([sys.argv[1]], headers, sys.stdin.buffer.read(), now=int(sys.argv[3]) + 299)\n",
        block("python")
    );
    let shell = format!("{}\nverify \"$@\"\n", block("sh"));
    let mut found = Vec::new();
    for (program, script) in [("python3", python), ("sh", shell)] {
        let mut command = Command::new(program);
        command.arg("-c").arg(script);
        if program == "sh" {
            command.arg("verify");
        }
        let command = command
            .args([secret, &told.id, &told.timestamp, &told.signature])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = command else {
            eprintln!(
                "NOT TESTED: {program} is not installed, so the helper of docs/webhooks.md was not run"
            );
            continue;
        };
        let mut input = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut input, told.body.as_bytes()).unwrap();
        drop(input);
        found.push(child.wait().unwrap().success());
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_is_told_in_order_of_what_is_its_own_and_can_prove_who_told_it() {
    let place = Place::new();
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    let at = |path: &str| format!("{}{path}", receiver.base);
    let (_, secret) = register(&served, (BANK, &at("/bank")), &CLAIMS).await;
    register(&served, (OTHER, &at("/other")), &CLAIMS).await;
    register(&served, (MAKER, &at("/maker")), &["claim.filed"]).await;
    run(&served, &commands()).await;
    let expected = feed(&served, &EVENTS).await;
    let filed = expected
        .iter()
        .filter(|(_, what)| what.starts_with("pool.claim.filed"));
    let told = receiver.wait(expected.len() + filed.count()).await;
    let of = |path: &str| -> Vec<Told> {
        let own = told.iter().filter(|told| told.path == path);
        own.cloned().collect()
    };
    let heard: Vec<(u64, String)> = of("/bank")
        .iter()
        .map(|told| (told.sequence(), told.what()))
        .collect();
    assert_eq!(heard, expected);
    assert_eq!(expected.len(), 6, "{expected:?}");
    assert!(of("/other").is_empty());
    assert!(
        of("/maker")
            .iter()
            .all(|told| told.what().starts_with("pool.claim.filed"))
    );
    assert_ne!(of("/maker")[0].id, of("/bank")[0].id);
    // A message is what the feed shows, and the helpers of the page take it and nothing else.
    let bank = of("/bank");
    let feed = served.get(BANK, "/v1/events?limit=1000").await.json();
    for told in &bank {
        let data = told.json()["data"].clone();
        let mut events = feed["events"].as_array().unwrap().iter();
        let event = events
            .find(|event| event["sequence"] == data["sequence"])
            .unwrap();
        for field in [
            "hash",
            "kind",
            "subject",
            "effective_on",
            "booked_on",
            "body",
        ] {
            assert_eq!(event[field], data[field], "{field}");
        }
    }
    assert!(verified(&secret, &bank[0]).into_iter().all(|good| good));
    let mut forged = bank[0].clone();
    forged.body.push(' ');
    assert!(!verified(&secret, &forged).into_iter().any(|good| good));
    assert!(
        !verified(&secret.replace("whsec_", "whsec_AAAA"), &bank[0])
            .into_iter()
            .any(|good| good)
    );
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_change_with_an_overlap_and_what_was_told_is_told_again() {
    let place = Place::new();
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    let (id, first) = register(&served, (BANK, &receiver.base), &CLAIMS).await;
    let steps = commands();
    run(&served, &steps).await;
    let count = feed(&served, &EVENTS).await.len();
    let before = receiver.wait(count).await;
    let until = Moment::from_micros(moving().micros() + 60_000_000);
    let path = format!("/v1/webhooks/{id}/secrets");
    let body = json!({"overlap_until": until});
    let rotated = served.post(BANK, &path, "rotate", &body).await;
    assert_eq!(rotated.status, 201, "{}", rotated.text);
    let second = rotated.json()["secret"].as_str().unwrap().to_owned();
    // The same command again shows no secret.
    let again = served.post(BANK, &path, "rotate", &body).await;
    assert_eq!(
        (
            again.header("idempotent-replayed"),
            again.json().get("secret")
        ),
        ("true", None)
    );
    let replay = format!("/v1/webhooks/{id}/replay");
    let told_again = served
        .post(BANK, &replay, "replay", &json!({"after": 0}))
        .await;
    assert_eq!(told_again.status, 201, "{}", told_again.text);
    let all = receiver.wait(2 * count).await;
    let same = |told: &Told| (told.id.clone(), told.body.clone());
    let (old, new): (Vec<_>, Vec<_>) = (
        before.iter().map(same).collect(),
        all[count..].iter().map(same).collect(),
    );
    assert_eq!(old, new, "the same ids and bodies");
    for secret in [&first, &second] {
        assert!(verified(secret, &all[count]).into_iter().all(|good| good));
    }
    // Without an overlap the old one signs no more.
    let now = json!({"overlap_until": moving()});
    let late = served.post(BANK, &path, "rotate-2", &now).await;
    assert_eq!(late.status, 422, "{}", late.text);
    let now = json!({"overlap_until": Moment::from_micros(moving().micros() + 400_000)});
    let rotated = served.post(BANK, &path, "rotate-3", &now).await;
    assert_eq!(rotated.status, 201, "{}", rotated.text);
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    served
        .post(BANK, &replay, "replay-2", &json!({"after": 0}))
        .await;
    let all = receiver.wait(3 * count).await;
    let last = all.last().unwrap();
    assert_eq!(last.signature.split(' ').count(), 1);
    assert!(!verified(&second, last).into_iter().any(|good| good));
    // No secret and no whole address in the journal.
    served.stop().await;
    let journal = place.ok(&["ledger", "export"]);
    assert!(
        journal.contains("access.webhook.rotated") && !journal.contains("whsec_"),
        "{journal}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_its_clients_and_what_is_wrong_is_told_at_once() {
    let place = Place::new();
    let served = calling(&place).await;
    let wrong = json!({"url": "http://192.168.0.1/", "kinds": ["claim.paid", "deadline.missed"], "colour": "red"});
    let answer = served.post(BANK, "/v1/webhooks", "wrong", &wrong).await;
    assert_eq!(answer.status, 422);
    let told: Vec<String> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            format!(
                "{} {}",
                error["pointer"].as_str().unwrap(),
                error["detail"].as_str().unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    /url messages are sent over TLS: write https://; plain http is for hosts that the operator configured
    /kinds/1 `deadline.missed` is none of: score.ready, score-batch.ended, score.decided, objection.upheld, claim.filed, claim.decided, claim.paid, breaker.moved, statement.issued, day.closed
    /colour no such field; there are: url, kinds, description, signature
    ");
    let analyst = json!({"url": "https://hooks.example.com/", "kinds": ["claim.paid"]});
    let refused = served
        .post("analyst:an", "/v1/webhooks", "a", &analyst)
        .await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    let (id, _) = register(&served, (BANK, "http://127.0.0.1:9/hook"), &["claim.paid"]).await;
    for path in ["", "/deliveries"] {
        let there = served.get(OTHER, &format!("/v1/webhooks/{id}{path}")).await;
        let nowhere = served
            .get(OTHER, &format!("/v1/webhooks/webhook-none{path}"))
            .await;
        assert_eq!((there.status.as_u16(), nowhere.status.as_u16()), (404, 404));
        assert_eq!(there.text.replace(&id, "webhook-none"), nowhere.text);
    }
    for (path, body) in [
        ("state", json!({"state": "disabled"})),
        ("secrets", json!({})),
        ("replay", json!({"after": 0})),
    ] {
        let path = format!("/v1/webhooks/{id}/{path}");
        let answer = served.post(OTHER, &path, "other", &body).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(
        served
            .delete(OTHER, &format!("/v1/webhooks/{id}"), "other")
            .await
            .status,
        404
    );
    assert_eq!(
        served.get(OTHER, "/v1/webhooks").await.json()["webhooks"],
        json!([])
    );
    let seen = served
        .get("auditor:au", &format!("/v1/webhooks/{id}"))
        .await;
    assert_eq!(seen.json()["state"], "enabled", "{}", seen.text);
    let path = format!("/v1/webhooks/{id}/state");
    let stop = json!({"state": "disabled", "reason": "wartung"});
    assert_eq!(
        served
            .post("operator:ou", &path, "stop", &stop)
            .await
            .status,
        201
    );
    assert_eq!(served.post(BANK, &path, "stop", &stop).await.status, 409);
    assert_eq!(
        served.get(BANK, &format!("/v1/webhooks/{id}")).await.json()["reason"],
        "wartung"
    );
    assert_eq!(
        served
            .delete(BANK, &format!("/v1/webhooks/{id}"), "end")
            .await
            .status,
        201
    );
    let ended = served
        .post(BANK, &path, "go", &json!({"state": "enabled"}))
        .await;
    assert_eq!(ended.status, 409, "{}", ended.text);
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}
