//! The service over real HTTP: a listener on loopback, real records, a real client.

pub(crate) mod answers;
mod description;
mod isolation;
mod scenarios;
mod scores;
mod served;
mod unwell;
