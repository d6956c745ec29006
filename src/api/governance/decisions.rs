//! Decisions of banks on scores 授信决定.

use super::answer::{Done, write};
use super::bodies::DecisionBody;
use super::shown_decision::{ShownDecision, ShownDecisions};
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::governance::LoanDecision;
use crate::service::governance::{decide as decided, decision, decisions};
use crate::units::EnterpriseId;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

/// A bank decides on a score that it may read; one decision of a bank on a score stands.
#[utoipa::path(
    post, path = "/v1/scores/{score}/decision", tag = "scores", request_body = DecisionBody,
    params(
        ("score" = String, Path, description = "the score"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn decide(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(score): Path<String>,
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    write(&api, &asker, key, async move |store, caller, key, now| {
        decided(&store, &caller, (&score, &body), &key, now).await
    })
    .await
}

/// The decisions on an enterprise that the caller may see.
#[utoipa::path(
    get, path = "/v1/decisions", tag = "scores",
    params(("enterprise" = String, Query, description = "the enterprise"), PageQuery),
    responses((status = 200, body = ShownDecisions))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<ShownDecisions>, Problem> {
    let mut query = parameters.query();
    let enterprise = query.must("enterprise", EnterpriseId::parse, "name the enterprise");
    let page = query.page(&api);
    let enterprise = query.finish(enterprise)?;
    let wanted = (page.after, page.limit);
    let held = decisions(&api.store, &asker.0, &enterprise, wanted).await;
    let (held, next) = held.map_err(|error| failed(&error))?;
    let books = api.writer.books().await;
    let shown = |of: &LoanDecision| ShownDecision::of(of, books.state());
    Ok(Json(ShownDecisions {
        decisions: held.iter().map(shown).collect(),
        next,
    }))
}

/// One decision.
#[utoipa::path(
    get, path = "/v1/decisions/{decision}", tag = "scores",
    params(("decision" = String, Path, description = "the decision")),
    responses((status = 200, body = ShownDecision), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Json<ShownDecision>, Problem> {
    let held = decision(&api.store, &asker.0, &id).await;
    let held = held.map_err(|error| failed(&error))?;
    let books = api.writer.books().await;
    Ok(Json(ShownDecision::of(&held, books.state())))
}
