//! `zhixin client conformance`: the scenarios run, and the list of what holds.

use super::client::AROUND;
use super::client_scenarios::ConformanceAsked;
use super::{Failure, Format, models, output};
use crate::service::client::conformance::{
    Line, Report, Sandbox, Setting, Verdict, run as scenarios,
};
use crate::service::client::{ClientSettings, Connection, new_key};
use crate::service::files;
use crate::units::{DateStyle, Problems, parse_date};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Who may take part beside the bank.
const ROLES: [&str; 5] = ["other-bank", "maker", "checker", "payer", "operator"];

/// Runs the scenarios; one that fails is a failed check.
pub(super) async fn run(
    bank: Connection,
    settings: &ClientSettings,
    asked: &ConformanceAsked,
    format: Format,
) -> Result<(), Failure> {
    let sandbox = sandbox(bank, settings, asked)?;
    let report = scenarios(&sandbox).await;
    show(&report, format);
    let failed = report.count(Verdict::Failed);
    let summary = format!(
        "{} passed, {failed} failed, {} skipped",
        report.count(Verdict::Passed),
        report.count(Verdict::Skipped)
    );
    if failed > 0 {
        return Err(Failure::Check(summary));
    }
    output::note(&summary);
    Ok(())
}

fn sandbox(
    bank: Connection,
    settings: &ClientSettings,
    asked: &ConformanceAsked,
) -> Result<Sandbox, Failure> {
    let mut problems = Problems::default();
    let first_day = parse_date(&asked.first_day, DateStyle::Auto)
        .map_err(|why| problems.add("first-day", "client.day", why.to_string()));
    let mut others = BTreeMap::new();
    for text in &asked.also {
        match also(text, settings) {
            Ok((role, connection)) => {
                others.insert(role, connection);
            }
            Err(why) => problems.add("also", "client.also", why),
        }
    }
    let mut loan = Map::new();
    if let Some(path) = &asked.loan {
        match serde_json::from_str(&files::read_text(path)?) {
            Ok(fields) => loan = fields,
            Err(why) => problems.add("loan", "client.json", format!("{}: {why}", path.display())),
        }
    }
    let (Ok(first_day), true) = (first_day, problems.is_empty()) else {
        return Err(Failure::Input(problems.to_string()));
    };
    let key = new_key()?;
    Ok(Sandbox {
        bank,
        others,
        setting: Setting {
            bank: asked.bank.clone(),
            place: asked.pool.clone().zip(asked.district.clone()),
            first_day,
            enterprise: asked.enterprise.clone(),
            loan,
            run: key.chars().skip(3).take(10).collect(),
        },
    })
}

/// Reads `ROLE=CLIENT:SECRETFILE`.
fn also(text: &str, bank: &ClientSettings) -> Result<(String, Connection), String> {
    let parts = text.split_once('=');
    let parts = parts.and_then(|(role, rest)| Some((role, rest.split_once(':')?)));
    let Some((role, (client, file))) = parts.filter(|(role, _)| ROLES.contains(role)) else {
        let roles = ROLES.join(", ");
        return Err(format!(
            "`{text}` is not ROLE=CLIENT:SECRETFILE with a role of: {roles}"
        ));
    };
    let settings = ClientSettings {
        client: client.to_owned(),
        secret: None,
        secret_file: Some(PathBuf::from(file)),
        key_file: None,
        certificate: None,
        certificate_key: None,
        ..bank.clone()
    };
    let connection = Connection::open(&settings, AROUND).map_err(|why| why.to_string())?;
    Ok((role.to_owned(), connection))
}

fn show(report: &Report, format: Format) {
    if format == Format::Json {
        let count = |verdict| report.count(verdict);
        let lines: Vec<Value> = report.lines.iter().map(shown).collect();
        let document = json!({
            "passed": count(Verdict::Passed), "failed": count(Verdict::Failed), "skipped": count(Verdict::Skipped),
            "scenarios": lines,
        });
        output::line(&document.to_string());
        return;
    }
    let cells = |line: &Line| {
        let verdict = format!("{} {}", line.verdict.word(), line.verdict.zh());
        // A table has one line for a scenario.
        let why = line.why.replace('\n', ";");
        vec![verdict, line.name.to_owned(), line.about.to_owned(), why]
    };
    let rows: Vec<Vec<String>> = report.lines.iter().map(cells).collect();
    models::rows(
        &["verdict", "scenario", "what must hold", "why not"],
        &rows,
        format,
    );
}

fn shown(line: &Line) -> Value {
    json!({"scenario": line.name, "about": line.about, "verdict": line.verdict.word(), "why": line.why})
}
