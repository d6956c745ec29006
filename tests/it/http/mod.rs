//! The service over real HTTP: a listener on loopback, real records, a real client.

pub(crate) mod answers;
mod description;
mod faults;
mod isolation;
mod nonsense;
mod scenarios;
mod scores;
mod served;
mod unwell;
