//! Import: files as people have them, read into dated facts row by row, with a reason for every row
//! that will not do.
//!
//! [`open`] recognises a file by its content, [`Plan::choose`] decides how its columns become facts
//! (a mapping file, a profile of a known export, or aliases of the columns), and [`read_rows`] gives
//! the outcomes of its rows in slices. Nothing is stored here.

pub mod available;
pub mod bind;
pub mod cells;
pub mod choose;
pub mod delimited;
pub mod encoding;
pub mod enterprises;
pub mod fact_form;
pub mod generic;
pub mod grid;
pub mod guess;
pub mod header;
pub mod input;
pub mod json_lines;
pub mod jump;
pub mod mapping;
pub mod mapping_form;
pub mod missing;
pub mod names;
pub mod plan;
pub mod profile;
pub mod row;
pub mod rows;
pub mod scale;
pub mod sheet;
pub(in crate::service) mod table;
pub mod vocabulary;
mod workbook;

#[cfg(test)]
mod samples;

pub use choose::Choice;
pub use guess::guess;
pub use input::{Format, Input, open};
pub use mapping::{Mapping, SourceRule};
pub use plan::Plan;
pub use row::{ReadFact, RowOutcome};
pub use rows::{Rows, read_rows};
