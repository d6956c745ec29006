//! A row of a statement: what an account held at first, what moved, and what it holds at last.

use crate::pool::account::{Class, Code, Holder, Side};
use crate::units::Amount;
use crate::units::names::District;
use serde::Serialize;

/// Whose an account is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Whose {
    /// What the key names: `loan`, `claim`, `payment`, `contributor`, `bank`, `district` or `enterprise`.
    pub of: &'static str,
    /// The key.
    pub key: String,
}

impl Whose {
    /// Of a holder; `None` for the compartment's own.
    pub fn of(holder: &Holder<'_>) -> Option<Self> {
        let of = match holder {
            Holder::None => return None,
            Holder::Loan(_) => "loan",
            Holder::Claim(_) => "claim",
            Holder::Payment(_) => "payment",
            Holder::Contributor(_) => "contributor",
            Holder::Bank(_) => "bank",
            Holder::District(_) => "district",
            Holder::Enterprise(_) => "enterprise",
        };
        Some(Self {
            of,
            key: holder.key().into_owned(),
        })
    }
}

/// A row 科目余额. Opening and closing are on the account's usual side: below nought they stand on the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The number of the account's code.
    #[serde(serialize_with = "number")]
    pub code: Code,
    /// What it is called in Chinese.
    pub zh: &'static str,
    /// What it is called in English.
    pub en: &'static str,
    /// What it is.
    pub class: Class,
    /// The side on which its balance usually stands.
    pub side: Side,
    /// The compartment's district; absent in a row for all accounts of a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<District>,
    /// Whose it is; absent for a compartment's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<Whose>,
    /// What it held before the period 期初余额.
    pub opening: Amount,
    /// What was debited in the period 借方发生额.
    pub debits: Amount,
    /// What was credited in the period 贷方发生额.
    pub credits: Amount,
    /// What it holds at the end of the period 期末余额.
    pub closing: Amount,
}

fn number<S: serde::Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(code.number())
}

impl Row {
    /// An amount that stands on the usual side as a signed one; a debit is positive.
    fn signed(&self, usual: Amount) -> i64 {
        match self.side {
            Side::Debit => usual.fen(),
            Side::Credit => -usual.fen(),
        }
    }

    /// The opening balance; a debit is positive.
    pub fn signed_opening(&self) -> i64 {
        self.signed(self.opening)
    }

    /// The closing balance; a debit is positive.
    pub fn signed_closing(&self) -> i64 {
        self.signed(self.closing)
    }

    /// By how much opening and movements miss the closing balance: nought.
    pub fn gap(&self) -> i64 {
        self.signed_opening() + self.debits.fen() - self.credits.fen() - self.signed_closing()
    }
}

/// What is summed up for a row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    /// Before the period; a debit is positive.
    pub(super) opening: i64,
    pub(super) debits: i64,
    pub(super) credits: i64,
    /// Summed up by itself over all events to the end of the period.
    pub(super) closing: i64,
}

impl Sums {
    pub(super) fn add(&mut self, signed: i64, in_period: bool) {
        self.closing += signed;
        match (in_period, signed >= 0) {
            (false, _) => self.opening += signed,
            (true, true) => self.debits += signed,
            (true, false) => self.credits -= signed,
        }
    }

    /// Whether it held nothing and nothing moved.
    pub(super) fn is_idle(&self) -> bool {
        self.opening == 0 && self.debits == 0 && self.credits == 0 && self.closing == 0
    }

    pub(super) fn row(&self, code: Code, district: Option<District>, holder: Option<Whose>) -> Row {
        let usual = |signed: i64| {
            Amount::from_fen(match code.side() {
                Side::Debit => signed,
                Side::Credit => -signed,
            })
        };
        Row {
            code,
            zh: code.zh(),
            en: code.en(),
            class: code.class(),
            side: code.side(),
            district,
            holder,
            opening: usual(self.opening),
            debits: Amount::from_fen(self.debits),
            credits: Amount::from_fen(self.credits),
            closing: usual(self.closing),
        }
    }
}
