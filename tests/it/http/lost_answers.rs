//! Commits on PostgreSQL of which nobody hears: the connection is cut before the server has the commit, or between its
//! deed and its answer. The key tells what stands; nothing is lost, and nothing is done twice.

use super::answers::begun;
use super::relay::{Cut, Relay};
use super::scores::{ask, consent};
use super::served::{Answered, Served, now};
use super::unwell::futures;
use crate::governance::{import, year};
use crate::place::Place;
use serde_json::{Value, json};
use std::time::Duration;

const BANK: &str = "bank:bank-a:bai";

/// A service that reaches its records through a relay; none where there is no PostgreSQL.
async fn relayed() -> Option<(Place, Relay, Served)> {
    let place = Place::on_postgres()?;
    let years = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    import(&place, "register", "shared", &years);
    let relay = Relay::before(&place.records()).await;
    let served = Served::start_on(&place, &relay.url, &[], now).await;
    begun(&served).await;
    Some((place, relay, served))
}

async fn draw(served: &Served, key: &str) -> Answered {
    let body = json!({"type": "drawn", "principal": {"amount": "1.00", "currency": "CNY"}, "booked_on": "2022-01-26"});
    served.post(BANK, "/v1/loans/L1/events", key, &body).await
}

fn before(answer: &Answered) -> bool {
    answer.header("idempotent-replayed") == "true"
}

/// Asks until it is answered that it stands.
async fn stands(served: &Served, path: &str, key: &str, body: &Value) -> Answered {
    for _ in 0..200 {
        let answer = served.post(BANK, path, key, body).await;
        if answer.status == 201 {
            return answer;
        }
        assert_eq!(answer.status, 503, "{}", answer.text);
        assert_eq!(answer.header("retry-after"), "1");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{key} never stood");
}

async fn drawn(served: &Served) -> String {
    let loan = served.get(BANK, "/v1/loans/L1").await.json();
    loan["drawn"]["amount"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_whose_commit_nobody_heard_of_is_done_once() {
    let Some((place, relay, served)) = relayed().await else {
        return;
    };
    // The journal is read again, and tells that it stands: it is acknowledged as if nothing had been.
    relay.strike("cut-after", Cut::AfterCommit);
    let first = draw(&served, "cut-after").await;
    assert!(relay.struck());
    assert_eq!(first.status, 201, "{}", first.text);
    assert!(!before(&first));
    let again = draw(&served, "cut-after").await;
    assert_eq!((again.status, before(&again)), (first.status, true));
    assert_eq!(again.text, first.text);
    assert_eq!(drawn(&served).await, "1.00");
    // What the server never had is not there, which the asker is told, and then it is done.
    relay.strike("cut-before", Cut::BeforeCommit);
    let lost = draw(&served, "cut-before").await;
    assert!(relay.struck());
    assert_eq!(lost.status, 503, "{}", lost.text);
    assert_eq!(drawn(&served).await, "1.00");
    let done = draw(&served, "cut-before").await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert!(!before(&done));
    assert_eq!(drawn(&served).await, "2.00");
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_can_tell_the_key_tells_once_the_records_are_reached_again() {
    let Some((place, relay, served)) = relayed().await else {
        return;
    };
    relay.strike("for-good", Cut::AfterCommitForGood);
    let lost = draw(&served, "for-good").await;
    assert!(relay.struck());
    assert_eq!(lost.status, 503, "{}", lost.text);
    relay.mend();
    let body = json!({"type": "drawn", "principal": {"amount": "1.00", "currency": "CNY"}, "booked_on": "2022-01-26"});
    let told = stands(&served, "/v1/loans/L1/events", "for-good", &body).await;
    assert!(before(&told), "it stood all the while");
    assert_eq!(drawn(&served).await, "1.00");
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_ask_together_none_is_lost_and_none_is_doubled() {
    let Some((place, relay, served)) = relayed().await else {
        return;
    };
    let cuts = [Cut::AfterCommit, Cut::BeforeCommit];
    for (round, cut) in cuts.into_iter().cycle().take(8).enumerate() {
        // Whichever transaction has the fourth key; others may be in it.
        relay.strike(&format!("many-{round}-3"), cut);
        let keys: Vec<String> = (0..8).map(|at| format!("many-{round}-{at}")).collect();
        let answers = futures(8, async |at| (&keys[at], draw(&served, &keys[at]).await)).await;
        assert!(relay.struck());
        for (key, answer) in answers {
            let (status, was) = (answer.status, before(&answer));
            assert!(!was && (status == 201 || status == 503), "{}", answer.text);
            let again = draw(&served, key).await;
            assert_eq!(again.status, 201, "{}", again.text);
            assert_eq!(before(&again), status == 201, "{key} {cut:?}");
            if status == 201 {
                assert_eq!(again.text, answer.text);
            }
        }
        assert_eq!(drawn(&served).await, format!("{}.00", 8 * (round + 1)));
    }
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn consents_and_scores_whose_commit_nobody_heard_of_are_there_once() {
    let Some((place, relay, served)) = relayed().await else {
        return;
    };
    let given = consent();
    for (key, path, body) in [
        ("consent-of-boss", "/v1/consents", &given),
        ("score-of-firm", "/v1/scores", &ask()),
    ] {
        for (at, cut) in [Cut::BeforeCommit, Cut::AfterCommit]
            .into_iter()
            .enumerate()
        {
            let key = format!("{key}-{at}");
            relay.strike(&key, cut);
            let first = served.post(BANK, path, &key, body).await;
            assert!(relay.struck(), "{key}: {}", first.text);
            assert!(
                first.status == 201 || first.status == 503,
                "{key}: {}",
                first.text
            );
            let told = stands(&served, path, &key, body).await;
            let stood = cut == Cut::AfterCommit || first.status == 201;
            assert_eq!(before(&told), stood, "{key} {cut:?}: {}", told.text);
            if first.status == 201 {
                assert_eq!(told.json()["score"], first.json()["score"]);
            }
        }
    }
    let mut kinds: Vec<String> = Vec::new();
    for record in served.store.records(0, 1_000).await.unwrap() {
        kinds.push(record.event.kind.to_string());
    }
    let count = |kind: &str| kinds.iter().filter(|known| *known == kind).count();
    assert_eq!(count("governance.consent.recorded"), 2, "{kinds:?}");
    assert_eq!(count("score.issued"), 2, "{kinds:?}");
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}
