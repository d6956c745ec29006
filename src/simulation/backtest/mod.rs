//! Backtest 回测: what a pool would have paid, had banks lent by a model. Applications are decided by what was known on
//! their day, and what came of them goes through the pool's own ledger. Pure: the same files have the same bytes.

pub mod application;
pub mod choice;
pub mod course;
pub mod definition;
pub mod policy;
pub mod standing;

pub use application::{Application, Flow, Life};
pub use choice::{Choice, Verdict};
pub use course::{Course, Episode, Fate, Month};
pub use definition::Definition;
pub use policy::Policy;
pub use standing::Standing;
