//! Batches of scores asked for by a file.

use super::score_batches::{BANK, ask, ended, evidence};
use super::served::{Answered, Served};
use crate::place::Place;
use serde_json::json;
use std::fmt::Write as _;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_whole_or_everything_wrong_with_it_is_told() {
    let place = Place::new();
    evidence(&place, 0);
    let served = Served::start(&place).await;
    let table = "客户清单,\n序号,统一社会信用代码\n1,x:firm\n2,x:f0\n合计,2\n".as_bytes();
    let (gb, ..) = encoding_rs::GB18030.encode(std::str::from_utf8(table).unwrap());
    let query = "?purpose=credit-assessment&name=firms.csv";
    for (key, bytes) in [("utf8", table.to_vec()), ("gb", gb.into_owned())] {
        let taken = upload(&served, query, key, "text/csv", bytes).await;
        assert_eq!(taken.status, 202, "{}", taken.text);
        let done = ended(&served, BANK, taken.header("location")).await;
        assert_eq!(done["refused"], json!({"consent.none": 2}));
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("名单").unwrap();
    for (row, text) in (0..).zip(["enterprise", "x:firm", "x:f0", "x:f1"]) {
        sheet.write_string(row, 0, text).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let query = "?purpose=credit-assessment&name=firms.xlsx&sheet=%E5%90%8D%E5%8D%95";
    let kind = "application/octet-stream";
    let taken = upload(&served, query, "xlsx", kind, bytes).await;
    assert_eq!(taken.status, 202, "{}", taken.text);
    assert_eq!(taken.json()["rows"], 3);
    let wrong = "enterprise\nx:firm\nx:firm\n91350100M000100Y44\n";
    let query = "?purpose=credit-assessment";
    let told = upload(&served, query, "wrong", "text/csv", wrong.into()).await;
    assert_eq!(told.status, 422);
    insta::assert_snapshot!(told.text);
    let told = upload(
        &served,
        "?purpose=fun&model=none",
        "purpose",
        "text/csv",
        table.to_vec(),
    )
    .await;
    assert_eq!(
        told.json()["errors"][0]["pointer"],
        "/purpose",
        "{}",
        told.text
    );
    let told = upload(
        &served,
        "?purpose=claim&model=none",
        "model",
        "text/csv",
        table.to_vec(),
    )
    .await;
    assert_eq!(told.status, 404, "{}", told.text);
    let mut late = ask(&["x:firm"]);
    late["as_of"] = json!("2030-01-01");
    let told = served.post(BANK, "/v1/score-batches", "late", &late).await;
    assert_eq!(told.json()["code"], "request.unfit", "{}", told.text);
    let many: Vec<String> = (0..40_001).map(|at| format!("x:{at}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let told = served
        .post(BANK, "/v1/score-batches", "many", &ask(&many))
        .await;
    assert_eq!(
        told.json()["errors"][0]["code"],
        "score-batch.rows",
        "{}",
        told.text
    );
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_says_all_that_a_body_says_and_may_be_as_long_as_files_may() {
    let place = Place::new();
    evidence(&place, 0);
    let served = Served::start_with(&place, &[("body-bytes", "1024")]).await;
    let query = "?purpose=credit-assessment&model=cq-knowledge-value-2018&pool=cq&product=kvc\
        &as_of=2026-11-01&basis=available&evidence=own";
    let mut table = "enterprise\n".to_owned();
    for at in 0..500 {
        writeln!(table, "x:f{at}").unwrap();
    }
    assert!(table.len() > 2 * 1024);
    let taken = upload(&served, query, "long", "text/csv", table.into()).await;
    assert_eq!(taken.status, 202, "{}", taken.text);
    let body = taken.json();
    assert_eq!(body["rows"], 500);
    insta::assert_snapshot!(body["ask"], @r#"{"purpose":"credit-assessment","as_of":"2026-11-01","basis":"available","evidence":"own","model":"cq-knowledge-value-2018","pool":"cq","product":"kvc"}"#);
    // A file has a name and no folder, as everywhere.
    let query = "?purpose=credit-assessment&name=../firms.csv&colour=red";
    let told = upload(
        &served,
        query,
        "folder",
        "text/csv",
        b"enterprise\nx:f\n".to_vec(),
    )
    .await;
    let errors = told.json();
    let errors: Vec<&str> = errors["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        (told.status.as_u16(), errors),
        (422, vec!["name", "colour"])
    );
    served.stop().await;
}

async fn upload(served: &Served, query: &str, key: &str, kind: &str, bytes: Vec<u8>) -> Answered {
    let request = served
        .client
        .post(format!("{}/v1/score-batches{query}", served.base));
    let request = request
        .bearer_auth(served.token(BANK).await)
        .header("idempotency-key", key)
        .header("content-type", kind);
    Answered::of(request.body(bytes).send().await.unwrap()).await
}
