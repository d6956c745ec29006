//! Batches of scores over HTTP: asked for, followed, read by pages, called off.

mod asking;
mod results;
mod shown;

use super::state::Api;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of them, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(asking::ask, shown::list))
        .routes(routes!(shown::one, asking::cancel))
        .routes(routes!(results::results))
}
