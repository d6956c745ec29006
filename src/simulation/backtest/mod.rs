//! Backtest 回测: what a pool would have paid, had banks lent by a model. Applications are decided by what was known on
//! their day, and what came of them goes through the pool's own ledger. Pure: the same files have the same bytes.

mod agenda;
pub mod application;
pub mod assumptions;
mod bound;
pub mod choice;
mod claiming;
mod closing;
pub mod columns;
pub mod comparisons;
pub mod course;
pub mod definition;
mod lending;
pub mod mapping;
mod parse_definition;
mod parse_mapping;
mod parse_policy;
pub mod policy;
mod read_flows;
mod read_life;
pub mod read_loans;
mod reading;
pub mod replay;
mod slugs;
pub mod standing;
mod tally;
mod teller;
mod told;
pub mod variation;

pub use application::{Application, Flow, Life};
pub use choice::{Choice, Verdict};
pub use comparisons::Comparison;
pub use course::{Course, Episode, Fate, Month};
pub use definition::Definition;
pub use mapping::Mapping;
pub use policy::Policy;
pub use read_loans::{Loans, Rows};
pub use replay::{Setting, replay};
pub use standing::Standing;
pub use variation::{Variation, Varied};

#[cfg(test)]
mod tests_of_loans;
#[cfg(test)]
mod tests_of_mappings;
