//! The register of clients: who there is, what proves them, and whether a token of theirs still counts.

use super::caller::Caller;
use super::client::{Client, Credential, CredentialId, Proof};
use super::denial::Denial;
use super::secret::SecretHash;
use crate::units::Moment;
use crate::units::names::ClientId;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// All clients 客户端登记, as of one place in the journal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registry {
    clients: BTreeMap<ClientId, Client>,
    /// Codes that were made, by hash.
    codes: HashMap<SecretHash, CredentialId>,
}

impl Registry {
    /// Of clients; of two with one id the later counts, and the records know one alone.
    pub fn new(clients: impl IntoIterator<Item = Client>) -> Self {
        let mut registry = Self::default();
        for client in clients {
            let id = client.caller.client.clone();
            for credential in &client.credentials {
                if let Proof::Code(hash) = credential.proof {
                    let number = credential.number;
                    let client = id.clone();
                    registry.codes.insert(hash, CredentialId { client, number });
                }
            }
            registry.clients.insert(id, client);
        }
        registry
    }

    /// Whether there is no client at all.
    pub fn is_empty(&self) -> bool {
        self.clients.is_empty()
    }

    /// All clients by their ids.
    pub fn clients(&self) -> impl Iterator<Item = &Client> {
        self.clients.values()
    }

    /// The client of an id.
    pub fn client(&self, id: &ClientId) -> Option<&Client> {
        self.clients.get(id)
    }

    /// The client of an id as somebody wrote it.
    pub fn named(&self, id: &str) -> Option<&Client> {
        self.clients.get(&ClientId::parse(id).ok()?)
    }

    /// The client and the code of a typed text, live or not.
    pub fn code(&self, typed: &str) -> Option<(&Client, &Credential)> {
        let id = self.codes.get(&SecretHash::of_typed(typed))?;
        let client = self.clients.get(&id.client)?;
        Some((client, client.credential(id.number)?))
    }

    /// The client for which a credential vouched when a token was made, if both still count.
    pub fn bearer(&self, id: &CredentialId) -> Result<&Arc<Caller>, Denial> {
        let client = self.clients.get(&id.client).ok_or(Denial::Invalid)?;
        let credential = client.credential(id.number).ok_or(Denial::Invalid)?;
        if client.revoked || !credential.bears_tokens() {
            return Err(Denial::Revoked);
        }
        Ok(&client.caller)
    }

    /// The client that an outside issuer vouches for, if it still counts.
    pub fn vouched(&self, id: &ClientId) -> Result<&Arc<Caller>, Denial> {
        let client = self.clients.get(id).ok_or(Denial::NoRole)?;
        if client.revoked {
            return Err(Denial::Revoked);
        }
        Ok(&client.caller)
    }

    /// The credential with which a client proves itself by a secret. Every live one is compared, so that the time does not
    /// tell which it is.
    pub fn by_secret(&self, id: &str, sent: &str, now: Moment) -> Option<(&Client, &Credential)> {
        let sent = SecretHash::of(sent);
        let client = self.named(id)?;
        let mut found = None;
        for credential in client.live(now) {
            if let Proof::Secret(hash) = &credential.proof
                && hash.is(&sent)
            {
                found = Some(credential);
            }
        }
        Some(client).zip(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::samples::{client, moment, secret};
    use crate::identity::{Ending, Secret};

    #[test]
    fn several_secrets_live_at_once_and_each_ends_by_itself() {
        let mut of = client("bank-a", "bank:a", &[secret(1), secret(2), secret(3)]);
        of.credentials[0].ended = Some(Ending::Revoked);
        of.credentials[1].until = Some(moment(50));
        let registry = Registry::new([of]);
        let text = |n| Secret::of_client(&[n; 32]).text().to_owned();
        let found = |n, at| {
            let found = registry.by_secret("bank-a", &text(n), moment(at));
            found.map(|(_, credential)| credential.number)
        };
        assert_eq!(
            [found(1, 0), found(2, 49), found(2, 50)],
            [None, Some(2), None]
        );
        assert_eq!((found(3, 99), found(4, 0)), (Some(3), None));
        assert!(registry.by_secret("bank-b", &text(3), moment(0)).is_none());
    }

    #[test]
    fn a_token_ends_with_its_client_and_with_its_credential() {
        let mut of = client("bank-a", "bank:a", &[secret(1), secret(2)]);
        of.credentials[0].ended = Some(Ending::Revoked);
        of.credentials[1].until = Some(moment(1));
        let id = |number| CredentialId {
            client: ClientId::parse("bank-a").unwrap(),
            number,
        };
        let registry = Registry::new([of.clone()]);
        assert_eq!(registry.bearer(&id(1)), Err(Denial::Revoked));
        assert!(registry.bearer(&id(2)).is_ok());
        assert_eq!(registry.bearer(&id(3)), Err(Denial::Invalid));
        of.revoked = true;
        let registry = Registry::new([of]);
        assert_eq!(registry.bearer(&id(2)), Err(Denial::Revoked));
        assert_eq!(registry.vouched(&id(2).client), Err(Denial::Revoked));
    }

    #[test]
    fn a_code_is_found_as_it_was_typed() {
        let code = Secret::of_code(&[9; 15]);
        let registry = Registry::new([client("c", "enterprise:x:1", &[Proof::Code(code.hash())])]);
        let typed = code.text().to_lowercase().replace('-', " ");
        assert_eq!(registry.code(&typed).map(|(_, of)| of.number), Some(1));
        assert!(registry.code("").is_none());
    }
}
