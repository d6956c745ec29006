//! Problems: what cannot be read, and every field at fault at once.

use super::answers::loan;
use super::served::{Answered, Served};
use crate::place::Place;
use serde_json::json;

const MAKER: &str = "maker:ma";
const BANK: &str = "bank:bank-a:bai";

/// A problem as it is read.
pub(super) fn problem(answer: &Answered) -> String {
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
    422 "request.fields" "3 fields of the request are not as they should be; see `errors`" "after": "`x` is no cursor: use `next` of the page before"; "limit": "`0` is not from 1 to 1000"; "pol": "there is no such parameter; there are: after, limit, pool, bank"
    422 "request.fields" "one field of the request is not as they should be; see `errors`" "limit": "it stands twice"
    401 "token" "send an access token as `Authorization: Bearer …`" 
    401 "token" "the access token is not valid here"
    "#);
    served.stop().await;
}
