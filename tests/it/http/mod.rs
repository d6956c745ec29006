//! The service over real HTTP: a listener on loopback, real records, a real client.

pub(crate) mod answers;
mod bank_guide;
mod bank_statements;
mod client;
mod client_scores;
mod conformance;
mod description;
mod double;
mod draining;
mod edges;
mod evaluations;
mod evidence;
mod faults;
mod in_flight;
mod isolation;
mod models_and_terms;
mod nonsense;
mod operating;
mod problems;
mod receiver;
mod scenarios;
mod scores;
mod served;
mod unwell;
mod webhooks;
mod webhooks_failing;
mod webhooks_of_scores;
