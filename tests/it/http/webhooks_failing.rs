//! Receivers that fail, are slow, are gone or send elsewhere, and a service that is started again in between.

use super::receiver::{Receiver, Reply, Told};
use super::served::Served;
use super::webhooks::{BANK, CLAIMS, EVENTS, MAKER, OTHER, calling, commands, feed, register, run};
use crate::place::Place;
use serde_json::{Value, json};
use std::time::Duration;
use zhixin::service::stopwatch;

async fn shown(served: &Served, id: &str) -> Value {
    served
        .get(BANK, &format!("/v1/webhooks/{id}/deliveries"))
        .await
        .json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_told_again_before_anything_later_and_over_a_restart() {
    let place = Place::new();
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    receiver.answer([Reply::Status(500), Reply::Elsewhere]);
    let (id, _) = register(&served, (BANK, &receiver.base), &CLAIMS).await;
    let steps = commands();
    run(&served, &steps).await;
    let expected = feed(&served, &EVENTS).await;
    let told = receiver.wait(expected.len() + 2).await;
    let sequences: Vec<u64> = told.iter().map(Told::sequence).collect();
    let first = expected[0].0;
    assert_eq!(sequences[..3], [first; 3]);
    assert!(
        told.iter().all(|told| told.path == "/"),
        "no redirect is followed"
    );
    let rest: Vec<u64> = expected.iter().map(|(sequence, _)| *sequence).collect();
    assert_eq!(sequences[2..], rest);
    assert_eq!((&told[0].id, &told[0].body), (&told[2].id, &told[2].body));
    let tries = shown(&served, &id).await;
    let oldest = tries["deliveries"].as_array().unwrap().iter().rev().take(3);
    let outcomes: Vec<String> = oldest
        .map(|of| format!("{} {}", of["status"], of["outcome"].as_str().unwrap()))
        .collect();
    insta::assert_snapshot!(outcomes.join("\n"), @"
    500 the receiver answered 500
    307 the receiver sent elsewhere, which is not followed: register the other address
    204 told
    ");
    // The service stops while the receiver fails; what is next is told by the next one, once.
    receiver.always(Some(Reply::RetryAfter(2)));
    let replay = format!("/v1/webhooks/{id}/replay");
    let last = expected[expected.len() - 2].0;
    served
        .post(BANK, &replay, "replay", &json!({"after": last - 1}))
        .await;
    let before = told.len();
    receiver.wait(before + 1).await;
    let waiting = shown(&served, &id).await;
    assert_eq!(waiting["webhook"]["failed_tries"], 1, "{waiting}");
    assert!(waiting["webhook"]["next_try"].is_string(), "{waiting}");
    served.stop().await;
    receiver.always(None);
    let served = calling(&place).await;
    let told = receiver.wait(before + 3).await;
    let sequences: Vec<u64> = told[before..].iter().map(Told::sequence).collect();
    assert_eq!(sequences, [last, last, expected[expected.len() - 1].0]);
    let done = shown(&served, &id).await;
    assert_eq!(done["webhook"]["failed_tries"], 0);
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_gone_is_left_alone_and_one_that_is_slow_delays_no_other() {
    let place = Place::new();
    let served = calling(&place).await;
    let (gone, slow, well) = (
        Receiver::start().await,
        Receiver::start().await,
        Receiver::start().await,
    );
    gone.always(Some(Reply::Status(410)));
    slow.always(Some(Reply::Slow(Duration::from_secs(4))));
    let (id, _) = register(&served, (BANK, &gone.base), &CLAIMS).await;
    register(&served, (BANK, &slow.base), &CLAIMS).await;
    register(&served, (MAKER, &well.base), &CLAIMS).await;
    let (nobody, _) = register(&served, (OTHER, "http://127.0.0.1:9/"), &["day.closed"]).await;
    run(&served, &commands()).await;
    let expected = feed(&served, &EVENTS).await;
    let began = stopwatch::begin();
    well.wait(expected.len()).await;
    assert!(began.elapsed() < Duration::from_secs(4));
    assert!(slow.told().len() <= 2, "one at a time");
    assert_eq!(gone.wait(1).await.len(), 1);
    let webhook = shown(&served, &id).await["webhook"].clone();
    assert_eq!(webhook["state"], "disabled", "{webhook}");
    insta::assert_snapshot!(webhook["reason"].as_str().unwrap(), @"the receiver answered 410: it wants to hear no more");
    assert_eq!(webhook.get("next_try"), None);
    // Enabled, it goes on where it stopped.
    gone.always(None);
    let path = format!("/v1/webhooks/{id}/state");
    let enabled = served
        .post(BANK, &path, "go", &json!({"state": "enabled"}))
        .await;
    assert_eq!(enabled.status, 201, "{}", enabled.text);
    let told = gone.wait(expected.len() + 1).await;
    let sequences: Vec<u64> = told[1..].iter().map(Told::sequence).collect();
    let all: Vec<u64> = expected.iter().map(|(sequence, _)| *sequence).collect();
    assert_eq!(sequences, all);
    // What was ended is told nothing, however much happens.
    let path = format!("/v1/webhooks/{nobody}");
    assert_eq!(served.delete(OTHER, &path, "end").await.status, 201);
    assert_eq!(served.get(OTHER, &path).await.json()["state"], "ended");
    // A stopping service waits for what is under way, and not for what is not.
    let began = stopwatch::begin();
    served.stop().await;
    assert!(began.elapsed() < Duration::from_secs(10));
    let journal = place.ok(&["ledger", "export"]);
    assert_eq!(journal.matches("access.webhook.disabled").count(), 1);
    place.ok(&["ledger", "verify"]);
}
