//! A grid of cells: rows of a delimited text or of a sheet, one at a time.

use super::delimited::DelimitedRows;
use super::sheet::SheetRows;
use crate::units::Problems;
use csv::StringRecord;

/// The rows of an input that has columns.
pub(super) enum Grid {
    /// A delimited text.
    Delimited(DelimitedRows),
    /// A sheet of a workbook.
    Sheet(SheetRows),
}

/// One row that was read.
pub(super) enum GridRow {
    /// Its number from 1; the cells are in the record.
    Cells(u64),
    /// Its number, and its bytes as far as they can be shown, where they are no text.
    Undecodable(u64, String),
}

impl Grid {
    /// Reads the next row into the record; `None` at the end.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Result<Option<GridRow>, Problems> {
        match self {
            Self::Delimited(rows) => rows.next(record),
            Self::Sheet(rows) => Ok(rows.next(record)),
        }
    }

    /// Bytes of the file read so far, for a progress bar; `None` for a workbook.
    pub(super) fn bytes_read(&self) -> Option<u64> {
        match self {
            Self::Delimited(rows) => Some(rows.bytes_read()),
            Self::Sheet(_) => None,
        }
    }

    /// The sheets of the workbook that are not read.
    pub(super) fn other_sheets(&self) -> &[String] {
        match self {
            Self::Delimited(_) => &[],
            Self::Sheet(rows) => rows.other_sheets(),
        }
    }
}
