//! The scores of an enterprise, listed without their documents.

use super::{live_cover, purpose};
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::api::turn::in_turn;
use crate::api::watch::TraceId;
use crate::governance::{Shown, ShownKind};
use crate::service::governance::{Asked, Mark, Reading, leave, log, look_up, of_a_score};
use crate::service::records::{ScorePage, StoredScore};
use crate::units::names::BankId;
use crate::units::{Digest, EnterpriseId};
use axum::Json;
use axum::extract::{Extension, State};
use serde::Serialize;
use std::sync::Arc;
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

/// The issued scores of an enterprise that the caller may read. Each that is listed is logged; of a page without any,
/// that there was none.
#[utoipa::path(
    get, path = "/v1/scores", tag = "scores",
    params(
        ("enterprise" = String, Query, description = "the enterprise"),
        ("purpose" = String, Query, description = "for what they are read"),
        PageQuery,
    ),
    responses((status = 200, body = ScoreList))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    Extension(trace): Extension<TraceId>,
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
    // Whoever has no leave takes nobody's turn.
    let today = (api.now)().business_day();
    let reading = leave(&api.store, caller, &asked, today).await;
    reading.map_err(|error| failed(&error))?;
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
    let own = |of: &&StoredScore| of.score.reader.is_none() || of.score.reader.as_deref() == reader;
    let scores = found.iter().filter(own).map(|of| ListedScore {
        score: of.score.id.clone(),
        sequence: of.sequence,
        as_of: of.score.as_of.to_string(),
        model_digest: of.score.model_digest.to_string(),
        assessment_digest: of.score.assessment_digest.to_string(),
    });
    let shown = found.iter().filter(own);
    let shown = shown.map(|of| (of.score.id.clone(), of.score.assessment_digest));
    let (scores, shown) = (scores.collect(), shown.collect());
    let reading = logged(&api, &asker, (asked, trace), shown).await?;
    Ok(Json(ScoreList {
        scores,
        marks: reading.marks,
        next,
    }))
}

/// Leave as it stands in the writer's turn, where nobody changes it, and what is listed by it logged there.
async fn logged(
    api: &Api,
    asker: &Asker,
    (asked, TraceId(trace)): (Asked, TraceId),
    mut shown: Vec<(String, Digest)>,
) -> Result<Reading, Problem> {
    if shown.is_empty() {
        shown.push(("-".to_owned(), Digest::of(b"")));
    }
    let caller = Arc::clone(&asker.0);
    in_turn(api, async move |store, now| {
        let reading = leave(&store, &caller, &asked, now.business_day()).await?;
        let rows = shown.into_iter().map(|(id, digest)| {
            let kind = ShownKind::ListedScore;
            let what = Shown { kind, id, digest };
            look_up(&caller, &asked, &reading.leave, what, (&trace, now))
        });
        log(&store, &rows.collect::<Vec<_>>()).await?;
        Ok(reading)
    })
    .await
}
