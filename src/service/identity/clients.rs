//! Clients registered and revoked, their credentials added and ended.

use super::{By, random};
use crate::identity::{
    AccessEvent, Caller, Client, CredentialId, Ending, Jwk, Proof, Registry, Role, Secret,
    Thumbprint,
};
use crate::service::Error;
use crate::store::{Conflict, Store, StoreError};
use crate::units::names::ClientId;
use crate::units::{Moment, Problems};

/// So many credentials of a client count at once at most.
const MOST_LIVE: usize = 8;

/// A client to be registered, in the words of whoever asks.
#[derive(Debug, Clone, Copy)]
pub struct NewClient<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its role, such as `maker` or `bank:bank-a`.
    pub role: &'a str,
    /// The person or program behind it.
    pub person: &'a str,
}

/// A credential to be added.
#[derive(Debug, Clone, Copy)]
pub enum NewProof<'a> {
    /// A secret, which is made here.
    Secret,
    /// The public half of a key, as a JWK.
    Key(&'a str),
    /// A certificate: PEM, or its thumbprint.
    Certificate(&'a str),
}

/// A credential that was added.
#[derive(Debug)]
pub struct Added {
    /// Its id.
    pub id: CredentialId,
    /// The secret, to be shown once.
    pub secret: Option<Secret>,
}

pub(super) fn checked(what: &str, problems: Problems) -> Error {
    Error::Checked {
        file: what.to_owned(),
        problems,
    }
}

impl NewClient<'_> {
    /// Reads every field and tells everything that is wrong.
    fn read(&self) -> Result<Caller, Problems> {
        let mut problems = Problems::default();
        let id = ClientId::parse(self.id)
            .map_err(|error| problems.add("id", error.rule(), error.to_string()));
        let role = Role::parse(self.role)
            .map_err(|error| problems.add("role", "client.role", error.to_string()));
        let person = self.person.trim();
        if !Caller::may_be_named(person) {
            let message =
                format!("`{person}` names nobody; a name has 1 to 64 characters and no colon");
            problems.add("person", "client.person", message);
        }
        match (id, role) {
            (Ok(client), Ok(role)) if problems.is_empty() => Ok(Caller {
                client,
                person: person.to_owned(),
                role,
            }),
            _ => Err(problems),
        }
    }
}

/// Registers a client; the same again has the effect of once. Says whether it is new.
pub async fn register(
    store: &Store,
    new: NewClient<'_>,
    by: &By,
    now: Moment,
) -> Result<bool, Error> {
    by.operates()?;
    let caller = new.read().map_err(|problems| checked("client", problems))?;
    let registry = store.registry().await?;
    if let Some(before) = registry.client(&caller.client) {
        if *before.caller == caller && !before.revoked {
            return Ok(false);
        }
        let state = if before.revoked {
            "was revoked"
        } else {
            "is registered"
        };
        let message = format!(
            "`{}` {state}, as {}; an id is never given twice",
            caller.client, before.caller
        );
        let mut problems = Problems::default();
        problems.add("id", "client.id", message);
        return Err(checked("client", problems));
    }
    let new = record(store, vec![AccessEvent::Registered(caller)], by, now).await?;
    Ok(new == [true])
}

/// Adds a credential to a client. It counts besides those that there are, so that a change overlaps.
pub async fn add(
    store: &Store,
    client: &str,
    new: NewProof<'_>,
    until: Option<Moment>,
    by: &By,
    now: Moment,
) -> Result<Added, Error> {
    by.operates()?;
    let registry = store.registry().await?;
    let client = found(&registry, client)?;
    let mut problems = Problems::default();
    if client.revoked {
        let message = format!("`{}` was revoked", client.caller.client);
        problems.add("client", "client.revoked", message);
    }
    if client.live(now).count() >= MOST_LIVE {
        let message = format!("{MOST_LIVE} of its credentials count; end one of them first");
        problems.add("client", "credential.many", message);
    }
    if let Some(until) = until.filter(|until| *until <= now) {
        problems.add("until", "credential.until", format!("{until} has passed"));
    }
    let secret = Secret::of_client(&random()?);
    let proof = match new {
        NewProof::Secret => Ok(Proof::Secret(secret.hash())),
        NewProof::Key(text) => read_key(text).map_err(|why| ("key", why)),
        NewProof::Certificate(text) => read_certificate(text).map_err(|why| ("certificate", why)),
    };
    let proof = proof.map_err(|(field, why)| problems.add(field, "credential.proof", why));
    if let Ok(proof) = &proof
        && client.live(now).any(|of| of.proof == *proof)
    {
        let message = "it is a credential of this client already";
        problems.add(proof.word(), "credential.twice", message);
    }
    let Ok(proof) = problems
        .or(proof)
        .map_err(|all| checked("credential", all))?
    else {
        unreachable!("a proof that does not read is a problem");
    };
    let secret = matches!(proof, Proof::Secret(_)).then_some(secret);
    let mut id = CredentialId {
        client: client.caller.client.clone(),
        number: client.next_number(),
    };
    // Where another took the number meanwhile, the next one is free: a secret is never shown that does not count.
    for _ in 0..MOST_LIVE {
        let added = AccessEvent::Added {
            id: id.clone(),
            proof: proof.clone(),
            until,
        };
        match record(store, vec![added], by, now).await {
            Ok(new) if new == [true] => return Ok(Added { id, secret }),
            Ok(_) | Err(Error::Store(StoreError::Conflict(Conflict::Key(_)))) => id.number += 1,
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::from(Conflict::Writer).into())
}

fn read_key(text: &str) -> Result<Proof, String> {
    let key = Jwk::parse(text).map_err(|why| why.to_string())?;
    let fits = crate::identity::Algorithm::OF_CLIENTS;
    if fits.iter().any(|algorithm| key.is_for(*algorithm)) {
        Ok(Proof::Key(key))
    } else {
        Err("a client's key is Ed25519 or P-256".to_owned())
    }
}

fn read_certificate(text: &str) -> Result<Proof, String> {
    let text = text.trim();
    if !text.contains("-----BEGIN") {
        let of = Thumbprint::parse(text).map_err(|why| why.to_string())?;
        return Ok(Proof::Certificate(of));
    }
    let of = super::peer::of_pem(text).ok_or("the text holds no certificate in PEM")?;
    Ok(Proof::Certificate(of))
}

/// Ends a credential, and with it every token that was got with it. Says whether it still counted.
pub async fn end(store: &Store, credential: &str, by: &By, now: Moment) -> Result<bool, Error> {
    by.operates()?;
    let id = CredentialId::parse(credential).map_err(|why| Error::Usage(why.to_string()))?;
    let registry = store.registry().await?;
    let client = found(&registry, id.client.as_str())?;
    let known = client.credential(id.number).ok_or_else(|| {
        let numbers: Vec<String> = client
            .credentials
            .iter()
            .map(|of| of.number.to_string())
            .collect();
        let numbers = if numbers.is_empty() {
            "none".to_owned()
        } else {
            numbers.join(", ")
        };
        Error::Usage(format!(
            "there is no credential `{id}`; those of the client are: {numbers}"
        ))
    })?;
    if !known.bears_tokens() {
        return Ok(false);
    }
    let why = Ending::Revoked;
    let new = record(store, vec![AccessEvent::Ended { id, why }], by, now).await?;
    Ok(new == [true])
}

/// Revokes a client for ever, with all its credentials and tokens. Says whether it still counted.
pub async fn revoke(store: &Store, client: &str, by: &By, now: Moment) -> Result<bool, Error> {
    by.operates()?;
    let registry = store.registry().await?;
    let client = found(&registry, client)?;
    if client.revoked {
        return Ok(false);
    }
    let id = client.caller.client.clone();
    let new = record(store, vec![AccessEvent::Revoked(id)], by, now).await?;
    Ok(new == [true])
}

/// All clients.
pub async fn list(store: &Store) -> Result<Registry, Error> {
    Ok(store.registry().await?)
}

/// That the register of clients is what the journal decided, and how many clients there are.
pub async fn verify(store: &Store) -> Result<usize, Error> {
    Ok(store.register_is_whole().await?)
}

fn found<'r>(registry: &'r Registry, id: &str) -> Result<&'r Client, Error> {
    registry.named(id).ok_or_else(|| {
        Error::Usage(format!(
            "there is no client `{id}`; `zhixin access list` shows those there are"
        ))
    })
}

/// Puts decisions on record, all or none; says whether each was new.
pub(super) async fn record(
    store: &Store,
    decided: Vec<AccessEvent>,
    by: &By,
    now: Moment,
) -> Result<Vec<bool>, Error> {
    let by = by.to_string();
    let events = decided.into_iter().map(|of| {
        let event = of.event(&by, now);
        (of, event)
    });
    let appended = store.record_access(events.collect()).await?;
    Ok(appended.iter().map(|one| !one.replayed).collect())
}
