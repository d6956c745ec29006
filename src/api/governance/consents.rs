//! Consents 授权: recorded, taken back, listed.

use super::answer::{Done, write};
use super::bodies::{ConsentBody, RevocationBody};
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::governance::ConsentHeld;
use crate::service::governance::{consent_held, consents, record_consent, revoke_consent};
use crate::units::EnterpriseId;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Records a consent.
#[utoipa::path(
    post, path = "/v1/consents", tag = "consents", request_body = ConsentBody,
    params(("Idempotency-Key" = String, Header, description = "your own name for this command")),
    responses((status = 201, body = Done))
)]
pub(super) async fn record(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    write(&api, &asker, key, async move |store, caller, key, now| {
        record_consent(&store, &caller, &body, &key, now).await
    })
    .await
}

/// Takes a consent back.
#[utoipa::path(
    post, path = "/v1/consents/{consent}/revocation", tag = "consents", request_body = RevocationBody,
    params(
        ("consent" = String, Path, description = "the consent"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn revoke(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(id): Path<String>,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    write(&api, &asker, key, async move |store, caller, key, now| {
        revoke_consent(&store, &caller, (&id, &body), &key, now).await
    })
    .await
}

/// Consents.
#[derive(Serialize, ToSchema)]
pub(super) struct ConsentPage {
    /// In the order of recording.
    #[schema(value_type = Vec<Object>)]
    consents: Vec<ConsentHeld>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The consents that the caller may see.
#[utoipa::path(
    get, path = "/v1/consents", tag = "consents",
    params(
        ("enterprise" = Option<String>, Query, description = "of this enterprise only"),
        PageQuery,
    ),
    responses((status = 200, body = ConsentPage))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<ConsentPage>, Problem> {
    let mut query = parameters.query();
    let enterprise = query.read("enterprise", EnterpriseId::parse);
    let page = query.page(&api);
    let (enterprise, page) = query.finish(Some((enterprise, page)))?;
    let wanted = (page.after, page.limit);
    let held = consents(&api.store, &asker.0, enterprise.as_ref(), wanted).await;
    let (consents, next) = held.map_err(|error| failed(&error))?;
    Ok(Json(ConsentPage { consents, next }))
}

/// One consent.
#[utoipa::path(
    get, path = "/v1/consents/{consent}", tag = "consents",
    params(("consent" = String, Path, description = "the consent")),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let held = consent_held(&api.store, &asker.0, &id).await;
    Ok(Json(json!(held.map_err(|error| failed(&error))?)))
}
