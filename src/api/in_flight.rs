//! Keys of requests that are under way: the same key again meanwhile is refused, and told when to ask again 处理中.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Whose key, on which route.
type Place = (String, String, String);

/// The keys under way; clones share them.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Arc<Mutex<HashSet<Place>>>);

/// A key that is under way until this is dropped, which is when its request is answered or its asker gone: what was
/// asked may stand all the same, and whoever asks again then waits for it and is told.
#[derive(Debug)]
pub(super) struct Held {
    all: InFlight,
    place: Place,
}

impl InFlight {
    /// Takes a key for a request; `None` while another request has it.
    pub(super) fn take(&self, client: &str, route: &str, key: &str) -> Option<Held> {
        let place = (client.to_owned(), route.to_owned(), key.to_owned());
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.insert(place.clone()).then(|| Held {
            all: self.clone(),
            place,
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut under_way = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.remove(&self.place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_under_way_once_for_each_client_and_route() {
        let keys = InFlight::default();
        let held = keys.take("a", "POST /v1/loans", "k");
        assert!(held.is_some());
        assert!(keys.take("a", "POST /v1/loans", "k").is_none());
        assert!(keys.take("b", "POST /v1/loans", "k").is_some());
        assert!(keys.take("a", "POST /v1/claims", "k").is_some());
        drop(held);
        assert!(keys.take("a", "POST /v1/loans", "k").is_some());
    }
}
