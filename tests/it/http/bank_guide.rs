//! The guide of banks, in both languages: its lines are run as they stand, in their order.

use super::served::Served;
use crate::governance::{import, year};
use crate::place::Place;
use serde_json::json;
use std::process::Command;

/// The blocks of shell of a page.
fn blocks(page: &str) -> Vec<String> {
    let path = format!("{}/docs/{page}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let after = text.split("```sh\n").skip(1);
    after
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// The status that each line promises behind its `#`.
fn promised(script: &str) -> Vec<&str> {
    let ends = script.lines().filter_map(|line| line.rsplit_once(" # "));
    ends.map(|(_, status)| status).collect()
}

/// The pool of the sandbox: what the commission did before the bank came.
async fn pool(served: &Served) {
    let yuan = json!({"amount": "5000000", "currency": "CNY"});
    let on = "2024-03-01";
    for (path, body) in [
        (
            "/v1/pools",
            json!({"pool": "cq", "scheme": "cq-knowledge-value", "booked_on": on}),
        ),
        (
            "/v1/pools/cq/districts",
            json!({"district": "yubei", "booked_on": on}),
        ),
        (
            "/v1/contributions",
            json!({"pool": "cq", "district": "yubei", "contributor": "city", "amount": yuan, "booked_on": on}),
        ),
    ] {
        let answer = served.post("maker:ma", path, path, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
}

async fn runs_as_it_stands(page: &str) {
    let place = Place::new();
    let years = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    import(&place, "register", "shared", &years);
    let served = Served::start(&place).await;
    pool(&served).await;
    place.file("consent.pdf", "signed");
    let script = blocks(page).join("\n");
    let mut bash = Command::new("bash");
    bash.args(["-eu", "-o", "pipefail", "-c", &script])
        .current_dir(place.path())
        .env("ZHIXIN", &served.base)
        .env("no_proxy", "*");
    for (name, role, person) in [
        ("BANK", "bank:bank-a", "core"),
        ("MAKER", "maker", "mei"),
        ("CHECKER", "checker", "chen"),
        ("PAYER", "payer", "peng"),
        ("OPERATOR", "operator", "ou"),
    ] {
        let client = format!("guide-{}", name.to_lowercase());
        let secret = served.register(&client, role, person).await;
        bash.env(format!("{name}_CLIENT"), &client);
        bash.env(format!("{name}_SECRET"), &secret);
    }
    let ran = bash.output().unwrap();
    let out = String::from_utf8_lossy(&ran.stdout);
    let is_status = |line: &&str| line.len() == 3 && line.bytes().all(|byte| byte.is_ascii_digit());
    let came: Vec<&str> = out.lines().filter(is_status).collect();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(came, promised(&script), "{page}\n{out}\n{said}");
    assert!(ran.status.success(), "{page}\n{out}\n{said}");
    assert!(came.len() > 20, "{came:?}");
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_runs_as_it_stands() {
    runs_as_it_stands("bank-guide.md").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chinese_guide_runs_as_it_stands() {
    runs_as_it_stands("bank-guide.zh-CN.md").await;
}

#[test]
fn both_guides_have_the_same_lines() {
    let (english, chinese) = (blocks("bank-guide.md"), blocks("bank-guide.zh-CN.md"));
    assert_eq!(english, chinese);
    assert!(english.len() >= 10, "{}", english.len());
}
