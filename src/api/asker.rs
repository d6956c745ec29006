//! The one who asks: the caller behind a token.

use super::denials::Known;
use super::no_query;
use super::problem::Problem;
use super::state::Api;
use crate::identity::{Caller, Denial, Role};
use crate::service::identity::peer_certificate;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use std::sync::Arc;

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
        let certificate = peer_certificate(&parts.extensions, &parts.headers, api.proxy.as_ref());
        let mut given = parts.headers.get_all(header::AUTHORIZATION).iter();
        let token = match (given.next(), given.next()) {
            (Some(value), None) => value.to_str().ok().and_then(bearer),
            _ => None,
        };
        let now = (api.now)();
        let caller = api
            .access
            .authenticate(token.unwrap_or(""), certificate.as_ref(), now);
        let caller = caller.map_err(denied)?;
        if let Some(Known(known)) = parts.extensions.get::<Known>() {
            // Set once: a request has one caller.
            let _ = known.set(Arc::clone(&caller));
        }
        // Every route has an asker, and nobody is told what is wrong with a query before it is known who asks.
        no_query::refuse(parts)?;
        Ok(Self(caller))
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn denied(why: Denial) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "token", why.told())
        .with_header(header::WWW_AUTHENTICATE, &why.challenge())
}
