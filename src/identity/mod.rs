//! Identity: who calls the service, in which role, and how they prove it.
//!
//! Pure: secrets, keys and the moment come in as arguments. What is decided about callers are events
//! of the journal; what they may see or do is asked here.

pub mod caller;
pub mod role;

pub use caller::Caller;
pub use role::{Role, Seat};
