//! What is counted, in the text form that Prometheus reads.

use crate::service::score_batches::BatchDesk;
use crate::service::writer::{Pulse, Stroke, Writer};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The labels of a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

/// The labels of a route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

/// The labels of lines of batches.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfOutcome {
    outcome: &'static str,
}

/// The labels of a breaker.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfBreaker {
    pub(super) pool: String,
    pub(super) breaker: String,
}

/// Where the seconds of requests are cut.
const SECONDS: [f64; 12] = [
    0.000_5, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0,
];

/// Where the sizes of batches are cut.
const SIZES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Counters and gauges.
pub struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    seconds: Family<OfRoute, Histogram, fn() -> Histogram>,
    waiting: Gauge,
    head: Gauge,
    turned_away: Gauge,
    broken: Gauge,
    breakers: Family<OfBreaker, Gauge>,
    unexplained: Gauge,
    closed_day: Gauge,
    pulse: Arc<Pulse>,
    batches: Batches,
}

/// What is shown of batches of scores.
struct Batches {
    desk: Arc<BatchDesk>,
    open: Gauge,
    waiting: Gauge,
    done: Family<OfOutcome, Counter>,
}

impl Batches {
    fn of(desk: &Arc<BatchDesk>, registry: &mut Registry) -> Self {
        let (open, waiting, done) = (Gauge::default(), Gauge::default(), Family::default());
        let help = "Batches of scores that have not ended";
        registry.register("score_batches_open", help, open.clone());
        let help = "Lines of them that wait";
        registry.register("score_batch_lines_waiting", help, waiting.clone());
        let help = "Lines that were done since the service began";
        registry.register("score_batch_lines", help, Family::clone(&done));
        Self {
            desk: Arc::clone(desk),
            open,
            waiting,
            done,
        }
    }

    fn look(&self) {
        self.open.set(signed(self.desk.open()));
        self.waiting.set(signed(self.desk.waiting()));
        for (outcome, count) in [
            ("scored", self.desk.scored()),
            ("refused", self.desk.refused()),
        ] {
            let counter = self.done.get_or_create(&OfOutcome { outcome });
            counter.inner().store(count, Ordering::Relaxed);
        }
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Metrics {
    /// Metrics of a service, which follow its writer and its batches from now on.
    pub fn of(writer: &Writer, batches: &Arc<BatchDesk>) -> Self {
        let mut registry = Registry::with_prefix("zhixin");
        let answered = Family::default();
        let seconds = Family::new_with_constructor(histogram as fn() -> Histogram);
        let help = "Requests that were answered";
        registry.register("http_requests", help, answered.clone());
        let help = "How long answers took";
        registry.register("http_request_seconds", help, seconds.clone());
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::<i64>::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let waiting = gauge("writer_queue_depth", "Requests that wait to be written");
        let head = gauge("journal_head_sequence", "The last record of the journal");
        let turned_away = gauge("writer_turned_away", "Requests that found the queue full");
        let broken = gauge("writer_broken", "Requests over which the ledger broke off");
        let unexplained = gauge(
            "unexplained_fen",
            "What does not balance, in fen: must be nought",
        );
        let closed_day = gauge(
            "closed_day",
            "The last closed day, as a number like 20260630",
        );
        let breakers = Family::default();
        registry.register(
            "breaker_tripped",
            "Breakers that are tripped",
            breakers.clone(),
        );
        let commit = Histogram::new(SECONDS);
        let batch = Histogram::new(SIZES);
        let failed = Counter::<u64>::default();
        registry.register("commit_seconds", "How long a batch took", commit.clone());
        registry.register("batch_size", "Requests of a batch", batch.clone());
        registry.register(
            "commits_failed",
            "Batches that were not kept",
            failed.clone(),
        );
        writer.pulse().watch(move |stroke: &Stroke| {
            commit.observe(stroke.took.as_secs_f64());
            batch.observe(f64::from(
                u32::try_from(stroke.requests).unwrap_or(u32::MAX),
            ));
            if !stroke.kept {
                failed.inc();
            }
        });
        Self {
            batches: Batches::of(batches, &mut registry),
            registry,
            answered,
            seconds,
            waiting,
            head,
            turned_away,
            broken,
            breakers,
            unexplained,
            closed_day,
            pulse: Arc::clone(writer.pulse()),
        }
    }

    /// Counts an answer.
    pub(super) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let labels = Answered {
            method: known_method(method).to_owned(),
            route: route.to_owned(),
            status,
        };
        self.answered.get_or_create(&labels).inc();
        let of = OfRoute {
            route: route.to_owned(),
        };
        self.seconds.get_or_create(&of).observe(took.as_secs_f64());
    }

    /// The text, with the gauges as they are now.
    pub(super) fn text(&self, now: Standing) -> String {
        self.batches.look();
        self.waiting.set(signed(self.pulse.waiting()));
        self.turned_away.set(signed(self.pulse.refused_full()));
        self.broken.set(signed(self.pulse.broken()));
        self.head.set(signed(now.head));
        self.unexplained.set(now.unexplained_fen);
        self.closed_day.set(now.closed_day);
        self.breakers.clear();
        for breaker in now.breakers {
            self.breakers.get_or_create(&breaker).inc();
        }
        let mut text = String::new();
        // A text takes whatever is written to it.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// What the books say of themselves.
pub(super) struct Standing {
    /// The last record of the journal.
    pub(super) head: u64,
    /// What the trial balances add up to, without their signs: nought.
    pub(super) unexplained_fen: i64,
    /// The last closed day, as a number.
    pub(super) closed_day: i64,
    /// The breakers that are tripped.
    pub(super) breakers: Vec<OfBreaker>,
}

/// A method as it is counted: whoever makes up others gets no counters of his own.
fn known_method(method: &str) -> &str {
    match method {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" => method,
        _ => "other",
    }
}

fn histogram() -> Histogram {
    Histogram::new(SECONDS)
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
