//! A sheet of an Excel workbook as rows of text, with dates of both epochs and numbers as a person
//! sees them.

use super::grid::GridRow;
use super::workbook::Workbook;
use crate::units::Problems;
use calamine::{Data, Range};
use csv::StringRecord;
use std::sync::Arc;

/// The rows of one sheet. The extent that the sheet states of itself is not relied on.
pub(super) struct SheetRows {
    range: Range<Data>,
    at: usize,
    others: Vec<String>,
}

impl SheetRows {
    /// Opens the named sheet, or the first that is not empty.
    pub(super) fn open(
        bytes: Arc<[u8]>,
        sheet: Option<&str>,
        file: &str,
    ) -> Result<Self, Problems> {
        let refuse = |message: String| Problems::one(file, "input.workbook", message);
        let mut book = Workbook::open(bytes)
            .map_err(|why| refuse(format!("is no workbook that can be read: {why}")))?;
        let names = book.names();
        if let Some(wanted) = sheet.filter(|wanted| !names.iter().any(|name| name == wanted)) {
            let there = names.join(", ");
            return Err(refuse(format!(
                "has no sheet `{wanted}`; there are: {there}"
            )));
        }
        let mut chosen: Option<(String, Range<Data>)> = None;
        let mut others = Vec::new();
        for name in names {
            if chosen.is_some() || sheet.is_some_and(|wanted| wanted != name) {
                others.push(name);
                continue;
            }
            let range = book.range(&name);
            let range =
                range.map_err(|why| refuse(format!("sheet `{name}` cannot be read: {why}")))?;
            if range.is_empty() {
                others.push(name);
            } else {
                chosen = Some((name, range));
            }
        }
        let (_, range) =
            chosen.ok_or_else(|| refuse("has no sheet with anything in it".to_owned()))?;
        Ok(Self {
            range,
            at: 0,
            others,
        })
    }

    pub(super) fn other_sheets(&self) -> &[String] {
        &self.others
    }

    pub(super) fn next(&mut self, record: &mut StringRecord) -> Option<GridRow> {
        let (top, left) = self.range.start()?;
        if self.at >= self.range.height() {
            return None;
        }
        record.clear();
        (0..left).for_each(|_| record.push_field(""));
        let cells = self.range[self.at].iter();
        cells.for_each(|cell| record.push_field(&cell_text(cell)));
        self.at += 1;
        Some(GridRow::Cells(
            u64::from(top) + u64::try_from(self.at).unwrap_or(u64::MAX),
        ))
    }
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(stamp) if stamp.is_datetime() => {
            let (year, month, day, ..) = stamp.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTime(stamp) => number_text(stamp.as_f64()),
        Data::Error(error) => format!("{error}"),
    }
}

/// A number as Excel shows it: fifteen digits. One with more digits than that has lost some, and is
/// written so that no identifier will take it.
pub(super) fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{number:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-12..15).contains(&exponent) {
        return format!("{mantissa}E{exponent:+}");
    }
    let negative = mantissa.starts_with('-');
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let plain = match usize::try_from(exponent) {
        Ok(whole) => format!("{}.{}", &digits[..=whole], &digits[whole + 1..]),
        Err(_) => {
            let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
            format!("0.{}{digits}", "0".repeat(zeros))
        }
    };
    let trimmed = plain.trim_end_matches('0').trim_end_matches('.');
    format!("{}{trimmed}", if negative { "-" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer};

    #[test]
    fn numbers_are_written_as_a_person_sees_them() {
        for (number, text) in [
            (1234.56, "1234.56"),
            (0.1 + 0.2, "0.3"),
            (202_520_850_832.6, "202520850832.6"),
            (-0.05, "-0.05"),
            (100.0, "100"),
            (9.150_010_869_345_678e17, "9.15001086934568E+17"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn cells_keep_their_place_and_dates_become_days() {
        let mut book = Writer::new();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let sheet = book.add_worksheet();
        sheet.write(2, 1, "日期").unwrap();
        let date = ExcelDateTime::from_ymd(2017, 3, 1).unwrap();
        sheet.write_with_format(3, 1, &date, &day).unwrap();
        sheet.write(3, 2, 12.5).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let mut rows = SheetRows::open(bytes.into(), None, "x").unwrap();
        let mut record = StringRecord::new();
        let Some(GridRow::Cells(row)) = rows.next(&mut record) else {
            panic!("a first row");
        };
        assert_eq!((row, record.get(1)), (3, Some("日期")));
        rows.next(&mut record);
        assert_eq!(record, StringRecord::from(vec!["", "2017-03-01", "12.5"]));
        assert!(rows.next(&mut record).is_none());
    }
}
