//! Tables: files of rows to learn from or to score, read in chunks, as often as it takes.

mod arff;
mod delimited;
mod parquet;

use super::import::encoding::{Encoding, decide, io_problem, scan};
use crate::fitting::Chunk;
use crate::units::{Digest, Problems};
use std::fs::File;
use std::path::{Path, PathBuf};

/// How many rows a chunk has: enough for every core, few enough for any memory.
pub const CHUNK_ROWS: usize = 16_384;

/// A table in a file.
#[derive(Debug, Clone)]
pub struct TableFile {
    path: PathBuf,
    format: Format,
    /// The digest of its bytes.
    pub digest: Digest,
    /// How many bytes it has.
    pub bytes: u64,
    /// The names of its columns.
    pub header: Vec<String>,
}

/// The formats that are read, recognised by what is in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Text with a separator.
    Delimited { separator: u8, encoding: Encoding },
    /// Weka's format: attributes, then rows with commas; its data begin at this byte.
    Arff { data: u64 },
    /// Columns in row groups.
    Parquet,
}

/// Chunks of rows, one after the other.
pub trait Chunks {
    /// The next rows, into a chunk that is used again; `false` at the end.
    fn next(&mut self, chunk: &mut Chunk) -> Result<bool, Problems>;
}

impl TableFile {
    /// Opens a file and recognises it; every byte is read once for the digest.
    pub fn open(path: &Path) -> Result<Self, Problems> {
        let name = path.display().to_string();
        let file = || File::open(path).map_err(|error| io_problem(&name, &error));
        let scan = scan(file()?)?;
        let (format, header) = if scan.head.starts_with(b"PAR1") {
            (Format::Parquet, parquet::header(path)?)
        } else if arff::is_arff(&scan.head) {
            let (data, header) = arff::header(path)?;
            (Format::Arff { data }, header)
        } else {
            let encoding = decide(&scan, file()?)?;
            let separator = super::import::delimited::sniff_separator(&scan.head);
            let header = delimited::header(path, separator, encoding)?;
            (
                Format::Delimited {
                    separator,
                    encoding,
                },
                header,
            )
        };
        Ok(Self {
            path: path.to_owned(),
            format,
            digest: scan.digest,
            bytes: scan.bytes,
            header,
        })
    }

    /// The rows from the first on.
    pub fn chunks(&self) -> Result<Box<dyn Chunks>, Problems> {
        let width = self.header.len();
        Ok(match self.format {
            Format::Delimited {
                separator,
                encoding,
            } => Box::new(delimited::Rows::of_text(
                &self.path, separator, encoding, width,
            )?),
            Format::Arff { data } => Box::new(delimited::Rows::of_arff(&self.path, data, width)?),
            Format::Parquet => Box::new(parquet::RowGroups::open(&self.path)?),
        })
    }

    /// Every row as texts, with its line; the header is line 1.
    pub fn texts(&self) -> Result<Vec<(u32, Vec<String>)>, Problems> {
        let mut rows = Vec::new();
        let mut line = 2_u32;
        self.read(|chunk| {
            for row in 0..chunk.rows {
                let cells = chunk.columns.iter().map(|column| column.text(row));
                rows.push((line, cells.collect()));
                line = line.saturating_add(1);
            }
        })?;
        Ok(rows)
    }

    /// Reads every row once.
    pub fn read(&self, mut take: impl FnMut(&Chunk)) -> Result<(), Problems> {
        let mut chunks = self.chunks()?;
        let mut chunk = Chunk::default();
        while chunks.next(&mut chunk)? {
            take(&chunk);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
