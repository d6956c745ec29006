//! The events of one loan or claim, read from the journal by their numbers.

use super::acknowledgement::BookEvent;
use super::loans::History;
use crate::api::failure::failed;
use crate::api::page::Page;
use crate::api::problem::Problem;
use crate::api::state::Api;

/// A page of the events of these numbers.
pub(super) async fn of(api: &Api, page: Page, numbers: &[u64]) -> Result<History, Problem> {
    let (numbers, next) = page.of(numbers.iter().copied(), |number| *number);
    let mut events = Vec::with_capacity(numbers.len());
    for number in numbers {
        let kept = api.store.pool_event(number).await;
        let kept = kept.map_err(|error| failed(&error.into()))?;
        events.extend(kept.as_ref().map(BookEvent::of));
    }
    Ok(History { events, next })
}
