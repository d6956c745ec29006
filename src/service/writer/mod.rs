//! The one writer of an installation: requests queue to it, it decides them in batches, keeps each batch in one
//! transaction, lets readers see it once it is kept, and answers then.

mod job;
mod pulse;
mod showing;
mod tenure;
#[allow(clippy::module_inception)]
mod writer;

pub use crate::store::{LastGoverned, RestsOn, Showing, ToShow};
pub use pulse::{Pulse, Stroke};
pub use writer::{Unwritten, Writer, WriterRules};

#[cfg(test)]
mod tests_of_faults;
