//! `zhixin client score-batch`: scores of many enterprises asked for by a file, followed, read and called off.

use super::client::{done, key};
use super::client_arguments::{given, key as key_flag, path_of, place, score_flags, text};
use super::{Failure, Format, client_shown, output};
use crate::service::client::{Call, Connection, Reply};
use crate::service::files;
use crate::service::wire::escaped;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait before a batch is looked at once more.
const LOOK: Duration = Duration::from_millis(500);

/// What is asked of batches.
#[derive(Debug, Clone)]
pub(super) enum BatchAsked {
    /// A batch of the enterprises of a file.
    Ask {
        file: PathBuf,
        /// What is said of the scores, by the names of the query.
        terms: Vec<(&'static str, String)>,
        wait: bool,
    },
    /// All that there are.
    List,
    /// How far one is.
    Status(String),
    /// What came of its lines.
    Results(String),
    /// Call it off.
    Cancel(String),
}

/// The command.
pub(super) fn command() -> Command {
    let wait = Arg::new("wait")
        .long("wait")
        .action(ArgAction::SetTrue)
        .help("Wait until every line is done, and show what came of them");
    let file = place("file")
        .value_parser(value_parser!(PathBuf))
        .help("CSV or XLSX with a column `enterprise` or 统一社会信用代码");
    let batch = || place("batch");
    let one = |name, about| Command::new(name).about(about).arg(batch());
    Command::new("score-batch")
        .about("Ask for scores of many enterprises at once 批量评分")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("ask")
                .about("Hand a file of enterprises in 批量申请")
                .args([file, text("sheet", "The sheet of a workbook"), wait])
                .arg(key_flag())
                .args(score_flags()),
        )
        .subcommand(Command::new("list").about("List the bank's batches"))
        .subcommand(one("status", "Show how far a batch is 进度"))
        .subcommand(one("results", "Show what came of its lines 明细"))
        .subcommand(one("cancel", "Call the rest of it off 取消").arg(key_flag()))
}

/// What the command line asks.
pub(super) fn asked(of: &ArgMatches) -> BatchAsked {
    let Some((name, of)) = of.subcommand() else {
        return BatchAsked::List;
    };
    let batch = || given(of, "batch").unwrap_or_default();
    match name {
        "ask" => BatchAsked::Ask {
            file: path_of(of, "file").unwrap_or_default(),
            terms: super::client_arguments::score_terms(of)
                .chain(given(of, "sheet").map(|sheet| ("sheet", sheet)))
                .collect(),
            wait: of.get_flag("wait"),
        },
        "status" => BatchAsked::Status(batch()),
        "results" => BatchAsked::Results(batch()),
        "cancel" => BatchAsked::Cancel(batch()),
        _ => BatchAsked::List,
    }
}

/// Does it.
pub(super) async fn run(
    connection: &Connection,
    asked: &BatchAsked,
    given: Option<&String>,
    format: Format,
) -> Result<(), Failure> {
    match asked {
        BatchAsked::Ask { file, terms, wait } => {
            let reply = ask(connection, (file, terms), &key(given)?, format).await?;
            if !wait {
                client_shown::value(&reply, format);
                return Ok(());
            }
            let body = reply.json();
            let id = body["batch"].as_str().unwrap_or_default();
            until_ended(connection, id, format).await?;
            results(connection, id, format).await
        }
        BatchAsked::List => {
            let path = "/v1/score-batches";
            super::client::list(connection, path, "batches", format).await
        }
        BatchAsked::Status(id) => {
            let reply = status(connection, id, format).await?;
            client_shown::value(&reply, format);
            Ok(())
        }
        BatchAsked::Results(id) => results(connection, id, format).await,
        BatchAsked::Cancel(id) => {
            let call = Call::delete(path(id), &key(given)?);
            let reply = done(connection.send(&call).await?, format)?;
            client_shown::value(&reply, format);
            Ok(())
        }
    }
}

fn path(id: &str) -> String {
    format!("/v1/score-batches/{}", escaped(id))
}

async fn ask(
    connection: &Connection,
    (file, terms): (&Path, &[(&'static str, String)]),
    key: &str,
    format: Format,
) -> Result<Reply, Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let terms = terms.iter();
    let mut query: Vec<String> = terms
        .map(|(name, text)| format!("{name}={}", escaped(text)))
        .collect();
    query.push(format!("name={}", escaped(&name)));
    let path = format!("/v1/score-batches?{}", query.join("&"));
    let body = ("application/octet-stream", files::read_bytes(file)?);
    let call = Call::post_bytes(path, key, body);
    done(connection.send(&call).await?, format)
}

async fn status(connection: &Connection, id: &str, format: Format) -> Result<Reply, Failure> {
    done(connection.send(&Call::get(path(id))).await?, format)
}

/// Waits for the end of a batch, and tells how far it is whenever that moved.
async fn until_ended(connection: &Connection, id: &str, format: Format) -> Result<(), Failure> {
    let mut told = None;
    loop {
        let body = status(connection, id, format).await?.json();
        let waiting = body["waiting"].as_u64();
        if waiting != told {
            output::note(&format!(
                "{id}: {} of {} wait",
                body["waiting"], body["rows"]
            ));
            told = waiting;
        }
        if body["state"] != "running" {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Every page of the lines that are done, one after another.
async fn results(connection: &Connection, id: &str, format: Format) -> Result<(), Failure> {
    let (mut rows, mut after): (Vec<Value>, u64) = (Vec::new(), 0);
    loop {
        let call = Call::get(format!(
            "{}/results?format=ndjson&limit=1000&after={after}",
            path(id)
        ));
        let reply = done(connection.send(&call).await?, format)?;
        let page = reply.text.lines().map(serde_json::from_str);
        let page: Vec<Value> = page
            .collect::<Result<_, _>>()
            .map_err(|why| Failure::Input(format!("a line of the answer: {why}")))?;
        let last = page.last().and_then(|line| line["line"].as_u64());
        rows.extend(page);
        match last {
            Some(line) if line > after && !reply.header("link").is_empty() => after = line,
            _ => break,
        }
    }
    client_shown::rows(&rows, format);
    Ok(())
}
