//! Requests that make no sense: whatever stands in headers, queries, paths, bodies and forms, the service answers, and never
//! with a failure of its own.

use super::answers::begun;
use super::served::Served;
use crate::place::Place;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::header::HeaderValue;
use serde_json::Value;

/// Bytes that a header may carry.
fn header() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(prop_oneof![0x20u8..0x7f, 0x80u8..=0xff], 0..80),
        "\"?[0-9]{0,30}\"?".prop_map(String::into_bytes),
        "00-[0-9a-f]{31,33}-[0-9a-f]{16}-[0-9a-g]{2}".prop_map(String::into_bytes),
        "(Bearer|Basic|bearer)? {0,2}[A-Za-z0-9._=-]{0,60}".prop_map(String::into_bytes),
    ]
}

/// A query or a form.
fn query() -> impl Strategy<Value = String> {
    let name = "(after|limit|pool|bank|purpose|enterprise|store|client_id|grant_type|client_assertion|[a-z]{1,4})?";
    let value = prop_oneof![
        "[0-9-]{0,22}",
        "(true|false|x:firm|cq|claim|client_credentials|%[0-9a-fA-F]{2}|%)*",
        "[!-~]{0,20}".prop_map(|text| text.replace('#', "")),
    ];
    prop::collection::vec((name, value), 0..4).prop_map(|pairs| {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("&")
    })
}

/// A body: JSON of any shape under the names that bodies have, or no JSON at all.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let name = "(type|principal|amount|currency|loan|pool|district|booked_on|on|documents|vector|readings|model|purpose|[a-z]{1,5})";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "(drawn|repaid|CNY|1\\.00|-1|2022-01-26|x:a|L1|cq|credit-assessment)".prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    prop_oneof![
        6 => tree.prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..60),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_is_answered_and_nothing_breaks_off() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let document: Value = served.get("", "/openapi.json").await.json();
    let mut routes: Vec<(String, bool)> = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        routes.extend(item.get("get").map(|_| (path.clone(), false)));
        routes.extend(item.get("post").map(|_| (path.clone(), true)));
    }
    routes.push(("/oauth/token".to_owned(), true));
    let tokens = [
        served.token("maker:ma").await,
        served.token("bank:bank-a:bai").await,
        served.token("auditor:an").await,
    ];
    let cases = ProptestConfig::default().cases as usize * 4;
    let (mut runner, mut broken) = (TestRunner::default(), Vec::new());
    let strategy = (
        header(),
        header(),
        header(),
        query(),
        body(),
        "[!-~]{0,12}",
        0usize..tokens.len(),
        0u8..8,
    );
    for at in 0..cases {
        let tree = strategy.new_tree(&mut runner).unwrap();
        let (key, tag, trace, query, body, part, token, whim) = tree.current();
        let (route, writes) = &routes[at % routes.len()];
        let part: String = part
            .chars()
            .filter(|c| !"{}#?/\\<>\"^`| ".contains(*c))
            .collect();
        let mut path = String::new();
        for piece in route.split('/').skip(1) {
            let named = piece.starts_with('{') && !part.is_empty();
            path = format!(
                "{path}/{}",
                if named {
                    &part
                } else {
                    piece.trim_matches(['{', '}'])
                }
            );
        }
        let url = format!("{}{path}?{query}", served.base);
        let is_form = route == "/oauth/token";
        let mut request = if *writes {
            served.client.post(url)
        } else {
            served.client.get(url)
        };
        let value =
            |bytes: &[u8]| HeaderValue::from_bytes(bytes).unwrap_or(HeaderValue::from_static(""));
        request = match whim {
            0 => request.header("authorization", value(&trace)),
            _ if is_form => request,
            _ => request.bearer_auth(&tokens[token]),
        };
        request = if whim == 1 {
            request.header("idempotency-key", value(&key))
        } else {
            request.header("idempotency-key", format!("n{at}"))
        };
        request = if whim == 2 {
            request.header("if-match", value(&tag))
        } else {
            request
        };
        request = request.header("traceparent", value(&trace));
        if is_form {
            let kind = "application/x-www-form-urlencoded";
            request = request.header("content-type", kind).body(query.clone());
        } else if *writes {
            request = request
                .header("content-type", "application/json")
                .body(body.clone());
        }
        let Ok(answer) = request.send().await else {
            // Not every text is an address that can be sent.
            continue;
        };
        if answer.status().is_server_error() {
            let (status, said) = (answer.status(), answer.text().await.unwrap());
            broken.push(format!(
                "{route} {path}?{query} {}: {status} {said}",
                String::from_utf8_lossy(&body)
            ));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}
