//! The feed of events: what happened since, for those who cannot be called.

use super::acknowledgement::BookEvent;
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::service::sight::Sight;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A part of the feed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(in crate::api) struct Feed {
    /// The events that the caller sees, in their order.
    events: Vec<BookEvent>,
    /// Ask next with `after` this; it goes on also where no event was seen.
    next: u64,
    /// Whether there is more to read at once.
    more: bool,
}

/// Events of the books after a number, that the caller sees.
#[utoipa::path(
    get, path = "/v1/events", tag = "events",
    params(
        PageQuery,
    ),
    responses((status = 200, body = Feed))
)]
pub(super) async fn read(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<Feed>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let kept = api.store.pool_events(page.after, page.limit).await;
    let kept = kept.map_err(|error| failed(&error.into()))?;
    let sight = Sight(asker.role());
    let books = api.writer.books().await;
    let seen = kept
        .iter()
        .filter(|kept| sight.event(&kept.event, books.state()));
    Ok(Json(Feed {
        events: seen.map(BookEvent::of).collect(),
        next: kept.last().map_or(page.after, |last| last.number),
        more: kept.len() == page.limit as usize,
    }))
}
