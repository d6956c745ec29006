//! The scores of an enterprise, listed without their documents.

use super::{live_cover, purpose};
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::page::Parameters;
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::service::governance::{Asked, Mark, leave, of_a_score};
use crate::service::records::ScorePage;
use crate::units::EnterpriseId;
use crate::units::names::BankId;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A score as it is listed.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ListedScore {
    /// Its id.
    score: String,
    /// The record of the journal that issued it.
    sequence: u64,
    /// As of which day.
    #[schema(format = Date)]
    as_of: String,
    /// The digest of the model.
    model_digest: String,
    /// The digest of the document.
    assessment_digest: String,
}

/// The scores of an enterprise, without their documents.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ScoreList {
    /// In the order of their issue.
    scores: Vec<ListedScore>,
    /// Objections that are open.
    #[schema(value_type = Vec<Object>)]
    marks: Vec<Mark>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The issued scores of an enterprise that the caller may read.
#[utoipa::path(
    get, path = "/v1/scores", tag = "scores",
    params(
        ("enterprise" = String, Query, description = "the enterprise"),
        ("purpose" = String, Query, description = "for what they are read"),
        ("after" = Option<u64>, Query, description = "the cursor of the page before"),
        ("limit" = Option<u32>, Query, description = "how many, at most 1000"),
    ),
    responses((status = 200, body = ScoreList))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<ScoreList>, Problem> {
    let mut query = parameters.query();
    let enterprise = query.must("enterprise", EnterpriseId::parse, "name the enterprise");
    let purpose = purpose(&mut query);
    let page = query.page(&api);
    let (enterprise, purpose) = query.finish(enterprise.zip(purpose))?;
    let caller = &*asker.0;
    let asked = Asked {
        enterprise: enterprise.clone(),
        purpose,
        classes: of_a_score(false),
        live_cover: live_cover(&api, caller, &enterprise, purpose).await,
    };
    let today = (api.now)().business_day();
    let reading = leave(&api.store, caller, &asked, today).await;
    let reading = reading.map_err(|error| failed(&error))?;
    let wanted = ScorePage {
        after: page.after,
        limit: page.limit,
        enterprise: Some(enterprise),
    };
    let found = api
        .store
        .scores(&wanted)
        .await
        .map_err(|error| failed(&error.into()))?;
    let next = page.last_of(&found).map(|last| last.sequence);
    let reader = caller.role.bank().map(BankId::as_str);
    let seen = found
        .iter()
        .filter(|of| of.score.reader.is_none() || of.score.reader.as_deref() == reader);
    let scores = seen.map(|of| ListedScore {
        score: of.score.id.clone(),
        sequence: of.sequence,
        as_of: of.score.as_of.to_string(),
        model_digest: of.score.model_digest.to_string(),
        assessment_digest: of.score.assessment_digest.to_string(),
    });
    Ok(Json(ScoreList {
        scores: scores.collect(),
        marks: reading.marks,
        next,
    }))
}
