//! What the operator reads: the page names every setting and every metric, and the unit is one that systemd takes.

use super::answers::begun;
use super::served::Served;
use crate::place::Place;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;
use zhixin::config::SETTINGS;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operating.md");
const BEGIN: &str = "<!-- settings -->\n";
const END: &str = "<!-- end of settings -->\n";

fn page() -> String {
    std::fs::read_to_string(PAGE).unwrap()
}

fn settings() -> String {
    let mut table = "| setting | variable | default | what |\n|---|---|---|---|\n".to_owned();
    for setting in SETTINGS {
        let variable = setting.name.to_uppercase().replace('-', "_");
        let default = match setting.default {
            "" => "none".to_owned(),
            default => format!("`{default}`"),
        };
        let _ = writeln!(
            table,
            "| `{}` | `ZHIXIN_{variable}` | {default} | {} |",
            setting.name, setting.about
        );
    }
    table
}

#[test]
fn the_page_has_every_setting() {
    let page = page();
    let (_, rest) = page.split_once(BEGIN).unwrap();
    let (table, _) = rest.split_once(END).unwrap();
    assert_eq!(table, settings());
}

#[test]
#[ignore = "writes the table of settings"]
fn write_the_settings() {
    let page = page();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    std::fs::write(PAGE, format!("{before}{BEGIN}{}{END}{after}", settings())).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_explains_every_metric_and_no_other() {
    let place = Place::new();
    let served = Served::start(&place).await;
    begun(&served).await;
    let text = served.get("", "/metrics").await.text;
    let given = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let mut given: BTreeSet<String> = given
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    // It is there only while a breaker is tripped.
    given.insert("zhixin_breaker_tripped".to_owned());
    let page = page();
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `zhixin_"));
    let told: BTreeSet<String> = rows
        .map(|row| format!("zhixin_{}", row.split('`').next().unwrap()))
        .collect();
    assert_eq!(told, given);
    for (path, body) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        assert_eq!(served.get("", path).await.text, body);
    }
    served.stop().await;
}

#[test]
fn systemd_takes_the_unit() {
    let unit = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/zhixin.service");
    let text = std::fs::read_to_string(unit).unwrap();
    let place = Place::new();
    // The program is where it is installed on no machine that tests.
    let program = env!("CARGO_BIN_EXE_zhixin");
    let here = text.replace("/usr/local/bin/zhixin", program);
    assert_ne!(here, text);
    let file = place.file("zhixin.service", &here);
    let verify = Command::new("systemd-analyze")
        .arg("verify")
        .arg(&file)
        .output();
    let Ok(verified) = verify else {
        eprintln!("systemd-analyze is not installed: the unit is not verified");
        return;
    };
    let said = String::from_utf8_lossy(&verified.stderr);
    // Other units of the machine are none of ours.
    let ours: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("zhixin.service"))
        .collect();
    assert_eq!(ours, [""; 0], "{said}");
}
