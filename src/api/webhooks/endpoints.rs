//! Endpoints 通知端点: registered and shown.

use super::answer::{Delivery, Webhook, WebhookChanged, write};
use super::bodies::WebhookBody;
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::service::webhooks;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;

/// Registers an endpoint, which is told what happens from then on. The answer shows its secret once.
#[utoipa::path(
    post, path = "/v1/webhooks", tag = "webhooks", operation_id = "register_webhook", request_body = WebhookBody,
    params(("Idempotency-Key" = String, Header, description = "your own name for this command")),
    responses((status = 201, body = WebhookChanged))
)]
pub(super) async fn register(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    let targets = Arc::clone(&api.targets);
    write(&api, &asker, key, async move |store, caller, key, now| {
        webhooks::register(&store, (&caller, &targets), &body, &key, now).await
    })
    .await
}

/// Endpoints.
#[derive(Serialize, ToSchema)]
pub(super) struct Webhooks {
    /// In the order of their registration.
    webhooks: Vec<Webhook>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The caller's endpoints; the operator and auditors see all.
#[utoipa::path(
    get, path = "/v1/webhooks", tag = "webhooks", operation_id = "list_webhooks",
    params(PageQuery),
    responses((status = 200, body = Webhooks))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<Webhooks>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let found = webhooks::list(&api.store, &asker.0).await;
    let found = found.map_err(|error| failed(&error))?;
    let (found, next) = page.of((1..).zip(found), |(place, _)| *place);
    let mut webhooks = Vec::with_capacity(found.len());
    for (_, kept) in &found {
        webhooks.push(Webhook::shown(&api, kept).await?);
    }
    Ok(Json(Webhooks { webhooks, next }))
}

/// One endpoint.
#[utoipa::path(
    get, path = "/v1/webhooks/{webhook}", tag = "webhooks", operation_id = "one_webhook",
    params(("webhook" = String, Path, description = "the endpoint")),
    responses((status = 200, body = Webhook))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Json<Webhook>, Problem> {
    let found = webhooks::one(&api.store, &asker.0, &id).await;
    let found = found.map_err(|error| failed(&error))?;
    Ok(Json(Webhook::shown(&api, &found).await?))
}

/// The last tries of an endpoint, and where it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct Deliveries {
    /// The endpoint.
    webhook: Webhook,
    /// The last tries, the newest first.
    deliveries: Vec<Delivery>,
    /// The cursor of the next page, of older ones; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The last tries to tell an endpoint something, the newest first; the last 200 are kept.
#[utoipa::path(
    get, path = "/v1/webhooks/{webhook}/deliveries", tag = "webhooks", operation_id = "webhook_deliveries",
    params(
        ("webhook" = String, Path, description = "the endpoint"),
        PageQuery,
    ),
    responses((status = 200, body = Deliveries))
)]
pub(super) async fn deliveries(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Json<Deliveries>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let wanted = (page.after, page.limit);
    let found = webhooks::tries(&api.store, &asker.0, &id, wanted).await;
    let (kept, tries) = found.map_err(|error| failed(&error))?;
    Ok(Json(Deliveries {
        webhook: Webhook::shown(&api, &kept).await?,
        next: page.last_of(&tries).map(|last| last.number),
        deliveries: tries.iter().map(Delivery::of).collect(),
    }))
}
