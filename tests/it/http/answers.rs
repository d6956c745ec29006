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
    insta::assert_snapshot!(problem(&other), @r#"
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

/// A problem as it is read.
fn problem(answer: &Answered) -> String {
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{}",
        answer.text
    );
    let body = answer.json();
    assert_eq!(body["status"], answer.status.as_u16());
    serde_json::to_string_pretty(&body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_at_fault_is_told_at_once() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let body = json!({
        "loan": "L 1", "pool": "cq", "bank": 7, "enterprise": "91500000MA5U000000", "limit": "1000000", "rate": 0,
        "approved_on": "yesterday", "revolving": "no", "colour": "red", "score_limit": {"amount": "1", "currency": "USD"},
    });
    let answer = served.post(BANK, "/v1/loans", "k", &body).await;
    insta::assert_snapshot!(problem(&answer), @r#"
    {
      "type": "urn:zhixin:problem:request.fields",
      "title": "Unprocessable Entity",
      "status": 422,
      "code": "request.fields",
      "detail": "9 fields of the request are not as they should be; see `errors`",
      "errors": [
        {
          "pointer": "/bank",
          "code": "request.field",
          "detail": "write it as text, between quotation marks"
        },
        {
          "pointer": "/limit",
          "code": "request.field",
          "detail": "an amount is written {\"amount\": \"1000.00\", \"currency\": \"CNY\"}"
        },
        {
          "pointer": "/rate",
          "code": "request.field",
          "detail": "write it as text, between quotation marks"
        },
        {
          "pointer": "/revolving",
          "code": "request.field",
          "detail": "it is true or false"
        },
        {
          "pointer": "/colour",
          "code": "request.field",
          "detail": "there is no such field; there are: loan, pool, district, bank, enterprise, group, zone, product, channel, securities, credit_share, limit, revolving, rate, approved_on, matures_on, classes, first_loan, revenue, requirements, purposes, refinances, decision, score, score_model, score_as_of, grade, score_limit, consent_until, other_public, share_decided, proof, on, booked_on, documents"
        },
        {
          "pointer": "/score_limit",
          "code": "request.field",
          "detail": "the books are kept in CNY, not in `USD`"
        },
        {
          "pointer": "/district",
          "code": "pool.field",
          "detail": "this is needed: the enterprise's district 属地"
        },
        {
          "pointer": "/product",
          "code": "pool.field",
          "detail": "this is needed: the product 产品"
        },
        {
          "pointer": "/matures_on",
          "code": "pool.field",
          "detail": "this is needed: when it matures 到期日"
        }
      ]
    }
    "#);
    // What reads as texts and is wrong as a request is told by the same names.
    let mut body = loan("L 1", "bank-a");
    body["enterprise"] = json!("91500000MA5U000000");
    body["approved_on"] = json!("yesterday");
    let answer = served.post(BANK, "/v1/loans", "k", &body).await;
    insta::assert_snapshot!(problem(&answer), @r#"
    {
      "type": "urn:zhixin:problem:request.fields",
      "title": "Unprocessable Entity",
      "status": 422,
      "code": "request.fields",
      "detail": "3 fields of the request are not as they should be; see `errors`",
      "errors": [
        {
          "pointer": "/loan",
          "code": "pool.field",
          "detail": "`L 1`: character 2 is ` `; a loan's number (贷款编号) is written without spaces and control characters"
        },
        {
          "pointer": "/enterprise",
          "code": "pool.field",
          "detail": "`91500000MA5U000000`: character 18 should be `W` for the rest to be right, and is `0`"
        },
        {
          "pointer": "/approved_on",
          "code": "pool.field",
          "detail": "`yesterday` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日"
        }
      ]
    }
    "#);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_a_problem_of_its_own() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let url = format!("{}/v1/pools", served.base);
    let maker = served.token(MAKER).await;
    let post = || served.client.post(&url).bearer_auth(&maker);
    let json = |request: reqwest::RequestBuilder, body: &str| {
        request
            .header("content-type", "application/json")
            .body(body.to_owned())
    };
    let keyed = || post().header("idempotency-key", "k");
    let mut told = Vec::new();
    for request in [
        json(post(), "{}"),
        json(post().header("idempotency-key", "a b"), "{}"),
        json(keyed(), "{\"pool\": \"a\", \"pool\": \"b\"}"),
        json(keyed(), "{\"pool\": 1.5}"),
        json(keyed(), "[]"),
        json(keyed(), "{\"pool\""),
        json(keyed(), &"[".repeat(100_000)),
        keyed().body("pool=cq"),
        json(keyed().header("if-match", "17"), "{}"),
        served.client.put(&url).bearer_auth(&maker),
        served
            .client
            .get(format!("{}/v1/nothing", served.base))
            .bearer_auth(&maker),
        served
            .client
            .get(format!("{}/v1/loans?limit=0&pol=x&after=x", served.base))
            .bearer_auth(&maker),
        served
            .client
            .get(format!("{}/v1/loans?limit=0&limit=1", served.base))
            .bearer_auth(&maker),
        served.client.get(format!("{}/v1/loans", served.base)),
        served
            .client
            .get(format!("{}/v1/loans", served.base))
            .bearer_auth("nobody"),
    ] {
        let answer = Answered::of(request.send().await.unwrap()).await;
        let body = answer.json();
        let errors = body["errors"].as_array().into_iter().flatten();
        let each: Vec<String> = errors
            .map(|of| format!("{}: {}", of["pointer"], of["detail"]))
            .collect();
        told.push(format!(
            "{} {} {} {}",
            answer.status.as_u16(),
            body["code"],
            body["detail"],
            each.join("; ")
        ));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    400 "key.missing" "send one `Idempotency-Key` header with every write: a name of your own for this command, which you send again when you ask again" 
    400 "key.form" "an `Idempotency-Key` has 1 to 64 visible ASCII characters and no blanks" 
    400 "request.json" "the body cannot be read as JSON" "": "the key `pool` stands twice at line 1 column 20"
    400 "request.json" "the body cannot be read as JSON" "": "invalid type: floating point `1.5`, expected text, a 64-bit integer, true, false, null, a list or a map at line 1 column 12"
    400 "request.json" "the body cannot be read as JSON" "": "the body is no JSON object"
    400 "request.json" "the body cannot be read as JSON" "": "EOF while parsing an object at line 1 column 7"
    400 "request.json" "the body cannot be read as JSON" "": "recursion limit exceeded at line 1 column 128"
    415 "request.media-type" "send the body as `Content-Type: application/json`" 
    400 "if-match.form" "`If-Match` is the ETag that you were given, such as \"17\"" 
    405 "method" "/v1/pools does not take PUT; /docs tells what it takes" 
    404 "route" "there is nothing at /v1/nothing; /docs tells what there is" 
    422 "request.fields" "one field of the request is not as they should be; see `errors`" "pol": "there is no such parameter; there are: after, limit, pool, bank"
    422 "request.fields" "one field of the request is not as they should be; see `errors`" "limit": "it stands twice"
    401 "token" "send an access token as `Authorization: Bearer …`" 
    401 "token" "the access token is not valid here"
    "#);
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
