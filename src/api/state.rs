//! What every handler works with.

use super::limits::Limits;
use super::metrics::Metrics;
use crate::identity::Caller;
use crate::service::records::Store;
use crate::service::writer::Writer;
use crate::units::Moment;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Why a token does not open the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// The word of RFC 6750: `invalid_token`, or empty where there was none.
    pub error: &'static str,
    /// For the one who called; tells nothing that helps to guess.
    pub detail: String,
}

/// The one who looks at tokens: the token, the thumbprint of the caller's certificate where it showed one, now.
pub type Gate =
    Arc<dyn Fn(&str, Option<&str>, Moment) -> Result<Arc<Caller>, Denied> + Send + Sync>;

/// What every handler works with; clones share it.
#[derive(Clone)]
pub struct Api {
    parts: Arc<Parts>,
}

/// The parts.
pub struct Parts {
    /// The records.
    pub store: Store,
    /// The one writer.
    pub writer: Writer,
    /// Who looks at tokens.
    pub gate: Gate,
    /// How much a request may ask for.
    pub limits: Limits,
    /// The clock.
    pub now: fn() -> Moment,
    /// Counters.
    pub metrics: Metrics,
}

impl Api {
    /// Puts the parts together.
    pub fn new(
        store: Store,
        writer: Writer,
        gate: Gate,
        limits: Limits,
        now: fn() -> Moment,
    ) -> Self {
        let metrics = Metrics::of(&writer);
        Self {
            parts: Arc::new(Parts {
                store,
                writer,
                gate,
                limits,
                now,
                metrics,
            }),
        }
    }
}

impl Deref for Api {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
