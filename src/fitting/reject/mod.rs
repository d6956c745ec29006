//! Reject inference 拒绝推断: what applicants who were turned down may have done, by three assumptions, and how far the
//! result hangs on them.
//!
//! None of them learns anything about rejects that the accepted do not tell (Hand and Henley 1993; Crook and Banasik
//! 2004). The table of what depends on the assumption is the result; none of its rows is the truth.

mod assumption;
mod dependence;
mod inference;
mod rules;
#[cfg(test)]
mod tests_of_reject;

pub use assumption::{Assumption, Inferred, Unassumable};
pub use dependence::{Applicants, Dependence, Refit};
pub use inference::{Inference, Spread};
pub use rules::RejectRules;
