//! The fast path: a token, and the certificate that came with it, become a caller or a denial.

use super::{KeyFolder, Outside};
use crate::identity::jwt::Unverified;
use crate::identity::{
    Attempts, Caller, CredentialId, Denial, KeyRing, Realm, Registry, Thumbprint, Token, token,
};
use crate::service::Error;
use crate::store::Store;
use crate::units::{Digest, Moment};
use quick_cache::sync::Cache;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

/// Tokens that are spent are forgotten this often, in seconds.
const FORGET: i64 = 3600;

/// What an installation recognises callers by.
#[derive(Debug, Clone)]
pub struct AccessSettings {
    /// Issuer and audience of its own tokens.
    pub realm: Realm,
    /// Where its signing keys are.
    pub keys: KeyFolder,
    /// An outside issuer that is trusted, if there is one.
    pub outside: Option<Outside>,
    /// How many tokens are remembered as good; each takes about half a kilobyte.
    pub remembered: usize,
}

/// Recognises callers. Cheap to clone; clones share what they know.
#[derive(Debug, Clone)]
pub struct Access(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    realm: Realm,
    folder: KeyFolder,
    outside: Option<Outside>,
    known: RwLock<Known>,
    /// Tokens that were found good, by their digest; what may change is looked at on each use.
    seen: Cache<Digest, Arc<Seen>>,
    attempts: Mutex<Attempts>,
}

/// What is read again when it changed.
#[derive(Debug)]
struct Known {
    /// The place in the journal of the last decision about clients.
    place: u64,
    registry: Arc<Registry>,
    keys: Arc<KeyRing>,
    keys_digest: Digest,
    /// Tokens that were revoked, and until when that matters, in seconds.
    revoked: Arc<HashMap<String, i64>>,
}

/// A token of which signature, place and beginning are good for ever.
#[derive(Debug)]
struct Seen {
    caller: Arc<Caller>,
    standing: Standing,
    /// Its id in the list of revoked ones, if it is ours.
    id: Option<String>,
    until: i64,
    certificate: Option<Thumbprint>,
}

/// On what a good token still depends.
#[derive(Debug)]
enum Standing {
    /// On its client and the credential that it was got with.
    Credential(CredentialId),
    /// On its client alone, for which an outside issuer vouches.
    Client,
    /// On nothing here.
    Outside,
}

impl Access {
    /// Reads keys, clients and revoked tokens; makes keys where there are none.
    pub async fn open(store: &Store, settings: AccessSettings, now: Moment) -> Result<Self, Error> {
        let (keys, keys_digest) = settings.keys.open()?;
        let known = Known {
            place: store.access_place().await?,
            registry: Arc::new(store.registry().await?),
            keys: Arc::new(keys),
            keys_digest,
            revoked: Arc::new(store.revoked_tokens(token::seconds(now)).await?),
        };
        if let Some(outside) = &settings.outside {
            outside.refresh(now).await;
        }
        Ok(Self(Arc::new(Shared {
            realm: settings.realm,
            folder: settings.keys,
            outside: settings.outside,
            known: RwLock::new(known),
            seen: Cache::new(settings.remembered.max(16)),
            attempts: Mutex::default(),
        })))
    }

    /// Who sends this token with this certificate.
    pub fn authenticate(
        &self,
        bearer: &str,
        peer_certificate: Option<&Thumbprint>,
        now: Moment,
    ) -> Result<Arc<Caller>, Denial> {
        if bearer.is_empty() {
            return Err(Denial::Missing);
        }
        let digest = Digest::of(bearer.as_bytes());
        let seen = match self.0.seen.get(&digest) {
            Some(seen) => seen,
            None => {
                let seen = Arc::new(self.verify(bearer, now)?);
                self.0.seen.insert(digest, seen.clone());
                seen
            }
        };
        if token::seconds(now) >= seen.until {
            self.0.seen.remove(&digest);
            return Err(Denial::Expired);
        }
        if seen.certificate.is_some() && seen.certificate.as_ref() != peer_certificate {
            return Err(Denial::WrongCertificate);
        }
        self.stands(&seen)?;
        Ok(seen.caller.clone())
    }

    /// What may have changed since a token was found good.
    fn stands(&self, seen: &Seen) -> Result<(), Denial> {
        let known = self.known();
        if let Some(id) = &seen.id
            && known.revoked.contains_key(id)
        {
            return Err(Denial::Revoked);
        }
        match &seen.standing {
            Standing::Credential(id) => known.registry.bearer(id).map(|_| ()),
            Standing::Client => known.registry.vouched(&seen.caller.client).map(|_| ()),
            Standing::Outside => Ok(()),
        }
    }

    fn verify(&self, bearer: &str, now: Moment) -> Result<Seen, Denial> {
        let unverified = Unverified::parse(bearer).map_err(|_| Denial::Malformed)?;
        let issuer = unverified.claimed("iss").and_then(|issuer| issuer.as_str());
        if issuer == Some(&self.0.realm.issuer) {
            return self.verify_own(unverified, now);
        }
        match &self.0.outside {
            Some(outside) if issuer == Some(outside.name()) => {
                let registry = self.registry();
                let vouched = outside.verify(unverified, &registry, now)?;
                let standing = if vouched.registered {
                    Standing::Client
                } else {
                    Standing::Outside
                };
                Ok(Seen {
                    caller: vouched.caller,
                    standing,
                    id: None,
                    until: vouched.until,
                    certificate: vouched.certificate,
                })
            }
            _ => Err(Denial::WrongIssuer),
        }
    }

    fn verify_own(&self, unverified: Unverified<'_>, now: Moment) -> Result<Seen, Denial> {
        let (keys, registry) = {
            let known = self.known();
            (known.keys.clone(), known.registry.clone())
        };
        let token = Token::verify(unverified, &self.0.realm, &keys, now)?;
        Ok(Seen {
            caller: registry.bearer(&token.credential)?.clone(),
            standing: Standing::Credential(token.credential),
            id: Some(token.id),
            until: token.until,
            certificate: token.certificate,
        })
    }

    /// Looks whether clients, revoked tokens or keys changed, in this process or in another, and reads what did.
    pub async fn refresh(&self, store: &Store, now: Moment) -> Result<(), Error> {
        let place = store.access_place().await?;
        let revoked = Arc::new(store.revoked_tokens(token::seconds(now)).await?);
        let registry = if place == self.known().place {
            None
        } else {
            Some(Arc::new(store.registry().await?))
        };
        let digest = self.known().keys_digest;
        let keys = self.0.folder.changed(&digest)?;
        let new_keys = keys.is_some();
        {
            let known = self.0.known.write();
            let mut known = known.unwrap_or_else(PoisonError::into_inner);
            known.revoked = revoked;
            if let Some(registry) = registry {
                // What was read is at least as late as the place that was asked before.
                known.registry = registry;
                known.place = place;
            }
            if let Some((keys, digest)) = keys {
                known.keys = Arc::new(keys);
                known.keys_digest = digest;
            }
        }
        // Keys change when one has come into wrong hands too: what it signed is looked at again.
        if new_keys {
            self.0.seen.clear();
        }
        Ok(())
    }

    /// Goes on refreshing until it is dropped: a revocation by another process counts after `every`. Keys of an outside
    /// issuer are read again when a token names one that is not known, once a minute at most, and every hour.
    pub async fn watch(self, store: Store, now: fn() -> Moment, every: Duration) {
        let ours = async {
            let mut forgotten = 0;
            loop {
                tokio::time::sleep(every).await;
                let now = now();
                if let Err(error) = self.refresh(&store, now).await {
                    tracing::warn!(%error, "clients and keys could not be read again");
                }
                let seconds = token::seconds(now);
                if seconds - forgotten >= FORGET {
                    forgotten = seconds;
                    if let Err(error) = store.forget_spent_tokens(seconds).await {
                        tracing::warn!(%error, "spent tokens could not be forgotten");
                    }
                }
            }
        };
        // By itself, so that an issuer that is slow to answer delays no revocation.
        let theirs = async {
            let Some(outside) = &self.0.outside else {
                return;
            };
            loop {
                tokio::time::sleep(every).await;
                let now = now();
                if outside.is_due(now) && outside.refresh(now).await {
                    self.0.seen.clear();
                }
            }
        };
        tokio::join!(ours, theirs);
    }

    fn known(&self) -> std::sync::RwLockReadGuard<'_, Known> {
        self.0.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// All clients, as they were last read.
    pub fn registry(&self) -> Arc<Registry> {
        self.known().registry.clone()
    }

    pub(super) fn keys(&self) -> Arc<KeyRing> {
        self.known().keys.clone()
    }

    pub(super) fn attempts(&self) -> MutexGuard<'_, Attempts> {
        let attempts = self.0.attempts.lock();
        attempts.unwrap_or_else(PoisonError::into_inner)
    }

    /// Issuer and audience of our own tokens.
    pub fn realm(&self) -> &Realm {
        &self.0.realm
    }

    /// The public halves of our keys, for `/.well-known/jwks.json`.
    pub fn jwks(&self, now: Moment) -> serde_json::Value {
        self.keys().jwks(now)
    }

    /// The token of ours that a text is, if it is good at the moment; for those who revoke it.
    pub(super) fn own_token(&self, bearer: &str, now: Moment) -> Option<Token> {
        let unverified = Unverified::parse(bearer).ok()?;
        Token::verify(unverified, &self.0.realm, &self.keys(), now).ok()
    }
}
