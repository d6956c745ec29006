//! A batch of scores whose service is killed again and again: it goes on where it stopped, and each enterprise is scored once.

use super::running::{Running, secret, token};
use super::{Asker, journal};
use crate::http::score_batches::evidence;
use crate::place::Place;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use zhixin::journal::verify;

const FIRMS: usize = 300;
/// Kills while the batch is under way.
const KILLS: u64 = 4;

/// A service that was started, and one who asks it.
async fn started(place: &Place, secret: &str) -> (Running, Asker) {
    let running = Running::start(place);
    let client = Client::new();
    let asker = Asker {
        base: running.base.clone(),
        token: token(&client, &running.base, "maker", secret).await,
        client,
    };
    (running, asker)
}

async fn killed(place: Place) {
    evidence(&place, FIRMS);
    let secret = secret(&place, "maker", "maker");
    let names: Vec<String> = (0..FIRMS).map(|at| format!("x:f{at}")).collect();
    let body =
        json!({"enterprises": names, "purpose": "statistics", "model": "cq-knowledge-value-2018"});
    let mut at = String::new();
    for kill in 0..KILLS {
        let (running, asker) = started(&place, &secret).await;
        for _ in 0..300 {
            let (status, _, said) = asker.post("/v1/score-batches", "b", &body).await.unwrap();
            if status == StatusCode::ACCEPTED {
                at = format!(
                    "{}/v1/score-batches/{}",
                    asker.base,
                    said["batch"].as_str().unwrap()
                );
                break;
            }
            // After a kill the lease of the one that is gone is still waited for.
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{said}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(Duration::from_millis(40 + 60 * kill)).await;
        tokio::task::spawn_blocking(move || running.kill())
            .await
            .unwrap();
    }
    let (running, asker) = started(&place, &secret).await;
    let id = at.rsplit('/').next().unwrap();
    let path = format!("{}/v1/score-batches/{id}", asker.base);
    let mut said = Value::Null;
    for _ in 0..600 {
        let request = asker.client.get(&path).bearer_auth(&asker.token);
        said = request.send().await.unwrap().json().await.unwrap();
        if said["state"] == "done" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(
        (&said["state"], &said["scored"]),
        (&json!("done"), &json!(FIRMS)),
        "{said}"
    );
    tokio::task::spawn_blocking(move || running.kill())
        .await
        .unwrap();
    let records = journal(&place, 0).await;
    verify(&records).unwrap();
    let issued = records
        .iter()
        .filter(|record| record.event.kind.as_str() == "score.issued");
    let subjects: Vec<&str> = issued.map(|record| record.event.subject.as_str()).collect();
    let once: BTreeSet<&str> = subjects.iter().copied().collect();
    assert_eq!((subjects.len(), once.len()), (FIRMS, FIRMS));
    let ends = records
        .iter()
        .filter(|record| record.event.kind.as_str() == "score.batch.ended");
    assert_eq!(ends.count(), 1);
    tokio::task::spawn_blocking(move || place.ok(&["ledger", "verify"]))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_goes_on_where_a_kill_stopped_it() {
    killed(Place::new()).await;
}
