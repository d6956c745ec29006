//! What a use case that could not be done becomes over HTTP.

use super::problem::{FieldProblem, Problem};
use crate::governance::Refusal;
use crate::service::Error;
use crate::service::records::StoreError;
use crate::units::Problems;
use axum::http::StatusCode;

/// The problem of an error: what the caller can mend is told, what it cannot is logged.
pub(super) fn failed(error: &Error) -> Problem {
    match error {
        Error::UnknownModel { asked, .. } => Problem::not_found("model", asked),
        Error::UnknownTerms { asked, .. } => Problem::not_found("version of terms", asked),
        Error::UnknownEnterprise(asked) => Problem::not_found("enterprise", asked),
        Error::UnknownScore(asked) => Problem::not_found("score", asked),
        Error::Future { .. } | Error::EmptyDossier { .. } | Error::Usage(_) | Error::Figures(_) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Problem::new(status, "request.unfit", error.to_string())
        }
        Error::Request(problems) => Problem::fields(each(problems)),
        Error::Checked { problems, .. } => Problem::fields(lines(problems)),
        Error::Refused(refusal) => refused(refusal),
        Error::KeyReused { field, then, .. } => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let detail = "the key stands for another request; send this one under a new key";
            let mut problem = Problem::new(status, "key.reused", detail);
            problem.errors.push(FieldProblem {
                pointer: field.clone(),
                code: "key.differs".to_owned(),
                detail: match then {
                    Some(then) => format!("under this key it was `{then}`"),
                    None => "under this key another request was sent".to_owned(),
                },
            });
            problem
        }
        Error::Store(StoreError::Conflict(crate::service::records::Conflict::Key(_))) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let detail = "the key stands for another request; send this one under a new key";
            Problem::new(status, "key.reused", detail)
        }
        Error::Store(StoreError::Conflict(_) | StoreError::Busy) => Problem::unavailable(
            "records.busy",
            "somebody else was writing; ask again with the same key",
        ),
        Error::Shared(error) => failed(error),
        error => {
            tracing::error!(%error, "a request failed");
            Problem::unavailable(
                "records",
                "the records could not be read; try again in a moment",
            )
        }
    }
}

/// Fields that are named by their pointers already.
fn each(problems: &Problems) -> Vec<FieldProblem> {
    let each = problems.0.iter().map(|problem| FieldProblem {
        pointer: problem.field.clone(),
        code: problem.rule.clone(),
        detail: problem.message.clone(),
    });
    each.collect()
}

/// Problems of a file, each with its row.
fn lines(problems: &Problems) -> Vec<FieldProblem> {
    let each = problems.0.iter().map(|problem| FieldProblem {
        pointer: match problem.line {
            Some(line) => format!("line {line}: {}", problem.field),
            None => problem.field.clone(),
        },
        code: problem.rule.clone(),
        detail: problem.message.clone(),
    });
    each.collect()
}

fn refused(refusal: &Refusal) -> Problem {
    let code = refusal.code();
    let status = match refusal {
        Refusal::Unknown { what, name } => return Problem::not_found(what, name),
        Refusal::Role { .. } | Refusal::SamePerson { .. } => StatusCode::FORBIDDEN,
        _ if code.starts_with("consent.") && code != "consent.revoked-before" => {
            StatusCode::FORBIDDEN
        }
        Refusal::WrongState { .. }
        | Refusal::Superseded { .. }
        | Refusal::RevokedBefore { .. }
        | Refusal::ListChanged { .. } => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Problem::new(status, code, refusal.to_string())
}
