//! Lists: page by page by a cursor, each row once and in its order, and of what the caller sees alone.

use super::answers::begun;
use super::isolation::{claimed, paid};
use super::score_batches::evidence;
use super::scores::consent;
use super::served::Served;
use crate::governance::paper;
use crate::place::Place;
use serde_json::{Value, json};
use zhixin::units::EnterpriseId;

const MAKER: &str = "maker:ma";
const BANK: &str = "bank:bank-a:bai";
const OTHER: &str = "bank:bank-b:bo";
const SEAT: &str = "contributor:cq:yubei:city:cp";
const NEIGHBOUR: &str = "contributor:cq:jiangbei:city:cp";

/// Every row of a list, read one row at a time; a cursor is never the same again.
async fn each(served: &Served, caller: &str, path: &str, list: &str) -> Vec<Value> {
    let (mut rows, mut after) = (Vec::new(), 0);
    let join = if path.contains('?') { '&' } else { '?' };
    for _ in 0..50 {
        let page = format!("{path}{join}limit=1&after={after}");
        let answer = served.get(caller, &page).await;
        assert_eq!(answer.status, 200, "{page}: {}", answer.text);
        let body = answer.json();
        let found = body[list].as_array().unwrap();
        assert!(found.len() <= 1, "{page}: {}", answer.text);
        rows.extend(found.iter().cloned());
        match body["next"].as_u64() {
            Some(next) => {
                assert_ne!(next, after, "{page}");
                after = next;
            }
            None => return rows,
        }
    }
    panic!("{path} does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_moved_is_listed_to_those_whose_it_is() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    claimed(&served).await;
    paid(&served).await;
    let more = json!({
        "pool": "cq", "district": "yubei", "contributor": "city", "amount": {"amount": "5.00", "currency": "CNY"},
        "booked_on": "2022-11-01",
    });
    let made = served.post(MAKER, "/v1/contributions", "c2", &more).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let event = made.json()["events"][0]["number"].clone();
    let back = json!({"event": event, "because": "typed twice", "booked_on": "2022-11-01"});
    let corrected = served.post(MAKER, "/v1/corrections", "c3", &back).await;
    assert_eq!(corrected.status, 201, "{}", corrected.text);
    let contributions = each(&served, SEAT, "/v1/contributions?pool=cq", "contributions").await;
    let payments = each(&served, BANK, "/v1/payments?pool=cq", "payments").await;
    let recoveries = each(&served, BANK, "/v1/recoveries?pool=cq", "recoveries").await;
    insta::assert_json_snapshot!(json!([contributions, payments, recoveries]));
    for (path, list, who) in [
        (
            "/v1/contributions",
            "contributions",
            vec![MAKER, "auditor:an"],
        ),
        (
            "/v1/payments",
            "payments",
            vec![MAKER, "auditor:an", SEAT, "enterprise:x:l1:x"],
        ),
        (
            "/v1/recoveries",
            "recoveries",
            vec![MAKER, "auditor:an", SEAT, "enterprise:x:l1:x"],
        ),
    ] {
        for caller in who {
            assert_ne!(
                each(&served, caller, path, list).await,
                [Value::Null; 0],
                "{path} {caller}"
            );
        }
        for caller in [OTHER, NEIGHBOUR, "enterprise:x:l2:x"] {
            assert_eq!(
                each(&served, caller, path, list).await,
                [Value::Null; 0],
                "{path} {caller}"
            );
        }
        let nowhere = served
            .get("auditor:an", &format!("{path}?pool=elsewhere"))
            .await
            .json();
        assert_eq!(nowhere[list], json!([]));
    }
    assert_eq!(
        each(&served, BANK, "/v1/contributions", "contributions").await,
        [Value::Null; 0]
    );
    let one = served.get(BANK, "/v1/payments/P1").await;
    assert_eq!(one.json(), payments[0]);
    let one = served.get(BANK, "/v1/recoveries/R1").await;
    assert_eq!(one.json(), recoveries[0]);
    // The histories of things have pages too.
    let whole = served.get(BANK, "/v1/claims/C1/events").await.json();
    assert_eq!(
        json!(each(&served, BANK, "/v1/claims/C1/events", "events").await),
        whole["events"]
    );
    let whole = served.get(BANK, "/v1/loans/L1/events").await.json();
    assert_eq!(
        json!(each(&served, BANK, "/v1/loans/L1/events", "events").await),
        whole["events"]
    );
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn consents_objections_reports_and_what_is_at_hand_have_cursors() {
    let place = Place::new();
    evidence(&place, 5);
    let served = Served::start(&place).await;
    begun(&served).await;
    // Of two banks by turns, and one taken back.
    for (at, bank) in ["bank-a", "bank-b", "bank-a", "bank-b", "bank-a"]
        .iter()
        .enumerate()
    {
        let mut given = consent();
        given["enterprise"] = json!(format!("x:f{at}"));
        given["grantee"] = json!(format!("bank:{bank}"));
        let answer = served
            .post(MAKER, "/v1/consents", &format!("c{at}"), &given)
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        if at == 0 {
            let path = format!(
                "/v1/consents/{}/revocation",
                answer.json()["id"].as_str().unwrap()
            );
            let back = served
                .post(MAKER, &path, "back", &json!({"on": "2026-11-26"}))
                .await;
            assert_eq!(back.status, 201, "{}", back.text);
        }
        let enterprise = format!("x:f{at}");
        let known = EnterpriseId::parse(&enterprise).unwrap();
        let facts = served.store.facts_of(&known, 1).await.unwrap();
        let wrong = json!({"enterprise": enterprise, "facts": [facts[0].digest], "statement": paper("wrong")});
        let answer = served
            .post(MAKER, "/v1/objections", &format!("o{at}"), &wrong)
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let whom = |rows: &[Value], at: &str| -> Vec<String> {
        rows.iter()
            .map(|row| row.pointer(at).unwrap().as_str().unwrap().to_owned())
            .collect()
    };
    let own = each(&served, BANK, "/v1/consents", "consents").await;
    assert_eq!(whom(&own, "/consent/enterprise"), ["x:f0", "x:f2", "x:f4"]);
    assert!(own[0]["revoked"].is_object() && own[1]["revoked"].is_null());
    let all = each(&served, MAKER, "/v1/consents", "consents").await;
    assert_eq!(all.len(), 5);
    let of_one = each(&served, OTHER, "/v1/consents?enterprise=x:f0", "consents").await;
    assert_eq!(
        of_one,
        [Value::Null; 0],
        "and no cursor that tells of another's"
    );
    let objections = each(&served, "auditor:an", "/v1/objections", "objections").await;
    assert_eq!(
        whom(&objections, "/received/enterprise"),
        ["x:f0", "x:f1", "x:f2", "x:f3", "x:f4"]
    );
    let late = each(
        &served,
        MAKER,
        "/v1/objections?late_on=2026-11-27",
        "objections",
    )
    .await;
    assert_eq!(late, [Value::Null; 0]);
    assert_eq!(
        each(&served, BANK, "/v1/objections", "objections").await,
        [Value::Null; 0]
    );
    for month in ["01-31", "02-28", "03-31"] {
        let path = format!("/v1/loan-reports?as_of=2022-{month}&name=loans.csv");
        let answer = served
            .upload(BANK, &path, month, "loan,balance\nL1,0.00\n")
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let reports = each(&served, BANK, "/v1/loan-reports", "reports").await;
    assert_eq!(
        whom(&reports, "/received/as_of"),
        ["2022-01-31", "2022-02-28", "2022-03-31"]
    );
    assert_eq!(
        each(&served, OTHER, "/v1/loan-reports", "reports").await,
        [Value::Null; 0]
    );
    for (path, list) in [
        ("/v1/models", "models"),
        ("/v1/terms", "terms"),
        ("/v1/pools", "pools"),
    ] {
        let whole = served.get(BANK, &format!("{path}?limit=1000")).await.json();
        assert_eq!(
            json!(each(&served, BANK, path, list).await),
            whole[list],
            "{path}"
        );
    }
    let end = served
        .get(BANK, "/v1/consents?after=999999999999")
        .await
        .json();
    assert_eq!(end, json!({"consents": []}));
    served.stop().await;
}
