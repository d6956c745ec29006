//! What came back: status, headers, bytes, and a problem told with every field of it.

use serde_json::Value;
use std::fmt::Write as _;

/// An answer of the service.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers, their names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub text: String,
    /// How often it was asked until this came.
    pub attempts: u32,
}

impl Reply {
    /// A header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// Whether it was done.
    pub fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the key stood for this very command already.
    pub fn is_replayed(&self) -> bool {
        self.header("idempotent-replayed") == "true"
    }

    /// Whether the request could be read and was then refused; else the request itself is at fault, or the service.
    pub fn is_refused(&self) -> bool {
        let body = self.json();
        let unread = body["code"]
            .as_str()
            .is_some_and(|code| code.starts_with("request."));
        matches!(self.status, 403 | 404 | 409 | 412 | 422) && !unread
    }

    /// The seconds that `Retry-After` names.
    pub(super) fn retry_after(&self) -> Option<u64> {
        self.header("retry-after").trim().parse().ok()
    }

    /// The problem (RFC 9457) in lines: what, every field at fault, and whatever else it has to say.
    pub fn told(&self) -> String {
        let body = self.json();
        let Some(problem) = body.as_object().filter(|body| body.contains_key("code")) else {
            return format!("{}: {}", self.status, self.text.trim());
        };
        let text = |name: &str| problem.get(name).and_then(Value::as_str).unwrap_or("");
        let mut told = format!(
            "{} {}: {} [{}]",
            self.status,
            text("title"),
            text("detail"),
            text("code")
        );
        let errors = problem.get("errors").and_then(Value::as_array);
        for error in errors.into_iter().flatten() {
            let of = |name: &str| error[name].as_str().unwrap_or("");
            let at = match of("pointer") {
                "" => "(the whole)",
                pointer => pointer,
            };
            let _ = write!(told, "\n  {at}: {} [{}]", of("detail"), of("code"));
        }
        let said = ["title", "detail", "code", "status", "errors"];
        for (name, value) in problem
            .iter()
            .filter(|(name, _)| !said.contains(&name.as_str()))
        {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let _ = write!(told, "\n  {name}: {value}");
        }
        match self.header("traceparent") {
            "" => {}
            trace => {
                let _ = write!(told, "\n  traceparent: {trace}");
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, text: &str) -> Reply {
        Reply {
            status,
            headers: vec![("retry-after".to_owned(), "2".to_owned())],
            text: text.to_owned(),
            attempts: 1,
        }
    }

    #[test]
    fn a_problem_is_told_with_every_field() {
        let body = r#"{"type":"urn:zhixin:problem:key.reused","title":"Unprocessable Entity","status":422,"code":"key.reused",
            "detail":"send this one under a new key","errors":[{"pointer":"/principal","code":"key.differs","detail":"it was `1`"},
            {"pointer":"","code":"json","detail":"broken"}],"extra":7}"#;
        let problem = reply(422, body);
        insta::assert_snapshot!(problem.told(), @r"
        422 Unprocessable Entity: send this one under a new key [key.reused]
          /principal: it was `1` [key.differs]
          (the whole): broken [json]
          type: urn:zhixin:problem:key.reused
          extra: 7
        ");
        assert!(problem.is_refused());
        assert_eq!(problem.retry_after(), Some(2));
        assert!(!reply(422, r#"{"code":"request.fields"}"#).is_refused());
        assert_eq!(reply(502, "<html>\n").told(), "502: <html>");
    }
}
