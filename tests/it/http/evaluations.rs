//! Evaluations of given figures: the same core as scores have, no consent, nothing kept; and whatever is given is answered.

use super::served::Served;
use crate::place::Place;
use serde_json::{Value, json};
use zhixin::scoring::indicators::catalog;
use zhixin::service::catalog::shipped;

const BANK: &str = "bank:bank-a:bai";

async fn evaluate(served: &Served, body: &Value) -> super::served::Answered {
    served.post(BANK, "/v1/evaluations", "k", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_evaluated_and_nothing_is_kept() {
    let place = Place::new();
    let served = Served::start(&place).await;
    // The first token registers the bank, which moves the journal.
    served.token(BANK).await;
    let before = served.store.journal_head().await.unwrap();
    let body = json!({
        "model": "cq-knowledge-value-2018", "as_of": "2026-11-01", "enterprise": "x:firm",
        "vector": {"readings": [
            {"indicator": "fin.revenue@1", "value": {"number": "2000000000"}, "evidence": {"facts": 3, "shown": []}},
            {"indicator": "ip.inventions@1", "value": "unknown"},
        ]},
    });
    let answer = evaluate(&served, &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let document = &answer.json()["assessment"];
    assert_eq!(document["basis"], "given");
    assert_eq!(document["enterprise"], "x:firm");
    assert_eq!(document["as_of"], "2026-11-01");
    let readings: Vec<&Value> = document["indicators"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|indicator| indicator["readings"].as_array().unwrap())
        .collect();
    let revenue = readings
        .iter()
        .find(|reading| reading["indicator"] == "fin.revenue@1")
        .unwrap();
    assert_eq!(revenue["value"], json!({"number": "2000000000"}));
    // What the caller says stands behind a figure is no evidence.
    assert!(
        readings
            .iter()
            .all(|reading| reading["evidence"]["facts"] == 0)
    );
    assert_eq!(served.store.journal_head().await.unwrap(), before);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_figures_is_told_at_once() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let body = json!({
        "as_of": "yesterday", "colour": "red",
        "vector": {"readings": [
            {"indicator": "no.such@1", "value": "unknown"},
            {"indicator": "fin.revenue@1", "value": {"number": "1/0"}},
            {"indicator": "ip.inventions@1", "value": {"number": 3}},
            {"indicator": "rnd.spend@1", "value": "unknown"},
            {"indicator": "rnd.spend@1", "value": "unknown"},
        ]},
    });
    let answer = evaluate(&served, &body).await;
    assert_eq!(answer.status, 422, "{}", answer.text);
    let told = answer.json();
    let mut pointers: Vec<&str> = told["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        [
            "/as_of",
            "/colour",
            "/model",
            "/vector/readings/0/indicator",
            "/vector/readings/1/value",
            "/vector/readings/2/value",
            "/vector/readings/4/indicator",
        ]
    );
    let unknown = json!({"model": "no-model", "vector": {"readings": []}});
    assert_eq!(evaluate(&served, &unknown).await.status, 404);
    let segment = json!({"model": "hubei-2025", "segment": "none", "vector": {"readings": []}});
    assert_eq!(evaluate(&served, &segment).await.status, 422);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_model_answers_the_most_absurd_figures() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let (most, least) = (i64::MAX, i64::MIN);
    let values = [
        json!({"number": "0"}),
        json!({"number": most.to_string()}),
        json!({"number": least.to_string()}),
        json!({"number": format!("1/{most}")}),
        json!({"number": format!("{most}/{least}")}),
        json!({"number": format!("{least}/{most}")}),
        json!({"number": format!("{least}/{least}")}),
        json!({"word": "甲".repeat(64)}),
        json!({"word": ""}),
        json!("unknown"),
        json!("not_applicable"),
        json!("not_computable"),
    ];
    for model in shipped() {
        for (at, value) in values.iter().enumerate() {
            let readings: Vec<Value> = catalog()
                .iter()
                .enumerate()
                .map(|(place, known)| {
                    // All alike, and beside it a mixture of all.
                    let value = if at % 2 == 0 {
                        value
                    } else {
                        &values[(at + place) % values.len()]
                    };
                    json!({"indicator": known.definition.id.as_str(), "value": value})
                })
                .collect();
            let body =
                json!({"model": model, "as_of": "9998-12-31", "vector": {"readings": readings}});
            let answer = evaluate(&served, &body).await;
            // A model with figures that nobody knows refuses to run, and says so.
            let status = answer.status.as_u16();
            assert!(
                matches!(status, 200 | 422),
                "{model}, {value}: {}",
                answer.text
            );
        }
    }
    served.stop().await;
}
