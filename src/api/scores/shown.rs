//! A score that is shown: with leave, and logged before.

use super::{live_cover, purpose};
use crate::api::acknowledged::JournalHead;
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::page::Parameters;
use crate::api::pool::unwritten;
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::api::watch::TraceId;
use crate::governance::{Leave, Purpose, Shown, ShownKind};
use crate::identity::{Caller, Role};
use crate::journal::Event;
use crate::service::governance::{Asked, Mark, leave, look_up, of_a_score};
use crate::service::records::StoredScore;
use crate::units::names::{BankId, ScoreId};
use crate::units::{Digest, Moment};
use axum::Json;
use axum::extract::{Extension, Path, State};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// A score that is shown 评分结果.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct ShownScore {
    /// Its id; of a preview none.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<String>,
    /// The digest of the document's bytes.
    assessment_digest: String,
    /// On what ground it is shown: `consent:ID`, `own-data`, `supervision` or `audit`.
    ground: String,
    /// Objections that are open.
    #[schema(value_type = Vec<Object>)]
    marks: Vec<Mark>,
    /// The approval by which the model stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) approval: Option<String>,
    /// The score that took its place after an objection was upheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    superseded_by: Option<String>,
    /// Where the journal ended with its issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) head: Option<JournalHead>,
    /// The document, byte for byte as it was issued.
    #[schema(value_type = Object)]
    assessment: Box<RawValue>,
}

/// A score as it is shown by such leave.
pub(super) fn shown_score(
    score: Option<String>,
    assessment: &str,
    leave: &Leave,
    marks: Vec<Mark>,
) -> Result<ShownScore, Problem> {
    let raw = RawValue::from_string(assessment.to_owned()).map_err(|_| Problem::internal())?;
    Ok(ShownScore {
        score,
        assessment_digest: Digest::of(assessment.as_bytes()).to_string(),
        ground: leave.ground.to_string(),
        marks,
        approval: None,
        superseded_by: None,
        head: None,
        assessment: raw,
    })
}

/// The approval that the event of a score names.
pub(super) fn approval(event: &Event) -> Option<String> {
    event.body["approval"].as_str().map(str::to_owned)
}

/// Logs that something is shown.
pub(super) async fn log(
    api: &Api,
    caller: &Caller,
    (asked, leave): (&Asked, &Leave),
    (kind, id, digest): (ShownKind, &str, Digest),
    (trace, now): (&TraceId, Moment),
) -> Result<(), Problem> {
    let shown = Shown {
        kind,
        id: id.to_owned(),
        digest,
    };
    let row = look_up(caller, asked, leave, shown, (&trace.0, now));
    api.writer.log(row).await.map_err(|why| unwritten(&why))
}

/// Shows an issued score: with leave, and logged. Without leave it is not there.
pub(super) async fn show(
    api: &Api,
    caller: &Caller,
    stored: &StoredScore,
    purpose: Purpose,
    (trace, now): (&TraceId, Moment),
) -> Result<ShownScore, Problem> {
    let score = &stored.score;
    let private = score.reader.is_some();
    let own = score.reader.as_deref() == caller.role.bank().map(BankId::as_str);
    if private && !own && !matches!(caller.role, Role::Auditor) {
        return Err(Problem::not_found("score", &score.id));
    }
    let asked = Asked {
        enterprise: score.enterprise.clone(),
        purpose,
        classes: of_a_score(private),
        live_cover: live_cover(api, caller, &score.enterprise).await,
    };
    let reading = leave(&api.store, caller, &asked, now.business_day()).await;
    let reading = reading.map_err(|_| Problem::not_found("score", &score.id))?;
    let shown = (ShownKind::Score, score.id.as_str(), score.assessment_digest);
    log(api, caller, (&asked, &reading.leave), shown, (trace, now)).await?;
    let mut shown = shown_score(
        Some(score.id.clone()),
        &score.assessment,
        &reading.leave,
        reading.marks,
    )?;
    if let Ok(id) = ScoreId::parse(&score.id) {
        let successor = api.store.superseded_by(&id).await;
        let successor = successor.map_err(|error| failed(&error.into()))?;
        shown.superseded_by = successor.map(|id| id.to_string());
    }
    let record = api
        .store
        .records(stored.sequence.saturating_sub(1), 1)
        .await;
    let record = record.map_err(|error| failed(&error.into()))?.pop();
    shown.approval = record.as_ref().and_then(|record| approval(&record.event));
    shown.head = record.map(|record| JournalHead::of(record.sequence, &record.hash));
    Ok(shown)
}

/// One issued score, its document byte for byte.
#[utoipa::path(
    get, path = "/v1/scores/{score}", tag = "scores",
    params(
        ("score" = String, Path, description = "the score"),
        ("purpose" = String, Query, description = "for what it is read; logged"),
    ),
    responses((status = 200, body = ShownScore), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
    Extension(trace): Extension<TraceId>,
    parameters: Parameters,
) -> Result<Json<ShownScore>, Problem> {
    let mut query = parameters.query();
    let purpose = purpose(&mut query);
    let purpose = query.finish(purpose)?;
    let stored = api.store.score_by_id(&id).await;
    let stored = stored.map_err(|error| failed(&error.into()))?;
    let stored = stored.ok_or_else(|| Problem::not_found("score", &id))?;
    let shown = show(&api, &asker.0, &stored, purpose, (&trace, (api.now)())).await?;
    Ok(Json(shown))
}
