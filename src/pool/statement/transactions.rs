//! Transactions: the movements of a statement by event, in the order of their days, for the books of other
//! programs.

use super::Statement;
use super::movement::Movement;
use crate::units::Amount;

/// The movements of each event, by accounting day and then by sequence.
pub(super) fn transactions(statement: &Statement) -> Vec<&[Movement]> {
    let mut events: Vec<&[Movement]> = statement
        .movements
        .chunk_by(|a, b| a.sequence == b.sequence)
        .collect();
    events.sort_by_key(|movements| (movements[0].booked_on, movements[0].sequence));
    events
}

/// What is lacking to nought, where the scope holds one side only.
pub(super) fn lacking(signed: impl Iterator<Item = i64>) -> Option<Amount> {
    let sum: i64 = signed.sum();
    (sum != 0).then_some(Amount::from_fen(-sum))
}

/// A signed amount.
pub(super) fn amount(fen: i64) -> Amount {
    Amount::from_fen(fen)
}
