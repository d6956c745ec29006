//! Evaluations of figures that the request gives: what a score would be, without evidence, consent or record.

use super::asker::Asker;
use super::document::printed_assessment;
use super::failure::failed;
use super::problem::Problem;
use super::request_body::{JsonBytes, object};
use super::state::Api;
use crate::service::evaluating::{EvaluationAsk, evaluate};
use crate::units::names::ApprovalId;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of evaluations, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(evaluated))
}

/// Figures to evaluate 指标数据.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the use case reads it")]
struct EvaluationBody {
    /// The model.
    model: String,
    /// As of which day; today if not given.
    #[schema(format = Date)]
    as_of: Option<String>,
    /// The enterprise that the document is to name.
    enterprise: Option<String>,
    /// The segment, for models that have stages.
    segment: Option<String>,
    /// The figures, as the event of an issued score writes them; indicators that are left out are unknown.
    vector: GivenVector,
}

/// Figures.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the use case reads it")]
struct GivenVector {
    /// One for each indicator.
    readings: Vec<GivenReading>,
}

/// A figure.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the use case reads it")]
struct GivenReading {
    /// The indicator and its version.
    #[schema(example = "ip.inventions@1")]
    indicator: String,
    /// `{"number": "3/4"}`, `{"word": "growth"}`, `"unknown"`, `"not_applicable"` or `"not_computable"`.
    #[schema(value_type = Object)]
    value: Value,
}

/// What the figures come to 试算结果: no score of the enterprise, and kept nowhere.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; the document is written into the answer"
)]
struct Evaluation {
    /// Whether the model is in force; if not, nobody is scored by it.
    in_force: bool,
    /// The approval by which it is.
    approval: Option<String>,
    /// The document, on the basis `given`.
    #[schema(value_type = Object)]
    assessment: Value,
}

/// What is told beside the document.
#[derive(Serialize)]
struct Beside<'a> {
    in_force: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<&'a ApprovalId>,
}

/// Evaluates figures that the request gives, by the model that is in force; analysts and operators by any that is
/// shipped. Nothing is read of an enterprise, and nothing is kept.
#[utoipa::path(
    post, path = "/v1/evaluations", tag = "scores", request_body = EvaluationBody,
    responses((status = 200, body = Evaluation))
)]
async fn evaluated(
    State(api): State<Api>,
    asker: Asker,
    JsonBytes(body): JsonBytes,
) -> Result<Response, Problem> {
    let today = (api.now)().business_day();
    let ask = match EvaluationAsk::plain(&body, today) {
        Some(ask) => ask,
        None => EvaluationAsk::read(&Value::Object(object(&body)?), today)
            .map_err(|error| failed(&error))?,
    };
    let found = evaluate(&api.scorer, &asker.0, &ask, today).await;
    let found = found.map_err(|error| failed(&error))?;
    let approval = found.approval.as_ref();
    let beside = Beside {
        in_force: approval.is_some(),
        approval,
    };
    printed_assessment(&beside, |out| found.print(out))
}
