//! Scores of many enterprises at once: each by its own consent, each look logged, each once.

use super::receiver::Receiver;
use super::scores::consent;
use super::served::{Answered, Served};
use super::webhooks::{calling, register};
use crate::governance::{import, year};
use crate::place::Place;
use serde_json::{Value, json};
use std::time::Duration;

pub(super) const BANK: &str = "bank:bank-a:bai";
const OTHER: &str = "bank:bank-b:bo";
const FIRM: &str = "enterprise:x:firm:boss";

/// Years of `x:firm`, and of so many more, `x:f0` and on.
pub(crate) fn evidence(place: &Place, more: usize) {
    let mut lines = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    for at in 0..more {
        lines.push_str(&year(2020, "6000000").replace("x:firm", &format!("x:f{at}")));
        lines.push('\n');
    }
    import(place, "register", "shared", &lines);
}

pub(super) fn ask(enterprises: &[&str]) -> Value {
    json!({
        "enterprises": enterprises, "purpose": "credit-assessment", "model": "cq-knowledge-value-2018",
        "as_of": "2026-11-01",
    })
}

/// The batch once it has ended.
pub(super) async fn ended(served: &Served, caller: &str, place: &str) -> Value {
    for _ in 0..600 {
        let body = served.get(caller, place).await.json();
        if body["state"] != "running" {
            return body;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{place} does not end");
}

pub(super) fn lines(answer: &Answered) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let lines = answer.text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A file handed in.
#[tokio::test(flavor = "multi_thread")]
async fn each_line_is_scored_by_its_own_consent_and_every_look_is_logged() {
    let place = Place::new();
    evidence(&place, 1);
    let served = Served::start(&place).await;
    served.post(BANK, "/v1/consents", "c1", &consent()).await;
    let mut unknown = consent();
    unknown["enterprise"] = json!("x:nobody");
    served.post(BANK, "/v1/consents", "c2", &unknown).await;
    let body = ask(&["x:firm", "x:f0", "x:nobody"]);
    let taken = served.post(BANK, "/v1/score-batches", "b1", &body).await;
    assert_eq!(taken.status, 202, "{}", taken.text);
    let at = taken.header("location").to_owned();
    assert!(at.starts_with("/v1/score-batches/batch-"), "{at}");
    let done = ended(&served, BANK, &at).await;
    assert_eq!(
        (
            &done["state"],
            &done["rows"],
            &done["waiting"],
            &done["scored"]
        ),
        (&json!("done"), &json!(3), &json!(0), &json!(1))
    );
    assert_eq!(done["refused"], json!({"consent.none": 1, "unknown": 1}));
    // The same again is the same batch, and the key stands for no other.
    let again = served.post(BANK, "/v1/score-batches", "b1", &body).await;
    assert_eq!(
        (
            again.status.as_u16(),
            again.header("idempotent-replayed"),
            again.header("location")
        ),
        (202, "true", at.as_str())
    );
    let other = served
        .post(BANK, "/v1/score-batches", "b1", &ask(&["x:firm"]))
        .await;
    assert_eq!(
        (other.status.as_u16(), &other.json()["code"]),
        (422, &json!("key.reused"))
    );
    // The lines, in both forms.
    let results = format!("{at}/results");
    let found = lines(&served.get(BANK, &results).await);
    let told: Vec<String> = found
        .iter()
        .map(|line| {
            let of = |name: &str| line[name].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {} {}",
                line["line"],
                of("enterprise"),
                of("outcome"),
                of("code")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 x:firm scored -",
            "2 x:f0 refused consent.none",
            "3 x:nobody refused unknown"
        ]
    );
    assert!(found[1]["reason"].as_str().unwrap().contains("x:f0"));
    let csv = served.get(BANK, &format!("{results}?format=csv")).await;
    assert!(csv.header("content-type").starts_with("text/csv"));
    let mut reader = csv::Reader::from_reader(csv.text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let fields: Vec<&String> = found[0].as_object().unwrap().keys().collect();
    assert_eq!(header.iter().collect::<Vec<_>>(), fields);
    assert_eq!(reader.records().count(), 3);
    // A score of a batch is a score like any other.
    let score = found[0]["score"].as_str().unwrap().to_owned();
    let path = format!("/v1/scores/{score}?purpose=credit-assessment");
    let shown = served.get(BANK, &path).await.json();
    assert_eq!(shown["assessment_digest"], found[0]["assessment_digest"]);
    assert_eq!(shown["assessment"]["points"]["low"], found[0]["points_low"]);
    // Pages: one line each, with the way to the next.
    let first = served.get(BANK, &format!("{results}?limit=1")).await;
    let link = first.header("link").to_owned();
    let next = link.trim_start_matches('<').split_once('>').unwrap().0;
    assert_eq!(lines(&served.get(BANK, next).await), found[1..2]);
    // The enterprise sees who looked: when it was scored, and at each page that showed it.
    let log = served
        .get(FIRM, "/v1/enterprises/x:firm/look-ups")
        .await
        .json();
    assert_eq!(log["look_ups"].as_array().unwrap().len(), 5);
    // After the consent is taken back the line shows nothing more, and the rest is as it was.
    let consents = served
        .get(BANK, "/v1/consents?enterprise=x:firm")
        .await
        .json();
    let id = consents["consents"][0]["consent"]["id"].as_str().unwrap();
    let back = json!({"on": "2026-11-26"});
    let path = format!("/v1/consents/{id}/revocation");
    assert_eq!(served.post(FIRM, &path, "back", &back).await.status, 201);
    let withheld = lines(&served.get(BANK, &results).await);
    assert_eq!(
        (
            &withheld[0]["outcome"],
            &withheld[0]["code"],
            &withheld[0]["score"]
        ),
        (&json!("withheld"), &json!("consent.revoked"), &Value::Null)
    );
    assert_eq!(withheld[1..], found[1..]);
    served.stop().await;
    place.ok(&["score", "replay", &score]);
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_its_banks_and_not_there_for_others() {
    let place = Place::new();
    evidence(&place, 0);
    let served = Served::start(&place).await;
    let taken = served
        .post(BANK, "/v1/score-batches", "b", &ask(&["x:firm"]))
        .await;
    let at = taken.header("location").to_owned();
    ended(&served, "bank:bank-a:bei", &at).await;
    for path in [at.clone(), format!("{at}/results")] {
        let none = served.get(OTHER, &path).await;
        let nowhere = path.replace("batch-", "none-");
        assert_eq!(none.status, 404);
        assert_eq!(
            none.text.replace("batch-", "none-"),
            served.get(OTHER, &nowhere).await.text
        );
        assert_eq!(served.get("maker:ma", &path).await.status, 404);
        assert_eq!(served.get("auditor:an", &path).await.status, 200);
    }
    assert_eq!(served.delete(OTHER, &at, "x").await.status, 404);
    assert_eq!(served.delete("auditor:an", &at, "x").await.status, 403);
    assert_eq!(
        served.get(OTHER, "/v1/score-batches").await.json()["batches"],
        json!([])
    );
    let own = served.get(BANK, "/v1/score-batches").await.json();
    assert_eq!(own["batches"].as_array().unwrap().len(), 1);
    for caller in [
        "analyst:li",
        "operator:ou",
        "contributor:cq:yubei:city:cp",
        FIRM,
    ] {
        let refused = served
            .post(caller, "/v1/score-batches", "r", &ask(&["x:firm"]))
            .await;
        assert_eq!(refused.status, 403, "{caller}: {}", refused.text);
    }
    // Done is done.
    let late = served.delete(BANK, &at, "late").await;
    assert_eq!(
        (late.status.as_u16(), &late.json()["code"]),
        (409, &json!("state"))
    );
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_can_be_called_off_and_goes_on_after_a_restart() {
    let place = Place::new();
    evidence(&place, 400);
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    register(
        &served,
        ("maker:ma", &receiver.base),
        &["score.ready", "score-batch.ended"],
    )
    .await;
    let names: Vec<String> = (0..400).map(|at| format!("x:f{at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut body = ask(&names);
    // The commission reads for statistics by its office.
    body["purpose"] = json!("statistics");
    let taken = served
        .post("maker:ma", "/v1/score-batches", "b1", &body)
        .await;
    assert_eq!(taken.status, 202, "{}", taken.text);
    let at = taken.header("location").to_owned();
    let taken = served
        .post("maker:ma", "/v1/score-batches", "b2", &body)
        .await;
    let off = taken.header("location").to_owned();
    let cancelled = served.delete("maker:ma", &off, "off").await;
    assert_eq!(cancelled.status, 201, "{}", cancelled.text);
    let again = served.delete("maker:ma", &off, "off").await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    served.stop().await;
    let served = calling(&place).await;
    let done = ended(&served, "maker:ma", &at).await;
    assert_eq!(
        (&done["state"], &done["scored"]),
        (&json!("done"), &json!(400)),
        "{done}"
    );
    let off = served.get("maker:ma", &off).await.json();
    assert_eq!(off["state"], "cancelled");
    assert_eq!(off["reason"], "called off by maker:ma");
    let page = served
        .get("maker:ma", &format!("{at}/results?limit=1000"))
        .await;
    let found = lines(&page);
    let told: Vec<&str> = found
        .iter()
        .map(|line| line["enterprise"].as_str().unwrap())
        .collect();
    assert_eq!(told, names);
    assert!(found.iter().all(|line| line["ground"] == "supervision"));
    // Each batch is told once, and none of its scores by itself.
    let told = receiver.wait(2).await;
    let kinds: Vec<String> = told
        .iter()
        .map(|told| told.json()["type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["score-batch.ended", "score-batch.ended"]);
    let ends: Vec<Value> = told
        .iter()
        .map(|told| told.json()["data"]["body"]["how"].clone())
        .collect();
    assert_eq!(ends, [json!("cancelled"), json!("done")]);
    let metrics = served.get("", "/metrics").await.text;
    assert!(metrics.contains("zhixin_score_batches_open 0"), "{metrics}");
    assert!(
        metrics.contains("zhixin_score_batch_lines_total{outcome=\"scored\"}"),
        "{metrics}"
    );
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}
