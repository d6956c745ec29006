//! Tokens over HTTP: handed out, revoked, and all that others need to recognise them.

use super::oauth_form::{Form, basic};
use crate::identity::Thumbprint;
use crate::service::identity::{
    Asked, Desk, GRANT_CODE, Granted, TokenRefusal, TrustedProxy, peer_address, peer_certificate,
};
use crate::units::Moment;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

/// No request is longer than this: a form with an assertion.
const LONGEST: usize = 32 * 1024;

/// What the routes of tokens work with.
#[derive(Debug, Clone)]
pub struct TokenRoutes {
    /// The desk.
    pub desk: Desk,
    /// The proxy that tells of certificates, if one does.
    pub proxy: Option<TrustedProxy>,
    /// The clock.
    pub now: fn() -> Moment,
}

/// The routes of tokens.
pub fn token_routes(routes: TokenRoutes) -> Router {
    Router::new()
        .route("/oauth/token", post(token))
        .route("/oauth/revoke", post(revoke))
        .route("/.well-known/jwks.json", get(jwks))
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(routes)
}

/// A request of the token endpoint, taken apart.
struct Sent {
    form: Form,
    basic: Option<(String, String)>,
    certificate: Option<Thumbprint>,
    from: String,
}

impl Sent {
    async fn read(request: Request, routes: &TokenRoutes) -> Result<Self, TokenRefusal> {
        let (headers, extensions) = (request.headers(), request.extensions());
        let certificate = peer_certificate(extensions, headers, routes.proxy.as_ref());
        let from = peer_address(extensions).map_or_else(String::new, |from| from.to_string());
        let basic = basic(headers)?;
        let headers: HeaderMap = headers.clone();
        let body = Bytes::from_request(request, &()).await.map_err(|_| {
            TokenRefusal::Request(format!(
                "the form does not end, or is longer than {LONGEST} bytes"
            ))
        })?;
        Ok(Self {
            form: Form::read(&headers, &body)?,
            basic,
            certificate,
            from,
        })
    }

    fn asked(&self) -> Asked<'_> {
        let of = |name| self.form.get(name);
        let basic = self.basic.as_ref();
        Asked {
            grant: of("grant_type"),
            scope: of("scope"),
            client: of("client_id"),
            secret: of("client_secret"),
            basic: basic.map(|(client, secret)| (client.as_str(), secret.as_str())),
            assertion_kind: of("client_assertion_type"),
            assertion: of("client_assertion"),
            code: of("code"),
            certificate: self.certificate,
            from: &self.from,
        }
    }
}

/// `POST /oauth/token` (RFC 6749 §4.4, §5).
async fn token(State(routes): State<TokenRoutes>, request: Request) -> Response {
    let granted = async {
        let sent = Sent::read(request, &routes).await?;
        routes.desk.grant(sent.asked(), (routes.now)()).await
    };
    match granted.await {
        Ok(granted) => given(&granted),
        Err(refusal) => refused(&refusal),
    }
}

fn given(granted: &Granted) -> Response {
    let client = granted.caller.client.as_str();
    tracing::info!(client, "a token was handed out");
    let body = json!({
        "access_token": granted.token,
        "token_type": "Bearer",
        "expires_in": granted.seconds,
        "scope": granted.scope,
    });
    unkept(StatusCode::OK, Json(body))
}

/// `POST /oauth/revoke` (RFC 7009): the same answer whether the token counted or not.
async fn revoke(State(routes): State<TokenRoutes>, request: Request) -> Response {
    let revoked = async {
        let sent = Sent::read(request, &routes).await?;
        let token = sent.form.get("token");
        routes
            .desk
            .revoke(sent.asked(), token, (routes.now)())
            .await
    };
    match revoked.await {
        Ok(()) => unkept(StatusCode::OK, ()),
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &TokenRefusal) -> Response {
    tracing::warn!(
        error = refusal.error(),
        why = refusal.audit(),
        "no token was handed out"
    );
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let body = json!({ "error": refusal.error(), "error_description": refusal.told() });
    let mut response = unkept(status, Json(body));
    let headers = response.headers_mut();
    match refusal {
        TokenRefusal::Client(_) => {
            let basic = HeaderValue::from_static("Basic realm=\"zhixin\", charset=\"UTF-8\"");
            headers.insert(header::WWW_AUTHENTICATE, basic);
        }
        TokenRefusal::Slow(seconds) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        TokenRefusal::Unavailable(_) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(1));
        }
        _ => {}
    }
    response
}

/// An answer that nobody between may keep (RFC 6749 §5.1).
fn unkept(status: StatusCode, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
    ];
    (status, headers, body).into_response()
}

/// `GET /.well-known/jwks.json` (RFC 7517).
async fn jwks(State(routes): State<TokenRoutes>) -> Response {
    let jwks = routes.desk.access().jwks((routes.now)());
    kept(Json(jwks))
}

/// `GET /.well-known/oauth-authorization-server` (RFC 8414).
async fn metadata(State(routes): State<TokenRoutes>) -> Response {
    let issuer = &routes.desk.access().realm().issuer;
    let methods = [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
        "tls_client_auth",
        "self_signed_tls_client_auth",
    ];
    kept(Json(json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}/oauth/token"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials", GRANT_CODE],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": ["EdDSA", "ES256"],
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": ["EdDSA", "ES256"],
        "tls_client_certificate_bound_access_tokens": true,
    })))
}

/// An answer that may be kept for five minutes: less than a key is published before and after its use.
fn kept(body: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "public, max-age=300")], body).into_response()
}
