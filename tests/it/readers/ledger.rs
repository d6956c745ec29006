//! Readers of the books: terms, calendars, lines of an export, proofs, snapshots, files of commands, and the smallest
//! texts of all.

use super::over_http::who;
use super::text;
use zhixin::journal::{Checkpoint, Head, Proof, Receipt, Record, Verifier};
use zhixin::pool::{CalendarYear, LprSeries, State, Terms};
use zhixin::service::pool::command;
use zhixin::service::pool_files::lines;
use zhixin::units::{
    Amount, ApplicationNumber, DateStyle, Digest, EnterpriseId, Moment, Ratio, Uscc, parse_date,
};

/// Working days and publications of the loan prime rate.
pub(super) fn calendars(bytes: &[u8]) {
    let _ = CalendarYear::parse(&text(bytes));
    let _ = LprSeries::parse(&text(bytes));
}

/// Terms of pools.
pub(super) fn terms(bytes: &[u8]) {
    let _ = Terms::parse(&text(bytes));
}

/// Lines of an exported journal.
pub(super) fn export(bytes: &[u8]) {
    let mut verifier = Verifier::after(Head::genesis());
    for line in bytes.split(|byte| *byte == b'\n') {
        let broken = verifier.read_line(line).is_err();
        let _ = Record::from_line(&text(line));
        if broken {
            break;
        }
    }
}

/// Checkpoints, proofs and receipts.
pub(super) fn proofs(bytes: &[u8]) {
    if let Ok(checkpoint) = serde_json::from_slice::<Checkpoint>(bytes) {
        assert!(!checkpoint.text().is_empty());
    }
    if let Ok(proof) = serde_json::from_slice::<Proof>(bytes) {
        let _ = proof.check_path();
    }
    let _ = serde_json::from_slice::<Receipt>(bytes);
}

/// Snapshots of the state of the books.
pub(super) fn snapshots(bytes: &[u8]) {
    if let Ok(state) = State::from_bytes(bytes) {
        let again = State::from_bytes(&state.to_bytes());
        assert!(again.is_ok_and(|again| again == state));
    }
}

/// Files of commands of the books, and the commands.
pub(super) fn pool_files(bytes: &[u8]) {
    for (_, fields) in lines(bytes).unwrap_or_default() {
        let _ = command(&fields, &who());
    }
}

/// Identifiers, amounts, ratios, days and moments: what can be read is written so that it reads back.
pub(super) fn units(bytes: &[u8]) {
    let text = &text(bytes);
    if let Ok(id) = EnterpriseId::parse(text) {
        assert_eq!(EnterpriseId::parse(&id.to_string()).as_ref(), Ok(&id));
    }
    if let Ok(code) = Uscc::parse(text) {
        assert_eq!(Uscc::parse(&code.to_string()).as_ref(), Ok(&code));
    }
    if let Ok(number) = ApplicationNumber::parse(text) {
        let again = ApplicationNumber::parse(&number.to_string());
        assert_eq!(again.as_ref(), Ok(&number));
    }
    if let Ok(amount) = Amount::parse(text) {
        assert_eq!(Amount::parse(&amount.to_string()).as_ref(), Ok(&amount));
    }
    if let Ok(ratio) = Ratio::parse(text) {
        assert_eq!(Ratio::parse(&ratio.to_string()).as_ref(), Ok(&ratio));
    }
    if let Ok(digest) = Digest::parse(text) {
        assert_eq!(digest.to_string(), **text);
    }
    if let Ok(moment) = Moment::parse(text) {
        assert_eq!(Moment::parse(&moment.to_string()).as_ref(), Ok(&moment));
    }
    let _ = parse_date(text, DateStyle::Auto);
}
