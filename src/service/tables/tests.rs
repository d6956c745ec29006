//! The same rows as CSV, ARFF and Parquet read the same.

use super::TableFile;
use crate::fitting::Chunk;
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use std::path::Path;
use std::sync::Arc;

const CSV: &str =
    "a,b,名称,day\n1.5,7,x,1970-01-02\n,-3,\"y, z\",1971-01-01\n0.1,9007199254740993,,\n";
const ARFF: &str = "% a comment\n@RELATION t\n@attribute a numeric\n@attribute 'b' numeric\n\
    @attribute \"名称\" {x, 'y, z'}\n@attribute day string\n\n@DATA\n\
    1.5,7,x,1970-01-02\n% another\n?,-3,'y, z',1971-01-01\n0.1, 9007199254740993, ?, ?\n";

fn read(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let table = TableFile::open(path).unwrap();
    let mut rows = Vec::new();
    table
        .read(|chunk: &Chunk| {
            assert_eq!(chunk.first, rows.len() as u64);
            for row in 0..chunk.rows {
                rows.push(chunk.columns.iter().map(|cells| cells.text(row)).collect());
            }
        })
        .unwrap();
    (table.header.clone(), rows)
}

/// Writes the rows of `CSV`, in two row groups.
fn parquet(path: &Path) {
    let schema = "message t { optional double a; required int64 b; optional binary 名称 (utf8); optional int32 day (date); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let file = std::fs::File::create(path).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(::parquet::basic::Compression::SNAPPY)
        .build();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    #[expect(
        clippy::type_complexity,
        reason = "the columns of a file, as its writer takes them"
    )]
    let groups: [(&[f64], &[i16], &[i64], &[&str], &[i16], &[i32], &[i16]); 2] = [
        (
            &[1.5],
            &[1, 0],
            &[7, -3],
            &["x", "y, z"],
            &[1, 1],
            &[1, 365],
            &[1, 1],
        ),
        (&[0.1], &[1], &[9_007_199_254_740_993], &[], &[0], &[], &[0]),
    ];
    for (a, a_is, b, names, names_are, days, days_are) in groups {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<DoubleType>()
            .write_batch(a, Some(a_is), None)
            .unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<Int64Type>()
            .write_batch(b, None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let names: Vec<ByteArray> = names.iter().map(|name| ByteArray::from(*name)).collect();
        column
            .typed::<ByteArrayType>()
            .write_batch(&names, Some(names_are), None)
            .unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<Int32Type>()
            .write_batch(days, Some(days_are), None)
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

#[test]
fn the_same_rows_read_the_same_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("t.csv"), CSV).unwrap();
    std::fs::write(path("t.arff"), ARFF).unwrap();
    let (gb, _, _) = encoding_rs::GB18030.encode(CSV);
    std::fs::write(path("gb.txt"), gb).unwrap();
    std::fs::write(
        path("semicolon.csv"),
        CSV.replace("\"y, z\"", "y; z")
            .replace(',', ";")
            .replace("y; z", "\"y, z\""),
    )
    .unwrap();
    parquet(&path("t.parquet"));
    let wanted = read(&path("t.csv"));
    assert_eq!(wanted.0, ["a", "b", "名称", "day"]);
    assert_eq!(wanted.1[1], ["", "-3", "y, z", "1971-01-01"]);
    for name in ["t.arff", "gb.txt", "semicolon.csv", "t.parquet"] {
        assert_eq!(read(&path(name)), wanted, "{name}");
    }
}

#[test]
fn files_that_are_no_table_are_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let table = TableFile::open(&path);
        let problems = table.and_then(|table| table.chunks()?.next(&mut Chunk::default()));
        problems.unwrap_err().to_string()
    };
    let said = [
        told("empty.csv", ""),
        told("ragged.csv", "a,b\n1,2\n3\n"),
        told(
            "sparse.arff",
            "@relation r\n@attribute a numeric\n@attribute b numeric\n@data\n{0 1, 1 2, 2 3}\n",
        ),
        told("cut.arff", "@relation r\n@attribute a numeric\n"),
        told("cut.parquet", "PAR1 and nothing behind"),
    ];
    insta::assert_snapshot!(said.join("\n"), @"
    the file is empty: a header of names is the first row [table.empty]
    row 2: it has 1 cells, and there are 2 columns [table.width]
    row 1: sparse rows are not read; write the table in full [table.width]
    the file has no @data [table.arff]
    Parquet error: Invalid Parquet file. Corrupt footer [table.parquet]
    ");
}

#[test]
fn days_of_no_calendar_and_tables_without_columns_are_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, schema: &str, days: &[i32]| {
        let path = folder.path().join(name);
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let file = std::fs::File::create(&path).unwrap();
        let properties = Arc::new(WriterProperties::default());
        let mut writer = SerializedFileWriter::new(file, schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            let typed = column.typed::<Int32Type>();
            typed.write_batch(days, None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        let table = TableFile::open(&path);
        let problems = table.and_then(|table| table.read(|_| {}));
        problems.unwrap_err().to_string()
    };
    let of_days = "message t { required int32 day (date); }";
    let said = [
        told("late.parquet", of_days, &[0, i32::MAX]),
        told("early.parquet", of_days, &[-5_000_000]),
        told("none.parquet", "message t { }", &[]),
    ];
    insta::assert_snapshot!(said.join("\n"), @"
    day 2147483647 from 1970-01-01 is none of the years from -9999 to 9999 [table.date]
    day -5000000 from 1970-01-01 is none of the years from -9999 to 9999 [table.date]
    the table has no columns [table.empty]
    ");
}
