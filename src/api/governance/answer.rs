//! A request that changes something in governance: done in the writer's turn, and acknowledged.

use crate::api::acknowledged::JournalHead;
use crate::api::asker::Asker;
use crate::api::key::Key;
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::api::turn::{created, under_key};
use crate::identity::Caller;
use crate::service::Error;
use crate::service::governance::Answer;
use crate::service::records::Store;
use crate::units::Moment;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(in crate::api) struct Done {
    /// What happened, such as `governance.consent.recorded`.
    pub(super) kind: &'static str,
    /// The id of what it made or changed.
    pub(super) id: String,
    /// Who.
    pub(super) actor: String,
    /// What the kind has to say, as it stands in the journal.
    #[schema(value_type = Object)]
    pub(super) body: Value,
    /// Where the journal ended with it.
    pub(super) head: JournalHead,
}

/// Does it, in the writer's turn.
pub(super) async fn write<F>(
    api: &Api,
    asker: &Asker,
    key: Key,
    act: impl FnOnce(Store, Arc<Caller>, String, Moment) -> F + Send + 'static,
) -> Result<Response, Problem>
where
    F: Future<Output = Result<Answer, Error>> + Send + 'static,
{
    let answer = under_key(api, asker, key, act).await?;
    let done = Done {
        kind: answer.event.what.kind(),
        id: answer.event.what.place().id,
        actor: answer.event.actor.clone(),
        body: serde_json::to_value(&answer.event.what).unwrap_or_default(),
        head: JournalHead::of(answer.sequence, &answer.hash),
    };
    Ok(created(answer.replayed, done))
}
