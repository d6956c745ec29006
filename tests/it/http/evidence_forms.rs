//! Evidence that is delivered in a form, with a mapping beside the file.

use super::evidence::{BANK, MAKER};
use super::scores::consent;
use super::served::{Answered, Served};
use crate::place::Place;
use serde_json::json;
use std::fmt::Write as _;

/// Parts of a form: the name, what the file is called, and its bytes.
type Parts<'p> = [(&'p str, Option<&'p str>, &'p str)];

/// A form delivered.
async fn deliver(served: &Served, who: &str, path: &str, key: &str, parts: &Parts<'_>) -> Answered {
    let mut body = String::new();
    for (name, called, text) in parts {
        let called = called.map_or_else(String::new, |called| format!("; filename=\"{called}\""));
        write!(
            body,
            "--b0undary\r\nContent-Disposition: form-data; name=\"{name}\"{called}\r\n\r\n{text}\r\n"
        )
        .unwrap();
    }
    body.push_str("--b0undary--\r\n");
    let request = served.client.post(format!("{}{path}", served.base));
    let request = request.bearer_auth(served.token(who).await);
    let request = request.header("idempotency-key", key);
    let kind = "multipart/form-data; boundary=b0undary";
    Answered::of(
        request
            .header("content-type", kind)
            .body(body)
            .send()
            .await
            .unwrap(),
    )
    .await
}

const MAPPING: &str = r#"
name = "park_list"

[source]
name = "somebody else"
class = "registry"

[enterprise]
column = "firm"

[[facts]]
kind = "financial_year"
[facts.fields]
period_end = "year"
revenue = { column = "sales", multiply = "1000000", round = true }
"#;

const PARK: &str = "firm,year,sales,kept\nx:firm,2024,5,yes\nx:firm,2025,many,no\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_stands_beside_the_file_in_a_form() {
    let place = Place::new();
    let served = Served::start(&place).await;
    let path = "/v1/evidence-batches?source=park&class=filed";
    let both = [("mapping", None, MAPPING), ("file", Some("park.csv"), PARK)];
    let done = deliver(&served, MAKER, path, "m1", &both).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let body = done.json();
    let told = ["source", "class", "file", "plan"].map(|name| body[name].as_str().unwrap());
    // The query says whose it is, and the mapping only what the columns are.
    assert_eq!(told, ["park", "filed", "park.csv", "park_list"]);
    assert_eq!(
        body["rows"],
        json!({"read": 2, "accepted": 1, "rejected": 1, "duplicate": 0})
    );
    assert_eq!(body["rejects"][0]["row"], 3);
    let again = deliver(&served, MAKER, path, "m1", &both).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    // What was delivered is what the mapping made of it: five million.
    served.post(BANK, "/v1/consents", "c", &consent()).await;
    let known = "/v1/enterprises/x:firm?purpose=credit-assessment";
    let known = served.get(BANK, known).await.json();
    assert_eq!(
        known["facts"][0]["fact"]["revenue"], "5000000.00",
        "{known}"
    );
    // Another mapping under the key is another request.
    let tens = MAPPING.replace("1000000", "10");
    let other = [
        ("mapping", None, tens.as_str()),
        ("file", Some("park.csv"), PARK),
    ];
    let reused = deliver(&served, MAKER, path, "m1", &other).await;
    assert_eq!(
        (
            reused.status.as_u16(),
            &reused.json()["errors"][0]["pointer"]
        ),
        (422, &json!("/mapping")),
        "{}",
        reused.text
    );
    // A bank's own mapping makes its evidence no more than its own.
    let own = deliver(
        &served,
        BANK,
        "/v1/evidence-batches?source=own",
        "m2",
        &both,
    )
    .await;
    assert_eq!(own.json()["class"], "bank_private", "{}", own.text);
    assert_eq!(own.json()["visibility"], "bank:bank-a");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_form_and_its_mapping_is_told() {
    let place = Place::new();
    let served = Served::start_with(&place, &[("upload-bytes", "2048")]).await;
    served.token(MAKER).await;
    let before = served.store.journal_head().await.unwrap();
    let path = "/v1/evidence-batches?source=park&class=filed";
    let bad = "name = \"x\"\ncolour = \"red\"\n[[facts]]\nkind = \"fun\"\n";
    let missing = MAPPING.replace("\"year\"", "\"period\"");
    let long = "x".repeat(4_000);
    let file = ("file", Some("park.csv"), PARK);
    let forms: [&Parts<'_>; 8] = [
        &[("mapping", None, MAPPING)],
        &[file, file, ("colour", None, "red")],
        &[file, ("mapping", None, bad)],
        &[file, ("mapping", None, &missing)],
        &[file, ("mapping", None, "a\0b")],
        &[("file", Some("../park.csv"), PARK)],
        &[("file", None, &long)],
        &[],
    ];
    let mut told = Vec::new();
    for (at, parts) in forms.into_iter().enumerate() {
        let answer = deliver(&served, MAKER, path, &format!("w{at}"), parts).await;
        let body = answer.json();
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let each = errors.iter().map(|of| {
            format!(
                "\n  {}: {} [{}]",
                of["pointer"].as_str().unwrap(),
                of["detail"].as_str().unwrap(),
                of["code"].as_str().unwrap()
            )
        });
        told.push(format!(
            "{} {}: {}{}",
            answer.status.as_u16(),
            body["code"].as_str().unwrap_or("taken"),
            body["detail"].as_str().unwrap_or(&answer.text),
            each.collect::<String>()
        ));
    }
    // A form that says nowhere where its parts end.
    let request = served.client.post(format!("{}{path}", served.base));
    let request = request.bearer_auth(served.token(MAKER).await);
    let request = request.header("idempotency-key", "w");
    let broken = request
        .header("content-type", "multipart/form-data")
        .body(PARK);
    let broken = Answered::of(broken.send().await.unwrap()).await;
    told.push(format!(
        "{} {}",
        broken.status.as_u16(),
        broken.json()["detail"].as_str().unwrap()
    ));
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(served.store.journal_head().await.unwrap(), before);
    served.stop().await;
}
