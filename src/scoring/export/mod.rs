//! Models for other engines: PMML scorecards, portable SQL, plain JSON, and the cases by which an import is checked.
//!
//! What a format cannot say is refused by name, and never left out in silence.

mod cases;
mod difference;
mod expression;
mod field;
mod plain;
mod pmml;
mod pmml_grade;
mod pmml_outcome;
mod predicate;
mod quotient;
mod refused;
mod sql;
mod sql_outcome;
mod sql_parts;
mod sql_slots;

pub use cases::{Case, cases, edges};
pub use difference::{Difference, differences};
pub use field::{Field, FieldKind, fields};
pub use plain::plain;
pub use pmml::pmml;
pub use refused::{Refused, Says, Unsaid, unsaid};
pub use sql::{Dialect, sql};

use serde::{Deserialize, Serialize};

/// Which end of a range of points is taken where a format has room for one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// The least, as a credit model counts while an expert has not spoken.
    Least,
    /// The most.
    Most,
}

#[cfg(test)]
mod tests;
