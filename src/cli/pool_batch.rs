//! A file of commands: CSV or JSON lines, one a line; a bad line is told and the rest goes on, or nothing.

use super::pool::{CLIENT, told};
use super::{Failure, Format, clock, output};
use crate::service::pool::{Answer, Books, Line, Who};
use crate::service::pool_files;
use serde::Serialize;
use serde_json::json;
use std::path::Path;

/// Runs a file.
pub(super) async fn run(
    books: &mut Books,
    file: &Path,
    atomic: bool,
    actor: Option<String>,
    format: Format,
) -> Result<(), Failure> {
    let (lines, digest) = pool_files::read(file)?;
    let now = clock::now();
    let who = |line: u64| Who {
        actor: actor.clone(),
        today: clock::business_day(now),
        client: CLIENT.to_owned(),
        key: format!("{digest}:{line}"),
    };
    let mut number = books.last();
    let answers = books.ask_all(&lines, who, atomic, now).await?;
    let mut bad = 0;
    for Line { line, answer } in &answers {
        bad += usize::from(!answer.stands());
        if format == Format::Json {
            output::line(&as_json(*line, answer));
        } else {
            output::line(&format!("line {line}: {}", as_text(answer, number)));
        }
        number += made(answer);
    }
    if bad == 0 {
        return Ok(());
    }
    let done = if atomic {
        "nothing was done"
    } else {
        "the others were done"
    };
    let of = lines.len();
    Err(Failure::Check(format!(
        "{bad} of {of} lines would not do; {done}"
    )))
}

/// How many events an answer made.
pub(super) fn made(answer: &Answer) -> u64 {
    match answer {
        Answer::Done(events) => events.len() as u64,
        _ => 0,
    }
}

/// What became of a request, for a person; `before` is how many events there were.
pub(super) fn as_text(answer: &Answer, before: u64) -> String {
    match answer {
        Answer::Done(events) => {
            let each = events
                .iter()
                .zip(before + 1..)
                .map(|(event, number)| told(event, number));
            each.collect::<Vec<_>>().join("; ")
        }
        Answer::Before(number) => format!("done before, as event {number}"),
        Answer::Refused(refusal) => format!("refused: {refusal} [{}]", refusal.code()),
        Answer::Unread(problems) => problems.to_string().replace('\n', "; "),
        Answer::Missing(why) => why.clone(),
    }
}

/// What became of a line, by its number, for a program.
pub(super) fn as_json(line: impl Serialize, answer: &Answer) -> String {
    let value = match answer {
        Answer::Done(events) => json!({"line": line, "answer": "done", "events": events}),
        Answer::Before(number) => json!({"line": line, "answer": "before", "event": number}),
        Answer::Refused(refusal) => {
            json!({"line": line, "answer": "refused", "code": refusal.code(), "message": refusal.to_string()})
        }
        Answer::Unread(problems) => {
            let each: Vec<String> = problems.to_string().lines().map(str::to_owned).collect();
            json!({"line": line, "answer": "unread", "problems": each})
        }
        Answer::Missing(why) => json!({"line": line, "answer": "missing", "message": why}),
    };
    value.to_string()
}
