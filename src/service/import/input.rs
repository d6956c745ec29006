//! An input: a file recognised by what is in it, never by its name.

use super::delimited::{DelimitedRows, ends_in_crlf, sniff_separator};
use super::encoding::{BOM, Encoding, decide, io_problem, scan};
use super::grid::{Grid, GridRow};
use super::sheet::SheetRows;
use crate::units::{Digest, Problems};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The format of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with a separator.
    Delimited {
        /// The separator: comma, tab or semicolon.
        separator: u8,
        /// How its bytes are read.
        encoding: Encoding,
    },
    /// An Excel workbook.
    Workbook,
    /// One JSON object a line.
    JsonLines,
}

/// A file that can be read from its start as often as needed.
#[derive(Debug, Clone)]
pub struct Input {
    name: String,
    digest: Digest,
    bytes: u64,
    format: Format,
    /// Whether lines of text end in a carriage return and a line feed.
    crlf: bool,
    data: Data,
}

#[derive(Debug, Clone)]
enum Data {
    File(PathBuf),
    Bytes(Arc<[u8]>),
}

impl Data {
    fn reader(&self, name: &str) -> Result<Box<dyn Read + Send>, Problems> {
        match self {
            Self::File(path) => File::open(path)
                .map(|file| Box::new(file) as Box<dyn Read + Send>)
                .map_err(|error| io_problem(name, &error)),
            Self::Bytes(bytes) => Ok(Box::new(Cursor::new(bytes.clone()))),
        }
    }
}

/// Opens a file and recognises its format; every byte is read once for the digest.
pub fn open(path: &Path) -> Result<Input, Problems> {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    Input::new(&name, Data::File(path.to_owned()))
}

impl Input {
    /// An input of bytes at hand, under a name.
    pub fn from_bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Self, Problems> {
        Self::new(name, Data::Bytes(bytes.into()))
    }

    fn new(name: &str, data: Data) -> Result<Self, Problems> {
        let scan = scan(data.reader(name)?)?;
        let refuse = |message: &str| {
            let mut problems = Problems::default();
            problems.add(name, "input.format", message);
            Err(problems)
        };
        let head = scan.head.strip_prefix(BOM).unwrap_or(&scan.head);
        let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
        let format = match first {
            None => return refuse("the file is empty"),
            _ if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") => {
                Format::Workbook
            }
            _ if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") => {
                return refuse("the file is UTF-16; save it as UTF-8 or as a workbook");
            }
            _ if head.contains(&0) => {
                return refuse("this is neither text nor an Excel workbook");
            }
            Some(b'{') => Format::JsonLines,
            Some(b'<') => {
                return refuse(
                    "this is a web page or XML, whatever its name says; export it again",
                );
            }
            Some(_) => Format::Delimited {
                separator: sniff_separator(head),
                encoding: decide(&scan, data.reader(name)?)?,
            },
        };
        let crlf = ends_in_crlf(head);
        Ok(Self {
            crlf,
            name: name.to_owned(),
            digest: scan.digest,
            bytes: scan.bytes,
            format,
            data,
        })
    }

    /// The file's name without its folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The digest of its bytes.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Its length in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The format found.
    pub fn format(&self) -> Format {
        self.format
    }

    /// A reader of its text, without a byte-order mark.
    pub(super) fn reader(&self) -> Result<Box<dyn Read + Send>, Problems> {
        let mut reader = self.data.reader(&self.name)?;
        let mut start = Vec::with_capacity(BOM.len());
        reader
            .by_ref()
            .take(3)
            .read_to_end(&mut start)
            .map_err(|error| io_problem(&self.name, &error))?;
        if start == BOM {
            start.clear();
        }
        Ok(Box::new(Cursor::new(start).chain(reader)))
    }

    /// Its rows, from the first; `sheet` names a sheet of a workbook.
    pub(super) fn grid(&self, sheet: Option<&str>) -> Result<Grid, Problems> {
        match self.format {
            Format::Delimited {
                separator,
                encoding,
            } => Ok(Grid::Delimited(DelimitedRows::new(
                self.reader()?,
                separator,
                encoding,
                self.crlf,
            ))),
            Format::Workbook => {
                let bytes: Arc<[u8]> = match &self.data {
                    Data::Bytes(bytes) => bytes.clone(),
                    Data::File(path) => std::fs::read(path)
                        .map_err(|error| io_problem(&self.name, &error))?
                        .into(),
                };
                SheetRows::open(bytes, sheet, &self.name).map(Grid::Sheet)
            }
            Format::JsonLines => {
                let mut problems = Problems::default();
                problems.add(&self.name, "input.format", "JSON lines have no columns");
                Err(problems)
            }
        }
    }

    /// The first rows, for finding the header: number and cells.
    pub(super) fn head(
        &self,
        sheet: Option<&str>,
        rows: usize,
    ) -> Result<Vec<(u64, Vec<String>)>, Problems> {
        let mut grid = self.grid(sheet)?;
        let mut record = csv::StringRecord::new();
        let mut head = Vec::new();
        while head.len() < rows {
            match grid.next(&mut record)? {
                Some(GridRow::Cells(row)) => {
                    head.push((row, record.iter().map(str::to_owned).collect()));
                }
                Some(GridRow::Undecodable(row, _)) => head.push((row, Vec::new())),
                None => break,
            }
        }
        Ok(head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_the_name_does_not() {
        let of = |bytes: &[u8]| {
            Input::from_bytes("x.xls", bytes.to_vec())
                .map(|input| input.format())
                .map_err(|problems| problems.to_string())
        };
        let delimited = |separator| {
            Ok(Format::Delimited {
                separator,
                encoding: Encoding::Utf8,
            })
        };
        assert_eq!(of(b"a,b\n1,2\n"), delimited(b','));
        assert_eq!(of(b"\xef\xbb\xbfa\tb\n1\t2\n"), delimited(b'\t'));
        assert_eq!(of(b"a;b\n\"1,5\";2\n"), delimited(b';'));
        assert_eq!(of(b"\n {\"fact\":\"loan\"}\n"), Ok(Format::JsonLines));
        let said: Vec<String> = [&b""[..], b"  \n", b"<html>", b"\xff\xfea\0", b"a\0b"]
            .iter()
            .map(|bytes| of(bytes).unwrap_err())
            .collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        x.xls: the file is empty [input.format]
        x.xls: the file is empty [input.format]
        x.xls: this is a web page or XML, whatever its name says; export it again [input.format]
        x.xls: the file is UTF-16; save it as UTF-8 or as a workbook [input.format]
        x.xls: this is neither text nor an Excel workbook [input.format]
        ");
    }

    #[test]
    fn a_file_that_is_not_there_is_a_problem() {
        let error = open(Path::new("no/such/file.csv")).unwrap_err();
        assert_eq!(error.0[0].rule, "input.io");
    }
}
