//! What every handler works with.

use super::denials::Denials;
use super::in_flight::InFlight;
use super::limits::Limits;
use super::metrics::Metrics;
use crate::service::governance::Footings;
use crate::service::identity::{Access, TrustedProxy};
use crate::service::records::Store;
use crate::service::scorer::Scorer;
use crate::service::webhooks::Targets;
use crate::service::writer::Writer;
use crate::units::Moment;
use quick_cache::sync::Cache;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

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
    /// Scores, with what they share kept ready.
    pub scorer: Scorer,
    /// What governance says of enterprises, at hand.
    pub footings: Footings,
    /// The models that this process found on record, or put there.
    pub recorded: Cache<String, ()>,
    /// Where refusals are noted.
    pub denials: Denials,
    /// The keys of requests under way.
    pub in_flight: InFlight,
    /// Told when the service is to stop: it is not ready from then on.
    pub draining: CancellationToken,
    /// Who looks at tokens.
    pub access: Access,
    /// The proxy that tells of client certificates, if one does.
    pub proxy: Option<TrustedProxy>,
    /// Which addresses may be told of what happens.
    pub targets: Arc<Targets>,
    /// How much a request may ask for.
    pub limits: Limits,
    /// The clock.
    pub now: fn() -> Moment,
    /// Counters.
    pub metrics: Metrics,
}

impl Api {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
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
