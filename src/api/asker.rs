//! The one who asks: the caller behind a token.

use super::problem::Problem;
use super::state::{Api, Denied};
use crate::identity::{Caller, Role};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use std::sync::Arc;

/// The thumbprint of the certificate that a connection showed, as the listener found it.
#[derive(Debug, Clone)]
pub(super) struct ShownCertificate(pub(super) String);

/// The caller of a request.
#[derive(Debug, Clone)]
pub(super) struct Asker(pub(super) Arc<Caller>);

impl Asker {
    /// The role.
    pub(super) fn role(&self) -> &Role {
        &self.0.role
    }
}

impl FromRequestParts<Api> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let shown = parts.extensions.get::<ShownCertificate>();
        let given = parts.headers.get(header::AUTHORIZATION);
        let token = given
            .and_then(|value| value.to_str().ok())
            .and_then(bearer)
            .ok_or_else(|| {
                denied(&Denied {
                    error: "",
                    detail:
                        "send a token as `Authorization: Bearer …`; POST /oauth/token gives one"
                            .to_owned(),
                })
            })?;
        let caller = (api.gate)(token, shown.map(|shown| shown.0.as_str()), (api.now)());
        match caller {
            Ok(caller) => {
                // The log names the client, and nobody else.
                parts.extensions.insert(caller.client.clone());
                Ok(Self(caller))
            }
            Err(why) => Err(denied(&why)),
        }
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// RFC 6750: without a token no error is named.
fn denied(why: &Denied) -> Problem {
    let challenge = match why.error {
        "" => "Bearer realm=\"zhixin\"".to_owned(),
        error => format!("Bearer realm=\"zhixin\", error=\"{error}\""),
    };
    Problem::new(StatusCode::UNAUTHORIZED, "token", why.detail.clone())
        .with_header(header::WWW_AUTHENTICATE, &challenge)
}
