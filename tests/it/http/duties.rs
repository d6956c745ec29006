//! What each role may do over the service, and what was refused to it.

use super::answers::{begun, loan};
use super::served::Served;
use crate::place::Place;
use serde_json::json;

const OWN: &str = "bank:bank-a:bai";
const OTHER: &str = "bank:bank-b:bo";

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_enrols_for_itself_only() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let answer = served
        .post(OTHER, "/v1/loans", "l2", &loan("L2", "bank-a"))
        .await;
    assert_eq!(answer.status, 404, "{}", answer.text);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_does_what_is_its_own() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let pool = json!({"pool": "other", "scheme": "cq-knowledge-value"});
    for token in [
        OWN,
        "checker:chen",
        "auditor:an",
        "analyst:li",
        "operator:ou",
        "enterprise:x:l1:x",
        "contributor:cq:yubei:city:cp",
    ] {
        let answer = served.post(token, "/v1/pools", "k", &pool).await;
        assert_eq!(answer.status, 403, "{token}: {}", answer.text);
    }
    // A contributor sees its own compartment, a bank no accounts at all, an enterprise its own loans.
    let seat = "contributor:cq:yubei:city:cp";
    assert_eq!(served.get(seat, "/v1/pools/cq/position").await.status, 200);
    assert_eq!(
        served
            .get("contributor:cq:jiangbei:city:cp", "/v1/pools/cq/position")
            .await
            .status,
        404
    );
    assert_eq!(served.get(OWN, "/v1/pools/cq/accounts").await.status, 404);
    assert_eq!(
        served
            .get("analyst:li", "/v1/pools/cq/accounts")
            .await
            .status,
        404
    );
    assert_eq!(
        served.get("enterprise:x:l1:x", "/v1/loans/L1").await.status,
        200
    );
    assert_eq!(
        served.get("enterprise:x:l2:x", "/v1/loans/L1").await.status,
        404
    );
    let days = "from=2022-01-01&to=2022-01-31";
    let own = served
        .get(OWN, &format!("/v1/pools/cq/statement?{days}"))
        .await;
    assert_eq!(own.status, 200, "{}", own.text);
    let others = served
        .get(OWN, &format!("/v1/pools/cq/statement?{days}&bank=bank-b"))
        .await;
    assert_eq!(others.status, 404);
    assert_eq!(
        served
            .get(seat, &format!("/v1/pools/cq/statement?{days}"))
            .await
            .status,
        404
    );
    let seated = served
        .get(
            seat,
            &format!("/v1/pools/cq/statement?{days}&district=yubei"),
        )
        .await;
    assert_eq!(seated.status, 200, "{}", seated.text);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_kept_for_the_auditor() {
    let place = Place::new();
    let served = Served::start(&place).await;
    served
        .post(OWN, "/v1/pools", "k", &json!({"pool": "p"}))
        .await;
    served.get("", "/v1/loans").await;
    let mut rows = Vec::new();
    for _ in 0..50 {
        let kept = served.get("auditor:an", "/v1/denials").await.json();
        rows = kept["denials"].as_array().unwrap().clone();
        if rows.len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let told: Vec<[&str; 3]> = rows
        .iter()
        .map(|row| ["caller", "route", "reason"].map(|name| row[name].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ["bank:bank-a:bai", "POST /v1/pools", "role"],
            ["", "GET /v1/loans", "token"]
        ]
    );
    assert_eq!(served.get(OWN, "/v1/denials").await.status, 403);
    served.stop().await;
}
