//! Webhooks over HTTP: endpoints registered, shown, changed and ended.

mod answer;
mod bodies;
mod changes;
mod endpoints;

use super::state::Api;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of them, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(endpoints::register, endpoints::list))
        .routes(routes!(endpoints::one, changes::end))
        .routes(routes!(endpoints::deliveries))
        .routes(routes!(changes::switch))
        .routes(routes!(changes::rotate))
        .routes(routes!(changes::replay))
}
