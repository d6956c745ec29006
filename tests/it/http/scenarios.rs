//! The scenarios of pools once more, every command through its route.

use super::served::Served;
use crate::place::Place;
use crate::scenarios::{Step, checked, is_check, scenarios, steps};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn scenarios_hold_over_http() {
    let mut wrong = Vec::new();
    for path in scenarios() {
        let place = Place::new();
        let served = Served::start(&place).await;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for step in steps(&fs::read_to_string(&path).unwrap()) {
            let got = if is_check(&step) {
                checked(&step, &balances(&served, &step).await)
            } else {
                asked(&served, &step).await
            };
            if !agree(&step.expect, &got) {
                wrong.push(format!(
                    "{name}:{}: expected {}, got {got}",
                    step.line, step.expect
                ));
            }
        }
        served.stop().await;
        place.ok(&["ledger", "verify"]);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is another bank's is told as what is not there.
fn agree(expected: &str, got: &str) -> bool {
    expected == got || (expected == "refused bank.other" && got == "refused unknown")
}

async fn asked(served: &Served, step: &Step) -> String {
    let key = step.fields.get("key").cloned();
    let key = key.unwrap_or_else(|| step.line.to_string());
    served
        .ask(&step.fields["as"], &key, &step.fields)
        .await
        .told()
}

async fn balances(served: &Served, step: &Step) -> BTreeMap<(String, String), String> {
    let at = &step.fields["at"];
    let (pool, district) = at.split_once('/').unwrap();
    let accounts = served
        .get("auditor:an", &format!("/v1/pools/{pool}/accounts"))
        .await
        .json();
    let position = served
        .get("auditor:an", &format!("/v1/pools/{pool}/position"))
        .await
        .json();
    let mut found = BTreeMap::new();
    let own = |list: &Value| -> Vec<Value> {
        let all = list.as_array().unwrap().iter();
        all.filter(|row| row["district"] == district)
            .cloned()
            .collect()
    };
    let amount = |of: &Value| of["amount"].as_str().unwrap().to_owned();
    for row in own(&accounts["accounts"]) {
        found.insert(
            (at.clone(), row["code"].to_string()),
            amount(&row["balance"]),
        );
    }
    for row in own(&position["compartments"]) {
        for (name, key) in [
            ("net-assets", "net_assets"),
            ("called", "called"),
            ("called-overdue", "called_overdue"),
        ] {
            found.insert((at.clone(), name.to_owned()), amount(&row[key]));
        }
    }
    found
}
