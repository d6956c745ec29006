//! Store: the records of an installation in a database, and the only room with SQL.
//!
//! Evidence arrives in batches that are seen once they are sealed; events join the hash chain under
//! the key of their command; models and issued scores are kept byte for byte. Statements are written
//! so that `PostgreSQL` runs them unchanged; only the schema files belong to one database.

mod accounts;
mod backups;
mod batches;
mod carry;
mod catalog;
mod clients;
mod columns;
mod connect;
mod db;
mod denials;
mod documents;
mod engine;
pub mod error;
pub mod events;
pub mod facts;
mod governed;
mod known;
mod lease;
mod look_ups;
pub mod models;
mod pool_events;
pub mod postings;
pub mod redactions;
pub mod rejects;
mod row;
mod rows;
mod schema;
mod score_batches;
mod score_slices;
pub mod scores;
mod showing;
mod slices;
mod snapshots;
mod spent_tokens;
mod statement;
mod status;
#[allow(clippy::module_inception)]
pub mod store;
pub mod terms;
mod url;
mod webhook_places;
mod webhooks;
mod writing;

pub use backups::Backup;
pub use batches::{Batch, BatchHandle, Begun, NewBatch, RowCounts, Sealed};
pub use carry::Contents;
pub use error::{Conflict, StoreError};
pub use events::Appended;
pub use facts::{EvidenceHead, NamedEnterprise};
pub use governed::{About, KeptGoverned, StoredReport};
pub use lease::Lease;
pub use look_ups::NumberedLookUp;
pub use models::StoredModel;
pub use pool_events::KeptEvent;
pub use postings::BalanceRow;
pub use rejects::{NewReject, Reject};
pub use score_batches::{BatchEnd, BatchOf, KeptScoreBatch, NewScoreBatch};
pub use score_slices::{KeptOutcome, LineDone, Outcome};
pub use scores::{IssuedScore, ScorePage, StoredScore};
pub use showing::{LastGoverned, RestsOn, Showing, ToShow};
pub use slices::{NewFact, Slice};
pub use snapshots::Snapshot;
pub use status::Status;
pub use store::Store;
pub use terms::StoredText;
pub use webhook_places::{Attempt, Came, KeptAttempt, ToldTo};
pub use webhooks::{KeptWebhook, WebhookChange};

#[cfg(test)]
#[path = "../../tests/it/cluster.rs"]
pub(crate) mod cluster;
#[cfg(test)]
pub(crate) mod faults;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests_of_documents;
#[cfg(test)]
mod tests_of_governance;
#[cfg(test)]
mod tests_of_schema;
#[cfg(test)]
mod tests_of_score_batches;
#[cfg(test)]
mod tests_of_webhooks;
#[cfg(test)]
mod tests_on_both;
