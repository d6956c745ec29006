//! The idempotency key that every write brings.

use super::denials::Known;
use super::in_flight::Held;
use super::problem::Problem;
use super::state::Api;
use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

/// The client's own name for a command, 1 to 64 visible ASCII characters 幂等键; it is under way while the second part
/// is held. Extracted after the asker, whose key it is.
#[derive(Debug)]
pub(super) struct Key(pub(super) String, pub(super) Held);

impl FromRequestParts<Api> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
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
        let known = parts.extensions.get::<Known>();
        let client = known.and_then(|Known(known)| known.get());
        let client = client.map_or("", |caller| caller.client.as_str());
        let route = parts.extensions.get::<MatchedPath>();
        let route = format!(
            "{} {}",
            parts.method,
            route.map_or(parts.uri.path(), MatchedPath::as_str)
        );
        match api.in_flight.take(client, &route, text) {
            Some(held) => Ok(Self(text.to_owned(), held)),
            None => Err(in_flight()),
        }
    }
}

fn in_flight() -> Problem {
    let detail = "a request under this key is being done; ask again in a moment with the same key, which tells what became of it";
    Problem::new(StatusCode::CONFLICT, "key.in-flight", detail)
        .with_header(header::RETRY_AFTER, "1")
}
