//! Delimited text, row by row in constant memory, in UTF-8 or GB18030.

use super::encoding::{Encoding, io_problem};
use super::grid::GridRow;
use crate::units::Problems;
use csv::{ByteRecord, ReaderBuilder, StringRecord};
use std::io::Read;

/// The rows of a delimited text. GB18030 needs no decoding before the rows are split: none of its
/// sequences holds a separator, a quote or a line end.
pub(super) struct DelimitedRows {
    reader: csv::Reader<Box<dyn Read + Send>>,
    encoding: Encoding,
    /// Whether lines end in a carriage return and a line feed, of which the reader takes the first
    /// with the row and the second with the next.
    crlf: bool,
    bytes: ByteRecord,
    row: u64,
}

impl DelimitedRows {
    pub(super) fn new(
        reader: Box<dyn Read + Send>,
        separator: u8,
        encoding: Encoding,
        crlf: bool,
    ) -> Self {
        Self {
            reader: ReaderBuilder::new()
                .delimiter(separator)
                .has_headers(false)
                .flexible(true)
                .buffer_capacity(256 * 1024)
                .from_reader(reader),
            encoding,
            crlf,
            bytes: ByteRecord::new(),
            row: 0,
        }
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }

    pub(super) fn next(&mut self, record: &mut StringRecord) -> Result<Option<GridRow>, Problems> {
        let mut bytes = std::mem::take(&mut self.bytes);
        let before = self.reader.position().line();
        let more = self.reader.read_byte_record(&mut bytes);
        self.bytes = bytes;
        match more {
            // Where some lines end in CR LF and others in LF, that a row has a number of its own goes before its being the
            // line's: rows are accounted for by their numbers.
            Ok(true) => self.row = self.first_line(before).max(self.row + 1),
            Ok(false) => return Ok(None),
            Err(error) => return Err(io_problem("", &std::io::Error::other(error))),
        }
        let decoded = match self.encoding {
            Encoding::Utf8 => self.take_utf8(record),
            Encoding::Gb18030 => self.decode(record),
        };
        Ok(Some(if decoded {
            GridRow::Cells(self.row)
        } else {
            GridRow::Undecodable(self.row, self.shown())
        }))
    }

    /// The line on which the row just read begins, as an editor counts: blank lines and line ends inside
    /// cells counted, and no line end needed behind the last row.
    fn first_line(&self, before: u64) -> u64 {
        let cells = self.bytes.as_slice().iter();
        let inside: u64 = cells.map(|byte| u64::from(*byte == b'\n')).sum();
        let after = self.reader.position().line();
        after - inside - u64::from(!self.crlf && after > before + inside)
    }

    /// Swaps the bytes into the record when they are UTF-8; no copy is made.
    fn take_utf8(&mut self, record: &mut StringRecord) -> bool {
        let old = std::mem::take(record).into_byte_record();
        match StringRecord::from_byte_record(std::mem::replace(&mut self.bytes, old)) {
            Ok(text) => {
                *record = text;
                true
            }
            Err(error) => {
                self.bytes = error.into_byte_record();
                false
            }
        }
    }

    fn decode(&self, record: &mut StringRecord) -> bool {
        record.clear();
        for field in &self.bytes {
            match self.encoding.decode(field) {
                Some(text) => record.push_field(&text),
                None => return false,
            }
        }
        true
    }

    /// The row with every byte that is no text written as `\xFF`.
    fn shown(&self) -> String {
        let mut shown = String::new();
        for (at, field) in self.bytes.iter().enumerate() {
            if at > 0 {
                shown.push(',');
            }
            match self.encoding.decode(field) {
                Some(text) => shown.push_str(&text),
                None => shown.push_str(&field.escape_ascii().to_string()),
            }
        }
        shown
    }
}

/// Whether the first line that ends does so in a carriage return and a line feed.
pub(super) fn ends_in_crlf(head: &[u8]) -> bool {
    let end = head.iter().position(|byte| *byte == b'\n');
    end.is_some_and(|at| at > 0 && head[at - 1] == b'\r')
}

/// The separator under which most of the first rows have the same number of cells, more than one.
pub(in crate::service) fn sniff_separator(head: &[u8]) -> u8 {
    let mut best = (0, 0, b',');
    for separator in [b',', b'\t', b';'] {
        let mut reader = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(head);
        let mut widths: Vec<usize> = Vec::new();
        for record in reader.byte_records().take(40).flatten() {
            widths.push(record.len());
        }
        let agreeing = |width: usize| widths.iter().filter(|w| **w == width).count();
        let (count, width) = widths
            .iter()
            .filter(|width| **width > 1)
            .map(|width| (agreeing(*width), *width))
            .max()
            .unwrap_or((0, 0));
        if (count, width) > (best.0, best.1) {
            best = (count, width, separator);
        }
    }
    best.2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &'static [u8], encoding: Encoding) -> Vec<String> {
        let crlf = ends_in_crlf(bytes);
        let mut rows = DelimitedRows::new(Box::new(bytes), b',', encoding, crlf);
        let mut record = StringRecord::new();
        let mut out = Vec::new();
        while let Some(row) = rows.next(&mut record).unwrap() {
            out.push(match row {
                GridRow::Cells(row) => {
                    format!("{row}: {}", record.iter().collect::<Vec<_>>().join("|"))
                }
                GridRow::Undecodable(row, shown) => format!("{row}! {shown}"),
            });
        }
        out
    }

    #[test]
    fn a_row_that_is_no_text_is_told_and_the_next_is_read() {
        assert_eq!(
            rows(b"a,b\n\xff,1\n\xe9\x87\x8d,\"x\ny\"\n", Encoding::Utf8),
            ["1: a|b", r"2! \xff,1", "3: 重|x\ny"]
        );
        assert_eq!(
            rows(b"a,b\n\n\nc,\"x\ny\"\n\nd,e\nf,g", Encoding::Utf8),
            ["1: a|b", "4: c|x\ny", "7: d|e", "8: f|g"]
        );
        assert_eq!(
            rows(
                b"a,b\r\n\r\n\r\nc,\"x\r\ny\"\r\n\r\nd,e\r\nf,g",
                Encoding::Utf8
            ),
            ["1: a|b", "4: c|x\r\ny", "7: d|e", "8: f|g"]
        );
        assert_eq!(
            rows(b"\xd6\xd8,1\n\xff,2\n\xc7\xec,3\n", Encoding::Gb18030),
            ["1: 重|1", r"2! \xff,2", "3: 庆|3"]
        );
    }

    #[test]
    fn no_two_rows_have_one_number_where_line_ends_are_mixed() {
        assert_eq!(
            rows(b"a,b\r\n9\n1,2\r\n3,4\r\n", Encoding::Utf8),
            ["1: a|b", "3: 9", "4: 1|2", "5: 3|4"]
        );
    }

    #[test]
    fn lists_inside_cells_do_not_win_the_separator() {
        assert_eq!(sniff_separator(b"n,a\n1,x;;y\n2,z;;w\n3,v\n"), b',');
        assert_eq!(sniff_separator(b"one\ntwo\n"), b',');
        assert_eq!(sniff_separator(b"note\na;b;c\n1;2;3\n"), b';');
    }
}
