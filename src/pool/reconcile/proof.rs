//! The proof 余额调节: from the custodian's balance to book cash, item by item.

use super::item::BookItem;
use super::line::CustodianLine;
use crate::units::Amount;
use serde::Serialize;

/// One step of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// Which line or item.
    pub which: String,
    /// What it adds to the custodian's balance.
    pub amount: Amount,
}

/// The proof 余额调节表.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The custodian's closing balance 托管行余额.
    pub custodian: Amount,
    /// The steps.
    pub steps: Vec<Step>,
    /// Book cash, 1010 账面余额.
    pub book: Amount,
    /// Book cash less the custodian's balance and all steps: nought, or nobody knows why.
    pub difference: Amount,
}

impl Proof {
    pub(super) fn new(custodian: Amount, book: Amount) -> Self {
        Self {
            custodian,
            steps: Vec::new(),
            book,
            difference: Amount::from_fen(book.fen() - custodian.fen()),
        }
    }

    fn step(&mut self, zh: &'static str, en: &'static str, which: String, fen: i64) {
        self.difference = Amount::from_fen(self.difference.fen() - fen);
        self.steps.push(Step {
            zh,
            en,
            which,
            amount: Amount::from_fen(fen),
        });
    }

    /// A line whose item is due and not booked.
    pub(super) fn not_booked(&mut self, line: &CustodianLine, item: &BookItem) {
        let which = format!("{} {} {}", line.on, line.line, item.words());
        let en = "line to be booked";
        self.step("托管行已记，待入账", en, which, -line.amount.fen());
    }

    /// A line that nothing explains.
    pub(super) fn unexplained(&mut self, line: &CustodianLine) {
        let which = format!("{} {} {}", line.on, line.line, line.text);
        let en = "line that nothing explains";
        self.step("托管行已记，待核对", en, which, -line.amount.fen());
    }

    /// An item without a line.
    pub(super) fn not_at_custodian(&mut self, item: &BookItem) {
        let which = format!("{} {}", item.on, item.words());
        let en = "booked, not at the custodian";
        self.step("账上已记，托管行未记", en, which, item.amount.fen());
    }
}
