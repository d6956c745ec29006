//! Evaluation models at hand: which there are, and each with its file, so that a score can be worked out again.

use super::asker::Asker;
use super::failure::failed;
use super::page::{PageQuery, Parameters};
use super::problem::Problem;
use super::state::Api;
use crate::scoring::model::Kind;
use crate::service::catalog::{AtHand, at_hand};
use crate::service::governance::hidden_models;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of them, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
}

/// An evaluation model 评价模型.
#[derive(Debug, Serialize, ToSchema)]
struct EvaluationModel {
    /// Its id, by which a score is asked for.
    model: String,
    /// Its version.
    version: i64,
    /// The digest of its meaning, by which scores name it.
    digest: String,
    /// What it decides: `recognition`, `ranking` or `credit`.
    kind: &'static str,
    /// Its name in English.
    name: String,
    /// Its name in Chinese.
    name_zh: String,
    /// What it is and how far to trust it, in English.
    about: String,
    /// The same in Chinese.
    about_zh: String,
    /// Whether this release carries it; otherwise it is on record.
    shipped: bool,
}

impl EvaluationModel {
    fn of(at_hand: &AtHand) -> Self {
        let model = &at_hand.loaded.model;
        Self {
            model: model.id.clone(),
            version: model.version,
            digest: at_hand.digest.to_string(),
            kind: match model.kind {
                Kind::Recognition => "recognition",
                Kind::Ranking => "ranking",
                Kind::Credit => "credit",
            },
            name: model.name.en.clone(),
            name_zh: model.name.zh.clone(),
            about: model.about.en.clone(),
            about_zh: model.about.zh.clone(),
            shipped: at_hand.shipped,
        }
    }
}

/// Models.
#[derive(Debug, Serialize, ToSchema)]
struct EvaluationModels {
    /// The shipped ones first, then those on record.
    models: Vec<EvaluationModel>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The evaluation models at hand.
#[utoipa::path(
    get, path = "/v1/models", tag = "models", params(PageQuery),
    responses((status = 200, body = EvaluationModels))
)]
async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<EvaluationModels>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let (found, next) = page.of(seen(&api, &asker).await?, |(place, _)| *place);
    let models = found.iter().map(|(_, of)| EvaluationModel::of(of));
    Ok(Json(EvaluationModels {
        models: models.collect(),
        next,
    }))
}

/// A model with its file.
#[derive(Debug, Serialize, ToSchema)]
struct ModelFile {
    /// The model.
    #[serde(flatten)]
    model: EvaluationModel,
    /// Its file, TOML, byte for byte.
    file: String,
}

/// One model, by its id or by the digest that a score names.
#[utoipa::path(
    get, path = "/v1/models/{model}", tag = "models",
    params(("model" = String, Path, description = "its id, or the digest of its meaning")),
    responses((status = 200, body = ModelFile), (status = 404, body = Problem))
)]
async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Json<ModelFile>, Problem> {
    let found = seen(&api, &asker).await?;
    let named = |of: &&AtHand| of.loaded.model.id == name || of.digest.to_string() == name;
    let model = found.iter().map(|(_, of)| of).find(named);
    let model = model.ok_or_else(|| Problem::not_found("model", &name))?;
    Ok(Json(ModelFile {
        model: EvaluationModel::of(model),
        file: model.loaded.text.clone(),
    }))
}

/// The models that a caller may see, each with its place among all: a version that nobody approved for use is its
/// makers' and its judges' alone.
async fn seen(api: &Api, asker: &Asker) -> Result<Vec<(u64, AtHand)>, Problem> {
    let found = at_hand(&api.store).await.map_err(|error| failed(&error))?;
    let mut found: Vec<(u64, AtHand)> = (1..).zip(found).collect();
    let hidden = hidden_models(&api.store, &asker.0).await;
    let hidden = hidden.map_err(|error| failed(&error))?;
    found.retain(|(_, of)| of.shipped || !hidden.contains(&of.digest));
    Ok(found)
}
