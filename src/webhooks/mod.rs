//! Webhooks: who asked to be told of what, how a message is signed, and when it is tried again.
//!
//! Pure: secrets, chance and the moment come in as arguments. What is decided about endpoints are events of the
//! journal, in which no secret and no whole address stands.

pub mod endpoint;
pub mod event;
pub mod notice;
pub mod pace;
pub mod signature;
pub mod signing_secret;

pub use endpoint::{Endpoint, Standing};
pub use event::WebhookEvent;
pub use notice::{BATCHED, Notice};
pub use pace::Pace;
pub use signature::sign;
pub use signing_secret::{Scheme, SigningSecret};
