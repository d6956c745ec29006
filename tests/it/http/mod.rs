//! The service over real HTTP: a listener on loopback, real records, a real client.

mod answers;
mod description;
mod isolation;
mod receiver;
mod scenarios;
mod scores;
mod served;
mod unwell;
mod webhooks;
mod webhooks_failing;
