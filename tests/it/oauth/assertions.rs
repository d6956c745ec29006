//! A client that proves itself by what its own key signed, over HTTP.

use super::{BEGIN, GRANT, Service, answer, form, plain, whose};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::KeyPair;
use serde_json::json;
use zhixin::service::identity::NewProof;

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
