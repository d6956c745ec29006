//! `zhixin client`: asks a service, and shows what it answers.

use super::client_arguments::{Client, ClientAsked};
use super::{Failure, Format, client_batches, client_conformance, client_shown, clock, output};
use crate::service::client::{Around, Call, Connection, Reply, new_key};
use crate::service::files;
use crate::service::wire::escaped;
use serde_json::{Map, Value, json};
use std::path::Path;

/// The variable that may hold a secret: what stands on a command line, everybody on the machine can read.
const SECRET: &str = "ZHIXIN_CLIENT_SECRET";

/// What a connection of the command line lives with.
pub(super) const AROUND: Around = Around {
    now: clock::now,
    notice: output::note,
};

/// Does what was asked.
pub(crate) async fn run(asked: &Client) -> Result<(), Failure> {
    let mut settings = asked.settings.clone();
    if settings.secret_file.is_none() && settings.key_file.is_none() {
        settings.secret = secret();
    }
    let connection = Connection::open(&settings, AROUND)?;
    let format = asked.format;
    match &asked.asked {
        ClientAsked::Token => {
            output::line(&connection.token().await?);
            Ok(())
        }
        ClientAsked::Get(path) => {
            let reply = done(connection.send(&Call::get(rooted(path))).await?, format)?;
            client_shown::value(&reply, format);
            Ok(())
        }
        ClientAsked::List { path, name } => list(&connection, path, name, format).await,
        ClientAsked::Events { after } => events(&connection, *after, format).await,
        ClientAsked::Do(fields) => {
            let given = fields.get("key").or(asked.key.as_ref());
            let key = key(given)?;
            let call = Call::of_verb(fields, &key)
                .ok_or_else(|| Failure::Input("there is no such verb".to_owned()))?;
            let reply = done(connection.send(&call).await?, format)?;
            client_shown::acknowledged(&reply, format);
            Ok(())
        }
        ClientAsked::Post { path, file } => {
            let body = files::read_text(file)?;
            let body: Value = serde_json::from_str(&body)
                .map_err(|why| Failure::Input(format!("{}: {why}", file.display())))?;
            let call = Call::post(rooted(path), &key(asked.key.as_ref())?, &body);
            write(&connection, &call, format).await
        }
        ClientAsked::Score { body, preview } => {
            let fields = body.iter();
            let body: Map<String, Value> = fields
                .map(|(name, text)| ((*name).to_owned(), json!(text)))
                .collect();
            let path = if *preview {
                "/v1/scores?store=false"
            } else {
                "/v1/scores"
            };
            let call = Call::post(path, &key(asked.key.as_ref())?, &Value::Object(body));
            write(&connection, &call, format).await
        }
        ClientAsked::Batch(of) => {
            client_batches::run(&connection, of, asked.key.as_ref(), format).await
        }
        ClientAsked::Report { file, as_of, sheet } => {
            let key = key(asked.key.as_ref())?;
            report(&connection, (file, as_of, sheet.as_deref()), &key, format).await
        }
        ClientAsked::Conformance(of) => {
            client_conformance::run(connection, &settings, of, format).await
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a flag that clap reads would be there for the command line too"
)]
fn secret() -> Option<String> {
    std::env::var(SECRET).ok()
}

/// A path from the root.
fn rooted(path: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    }
}

/// The key of a write: one of ours is told before anything is sent, so that it is known whatever happens.
pub(super) fn key(given: Option<&String>) -> Result<String, Failure> {
    if let Some(key) = given {
        return Ok(key.clone());
    }
    let key = new_key()?;
    output::note(&format!("idempotency key: {key}"));
    Ok(key)
}

/// The answer of a request that was done; a problem is told with every field, and in JSON given as it came too.
pub(super) fn done(reply: Reply, format: Format) -> Result<Reply, Failure> {
    if reply.is_done() {
        if reply.is_replayed() {
            let why = if reply.attempts > 1 {
                "an answer was lost on the way, and the same key tells it"
            } else {
                "the key stood for this very command already"
            };
            output::note(&format!("done before: {why}"));
        }
        return Ok(reply);
    }
    if format == Format::Json {
        output::line(reply.text.trim());
    }
    let told = reply.told();
    Err(if reply.is_refused() {
        Failure::Check(told)
    } else {
        Failure::Input(told)
    })
}

async fn write(connection: &Connection, call: &Call, format: Format) -> Result<(), Failure> {
    let reply = done(connection.send(call).await?, format)?;
    client_shown::value(&reply, format);
    Ok(())
}

/// Every page of a list, one after another.
pub(super) async fn list(
    connection: &Connection,
    path: &str,
    name: &str,
    format: Format,
) -> Result<(), Failure> {
    let joined = if path.contains('?') { '&' } else { '?' };
    let (mut rows, mut after) = (Vec::new(), 0);
    loop {
        let call = Call::get(format!("{path}{joined}limit=1000&after={after}"));
        let mut page = done(connection.send(&call).await?, format)?.json();
        if let Value::Array(of) = page[name].take() {
            rows.extend(of);
        }
        match page["next"].as_u64() {
            Some(next) if next > after => after = next,
            _ => break,
        }
    }
    client_shown::rows(&rows, format);
    Ok(())
}

/// The feed from a number to its end; where to go on is told.
async fn events(connection: &Connection, after: u64, format: Format) -> Result<(), Failure> {
    let (mut rows, mut after) = (Vec::new(), after);
    loop {
        let call = Call::get(format!("/v1/events?limit=1000&after={after}"));
        let mut part = done(connection.send(&call).await?, format)?.json();
        if let Value::Array(of) = part["events"].take() {
            rows.extend(of);
        }
        let next = part["next"].as_u64().unwrap_or(after);
        let more = part["more"] == json!(true) && next > after;
        after = next;
        if !more {
            break;
        }
    }
    client_shown::rows(&rows, format);
    output::note(&format!("go on with --after {after}"));
    Ok(())
}

/// Hands a report in, and shows where the books differ from it.
async fn report(
    connection: &Connection,
    (file, as_of, sheet): (&Path, &str, Option<&str>),
    key: &str,
    format: Format,
) -> Result<(), Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let sheet = sheet.map_or_else(String::new, |sheet| format!("&sheet={}", escaped(sheet)));
    let path = format!(
        "/v1/loan-reports?as_of={}&name={}{sheet}",
        escaped(as_of),
        escaped(&name)
    );
    let body = ("application/octet-stream", files::read_bytes(file)?);
    let call = Call::post_bytes(path, key, body);
    let received = done(connection.send(&call).await?, format)?.json();
    let id = received["id"].as_str().unwrap_or_default();
    output::note(&format!("received as report {id}"));
    let path = format!("/v1/loan-reports/{}/differences", escaped(id));
    let reply = done(connection.send(&Call::get(path)).await?, format)?;
    client_shown::value(&reply, format);
    Ok(())
}
