//! Objections 异议: received, verified, decided, answered, listed.

use super::answer::{Done, write};
use super::bodies::{AnswerBody, ObjectionBody, ObjectionDecisionBody, VerificationBody};
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::governance::Objection;
use crate::service::governance::{
    answer_objection, object, objection, objections, refuse_objection, uphold_objection,
    verify_objection,
};
use crate::units::{DateStyle, EnterpriseId, parse_date};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Takes an objection in.
#[utoipa::path(
    post, path = "/v1/objections", tag = "objections", request_body = ObjectionBody,
    params(("Idempotency-Key" = String, Header, description = "your own name for this command")),
    responses((status = 201, body = Done))
)]
pub(super) async fn receive(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    write(&api, &asker, key, async move |store, caller, key, now| {
        object(&store, &caller, &body, &key, now).await
    })
    .await
}

/// A maker verifies an objection.
#[utoipa::path(
    post, path = "/v1/objections/{objection}/verification", tag = "objections",
    request_body = VerificationBody,
    params(
        ("objection" = String, Path, description = "the objection"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn verify(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(id): Path<String>,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    write(&api, &asker, key, async move |store, caller, key, now| {
        verify_objection(&store, &caller, (&id, &body), &key, now).await
    })
    .await
}

/// A checker upholds or refuses an objection.
#[utoipa::path(
    post, path = "/v1/objections/{objection}/decision", tag = "objections",
    request_body = ObjectionDecisionBody,
    params(
        ("objection" = String, Path, description = "the objection"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn decide(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(id): Path<String>,
    JsonObject(mut body): JsonObject,
) -> Result<Response, Problem> {
    let decision = body.remove("decision");
    let body = Value::Object(body);
    let upheld = match decision.as_ref().and_then(Value::as_str) {
        Some("upheld") => true,
        Some("refused") => false,
        _ => {
            return Err(Problem::field(
                "/decision",
                "field.value",
                "it is one of: upheld, refused",
            ));
        }
    };
    write(&api, &asker, key, async move |store, caller, key, now| {
        let asked = (id.as_str(), &body);
        if upheld {
            uphold_objection(&store, &caller, asked, &key, now).await
        } else {
            refuse_objection(&store, &caller, asked, &key, now).await
        }
    })
    .await
}

/// The enterprise is answered.
#[utoipa::path(
    post, path = "/v1/objections/{objection}/answer", tag = "objections", request_body = AnswerBody,
    params(
        ("objection" = String, Path, description = "the objection"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn answer(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(id): Path<String>,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    write(&api, &asker, key, async move |store, caller, key, now| {
        answer_objection(&store, &caller, (&id, &body), &key, now).await
    })
    .await
}

/// Objections.
#[derive(Serialize, ToSchema)]
pub(super) struct ObjectionPage {
    /// In the order in which they came in.
    #[schema(value_type = Vec<Object>)]
    objections: Vec<Objection>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The objections that the caller may see.
#[utoipa::path(
    get, path = "/v1/objections", tag = "objections",
    params(
        ("enterprise" = Option<String>, Query, description = "of this enterprise only"),
        ("late_on" = Option<String>, Query, description = "only those that are late on this day"),
        PageQuery,
    ),
    responses((status = 200, body = ObjectionPage))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<ObjectionPage>, Problem> {
    let mut query = parameters.query();
    let enterprise = query.read("enterprise", EnterpriseId::parse);
    let late_on = query.read("late_on", |text| parse_date(text, DateStyle::Auto));
    let page = query.page(&api);
    let (enterprise, late_on, page) = query.finish(Some((enterprise, late_on, page)))?;
    let (of, wanted) = (enterprise.as_ref(), (page.after, page.limit));
    let held = objections(&api.store, &asker.0, of, late_on, wanted).await;
    let (objections, next) = held.map_err(|error| failed(&error))?;
    Ok(Json(ObjectionPage { objections, next }))
}

/// One objection.
#[utoipa::path(
    get, path = "/v1/objections/{objection}", tag = "objections",
    params(("objection" = String, Path, description = "the objection")),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let held = objection(&api.store, &asker.0, &id).await;
    Ok(Json(json!(held.map_err(|error| failed(&error))?)))
}
