//! A workbook opened with care: what would unpack to more than any honest file, or span more cells than it fills, is
//! refused before it is held in memory.

use calamine::{Data, Range, Reader, Xls, Xlsb, Xlsx};
use std::io::{Cursor, Read};
use std::sync::Arc;
use zip::ZipArchive;

/// So many bytes a workbook may hold once it is unpacked [ours].
const UNPACKED: u64 = 256 << 20;
/// So many cells the rectangle of a sheet may have [ours], or [`SPARSE`] times those that are filled.
const SPAN: u64 = 4_000_000;
/// See [`SPAN`].
const SPARSE: u64 = 4;

type Bytes = Cursor<Arc<[u8]>>;

/// A workbook.
pub(super) enum Workbook {
    /// Of Excel 2007 and later.
    Xlsx(Box<Xlsx<Bytes>>),
    /// The same in its binary form.
    Xlsb(Box<Xlsb<Bytes>>),
    /// Of Excel 97 to 2003, whose sheets have 65,536 rows of 256 cells at the most.
    Xls(Box<Xls<Bytes>>),
}

impl Workbook {
    /// Opens one of Excel's forms.
    pub(super) fn open(bytes: Arc<[u8]>) -> Result<Self, String> {
        if !bytes.starts_with(b"PK") {
            let book = Xls::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
            return Ok(Self::Xls(Box::new(book)));
        }
        unpacked(&bytes)?;
        let new = Xlsx::new(Cursor::new(Arc::clone(&bytes)));
        match new {
            Ok(book) => Ok(Self::Xlsx(Box::new(book))),
            Err(first) => match Xlsb::new(Cursor::new(bytes)) {
                Ok(book) => Ok(Self::Xlsb(Box::new(book))),
                Err(_) => Err(first.to_string()),
            },
        }
    }

    /// The names of its sheets.
    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Self::Xlsx(book) => book.sheet_names(),
            Self::Xlsb(book) => book.sheet_names(),
            Self::Xls(book) => book.sheet_names(),
        }
    }

    /// The cells of a sheet.
    pub(super) fn range(&mut self, name: &str) -> Result<Range<Data>, String> {
        match self {
            Self::Xlsx(book) => {
                let mut span = Span::default();
                if let Ok(mut reader) = book.worksheet_cells_reader(name) {
                    while let Some(cell) = reader.next_cell().map_err(|why| why.to_string())? {
                        span.see(cell.get_position());
                    }
                }
                span.fits()?;
                book.worksheet_range(name).map_err(|why| why.to_string())
            }
            Self::Xlsb(book) => {
                let mut span = Span::default();
                if let Ok(mut reader) = book.worksheet_cells_reader(name) {
                    while let Some(cell) = reader.next_cell().map_err(|why| why.to_string())? {
                        span.see(cell.get_position());
                    }
                }
                span.fits()?;
                book.worksheet_range(name).map_err(|why| why.to_string())
            }
            Self::Xls(book) => book.worksheet_range(name).map_err(|why| why.to_string()),
        }
    }
}

/// Unpacks all of it to nowhere: what the directory of the archive says of sizes need not be true.
fn unpacked(bytes: &Arc<[u8]>) -> Result<(), String> {
    let mut archive =
        ZipArchive::new(Cursor::new(Arc::clone(bytes))).map_err(|error| error.to_string())?;
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| error.to_string())?;
        let mut part = part.take(left + 1);
        let read = std::io::copy(&mut part, &mut std::io::sink());
        let read = read.map_err(|error| error.to_string())?;
        left = left.checked_sub(read).ok_or_else(|| {
            let most = UNPACKED >> 20;
            format!("it unpacks to more than {most} MiB; save the sheet as CSV")
        })?;
    }
    Ok(())
}

/// The rectangle of the cells that were seen.
#[derive(Default)]
struct Span {
    rows: u64,
    columns: u64,
    cells: u64,
}

impl Span {
    fn see(&mut self, (row, column): (u32, u32)) {
        self.rows = self.rows.max(u64::from(row) + 1);
        self.columns = self.columns.max(u64::from(column) + 1);
        self.cells += 1;
    }

    fn fits(&self) -> Result<(), String> {
        let Self {
            rows,
            columns,
            cells,
        } = self;
        if rows * columns <= SPAN.max(SPARSE * cells) {
            return Ok(());
        }
        Err(format!(
            "it spans {rows} rows of {columns} cells, of which {cells} are filled; delete what stands far off, or save the sheet as CSV"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook as Writer;

    #[test]
    fn a_cell_far_off_takes_no_memory() {
        let mut book = Writer::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "a").unwrap();
        sheet.write(1_048_575, 16_383, "b").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let mut book = Workbook::open(bytes.into()).unwrap();
        let name = book.names()[0].clone();
        insta::assert_snapshot!(book.range(&name).unwrap_err(), @"it spans 1048576 rows of 16384 cells, of which 2 are filled; delete what stands far off, or save the sheet as CSV");
    }

    #[test]
    fn what_unpacks_to_far_more_than_it_is_is_refused() {
        let mut packed = Cursor::new(Vec::new());
        let mut writer = zip::ZipWriter::new(&mut packed);
        let plain = zip::write::SimpleFileOptions::default();
        writer.start_file("xl/sharedStrings.xml", plain).unwrap();
        let mib = vec![b' '; 1 << 20];
        for _ in 0..=UNPACKED >> 20 {
            std::io::Write::write_all(&mut writer, &mib).unwrap();
        }
        writer.finish().unwrap();
        let packed = packed.into_inner();
        assert!(packed.len() < 1 << 20);
        let told = Workbook::open(packed.into()).err().unwrap();
        assert_eq!(
            told,
            "it unpacks to more than 256 MiB; save the sheet as CSV"
        );
    }
}
