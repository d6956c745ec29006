//! An event whose body is written already: what many events share is written once, and not for each of them.

use super::event::Event;
use crate::units::Digest;

/// An event, and beside it its body as text and by the digest of its canonical bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenEvent {
    /// The event; its own body is empty.
    pub event: Event,
    /// The body, as JSON.
    pub body: String,
    /// The digest of the canonical bytes of the body.
    pub digest: Digest,
}
