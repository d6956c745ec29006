//! Backtest 回测: what a pool would have paid, had banks lent by a model. Applications are decided by what was known on
//! their day, and what came of them goes through the pool's own ledger. Pure: the same files have the same bytes.

mod agenda;
pub mod application;
pub mod choice;
mod claiming;
mod closing;
pub mod comparisons;
pub mod course;
pub mod definition;
mod lending;
pub mod policy;
pub mod replay;
pub mod standing;
mod teller;
pub mod variation;

pub use application::{Application, Flow, Life};
pub use choice::{Choice, Verdict};
pub use comparisons::Comparison;
pub use course::{Course, Episode, Fate, Month};
pub use definition::Definition;
pub use policy::Policy;
pub use replay::{Setting, replay};
pub use standing::Standing;
pub use variation::{Variation, Varied};
