//! Tests of clients: the first operator, registrations that cannot be, and one-time codes.

use super::samples::{Office, by_secret, moment, operator};
use super::{
    Asked, By, GRANT_CODE, NewClient, NewProof, add, end, first_operator, one_time_code, register,
};
use crate::identity::Denial;
use crate::units::Moment;

#[tokio::test]
async fn a_code_opens_once_and_its_token_is_the_enterprises() {
    let office = Office::open(None).await;
    let maker = By::parse("maker:王").unwrap();
    let made = one_time_code(office.store(), "x:77", 2, &maker, moment(0))
        .await
        .unwrap();
    let typed = made.code.text().to_lowercase().replace('-', "");
    let asked = |code: String, at| {
        let office = &office;
        async move {
            let asked = Asked {
                grant: Some(GRANT_CODE),
                code: Some(&code),
                ..Asked::default()
            };
            office.desk().grant(asked, moment(at)).await
        }
    };
    let (a, b) = tokio::join!(asked(typed.clone(), 7199), asked(typed.clone(), 7199));
    assert!(a.is_ok() != b.is_ok(), "of two at once one alone");
    let granted = a.or(b).unwrap();
    assert_eq!(granted.caller.role.to_string(), "enterprise:x:77");
    let denied = |at| {
        office
            .access()
            .authenticate(&granted.token, None, moment(at))
            .err()
    };
    assert_eq!(denied(7200), None);
    assert_eq!(error(asked(typed, 7200).await), "invalid_grant");
    // What the maker handed over by mistake ends at once, with the token that it gave.
    end(
        office.store(),
        &made.id.to_string(),
        &operator(),
        moment(7201),
    )
    .await
    .unwrap();
    office.refresh(moment(7201)).await;
    assert_eq!(denied(7202), Some(Denial::Revoked));
    let late = one_time_code(office.store(), "x:77", 2, &maker, moment(0))
        .await
        .unwrap();
    assert_eq!(
        error(asked(late.code.text().to_owned(), 7200).await),
        "invalid_grant"
    );
    let records = office.store().records(0, 100).await.unwrap();
    let told = serde_json::to_string(&records).unwrap();
    assert!(!told.contains(made.code.text()));
    assert!(!told.contains(&made.code.hash().digest().to_string()));
}

#[tokio::test]
async fn every_secret_that_is_shown_counts() {
    let office = Office::open(None).await;
    office.client("bank-a", "bank:a").await;
    let other = office.open_again().await;
    let by = operator();
    let add = |store| add(store, "bank-a", NewProof::Secret, None, &by, moment(0));
    let (one, two) = tokio::join!(add(office.store()), add(&other));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one.id, two.id);
    for added in [one, two] {
        let secret = added.secret.unwrap();
        let asked = by_secret("bank-a", secret.text());
        let granted = office.desk().grant(asked, moment(0)).await;
        assert!(granted.is_ok(), "{}", added.id);
    }
}

#[tokio::test]
async fn the_first_start_prints_one_operator() {
    let office = Office::open(None).await;
    let first = first_operator(office.store(), moment(0), &[7; 32])
        .await
        .unwrap()
        .unwrap();
    assert!(
        first_operator(office.store(), moment(1), &[8; 32])
            .await
            .unwrap()
            .is_none()
    );
    let asked = by_secret("operator", first.secret.text());
    let granted = office.desk().grant(asked, moment(0)).await.unwrap();
    assert_eq!(granted.caller.to_string(), "operator:operator");
}

#[tokio::test]
async fn everything_wrong_with_a_registration_is_told_at_once() {
    let office = Office::open(None).await;
    let by = operator();
    let new = NewClient {
        id: "Bank A",
        role: "king",
        person: "a:b",
    };
    let mut told = vec![
        register(office.store(), new, &by, moment(0))
            .await
            .unwrap_err()
            .to_string(),
    ];
    office.client("bank-a", "bank:a").await;
    let again = NewClient {
        id: "bank-a",
        role: "bank:a",
        person: "p-bank-a",
    };
    assert!(
        !register(office.store(), again, &by, moment(0))
            .await
            .unwrap()
    );
    let other = NewClient {
        role: "bank:b",
        ..again
    };
    told.push(
        register(office.store(), other, &by, moment(0))
            .await
            .unwrap_err()
            .to_string(),
    );
    let maker = By::parse("maker:li").unwrap();
    told.push(
        register(office.store(), other, &maker, moment(0))
            .await
            .unwrap_err()
            .to_string(),
    );
    for _ in 0..7 {
        office.secret("bank-a").await;
    }
    let past = Some(Moment::from_micros(0));
    let add = |client, proof, until| add(office.store(), client, proof, until, &by, moment(0));
    told.push(
        add("bank-a", NewProof::Key("{}"), past)
            .await
            .unwrap_err()
            .to_string(),
    );
    told.push(
        add("bank-b", NewProof::Secret, None)
            .await
            .unwrap_err()
            .to_string(),
    );
    for credential in ["bank-a", "bank-b.1", "bank-a.9"] {
        told.push(
            end(office.store(), credential, &by, moment(0))
                .await
                .unwrap_err()
                .to_string(),
        );
    }
    told.push(
        one_time_code(office.store(), "?", 0, &maker, moment(0))
            .await
            .unwrap_err()
            .to_string(),
    );
    insta::assert_snapshot!(told.join("\n---\n"), @"
    client:
    id: `Bank A`: character 1 is `B`; a client's id (客户端) is written in small letters, digits and hyphens, a hyphen not first [name.character]
    role: `king` is no role; write maker, checker, payer, supervisor, analyst, auditor, operator, bank:BANK, enterprise:ID or contributor:POOL:DISTRICT:CONTRIBUTOR [client.role]
    person: `a:b` names nobody; a name has 1 to 64 characters and no colon [client.person]
    ---
    client:
    id: `bank-a` is registered, as bank:a:p-bank-a; an id is never given twice [client.id]
    ---
    maker cannot decide about clients and their credentials; operator can
    ---
    credential:
    client: 8 of its credentials count; end one of them first [credential.many]
    until: 1970-01-01T00:00:00Z has passed [credential.until]
    key: a key is `OKP` with `Ed25519`, `EC` with `P-256`, or of an outside issuer also `RSA` [credential.proof]
    ---
    there is no client `bank-b`; `zhixin access list` shows those there are
    ---
    `bank-a` names no credential; write CLIENT.NUMBER as `zhixin access list` does, such as bank-a.2
    ---
    there is no client `bank-b`; `zhixin access list` shows those there are
    ---
    there is no credential `bank-a.9`; those of the client are: 1, 2, 3, 4, 5, 6, 7, 8
    ---
    code:
    enterprise: `?` has 1 characters; a unified social credit code (统一社会信用代码) has 18 [code.enterprise]
    hours: 0 hours; a code is good for 1 to 720 [code.hours]
    ");
}

fn error(of: Result<super::Granted, super::TokenRefusal>) -> &'static str {
    of.map_or_else(|refusal| refusal.error(), |_| "a token")
}
