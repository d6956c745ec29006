//! Journal: the hash chain of events that is the truth for everything decided, verifiable offline.
//!
//! ```
//! use zhixin::journal::{Chain, Event, EventKind, IdempotencyKey, verify};
//! use zhixin::units::{Date, Moment};
//!
//! let mut chain = Chain::default();
//! let record = chain.append(Event {
//!     kind: EventKind::ScoreIssued.into(),
//!     subject: "91500000MA5U000000".to_owned(),
//!     effective_on: Date::constant(2020, 6, 30),
//!     booked_on: Date::constant(2020, 6, 30),
//!     recorded_at: Moment::parse("2020-06-30T08:00:00Z")?,
//!     actor: "analyst:li".to_owned(),
//!     key: IdempotencyKey::new("bank-a", "score", "order-1"),
//!     body: serde_json::json!({"points": 71}),
//! })?;
//! assert_eq!(verify([&record])?, chain.head());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod canonical;
pub mod chain;
pub mod checkpoint;
pub mod event;
mod hex;
pub mod kind;
mod line;
pub mod merkle;
pub mod path;
pub mod proof;
pub mod public_key;
pub mod reason;
pub mod record;
pub mod redaction;
pub mod signing_key;
pub mod strict;
pub mod verify;
pub mod written;

pub use canonical::{CanonicalError, canonical_bytes, canonical_digest, canonical_digest_with};
pub use chain::{Chain, ChainError, Head, Receipt};
pub use checkpoint::{Checkpoint, CheckpointError};
pub use event::{Event, IdempotencyKey};
pub use kind::{EventKind, KindName};
pub use merkle::Tree;
pub use path::PathBuilder;
pub use proof::{Proof, ProofError};
pub use public_key::{KeyError, PublicKey};
pub use reason::{Broken, Reason};
pub use record::{ALGORITHM, LineError, Record};
pub use redaction::{Redaction, redacted};
pub use signing_key::SigningKey;
pub use verify::{Verifier, verify, verify_from, verify_receipt};
pub use written::WrittenEvent;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests_of_redaction;
#[cfg(test)]
mod tests_of_verify;
