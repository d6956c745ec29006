//! The first start: one operator, so that somebody can register all others.

use super::By;
use super::clients::record;
use crate::identity::{AccessEvent, Caller, CredentialId, Proof, Role, Secret};
use crate::service::Error;
use crate::store::Store;
use crate::units::Moment;
use crate::units::names::ClientId;

/// The first operator's credential, to be printed once.
#[derive(Debug)]
pub struct Printed {
    /// The credential.
    pub id: CredentialId,
    /// The secret.
    pub secret: Secret,
}

/// Registers an operator with a secret of `random`, which the caller must have drawn from the operating system, where
/// there is no client at all; else nothing. Of two processes that start at once one alone prints.
pub async fn first_operator(
    store: &Store,
    now: Moment,
    random: &[u8; 32],
) -> Result<Option<Printed>, Error> {
    if !store.registry().await?.is_empty() {
        return Ok(None);
    }
    let client = ClientId::parse("operator").expect("small letters make an id");
    let caller = Caller {
        client: client.clone(),
        person: "operator".to_owned(),
        role: Role::Operator,
    };
    let secret = Secret::of_client(random);
    let id = CredentialId { client, number: 1 };
    let by = By::from(&caller);
    let decided = vec![
        AccessEvent::Registered(caller),
        AccessEvent::Added {
            id: id.clone(),
            proof: Proof::Secret(secret.hash()),
            until: None,
        },
    ];
    let new = record(store, decided, &by, now).await?;
    Ok((new == [true, true]).then_some(Printed { id, secret }))
}
