//! What a bank is told of scores: their ids, and nothing that a look-up would show.

use super::receiver::{Receiver, Told};
use super::scores::{ask, consent};
use super::webhooks::{BANK, MAKER, OTHER, calling, register};
use crate::governance::{import, year};
use crate::place::Place;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn of_a_score_its_bank_is_told_the_id_alone() {
    let place = Place::new();
    let years = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    import(&place, "register", "shared", &years);
    let served = calling(&place).await;
    let receiver = Receiver::start().await;
    let at = |path: &str| format!("{}{path}", receiver.base);
    let kinds = ["score.ready", "score.decided"];
    register(&served, (BANK, &at("/bank")), &kinds).await;
    register(&served, (OTHER, &at("/other")), &kinds).await;
    register(&served, (MAKER, &at("/maker")), &["objection.received"]).await;
    let given = served.post(BANK, "/v1/consents", "c1", &consent()).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let score = served.post(BANK, "/v1/scores", "s1", &ask()).await.json();
    let id = score["score"].as_str().unwrap();
    let declined = json!({"outcome": "declined", "reason": "过度负债"});
    let path = format!("/v1/scores/{id}/decision");
    let decided = served.post(BANK, &path, "d1", &declined).await;
    assert_eq!(decided.status, 201, "{}", decided.text);
    let statement = crate::governance::paper("objection");
    let objection = json!({"enterprise": "x:firm", "scores": [id], "statement": statement});
    let objected = served.post(MAKER, "/v1/objections", "o1", &objection).await;
    assert_eq!(objected.status, 201, "{}", objected.text);
    let told = receiver.wait(3).await;
    assert_eq!(told.len(), 3, "{told:#?}");
    let bank: Vec<&Told> = told.iter().filter(|told| told.path == "/bank").collect();
    assert_eq!(
        bank[0].json()["data"]["body"],
        json!({"score": id, "model": "cq-knowledge-value-2018", "assessment_digest": score["assessment_digest"]})
    );
    assert_eq!(bank[1].json()["data"]["body"]["outcome"], "declined");
    assert!(!bank[1].body.contains("过度负债"));
    let maker = told.iter().find(|told| told.path == "/maker").unwrap();
    assert_eq!(maker.json()["type"], "objection.received");
    served.stop().await;
}
