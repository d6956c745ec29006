//! Models and terms over HTTP: listed, shown with their files, and terms put on record.

use super::served::Served;
use crate::place::Place;
use serde_json::json;

const BANK: &str = "bank:bank-a:bai";
const SUPERVISOR: &str = "supervisor:su";

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_found_by_its_id_and_by_the_digest_that_a_score_names() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let list = served.get(BANK, "/v1/models").await.json();
    let models = list["models"].as_array().unwrap();
    assert_eq!(models.len(), 8);
    let one = &models[0];
    assert_eq!(one["model"], "cq-knowledge-value-2017");
    for name in ["model", "digest"] {
        let name = one[name].as_str().unwrap();
        let found = served.get(BANK, &format!("/v1/models/{name}")).await;
        assert_eq!(found.status, 200, "{}", found.text);
        let file = found.json()["file"].as_str().unwrap().to_owned();
        assert!(file.contains("cq-knowledge-value-2017"), "{file}");
    }
    // A path of the server is the name of no model.
    let path = served.get(BANK, "/v1/models/..%2F..%2Fetc%2Fpasswd").await;
    assert_eq!(path.status, 404);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_puts_terms_on_record_once() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let shipped = served.get(BANK, "/v1/terms/cq-2022").await;
    assert_eq!(shipped.status, 200, "{}", shipped.text);
    let file = shipped.json()["file"].as_str().unwrap().to_owned();
    let own = file.replacen("cq-2022", "own-2027", 1);
    let put = async |who: &str, key: &str, text: &str| {
        let path = "/v1/terms?name=own.toml";
        served.upload(who, path, key, text.to_owned()).await
    };
    assert_eq!(put(BANK, "k", &own).await.status, 403);
    // The id of a shipped version, and what is no terms file, are told with their lines.
    for text in [file.as_str(), "id = 1\nname = 2\n"] {
        let refused = put(SUPERVISOR, "k1", text).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(!refused.json()["errors"].as_array().unwrap().is_empty());
    }
    let own = mended(&own);
    let done = put(SUPERVISOR, "k2", &own).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let again = put(SUPERVISOR, "k2", &own).await;
    assert_eq!(again.text, done.text);
    assert_eq!(again.header("idempotent-replayed"), "true");
    let reused = put(SUPERVISOR, "k2", &format!("{own}\n# other\n")).await;
    assert_eq!(
        (reused.status.as_u16(), &reused.json()["code"]),
        (422, &json!("key.reused"))
    );
    assert_eq!(reused.json()["errors"][0]["pointer"], "/file");
    let list = served.get(BANK, "/v1/terms").await.json();
    let last = list["terms"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["terms"], "own-2027");
    assert_eq!(last["recorded_by"], done.json()["head"]["sequence"]);
    let shown = served.get(BANK, "/v1/terms/own-2027").await;
    assert_eq!(shown.json()["file"], own);
    served.stop().await;
}

/// Terms of an own programme in the place of the shipped ones.
fn mended(own: &str) -> String {
    own.replacen("scheme = \"cq-knowledge-value\"", "scheme = \"own\"", 1)
}
