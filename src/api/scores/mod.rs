//! Scores over HTTP: asked for, shown again, listed. Nothing is shown without leave, and nothing without a row in the log.

mod asking;
pub(in crate::api) mod leaving;
mod listing;
mod shown;

use super::page::Query;
use super::state::Api;
use crate::governance::Purpose;
use crate::identity::Caller;
use crate::units::EnterpriseId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A router of scores, with its description.
pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(asking::ask, listing::list))
        .routes(routes!(shown::one))
}

/// Whether a covered loan of the bank to the enterprise is live, where that makes a difference: to watch over it.
pub(super) async fn live_cover(
    api: &Api,
    caller: &Caller,
    enterprise: &EnterpriseId,
    purpose: Purpose,
) -> bool {
    let (Some(bank), Purpose::CoverMonitoring) = (caller.role.bank(), purpose) else {
        return false;
    };
    api.writer
        .books()
        .await
        .state()
        .has_live_cover(bank, enterprise)
}

pub(super) fn purpose(query: &mut Query<'_>) -> Option<Purpose> {
    let read = |text: &str| {
        let found = Purpose::WORDS.iter().find(|(word, _)| *word == text);
        found.map(|(_, purpose)| *purpose).ok_or_else(|| {
            let words: Vec<&str> = Purpose::WORDS.iter().map(|(word, _)| *word).collect();
            format!("`{text}` is none of: {}", words.join(", "))
        })
    };
    let needed = "say for what it is read, as `purpose`";
    query.must("purpose", read, needed)
}
