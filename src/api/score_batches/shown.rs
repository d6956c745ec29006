//! How far batches are.

use crate::api::acknowledged::JournalHead;
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::service::score_batches::{self, BatchProgress};
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A batch of scores, and how far it is 批量评分.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct ScoreBatch {
    /// Its id.
    batch: String,
    /// `running`, `done` or `cancelled`.
    state: &'static str,
    /// How many lines it has.
    rows: u64,
    /// How many of them wait; of one that was called off, how many were never looked at.
    waiting: u64,
    /// How many were scored.
    scored: u64,
    /// How many were refused, by the code of the refusal.
    refused: BTreeMap<String, u64>,
    /// What is asked of each: purpose, model, day, basis, evidence, segment.
    #[schema(value_type = Object)]
    ask: Value,
    /// When it was asked for.
    #[schema(format = DateTime)]
    asked_at: String,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// Why it was called off.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Where its lines are read.
    results: String,
    /// Where the journal ended with what was done now.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<JournalHead>,
}

impl ScoreBatch {
    pub(super) fn of(progress: &BatchProgress) -> Self {
        let of = &progress.batch;
        let end = of.end.as_ref();
        Self {
            batch: of.id.to_string(),
            state: match end {
                None => "running",
                Some(end) if end.done => "done",
                Some(_) => "cancelled",
            },
            rows: of.rows,
            waiting: progress.waiting(),
            scored: progress.scored,
            refused: progress.refused.clone(),
            ask: of.said["ask"].clone(),
            asked_at: of.asked_at.to_string(),
            ended_at: end.map(|end| end.at.to_string()),
            reason: end
                .map(|end| end.reason.clone())
                .filter(|why| !why.is_empty()),
            results: format!("/v1/score-batches/{}/results", of.id),
            head: None,
        }
    }

    /// With where the journal ended.
    pub(super) fn at(mut self, head: JournalHead) -> Self {
        self.head = Some(head);
        self
    }
}

/// Batches in the order in which they were asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct ScoreBatchList {
    /// The batches.
    batches: Vec<ScoreBatch>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The batches that the caller sees: a bank those of all its clients, an auditor every one, others their own.
#[utoipa::path(
    get, path = "/v1/score-batches", tag = "score-batches",
    params(
        PageQuery,
    ),
    responses((status = 200, body = ScoreBatchList))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<ScoreBatchList>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let found = score_batches::batches(&api.store, &asker.0, (page.after, page.limit)).await;
    let found = found.map_err(|error| failed(&error))?;
    Ok(Json(ScoreBatchList {
        next: page.last_of(&found).map(|last| last.batch.sequence),
        batches: found.iter().map(ScoreBatch::of).collect(),
    }))
}

/// How far a batch is.
#[utoipa::path(
    get, path = "/v1/score-batches/{batch}", tag = "score-batches",
    params(("batch" = String, Path, description = "the batch")),
    responses((status = 200, body = ScoreBatch), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Json<ScoreBatch>, Problem> {
    let progress = score_batches::progress(&api.store, &asker.0, &id).await;
    let progress = progress.map_err(|error| failed(&error))?;
    Ok(Json(ScoreBatch::of(&progress)))
}
