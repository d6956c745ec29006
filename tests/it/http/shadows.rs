//! Models that score silently beside the one in force: where they do, and who sees it.

use super::models::{ANALYST, BANK, CHECKER, MODEL, approve, begun, fit, next_version};
use super::scores::ask;
use super::served::Served;
use serde_json::{Value, json};

async fn shadowed(served: &Served, many: usize) -> Vec<Value> {
    for _ in 0..200 {
        let seen = served.get(ANALYST, "/v1/shadow-scores").await.json();
        let rows = seen["shadow_scores"].as_array().unwrap();
        if rows.len() >= many {
            return rows
                .iter()
                .map(|row| row["shadow"]["score"].clone())
                .collect();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no {many} shadow scores");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shadow_keeps_to_its_scope_of_pool_product_and_purpose() {
    let (_place, served) = begun().await;
    let digest = fit(&served, MODEL, None).await;
    let more = json!({"purposes": ["credit-assessment"]});
    approve(&served, &digest, "a", &more).await;
    let next = fit(&served, MODEL, Some(&next_version())).await;
    let scopes = json!([{"pool": "cq", "product": "kvc"}, {"district": "nowhere"}]);
    approve(
        &served,
        &next,
        "b",
        &json!({"used_as": "shadow", "scopes": scopes}),
    )
    .await;
    let mut issued = Vec::new();
    for (key, at) in [
        ("s1", json!({})),
        ("s2", json!({"pool": "cq"})),
        ("s3", json!({"pool": "cq", "product": "kvc"})),
        ("s4", json!({"pool": "other", "product": "kvc"})),
        (
            "s5",
            json!({"pool": "cq", "product": "kvc", "as_of": "2026-11-02"}),
        ),
    ] {
        let mut body = ask();
        body.as_object_mut()
            .unwrap()
            .extend(at.as_object().unwrap().clone());
        let score = served.post(BANK, "/v1/scores", key, &body).await;
        assert_eq!(score.status, 201, "{}", score.text);
        issued.push(score.json()["score"].clone());
    }
    // The last is behind all the others, so that whoever is passed over was looked at before.
    assert_eq!(
        shadowed(&served, 2).await,
        [issued[2].clone(), issued[4].clone()]
    );
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shadow_scores_behind_and_no_bank_sees_it() {
    let (_place, served) = begun().await;
    let digest = fit(&served, MODEL, None).await;
    approve(&served, &digest, "a", &json!({})).await;
    let next = fit(&served, MODEL, Some(&next_version())).await;
    let shadow = approve(&served, &next, "b", &json!({"used_as": "shadow"})).await;
    let score = served.post(BANK, "/v1/scores", "s1", &ask()).await;
    assert_eq!(score.status, 201, "{}", score.text);
    let mut rows = Vec::new();
    for _ in 0..200 {
        let seen = served.get(ANALYST, "/v1/shadow-scores").await.json();
        rows = seen["shadow_scores"].as_array().unwrap().clone();
        if !rows.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(rows.len(), 1);
    let said = &rows[0]["shadow"];
    assert_eq!(said["score"], score.json()["score"]);
    assert_eq!(
        (&said["approval"], &said["digest"]),
        (&json!(shadow), &json!(next))
    );
    // The same figures, read by another version of the same tables, come to the same points.
    assert_eq!(said["low"], score.json()["assessment"]["points"]["low"]);
    for who in [BANK, CHECKER, "enterprise:x:firm:boss", "operator:ou"] {
        assert_eq!(
            served.get(who, "/v1/shadow-scores").await.status,
            403,
            "{who}"
        );
    }
    let scores = served
        .get(BANK, "/v1/scores?enterprise=x:firm&purpose=claim")
        .await
        .json();
    assert_eq!(scores["scores"].as_array().unwrap().len(), 1);
    served.stop().await;
}
