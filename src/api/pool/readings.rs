//! The routes of readings.

use super::{
    bank_statements, claims, contributions, feed, loans, payments, pools, recoveries, statements,
};
use crate::api::state::Api;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of every reading of the books, with its description.
pub(in crate::api) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(pools::list))
        .routes(routes!(pools::one))
        .routes(routes!(pools::position))
        .routes(routes!(pools::accounts))
        .routes(routes!(statements::list))
        .routes(routes!(statements::one))
        .routes(routes!(statements::of_days))
        .routes(routes!(loans::list))
        .routes(routes!(loans::one))
        .routes(routes!(loans::events))
        .routes(routes!(claims::list))
        .routes(routes!(claims::one))
        .routes(routes!(claims::events))
        .routes(routes!(claims::documents))
        .routes(routes!(contributions::list))
        .routes(routes!(payments::list))
        .routes(routes!(payments::one))
        .routes(routes!(recoveries::list))
        .routes(routes!(recoveries::one))
        .routes(routes!(pools::breakers))
        .routes(routes!(feed::read))
        .routes(routes!(bank_statements::receive))
}
