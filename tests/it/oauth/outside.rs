//! An outside issuer whose keys are fetched, and how often it is asked for them.

use super::{BEGIN, Service, listener};
use axum::routing::get;
use axum::{Json, Router};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::KeyPair;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;
use zhixin::identity::{self, Denial, Rule};
use zhixin::service::identity::{KeysFrom, Outside};
use zhixin::units::Moment;

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
