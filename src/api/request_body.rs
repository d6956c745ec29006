//! The body of a request: read within its limits, and strictly.

use super::nul;
use super::problem::{FieldProblem, Problem};
use super::state::Api;
use crate::journal::strict;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

/// A JSON object, in which no name stands twice and no number has a fraction.
#[derive(Debug, Clone)]
pub(super) struct JsonObject(pub(super) Map<String, Value>);

impl FromRequest<Api> for JsonObject {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, api).await?;
        object(&bytes).map(Self)
    }
}

/// The bytes of a body that says that it is JSON.
#[derive(Debug, Clone)]
pub(super) struct JsonBytes(pub(super) Bytes);

impl FromRequest<Api> for JsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        content_type(&parts.headers)?;
        length(&parts.headers, api)?;
        bytes(body, api).await.map(Self)
    }
}

/// The object that the bytes of a body are.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    match strict::read(bytes) {
        Ok(Value::Object(map)) => {
            let body = Value::Object(map);
            let wrong = nul::texts_with(&body);
            match body {
                Value::Object(map) if wrong.is_empty() => Ok(map),
                _ => Err(Problem::fields(wrong)),
            }
        }
        Ok(_) => Err(malformed("the body is no JSON object")),
        Err(error) => Err(malformed(&error.to_string())),
    }
}

fn malformed(why: &str) -> Problem {
    let mut problem = Problem::new(
        StatusCode::BAD_REQUEST,
        "request.json",
        "the body cannot be read as JSON",
    );
    problem.errors.push(FieldProblem {
        pointer: String::new(),
        code: "json".to_owned(),
        detail: why.to_owned(),
    });
    problem
}

fn content_type(headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE);
    let given = given.and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = given.split(';').next().unwrap_or("").trim();
    if kind.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let detail = "send the body as `Content-Type: application/json`";
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "request.media-type",
        detail,
    ))
}

/// A body that says itself that it is too long is not read at all.
fn length(headers: &HeaderMap, api: &Api) -> Result<(), Problem> {
    let stated = headers.get(header::CONTENT_LENGTH);
    let stated = stated.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let most = api.limits.body;
    if stated.is_some_and(|stated| stated > most as u64) {
        return Err(too_long(most));
    }
    Ok(())
}

fn too_long(most: usize) -> Problem {
    let detail = format!("the body is longer than {most} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "request.size", detail)
}

/// The bytes of a body, no more than the limit and no slower.
pub(super) async fn bytes(body: Body, api: &Api) -> Result<Bytes, Problem> {
    let (most, within) = (api.limits.body, api.limits.body_within);
    let read = tokio::time::timeout(within, axum::body::to_bytes(body, most)).await;
    match read {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_long(&error) => Err(too_long(most)),
        Ok(Err(_)) => Err(malformed("the body broke off")),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "request.slow",
            format!("the body did not arrive within {} s", within.as_secs()),
        )),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.to_string().contains("length limit") {
            return true;
        }
        source = error.source();
    }
    false
}
