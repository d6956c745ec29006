//! Readers of files as people have them: text in any encoding, JSON lines, workbooks.

use super::text;
use zhixin::service::custodian::{CustodianChoice, read_custodian};
use zhixin::service::governance::report_rows;
use zhixin::service::import::{Choice, Input, Mapping, Plan, read_rows};
use zhixin::service::score_batches::enterprises_of;
use zhixin::units::Date;

/// A file, named after what it begins with.
pub(super) fn input(bytes: &[u8]) -> Option<Input> {
    let name = if bytes.starts_with(b"PK") {
        "a.xlsx"
    } else {
        "a.csv"
    };
    Input::from_bytes(name, bytes.to_vec()).ok()
}

const KINDS: [Option<&str>; 5] = [
    None,
    Some("financial_year"),
    Some("patent"),
    Some("enterprise"),
    Some("talent"),
];

/// A kind of fact, and the file behind the byte that chooses it: a file whose first byte is one of `0` to `4` is taken
/// without it.
pub(super) fn chosen(bytes: &[u8]) -> (Option<String>, &[u8]) {
    match bytes.split_first() {
        Some((first @ b'0'..=b'4', rest)) => {
            let kind = KINDS[usize::from(first - b'0')];
            (kind.map(str::to_owned), rest)
        }
        _ => (None, bytes),
    }
}

/// Files of facts, by every profile.
pub(super) fn files(bytes: &[u8]) {
    let (kind, bytes) = chosen(bytes);
    let Some(input) = input(bytes) else {
        return;
    };
    let choice = Choice {
        kind,
        ..Choice::default()
    };
    if let Ok(plan) = Plan::choose(&input, &choice)
        && let Ok(rows) = read_rows(&input, &plan)
    {
        let _ = rows.map_while(Result::ok).count();
    }
}

/// The custodian's statements.
pub(super) fn custodian(bytes: &[u8]) {
    if let Some(input) = input(bytes) {
        let _ = read_custodian(&input, &CustodianChoice::default());
    }
}

/// Files of enterprises that are to be scored together.
pub(super) fn enterprises(bytes: &[u8]) {
    if let Some(input) = input(bytes)
        && let Ok(list) = enterprises_of(&input, None, 1_000)
    {
        assert!(list.len() <= 1_000);
    }
}

/// Banks' monthly reports.
pub(super) fn loan_reports(bytes: &[u8]) {
    if let Some(input) = input(bytes) {
        let _ = report_rows(&input, None, Date::constant(2024, 9, 30));
    }
}

/// Mappings of import.
pub(super) fn mappings(bytes: &[u8]) {
    let _ = Mapping::parse(&text(bytes));
}
