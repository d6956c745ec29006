//! Requests that were refused, noted for the auditor beside the answer and kept a moment later 拒绝记录.

use super::asker::Asker;
use super::failure::failed;
use super::page::{PageQuery, Parameters};
use super::problem::Problem;
use super::state::Api;
use crate::governance::{Denial, DenialLimit};
use crate::identity::Caller;
use crate::service::governance::{denials, deny};
use crate::service::records::Store;
use crate::units::Moment;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many refusals of unknown callers are kept in one minute.
const OF_STRANGERS: u32 = 60;

/// How many wait to be kept; more are counted, and told with the next one.
const WAITING: usize = 1_024;

/// Who a request turned out to come from, for those around it.
#[derive(Debug, Clone, Default)]
pub(super) struct Known(pub(super) Arc<OnceLock<Arc<Caller>>>);

/// Where refusals are noted.
#[derive(Debug)]
pub struct Denials {
    queue: mpsc::Sender<Denial>,
    limit: Mutex<DenialLimit>,
    /// Those that found the queue full.
    lost: std::sync::atomic::AtomicU64,
}

/// What was noted and is to be kept.
#[derive(Debug)]
pub struct Noted(mpsc::Receiver<Denial>);

impl Denials {
    /// A place to note refusals, and the other end of it.
    pub fn new() -> (Self, Noted) {
        let (queue, noted) = mpsc::channel(WAITING);
        let denials = Self {
            queue,
            limit: Mutex::new(DenialLimit::new(OF_STRANGERS)),
            lost: std::sync::atomic::AtomicU64::new(0),
        };
        (denials, Noted(noted))
    }

    /// Notes a refusal; it never waits.
    pub(super) fn note(
        &self,
        caller: Option<&Caller>,
        (route, reason, trace): (String, String, String),
        at: Moment,
    ) {
        let more = match caller {
            Some(_) => Some(0),
            None => {
                let mut limit = self.limit.lock().unwrap_or_else(PoisonError::into_inner);
                limit.take(at)
            }
        };
        let Some(more) = more else { return };
        let lost = self.lost.swap(0, std::sync::atomic::Ordering::Relaxed);
        let denial = Denial {
            at,
            client: caller.map_or_else(String::new, |caller| caller.client.to_string()),
            caller: caller.map_or_else(String::new, ToString::to_string),
            route,
            reason,
            more: more.saturating_add(lost),
            trace,
        };
        if self.queue.try_send(denial).is_err() {
            let again = lost.saturating_add(1);
            self.lost
                .fetch_add(again, std::sync::atomic::Ordering::Relaxed);
        }
    }
}

impl Noted {
    /// Keeps what is noted until `stopped`, and then what was noted before. What cannot be kept is logged.
    pub async fn keep(mut self, store: Store, stopped: CancellationToken) {
        let mut noted = Vec::with_capacity(WAITING);
        loop {
            let more = tokio::select! {
                biased;
                count = self.0.recv_many(&mut noted, WAITING) => count > 0,
                () = stopped.cancelled() => {
                    self.0.close();
                    self.0.recv_many(&mut noted, WAITING).await > 0
                }
            };
            if !more {
                return;
            }
            if let Err(error) = deny(&store, &noted).await {
                tracing::error!(%error, count = noted.len(), "refusals could not be kept");
            }
            noted.clear();
        }
    }
}

/// Requests that were refused: for auditors, supervisors and operators.
#[utoipa::path(
    get, path = "/v1/denials", tag = "audit",
    params(
        PageQuery,
    ),
    responses((status = 200, body = Object))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<Value>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let found = denials(&api.store, &asker.0, page.after, page.limit).await;
    let found = found.map_err(|error| failed(&error))?;
    let next = page.last_of(&found).map(|(number, _)| *number);
    let rows = found.iter().map(|(number, of)| {
        json!({
            "number": number, "at": of.at, "client": of.client, "caller": of.caller, "route": of.route,
            "reason": of.reason, "more": of.more, "trace": of.trace,
        })
    });
    let mut body = json!({ "denials": rows.collect::<Vec<_>>() });
    if let Some(next) = next {
        body["next"] = json!(next);
    }
    Ok(Json(body))
}
