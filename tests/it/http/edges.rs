//! What is refused at the edge, alike on every database: U+0000 in texts, and queries told whole.

use super::answers::begun;
use super::scores::consent;
use super::served::{Answered, Served};
use crate::place::Place;
use serde_json::json;

const BANK: &str = "bank:bank-a:bai";

/// The status, the code, and every field at fault.
fn told(answer: &Answered) -> String {
    let body = answer.json();
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    let each = errors.iter().map(|error| {
        let [pointer, code] = ["pointer", "code"].map(|name| error[name].as_str().unwrap());
        format!("{pointer} {code}")
    });
    let each: Vec<String> = each.collect();
    format!(
        "{} {}: {}",
        answer.status.as_u16(),
        body["code"].as_str().unwrap(),
        each.join(", ")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_that_one_database_cannot_keep_is_refused_on_all() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let mut given = consent();
    given["enterprise"] = json!("x:fi\0rm");
    given["purposes"] = json!(["claim", "\0"]);
    let event = json!({"type": "drawn", "principal": {"amount": "1\0", "currency": "CNY"}, "documents": ["\0"]});
    let said = [
        told(&served.post(BANK, "/v1/consents", "k1", &given).await),
        told(&served.post(BANK, "/v1/loans/L1/events", "k2", &event).await),
        told(
            &served
                .post(BANK, "/v1/evaluations", "k3", &json!({"model": "\0"}))
                .await,
        ),
        told(&served.get(BANK, "/v1/loans?pool=%00").await),
        told(&served.get(BANK, "/v1/scores/%00?purpose=claim").await),
        told(&served.get(BANK, "/v1/decisions/a%00b").await),
        told(&served.get(BANK, "/v1/loan-reports/%00/differences").await),
        told(&served.get(BANK, "/v1/models/%00").await),
        told(
            &served
                .post(
                    BANK,
                    "/v1/consents/%00/revocation",
                    "k4",
                    &json!({"on": "2026-12-01"}),
                )
                .await,
        ),
        told(
            &served
                .upload(
                    BANK,
                    "/v1/loan-reports?as_of=2022-02-28&name=a%00b",
                    "k5",
                    "loan,balance\nL1,0\n",
                )
                .await,
        ),
    ];
    insta::assert_snapshot!(said.join("\n"), @"
    422 request.fields: /enterprise text.nul, /purposes/1 text.nul
    422 request.fields: /principal/amount text.nul, /documents/0 text.nul
    422 request.fields: /model text.nul
    422 request.fields: pool text.nul, pool request.parameter
    404 unknown: 
    404 unknown: 
    404 unknown: 
    404 unknown: 
    404 unknown: 
    422 request.fields: name text.nul, name request.parameter
    ");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_query_is_told_at_once() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let said = [
        told(
            &served
                .get(BANK, "/v1/loans?limit=0&after=x&bank=A&colour=red&limit=2")
                .await,
        ),
        told(
            &served
                .get(BANK, "/v1/claims?stage=lost&after=-1&page=2")
                .await,
        ),
        told(
            &served
                .get(BANK, "/v1/scores?enterprise=9.1E%2B17&limit=5000")
                .await,
        ),
        told(&served.get(BANK, "/v1/scores/s?purpose=fun&full=yes").await),
        told(
            &served
                .get(
                    BANK,
                    "/v1/pools/cq/statement?from=2022-02-30&contributor=city&x=1",
                )
                .await,
        ),
        told(&served.get(BANK, "/v1/pools?x=1").await),
        told(
            &served
                .get("auditor:an", "/v1/denials?after=a&limit=b&c=d")
                .await,
        ),
    ];
    insta::assert_snapshot!(said.join("\n"), @"
    422 request.fields: limit request.parameter, after request.parameter, bank request.parameter, colour request.parameter
    422 request.fields: after request.parameter, stage request.parameter, page request.parameter
    422 request.fields: enterprise request.parameter, purpose request.parameter, limit request.parameter
    422 request.fields: purpose request.parameter, full request.parameter
    422 request.fields: from request.parameter, to request.parameter, contributor request.parameter, x request.parameter
    422 request.fields: x request.parameter
    422 request.fields: after request.parameter, limit request.parameter, c request.parameter
    ");
    served.stop().await;
}
