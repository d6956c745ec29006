//! A variable of a sample: a column, how its values fall into slots, and the slot of every row.

use super::{Layout, Trend};
use crate::units::Bilingual;

/// One figure of every row 变量.
#[derive(Debug, Clone)]
pub struct Variable {
    /// The column, as the file writes it, or the id of an indicator of the catalogue.
    pub column: String,
    /// What it is called.
    pub name: Bilingual,
    /// How its values fall into slots.
    pub layout: Layout,
    /// How the rate of events may move along its bands.
    pub trend: Trend,
    /// Whether its bands were set by hand and stand as they are.
    pub fixed: bool,
    /// The slot of each row.
    pub slots: Vec<u8>,
    /// Texts of the column that mean that the value is missing, beside the empty one.
    pub missing: Vec<String>,
}
