//! How the service is: whether it runs, whether it can serve, and its figures.

use super::metrics::{OfBreaker, Standing};
use super::problem::Problem;
use super::state::Api;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// The routes, which need no token and belong behind the proxy.
pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Ready when the records answer and the writer takes requests.
async fn ready(State(api): State<Api>) -> Result<&'static str, Problem> {
    if api.draining.is_cancelled() || api.writer.is_stopping() {
        return Err(Problem::unavailable("draining", "the service is stopping"));
    }
    match api.store.journal_head().await {
        Ok(_) => Ok("ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Err(Problem::unavailable("records", "the records do not answer"))
        }
    }
}

async fn metrics(State(api): State<Api>) -> Response {
    let standing = {
        let books = api.writer.books().await;
        let state = books.state();
        let unexplained = state.compartments().map(|at| {
            let (real, memorandum) = state.trial(at);
            real.saturating_abs()
                .saturating_add(memorandum.saturating_abs())
        });
        let pools = state.pools().flat_map(|(pool, _)| state.tripped(pool));
        Standing {
            head: books.end().sequence,
            unexplained_fen: unexplained.fold(0, i64::saturating_add),
            closed_day: state.day().map_or(0, |day| {
                i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
            }),
            breakers: pools
                .map(|(moved, _)| OfBreaker {
                    pool: moved.site.pool.to_string(),
                    breaker: moved.site.breaker.to_string(),
                })
                .collect(),
        }
    };
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], api.metrics.text(standing)).into_response()
}
