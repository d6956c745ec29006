//! Rows of text between separators, in chunks of columns.

use super::super::import::encoding::{Encoding, io_problem};
use super::{CHUNK_ROWS, Chunks};
use crate::fitting::{Cells, Chunk, Texts};
use crate::units::Problems;
use csv::{ByteRecord, ReaderBuilder};
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;

const BOM: &str = "\u{feff}";

/// The rows of a text.
pub(super) struct Rows {
    reader: csv::Reader<File>,
    encoding: Encoding,
    record: ByteRecord,
    width: usize,
    rows: u64,
    /// What stands for a missing value by the format itself.
    absent: Option<&'static [u8]>,
}

/// The names of the columns: the first row.
pub(super) fn header(
    path: &Path,
    separator: u8,
    encoding: Encoding,
) -> Result<Vec<String>, Problems> {
    let mut rows = Rows::of(open(path)?, separator, encoding, 0);
    let mut record = ByteRecord::new();
    let there = rows
        .reader
        .read_byte_record(&mut record)
        .map_err(|e| wrong(&e))?;
    if !there {
        return Err(Problems::one(
            "",
            "table.empty",
            "the file is empty: a header of names is the first row",
        ));
    }
    let name = |cell: &[u8]| {
        let text = encoding.decode(cell).unwrap_or_default();
        text.trim_start_matches(BOM).trim().to_owned()
    };
    Ok(record.iter().map(name).collect())
}

fn open(path: &Path) -> Result<File, Problems> {
    File::open(path).map_err(|error| io_problem(&path.display().to_string(), &error))
}

fn wrong(error: &csv::Error) -> Problems {
    Problems::one("", "table.csv", error.to_string())
}

impl Rows {
    fn of(file: File, separator: u8, encoding: Encoding, width: usize) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 20)
            .from_reader(file);
        Self {
            reader,
            encoding,
            record: ByteRecord::new(),
            width,
            rows: 0,
            absent: None,
        }
    }

    /// The rows of a text behind its header.
    pub(super) fn of_text(
        path: &Path,
        separator: u8,
        encoding: Encoding,
        width: usize,
    ) -> Result<Self, Problems> {
        let mut rows = Self::of(open(path)?, separator, encoding, width);
        rows.reader
            .read_byte_record(&mut rows.record)
            .map_err(|e| wrong(&e))?;
        Ok(rows)
    }

    /// The rows of an ARFF file from its data on: quoted by `'`, `%` begins a comment, `?` is missing.
    pub(super) fn of_arff(path: &Path, data: u64, width: usize) -> Result<Self, Problems> {
        let mut file = open(path)?;
        let moved = file.seek(SeekFrom::Start(data));
        moved.map_err(|error| io_problem(&path.display().to_string(), &error))?;
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .quote(b'\'')
            .escape(Some(b'\\'))
            .comment(Some(b'%'))
            .trim(csv::Trim::All)
            .buffer_capacity(1 << 20)
            .from_reader(file);
        Ok(Self {
            reader,
            encoding: Encoding::Utf8,
            record: ByteRecord::new(),
            width,
            rows: 0,
            absent: Some(b"?"),
        })
    }

    fn take(&mut self, texts: &mut [Texts]) -> Result<(), Problems> {
        let row = self.rows + 1;
        let cells = self.record.len();
        if cells == self.width + 1 && self.record.get(self.width) == Some(b"") {
            // A separator at the end of the row.
        } else if cells != self.width {
            let message = if self
                .record
                .get(0)
                .is_some_and(|cell| cell.starts_with(b"{"))
            {
                "sparse rows are not read; write the table in full".to_owned()
            } else {
                format!("it has {cells} cells, and there are {} columns", self.width)
            };
            return Err(Problems::one(
                "",
                "table.width",
                format!("row {row}: {message}"),
            ));
        }
        for (at, (texts, cell)) in texts.iter_mut().zip(&self.record).enumerate() {
            if self.absent == Some(cell) {
                texts.push("");
                continue;
            }
            let Some(text) = self.encoding.decode(cell) else {
                let message = format!(
                    "row {row}, column {}: bytes that are no {} text",
                    at + 1,
                    self.encoding.name()
                );
                return Err(Problems::one("", "table.encoding", message));
            };
            texts.push(&text);
        }
        Ok(())
    }
}

impl Chunks for Rows {
    fn next(&mut self, chunk: &mut Chunk) -> Result<bool, Problems> {
        chunk.first = self.rows;
        chunk.rows = 0;
        let cleared = |cells: &mut Cells| match std::mem::take(cells) {
            Cells::Texts(mut texts) => {
                texts.clear();
                texts
            }
            Cells::Numbers(_) | Cells::Readings(_) | Cells::Words(_) => Texts::default(),
        };
        let mut texts: Vec<Texts> = chunk.columns.iter_mut().map(cleared).collect();
        texts.resize_with(self.width, Texts::default);
        while chunk.rows < CHUNK_ROWS {
            let mut record = std::mem::take(&mut self.record);
            let more = self.reader.read_byte_record(&mut record);
            self.record = record;
            if !more.map_err(|error| wrong(&error))? {
                break;
            }
            self.take(&mut texts)?;
            chunk.rows += 1;
            self.rows += 1;
        }
        chunk.columns = texts.into_iter().map(Cells::Texts).collect();
        Ok(chunk.rows > 0)
    }
}
