//! Speed of import: rows of CSV made into facts, before any database, beside the csv crate alone.
//!
//! ```sh
//! cargo bench --bench import
//! ```
//!
//! Everything runs on one core and counts rows. `opened_chosen_and_read` is all that an import does
//! before the records: two readings of the file (one for its digest and encoding, one for its rows),
//! the choice of a plan, and the facts of every row; `with_digests` adds the digest by which each fact
//! is known again. The csv crate alone, on the same bytes, is the limit that no import can pass.
//!
//! Medians on one of two shared cores of an AMD EPYC, in rows a second. Asked for is 300,000.
//!
//! | | accounts | patents |
//! |---|---|---|
//! | csv crate alone, bytes | 12,800,000 | 9,900,000 |
//! | csv crate alone, text | 8,100,000 | 5,600,000 |
//! | opened, chosen and read | 793,000 | 695,000 |
//! | with digests | 463,000 | 470,000 |

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};
use zhixin::evidence::RecordedFact;
use zhixin::service::import::{Choice, Input, Plan, RowOutcome, read_rows};
use zhixin::units::Uscc;

fn main() {
    // Made before the first sample, which would count it otherwise.
    LazyLock::force(&ACCOUNTS);
    LazyLock::force(&EXPORT);
    divan::main();
}

const YEARS: u32 = 200_000;
const PATENTS: u32 = 100_000;

static ACCOUNTS: LazyLock<Arc<[u8]>> = LazyLock::new(|| accounts(YEARS));
static EXPORT: LazyLock<Arc<[u8]>> = LazyLock::new(|| patents(PATENTS));

/// Figures that look like figures and are the same at every run.
fn mixed(seed: u32) -> u32 {
    let one = (seed ^ (seed >> 16)).wrapping_mul(0x7feb_352d);
    (one ^ (one >> 15)).wrapping_mul(0x846c_a68b) >> 3
}

fn code(number: u32) -> String {
    Uscc::complete(&format!("91500108MA{number:07}"))
        .expect("seventeen characters of the alphabet")
        .to_string()
}

/// Five years each of enterprises, with four figures: 报表.
fn accounts(rows: u32) -> Arc<[u8]> {
    let mut text = String::from("统一社会信用代码,年度,营业收入,资产总额,负债总额,净利润\n");
    for row in 0..rows {
        let (firm, year) = (row / 5, 2015 + row % 5);
        let figure = |which: u32| {
            let cents = mixed(row * 4 + which);
            format!("{}.{:02}", cents / 100, cents % 100)
        };
        writeln!(
            text,
            "{},{year}-12-31,{},{},{},{}",
            code(firm),
            figure(0),
            figure(1),
            figure(2),
            figure(3)
        )
        .expect("a string takes any text");
    }
    text.into_bytes().into()
}

/// Patents of enterprises, as a register tells them, with eight columns.
fn patents(rows: u32) -> Arc<[u8]> {
    let mut text = String::from(
        "统一社会信用代码,申请号,申请日,专利类型,专利名称,IPC主分类号,申请人数量,权利要求数量\n",
    );
    for row in 0..rows {
        writeln!(
            text,
            "{},CN2016{}0{:06},2016/{}/{},发明专利,一种用于车床的夹具及其使用方法,G06F17/30,{},{}",
            code(row / 10),
            1,
            row % 1_000_000,
            row % 12 + 1,
            row % 28 + 1,
            row % 3 + 1,
            row % 20 + 1
        )
        .expect("a string takes any text");
    }
    text.into_bytes().into()
}

/// Reads a file as an import does, to the facts of its rows; `digests` also knows each again.
fn facts(bytes: &Arc<[u8]>, digests: bool) -> usize {
    let input = Input::from_bytes("bench.csv", bytes.clone()).expect("the file is text");
    let choice = Choice::default();
    let plan = Plan::choose(&input, &choice).expect("the columns have well-known names");
    let source = plan.source(&input);
    let mut count = 0;
    for slice in read_rows(&input, &plan).expect("the bytes are at hand") {
        for outcome in slice.expect("the bytes are at hand") {
            let RowOutcome::Facts { facts, .. } = black_box(outcome) else {
                panic!("every row of the file is sound");
            };
            count += facts.len();
            if digests {
                for (enterprise, fact, availability) in &facts {
                    black_box(RecordedFact::content_digest(
                        enterprise,
                        fact,
                        availability,
                        &source,
                    ));
                }
            }
        }
    }
    count
}

fn bytes_alone(bytes: &Arc<[u8]>) -> u64 {
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let mut record = csv::ByteRecord::new();
    let mut rows = 0;
    while reader
        .read_byte_record(&mut record)
        .expect("the file is sound")
    {
        black_box(&record);
        rows += 1;
    }
    rows
}

fn text_alone(bytes: &Arc<[u8]>) -> u64 {
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let mut record = csv::StringRecord::new();
    let mut rows = 0;
    while reader.read_record(&mut record).expect("the file is sound") {
        black_box(&record);
        rows += 1;
    }
    rows
}

#[divan::bench_group(sample_count = 10, sample_size = 1)]
mod accounts_200_000_rows_of_6 {
    use super::{ACCOUNTS, Bencher, ItemsCount, YEARS, bytes_alone, facts, text_alone};

    #[divan::bench]
    fn a_csv_crate_alone_bytes(bencher: Bencher) {
        bencher
            .counter(ItemsCount::new(YEARS))
            .bench_local(|| bytes_alone(&ACCOUNTS));
    }

    #[divan::bench]
    fn b_csv_crate_alone_text(bencher: Bencher) {
        bencher
            .counter(ItemsCount::new(YEARS))
            .bench_local(|| text_alone(&ACCOUNTS));
    }

    #[divan::bench]
    fn c_opened_chosen_and_read(bencher: Bencher) {
        bencher
            .counter(ItemsCount::new(YEARS))
            .bench_local(|| facts(&ACCOUNTS, false));
    }

    #[divan::bench]
    fn d_with_digests(bencher: Bencher) {
        bencher
            .counter(ItemsCount::new(YEARS))
            .bench_local(|| facts(&ACCOUNTS, true));
    }
}

#[divan::bench_group(sample_count = 10, sample_size = 1)]
mod patents_100_000_rows_of_8 {
    use super::{Bencher, EXPORT, ItemsCount, PATENTS, bytes_alone, facts, text_alone};

    #[divan::bench]
    fn a_csv_crate_alone_bytes(bencher: Bencher) {
        bencher
            .counter(ItemsCount::new(PATENTS))
            .bench_local(|| bytes_alone(&EXPORT));
    }

    #[divan::bench]
    fn b_csv_crate_alone_text(bencher: Bencher) {
        bencher
            .counter(ItemsCount::new(PATENTS))
            .bench_local(|| text_alone(&EXPORT));
    }

    #[divan::bench]
    fn c_opened_chosen_and_read(bencher: Bencher) {
        bencher
            .counter(ItemsCount::new(PATENTS))
            .bench_local(|| facts(&EXPORT, false));
    }

    #[divan::bench]
    fn d_with_digests(bencher: Bencher) {
        bencher
            .counter(ItemsCount::new(PATENTS))
            .bench_local(|| facts(&EXPORT, true));
    }
}
