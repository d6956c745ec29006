//! Evidence: dated, sourced facts about enterprises, and the dossier through which they are read.

pub mod dossier;
pub mod fact;
pub mod facts;
pub mod field;
pub mod held;
#[cfg(test)]
mod leaks;
pub mod patent;
pub mod recorded;
pub mod source;
pub mod view;

pub use dossier::{Conflict, Dossier};
pub use fact::{Fact, Lag};
pub use field::{Cell, Field, FieldType, FieldValue, Fields};
pub use held::Held;
pub use patent::Patent;
pub use recorded::{Availability, RecordedFact};
pub use source::{Source, SourceClass, Visibility};
pub use view::{Basis, View};
