//! The `If-Match` header: what the caller saw last of the thing that it changes.

use super::problem::Problem;
use super::state::Api;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

/// The number of an event, from an entity tag as `"17"`; `None` without the header or with `*`.
#[derive(Debug, Clone, Copy)]
pub(super) struct IfMatch(pub(super) Option<u64>);

impl FromRequestParts<Api> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Ok(Self(None));
        };
        let text = value.to_str().unwrap_or("").trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let number = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .and_then(|text| text.parse().ok());
        match number {
            Some(number) => Ok(Self(Some(number))),
            None => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "if-match.form",
                "`If-Match` is the ETag that you were given, such as \"17\"",
            )),
        }
    }
}

/// The entity tag of a thing whose last event has a number.
pub(super) fn etag(number: u64) -> String {
    format!("\"{number}\"")
}

/// The thing has changed since.
pub(super) fn stale(now: u64) -> Problem {
    let detail = format!(
        "it has changed since you looked: its ETag is now \"{now}\"; read it again and decide again"
    );
    Problem::new(StatusCode::PRECONDITION_FAILED, "if-match.stale", detail)
        .with_header(header::ETAG, &etag(now))
}
