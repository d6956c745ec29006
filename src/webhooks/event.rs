//! What is decided about endpoints, as events of the journal.

use super::endpoint::Endpoint;
use crate::journal::{Event, EventKind, IdempotencyKey};
use crate::units::names::WebhookId;
use crate::units::{Digest, Moment};
use serde_json::{Value, json};

/// One decision about an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookEvent {
    /// It was registered 通知端点登记.
    Registered,
    /// It signs with a new secret, and with the one before until a moment 签名密钥轮换.
    Rotated {
        /// The number of the new secret, from 2.
        number: u32,
        /// Until when the one before signs as well.
        overlap_until: Moment,
    },
    /// It is told nothing for now 停用.
    Disabled {
        /// Why.
        why: String,
    },
    /// It goes on where it stopped 启用.
    Enabled,
    /// It is told again everything after a record 重放.
    Replayed {
        /// The record.
        after: u64,
    },
    /// It is told nothing any more 终止.
    Ended,
}

impl WebhookEvent {
    /// Its kind.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Registered => EventKind::WebhookRegistered,
            Self::Rotated { .. } => EventKind::WebhookRotated,
            Self::Disabled { .. } => EventKind::WebhookDisabled,
            Self::Enabled => EventKind::WebhookEnabled,
            Self::Replayed { .. } => EventKind::WebhookReplayed,
            Self::Ended => EventKind::WebhookEnded,
        }
    }

    /// The word under which the records keep it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Rotated { .. } => "rotated",
            Self::Disabled { .. } => "disabled",
            Self::Enabled => "enabled",
            Self::Replayed { .. } => "replayed",
            Self::Ended => "ended",
        }
    }

    /// What the journal says of it. An address may have a secret in its path, so that only where it leads stands there,
    /// and the digest of the whole.
    pub fn body(&self, of: &Endpoint, origin: &str, request: &Digest) -> Value {
        let mut body = json!({ "request": request, "client": of.client });
        match self {
            Self::Registered => {
                let notices: Vec<&str> = of.notices.iter().map(|one| one.word()).collect();
                body["origin"] = json!(origin);
                body["url_digest"] = json!(Digest::of(of.url.as_bytes()));
                body["kinds"] = json!(notices);
            }
            Self::Rotated {
                number,
                overlap_until,
            } => {
                body["secret"] = json!(number);
                body["overlap_until"] = json!(overlap_until);
            }
            Self::Disabled { why } => body["why"] = json!(why),
            Self::Replayed { after } => body["after"] = json!(after),
            Self::Enabled | Self::Ended => {}
        }
        body
    }

    /// The event of the journal.
    pub fn event(
        &self,
        id: &WebhookId,
        body: Value,
        (key, actor): (IdempotencyKey, String),
        now: Moment,
    ) -> Event {
        let today = now.business_day();
        Event {
            kind: self.kind().into(),
            subject: id.to_string(),
            effective_on: today,
            booked_on: today,
            recorded_at: now,
            actor,
            key,
            body,
        }
    }
}
