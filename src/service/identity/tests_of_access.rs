//! Tests of recognising callers: the cache, what ends a token at once, and an outside issuer.

use super::samples::{Office, moment, operator};
use super::{KeysFrom, Outside, end, revoke};
use crate::identity::{Algorithm, Denial, Issuer, KeyRing, Rule, token};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_token_counts_for_its_time_and_its_certificate() {
    let office = Office::open(None).await;
    let token = office.token_of("bank-a", "bank:a").await;
    let of = |text: &str, at| office.access().authenticate(text, None, moment(at));
    let caller = of(&token, 0).unwrap();
    assert_eq!(caller.to_string(), "bank:a:p-bank-a");
    assert!(std::sync::Arc::ptr_eq(&caller, &of(&token, 599).unwrap()));
    assert_eq!(of(&token, 600), Err(Denial::Expired));
    assert_eq!(of(&token, 0), Ok(caller));
    assert_eq!(of("", 0), Err(Denial::Missing));
    assert_eq!(of("x.y.z", 0), Err(Denial::Malformed));
    assert_eq!(of(&token.replace('.', ". "), 0), Err(Denial::Malformed));
    let stranger = KeyRing::new(&[8; 32], &[9; 32]);
    let claims = json!({"iss": "https://evil.example", "exp": token::seconds(moment(600))});
    let foreign = stranger.sign("at+jwt", &claims);
    assert_eq!(of(&foreign, 0), Err(Denial::WrongIssuer));
}

#[tokio::test]
async fn what_is_ended_in_another_process_ends_here() {
    let office = Office::open(None).await;
    let (one, two) = (
        office.token_of("bank-a", "bank:a").await,
        office.token_of("bank-b", "bank:b").await,
    );
    let denied = |token: &str| office.access().authenticate(token, None, moment(1)).err();
    assert_eq!((denied(&one), denied(&two)), (None, None));
    let other = office.open_again().await;
    end(&other, "bank-a.1", &operator(), moment(1))
        .await
        .unwrap();
    revoke(&other, "bank-b", &operator(), moment(1))
        .await
        .unwrap();
    office.refresh(moment(1)).await;
    assert_eq!(denied(&one), Some(Denial::Revoked));
    assert_eq!(denied(&two), Some(Denial::Revoked));
}

#[tokio::test]
async fn a_service_that_runs_sees_changed_keys_and_takes_the_old_ones_tokens() {
    let office = Office::open(None).await;
    let token = office.token_of("bank-a", "bank:a").await;
    let before = office.access().jwks(moment(0));
    office.folder().rotate(moment(1)).unwrap();
    let watching = office.access().clone().watch(
        office.open_again().await,
        || moment(1),
        Duration::from_millis(10),
    );
    let seen = async {
        while office.access().jwks(moment(1)) == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = watching => panic!("it watches for ever"),
        () = seen => {}
    }
    assert!(
        office
            .access()
            .authenticate(&token, None, moment(2))
            .is_ok()
    );
    let after = office.access().jwks(moment(1));
    assert_eq!(after["keys"].as_array().unwrap().len(), 3);
    assert_eq!(after["keys"][1], before["keys"][1]);
    // After a theft no token of before counts, though it was found good.
    office.folder().replace().unwrap();
    office.refresh(moment(2)).await;
    let denied = office.access().authenticate(&token, None, moment(2));
    assert_eq!(denied, Err(Denial::Invalid));
}

fn issuer() -> Issuer {
    Issuer {
        issuer: "https://id.example".to_owned(),
        audience: "zhixin".to_owned(),
        algorithms: vec![Algorithm::EdDsa],
        person: "sub".to_owned(),
        rules: vec![
            Rule::parse("sub=auditor-1 => auditor").unwrap(),
            Rule::parse("sub=svc => client:bank-a").unwrap(),
        ],
    }
}

fn outside_token(keys: &KeyRing, subject: &str) -> String {
    let claims = json!({
        "iss": "https://id.example", "aud": "zhixin", "sub": subject,
        "exp": token::seconds(moment(36_000)),
    });
    keys.sign("JWT", &claims)
}

#[tokio::test]
async fn an_outside_issuer_is_believed_as_far_as_its_keys_go() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("jwks.json");
    let (old, new) = (
        KeyRing::new(&[1; 32], &[2; 32]),
        KeyRing::new(&[3; 32], &[4; 32]),
    );
    let publish = |keys: &KeyRing| std::fs::write(&file, keys.jwks(moment(0)).to_string());
    publish(&old).unwrap();
    let outside = Outside::new(issuer(), KeysFrom::File(file.clone())).unwrap();
    let office = Office::open(Some(outside.clone())).await;
    office.token_of("bank-a", "bank:a").await;
    let of = |token: &str| office.access().authenticate(token, None, moment(5));
    let auditor = of(&outside_token(&old, "auditor-1")).unwrap();
    assert_eq!(auditor.to_string(), "auditor:auditor-1");
    let bank = of(&outside_token(&old, "svc")).unwrap();
    assert_eq!(bank.client.as_str(), "bank-a");
    assert_eq!(of(&outside_token(&old, "other")), Err(Denial::NoRole));
    // The keys change: a token of the new ones is refused until they are read again, which a minute allows.
    publish(&new).unwrap();
    assert!(!outside.is_due(moment(59)));
    assert_eq!(of(&outside_token(&new, "svc")), Err(Denial::Invalid));
    assert!(!outside.is_due(moment(59)) && outside.is_due(moment(60)));
    assert!(outside.refresh(moment(60)).await);
    assert!(of(&outside_token(&new, "svc")).is_ok());
    for _ in 0..100 {
        assert_eq!(of(&outside_token(&old, "auditor-2")), Err(Denial::Invalid));
    }
    assert!(!outside.is_due(moment(119)) && outside.is_due(moment(120)));
    // What cannot be read leaves the keys at hand.
    std::fs::write(&file, "x").unwrap();
    assert!(!outside.refresh(moment(120)).await);
    assert!(of(&outside_token(&new, "svc")).is_ok() && outside.key_count() == 2);
    // A registered client for whom the issuer vouches is revoked here like any other.
    revoke(office.store(), "bank-a", &operator(), moment(5))
        .await
        .unwrap();
    office.refresh(moment(5)).await;
    assert_eq!(of(&outside_token(&new, "svc")), Err(Denial::Revoked));
}

#[test]
fn keys_come_by_a_way_that_nobody_can_change() {
    for (url, right) in [
        ("https://id.example/jwks", true),
        ("http://127.0.0.1:9/jwks", true),
        ("http://id.example/jwks", false),
        ("http://127.0.0.1.evil.example/jwks", false),
        ("file:///etc/passwd", false),
        ("jwks", false),
    ] {
        let made = Outside::new(issuer(), KeysFrom::Url(url.to_owned()));
        assert_eq!(made.is_ok(), right, "{url}");
    }
}
