//! Who sees what: another bank's rows are not there, and roles do what is theirs.

use super::answers::{begun, loan};
use super::scores::consent;
use super::served::{Served, request};
use crate::place::Place;
use serde_json::{Value, json};
use zhixin::service::pool::{Fields, VERBS};

const OWN: &str = "bank:bank-a:bai";
const OTHER: &str = "bank:bank-b:bo";

/// A claim on `L1`, with a payment and a recovery.
async fn claimed(served: &Served) {
    let yuan = |amount: &str| json!({"amount": amount, "currency": "CNY"});
    for (who, path, key, body) in [
        (
            OWN,
            "/v1/loans/L1/events",
            "claimed-d",
            json!({"type": "drawn", "principal": yuan("600000"), "booked_on": "2022-01-26"}),
        ),
        (
            OWN,
            "/v1/loans/L1/events",
            "claimed-o",
            json!({"type": "overdue", "since": "2022-06-01", "booked_on": "2022-06-02"}),
        ),
        (
            OWN,
            "/v1/claims",
            "claimed-c",
            json!({"claim": "C1", "loan": "L1", "principal": yuan("600000"), "booked_on": "2022-09-15",
            "evidence": ["application", "loan-contract", "overdue-proof", "demand-proof", "repayment-record"], "steps": ["demand"]}),
        ),
    ] {
        let answer = served.post(who, path, key, &body).await;
        assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_banks_rows_are_not_there_on_any_route() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    claimed(&served).await;
    let given = served.post(OWN, "/v1/consents", "c", &consent()).await;
    let consent = given.json()["id"].as_str().unwrap().to_owned();
    let path = "/v1/loan-reports?as_of=2022-01-31&name=loans.csv";
    let report = served
        .upload(OWN, path, "r", "loan,balance\nL1,0.00\n")
        .await;
    let report = report.json()["id"].as_str().unwrap().to_owned();
    let document: Value = served.get(OWN, "/openapi.json").await.json();
    let names = [
        ("loan", "L1"),
        ("claim", "C1"),
        ("payment", "P1"),
        ("recovery", "R1"),
        ("consent", &consent),
        ("report", &report),
    ];
    let mut walked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some((name, value)) = names
            .iter()
            .find(|(name, _)| path.contains(&format!("{{{name}}}")))
        else {
            continue;
        };
        let path = path.replace(&format!("{{{name}}}"), value);
        if item.get("get").is_some() {
            let answer = served.get(OTHER, &path).await;
            assert_eq!(answer.status, 404, "GET {path}: {}", answer.text);
            let nowhere = served.get(OTHER, &path.replace(value, "NOWHERE")).await;
            assert_eq!(answer.text.replace(value, "NOWHERE"), nowhere.text);
            walked += 1;
        }
    }
    // Commands: the same answer for what is another's and for what is not there, and nothing is changed.
    let before = served.store.journal_head().await.unwrap();
    for verb in VERBS.iter().filter(|verb| verb.by == "bank") {
        for (name, value) in names {
            if verb.field(name).is_none()
                || (verb.name == "claim" && name == "claim")
                || verb.name == "enrol"
            {
                continue;
            }
            let ask = async |value: &str| {
                let texts = verb.fields.iter().map(|field| {
                    let text = match field.name {
                        own if own == name => value,
                        "principal" | "gross" | "costs" => "1",
                        "matures-on" | "since" => "2022-10-01",
                        "claim" => "C9",
                        "recovery" => "R9",
                        _ => "",
                    };
                    (field.name.to_owned(), text.to_owned())
                });
                let mut fields: Fields = texts.filter(|(_, text)| !text.is_empty()).collect();
                fields.insert("action".to_owned(), verb.name.to_owned());
                fields.insert("booked-on".to_owned(), "2022-10-10".to_owned());
                let (path, body) = request(&fields);
                served
                    .post(
                        OTHER,
                        &path,
                        &format!("{}-{value}", verb.name),
                        &Value::Object(body),
                    )
                    .await
            };
            let (there, nowhere) = (ask(value).await, ask("NOWHERE").await);
            assert_eq!(there.status, 404, "{}: {}", verb.name, there.text);
            assert_eq!(
                there.text.replace(value, "NOWHERE"),
                nowhere.text,
                "{}",
                verb.name
            );
            walked += 1;
        }
    }
    assert!(walked >= 20, "{walked}");
    assert_eq!(served.store.journal_head().await.unwrap(), before);
    let lists = [
        ("/v1/loans", "loans"),
        ("/v1/claims", "claims"),
        ("/v1/events", "events"),
        ("/v1/consents", "consents"),
        ("/v1/loan-reports", "reports"),
    ];
    for (path, list) in lists {
        let seen = served.get(OTHER, path).await.json();
        assert_eq!(seen[list], json!([]), "{path}");
        assert_ne!(
            served.get(OWN, path).await.json()[list],
            json!([]),
            "{path}"
        );
    }
    served.stop().await;
}

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
