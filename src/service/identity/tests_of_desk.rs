//! Tests of the desk: who gets a token and who does not, revocation, and guessing.

use super::samples::{Office, by_secret, moment, operator};
use super::{Asked, GRANT_CODE, NewProof, TokenRefusal, add, end};
use crate::identity::{Denial, KeyRing, Thumbprint, assertion, token};
use serde_json::{Value, json};

fn refusal(of: Result<super::Granted, TokenRefusal>) -> String {
    of.map_or_else(
        |refusal| refusal.error().to_owned(),
        |_| "a token".to_owned(),
    )
}

#[tokio::test]
async fn secrets_overlap_in_a_change() {
    let office = Office::open(None).await;
    let old = office.client("bank-a", "bank:a").await;
    let new = office.secret("bank-a").await;
    let asked = |secret: &str, at| {
        let secret = secret.to_owned();
        let office = &office;
        async move {
            let asked = by_secret("bank-a", &secret);
            refusal(office.desk().grant(asked, moment(at)).await)
        }
    };
    assert_eq!(asked(&old, 0).await, "a token");
    assert_eq!(asked(&new, 0).await, "a token");
    end(office.store(), "bank-a.1", &operator(), moment(1))
        .await
        .unwrap();
    assert_eq!(asked(&old, 2).await, "invalid_client");
    assert_eq!(asked(&new, 2).await, "a token");
}

#[tokio::test]
async fn requests_that_are_none_are_told_what_is_wrong() {
    let office = Office::open(None).await;
    let secret = office.client("bank-a", "bank:a").await;
    let good = by_secret("bank-a", &secret);
    let with = |change: &dyn Fn(&mut Asked<'_>)| {
        let mut asked = good;
        change(&mut asked);
        asked
    };
    let without = |change: &dyn Fn(&mut Asked<'_>)| {
        let mut asked = with(change);
        asked.secret = None;
        asked
    };
    let asserted = |kind| {
        move |of: &mut Asked<'_>| (of.assertion, of.assertion_kind) = (Some("x"), Some(kind))
    };
    let code = |of: &mut Asked<'_>| (of.grant, of.code) = (Some(GRANT_CODE), Some("x"));
    let cases = [
        ("good", good),
        ("scope", with(&|of| of.scope = Some("bank"))),
        ("other scope", with(&|of| of.scope = Some("bank operator"))),
        ("no grant", with(&|of| of.grant = None)),
        ("other grant", with(&|of| of.grant = Some("password"))),
        ("nobody", without(&|of| of.client = None)),
        ("no secret", without(&|_| ())),
        ("unknown", with(&|of| of.client = Some("bank-b"))),
        ("no id", with(&|of| of.client = Some("BANK A"))),
        ("wrong", with(&|of| of.secret = Some("x"))),
        ("two ways", with(&|of| of.basic = Some(("bank-a", "x")))),
        (
            "two clients",
            without(&|of| of.basic = Some(("bank-b", "x"))),
        ),
        ("half an assertion", without(&|of| of.assertion = Some("x"))),
        ("other assertion", without(&asserted("saml"))),
        ("bad assertion", without(&asserted(assertion::KIND))),
        ("no code", with(&|of| of.grant = Some(GRANT_CODE))),
        ("code and secret", with(&code)),
        ("unknown code", without(&code)),
    ];
    let mut told = Vec::new();
    for (name, asked) in cases {
        let answer = office.desk().grant(asked, moment(0)).await;
        let answer = answer.map_or_else(
            |why| why.to_string(),
            |got| format!("{} {}", got.scope, got.seconds),
        );
        told.push(format!("{name}: {answer}"));
    }
    insta::assert_snapshot!(told.join("\n"), @"
    good: bank 600
    scope: bank 600
    other scope: invalid_scope: the scope of this client is `bank`; leave `scope` out or write that
    no grant: invalid_request: `grant_type` is missing
    other grant: unsupported_grant_type: write client_credentials or urn:zhixin:params:oauth:grant-type:one-time-code
    nobody: invalid_client: the client did not prove itself
    no secret: invalid_client: the client did not prove itself
    unknown: invalid_client: the client did not prove itself
    no id: invalid_client: the client did not prove itself
    wrong: invalid_client: the client did not prove itself
    two ways: invalid_request: the client proves itself in two ways; send one
    two clients: invalid_request: `client_id` is not the client of the header
    half an assertion: invalid_request: `client_assertion` and `client_assertion_type` come together
    other assertion: invalid_request: `client_assertion_type` is urn:ietf:params:oauth:client-assertion-type:jwt-bearer
    bad assertion: invalid_client: the client did not prove itself
    no code: invalid_request: `code` is missing
    code and secret: invalid_request: a code stands by itself; send no proof of a client with it
    unknown code: invalid_grant: the code is not good, or no longer
    ");
}

fn claims(id: &str) -> Value {
    json!({
        "iss": "bank-a", "sub": "bank-a", "aud": "https://pool.example/oauth/token", "jti": id,
        "exp": token::seconds(moment(300)),
    })
}

#[tokio::test]
async fn an_assertion_proves_a_client_once() {
    let office = Office::open(None).await;
    office.client("bank-a", "bank:a").await;
    let keys = KeyRing::new(&[1; 32], &[2; 32]);
    let key = keys.jwks(moment(0))["keys"][0].to_string();
    let by = operator();
    let added = add(
        office.store(),
        "bank-a",
        NewProof::Key(&key),
        None,
        &by,
        moment(0),
    );
    assert_eq!(added.await.unwrap().id.to_string(), "bank-a.2");
    let asked = |text: String| {
        let office = &office;
        async move {
            let asked = Asked {
                grant: Some("client_credentials"),
                assertion: Some(&text),
                assertion_kind: Some(assertion::KIND),
                ..Asked::default()
            };
            office.desk().grant(asked, moment(0)).await
        }
    };
    let one = keys.sign("JWT", &claims("1"));
    let granted = asked(one.clone()).await.unwrap();
    assert_eq!(granted.caller.to_string(), "bank:a:p-bank-a");
    let again = asked(one).await.unwrap_err();
    assert_eq!(again.audit(), "the assertion was used before");
    assert_eq!(again.told(), "the client did not prove itself");
    assert!(asked(keys.sign("JWT", &claims("2"))).await.is_ok());
    // Of two at the same moment one alone gets a token.
    let three = keys.sign("JWT", &claims("3"));
    let (a, b) = tokio::join!(asked(three.clone()), asked(three));
    assert!(a.is_ok() != b.is_ok());
}

#[tokio::test]
async fn a_token_got_by_a_certificate_is_bound_to_it() {
    let office = Office::open(None).await;
    office.client("bank-a", "bank:a").await;
    office.client("bank-b", "bank:b").await;
    let (own, other) = (Thumbprint::of(b"own"), Thumbprint::of(b"other"));
    let text = own.to_string();
    let new = NewProof::Certificate(&text);
    add(office.store(), "bank-a", new, None, &operator(), moment(0))
        .await
        .unwrap();
    let asked = |client, certificate| Asked {
        grant: Some("client_credentials"),
        client: Some(client),
        certificate,
        ..Asked::default()
    };
    let of = |client, certificate| office.desk().grant(asked(client, certificate), moment(0));
    let token = of("bank-a", Some(own)).await.unwrap().token;
    let shown = |certificate| {
        office
            .access()
            .authenticate(&token, certificate, moment(0))
            .err()
    };
    assert_eq!(shown(Some(&own)), None);
    assert_eq!(shown(None), Some(Denial::WrongCertificate));
    assert_eq!(shown(Some(&other)), Some(Denial::WrongCertificate));
    for (client, certificate) in [
        ("bank-a", Some(other)),
        ("bank-a", None),
        ("bank-b", Some(own)),
        ("bank-c", Some(own)),
    ] {
        assert_eq!(refusal(of(client, certificate).await), "invalid_client");
    }
}

#[tokio::test]
async fn a_client_revokes_its_own_tokens_and_no_others() {
    let office = Office::open(None).await;
    let token = office.token_of("bank-a", "bank:a").await;
    let theirs = office.client("bank-b", "bank:b").await;
    let own = office.secret("bank-a").await;
    let denied = || office.access().authenticate(&token, None, moment(1)).err();
    let desk = office.desk();
    for text in [token.as_str(), "x", ""] {
        let revoked = desk.revoke(by_secret("bank-b", &theirs), Some(text), moment(1));
        assert_eq!((revoked.await, denied()), (Ok(()), None));
    }
    let wrong = desk
        .revoke(by_secret("bank-a", "x"), Some(&token), moment(1))
        .await;
    assert_eq!(wrong.unwrap_err().error(), "invalid_client");
    assert!(
        desk.revoke(by_secret("bank-a", &own), None, moment(1))
            .await
            .is_err()
    );
    desk.revoke(by_secret("bank-a", &own), Some(&token), moment(1))
        .await
        .unwrap();
    assert_eq!(denied(), Some(Denial::Revoked));
    // After a restart it is known again.
    let other = office.open_again().await;
    assert_eq!(
        other
            .revoked_tokens(token::seconds(moment(1)))
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn guessing_is_slow_and_locks_nobody_out() {
    let office = Office::open(None).await;
    let secret = office.client("bank-a", "bank:a").await;
    let from = |secret, from| Asked {
        from,
        ..by_secret("bank-a", secret)
    };
    let mut answers = Vec::new();
    for _ in 0..7 {
        answers.push(refusal(
            office.desk().grant(from("x", "6.6.6.6"), moment(0)).await,
        ));
    }
    assert_eq!(answers[..5], ["invalid_client"; 5]);
    assert_eq!(answers[5..], ["slow_down"; 2]);
    // The right secret from there waits too; from its own address the client comes in.
    assert_eq!(
        refusal(
            office
                .desk()
                .grant(from(&secret, "6.6.6.6"), moment(0))
                .await
        ),
        "slow_down"
    );
    assert_eq!(
        refusal(
            office
                .desk()
                .grant(from(&secret, "10.0.0.1"), moment(0))
                .await
        ),
        "a token"
    );
    assert_eq!(
        refusal(
            office
                .desk()
                .grant(from(&secret, "6.6.6.6"), moment(1))
                .await
        ),
        "a token"
    );
}
