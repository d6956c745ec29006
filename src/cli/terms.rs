//! `zhixin terms`: what terms of pools there are, what figures are in them, whether a file is right, and what is
//! on record.

use super::models::rows;
use super::terms_calendar::{self, RecordCalendar};
use super::{DATABASE, Failure, Format, RECORDS, clock, output};
use crate::pool::Terms;
use crate::service::pool::parse_actor;
use crate::service::recorded_terms::{self, Recording};
use crate::service::{calendar_file, recorded_calendar, records, terms};
use clap::{Args, Subcommand};
use serde_json::Value;

#[derive(Debug, Args)]
pub(crate) struct TermsOf {
    #[command(subcommand)]
    command: TermsCommand,
}

#[derive(Debug, Subcommand)]
enum TermsCommand {
    /// List the shipped terms, or the terms, working days and rates on record.
    List {
        /// List those on record, by the order in which they came.
        #[arg(long)]
        recorded: bool,
        /// Where the records are.
        #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
        database: String,
        /// How to write the list.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Show one version of terms: every figure, its mark and source.
    Show {
        /// A shipped id or the path of a file; with --recorded an id on record, such as own-2027, calendar/2027,
        /// lpr/2025-02, or lpr/2025-02@12 for that of record 12.
        terms: String,
        /// Show what is on record.
        #[arg(long)]
        recorded: bool,
        /// Write the file itself, byte for byte.
        #[arg(long, conflicts_with = "format")]
        text: bool,
        /// Where the records are.
        #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
        database: String,
        /// How to write it.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Check terms files; every problem is told with its line.
    Check {
        /// Shipped ids or paths of files.
        #[arg(required = true)]
        terms: Vec<String>,
    },
    /// Put a terms file on record 条款登记: from then on the books decide by it.
    Record {
        /// The path of the file.
        file: String,
        /// Who records it, as supervisor:NAME.
        #[arg(long = "as", value_name = "WHO")]
        actor: String,
        /// Where the records are.
        #[arg(long, default_value = RECORDS, env = DATABASE, hide_env_values = true)]
        database: String,
    },
    /// Put the working days of a year on record 工作日历登记: a year, or days of it, that no release has yet.
    RecordCalendar(RecordCalendar),
    /// Put publications of the loan prime rate on record 报价利率登记: months that no release has yet.
    RecordLpr(RecordCalendar),
}

impl TermsOf {
    pub(crate) async fn run(&self) -> Result<(), Failure> {
        match &self.command {
            TermsCommand::List {
                recorded: true,
                database,
                format,
            } => list_recorded(database, *format).await,
            TermsCommand::List { format, .. } => list(*format),
            TermsCommand::Show {
                terms,
                recorded,
                text,
                database,
                format,
            } => {
                let loaded = if *recorded {
                    let store = records::open_existing(database).await?;
                    if let Some(found) = recorded_calendar::find(&store, terms).await? {
                        return terms_calendar::show(&found, *text, *format);
                    }
                    recorded_terms::find(&store, terms).await?.loaded
                } else {
                    terms::find(terms)?
                };
                if *text {
                    output::bytes(loaded.text.as_bytes());
                    return Ok(());
                }
                show(&loaded.terms, *format)
            }
            TermsCommand::Check { terms } => check(terms),
            TermsCommand::Record {
                file,
                actor,
                database,
            } => record(file, actor, database).await,
            TermsCommand::RecordCalendar(of) => of.run(calendar_file::open_year).await,
            TermsCommand::RecordLpr(of) => of.run(calendar_file::open_rates).await,
        }
    }
}

async fn record(file: &str, actor: &str, database: &str) -> Result<(), Failure> {
    let actor = parse_actor(actor).map_err(|why| Failure::Input(format!("--as: {why}")))?;
    let loaded = terms::open(file)?;
    let store = records::open(database).await?;
    let now = clock::now();
    let today = clock::business_day(now);
    let id = &loaded.terms.id;
    match recorded_terms::record(&store, &loaded, &actor, now, today).await? {
        Recording::New(at) => {
            output::line(&format!("{id}: on record, by record {at} of the journal"));
        }
        Recording::Before(at) => output::line(&format!("{id}: recorded before, as record {at}")),
        Recording::Known => output::line(&format!("{id}: known; nothing was recorded")),
    }
    let unknown = loaded.terms.unknown_figures();
    if !unknown.is_empty() {
        let unknown = unknown.join("; ");
        output::note(&format!(
            "whatever falls under `{id}` is refused until these are known: {unknown}"
        ));
    }
    Ok(())
}

async fn list_recorded(database: &str, format: Format) -> Result<(), Failure> {
    let store = records::open_existing(database).await?;
    let mut found = Vec::new();
    for of in recorded_terms::on_record(&store).await? {
        let terms = &of.loaded.terms;
        let event = &of.record.event;
        found.push(vec![
            terms.id.to_string(),
            terms.scheme.to_string(),
            terms.version.to_string(),
            terms.effective_from.to_string(),
            terms.status.word().to_owned(),
            terms.digest().short(),
            of.record.sequence.to_string(),
            event.booked_on.to_string(),
            event.actor.clone(),
            format!("{} · {}", terms.name.zh, terms.name.en),
        ]);
    }
    found.extend(terms_calendar::listed(&store).await?);
    let header = [
        "terms", "scheme", "version", "from", "status", "digest", "record", "on", "by", "name",
    ];
    rows(&header, &found, format);
    Ok(())
}

fn list(format: Format) -> Result<(), Failure> {
    let mut found = Vec::new();
    for id in terms::shipped() {
        let terms = terms::find(id)?.terms;
        found.push(vec![
            terms.id.to_string(),
            terms.scheme.to_string(),
            terms.version.to_string(),
            terms.effective_from.to_string(),
            terms.status.word().to_owned(),
            terms.digest().short(),
            format!("{} · {}", terms.name.zh, terms.name.en),
        ]);
    }
    let header = [
        "terms", "scheme", "version", "from", "status", "digest", "name",
    ];
    rows(&header, &found, format);
    Ok(())
}

fn show(terms: &Terms, format: Format) -> Result<(), Failure> {
    let value = serde_json::to_value(terms).map_err(|e| Failure::Input(e.to_string()))?;
    if format == Format::Json {
        output::line(&value.to_string());
        return Ok(());
    }
    let mut figures = Vec::new();
    walk(&value, "", &mut figures);
    let header = ["figure", "value", "mark", "source"];
    if format == Format::Table {
        head(terms).iter().for_each(|line| output::line(line));
    }
    rows(&header, &figures, format);
    Ok(())
}

fn head(terms: &Terms) -> [String; 4] {
    let to = terms
        .effective_to
        .map_or(String::new(), |last| format!(" to {last}"));
    [
        format!("{} · {} ({})", terms.name.zh, terms.name.en, terms.id),
        format!(
            "{} · {}  version {} of {}  from {}{to}  digest {}",
            terms.status.zh(),
            terms.status.word(),
            terms.version,
            terms.scheme,
            terms.effective_from,
            terms.digest()
        ),
        format!("{}\n{}", terms.about.zh, terms.about.en),
        String::new(),
    ]
}

/// Every figure, where it stands, in the order of the terms.
fn walk(value: &Value, path: &str, figures: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(fields) => {
            let text = |key: &str| fields.get(key).and_then(Value::as_str);
            if let (Some(figure), Some(mark), Some(source)) =
                (fields.get("value"), text("mark"), text("source"))
            {
                let figure = figure.as_str().map_or(figure.to_string(), str::to_owned);
                let mark = format!("[{mark}]");
                figures.push(vec![path.to_owned(), figure, mark, source.to_owned()]);
                return;
            }
            for (key, inner) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                walk(inner, &format!("{path}{dot}{key}"), figures);
            }
        }
        Value::Array(items) => {
            for (at, inner) in (1..).zip(items) {
                let name = inner.get("id").and_then(Value::as_str);
                let name = name.map_or_else(|| at.to_string(), str::to_owned);
                walk(inner, &format!("{path}[{name}]"), figures);
            }
        }
        _ => {}
    }
}

fn check(asked: &[String]) -> Result<(), Failure> {
    let mut wrong = Vec::new();
    for name in asked {
        match terms::find(name) {
            Ok(loaded) => {
                let unknown = loaded.terms.unknown_figures();
                let note = if unknown.is_empty() {
                    String::new()
                } else {
                    let unknown = unknown.join("; ");
                    format!("; they cannot be used until these are known: {unknown}")
                };
                output::line(&format!("{name}: right, {}{note}", loaded.terms.digest()));
            }
            Err(error) => wrong.push(error.to_string()),
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Failure::Input(wrong.join("\n")))
    }
}
