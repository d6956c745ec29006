//! Evidence over HTTP: delivered in batches, read by those with leave, and a bank's own seen by nobody else.

use super::scores::{ask, consent};
use super::served::Served;
use crate::governance::year;
use crate::place::Place;
use serde_json::{Value, json};

pub(super) const MAKER: &str = "maker:ma";
pub(super) const BANK: &str = "bank:bank-a:bai";
const OTHER: &str = "bank:bank-b:bo";
const BOSS: &str = "enterprise:x:firm:boss";
const SHARED: &str = "/v1/evidence-batches?source=register&class=registry&name=years.jsonl";
const OWN: &str = "/v1/evidence-batches?source=own&name=own.jsonl";

fn years() -> String {
    format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_taken_in_once_with_every_row_accounted_for() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let bad = year(2023, "many");
    let nul = year(2022, "1").replace("x:firm", "x:f\\u0000");
    let file = format!("{}{bad}\n{nul}\n", years());
    let done = served.upload(MAKER, SHARED, "e1", file.clone()).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let body = done.json();
    assert_eq!(
        body["rows"],
        json!({"read": 4, "accepted": 2, "rejected": 2, "duplicate": 0})
    );
    let rejects: Vec<String> = body["rejects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| {
            let problem = &of["problems"][0];
            format!("{} {} {}", of["row"], problem["field"], problem["code"])
        })
        .collect();
    assert_eq!(
        rejects,
        ["3 \"revenue\" \"amount\"", "4 \"enterprise\" \"text.nul\""]
    );
    let head = served.store.journal_head().await.unwrap();
    assert_eq!(body["head"]["sequence"], head.sequence);
    let again = served.upload(MAKER, SHARED, "e1", file.clone()).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.json()["batch"], body["batch"]);
    // The same file under another key adds nothing; another file under the same key is refused.
    let other = served.upload(MAKER, SHARED, "e2", file).await;
    assert_eq!(other.header("idempotent-replayed"), "true");
    let reused = served.upload(MAKER, SHARED, "e1", years()).await;
    assert_eq!(
        (
            reused.status.as_u16(),
            &reused.json()["errors"][0]["pointer"]
        ),
        (422, &json!("/file")),
        "{}",
        reused.text
    );
    let class = SHARED.replace("registry", "audited");
    let reused = served.upload(MAKER, &class, "e1", years()).await;
    assert_eq!(reused.json()["errors"][0]["pointer"], "/file");
    assert_eq!(served.store.journal_head().await.unwrap(), head);
    let number = body["batch"].as_i64().unwrap();
    let page = format!("/v1/evidence-batches/{number}/rejects?limit=1");
    let page = served.get(MAKER, &page).await.json();
    assert_eq!(page["rejects"].as_array().unwrap().len(), 1);
    let next = format!(
        "/v1/evidence-batches/{number}/rejects?limit=1&after={}",
        page["next"]
    );
    assert_eq!(
        served.get(MAKER, &next).await.json()["rejects"][0]["row"],
        4
    );
    // All or nothing, where that is asked for.
    let strict = format!("{SHARED}&strict=true");
    let strict = served
        .upload(
            MAKER,
            &strict,
            "e3",
            format!("{}\n{bad}\n", year(2021, "1")),
        )
        .await;
    assert_eq!(strict.status, 422, "{}", strict.text);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_deliver_what_is_told() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let said = [
        served.upload(BANK, SHARED, "k1", years()).await,
        served
            .upload(MAKER, "/v1/evidence-batches?source=x", "k2", years())
            .await,
        served
            .upload(
                MAKER,
                "/v1/evidence-batches?source=x&class=bank_private",
                "k3",
                years(),
            )
            .await,
        served.upload(BOSS, SHARED, "k4", years()).await,
        served.upload("checker:chen", SHARED, "k5", years()).await,
        served
            .upload(
                MAKER,
                "/v1/evidence-batches?class=best&sauce=x&enterprise=E",
                "k6",
                years(),
            )
            .await,
        served.upload(MAKER, SHARED, "k7", "").await,
    ]
    .map(|answer| {
        let body = answer.json();
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let each: Vec<&str> = errors
            .iter()
            .map(|of| of["pointer"].as_str().unwrap())
            .collect();
        format!(
            "{} {}: {}",
            answer.status.as_u16(),
            body["code"].as_str().unwrap(),
            each.join("; ")
        )
    });
    insta::assert_snapshot!(said.join("\n"), @"
    422 request.fields: class
    422 request.fields: class
    422 request.fields: class
    403 role: 
    403 role: 
    422 request.fields: source; class; enterprise; sauce
    422 request.fields: /years.jsonl
    ");
    assert_eq!(served.store.batches().await.unwrap(), []);
    served.stop().await;
}

/// Every byte that a bank is shown about the firm, but for what differs from one look to the next.
async fn seen(served: &Served, bank: &str, key: &str, evidence: &str) -> Vec<Value> {
    let mut preview = ask();
    preview["evidence"] = json!(evidence);
    let path = "/v1/scores?store=false";
    let preview = served.post(bank, path, key, &preview).await;
    assert_eq!(preview.status, 200, "{}", preview.text);
    let path = "/v1/enterprises/x:firm?purpose=credit-assessment";
    let dossier = served.get(bank, path).await;
    assert_eq!(dossier.status, 200, "{}", dossier.text);
    let batches = served.get(bank, "/v1/evidence-batches").await.json();
    vec![
        preview.json()["assessment"].clone(),
        dossier.json()["facts"].clone(),
        batches["batches"].clone(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bank_delivers_changes_nothing_that_another_sees() {
    let place = Place::new();
    let served = Served::start(&place).await;
    served.upload(MAKER, SHARED, "e", years()).await;
    for (bank, name) in [(BANK, "bank:bank-a"), (OTHER, "bank:bank-b")] {
        let mut given = consent();
        given["grantee"] = json!(name);
        given["classes"] = json!(["registry", "filed", "financial", "patents", "private"]);
        let done = served.post(bank, "/v1/consents", "c", &given).await;
        assert_eq!(done.status, 201, "{}", done.text);
    }
    let before = seen(&served, OTHER, "p1", "shared").await;
    assert_eq!(
        before[2],
        json!([]),
        "the commission's batches are none of a bank's"
    );
    let own = format!(
        "{}\n{}\n",
        year(2025, "9999999"),
        year(2025, "1").replace("x:firm", "x:hidden")
    );
    let done = served.upload(BANK, OWN, "o", own).await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert_eq!(done.json()["visibility"], "bank:bank-a");
    let number = done.json()["batch"].as_i64().unwrap();
    assert_eq!(seen(&served, OTHER, "p2", "shared").await, before);
    assert_eq!(seen(&served, OTHER, "p3", "own").await[0], before[0]);
    assert_ne!(seen(&served, BANK, "p4", "own").await[0], before[0]);
    assert_eq!(seen(&served, BANK, "p5", "shared").await[0], before[0]);
    // The batch is there for its bank and for those who audit.
    let path = format!("/v1/evidence-batches/{number}");
    for (who, status) in [
        (BANK, 200),
        (OTHER, 404),
        (MAKER, 404),
        (BOSS, 404),
        ("auditor:an", 200),
    ] {
        assert_eq!(served.get(who, &path).await.status, status, "{who}");
        let rejects = served.get(who, &format!("{path}/rejects")).await;
        assert_eq!(rejects.status, status, "{who}");
    }
    let nowhere = served.get(OTHER, "/v1/evidence-batches/999").await;
    let there = served.get(OTHER, &path).await;
    assert_eq!(there.text.replace(&number.to_string(), "999"), nowhere.text);
    // Whom only one bank knows is not there for the others, with leave or without.
    let mut given = consent();
    given["enterprise"] = json!("x:hidden");
    given["grantee"] = json!("bank:bank-b");
    assert_eq!(
        served.post(OTHER, "/v1/consents", "h", &given).await.status,
        201
    );
    let hidden = "/v1/enterprises/x:hidden?purpose=credit-assessment";
    let other = served.get(OTHER, hidden).await;
    assert_eq!(other.status, 404, "{}", other.text);
    let mut nobody = given.clone();
    nobody["enterprise"] = json!("x:nobody");
    assert_eq!(
        served
            .post(OTHER, "/v1/consents", "n", &nobody)
            .await
            .status,
        201
    );
    let none = served
        .get(OTHER, &hidden.replace("x:hidden", "x:nobody"))
        .await;
    assert_eq!(other.text.replace("x:hidden", "x:nobody"), none.text);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_is_shown_with_leave_in_its_classes_and_logged() {
    let place = Place::new();
    let served = Served::start(&place).await;
    served.upload(MAKER, SHARED, "e", years()).await;
    let path = "/v1/enterprises/x:firm?purpose=credit-assessment";
    let none = served.get(BANK, path).await;
    assert_eq!(
        (none.status.as_u16(), &none.json()["code"]),
        (403, &json!("consent.none"))
    );
    let mut given = consent();
    given["classes"] = json!(["financial"]);
    served.post(BANK, "/v1/consents", "c", &given).await;
    let all = served.get(BANK, path).await;
    assert_eq!(all.status, 403, "{}", all.text);
    let some = served
        .get(BANK, &format!("{path}&classes=financial&limit=1"))
        .await;
    assert_eq!(some.status, 200, "{}", some.text);
    let some = some.json();
    assert_eq!(some["classes"], json!(["financial"]));
    let fact = &some["facts"][0];
    assert_eq!(
        (&fact["kind"], &fact["class"]),
        (&json!("financial_year"), &json!("financial"))
    );
    assert_eq!(
        fact["source"],
        json!({"name": "register", "class": "registry"})
    );
    let next = format!("{path}&classes=financial&limit=1&after={}", some["next"]);
    let next = served.get(BANK, &next).await.json();
    assert_eq!(next["facts"].as_array().unwrap().len(), 1);
    assert_eq!(next.get("next"), None);
    // As of a day before anything was known, and of one to come.
    let early = served
        .get(BANK, &format!("{path}&classes=financial&as_of=2020-01-01"))
        .await;
    assert_eq!(early.status, 404, "{}", early.text);
    let late = served
        .get(BANK, &format!("{path}&classes=financial&as_of=2030-01-01"))
        .await;
    assert_eq!(late.status, 422, "{}", late.text);
    // The enterprise sees its own, nobody else's, and who looked.
    let own = "/v1/enterprises/x:firm?purpose=objection";
    assert_eq!(served.get(BOSS, own).await.json()["ground"], "own-data");
    assert_eq!(served.get("enterprise:x:else:e", own).await.status, 404);
    let log = served
        .get(BOSS, "/v1/enterprises/x:firm/look-ups")
        .await
        .json();
    let rows: Vec<String> = log["look_ups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let of = &row["look_up"];
            format!(
                "{} {} {}",
                of["role"], of["shown"]["kind"], of["shown"]["id"]
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "\"bank:bank-a\" \"dossier\" \"2026-11-26\"",
            "\"bank:bank-a\" \"dossier\" \"2026-11-26\"",
            "\"enterprise:x:firm\" \"dossier\" \"2026-11-26\"",
        ]
    );
    served.stop().await;
}
