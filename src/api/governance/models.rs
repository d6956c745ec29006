//! The life of models over HTTP 模型全生命周期.

use super::answer::{Done, write};
use super::bodies::{ApprovalBody, ModelValidationBody, RegistrationBody, StopBody};
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::key::Key;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::request_body::JsonObject;
use crate::api::state::Api;
use crate::governance::{Failing, Monitored, Purpose, Scope, Use, UsedAs};
use crate::service::governance::{self as desk, ModelStep};
use crate::service::shadowing;
use crate::service::watched;
use crate::units::names::{District, ModelId, PoolId, ProductId};
use crate::units::{DateStyle, parse_date};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Takes a step by what the body says; what scores next looks at the models again.
async fn step(
    api: &Api,
    asker: &Asker,
    key: Key,
    (step, model): (ModelStep, String),
    JsonObject(body): JsonObject,
) -> Result<Response, Problem> {
    let body = Value::Object(body);
    let done = write(api, asker, key, async move |store, caller, key, now| {
        desk::take_step(&store, &caller, (step, &model, &body), &key, now).await
    })
    .await;
    api.scorer.forget();
    done
}

/// Registers a version of a model; an analyst does.
#[utoipa::path(
    post, path = "/v1/models/{model}/registrations", tag = "models", request_body = RegistrationBody,
    params(
        ("model" = String, Path, description = "the model"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn register(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(model): Path<String>,
    body: JsonObject,
) -> Result<Response, Problem> {
    step(&api, &asker, key, (ModelStep::Register, model), body).await
}

/// Puts the validation of a version on record; an analyst or an auditor does who did not make it.
#[utoipa::path(
    post, path = "/v1/models/{model}/validations", tag = "models", request_body = ModelValidationBody,
    params(
        ("model" = String, Path, description = "the model"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn validate(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(model): Path<String>,
    body: JsonObject,
) -> Result<Response, Problem> {
    step(&api, &asker, key, (ModelStep::Validate, model), body).await
}

/// Signs first for the use of a version that was found fit; a checker or a supervisor does.
#[utoipa::path(
    post, path = "/v1/models/{model}/approvals", tag = "models", request_body = ApprovalBody,
    params(
        ("model" = String, Path, description = "the model"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn propose(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(model): Path<String>,
    body: JsonObject,
) -> Result<Response, Problem> {
    step(&api, &asker, key, (ModelStep::Propose, model), body).await
}

/// Signs second, which approves it; the other of a checker and a supervisor does.
#[utoipa::path(
    post, path = "/v1/models/{model}/approvals/{approval}/signature", tag = "models",
    params(
        ("model" = String, Path, description = "the model"),
        ("approval" = String, Path, description = "the approval"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn sign(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path((model, approval)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let done = write(&api, &asker, key, async move |store, caller, key, now| {
        desk::sign_model(&store, &caller, (&model, &approval), &key, now).await
    })
    .await;
    api.scorer.forget();
    done
}

/// Stops a version until it is approved anew; a checker or a supervisor does.
#[utoipa::path(
    post, path = "/v1/models/{model}/suspensions", tag = "models", request_body = StopBody,
    params(
        ("model" = String, Path, description = "the model"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn suspend(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(model): Path<String>,
    body: JsonObject,
) -> Result<Response, Problem> {
    step(&api, &asker, key, (ModelStep::Suspend, model), body).await
}

/// Stops a version for ever; a checker or a supervisor does.
#[utoipa::path(
    post, path = "/v1/models/{model}/retirement", tag = "models", request_body = StopBody,
    params(
        ("model" = String, Path, description = "the model"),
        ("Idempotency-Key" = String, Header, description = "your own name for this command"),
    ),
    responses((status = 201, body = Done))
)]
pub(super) async fn retire(
    State(api): State<Api>,
    asker: Asker,
    key: Key,
    Path(model): Path<String>,
    body: JsonObject,
) -> Result<Response, Problem> {
    step(&api, &asker, key, (ModelStep::Retire, model), body).await
}

/// The life of a model: its versions, validations and approvals.
#[utoipa::path(
    get, path = "/v1/models/{model}/life", tag = "models",
    params(("model" = String, Path, description = "the model")),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(super) async fn life(
    State(api): State<Api>,
    asker: Asker,
    Path(model): Path<String>,
) -> Result<Json<Value>, Problem> {
    let lives = desk::lives(&api.store, &asker.0, Some(&model)).await;
    let mut lives = lives.map_err(|error| failed(&error))?;
    Ok(Json(json!(lives.pop())))
}

/// By which version of a model scores are made on a day; what goes first stands first.
#[utoipa::path(
    get, path = "/v1/models/{model}/in-force", tag = "models",
    params(
        ("model" = String, Path, description = "the model"),
        ("on" = Option<String>, Query, description = "the day; today if left out"),
        ("purpose" = Option<String>, Query, description = "for what"),
        ("pool" = Option<String>, Query, description = "in which pool"),
        ("product" = Option<String>, Query, description = "for which product"),
        ("district" = Option<String>, Query, description = "for enterprises of which district"),
    ),
    responses((status = 200, body = Object))
)]
pub(super) async fn in_force(
    State(api): State<Api>,
    _: Asker,
    Path(model): Path<String>,
    parameters: Parameters,
) -> Result<Json<Value>, Problem> {
    let model = ModelId::parse(&model).map_err(|_| Problem::not_found("model", &model))?;
    let mut query = parameters.query();
    let on = query.read("on", |text| {
        parse_date(text, DateStyle::Auto).map_err(|error| error.to_string())
    });
    let purpose = query.read("purpose", purpose);
    let at = Scope {
        pool: query.read("pool", PoolId::parse),
        product: query.read("product", ProductId::parse),
        district: query.read("district", District::parse),
    };
    query.finish(Some(()))?;
    let of = Use {
        model: Some(model),
        digest: None,
        used_as: UsedAs::InForce,
        purpose,
        at,
        on: on.unwrap_or_else(|| (api.now)().business_day()),
    };
    let stands = desk::models_in_force(&api.store, &of).await;
    let stands = stands.map_err(|error| failed(&error))?;
    Ok(Json(json!({ "on": of.on, "in_force": stands })))
}

fn purpose(text: &str) -> Result<Purpose, String> {
    let found = Purpose::WORDS.iter().find(|(word, _)| *word == text);
    found.map(|(_, purpose)| *purpose).ok_or_else(|| {
        let words: Vec<&str> = Purpose::WORDS.iter().map(|(word, _)| *word).collect();
        format!("`{text}` is none of: {}", words.join(", "))
    })
}

/// The monitoring of a model, month by month.
#[derive(Serialize, ToSchema)]
pub(super) struct Monitoring {
    /// The model.
    model: String,
    /// The version, by its digest.
    digest: String,
    /// The runs over its months in their order, each with its tests; of several over a month the last counts.
    #[schema(value_type = Vec<Object>)]
    runs: Vec<Monitored>,
    /// The tests that failed in the last month, each with since when.
    #[schema(value_type = Vec<Object>)]
    failing: Vec<Failing>,
    /// The cursor of the next page of runs; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// What the monthly tests of a version came to, and which fail since when.
#[utoipa::path(
    get, path = "/v1/models/{model}/monitoring", tag = "models",
    params(
        ("model" = String, Path, description = "the model"),
        ("version" = Option<i64>, Query, description = "the version; the last that is registered if left out"),
        PageQuery,
    ),
    responses((status = 200, body = Monitoring), (status = 404, body = Problem))
)]
pub(super) async fn monitored(
    State(api): State<Api>,
    asker: Asker,
    Path(model): Path<String>,
    parameters: Parameters,
) -> Result<Json<Monitoring>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let version = query.read("version", str::parse::<i64>);
    query.finish(Some(()))?;
    let asked = (model.as_str(), version);
    let found = watched::watched(&api.store, &asker.0, asked).await;
    let found = found.map_err(|error| failed(&error))?;
    let (runs, next) = page.of((1..).zip(found.runs), |(place, _)| *place);
    Ok(Json(Monitoring {
        model,
        digest: found.digest.to_string(),
        runs: runs.into_iter().map(|(_, run)| run).collect(),
        failing: found.failing,
        next,
    }))
}

/// What shadow models said beside issued scores: for analysts and auditors.
#[utoipa::path(
    get, path = "/v1/shadow-scores", tag = "models",
    params(
        PageQuery,
    ),
    responses((status = 200, body = Object))
)]
pub(super) async fn shadows(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<Value>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    query.finish(Some(()))?;
    let rows = shadowing::shadows(&api.store, &asker.0, (page.after, page.limit)).await;
    let rows = rows.map_err(|error| failed(&error))?;
    let next = page.last_of(&rows).map(|(sequence, _)| *sequence);
    let each = rows
        .iter()
        .map(|(sequence, of)| json!({"sequence": sequence, "shadow": of}));
    let mut body = json!({ "shadow_scores": each.collect::<Vec<_>>() });
    if let Some(next) = next {
        body["next"] = json!(next);
    }
    Ok(Json(body))
}
