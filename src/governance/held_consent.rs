//! A consent as the records hold it: given, and perhaps taken back.

use super::consent::{Consent, Revocation};
use super::governed::{Governed, GovernedEvent};
use serde::Serialize;

/// A consent and what became of it 授权及其状态.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentHeld {
    /// The consent.
    pub consent: Consent,
    /// Who recorded it.
    pub recorded_by: String,
    /// That it was taken back, if it was.
    pub revoked: Option<Revocation>,
}

impl ConsentHeld {
    /// The consents that events tell of, in the order in which they were recorded.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e GovernedEvent>) -> Vec<Self> {
        let mut held: Vec<Self> = Vec::new();
        for event in events {
            match &event.what {
                Governed::ConsentRecorded { consent } => held.push(Self {
                    consent: consent.clone(),
                    recorded_by: event.actor.clone(),
                    revoked: None,
                }),
                Governed::ConsentRevoked {
                    consent,
                    revocation,
                    ..
                } => {
                    let of = held.iter_mut().find(|held| held.consent.id == *consent);
                    if let Some(of) = of {
                        of.revoked = Some(revocation.clone());
                    }
                }
                _ => {}
            }
        }
        held
    }
}
