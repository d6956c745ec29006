//! Decisions of banks on scores, objections beside them, and loans that name them.

use super::scores::{BANK, FIRM, OTHER, ask, begun, consent};
use crate::governance::paper;
use serde_json::json;

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
