//! Answers that carry a document, byte for byte as it was made: it is written into them, and neither read nor copied on the
//! way.

use super::problem::Problem;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The field that a document is.
const FIELD: &[u8] = b"\"assessment\":";

/// How many bytes a printed document has at the most, but for the largest.
const USUAL: usize = 16_384;

/// The answer of which the last field, `assessment`, is a document; `beside` has the others, and is an object.
pub(super) fn with_assessment(
    status: StatusCode,
    beside: &impl Serialize,
    document: &str,
) -> Result<Response, Problem> {
    let print = |out: &mut Vec<u8>| out.extend_from_slice(document.as_bytes());
    written(status, beside, document.len() + 1_024, print)
}

/// The same with a document that is printed straight into it.
pub(super) fn printed_assessment(
    beside: &impl Serialize,
    print: impl FnOnce(&mut Vec<u8>),
) -> Result<Response, Problem> {
    written(StatusCode::OK, beside, USUAL, print)
}

fn written(
    status: StatusCode,
    beside: &impl Serialize,
    room: usize,
    print: impl FnOnce(&mut Vec<u8>),
) -> Result<Response, Problem> {
    let mut body = Vec::with_capacity(room);
    serde_json::to_writer(&mut body, beside).map_err(|_| Problem::internal())?;
    let closed = body.pop();
    debug_assert_eq!(closed, Some(b'}'), "it is an object");
    if body.len() > 1 {
        body.push(b',');
    }
    body.extend_from_slice(FIELD);
    print(&mut body);
    body.push(b'}');
    let kind = HeaderValue::from_static("application/json");
    Ok((status, [(header::CONTENT_TYPE, kind)], body).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[tokio::test]
    async fn the_document_stands_last_as_it_was_made() {
        for (beside, whole) in [
            (json!({}), r#"{"assessment":{"b":1, "a":2}}"#),
            (
                json!({"score": "s"}),
                r#"{"score":"s","assessment":{"b":1, "a":2}}"#,
            ),
        ] {
            let answer = with_assessment(StatusCode::OK, &beside, r#"{"b":1, "a":2}"#).unwrap();
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
            let body = axum::body::to_bytes(answer.into_body(), 1_000)
                .await
                .unwrap();
            assert_eq!(body, whole);
        }
        let print = |out: &mut Vec<u8>| out.extend_from_slice(b"{\"a\": 1}");
        let answer = printed_assessment(&json!({"in_force": true}), print).unwrap();
        let body = axum::body::to_bytes(answer.into_body(), 1_000).await;
        assert_eq!(body.unwrap(), r#"{"in_force":true,"assessment":{"a": 1}}"#);
    }
}
