//! The work on batches: a slice of each in turn, kept in the writer's turn, until every line is done.

use super::desk::BatchDesk;
use super::ending::end;
use super::row::{Footing, Looked, live, outcome};
use crate::service::Error;
use crate::service::catalog::Loaded;
use crate::service::governance::ScoreTerms;
use crate::service::governance::body::Body;
use crate::service::identity::Access;
use crate::service::score::Request;
use crate::service::scorer::Scorer;
use crate::service::writer::Writer;
use crate::store::{KeptScoreBatch, LineDone, Outcome, Store};
use crate::units::{Digest, Moment};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How many lines one transaction keeps: few enough that the books do not wait for it. [ours]
const SLICE: usize = 64;
/// How many lines are scored at a time, each by a connection of its own.
const ABREAST: usize = 2;
/// How long nothing is looked for where there is nothing to do, or the records failed.
const REST: Duration = Duration::from_secs(1);

/// What the work is done with.
#[derive(Debug, Clone)]
pub struct BatchParts {
    /// The records.
    pub store: Store,
    /// The one writer.
    pub writer: Writer,
    /// Scores.
    pub scorer: Scorer,
    /// The clients: a batch of one that is revoked is called off.
    pub access: Access,
    /// Where batches are handed over.
    pub desk: Arc<BatchDesk>,
    /// The clock.
    pub now: fn() -> Moment,
}

/// The work as it goes on.
#[derive(Debug)]
pub struct BatchWork {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl BatchWork {
    /// Begins, with what an earlier service left.
    pub fn begin(parts: BatchParts) -> Self {
        let stop = CancellationToken::new();
        let task = tokio::spawn(work(parts, stop.clone()));
        Self { stop, task }
    }

    /// Ends after the slice that is under way; after a while that is left, and done by the next service.
    pub async fn stop(self, within: Duration) {
        self.stop.cancel();
        let mut task = self.task;
        if tokio::time::timeout(within, &mut task).await.is_err() {
            task.abort();
        }
    }
}

async fn work(parts: BatchParts, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let more = match round(&parts, &stop).await {
            Ok(more) => more,
            Err(error) => {
                tracing::warn!(%error, "the batches of scores could not be read");
                false
            }
        };
        if more {
            continue;
        }
        tokio::select! {
            () = parts.desk.woken() => {}
            () = tokio::time::sleep(REST) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// A slice of every batch; whether there is more to do.
async fn round(parts: &BatchParts, stop: &CancellationToken) -> Result<bool, Error> {
    if parts.writer.other().is_some() {
        // Of several services the one that writes works.
        parts.desk.looked_at(0, 0);
        return Ok(false);
    }
    let open = parts.store.open_score_batches().await?;
    let waiting = open.iter().map(|batch| batch.rows - batch.done).sum();
    parts.desk.looked_at(open.len() as u64, waiting);
    let mut more = false;
    for batch in &open {
        if stop.is_cancelled() {
            return Ok(false);
        }
        match step(parts, batch).await {
            Ok(moved) => more |= moved,
            // One that cannot go on keeps no other back.
            Err(error) => {
                tracing::warn!(%error, batch = %batch.id, "a batch of scores could not go on yet");
            }
        }
    }
    Ok(more)
}

/// The next slice of a batch, or its end; whether it went on.
async fn step(parts: &BatchParts, batch: &KeptScoreBatch) -> Result<bool, Error> {
    let terms = match terms(batch) {
        Ok(terms) => terms,
        Err(why) => return finish(parts, batch, Some(why)).await,
    };
    if let Some(why) = gone(parts, batch) {
        return finish(parts, batch, Some(why)).await;
    }
    let wanted = (batch.done, SLICE);
    let enterprises = parts
        .store
        .score_batch_enterprises(&batch.id, wanted)
        .await?;
    if enterprises.is_empty() {
        return finish(parts, batch, None).await;
    }
    let shared = Arc::new(Footing {
        live: live(&parts.writer, &batch.caller, terms.purpose).await,
        at: parts.scorer.look().await?,
        terms,
    });
    let mut lines = Vec::with_capacity(enterprises.len());
    let mut models = BTreeMap::new();
    let numbered: Vec<_> = (batch.done + 1..).zip(enterprises).collect();
    for abreast in numbered.chunks(ABREAST) {
        // Each by itself, so that one over which something breaks off does not keep the others back.
        let under_way: Vec<_> = abreast
            .iter()
            .map(|(line, enterprise)| {
                let (parts, batch, shared) = (parts.clone(), batch.clone(), Arc::clone(&shared));
                let (line, enterprise) = (*line, enterprise.clone());
                tokio::spawn(
                    async move { outcome(&parts, &batch, &shared, (line, &enterprise)).await },
                )
            })
            .collect();
        for ((_, enterprise), under_way) in abreast.iter().zip(under_way) {
            let looked = under_way.await.unwrap_or_else(|_| Ok(broke()))?;
            if let (Outcome::Scored(of), Some(model)) = (&looked.outcome, looked.model) {
                models.insert(of.1.model_digest, model);
            }
            lines.push(LineDone {
                enterprise: enterprise.clone(),
                outcome: looked.outcome,
            });
        }
    }
    if !record(parts, models).await? {
        return Ok(false);
    }
    keep(parts, batch, lines).await
}

fn broke() -> Looked {
    Looked {
        outcome: Outcome::Refused {
            code: "internal".to_owned(),
            reason: "something failed over this enterprise; the log of the service says what"
                .to_owned(),
        },
        model: None,
    }
}

/// Puts the models of a slice on record, each once in the life of this service; whether that was done.
async fn record(
    parts: &BatchParts,
    models: BTreeMap<Digest, (Arc<Loaded>, Request)>,
) -> Result<bool, Error> {
    for (digest, (model, request)) in models {
        if parts.desk.has_recorded(&digest) {
            continue;
        }
        let done = parts
            .writer
            .run(async move |store, _| Scorer::record_model(&store, &model, &request).await)
            .await;
        match done {
            Ok(done) => done?,
            Err(why) => {
                tracing::warn!(%why, "the model of a batch of scores waits");
                return Ok(false);
            }
        }
        parts.desk.recorded(digest);
    }
    Ok(true)
}

/// Keeps a slice in the writer's turn; whether there is more.
async fn keep(
    parts: &BatchParts,
    batch: &KeptScoreBatch,
    lines: Vec<LineDone>,
) -> Result<bool, Error> {
    let scored = |of: &&LineDone| matches!(of.outcome, Outcome::Scored(_));
    let (all, scored) = (lines.len(), lines.iter().filter(scored).count());
    let (id, after) = (batch.id.clone(), batch.done);
    let kept = parts
        .writer
        .run(async move |store, _| store.keep_score_slice(&id, after, lines).await)
        .await;
    match kept {
        Ok(kept) => {
            if kept? {
                parts.desk.did(scored as u64, (all - scored) as u64);
            }
            Ok(true)
        }
        // A writer that is full has room later; one that stops leaves the slice to the next service.
        Err(why) => {
            tracing::warn!(%why, batch = %batch.id, "a slice of scores waits");
            Ok(false)
        }
    }
}

/// Ends a batch in the writer's turn.
async fn finish(
    parts: &BatchParts,
    batch: &KeptScoreBatch,
    reason: Option<String>,
) -> Result<bool, Error> {
    let batch = batch.clone();
    let ended = parts
        .writer
        .run(async move |store, now| {
            let still = store.score_batch(batch.id.as_str()).await?;
            match still.filter(|still| still.end.is_none()) {
                Some(still) => end(&store, &still, reason, now).await.map(drop),
                None => Ok(()),
            }
        })
        .await;
    match ended {
        Ok(ended) => ended.map(|()| true),
        Err(why) => {
            tracing::warn!(%why, "the end of a batch of scores waits");
            Ok(false)
        }
    }
}

/// What a batch asks of each enterprise, as the journal has it.
fn terms(batch: &KeptScoreBatch) -> Result<ScoreTerms, String> {
    let told = |error: Error| error.to_string();
    let mut body = Body::new(&batch.said["ask"]).map_err(told)?;
    let terms = ScoreTerms::read(&mut body, batch.asked_at.business_day());
    body.finish(terms).map_err(told)
}

/// Why nobody is scored for the one who asked any more.
fn gone(parts: &BatchParts, batch: &KeptScoreBatch) -> Option<String> {
    let registry = parts.access.registry();
    let client = registry.client(&batch.caller.client)?;
    if client.revoked {
        return Some("the client that asked was revoked".to_owned());
    }
    (client.caller.role != batch.caller.role)
        .then(|| "the client that asked has another role now".to_owned())
}
