//! Things of governance listed page by page, in the order in which they began: consents, objections, decisions, reports.

use crate::governance::{GovernedEvent, Topic};
use crate::service::Error;
use crate::store::{About, Store};
use std::collections::HashMap;

/// How many things are read at a time.
const AT_A_TIME: u32 = 500;

/// The page that has everything.
pub const EVERY: (u64, u32) = (0, u32::MAX);

/// Things on a page, and the sequence after which the next page begins, where more follow.
pub type ThingPage<T> = (Vec<T>, Option<u64>);

/// The things of a topic that began after a sequence (0 for the first) and that `seen` lets through, at most so many.
/// `made` makes a thing of its events.
pub(super) async fn things<T>(
    store: &Store,
    (topic, about): (Topic, About<'_>),
    (mut after, limit): (u64, u32),
    made: impl Fn(Vec<GovernedEvent>) -> Option<T>,
    seen: impl Fn(&T) -> bool,
) -> Result<ThingPage<T>, Error> {
    let (limit, at_a_time) = (limit as usize, limit.saturating_add(1).min(AT_A_TIME));
    let (mut page, mut last) = (Vec::new(), after);
    loop {
        let begun = begun(store, (topic, about), (after, at_a_time)).await?;
        let full = begun.len() == at_a_time as usize;
        for (began, events) in begun {
            after = began;
            let Some(thing) = made(events).filter(&seen) else {
                continue;
            };
            if page.len() == limit {
                return Ok((page, Some(last)));
            }
            page.push(thing);
            last = began;
        }
        if !full {
            return Ok((page, None));
        }
    }
}

/// The events of each thing, with the sequence at which it began.
async fn begun(
    store: &Store,
    (topic, about): (Topic, About<'_>),
    (after, limit): (u64, u32),
) -> Result<Vec<(u64, Vec<GovernedEvent>)>, Error> {
    let mut things: Vec<(u64, Vec<GovernedEvent>)> = Vec::new();
    let mut places = HashMap::new();
    for kept in store.governed_things(topic, about, after, limit).await? {
        let next = things.len();
        let at = *places.entry(kept.event.what.place().id).or_insert(next);
        if at == next {
            things.push((kept.sequence, Vec::new()));
        }
        things[at].1.push(kept.event);
    }
    Ok(things)
}
