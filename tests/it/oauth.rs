//! Tokens over HTTP and TLS, as the programs of banks meet them.

use crate::place::Place;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use axum_server::tls_rustls::RustlsConfig;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{CertificateParams, CertifiedKey, Issuer, KeyPair};
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;
use zhixin::api::{TokenRoutes, token_routes};
use zhixin::identity::{self, Denial, Realm, Rule};
use zhixin::service::identity::{
    Access, AccessSettings, By, Desk, KeyFolder, KeysFrom, NewClient, NewProof, Outside, add,
    one_time_code, peer_certificate, register,
};
use zhixin::service::records::{self, Store};
use zhixin::service::tls::{ClientCertificates, TlsFiles};
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
async fn a_key_of_the_client_signs_for_it() {
    let service = Service::new().await;
    service.client("bank-a", "bank:a").await;
    let pair = KeyPair::generate().unwrap();
    let key = EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).unwrap();
    let jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
    service
        .prove(
            "bank-a",
            NewProof::Key(&serde_json::to_string(&jwk).unwrap()),
        )
        .await;
    let base = service.listen();
    let http = plain();
    let sign = |id: &str, audience: &str| {
        let claims = json!({
            "iss": "bank-a", "sub": "bank-a", "aud": audience, "jti": id, "exp": BEGIN + 60,
        });
        jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &key).unwrap()
    };
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let ask = |assertion: String| {
        let pairs = [
            GRANT,
            ("client_assertion_type", kind),
            ("client_assertion", &assertion),
        ];
        answer(form(&http, format!("{base}/oauth/token"), &pairs))
    };
    let one = sign("1", "https://pool.example");
    let token = ask(one.clone()).await.token();
    assert_eq!(whose(&http, &base, &token).await, "bank:a:bank-a");
    assert_eq!(ask(one).await.body["error"], "invalid_client");
    ask(sign("2", "https://pool.example/oauth/token"))
        .await
        .token();
    assert_eq!(ask(sign("3", "https://other.example")).await.status, 401);
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

/// A certificate with its key, signed by an authority or by itself.
fn certificate(name: &str, authority: Option<&Issuer<'_, KeyPair>>) -> (String, String) {
    match authority {
        Some(authority) => {
            let key = KeyPair::generate().unwrap();
            let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
            let signed = params.signed_by(&key, authority).unwrap();
            (signed.pem(), key.serialize_pem())
        }
        None => {
            let CertifiedKey { cert, signing_key } =
                rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
            (cert.pem(), signing_key.serialize_pem())
        }
    }
}

fn tls_files(place: &Place, clients: ClientCertificates) -> (TlsFiles, String) {
    let (certificate, key) = certificate("localhost", None);
    let files = TlsFiles {
        certificate: place.file("server.pem", &certificate),
        key: place.file("server.key", &key),
        clients,
    };
    (files, certificate)
}

fn secure(root: &str, own: Option<&(String, String)>) -> reqwest::Client {
    let root = reqwest::Certificate::from_pem(root.as_bytes()).unwrap();
    let mut builder = reqwest::Client::builder().no_proxy().tls_certs_only([root]);
    if let Some((certificate, key)) = own {
        let both = format!("{certificate}{key}");
        builder = builder.identity(reqwest::Identity::from_pem(both.as_bytes()).unwrap());
    }
    builder.build().unwrap()
}

#[tokio::test]
async fn a_registered_certificate_opens_and_its_token_stays_with_it() {
    let service = Service::new().await;
    service.client("bank-a", "bank:a").await;
    let (own, other) = (certificate("bank-a", None), certificate("bank-a", None));
    service.prove("bank-a", NewProof::Certificate(&own.0)).await;
    let (files, root) = tls_files(&service.place, ClientCertificates::Registered);
    let (base, _) = service.listen_by_tls(&files);
    let pairs = [GRANT, ("client_id", "bank-a")];
    let (mine, theirs, bare) = (
        secure(&root, Some(&own)),
        secure(&root, Some(&other)),
        secure(&root, None),
    );
    let ask = |http: &reqwest::Client| answer(form(http, format!("{base}/oauth/token"), &pairs));
    let token = ask(&mine).await.token();
    assert_eq!(whose(&mine, &base, &token).await, "bank:a:bank-a");
    assert_eq!(
        whose(&theirs, &base, &token).await,
        Denial::WrongCertificate.code()
    );
    assert_eq!(
        whose(&bare, &base, &token).await,
        Denial::WrongCertificate.code()
    );
    assert_eq!(ask(&theirs).await.status, 401);
    assert_eq!(ask(&bare).await.status, 401);
}

#[tokio::test]
async fn an_authority_lets_in_its_own_alone() {
    let service = Service::new().await;
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = params.self_signed(&key).unwrap().pem();
    let authority = Issuer::new(params, key);
    let file = service.place.file("clients.pem", &root);
    let authority_of = |required| ClientCertificates::Authority {
        file: file.clone(),
        required,
    };
    let (own, stranger) = (certificate("a", Some(&authority)), certificate("a", None));
    for (required, bare_comes_in) in [(true, false), (false, true)] {
        let (files, root) = tls_files(&service.place, authority_of(required));
        let (base, _) = service.listen_by_tls(&files);
        let comes_in = async |own: Option<&(String, String)>| {
            let request = secure(&root, own).get(format!("{base}/.well-known/jwks.json"));
            request.send().await.is_ok()
        };
        assert!(comes_in(Some(&own)).await);
        assert!(!comes_in(Some(&stranger)).await);
        assert_eq!(comes_in(None).await, bare_comes_in);
    }
}

#[tokio::test]
async fn certificates_are_read_again_and_bad_ones_change_nothing() {
    let service = Service::new().await;
    let (files, first) = tls_files(&service.place, ClientCertificates::None);
    let (base, config) = service.listen_by_tls(&files);
    let watching = files.clone().watch(config, Duration::from_millis(20));
    tokio::spawn(watching);
    let comes = async |root: &str| {
        let request = secure(root, None).get(format!("{base}/.well-known/jwks.json"));
        request.send().await.is_ok()
    };
    assert!(comes(&first).await);
    service.place.file("server.pem", "-----BEGIN half a file");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(
        comes(&first).await,
        "what cannot be read leaves the old one in use"
    );
    let (_, second) = tls_files(&service.place, ClientCertificates::None);
    for _ in 0..200 {
        if comes(&second).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(comes(&second).await && !comes(&first).await);
}

#[test]
fn files_of_tls_that_will_not_do_are_named() {
    let place = Place::new();
    let (files, _) = tls_files(&place, ClientCertificates::None);
    assert!(files.config().is_ok());
    let (_, foreign) = certificate("localhost", None);
    let with = |change: &dyn Fn(&mut TlsFiles)| {
        let mut files = files.clone();
        change(&mut files);
        let told = files.config().unwrap_err().to_string();
        told.replace(&format!("{}/", place.path().display()), "")
    };
    let other = place.file("other.key", &foreign);
    let empty = place.file("empty.pem", "");
    let told = [
        with(&|files| files.key = other.clone()),
        with(&|files| files.key = empty.clone()),
        with(&|files| files.certificate = empty.clone()),
        with(&|files| files.certificate = PathBuf::from("none.pem")),
        with(&|files| {
            files.clients = ClientCertificates::Authority {
                file: empty.clone(),
                required: true,
            };
        }),
    ]
    .join("\n");
    insta::assert_snapshot!(told, @"
    other.key: the key is not that of the certificate: keys may not be consistent: KeyMismatch
    empty.pem: no private key in PEM: no items found
    empty.pem: no certificate in PEM: there is none in the file
    none.pem: No such file or directory (os error 2)
    empty.pem: no certificate in PEM: there is none in the file
    ");
}

static CLOCK: AtomicI64 = AtomicI64::new(BEGIN);
static FETCHED: AtomicUsize = AtomicUsize::new(0);

fn moving() -> Moment {
    Moment::from_micros(CLOCK.load(Ordering::Relaxed) * 1_000_000)
}

/// An outside issuer that counts how often its keys are asked for.
fn issuer_with(keys: &[Value]) -> String {
    let (listener, at) = listener();
    let set = json!({ "keys": keys });
    let serve = move || {
        FETCHED.fetch_add(1, Ordering::Relaxed);
        std::future::ready(Json(set.clone()))
    };
    let server = axum_server::from_tcp(listener).unwrap();
    tokio::spawn(server.serve(Router::new().route("/jwks", get(serve)).into_make_service()));
    format!("http://{at}/jwks")
}

fn signer(kid: &str, algorithm: Algorithm) -> (EncodingKey, Header, Value) {
    let rsa = matches!(algorithm, Algorithm::RS256 | Algorithm::PS256);
    let pair = if rsa {
        KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap()
    } else {
        KeyPair::generate().unwrap()
    };
    let pem = pair.serialize_pem();
    let key = if rsa {
        EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap()
    } else {
        EncodingKey::from_ec_pem(pem.as_bytes()).unwrap()
    };
    let jwk = Jwk::from_encoding_key(&key, algorithm).unwrap();
    let mut jwk = serde_json::to_value(jwk).unwrap();
    jwk["kid"] = json!(kid);
    jwk["use"] = json!("sig");
    let mut header = Header::new(algorithm);
    header.kid = Some(kid.to_owned());
    (key, header, jwk)
}

#[tokio::test]
async fn an_outside_issuer_is_asked_once_a_minute_at_most() {
    let algorithms = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256];
    let signers = algorithms.map(|of| signer(&format!("{of:?}"), of));
    let url = issuer_with(&signers.each_ref().map(|(_, _, jwk)| jwk.clone()));
    let issuer = identity::Issuer {
        issuer: "https://id.example".to_owned(),
        audience: "zhixin".to_owned(),
        algorithms: vec![identity::Algorithm::Rs256, identity::Algorithm::Es256],
        person: "sub".to_owned(),
        rules: vec![Rule::parse("role=auditor => auditor").unwrap()],
    };
    let outside = Outside::new(issuer, KeysFrom::Url(url)).unwrap();
    let service = Service::with(Some(outside), moving()).await;
    let fetched = || FETCHED.load(Ordering::Relaxed);
    assert_eq!(fetched(), 1);
    let store = service.store.clone();
    tokio::spawn(
        service
            .access
            .clone()
            .watch(store, moving, Duration::from_millis(2)),
    );
    let claims = json!({
        "iss": "https://id.example", "aud": "zhixin", "sub": "a1", "role": "auditor",
        "exp": BEGIN + 36_000,
    });
    let of = |(key, header, _): &(EncodingKey, Header, Value)| {
        let token = jsonwebtoken::encode(header, &claims, key).unwrap();
        let found = service.access.authenticate(&token, None, moving());
        found.map(|caller| caller.to_string())
    };
    let auditor = Ok("auditor:a1".to_owned());
    assert_eq!(
        signers.each_ref().map(of),
        [auditor.clone(), Err(Denial::Invalid), auditor]
    );
    let unknown = signer("unknown", Algorithm::ES256);
    let storm = async || {
        for _ in 0..50 {
            assert_eq!(of(&unknown), Err(Denial::Invalid));
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    storm().await;
    assert_eq!(fetched(), 1);
    CLOCK.fetch_add(60, Ordering::Relaxed);
    storm().await;
    assert_eq!(fetched(), 2);
    CLOCK.fetch_add(59, Ordering::Relaxed);
    storm().await;
    assert_eq!(fetched(), 2);
}
