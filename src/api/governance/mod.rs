//! Consent, objections, decisions and reports over HTTP.

mod answer;
mod bodies;
mod consents;
mod decisions;
mod look_ups;
mod models;
mod objections;
mod reports;
mod shown_decision;

use super::state::Api;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of them, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(consents::record, consents::list))
        .routes(routes!(consents::one))
        .routes(routes!(consents::revoke))
        .routes(routes!(objections::receive, objections::list))
        .routes(routes!(objections::one))
        .routes(routes!(objections::verify))
        .routes(routes!(objections::decide))
        .routes(routes!(objections::answer))
        .routes(routes!(decisions::decide))
        .routes(routes!(decisions::list))
        .routes(routes!(decisions::one))
        .routes(routes!(look_ups::list))
        .routes(routes!(look_ups::seal))
        .routes(routes!(models::register))
        .routes(routes!(models::validate))
        .routes(routes!(models::propose))
        .routes(routes!(models::sign))
        .routes(routes!(models::suspend))
        .routes(routes!(models::retire))
        .routes(routes!(models::life))
        .routes(routes!(models::in_force))
        .routes(routes!(models::monitored))
        .routes(routes!(models::shadows))
        .routes(routes!(reports::receive, reports::list))
        .routes(routes!(reports::one))
        .routes(routes!(reports::differences))
        .routes(routes!(reports::confirm))
}
