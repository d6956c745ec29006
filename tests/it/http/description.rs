//! The description of the API: kept as a snapshot, and true of the routes that answer.

use super::answers::begun;
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

/// A path of the description with names in it of things that are there, or that could be.
fn named(path: &str) -> String {
    let names = [
        ("{pool}", "cq"),
        ("{enterprise}", "x:firm"),
        ("{date}", "2022-01-31"),
        ("{model}", "cq-knowledge-value-2018"),
    ];
    let path = names
        .iter()
        .fold(path.to_owned(), |path, (name, of)| path.replace(name, of));
    path.replace(['{', '}'], "")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_names_a_parameter_that_it_does_not_have() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let document: Value = served.get("", "/openapi.json").await.json();
    let (mut without, mut with) = (0, 0);
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let takes = parameters.iter().any(|of| of["in"] == "query");
            let content = &operation["requestBody"]["content"];
            // What takes a file as well has its query for the file.
            let json =
                content.get("application/json").is_some() && content.get("text/csv").is_none();
            let url = format!("{}{}?colour=red", served.base, named(path));
            let mut told = String::new();
            // A role that may not ask at all is told so first, by routes whose query is theirs to read.
            for caller in ["bank:bank-a:bai", "operator:ou", "maker:ma"] {
                let request = match method.as_str() {
                    "get" => served.client.get(&url),
                    "post" => served.client.post(&url),
                    "delete" => served.client.delete(&url),
                    other => panic!("{other}"),
                };
                let request = request.bearer_auth(served.token(caller).await);
                let kind = if json {
                    "application/json"
                } else {
                    "application/octet-stream"
                };
                let request = request
                    .header("idempotency-key", "strange")
                    .header("content-type", kind);
                let answer = request.body("{}").send().await.unwrap();
                let status = answer.status().as_u16();
                told = answer.text().await.unwrap();
                if takes && status == 403 {
                    continue;
                }
                assert_eq!(status, 422, "{method} {path}: {told}");
                break;
            }
            let body: Value = serde_json::from_str(&told).unwrap();
            let errors = body["errors"].as_array().unwrap();
            let strange = errors.iter().find(|of| of["pointer"] == "colour");
            let strange = strange.unwrap_or_else(|| panic!("{method} {path}: {told}"));
            assert_eq!(strange["code"], "request.parameter");
            let says = strange["detail"].as_str().unwrap();
            assert_eq!(
                !takes,
                says.contains("this route takes none"),
                "{method} {path}: {says}"
            );
            *if takes { &mut with } else { &mut without } += 1;
        }
    }
    assert!(
        without >= 50 && with >= 30,
        "{without} without a query, {with} with one"
    );
    // Nobody is told anything of a query before it is known who asks.
    let nobody = served
        .client
        .get(format!("{}/v1/pools/cq?colour=red", served.base));
    assert_eq!(nobody.send().await.unwrap().status(), 401);
    // A head has the query of its reading, and the pages for people and machines take what probes add.
    let head = served
        .client
        .head(format!("{}/v1/pools/cq?colour=red", served.base));
    let head = head.bearer_auth(served.token("auditor:an").await);
    assert_eq!(head.send().await.unwrap().status(), 422);
    assert_eq!(served.get("", "/healthz?at=1").await.status, 200);
    served.stop().await;
}

/// Readings whose answer has a list and no pages: how things stand now, all of it together.
const WHOLE: [&str; 6] = [
    "/v1/breakers",
    "/v1/loan-reports/{report}/differences",
    "/v1/models/{model}/in-force",
    "/v1/models/{model}/life",
    "/v1/pools/{pool}/accounts",
    "/v1/pools/{pool}/position",
];

#[test]
fn every_list_is_asked_for_page_by_page_in_the_same_form() {
    let document = zhixin::api::document().to_json().unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let (mut forms, mut lists) = (Vec::new(), Vec::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get") else {
            continue;
        };
        let parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let of = |name: &str| parameters.iter().find(|of| of["name"] == name).cloned();
        let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let schema = answer["$ref"].as_str().map(|name| {
            let name = name.trim_start_matches("#/components/schemas/");
            document["components"]["schemas"][name].clone()
        });
        match (of("after"), of("limit")) {
            (Some(after), Some(limit)) => {
                forms.push((after, limit));
                lists.push(path.as_str());
                if let Some(schema) = schema {
                    assert!(
                        schema["properties"].get("next").is_some(),
                        "{path} names no next page"
                    );
                }
            }
            (None, None) => {
                let properties = schema.as_ref().and_then(|of| of["properties"].as_object());
                let whole = WHOLE.contains(&path.as_str());
                let plural = properties.is_some_and(|all| {
                    all.values()
                        .any(|of| of["type"] == "array" && of["items"].get("$ref").is_some())
                });
                assert!(whole || !plural, "{path} has a list and no pages");
            }
            _ => panic!("{path} has half of a page"),
        }
    }
    forms.dedup();
    assert_eq!(forms.len(), 1, "{forms:?}");
    for path in WHOLE {
        assert!(document["paths"].get(path).is_some(), "{path}");
    }
    insta::assert_snapshot!(lists.join("\n"));
}
