//! Consents, scores and monthly reports by `zhixin client`, as a bank runs it.

use super::answers::begun;
use super::served::Served;
use crate::governance::{import, paper, year};
use crate::place::{Place, Ran};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_consents_scores_and_reports() {
    let place = Place::new();
    let years = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    import(&place, "register", "shared", &years);
    let served = Served::start(&place).await;
    begun(&served).await;
    let secret = served.register("kit", "bank:bank-a", "bai").await;
    let run = |arguments: &[&str]| {
        let mut command = place.command(&[&["client"], arguments].concat());
        command.env("ZHIXIN_CLIENT_SERVER", &served.base);
        command.env("ZHIXIN_CLIENT_ID", "kit");
        command.env("ZHIXIN_CLIENT_SECRET", &secret);
        Ran::of(command.output().unwrap())
    };
    let score = [
        "score",
        "x:firm",
        "--purpose",
        "credit-assessment",
        "--format",
        "json",
        "--key",
        "s",
    ];
    let without = run(&score);
    assert_eq!(without.code, 1, "{}", without.err);
    assert!(without.err.contains("[consent.none]"), "{}", without.err);
    let told: Value = serde_json::from_str(&without.out).unwrap();
    assert_eq!(told["code"], "consent.none");
    let consent = json!({
        "enterprise": "x:firm", "grantee": "bank:bank-a", "purposes": ["credit-assessment"],
        "classes": ["registry", "filed", "financial", "patents"], "from": "2026-01-01", "until": "2027-12-31",
        "evidence": paper("signed"), "obtained": "paper",
    });
    place.file("consent.json", consent.to_string());
    let recorded = run(&[
        "consent",
        "record",
        "consent.json",
        "--format",
        "json",
        "--key",
        "c",
    ]);
    assert_eq!(recorded.code, 0, "{}", recorded.err);
    let id: Value = serde_json::from_str(&recorded.out).unwrap();
    let id = id["id"].as_str().unwrap().to_owned();
    let listed = run(&["consent", "list", "--enterprise", "x:firm"]);
    assert!(listed.out.contains("x:firm"), "{}", listed.out);
    let given = run(&score);
    assert_eq!(given.code, 0, "{}", given.err);
    let given: Value = serde_json::from_str(&given.out).unwrap();
    assert!(given["score"].as_str().unwrap().starts_with("score-"));
    let preview = run(&[
        "score",
        "x:firm",
        "--purpose",
        "credit-assessment",
        "--preview",
    ]);
    assert!(preview.out.contains("assessment_digest"), "{}", preview.err);
    place.file("back.json", json!({"on": "2026-11-26"}).to_string());
    let back = run(&["consent", "revoke", &id, "back.json"]);
    assert_eq!(back.code, 0, "{}", back.err);
    // The month's loans: the books have nothing drawn, the report has.
    place.file("loans.csv", "loan,balance\nL1,600000.00\n");
    let report = run(&[
        "report",
        "loans.csv",
        "--as-of",
        "2022-03-31",
        "--format",
        "csv",
    ]);
    assert_eq!(report.code, 0, "{}", report.err);
    assert!(report.err.contains("received as report "), "{}", report.err);
    assert!(report.out.contains("L1,2,drawn"), "{}", report.out);
    place.file("broken.csv", "loan,balance\nL1,much\n");
    let broken = run(&["report", "broken.csv", "--as-of", "2022-03-31"]);
    assert_eq!(broken.code, 2, "{}", broken.err);
    assert!(broken.err.contains("line 2: 贷款余额"), "{}", broken.err);
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}
