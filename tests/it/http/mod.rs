//! The service over real HTTP: a listener on loopback, real records, a real client.

pub(crate) mod answers;
mod bank_guide;
mod client;
mod client_scores;
mod conformance;
mod description;
mod double;
mod evaluations;
mod faults;
mod isolation;
mod nonsense;
mod operating;
mod problems;
mod receiver;
mod scenarios;
pub(crate) mod score_batches;
mod scores;
mod served;
mod unwell;
mod webhooks;
mod webhooks_failing;
mod webhooks_of_books;
mod webhooks_of_scores;
