//! What a use case that could not be done becomes over HTTP.

use super::problem::Problem;
use crate::service::Error;
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
