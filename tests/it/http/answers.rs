//! Answers: acknowledgements, replays, problems with every field at once, tags, pages.

use super::served::{Answered, Served};
use crate::place::Place;
use serde_json::{Value, json};

const MAKER: &str = "maker:ma";
const BANK: &str = "bank:bank-a:bai";

fn yuan(amount: &str) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

/// A pool with money and a loan `L1` of 1,000,000 under cover.
pub(super) async fn begun(served: &Served) {
    for (key, path, body) in [
        (
            "p",
            "/v1/pools",
            json!({"pool": "cq", "scheme": "cq-knowledge-value", "booked_on": "2022-01-04"}),
        ),
        (
            "d",
            "/v1/pools/cq/districts",
            json!({"district": "yubei", "booked_on": "2022-01-04"}),
        ),
        (
            "s",
            "/v1/pools/cq/subscriptions",
            json!({"district": "yubei", "contributor": "city", "amount": yuan("10000000"), "booked_on": "2022-01-04"}),
        ),
        (
            "c",
            "/v1/contributions",
            json!({"pool": "cq", "district": "yubei", "contributor": "city", "amount": yuan("10000000"), "booked_on": "2022-01-04"}),
        ),
    ] {
        let answer = served.post(MAKER, path, key, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let answer = served
        .post(BANK, "/v1/loans", "l1", &loan("L1", "bank-a"))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

pub(crate) fn loan(loan: &str, bank: &str) -> Value {
    json!({
        "loan": loan, "pool": "cq", "district": "yubei", "bank": bank, "enterprise": format!("x:{}", loan.to_lowercase()),
        "product": "knowledge-value", "limit": yuan("1000000"), "rate": "0.037", "approved_on": "2022-01-24",
        "matures_on": "2022-12-20", "score": "S1", "score_model": "cq-knowledge-value-2017", "score_as_of": "2022-01-04", "grade": "A",
        "score_limit": yuan("3000000"), "consent_until": "2024-01-05", "classes": ["technology-enterprise"], "requirements": ["technology-enterprise", "clean-record"],
        "booked_on": "2022-01-24",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_acknowledged_with_its_events_and_the_head() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let draw = json!({"type": "drawn", "principal": yuan("600000"), "booked_on": "2022-01-26"});
    let first = served
        .post(BANK, "/v1/loans/L1/events", "draw-1", &draw)
        .await;
    assert_eq!(first.status, 201, "{}", first.text);
    let mut shown = first.json();
    for part in ["/head/hash", "/events/0/hash"] {
        let hash = shown.pointer_mut(part).unwrap();
        assert!(hash.as_str().unwrap().starts_with("sha256:"));
        *hash = json!("sha256:…");
    }
    shown["events"][0]["body"]["request"] = json!("sha256:…");
    insta::assert_json_snapshot!(shown, @r#"
    {
      "events": [
        {
          "number": 6,
          "sequence": 12,
          "hash": "sha256:…",
          "kind": "pool.loan.drawn",
          "subject": "L1",
          "effective_on": "2022-01-26",
          "booked_on": "2022-01-26",
          "actor": "bank:bank-a:bai",
          "body": {
            "request": "sha256:…",
            "actor": {
              "person": "bai",
              "role": {
                "bank": "bank-a"
              }
            },
            "documents": [],
            "compartment": {
              "pool": "cq",
              "district": "yubei"
            },
            "loan": "L1",
            "principal": "600000.00",
            "cover": {
              "undrawn": "-480000.00",
              "in_force": "480000.00"
            }
          }
        }
      ],
      "head": {
        "sequence": 12,
        "hash": "sha256:…"
      }
    }
    "#);
    // The same again has the effect of once, and the very answer.
    let again = served
        .post(BANK, "/v1/loans/L1/events", "draw-1", &draw)
        .await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.text, first.text);
    assert_eq!(first.header("idempotent-replayed"), "");
    // The head is one that the journal has.
    let head = first.json()["head"].clone();
    let records = served
        .store
        .records(head["sequence"].as_u64().unwrap() - 1, 1)
        .await
        .unwrap();
    assert_eq!(records[0].hash.to_string(), head["hash"]);
    // And the loan stands there with the tag that the command gave.
    let loan = served.get(BANK, "/v1/loans/L1").await;
    assert_eq!(loan.header("etag"), first.header("etag"));
    insta::assert_json_snapshot!(loan.json(), @r#"
    {
      "loan": "L1",
      "pool": "cq",
      "district": "yubei",
      "bank": "bank-a",
      "enterprise": "x:l1",
      "product": "knowledge-value",
      "grade": "A",
      "channel": "credit",
      "terms": "cq-2022",
      "share": "0.8",
      "revolving": false,
      "limit": {
        "amount": "1000000.00",
        "currency": "CNY"
      },
      "undrawn": {
        "amount": "400000.00",
        "currency": "CNY"
      },
      "outstanding": {
        "amount": "600000.00",
        "currency": "CNY"
      },
      "drawn": {
        "amount": "600000.00",
        "currency": "CNY"
      },
      "cover_undrawn": {
        "amount": "320000.00",
        "currency": "CNY"
      },
      "cover_in_force": {
        "amount": "480000.00",
        "currency": "CNY"
      },
      "approved_on": "2022-01-24",
      "enrolled_on": "2022-01-24",
      "matures_on": "2022-12-20",
      "class": "normal",
      "cover_lost": false,
      "claims": [],
      "version": 6
    }
    "#);
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_stands_for_another_command_is_told() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let draw = |amount: &str| json!({"type": "drawn", "principal": yuan(amount), "booked_on": "2022-01-26"});
    served
        .post(BANK, "/v1/loans/L1/events", "k", &draw("1000"))
        .await;
    let other = served
        .post(BANK, "/v1/loans/L1/events", "k", &draw("2000"))
        .await;
    insta::assert_snapshot!(super::problems::problem(&other), @r#"
    {
      "type": "urn:zhixin:problem:key.reused",
      "title": "Unprocessable Entity",
      "status": 422,
      "code": "key.reused",
      "detail": "the key stands for another command, done as event 6; send this one under a new key",
      "errors": [
        {
          "pointer": "/principal",
          "code": "key.differs",
          "detail": "under this key it was `1000.00`"
        }
      ]
    }
    "#);
    let elsewhere = json!({"type": "repaid", "principal": yuan("1000"), "booked_on": "2022-01-26"});
    let later = json!({"type": "drawn", "principal": yuan("1000"), "booked_on": "2022-01-27"});
    for (body, pointer) in [(elsewhere, ""), (later, "/on")] {
        let told = served
            .post(BANK, "/v1/loans/L1/events", "k", &body)
            .await
            .json();
        assert_eq!(told["errors"][0]["pointer"], pointer, "{told}");
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thing_that_changed_meanwhile_is_not_changed_blindly() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let tag = served
        .get(BANK, "/v1/loans/L1")
        .await
        .header("etag")
        .to_owned();
    let bank = served.token(BANK).await;
    let ask = async |key: &str, tag: &str| {
        let body = json!({"type": "drawn", "principal": yuan("1000"), "booked_on": "2022-01-26"});
        let request = served
            .client
            .post(format!("{}/v1/loans/L1/events", served.base));
        let request = request.bearer_auth(&bank).header("idempotency-key", key);
        let request = request.header("if-match", tag).json(&body);
        Answered::of(request.send().await.unwrap()).await
    };
    let first = ask("a", &tag).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let second = ask("b", &tag).await;
    assert_eq!(second.status, 412);
    assert_eq!(second.header("etag"), first.header("etag"));
    assert_eq!(ask("b", first.header("etag")).await.status, 201);
    // A replay is answered as before, whatever happened since.
    assert_eq!(ask("a", &tag).await.text, first.text);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages_that_meet() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    for number in 2..=7 {
        let name = format!("L{number}");
        let answer = served
            .post(BANK, "/v1/loans", &name, &loan(&name, "bank-a"))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let (mut seen, mut after) = (Vec::new(), json!(0));
    while !after.is_null() {
        let page = served
            .get(BANK, &format!("/v1/loans?limit=3&after={after}"))
            .await
            .json();
        let loans = page["loans"].as_array().unwrap();
        assert!(loans.len() <= 3);
        seen.extend(
            loans
                .iter()
                .map(|loan| loan["loan"].as_str().unwrap().to_owned()),
        );
        after = page["next"].clone();
    }
    assert_eq!(seen, ["L1", "L2", "L3", "L4", "L5", "L6", "L7"]);
    let events = served.get(BANK, "/v1/events?limit=1000").await.json();
    // Of the pool's beginnings a bank sees nothing, of its seven loans everything.
    assert_eq!(events["events"].as_array().unwrap().len(), 7);
    assert_eq!(events["next"], 11);
    served.stop().await;
}
