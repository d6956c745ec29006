//! Row groups of a Parquet file, read column by column without a layer between.

use super::super::import::encoding::io_problem;
use super::{CHUNK_ROWS, Chunks};
use crate::fitting::{Cells, Chunk, Texts};
use crate::units::{Problems, Ratio};
use jiff::civil::date;
use parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The row groups of a file.
pub(super) struct RowGroups {
    reader: SerializedFileReader<File>,
    columns: Vec<Arc<ColumnDescriptor>>,
    group: usize,
    /// The columns of the row group that is being read, and how many of its rows are left.
    open: Vec<ColumnReader>,
    left: usize,
    rows: u64,
}

fn wrong(error: &parquet::errors::ParquetError) -> Problems {
    Problems::one("", "table.parquet", error.to_string())
}

fn reader(path: &Path) -> Result<SerializedFileReader<File>, Problems> {
    let file = File::open(path);
    let file = file.map_err(|error| io_problem(&path.display().to_string(), &error))?;
    SerializedFileReader::new(file).map_err(|error| wrong(&error))
}

/// The names of the columns. Lists and structs are no columns of a table; every one is told.
pub(super) fn header(path: &Path) -> Result<Vec<String>, Problems> {
    let reader = reader(path)?;
    let mut problems = Problems::default();
    let mut names = Vec::new();
    for column in reader.metadata().file_metadata().schema_descr().columns() {
        let name = column.path().string();
        if column.max_rep_level() > 0 || column.path().parts().len() > 1 {
            problems.add(
                &name,
                "table.nested",
                "a list or a struct is no figure of a row",
            );
        } else if column.physical_type() == Physical::INT96 {
            problems.add(
                &name,
                "table.type",
                "the outdated 96-bit timestamps are not read",
            );
        }
        names.push(name);
    }
    if names.is_empty() {
        problems.add("", "table.empty", "the table has no columns");
    }
    problems.or(names)
}

impl RowGroups {
    pub(super) fn open(path: &Path) -> Result<Self, Problems> {
        let reader = reader(path)?;
        let columns = reader
            .metadata()
            .file_metadata()
            .schema_descr()
            .columns()
            .to_vec();
        Ok(Self {
            reader,
            columns,
            group: 0,
            open: Vec::new(),
            left: 0,
            rows: 0,
        })
    }

    /// Opens the next row group that has rows; `false` where there is none.
    fn advance(&mut self) -> Result<bool, Problems> {
        while self.left == 0 {
            if self.group == self.reader.num_row_groups() {
                return Ok(false);
            }
            let group = self
                .reader
                .get_row_group(self.group)
                .map_err(|e| wrong(&e))?;
            self.group += 1;
            self.left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let columns = (0..self.columns.len()).map(|at| group.get_column_reader(at));
            self.open = columns.collect::<Result<_, _>>().map_err(|e| wrong(&e))?;
        }
        Ok(true)
    }
}

impl Chunks for RowGroups {
    fn next(&mut self, chunk: &mut Chunk) -> Result<bool, Problems> {
        chunk.first = self.rows;
        chunk.rows = 0;
        if !self.advance()? {
            return Ok(false);
        }
        let rows = self.left.min(CHUNK_ROWS);
        let columns = self.open.iter_mut().zip(&self.columns);
        let cells = columns.map(|(reader, column)| cells(reader, column, rows));
        chunk.columns = cells.collect::<Result<_, _>>()?;
        chunk.rows = rows;
        self.left -= rows;
        self.rows += rows as u64;
        Ok(true)
    }
}

/// Reads so many rows of a column; `None` where there is no value.
fn values<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    optional: bool,
    rows: usize,
) -> Result<Vec<Option<T::T>>, Problems> {
    let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let mut read = 0;
    while read < rows {
        let wanted = optional.then_some(&mut levels);
        let (records, ..) = reader
            .read_records(rows - read, wanted, None, &mut values)
            .map_err(|error| wrong(&error))?;
        if records == 0 {
            return Err(Problems::one(
                "",
                "table.parquet",
                "a column ends before its row group does",
            ));
        }
        read += records;
    }
    if !optional {
        return Ok(values.into_iter().map(Some).collect());
    }
    let mut values = values.into_iter();
    Ok(levels
        .iter()
        .map(|level| if *level > 0 { values.next() } else { None })
        .collect())
}

fn cells(
    reader: &mut ColumnReader,
    column: &ColumnDescriptor,
    rows: usize,
) -> Result<Cells, Problems> {
    let optional = column.max_def_level() > 0;
    let kind = Kind::of(column);
    match reader {
        ColumnReader::BoolColumnReader(reader) => {
            let values = values(reader, optional, rows)?;
            Ok(numbers(values.into_iter().map(|v| v.map(f64::from))))
        }
        ColumnReader::Int32ColumnReader(reader) => {
            let values = values(reader, optional, rows)?;
            kind.whole(values.into_iter().map(|v| v.map(i64::from)).collect())
        }
        ColumnReader::Int64ColumnReader(reader) => kind.whole(values(reader, optional, rows)?),
        ColumnReader::FloatColumnReader(reader) => {
            let values = values(reader, optional, rows)?;
            // The decimal that a person wrote, not the binary number next to it.
            let wide = |value: f32| value.to_string().parse().unwrap_or(f64::NAN);
            Ok(numbers(values.into_iter().map(|v| v.map(wide))))
        }
        ColumnReader::DoubleColumnReader(reader) => {
            Ok(numbers(values(reader, optional, rows)?.into_iter()))
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            let values: Vec<Option<ByteArray>> = values(reader, optional, rows)?;
            kind.bytes(values.iter().map(|v| v.as_ref().map(ByteArray::data)))
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            let values: Vec<Option<FixedLenByteArray>> = values(reader, optional, rows)?;
            kind.bytes(values.iter().map(|v| v.as_ref().map(|v| v.data())))
        }
        ColumnReader::Int96ColumnReader(_) => Err(Problems::one(
            &column.path().string(),
            "table.type",
            "96-bit timestamps are not read",
        )),
    }
}

fn numbers(values: impl Iterator<Item = Option<f64>>) -> Cells {
    Cells::Numbers(values.map(|value| value.unwrap_or(f64::NAN)).collect())
}

/// What whole numbers and bytes of a column stand for.
enum Kind {
    Plain,
    Text,
    Date,
    /// A decimal with so many places.
    Decimal(u32),
}

impl Kind {
    fn of(column: &ColumnDescriptor) -> Self {
        let scale = u32::try_from(column.type_scale()).unwrap_or(0);
        match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Self::Date,
            (Some(LogicalType::Decimal { .. }), _) | (None, ConvertedType::DECIMAL) => {
                Self::Decimal(scale)
            }
            _ => match column.physical_type() {
                Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY => Self::Text,
                _ => Self::Plain,
            },
        }
    }

    fn decimal(unscaled: i128, scale: u32) -> String {
        let whole = Ratio::new(unscaled, 10_i128.pow(scale.min(38)));
        whole.map_or_else(String::new, Ratio::exact)
    }

    /// A day by its number, from 1970-01-01 as 0.
    fn day(days: i64) -> Result<String, Problems> {
        let span = jiff::Span::new().try_days(days);
        let day = span.and_then(|span| date(1970, 1, 1).checked_add(span));
        day.map(|day| day.to_string()).map_err(|_| {
            let message =
                format!("day {days} from 1970-01-01 is none of the years from -9999 to 9999");
            Problems::one("", "table.date", message)
        })
    }

    /// Whole numbers: numbers where floating point holds them all, else texts.
    fn whole(&self, values: Vec<Option<i64>>) -> Result<Cells, Problems> {
        const EXACT: u64 = 1 << 53;
        let texts = |text: &dyn Fn(i64) -> Result<String, Problems>| {
            let mut texts = Texts::default();
            for value in &values {
                texts.push(&value.map_or_else(|| Ok(String::new()), text)?);
            }
            Ok(Cells::Texts(texts))
        };
        match self {
            Self::Date => texts(&Self::day),
            Self::Decimal(scale) => texts(&|unscaled| Ok(Self::decimal(unscaled.into(), *scale))),
            Self::Plain | Self::Text => {
                let fits = |value: &Option<i64>| value.is_none_or(|v| v.unsigned_abs() <= EXACT);
                if values.iter().all(fits) {
                    #[expect(clippy::cast_precision_loss, reason = "all are within 2^53")]
                    return Ok(numbers(values.into_iter().map(|v| v.map(|v| v as f64))));
                }
                texts(&|value| Ok(value.to_string()))
            }
        }
    }

    fn bytes<'v>(&self, values: impl Iterator<Item = Option<&'v [u8]>>) -> Result<Cells, Problems> {
        let mut texts = Texts::default();
        for value in values {
            let bytes = value.unwrap_or_default();
            if let Self::Decimal(scale) = self {
                // Two's complement, the greatest byte first.
                let sign = i128::from(bytes.first().is_some_and(|byte| *byte >= 128));
                let unscaled = bytes
                    .iter()
                    .fold(-sign, |so_far, byte| so_far << 8 | i128::from(*byte));
                texts.push(&value.map_or_else(String::new, |_| Self::decimal(unscaled, *scale)));
                continue;
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => texts.push(text),
                Err(_) => {
                    return Err(Problems::one(
                        "",
                        "table.encoding",
                        "a text that is no UTF-8",
                    ));
                }
            }
        }
        Ok(Cells::Texts(texts))
    }
}
