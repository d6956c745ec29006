//! Balances: what all postings so far add up to, by code; a debit is positive.

use crate::pool::account::{Class, Code, Side};
use crate::units::Amount;
use serde::{Deserialize, Serialize};

/// A balance for every code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Balances([i64; Code::COUNT]);

impl Default for Balances {
    fn default() -> Self {
        Self([0; Code::COUNT])
    }
}

impl Balances {
    /// Adds a posting's signed amount.
    pub(in crate::pool) fn add(&mut self, code: Code, signed: i64) {
        self.0[code.place()] += signed;
    }

    /// The balance with its sign; a debit is positive.
    pub(in crate::pool) fn signed(&self, code: Code) -> i64 {
        self.0[code.place()]
    }

    /// The balance on the side on which it usually stands.
    pub(in crate::pool) fn usual(&self, code: Code) -> Amount {
        let signed = self.signed(code);
        Amount::from_fen(match code.side() {
            Side::Debit => signed,
            Side::Credit => -signed,
        })
    }

    /// Assets less liabilities.
    pub(in crate::pool) fn net_assets(&self) -> Amount {
        let counts = |code: &&Code| matches!(code.class(), Class::Asset | Class::Liability);
        let codes = Code::ALL.iter().filter(counts);
        Amount::from_fen(codes.map(|code| self.signed(*code)).sum())
    }

    /// What the real books and the memorandum books add up to: nought and nought, when all is well.
    pub(in crate::pool) fn trial(&self) -> (i64, i64) {
        let mut sums = (0, 0);
        for code in Code::ALL {
            let signed = self.signed(*code);
            if code.is_memorandum() {
                sums.1 += signed;
            } else {
                sums.0 += signed;
            }
        }
        sums
    }
}
