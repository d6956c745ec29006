//! The description of the API: kept as a snapshot, and true of the routes that answer.

use super::served::Served;
use crate::place::Place;
use serde_json::Value;

#[test]
fn the_description_is_the_one_that_is_kept() {
    let text = zhixin::api::document().to_pretty_json().unwrap();
    insta::assert_snapshot!("openapi", text);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_described_route_is_there_and_asks_for_a_token() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let document: Value = served.get("auditor:an", "/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut walked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| *key == "get" || *key == "post")
        {
            let path = path.replace(['{', '}'], "");
            let url = format!("{}{path}", served.base);
            let request = if method == "get" {
                served.client.get(url)
            } else {
                served.client.post(url)
            };
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 401, "{method} {path}");
            assert!(
                answer.headers()["www-authenticate"]
                    .to_str()
                    .unwrap()
                    .starts_with("Bearer")
            );
            walked += 1;
        }
    }
    assert!(walked >= 40, "{walked} routes");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_names_every_route_and_needs_nothing_from_elsewhere() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let page = served.get("", "/docs").await;
    assert_eq!(page.status, 200);
    for part in ["<script", "http://", "https://", "src="] {
        assert!(!page.text.contains(part), "{part}");
    }
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    let document: Value = served.get("", "/openapi.json").await.json();
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(
            page.text.contains(&format!("<code>{path}</code>")),
            "{path}"
        );
    }
    served.stop().await;
}
