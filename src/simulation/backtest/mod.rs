//! Backtest 回测: what a pool would have paid, had banks lent by a model. Applications are decided by what was known on
//! their day, and what came of them goes through the pool's own ledger. Pure: the same files have the same bytes.

mod agenda;
pub mod application;
pub mod assumptions;
mod bound;
pub mod bounds;
mod calendar;
pub mod choice;
mod claiming;
mod closing;
pub mod columns;
pub mod comparisons;
pub mod course;
pub mod definition;
pub mod figures;
pub mod frontier_point;
mod incidence;
pub mod intervals;
mod lending;
pub mod lent;
pub mod mapping;
pub mod outcome;
mod parse_definition;
mod parse_mapping;
mod parse_policy;
pub mod parts;
pub mod policy;
pub mod pool_figures;
mod read_flows;
mod read_life;
pub mod read_loans;
mod reading;
pub mod replay;
pub mod rolls;
mod slugs;
pub mod standing;
mod tally;
mod teller;
mod told;
pub mod variation;
pub mod vintages;

pub use application::{Application, Flow, Life};
pub use bounds::Bounds;
pub use choice::{Choice, Verdict};
pub use comparisons::Comparison;
pub use course::{Course, Episode, Fate, Month};
pub use definition::Definition;
pub use figures::Figures;
pub use frontier_point::Point;
pub use intervals::Difference;
pub use mapping::Mapping;
pub use outcome::Horizon;
pub use policy::Policy;
pub use read_loans::{Loans, Rows};
pub use replay::{Setting, replay};
pub use rolls::Rolls;
pub use standing::Standing;
pub use variation::{Variation, Varied};
pub use vintages::Curve;

#[cfg(test)]
pub(crate) mod samples_of_lives;
#[cfg(test)]
mod tests_of_figures;
#[cfg(test)]
mod tests_of_flows;
#[cfg(test)]
mod tests_of_loans;
#[cfg(test)]
mod tests_of_mappings;
