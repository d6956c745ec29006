//! What went wrong with a request, as RFC 9457 has it: a status, a stable code, and every field at fault at once.

use crate::units::Problems;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Where in the body it stands, as a JSON pointer (RFC 6901); a parameter by its name.
    pub pointer: String,
    /// The stable name of the rule that was broken.
    pub code: String,
    /// A sentence on what to do.
    pub detail: String,
}

/// A problem (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// The kind of problem: `urn:zhixin:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the status means.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code, for programs.
    pub code: String,
    /// What went wrong and what would pass, for people.
    pub detail: String,
    /// Every field at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Headers that go with it.
    #[serde(skip)]
    #[schema(ignore)]
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem of a status.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:zhixin:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.into(),
            errors: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// The same with a header.
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Fields that cannot be read, all at once.
    pub fn fields(errors: Vec<FieldProblem>) -> Self {
        let (are, fields) = match errors.len() {
            1 => ("is", "one field".to_owned()),
            count => ("are", format!("{count} fields")),
        };
        let detail = format!("{fields} of the request {are} not as they should be; see `errors`");
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "request.fields", detail);
        problem.errors = errors;
        problem
    }

    /// One field that cannot be read.
    pub fn field(
        pointer: impl Into<String>,
        code: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self::fields(vec![FieldProblem {
            pointer: pointer.into(),
            code: code.into(),
            detail: detail.into(),
        }])
    }

    /// The same, of problems that a use case found, whose fields are written with hyphens.
    pub fn of(problems: &Problems) -> Self {
        let each = problems.0.iter().map(|problem| FieldProblem {
            pointer: pointer(&problem.field),
            code: problem.rule.clone(),
            detail: problem.message.clone(),
        });
        Self::fields(each.collect())
    }

    /// There is no such thing, or none that the caller may see: the two are told the same way.
    pub fn not_found(what: &str, name: &str) -> Self {
        let detail = format!("there is no {what} `{name}`");
        Self::new(StatusCode::NOT_FOUND, "unknown", detail)
    }

    /// The caller's role does not do this.
    pub fn forbidden(is: &str, can: &str) -> Self {
        let detail = format!("a {is} cannot do this; {can} can");
        Self::new(StatusCode::FORBIDDEN, "role", detail)
    }

    /// Something failed that is not the caller's fault.
    pub fn internal() -> Self {
        let detail = "something failed here; nothing is known to be wrong with the request";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    /// The records cannot be reached or written just now.
    pub fn unavailable(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
            .with_header(header::RETRY_AFTER, "1")
    }
}

/// The pointer to a field of a body.
pub(super) fn pointer(field: &str) -> String {
    let escaped = field.replace('~', "~0").replace('/', "~1");
    format!("/{}", escaped.replace('-', "_"))
}

/// The code of a problem, for those around the answer.
#[derive(Debug, Clone)]
pub(super) struct Code(pub(super) String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        response.extensions_mut().insert(Code(self.code.clone()));
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.extend(self.headers);
        response
    }
}
