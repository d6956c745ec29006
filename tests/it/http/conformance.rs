//! The scenarios of a bank: all hold against the service, and against a broken one the right one does not.

use super::double::double;
use super::served::{Served, now};
use crate::governance::{import, year};
use crate::place::Place;
use axum::http::StatusCode;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use zhixin::service::client::conformance::{Report, Sandbox, Setting, Verdict, run};
use zhixin::service::client::{Around, ClientSettings, Connection};
use zhixin::units::{Date, Moment};

/// Those who take part, each with a secret.
struct People(BTreeMap<&'static str, String>);

impl People {
    async fn registered(served: &Served) -> Self {
        let mut secrets = BTreeMap::new();
        for (name, role, person) in [
            ("bank", "bank:bank-a", "bai"),
            ("other-bank", "bank:bank-b", "bo"),
            ("maker", "maker", "ma"),
            ("checker", "checker", "chen"),
            ("payer", "payer", "peng"),
            ("operator", "operator", "ou"),
        ] {
            let id = format!("kit-{name}");
            secrets.insert(name, served.register(&id, role, person).await);
        }
        Self(secrets)
    }

    fn sandbox(&self, base: &str, run: &str, others: &[&str]) -> Sandbox {
        let connect = |name: &str| {
            let settings = ClientSettings {
                server: base.to_owned(),
                client: format!("kit-{name}"),
                secret: Some(self.0[name].clone()),
                ..ClientSettings::default()
            };
            let around = Around {
                now,
                notice: |_| {},
            };
            Connection::open(&settings, around).unwrap()
        };
        Sandbox {
            bank: connect("bank"),
            others: others
                .iter()
                .map(|name| ((*name).to_owned(), connect(name)))
                .collect(),
            setting: Setting {
                bank: Some("bank-a".to_owned()),
                place: None,
                first_day: Date::constant(2024, 3, 4),
                enterprise: Some("x:firm".to_owned()),
                loan: Map::new(),
                run: run.to_owned(),
            },
        }
    }
}

const ALL: [&str; 5] = ["other-bank", "maker", "checker", "payer", "operator"];

/// The scenarios that came out in a way.
fn of(report: &Report, verdict: Verdict) -> Vec<&'static str> {
    let lines = report.lines.iter().filter(|line| line.verdict == verdict);
    lines.map(|line| line.name).collect()
}

fn told(report: &Report) -> String {
    let lines = report.lines.iter();
    let lines = lines.filter(|line| line.verdict != Verdict::Passed);
    let lines: Vec<String> = lines
        .map(|line| format!("{} {}: {}", line.verdict.word(), line.name, line.why))
        .collect();
    lines.join("\n")
}

async fn begun() -> (Place, Served, People) {
    begun_with(&[]).await
}

async fn begun_with(settings: &[(&str, &str)]) -> (Place, Served, People) {
    begun_at(settings, now).await
}

/// The clock of this machine, by which commands go.
#[expect(
    clippy::disallowed_methods,
    reason = "a command reads the clock, and the service that it asks must have the same day"
)]
fn real() -> Moment {
    Moment::from_micros(jiff::Timestamp::now().as_microsecond())
}

async fn begun_at(settings: &[(&str, &str)], clock: fn() -> Moment) -> (Place, Served, People) {
    let place = Place::new();
    let years = format!("{}\n{}\n", year(2024, "5000000"), year(2025, "6000000"));
    import(&place, "register", "shared", &years);
    let served = Served::start_at(&place, settings, clock).await;
    let people = People::registered(&served).await;
    (place, served, people)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_holds_against_the_service() {
    let (place, served, people) = begun().await;
    let report = run(&people.sandbox(&served.base, "one", &ALL)).await;
    assert_eq!(told(&report), "");
    assert_eq!(of(&report, Verdict::Passed).len(), 26);
    // Again, under other names, beside what is there; and without the commission what needs it is skipped.
    let report = run(&people.sandbox(&served.base, "two", &[])).await;
    assert_eq!(of(&report, Verdict::Failed), [""; 0], "{}", told(&report));
    assert_eq!(of(&report, Verdict::Skipped), ["other-bank", "claim.paid"]);
    assert!(told(&report).contains("no credential of a `maker` was given"));
    served.stop().await;
    place.ok(&["ledger", "verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_service_fails_on_the_right_line() {
    let (_place, served, people) = begun().await;
    let mut found = Vec::new();
    let silent = double(&served, |of| {
        of.headers.remove("idempotent-replayed");
    });
    let lenient = double(&served, |of| {
        if of.status == StatusCode::PRECONDITION_FAILED {
            of.status = StatusCode::CONFLICT;
        }
    });
    let brief = double(&served, |of| {
        let problem = serde_json::from_str::<Value>(&of.body).ok();
        if let Some(mut problem) = problem
            && problem["code"] == "request.fields"
            && let Some(errors) = problem["errors"].as_array_mut()
        {
            errors.truncate(1);
            of.body = problem.to_string();
        }
    });
    let open = double(&served, |of| {
        if of.status == StatusCode::NOT_FOUND && of.path.starts_with("GET /v1/loans/CF-") {
            of.status = StatusCode::FORBIDDEN;
        }
    });
    for (name, base) in [
        ("silent", silent.await),
        ("lenient", lenient.await),
        ("brief", brief.await),
        ("open", open.await),
    ] {
        let report = run(&people.sandbox(&base, name, &ALL)).await;
        found.push(format!(
            "{name}: {}",
            of(&report, Verdict::Failed).join(" ")
        ));
    }
    insta::assert_snapshot!(found.join("\n"), @r"
    silent: key.replay score score-batch
    lenient: if-match
    brief: fields
    open: unknown other-bank
    ");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_lists_what_holds_and_fails_where_something_does_not() {
    let (place, served, people) = begun_at(&[], real).await;
    for (name, secret) in &people.0 {
        place.file(&format!("{name}.secret"), secret);
    }
    let also: Vec<String> = ALL
        .iter()
        .map(|name| format!("--also={name}=kit-{name}:{name}.secret"))
        .collect();
    let also: Vec<&str> = also.iter().map(String::as_str).collect();
    let run = |base: &str, more: &[&str]| {
        let first = [
            "client",
            "conformance",
            "--bank",
            "bank-a",
            "--server",
            base,
        ];
        let bank = ["--client-id", "kit-bank", "--secret-file", "bank.secret"];
        place.run(&[&first[..], &bank, more].concat())
    };
    let good = run(&served.base, &also);
    assert_eq!(good.code, 0, "{}", good.out);
    assert_eq!(good.err.trim(), "25 passed, 0 failed, 1 skipped");
    assert!(good.out.contains("skipped 未执行"), "{}", good.out);
    let deaf = double(&served, |of| {
        if of.path.starts_with("GET /v1/events") {
            of.status = StatusCode::NO_CONTENT;
        }
    });
    let bad = run(&deaf.await, &[&also[..], &["--format", "json"]].concat());
    assert_eq!(bad.code, 1, "{}", bad.out);
    let report: Value = serde_json::from_str(&bad.out).unwrap();
    let lines = report["scenarios"].as_array().unwrap().iter();
    let failed: Vec<&Value> = lines.filter(|line| line["verdict"] == "failed").collect();
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert_eq!(failed[0]["scenario"], "feed");
    let wrong = run(&served.base, &["--also", "boss=a:b", "--first-day", "soon"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("first-day: ") && wrong.err.contains("also: "));
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_takes_no_stated_scores_is_told_from_a_broken_one() {
    let (_place, served, people) = begun_with(&[("stated-scores", "no")]).await;
    let report = run(&people.sandbox(&served.base, "strict", &ALL)).await;
    assert_eq!(of(&report, Verdict::Failed), [""; 0], "{}", told(&report));
    assert!(told(&report).starts_with("skipped loan.enrolled: the sandbox takes no stated score"));
    served.stop().await;
}
