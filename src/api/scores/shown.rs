//! A score that is shown: with leave, and logged before.

use super::leaving::{Leaving, Unshown};
use super::{live_cover, purpose};
use crate::api::acknowledged::JournalHead;
use crate::api::asker::Asker;
use crate::api::document::with_assessment;
use crate::api::failure::failed;
use crate::api::page::Parameters;
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::api::watch::TraceId;
use crate::governance::{Purpose, Shown, ShownKind};
use crate::identity::{Caller, Role};
use crate::service::governance::{Asked, Mark, Reading, look_up, of_a_score};
use crate::service::records::StoredScore;
use crate::service::writer::{RestsOn, ToShow};
use crate::units::names::{BankId, ScoreId};
use crate::units::{Digest, Moment};
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// A score that is shown 评分结果.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only its schema is used; the document is written into the answer"
)]
pub(in crate::api) struct ShownScore {
    /// Its id; of a preview none.
    score: Option<String>,
    /// The digest of the document's bytes.
    assessment_digest: String,
    /// On what ground it is shown: `consent:ID`, `own-data`, `supervision` or `audit`.
    ground: String,
    /// Objections that are open.
    #[schema(value_type = Vec<Object>)]
    marks: Vec<Mark>,
    /// The approval by which the model stood.
    approval: Option<String>,
    /// The score that took its place after an objection was upheld.
    superseded_by: Option<String>,
    /// Where the journal ended with its issue.
    head: Option<JournalHead>,
    /// The document, byte for byte as it was issued.
    #[schema(value_type = Object)]
    assessment: String,
}

/// What is told beside the document of a score.
#[derive(Serialize)]
pub(super) struct Beside {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) score: Option<String>,
    assessment_digest: String,
    ground: String,
    marks: Vec<Mark>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) approval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    superseded_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) head: Option<JournalHead>,
}

impl Beside {
    /// What is told beside a document by such leave.
    pub(super) fn of(digest: &Digest, reading: Reading) -> Self {
        Self {
            score: None,
            assessment_digest: digest.to_string(),
            ground: reading.leave.ground.to_string(),
            marks: reading.marks,
            approval: None,
            superseded_by: None,
            head: None,
        }
    }
}

/// Shows an issued score: with leave, and logged. Without leave it is not there.
pub(super) async fn show(
    api: &Api,
    caller: &Caller,
    stored: &StoredScore,
    (purpose, status): (Purpose, StatusCode),
    (trace, now): (&TraceId, Moment),
) -> Result<Response, Problem> {
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
        live_cover: live_cover(api, caller, &score.enterprise, purpose).await,
    };
    let mut leaving = Leaving::of(api, (caller, &asked), now);
    let reading = loop {
        let (reading, governed) = leaving.look().await.map_err(|why| match why {
            Unshown::Refused(_) => Problem::not_found("score", &score.id),
            Unshown::Problem(problem) => problem,
        })?;
        let (kind, id) = (ShownKind::Score, score.id.clone());
        let digest = score.assessment_digest;
        let shown = Shown { kind, id, digest };
        let show = ToShow {
            issue: None,
            look_up: look_up(caller, &asked, &reading.leave, shown, (&trace.0, now)),
            rests_on: RestsOn {
                governed,
                evidence: None,
                models: None,
            },
        };
        if leaving.show(show).await?.is_some() {
            break reading;
        }
    };
    let mut beside = Beside::of(&score.assessment_digest, reading);
    beside.score = Some(score.id.clone());
    if let Ok(id) = ScoreId::parse(&score.id) {
        let successor = api.store.superseded_by(&id).await;
        let successor = successor.map_err(|error| failed(&error.into()))?;
        beside.superseded_by = successor.map(|id| id.to_string());
    }
    let record = api
        .store
        .records(stored.sequence.saturating_sub(1), 1)
        .await;
    let record = record.map_err(|error| failed(&error.into()))?.pop();
    beside.approval = record.as_ref().and_then(|record| {
        let approval = record.event.body["approval"].as_str();
        approval.map(str::to_owned)
    });
    beside.head = record.map(|record| JournalHead::of(record.sequence, &record.hash));
    with_assessment(status, &beside, &score.assessment)
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
) -> Result<Response, Problem> {
    let mut query = parameters.query();
    let purpose = purpose(&mut query);
    let purpose = query.finish(purpose)?;
    let stored = api.store.score_by_id(&id).await;
    let stored = stored.map_err(|error| failed(&error.into()))?;
    let stored = stored.ok_or_else(|| Problem::not_found("score", &id))?;
    let how = (purpose, StatusCode::OK);
    show(&api, &asker.0, &stored, how, (&trace, (api.now)())).await
}
