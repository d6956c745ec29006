//! An outside issuer at work: its keys read from a file or an address, kept, and read again with measure.

use crate::identity::issuer::Vouched;
use crate::identity::jwt::Unverified;
use crate::identity::{Denial, Issuer, IssuerKeys, Registry};
use crate::units::Moment;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// No set of keys is longer than this.
const LONGEST: usize = 256 * 1024;
/// No answer is waited for longer than this.
const PATIENCE: Duration = Duration::from_secs(5);
/// An unknown key is looked for no more often than this, in microseconds.
const BETWEEN: i64 = 60 * 1_000_000;
/// Keys are read again after this, in microseconds, so that one that was withdrawn is forgotten.
const KEPT: i64 = 3600 * 1_000_000;

/// Where the keys of an outside issuer are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeysFrom {
    /// In a file.
    File(PathBuf),
    /// At an address, `https` but for an issuer on the same machine.
    Url(String),
}

/// A trusted outside issuer with its keys.
#[derive(Debug, Clone)]
pub struct Outside(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    issuer: Issuer,
    from: KeysFrom,
    keys: RwLock<Arc<IssuerKeys>>,
    /// When the keys were last looked for, in microseconds.
    looked: AtomicI64,
    /// Whether a token named a key that is not known.
    wanted: AtomicBool,
}

impl Outside {
    /// An issuer of which no key was read yet. An address without TLS is refused, for whoever is on its way could give
    /// keys of their own.
    pub fn new(issuer: Issuer, from: KeysFrom) -> Result<Self, String> {
        if let KeysFrom::Url(url) = &from {
            let address = reqwest::Url::parse(url).map_err(|why| format!("`{url}`: {why}"))?;
            let near = matches!(
                address.host_str(),
                Some("localhost" | "127.0.0.1" | "[::1]")
            );
            if address.scheme() != "https" && !(near && address.scheme() == "http") {
                return Err(format!("`{url}`: keys are fetched by https alone"));
            }
        }
        Ok(Self(Arc::new(Shared {
            issuer,
            from,
            keys: RwLock::default(),
            looked: AtomicI64::new(i64::MIN),
            wanted: AtomicBool::new(false),
        })))
    }

    /// The issuer's name.
    pub(super) fn name(&self) -> &str {
        &self.0.issuer.issuer
    }

    /// Holds a token against the keys at hand. One that names another key is refused, and the keys are wanted.
    pub(super) fn verify(
        &self,
        token: Unverified<'_>,
        registry: &Registry,
        now: Moment,
    ) -> Result<Vouched, Denial> {
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        let keys = Arc::clone(&keys);
        let Some(key) = keys.of(&token) else {
            self.0.wanted.store(true, Ordering::Relaxed);
            return Err(Denial::Invalid);
        };
        self.0.issuer.verify(token, key, registry, now)
    }

    /// Whether the keys are to be read again: a token wanted it and the last look was a minute ago, or an hour has gone.
    pub(super) fn is_due(&self, now: Moment) -> bool {
        let looked = self.0.looked.load(Ordering::Relaxed);
        let since = now.micros().saturating_sub(looked);
        // A clock that went back says nothing of when that was.
        let long = !(0..KEPT).contains(&since);
        long || since >= BETWEEN && self.0.wanted.load(Ordering::Relaxed)
    }

    /// Reads the keys again, and says whether they were read. Those at hand stay when they cannot be.
    pub(super) async fn refresh(&self, now: Moment) -> bool {
        self.0.looked.store(now.micros(), Ordering::Relaxed);
        self.0.wanted.store(false, Ordering::Relaxed);
        let text = match &self.0.from {
            KeysFrom::File(path) => read(path),
            KeysFrom::Url(url) => fetch(url).await,
        };
        let read = text.and_then(|text| {
            IssuerKeys::parse(&text).ok_or_else(|| "no set of keys (RFC 7517)".to_owned())
        });
        match read {
            Ok(keys) => {
                let mut held = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
                *held = Arc::new(keys);
                true
            }
            Err(error) => {
                let issuer = self.name();
                tracing::warn!(
                    issuer,
                    error,
                    "the keys of the outside issuer could not be read"
                );
                false
            }
        }
    }

    /// How many keys are at hand.
    pub fn key_count(&self) -> usize {
        self.0
            .keys
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .count()
    }
}

fn said(error: impl Display) -> String {
    error.to_string()
}

fn read(path: &Path) -> Result<String, String> {
    let long = path.metadata().map_err(said)?.len();
    if long > LONGEST as u64 {
        return Err(format!("{long} bytes, more than {LONGEST}"));
    }
    std::fs::read_to_string(path).map_err(said)
}

async fn fetch(url: &str) -> Result<String, String> {
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        // An answer that sends elsewhere could send into the private network.
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(said)?;
    let mut answer = client.get(url).send().await.map_err(said)?;
    if !answer.status().is_success() {
        return Err(format!("status {}", answer.status()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(said)? {
        if bytes.len() + chunk.len() > LONGEST {
            return Err(format!("more than {LONGEST} bytes"));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(said)
}
