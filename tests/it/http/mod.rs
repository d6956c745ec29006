//! The service over real HTTP: a listener on loopback, real records, a real client.

mod answers;
mod description;
mod isolation;
mod scenarios;
mod scores;
mod served;
mod unwell;
