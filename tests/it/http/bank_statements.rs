//! The custodian's statement over HTTP: held against the books, and what nothing explains in suspense once.

use super::answers::begun;
use super::served::Served;
use crate::place::Place;
use serde_json::{Value, json};

const OPERATOR: &str = "operator:ou";
const PATH: &str =
    "/v1/bank-statements?pool=cq&district=yubei&booked_on=2022-02-07&name=january.csv";

const FILE: &str = "交易日期,流水号,收入,支出,余额,摘要,对方户名\n\
    2022-01-04,T1,10000000.00,,10000000.00,出资,市财政\n\
    2022-01-11,T2,7.00,,10000007.00,不明来款,某某\n\
    2022-01-28,T3,,8.00,9999999.00,不明付款,某某\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_explains_goes_to_suspense_once() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let denied = served.upload("bank:bank-a:bai", PATH, "s1", FILE).await;
    assert_eq!(denied.status, 403);
    // A whole pool: held against the books, and nothing is booked.
    let pool = "/v1/bank-statements?pool=cq";
    let held = served.upload(OPERATOR, pool, "s0", FILE).await;
    assert_eq!(held.status, 201, "{}", held.text);
    assert_eq!(held.json()["suspended"], json!([]));
    let done = served.upload(OPERATOR, PATH, "s1", FILE).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let body: Value = done.json();
    assert_eq!(body["lines"], 3);
    assert_eq!(body["closing"]["amount"], "9999999.00");
    assert_eq!(body["explained"], false);
    assert_eq!(
        body["reconciliation"]["matched"].as_array().unwrap().len(),
        1
    );
    let lines: Vec<String> = body["suspended"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| format!("{} {} {}", of["line"], of["amount"]["amount"], of["event"]))
        .collect();
    assert_eq!(lines, ["\"T2\" \"7.00\" 6", "\"T3\" \"-8.00\" 7"]);
    // 10,000,000 + 7 - 8: the books have what the custodian has, with the two lines in suspense.
    let accounts = served.get("auditor:an", "/v1/pools/cq/accounts").await;
    let accounts = accounts.json();
    let cash = accounts["accounts"].as_array().unwrap();
    let cash = cash.iter().find(|of| of["code"] == 1010).unwrap();
    assert_eq!(cash["balance"]["amount"], "9999999.00");
    // The same file under another key is noted, and changes nothing in the books.
    let before = served.store.journal_head().await.unwrap();
    let again = served.upload(OPERATOR, PATH, "s2", FILE).await.json();
    assert_eq!(again["suspended"], json!([]));
    let after = served.store.journal_head().await.unwrap();
    assert_eq!(
        (after.sequence, &again["head"]["sequence"]),
        (before.sequence + 1, &json!(after.sequence))
    );
    // Under its own key it is answered as it was, by the books of then, and nothing is written.
    let replayed = served.upload(OPERATOR, PATH, "s1", FILE).await;
    assert_eq!(replayed.header("idempotent-replayed"), "true");
    assert_eq!(replayed.text, done.text);
    assert_eq!(served.store.journal_head().await.unwrap(), after);
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_stands_for_one_file_and_what_differs_is_named() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let done = served.upload(OPERATOR, PATH, "k", FILE).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let before = served.store.journal_head().await.unwrap();
    let other = FILE.replace("不明来款", "来款");
    let whole = "/v1/bank-statements?pool=cq&booked_on=2022-02-07&name=january.csv";
    let later = PATH.replace("2022-02-07", "2022-02-08");
    let mut told = Vec::new();
    for (path, file) in [(PATH, other.as_str()), (whole, FILE), (&later, FILE)] {
        let answer = served.upload(OPERATOR, path, "k", file.to_owned()).await;
        let body = answer.json();
        told.push(format!(
            "{} {} {}",
            answer.status.as_u16(),
            body["code"].as_str().unwrap(),
            body["errors"][0]["pointer"].as_str().unwrap()
        ));
    }
    insta::assert_snapshot!(told.join("\n"), @"
    422 key.reused /file
    422 key.reused /district
    422 key.reused /booked_on
    ");
    assert_eq!(served.store.journal_head().await.unwrap(), before);
    // The key is this client's alone.
    let another = served.upload("operator:other", PATH, "k", other).await;
    assert_eq!(another.status, 201, "{}", another.text);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_will_not_do_is_told_row_by_row() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let bad = FILE
        .replace("2022-01-11", "2022-13-11")
        .replace("8.00,", "x,");
    let said = [
        served.upload(OPERATOR, PATH, "b1", bad).await,
        served
            .upload(
                OPERATOR,
                "/v1/bank-statements?pool=Q&from=1&sheets=2",
                "b2",
                FILE,
            )
            .await,
        served
            .upload(
                OPERATOR,
                "/v1/bank-statements?pool=cq&district=jiangbei",
                "b3",
                FILE,
            )
            .await,
        served.upload(OPERATOR, PATH, "b4", "").await,
    ]
    .map(|answer| {
        let body = answer.json();
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let each: Vec<&str> = errors
            .iter()
            .map(|of| of["pointer"].as_str().unwrap())
            .collect();
        format!(
            "{} {}: {}",
            answer.status.as_u16(),
            body["code"].as_str().unwrap(),
            each.join("; ")
        )
    });
    insta::assert_snapshot!(said.join("\n"), @"
    422 request.fields: line 3: 交易日期; line 4: 借方发生额
    422 request.fields: pool; from; sheets
    404 unknown: 
    422 request.fields: /january.csv
    ");
    served.stop().await;
}
