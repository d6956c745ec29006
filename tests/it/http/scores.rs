//! Scores over HTTP: consent before, a row in the log with, a decision after, an objection beside.

use super::served::{Served, now};
use crate::governance::{import, paper, year};
use crate::place::Place;
use serde_json::{Value, json};
use zhixin::identity::{Caller, Role};
use zhixin::service::governance as desk;
use zhixin::service::records;
use zhixin::units::EnterpriseId;
use zhixin::units::names::{BankId, ClientId};

pub(super) const BANK: &str = "bank:bank-a:bai";
pub(super) const OTHER: &str = "bank:bank-b:bo";
pub(super) const FIRM: &str = "enterprise:x:firm:boss";

pub(super) async fn begun() -> (Place, Served) {
    let place = Place::new();
    let years = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    import(&place, "register", "shared", &years);
    let served = Served::start(&place).await;
    (place, served)
}

pub(super) fn consent() -> Value {
    json!({
        "enterprise": "x:firm", "grantee": "bank:bank-a",
        "purposes": ["credit-assessment", "cover-monitoring", "claim"],
        "classes": ["registry", "filed", "financial", "patents"],
        "from": "2026-01-01", "until": "2027-12-31", "evidence": paper("signed"), "obtained": "paper",
    })
}

pub(super) fn ask() -> Value {
    json!({"enterprise": "x:firm", "purpose": "credit-assessment", "model": "cq-knowledge-value-2018", "as_of": "2026-11-01"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_score_is_given_by_consent_alone_and_every_look_is_logged() {
    let (place, served) = begun().await;
    let without = served.post(BANK, "/v1/scores", "s1", &ask()).await;
    assert_eq!(
        (without.status.as_u16(), &without.json()["code"]),
        (403, &json!("consent.none"))
    );
    let given = served.post(BANK, "/v1/consents", "c1", &consent()).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let first = served.post(BANK, "/v1/scores", "s1", &ask()).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let score = first.json()["score"].as_str().unwrap().to_owned();
    // The same again is the same score, and the very answer.
    let again = served.post(BANK, "/v1/scores", "s1", &ask()).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.text, first.text);
    // The key stands for no other ask.
    let mut other = ask();
    other["as_of"] = json!("2026-11-02");
    let reused = served.post(BANK, "/v1/scores", "s1", &other).await;
    assert_eq!(
        (reused.status.as_u16(), &reused.json()["code"]),
        (422, &json!("key.reused"))
    );
    assert_eq!(reused.json()["errors"][0]["pointer"], "/as_of");
    // Shown, and not issued.
    let preview = served
        .post(BANK, "/v1/scores?store=false", "p1", &other)
        .await;
    assert_eq!(preview.status, 200, "{}", preview.text);
    assert_eq!(preview.json().get("score"), None);
    // What was issued is shown again to the byte, to those with leave.
    let path = format!("/v1/scores/{score}?purpose=claim");
    let shown = served.get(BANK, &path).await;
    assert_eq!(shown.json()["assessment"], first.json()["assessment"]);
    assert_eq!(
        shown.json()["assessment_digest"],
        first.json()["assessment_digest"]
    );
    assert_eq!(served.get(OTHER, &path).await.status, 404);
    assert_eq!(
        served
            .get(OTHER, "/v1/scores/score-none?purpose=claim")
            .await
            .status,
        404
    );
    assert_eq!(
        served
            .get(BANK, &format!("/v1/scores/{score}"))
            .await
            .status,
        422
    );
    let list = served
        .get(BANK, "/v1/scores?enterprise=x:firm&purpose=claim")
        .await
        .json();
    assert_eq!(list["scores"].as_array().unwrap().len(), 1);
    assert_eq!(
        served
            .get(OTHER, "/v1/scores?enterprise=x:firm&purpose=claim")
            .await
            .status,
        403
    );
    // The enterprise sees who looked: the score, its replay, the preview, the second look.
    let log = served
        .get(FIRM, "/v1/enterprises/x:firm/look-ups")
        .await
        .json();
    let rows = log["look_ups"].as_array().unwrap();
    let kinds: Vec<&str> = rows
        .iter()
        .map(|row| row["look_up"]["shown"]["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["score", "score", "preview", "score", "listed-score"]
    );
    // A list says which scores it showed, and for what; one that was refused showed none.
    let listed = &rows[4]["look_up"];
    assert_eq!(
        (
            &listed["shown"]["id"],
            &listed["shown"]["digest"],
            &listed["purpose"]
        ),
        (
            &json!(score),
            &first.json()["assessment_digest"],
            &json!("claim")
        )
    );
    let more = served
        .get(
            BANK,
            "/v1/scores?enterprise=x:firm&purpose=credit-assessment&after=999999999",
        )
        .await;
    assert_eq!(more.json()["scores"], json!([]));
    let log = served
        .get(FIRM, "/v1/enterprises/x:firm/look-ups?after=5")
        .await
        .json();
    let none = &log["look_ups"][0]["look_up"];
    assert_eq!(
        (
            &none["shown"]["kind"],
            &none["shown"]["id"],
            &none["purpose"]
        ),
        (
            &json!("listed-score"),
            &json!("-"),
            &json!("credit-assessment")
        )
    );
    assert!(
        rows.iter()
            .all(|row| row["look_up"]["role"] == "bank:bank-a" && row["look_up"]["person"] == "")
    );
    assert_eq!(rows[3]["look_up"]["purpose"], "claim");
    let stranger = served
        .get("enterprise:x:other:boss", "/v1/enterprises/x:firm/look-ups")
        .await;
    assert!(
        matches!(stranger.status.as_u16(), 403 | 404),
        "{}",
        stranger.text
    );
    let sealed = served
        .post("operator:ou", "/v1/look-ups/seals", "seal", &json!({}))
        .await;
    assert_eq!(
        (sealed.status.as_u16(), &sealed.json()["sealed"]["through"]),
        (201, &json!(6))
    );
    served.stop().await;
    let replayed = place.ok(&["score", "replay", &score]);
    assert_eq!(
        serde_json::from_str::<Value>(&replayed).unwrap(),
        first.json()["assessment"]
    );
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_wrote_stands_before_anything_more_is_shown() {
    let (place, served) = begun().await;
    let given = served.post(BANK, "/v1/consents", "c1", &consent()).await;
    let consent = given.json()["id"].as_str().unwrap().to_owned();
    let first = served.post(BANK, "/v1/scores", "s1", &ask()).await.json();
    // Evidence that is sealed meanwhile is read, though the service has seen where the evidence ended before.
    let more = format!("{}\n", year(2023, "4000000"));
    import(&place, "register", "shared", &more);
    let second = served.post(BANK, "/v1/scores", "s2", &ask()).await.json();
    let digest = |score: &Value| score["assessment"]["evidence_digest"].clone();
    assert_ne!(digest(&first), digest(&second));
    // A consent that is taken back meanwhile stops everything, though the service has it at hand.
    let store = records::open(&place.records()).await.unwrap();
    let caller = |role| Caller {
        client: ClientId::parse("desk").unwrap(),
        person: "somebody".to_owned(),
        role,
    };
    let boss = caller(Role::Enterprise(EnterpriseId::parse("x:firm").unwrap()));
    let bank = caller(Role::Bank(BankId::parse("bank-a").unwrap()));
    let back = (consent.as_str(), &json!({"on": "2026-11-26"}));
    let revoked = desk::revoke_consent(&store, &boss, back, "b", now()).await;
    assert!(revoked.is_ok(), "{revoked:?}");
    for (path, key) in [("/v1/scores", "s3"), ("/v1/scores?store=false", "s4")] {
        let refused = served.post(BANK, path, key, &ask()).await;
        assert_eq!(refused.json()["code"], "consent.revoked", "{path}");
    }
    let path = format!(
        "/v1/scores/{}?purpose=claim",
        first["score"].as_str().unwrap()
    );
    assert_eq!(served.get(BANK, &path).await.status, 404);
    // One that is given meanwhile counts at once.
    let mut anew = self::consent();
    anew["evidence"] = json!(paper("signed anew"));
    let given = desk::record_consent(&store, &bank, &anew, "c2", now()).await;
    assert!(given.is_ok(), "{given:?}");
    let third = served.post(BANK, "/v1/scores", "s3", &ask()).await;
    assert_eq!(third.status, 201, "{}", third.text);
    let log = store.look_ups(None, 0, 100).await.unwrap();
    let shown: Vec<&str> = log
        .iter()
        .map(|row| row.look_up.shown.id.as_str())
        .collect();
    let third = third.json();
    let scores = [&first, &second, &third].map(|score| score["score"].as_str().unwrap());
    assert_eq!(shown, scores, "nothing else was shown");
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_months_loans_are_held_against_the_books_and_settled_on_confirmation() {
    let place = Place::new();
    let served = Served::start(&place).await;
    super::answers::begun(&served).await;
    let file = "loan,balance,matures_on\nL1,250000.00,2022-12-20\n";
    let request = served.client.post(format!(
        "{}/v1/loan-reports?as_of=2022-02-28&name=feb.csv",
        served.base
    ));
    let request = request
        .bearer_auth(served.token(BANK).await)
        .header("idempotency-key", "feb");
    let answer = super::served::Answered::of(request.body(file).send().await.unwrap()).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let report = answer.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/loan-reports/{report}/differences");
    assert_eq!(served.get(OTHER, &path).await.status, 404);
    let list = served.get(BANK, &path).await.json();
    assert_eq!(list["list"][0]["kind"], "drawn", "{list}");
    let confirmation = format!("/v1/loan-reports/{report}/confirmation");
    let stale = served
        .post(
            BANK,
            &confirmation,
            "k0",
            &json!({"list": paper("another")}),
        )
        .await;
    assert_eq!(stale.status, 409, "{}", stale.text);
    let confirmed = json!({"list": list["digest"]});
    let done = served.post(BANK, &confirmation, "k1", &confirmed).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let again = served.post(BANK, &confirmation, "k1", &confirmed).await;
    assert_eq!(
        (again.status.as_u16(), again.header("idempotent-replayed")),
        (201, "true"),
        "{}",
        again.text
    );
    let loan = served.get(BANK, "/v1/loans/L1").await.json();
    assert_eq!(loan["drawn"]["amount"], "250000.00");
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}
