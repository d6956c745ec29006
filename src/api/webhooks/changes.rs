//! What is done to an endpoint later.

use super::answer::{WebhookChanged, write};
use super::bodies::{ReplayBody, RotationBody, WebhookStateBody};
use crate::api::asker::Asker;
use crate::api::key::Key;
use crate::api::problem::Problem;
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::service::webhooks;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

/// Disables an endpoint, or enables it, when it goes on where it stopped.
#[utoipa::path(
    post, path = "/v1/webhooks/{webhook}/state", tag = "webhooks", operation_id = "switch_webhook",
    request_body = WebhookStateBody,
    params(
        ("webhook" = String, Path, description = "the endpoint"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = WebhookChanged))
)]
pub(super) async fn switch(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(id): Path<String>,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    write(&api, &asker, key, async move |store, caller, key, now| {
        webhooks::switch(&store, &caller, (&id, &body), &key, now).await
    })
    .await
}

/// Gives an endpoint a new secret, shown once; the one before signs as well for a while.
#[utoipa::path(
    post, path = "/v1/webhooks/{webhook}/secrets", tag = "webhooks", operation_id = "rotate_webhook",
    request_body = RotationBody,
    params(
        ("webhook" = String, Path, description = "the endpoint"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = WebhookChanged))
)]
pub(super) async fn rotate(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(id): Path<String>,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    write(&api, &asker, key, async move |store, caller, key, now| {
        webhooks::rotate(&store, &caller, (&id, &body), &key, now).await
    })
    .await
}

/// Tells an endpoint again what it was told after a record, under the same ids.
#[utoipa::path(
    post, path = "/v1/webhooks/{webhook}/replay", tag = "webhooks", operation_id = "replay_webhook",
    request_body = ReplayBody,
    params(
        ("webhook" = String, Path, description = "the endpoint"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = WebhookChanged))
)]
pub(super) async fn replay(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(id): Path<String>,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    write(&api, &asker, key, async move |store, caller, key, now| {
        webhooks::replay(&store, &caller, (&id, &body), &key, now).await
    })
    .await
}

/// Ends an endpoint for ever; its secrets are deleted.
#[utoipa::path(
    delete, path = "/v1/webhooks/{webhook}", tag = "webhooks", operation_id = "end_webhook",
    params(
        ("webhook" = String, Path, description = "the endpoint"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = WebhookChanged))
)]
pub(super) async fn end(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    write(&api, &asker, key, async move |store, caller, key, now| {
        webhooks::end(&store, &caller, &id, &key, now).await
    })
    .await
}
