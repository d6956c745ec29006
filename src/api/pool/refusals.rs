//! What a refusal of the ledger becomes over HTTP.

use crate::api::problem::{FieldProblem, Problem, pointer};
use crate::pool::Refusal;
use crate::service::pool::Answer;
use crate::service::writer::Unwritten;
use axum::http::StatusCode;

/// A request that was not done.
pub(super) fn problem(answer: &Answer) -> Problem {
    match answer {
        Answer::Refused(refusal) => refused(refusal),
        Answer::Unread(problems) => Problem::of(problems),
        Answer::Missing(why) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "missing", why),
        Answer::Done(_) | Answer::Before(_) => Problem::internal(),
    }
}

/// A key that stands for another command. What the path says of the action stands in no field.
pub(super) fn reused(number: u64, field: &str, then: &str) -> Problem {
    let detail = format!(
        "the key stands for another command, done as event {number}; send this one under a new key"
    );
    let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key.reused", detail);
    problem.errors.push(FieldProblem {
        pointer: if field == "action" {
            String::new()
        } else {
            pointer(field)
        },
        code: "key.differs".to_owned(),
        detail: format!("under this key it was `{then}`"),
    });
    problem
}

/// A refusal. What is another bank's is told as what is not there.
fn refused(refusal: &Refusal) -> Problem {
    let status = match refusal {
        Refusal::Role { .. } => StatusCode::FORBIDDEN,
        Refusal::Unknown { what, name } | Refusal::OtherBank { what, name } => {
            return Problem::not_found(what, name);
        }
        Refusal::Exists { .. }
        | Refusal::WrongState { .. }
        | Refusal::AlreadyClaimed { .. }
        | Refusal::Stopped { .. }
        | Refusal::Cap { .. }
        | Refusal::Decided { .. }
        | Refusal::Leverage { .. }
        | Refusal::Cash { .. }
        | Refusal::NotFirst { .. }
        | Refusal::YearFull { .. }
        | Refusal::Budget { .. }
        | Refusal::LinesOpen { .. }
        | Refusal::DependedOn { .. }
        | Refusal::LineUsed { .. } => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Problem::new(status, refusal.code(), refusal.to_string())
}

/// A request that could not be written.
pub(in crate::api) fn unwritten(why: &Unwritten) -> Problem {
    match why {
        Unwritten::Full => Problem::unavailable("writer.full", why.to_string()),
        Unwritten::Held(_) => Problem::unavailable("writer.held", why.to_string()),
        Unwritten::Stopping => Problem::unavailable("writer.stopping", why.to_string()),
        Unwritten::Broke => Problem::internal(),
        Unwritten::Failed(error) => {
            tracing::error!(%error, "a request could not be written");
            Problem::unavailable(
                "writer.failed",
                "the records could not be written; ask again with the same key, which tells whether it stands",
            )
        }
    }
}
