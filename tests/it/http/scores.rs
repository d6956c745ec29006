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

const BANK: &str = "bank:bank-a:bai";
const OTHER: &str = "bank:bank-b:bo";
const FIRM: &str = "enterprise:x:firm:boss";

async fn begun() -> (Place, Served) {
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
async fn a_bank_decides_on_a_score_and_an_objection_stands_beside_it() {
    let (place, served) = begun().await;
    served.post(BANK, "/v1/consents", "c1", &consent()).await;
    let score = served.post(BANK, "/v1/scores", "s1", &ask()).await.json();
    let id = score["score"].as_str().unwrap().to_owned();
    let decision = format!("/v1/scores/{id}/decision");
    let approved = |reason: Option<&str>| {
        json!({
            "outcome": "approved", "amount": {"amount": "90000000.00", "currency": "CNY"}, "rate": "0.0385",
            "months": 12, "override_reason": reason,
        })
    };
    let above = served.post(BANK, &decision, "d1", &approved(None)).await;
    assert_eq!(
        (above.status.as_u16(), &above.json()["code"]),
        (422, &json!("decision.override")),
        "{}",
        above.text
    );
    let bad = served
        .post(
            BANK,
            &decision,
            "d2",
            &json!({"outcome": "approved", "amount": "1", "colour": "red"}),
        )
        .await;
    let pointers: Vec<String> = bad.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["pointer"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(pointers, ["/amount", "/rate", "/months", "/colour"]);
    let done = served
        .post(BANK, &decision, "d3", &approved(Some("a signed order")))
        .await;
    assert_eq!(done.status, 201, "{}", done.text);
    assert_eq!(
        served
            .post(OTHER, &decision, "d4", &approved(Some("x")))
            .await
            .status,
        404
    );
    let held = done.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        served
            .get(BANK, &format!("/v1/decisions/{held}"))
            .await
            .status,
        200
    );
    assert_eq!(
        served
            .get(OTHER, &format!("/v1/decisions/{held}"))
            .await
            .status,
        404
    );
    // An objection marks every read until it is answered.
    let objection =
        json!({"enterprise": "x:firm", "scores": [id], "statement": paper("wrong revenue")});
    let received = served.post(FIRM, "/v1/objections", "o1", &objection).await;
    assert_eq!(received.status, 201, "{}", received.text);
    let objection = received.json()["id"].as_str().unwrap().to_owned();
    let read = served
        .get(BANK, &format!("/v1/scores/{id}?purpose=credit-assessment"))
        .await
        .json();
    assert_eq!(read["marks"][0]["objection"], objection);
    assert_eq!(read["assessment"], score["assessment"]);
    for (who, step, key, body) in [
        (
            "maker:ma",
            "verification",
            "v",
            json!({"finding": "unfounded", "evidence": [paper("books")]}),
        ),
        (
            "checker:chen",
            "decision",
            "r",
            json!({"decision": "refused", "reason": "the register is right"}),
        ),
        (
            "maker:ma",
            "answer",
            "a",
            json!({"answer": paper("letter")}),
        ),
    ] {
        let answer = served
            .post(
                who,
                &format!("/v1/objections/{objection}/{step}"),
                key,
                &body,
            )
            .await;
        assert_eq!(answer.status, 201, "{step}: {}", answer.text);
    }
    let read = served
        .get(BANK, &format!("/v1/scores/{id}?purpose=credit-assessment"))
        .await
        .json();
    assert_eq!(read["marks"], json!([]));
    // A consent taken back stops new reads.
    let consents = served.get(BANK, "/v1/consents").await.json();
    let consent = consents["consents"][0]["consent"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let back = json!({"on": "2026-11-26"});
    let revoked = served
        .post(
            FIRM,
            &format!("/v1/consents/{consent}/revocation"),
            "b",
            &back,
        )
        .await;
    assert_eq!(revoked.status, 201, "{}", revoked.text);
    assert_eq!(
        served.post(BANK, "/v1/scores", "s9", &ask()).await.json()["code"],
        "consent.revoked"
    );
    served.stop().await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_loan_on_a_score_of_the_records_names_the_decision_on_it() {
    let (_place, served) = begun().await;
    super::answers::begun(&served).await;
    served.post(BANK, "/v1/consents", "c1", &consent()).await;
    let mut scores = Vec::new();
    let mut decisions = Vec::new();
    for (at, day) in ["2026-11-01", "2026-11-02"].into_iter().enumerate() {
        let mut body = ask();
        body["as_of"] = json!(day);
        let score = served
            .post(BANK, "/v1/scores", &format!("s{at}"), &body)
            .await
            .json();
        let score = score["score"].as_str().unwrap().to_owned();
        let yes = json!({
            "outcome": "approved", "amount": {"amount": "1000000.00", "currency": "CNY"}, "rate": "0.037", "months": 12,
            "override_reason": "a signed order",
        });
        let path = format!("/v1/scores/{score}/decision");
        let done = served.post(BANK, &path, &format!("d{at}"), &yes).await;
        assert_eq!(done.status, 201, "{}", done.text);
        decisions.push(done.json()["id"].as_str().unwrap().to_owned());
        scores.push(score);
    }
    let mut loan = super::answers::loan("L2", "bank-a");
    let body = loan.as_object_mut().unwrap();
    for name in [
        "score_model",
        "score_as_of",
        "grade",
        "score_limit",
        "consent_until",
    ] {
        body.remove(name);
    }
    body.insert("enterprise".to_owned(), json!("x:firm"));
    body.insert("score".to_owned(), json!(scores[0]));
    let mut told = Vec::new();
    for decision in [
        None,
        Some("decision-x"),
        Some(decisions[1].as_str()),
        Some(decisions[0].as_str()),
    ] {
        let mut body = loan.clone();
        if let Some(decision) = decision {
            body["decision"] = json!(decision);
        }
        let answer = served.post(BANK, "/v1/loans", "l2", &body).await;
        let said = answer.json();
        let text = format!(
            "{} {}",
            answer.status.as_u16(),
            said["detail"].as_str().unwrap_or("stands")
        );
        let text = text.replace(&scores[0], "S").replace(&scores[1], "S'");
        told.push(text);
    }
    // The last one names it, and is told what else stands against a loan on a score without a grade.
    insta::assert_snapshot!(told.join("\n"), @"
    422 decision: the loan rests on the score `S` of the records; decide on that score first, and name the decision
    422 there is no decision `decision-x` of `bank-a` on x:firm
    422 decision: it is on the score `S'`, and the loan names `S`; name the decision on that one
    422 the score `S` recommends no limit, and no loan can rest on it
    ");
    // A loan on a score of elsewhere, which a sandbox lets be stated, has no decision here to name.
    let stated = served
        .post(
            BANK,
            "/v1/loans",
            "l3",
            &super::answers::loan("L3", "bank-a"),
        )
        .await;
    assert_eq!(stated.status, 201, "{}", stated.text);
    served.stop().await;
}
