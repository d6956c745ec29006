//! Webhooks at work: endpoints registered and changed, messages made of the tail of the journal, and sent.
//!
//! Every endpoint has a round of its own, one message at a time and in the order of the journal, so that a slow one delays
//! no other; there are never more sends under way than endpoints.

mod address;
mod changes;
mod courier;
mod message;
mod register;
mod resolver;
mod round;
mod sending;
mod targets;
#[cfg(test)]
mod tests_of_targets;

pub use changes::{Changed, end, replay, rotate, switch};
pub use courier::{Courier, CourierParts};
pub use register::{list, one, public_keys, register, tries};
pub use targets::{Allowed, Targets};
