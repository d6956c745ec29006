//! The idempotency key that every write brings.

use super::problem::Problem;
use super::state::Api;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

/// The client's own name for a command, 1 to 64 visible ASCII characters 幂等键.
#[derive(Debug, Clone)]
pub(super) struct Key(pub(super) String);

impl FromRequestParts<Api> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        let mut given = parts.headers.get_all("idempotency-key").iter();
        let (Some(value), None) = (given.next(), given.next()) else {
            let detail = "send one `Idempotency-Key` header with every write: a name of your own for this command, which you send again when you ask again";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "key.missing", detail));
        };
        let text = value.to_str().unwrap_or("").trim();
        // The draft of the header writes it as a quoted string; most clients send it bare.
        let text = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .unwrap_or(text);
        let fits =
            (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits {
            let detail = "an `Idempotency-Key` has 1 to 64 visible ASCII characters and no blanks";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "key.form", detail));
        }
        Ok(Self(text.to_owned()))
    }
}
