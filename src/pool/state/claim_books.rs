//! What stands on the accounts of one claim. There are many claims and few accounts that they have: only those are kept.

use crate::pool::account::{Code, Side};
use crate::units::Amount;
use serde::{Deserialize, Serialize};

/// The accounts that claims have.
const CODES: [Code; 7] = [
    Code::RecoveriesDue,
    Code::ClawbacksDue,
    Code::ClaimsUnderReview,
    Code::CompensationPayable,
    Code::UnderClaim,
    Code::Rights,
    Code::WrittenOff,
];

/// A balance for each of them; a debit is positive.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::pool) struct ClaimBooks([i64; CODES.len()]);

fn place(code: Code) -> Option<usize> {
    CODES.iter().position(|of| *of == code)
}

impl ClaimBooks {
    /// Adds a posting's signed amount.
    pub(in crate::pool) fn add(&mut self, code: Code, signed: i64) {
        let at = place(code).expect("postings of a claim are on the accounts that claims have");
        self.0[at] += signed;
    }

    /// The balance with its sign; a debit is positive.
    pub(in crate::pool) fn signed(&self, code: Code) -> i64 {
        place(code).map_or(0, |at| self.0[at])
    }

    /// The balance on the side on which it usually stands.
    pub(in crate::pool) fn usual(&self, code: Code) -> Amount {
        let signed = self.signed(code);
        Amount::from_fen(match code.side() {
            Side::Debit => signed,
            Side::Credit => -signed,
        })
    }
}
