//! Tokens over HTTP and TLS, as the programs of banks meet them.

mod assertions;
mod outside;
mod tls;

use crate::place::Place;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum_server::tls_rustls::RustlsConfig;
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use zhixin::api::{TokenRoutes, token_routes};
use zhixin::identity::Realm;
use zhixin::service::identity::{
    Access, AccessSettings, By, Desk, KeyFolder, NewClient, NewProof, Outside, add, one_time_code,
    peer_certificate, register,
};
use zhixin::service::records::{self, Store};
use zhixin::service::tls::TlsFiles;
use zhixin::units::Moment;

const BEGIN: i64 = 1_798_848_000;

fn now() -> Moment {
    Moment::from_micros(BEGIN * 1_000_000)
}

/// A service in a folder, about to listen.
struct Service {
    place: Place,
    store: Store,
    access: Access,
}

impl Service {
    async fn new() -> Self {
        Self::with(None, now()).await
    }

    async fn with(outside: Option<Outside>, at: Moment) -> Self {
        let place = Place::new();
        let store = records::open(&place.records()).await.unwrap();
        let settings = AccessSettings {
            realm: Realm {
                issuer: "https://pool.example".to_owned(),
                audience: "zhixin".to_owned(),
            },
            keys: KeyFolder::at(place.path().join("keys")),
            outside,
            remembered: 1000,
        };
        let access = Access::open(&store, settings, at).await.unwrap();
        Self {
            place,
            store,
            access,
        }
    }

    async fn client(&self, id: &str, role: &str) -> String {
        let by = By::parse("operator:li").unwrap();
        let new = NewClient {
            id,
            role,
            person: id,
        };
        register(&self.store, new, &by, now()).await.unwrap();
        let added = add(&self.store, id, NewProof::Secret, None, &by, now()).await;
        added.unwrap().secret.unwrap().text().to_owned()
    }

    async fn prove(&self, id: &str, proof: NewProof<'_>) {
        let by = By::parse("operator:li").unwrap();
        add(&self.store, id, proof, None, &by, now()).await.unwrap();
    }

    fn router(&self) -> Router {
        let desk = Desk::new(self.access.clone(), self.store.clone());
        let routes = TokenRoutes {
            desk,
            proxy: None,
            now,
        };
        let whoami = Router::new()
            .route("/whoami", get(whoami))
            .with_state(self.access.clone());
        token_routes(routes).merge(whoami)
    }

    /// Listens without TLS; gives the address.
    fn listen(&self) -> String {
        let (listener, at) = listener();
        let service = self.router();
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        let server = axum_server::from_tcp(listener).unwrap();
        tokio::spawn(server.serve(service));
        format!("http://{at}")
    }

    /// Listens with TLS; gives the address and what is served with.
    fn listen_by_tls(&self, files: &TlsFiles) -> (String, RustlsConfig) {
        let (listener, at) = listener();
        let config = RustlsConfig::from_config(files.config().unwrap());
        let service = self.router();
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        let server = axum_server::from_tcp_rustls(listener, config.clone()).unwrap();
        tokio::spawn(server.serve(service));
        (format!("https://localhost:{}", at.port()), config)
    }
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let at = listener.local_addr().unwrap();
    (listener, at)
}

async fn whoami(State(access): State<Access>, request: Request) -> Response {
    let given = request.headers().get(header::AUTHORIZATION);
    let token = given.and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer "));
    let shown = peer_certificate(request.extensions(), request.headers(), None);
    match access.authenticate(token.unwrap_or_default(), shown.as_ref(), now()) {
        Ok(caller) => caller.to_string().into_response(),
        Err(denial) => (StatusCode::UNAUTHORIZED, denial.code()).into_response(),
    }
}

/// What came back.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn token(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body["access_token"].as_str().unwrap().to_owned()
    }
}

fn plain() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let text = answer.text().await.unwrap();
    Answer {
        status,
        headers,
        body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
    }
}

fn form(client: &reqwest::Client, url: String, pairs: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let kind = "application/x-www-form-urlencoded";
    client.post(url).header("content-type", kind).body(body)
}

const GRANT: (&str, &str) = ("grant_type", "client_credentials");

async fn whose(client: &reqwest::Client, base: &str, token: &str) -> String {
    let request = client.get(format!("{base}/whoami")).bearer_auth(token);
    let answer = answer(request).await;
    answer.body.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_client_gets_a_token_and_gives_it_back() {
    let service = Service::new().await;
    let secret = service.client("bank-a", "bank:a").await;
    let base = service.listen();
    let http = plain();
    let url = || format!("{base}/oauth/token");
    let basic = form(&http, url(), &[GRANT]).basic_auth("bank-a", Some(&secret));
    let granted = answer(basic).await;
    let post = [
        GRANT,
        ("client_id", "bank-a"),
        ("client_secret", &secret),
        ("scope", "bank"),
    ];
    let posted = answer(form(&http, url(), &post)).await;
    for granted in [&granted, &posted] {
        assert_eq!(granted.header("cache-control"), "no-store");
        assert_eq!(granted.header("pragma"), "no-cache");
        let token = granted.token();
        assert_eq!(whose(&http, &base, &token).await, "bank:a:bank-a");
        let rest: Vec<&Value> = ["token_type", "expires_in", "scope"]
            .map(|of| &granted.body[of])
            .into();
        assert_eq!(rest, [&json!("Bearer"), &json!(600), &json!("bank")]);
    }
    let token = granted.token();
    let revoke = [
        ("token", token.as_str()),
        ("client_id", "bank-a"),
        ("client_secret", &secret),
    ];
    let revoked = answer(form(&http, format!("{base}/oauth/revoke"), &revoke)).await;
    assert_eq!(
        (revoked.status, revoked.header("cache-control")),
        (200, "no-store")
    );
    assert_eq!(whose(&http, &base, &token).await, "revoked");
    assert_eq!(whose(&http, &base, &posted.token()).await, "bank:a:bank-a");
}

#[tokio::test]
async fn refusals_are_those_of_the_rfc() {
    let service = Service::new().await;
    let secret = service.client("bank-a", "bank:a").await;
    let base = service.listen();
    let http = plain();
    let url = || format!("{base}/oauth/token");
    let id = ("client_id", "bank-a");
    let long = "x".repeat(40_000);
    let requests = [
        form(&http, url(), &[]),
        form(&http, url(), &[("grant_type", "password")]),
        form(&http, url(), &[GRANT, id]),
        form(&http, url(), &[GRANT, id, ("client_secret", "wrong")]),
        form(&http, url(), &[GRANT]).basic_auth("bank-a", Some("wrong")),
        form(&http, url(), &[GRANT, GRANT]),
        form(
            &http,
            url(),
            &[GRANT, id, ("client_secret", &secret), ("scope", "operator")],
        ),
        form(&http, url(), &[GRANT, id, ("client_secret", &secret)])
            .basic_auth("bank-a", Some(&secret)),
        form(&http, url(), &[GRANT, ("x", &long)]),
        http.post(url())
            .json(&json!({"grant_type": "client_credentials"})),
        form(&http, url(), &[GRANT]).bearer_auth("x"),
        form(
            &http,
            format!("{base}/oauth/revoke"),
            &[id, ("client_secret", &secret)],
        ),
        http.get(url()),
    ];
    let mut told = Vec::new();
    for request in requests {
        let answer = answer(request).await;
        assert!(answer.status == 405 || answer.header("cache-control") == "no-store");
        let challenge = answer.header("www-authenticate");
        let (error, why) = (&answer.body["error"], &answer.body["error_description"]);
        told.push(format!("{} {error} {why} {challenge}", answer.status));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    400 "invalid_request" "`grant_type` is missing" 
    400 "unsupported_grant_type" "write client_credentials or urn:zhixin:params:oauth:grant-type:one-time-code" 
    401 "invalid_client" "the client did not prove itself" Basic realm="zhixin", charset="UTF-8"
    401 "invalid_client" "the client did not prove itself" Basic realm="zhixin", charset="UTF-8"
    401 "invalid_client" "the client did not prove itself" Basic realm="zhixin", charset="UTF-8"
    400 "invalid_request" "`grant_type` stands twice" 
    400 "invalid_scope" "the scope of this client is `bank`; leave `scope` out or write that" 
    400 "invalid_request" "the client proves itself in two ways; send one" 
    400 "invalid_request" "the form does not end, or is longer than 32768 bytes" 
    400 "invalid_request" "send a form: application/x-www-form-urlencoded" 
    400 "invalid_request" "`Authorization` is `Basic` with client and secret, or is left out" 
    400 "invalid_request" "`token` is missing" 
    405 null null
    "#);
    let mut last = 0;
    for _ in 0..10 {
        let wrong = [GRANT, id, ("client_secret", "wrong")];
        let answer = answer(form(&http, url(), &wrong)).await;
        last = answer.status;
        if last == 429 {
            assert!(!answer.header("retry-after").is_empty());
        }
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn what_others_need_to_know_is_published() {
    let service = Service::new().await;
    let secret = service.client("bank-a", "bank:a").await;
    let base = service.listen();
    let http = plain();
    let get = |path: &str| answer(http.get(format!("{base}{path}")));
    let metadata = get("/.well-known/oauth-authorization-server").await;
    assert_eq!(metadata.header("cache-control"), "public, max-age=300");
    insta::assert_snapshot!(serde_json::to_string_pretty(&metadata.body).unwrap(), @r#"
    {
      "issuer": "https://pool.example",
      "token_endpoint": "https://pool.example/oauth/token",
      "revocation_endpoint": "https://pool.example/oauth/revoke",
      "jwks_uri": "https://pool.example/.well-known/jwks.json",
      "response_types_supported": [],
      "grant_types_supported": [
        "client_credentials",
        "urn:zhixin:params:oauth:grant-type:one-time-code"
      ],
      "token_endpoint_auth_methods_supported": [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
        "tls_client_auth",
        "self_signed_tls_client_auth"
      ],
      "token_endpoint_auth_signing_alg_values_supported": [
        "EdDSA",
        "ES256"
      ],
      "revocation_endpoint_auth_methods_supported": [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
        "tls_client_auth",
        "self_signed_tls_client_auth"
      ],
      "revocation_endpoint_auth_signing_alg_values_supported": [
        "EdDSA",
        "ES256"
      ],
      "tls_client_certificate_bound_access_tokens": true
    }
    "#);
    let jwks = get("/.well-known/jwks.json").await.body;
    let pairs = [GRANT, ("client_id", "bank-a"), ("client_secret", &secret)];
    let token = answer(form(&http, format!("{base}/oauth/token"), &pairs))
        .await
        .token();
    // Somebody else's library takes the token by what is published.
    let set: jsonwebtoken::jwk::JwkSet = serde_json::from_value(jwks).unwrap();
    let kid = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(set.find(&kid).unwrap()).unwrap();
    let mut validation = jsonwebtoken::Validation::new(Algorithm::EdDSA);
    validation.set_audience(&["zhixin"]);
    validation.set_issuer(&["https://pool.example"]);
    validation.validate_exp = false;
    let read = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap();
    assert_eq!(read.claims["roles"], json!(["bank:a"]));
    assert_eq!(read.header.typ.as_deref(), Some("at+jwt"));
}

#[tokio::test]
async fn an_enterprise_comes_by_its_code() {
    let service = Service::new().await;
    let maker = By::parse("maker:王").unwrap();
    let made = one_time_code(&service.store, "x:77", 1, &maker, now())
        .await
        .unwrap();
    let base = service.listen();
    let http = plain();
    let grant = "urn:zhixin:params:oauth:grant-type:one-time-code";
    let pairs = [("grant_type", grant), ("code", made.code.text())];
    let ask = || answer(form(&http, format!("{base}/oauth/token"), &pairs));
    let granted = ask().await;
    assert_eq!(granted.body["scope"], "enterprise");
    let whose = whose(&http, &base, &granted.token()).await;
    assert_eq!(whose, "enterprise:x:77:maker 王");
    let again = ask().await;
    assert_eq!(
        (again.status, &again.body["error"]),
        (400, &json!("invalid_grant"))
    );
}
