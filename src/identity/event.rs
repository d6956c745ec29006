//! What is decided about clients, as events of the journal. No secret and no hash of one stands in a body.

use super::caller::Caller;
use super::client::{CredentialId, Ending, Proof};
use crate::journal::{Event, EventKind, IdempotencyKey};
use crate::units::Moment;
use crate::units::names::ClientId;
use serde_json::{Value, json};

/// One decision about clients.
#[derive(Debug, Clone, PartialEq)]
pub enum AccessEvent {
    /// A client was registered 客户端登记.
    Registered(Caller),
    /// A credential was added 增加凭证.
    Added {
        /// Its id.
        id: CredentialId,
        /// What it proves with.
        proof: Proof,
        /// From when on it no longer counts.
        until: Option<Moment>,
    },
    /// A credential ended 凭证终止.
    Ended {
        /// Its id.
        id: CredentialId,
        /// Why.
        why: Ending,
    },
    /// A client was revoked, with all its credentials and tokens 客户端吊销.
    Revoked(ClientId),
}

impl AccessEvent {
    /// Its kind.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Registered(_) => EventKind::ClientRegistered,
            Self::Added { .. } => EventKind::CredentialAdded,
            Self::Ended { .. } => EventKind::CredentialEnded,
            Self::Revoked(_) => EventKind::ClientRevoked,
        }
    }

    /// The client that it is about.
    pub fn client(&self) -> &ClientId {
        match self {
            Self::Registered(caller) => &caller.client,
            Self::Added { id, .. } | Self::Ended { id, .. } => &id.client,
            Self::Revoked(client) => client,
        }
    }

    /// What the journal says of it.
    pub fn body(&self) -> Value {
        match self {
            Self::Registered(caller) => json!({
                "client": caller.client,
                "person": caller.person,
                "role": caller.role.to_string(),
            }),
            Self::Added { id, proof, until } => {
                let mut body = json!({ "credential": id.to_string(), "proof": proof.word() });
                match proof {
                    Proof::Key(key) => body["key"] = key.json(),
                    Proof::Certificate(of) => body["certificate"] = json!(of),
                    Proof::Secret(_) | Proof::Code(_) => {}
                }
                if let Some(until) = until {
                    body["until"] = json!(until);
                }
                body
            }
            Self::Ended { id, why } => json!({ "credential": id.to_string(), "why": why.word() }),
            Self::Revoked(client) => json!({ "client": client }),
        }
    }

    /// The key under which it happens once: what it is about is named in it.
    pub fn key(&self) -> IdempotencyKey {
        let name = match self {
            Self::Registered(caller) => caller.client.to_string(),
            Self::Added { id, .. } => id.to_string(),
            Self::Ended { id, why } => format!("{id}/{}", why.word()),
            Self::Revoked(client) => client.to_string(),
        };
        IdempotencyKey::new("access", self.kind().name(), name)
    }

    /// The event of the journal, by whoever decided it.
    pub fn event(&self, by: &str, now: Moment) -> Event {
        let today = now.business_day();
        Event {
            kind: self.kind().into(),
            subject: self.client().to_string(),
            effective_on: today,
            booked_on: today,
            recorded_at: now,
            actor: by.to_owned(),
            key: self.key(),
            body: self.body(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::samples::{client, moment};
    use crate::identity::{Jwk, KeyRing, Secret, Thumbprint};

    #[test]
    fn the_journal_knows_who_may_come_and_no_secret() {
        let jwks = KeyRing::new(&[1; 32], &[2; 32]).jwks(moment(0));
        let secret = Secret::of_client(&[7; 32]);
        let added = |number, proof| AccessEvent::Added {
            id: CredentialId::parse(&format!("bank-a.{number}")).unwrap(),
            proof,
            until: (number == 1).then(|| moment(60)),
        };
        let id = CredentialId::parse("bank-a.1").unwrap();
        let events = [
            AccessEvent::Registered((*client("bank-a", "bank:a", &[]).caller).clone()),
            added(1, Proof::Secret(secret.hash())),
            added(2, Proof::Key(Jwk::read(&jwks["keys"][0]).unwrap())),
            added(3, Proof::Certificate(Thumbprint::of(b"der"))),
            added(4, Proof::Code(secret.hash())),
            AccessEvent::Ended {
                id: id.clone(),
                why: Ending::Used,
            },
            AccessEvent::Ended {
                id,
                why: Ending::Revoked,
            },
            AccessEvent::Revoked(ClientId::parse("bank-a").unwrap()),
        ];
        let told: Vec<String> = events
            .iter()
            .map(|of| {
                let event = of.event("operator:li", moment(0));
                format!("{} {} {}", event.kind, event.key.key, event.body)
            })
            .collect();
        let told = told.join("\n");
        assert!(!told.contains(&secret.hash().digest().to_string()[7..]));
        insta::assert_snapshot!(told, @r#"
        access.client.registered bank-a {"client":"bank-a","person":"p-bank-a","role":"bank:a"}
        access.credential.added bank-a.1 {"credential":"bank-a.1","proof":"secret","until":"2027-01-02T00:01:00Z"}
        access.credential.added bank-a.2 {"credential":"bank-a.2","proof":"key","key":{"crv":"Ed25519","kty":"OKP","x":"iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w"}}
        access.credential.added bank-a.3 {"credential":"bank-a.3","proof":"certificate","certificate":"UFDYDSLs1HHqVd9wNAQsHgQTQf9AZuf2_zjiC3IN-Oo"}
        access.credential.added bank-a.4 {"credential":"bank-a.4","proof":"code"}
        access.credential.ended bank-a.1/used {"credential":"bank-a.1","why":"used"}
        access.credential.ended bank-a.1/revoked {"credential":"bank-a.1","why":"revoked"}
        access.client.revoked bank-a {"client":"bank-a"}
        "#);
    }
}
