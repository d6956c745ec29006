//! Endpoints and what was done to them, as they are answered.

use crate::api::acknowledged::JournalHead;
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::api::turn::{created, under_key};
use crate::identity::Caller;
use crate::service::Error;
use crate::service::records::{KeptAttempt, KeptWebhook, Store};
use crate::service::webhooks::{Changed, public_keys};
use crate::units::Moment;
use crate::webhooks::{Scheme, Standing};
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// What was done to an endpoint 回执.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookChanged {
    /// The endpoint.
    webhook: String,
    /// What happened, such as `access.webhook.registered`.
    kind: String,
    /// The secret with which messages are signed, `whsec_…`: shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// The key by which messages are verified, `whpk_…`, where they are signed by a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
    /// Where the journal ended with it.
    head: JournalHead,
}

/// Does it, in the writer's turn.
pub(super) async fn write<F>(
    api: &Api,
    asker: &Asker,
    key: Key,
    act: impl FnOnce(Store, Arc<Caller>, String, Moment) -> F + Send + 'static,
) -> Result<Response, Problem>
where
    F: Future<Output = Result<Changed, Error>> + Send + 'static,
{
    let done = under_key(api, asker, key, act).await?;
    let record = &done.record;
    let changed = WebhookChanged {
        webhook: record.event.subject.clone(),
        kind: record.event.kind.to_string(),
        public_key: record.event.body["public_key"].as_str().map(str::to_owned),
        secret: done
            .secret
            .filter(|secret| secret.scheme() == Scheme::Shared)
            .map(|secret| secret.text()),
        head: JournalHead::of(record.sequence, &record.hash),
    };
    Ok(created(done.replayed, changed))
}

/// An endpoint as it is shown 通知端点.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Webhook {
    /// Its id.
    webhook: String,
    /// Whose it is.
    client: String,
    /// Where it is called.
    url: String,
    /// Of what it is told.
    kinds: Vec<&'static str>,
    /// What its owner calls it.
    description: String,
    /// When it was registered.
    #[schema(format = DateTime)]
    registered_at: String,
    /// `enabled`, `disabled` or `ended`.
    state: &'static str,
    /// Why it is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The keys by which messages are verified, `whpk_…`, the newest first; none where a secret is shared.
    public_keys: Vec<String>,
    /// It was told everything up to this record of the journal.
    told_to: u64,
    /// How often the next message was tried in vain.
    failed_tries: u32,
    /// When it is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    next_try: Option<String>,
}

impl Webhook {
    /// An endpoint with the keys that count now.
    pub(super) async fn shown(api: &Api, kept: &KeptWebhook) -> Result<Self, Problem> {
        let keys = public_keys(&api.store, kept, (api.now)()).await;
        let keys = keys.map_err(|error| failed(&error))?;
        Ok(Self::of(kept, keys))
    }

    fn of(kept: &KeptWebhook, public_keys: Vec<String>) -> Self {
        let of = &kept.endpoint;
        let enabled = of.standing == Standing::Enabled;
        let next = kept.told.next_at.filter(|_| enabled);
        Self {
            webhook: of.id.to_string(),
            client: of.client.to_string(),
            url: of.url.clone(),
            kinds: of.notices.iter().map(|notice| notice.word()).collect(),
            description: of.description.clone(),
            registered_at: of.registered_at.to_string(),
            state: of.standing.word(),
            reason: match &of.standing {
                Standing::Disabled { why } => Some(why.clone()),
                _ => None,
            },
            public_keys,
            told_to: kept.told.record,
            failed_tries: kept.told.tries,
            next_try: next.map(|at| at.to_string()),
        }
    }
}

/// One try to tell an endpoint something 投递记录.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Delivery {
    /// Its number among the tries of the endpoint.
    number: u64,
    /// The `webhook-id` of the message.
    message: String,
    /// The record of the journal that it tells of.
    sequence: u64,
    /// When it was sent.
    #[schema(format = DateTime)]
    at: String,
    /// The status of the answer, if one came.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// What came of it.
    outcome: String,
    /// How long it took, in milliseconds.
    took_ms: i64,
}

impl Delivery {
    pub(super) fn of(kept: &KeptAttempt) -> Self {
        let of = &kept.attempt;
        Self {
            number: kept.number,
            message: of.message.clone(),
            sequence: of.record,
            at: of.at.to_string(),
            status: of.status,
            outcome: of.outcome.clone(),
            took_ms: of.micros / 1_000,
        }
    }
}
