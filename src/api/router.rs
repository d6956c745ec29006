//! Every route in one router, and what stands around all of them.

use super::problem::Problem;
use super::state::Api;
use super::{
    denials, docs_page, enterprises, evaluations, evidence, governance, health, models, pool,
    score_batches, scores, terms, watch, webhooks,
};
use axum::Router;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::any::Any;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes whose handlers describe themselves.
pub(super) fn described() -> OpenApiRouter<Api> {
    pool::readings()
        .merge(scores::routes())
        .merge(score_batches::routes())
        .merge(evaluations::routes())
        .merge(evidence::routes())
        .merge(enterprises::routes())
        .merge(models::routes())
        .merge(terms::routes())
        .merge(governance::routes())
        .routes(routes!(denials::list))
        .merge(webhooks::routes())
}

/// The router of the service, with that of its tokens.
pub fn router(api: Api, tokens: Router) -> Router {
    let (described, _) = described().split_for_parts();
    Router::new()
        .merge(described)
        .merge(pool::routes())
        .merge(health::routes())
        .route("/docs", get(docs_page::show))
        .route("/openapi.json", get(docs_page::json))
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_that_method)
        .layer(CatchPanicLayer::custom(broke_off))
        .layer(middleware::from_fn_with_state(api.clone(), watch::watch))
        .with_state(api)
        .merge(tokens)
}

async fn nothing_here(uri: Uri) -> Problem {
    let detail = format!(
        "there is nothing at {}; /docs tells what there is",
        uri.path()
    );
    Problem::new(StatusCode::NOT_FOUND, "route", detail)
}

async fn not_that_method(method: Method, uri: Uri) -> Problem {
    let detail = format!(
        "{} does not take {method}; /docs tells what it takes",
        uri.path()
    );
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", detail)
}

/// A handler that broke off answers all the same.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over so")]
fn broke_off(error: Box<dyn Any + Send + 'static>) -> Response {
    let said = error
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| error.downcast_ref::<&str>().copied());
    tracing::error!(panic = said.unwrap_or(""), "a handler broke off");
    Problem::internal().into_response()
}
