//! The end of a batch: every line is done, or the rest is called off.

use super::reading::{one, seen};
use crate::governance::Refusal;
use crate::identity::{Caller, Role};
use crate::journal::{Event, EventKind, IdempotencyKey, Record};
use crate::service::Error;
use crate::service::keyed::Keyed;
use crate::store::{BatchEnd, KeptScoreBatch, Store};
use crate::units::{Digest, Moment};
use serde_json::json;

/// Calls a batch off, and says whether that had been done before: what is scored stays, what waits is never scored.
pub async fn cancel(
    store: &Store,
    caller: &Caller,
    id: &str,
    key: &str,
    now: Moment,
) -> Result<(Record, bool), Error> {
    let said = json!({ "batch": id });
    let keyed = Keyed::new((store, caller), ("score-batch.cancel", key), &said, now)?;
    if let Some(before) = keyed.record().await? {
        return Ok((before, true));
    }
    let kept = seen(caller, one(store, id).await?, id)?;
    let own = kept.caller.client == caller.client || kept.caller.role == caller.role;
    if !own || matches!(caller.role, Role::Auditor) {
        return Err(Refusal::Role {
            is: caller.role.word(),
            needs: "who asked for it",
        }
        .into());
    }
    if let Some(end) = &kept.end {
        return Err(Refusal::WrongState {
            what: "score batch",
            name: id.to_owned(),
            is: if end.done { "done" } else { "cancelled" },
            needs: "running",
        }
        .into());
    }
    let end = BatchEnd {
        done: false,
        reason: format!("called off by {caller}"),
        at: now,
    };
    let (key, actor) = (keyed.key.clone(), caller.to_string());
    let record = end_as(store, &kept, end, (key, actor, &keyed.digest)).await?;
    Ok((record, false))
}

/// Ends a batch by itself, once: as done, or for a reason.
pub(super) async fn end(
    store: &Store,
    kept: &KeptScoreBatch,
    reason: Option<String>,
    now: Moment,
) -> Result<Record, Error> {
    let end = BatchEnd {
        done: reason.is_none(),
        reason: reason.unwrap_or_default(),
        at: now,
    };
    let key = IdempotencyKey::new("zhixin", "score-batch.end", kept.id.as_str());
    let by = (key, "zhixin".to_owned(), &Digest::of(b""));
    end_as(store, kept, end, by).await
}

async fn end_as(
    store: &Store,
    kept: &KeptScoreBatch,
    end: BatchEnd,
    (key, actor, request): (IdempotencyKey, String, &Digest),
) -> Result<Record, Error> {
    let counts = store.score_batch_counts(&kept.id).await?;
    let scored = counts.get("").copied().unwrap_or(0);
    let done: u64 = counts.values().sum();
    let today = end.at.business_day();
    let event = Event {
        kind: EventKind::ScoreBatchEnded.into(),
        subject: kept.id.to_string(),
        effective_on: today,
        booked_on: today,
        recorded_at: end.at,
        actor,
        key,
        body: json!({
            "request": request,
            "client": kept.caller.client,
            "by": kept.caller.to_string(),
            "how": if end.done { "done" } else { "cancelled" },
            "rows": kept.rows,
            "scored": scored,
            "refused": done - scored,
            "reason": end.reason,
        }),
    };
    let appended = store.end_score_batch(&kept.id, &end, event).await?;
    Ok(appended.record)
}
