//! What the custodian says: its lines between two balances.

use crate::pool::account::CompartmentId;
use crate::units::{Amount, Date};
use serde::{Deserialize, Serialize};

/// A line of the custodian 托管流水.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodianLine {
    /// The custodian's own number of it 流水号.
    pub line: String,
    /// The day.
    pub on: Date,
    /// The amount; money in is positive.
    pub amount: Amount,
    /// What the payer or payee gave as reference, empty if nothing.
    pub reference: String,
    /// Who is on the other side 对方户名.
    pub counterparty: String,
    /// What the custodian wrote 摘要.
    pub text: String,
    /// The balance after it, if the custodian tells.
    pub balance: Option<Amount>,
}

impl CustodianLine {
    /// Whether the line names something, as a word of its own.
    pub(super) fn mentions(&self, name: &str) -> bool {
        [&self.reference, &self.text]
            .iter()
            .any(|text| mentions(text, name))
    }
}

/// Whether a name stands in a text, with no letter, digit or hyphen of ASCII joined to it.
fn mentions(text: &str, name: &str) -> bool {
    let joined = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty()
        && text.match_indices(name).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + name.len()..].chars().next();
            let first = name.chars().next().is_some_and(joined);
            let last = name.chars().next_back().is_some_and(joined);
            let part = first && before.is_some_and(joined) || last && after.is_some_and(joined);
            !part
        })
}

/// A line in suspense 待核对流水.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspended {
    /// In which compartment.
    pub compartment: CompartmentId,
    /// The custodian's number of it.
    pub line: String,
    /// The line's own day.
    pub on: Date,
    /// The amount; money in is positive.
    pub amount: Amount,
}

/// The custodian's statement 托管行对账单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodianStatement {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The balance before the first line.
    pub opening: Amount,
    /// The balance after the last.
    pub closing: Amount,
    /// The lines, in the custodian's order.
    pub lines: Vec<CustodianLine>,
}

impl CustodianStatement {
    /// What is wrong with it in itself.
    pub(super) fn fault(&self) -> Option<super::Fault> {
        let mut held = self.opening.fen();
        for line in &self.lines {
            held += line.amount.fen();
            if line.on < self.from || line.on > self.to {
                return Some(super::Fault::Day {
                    line: line.line.clone(),
                    on: line.on,
                });
            }
            if let Some(balance) = line.balance.filter(|balance| balance.fen() != held) {
                return Some(super::Fault::Balance {
                    line: line.line.clone(),
                    says: balance,
                    adds_up: Amount::from_fen(held),
                });
            }
        }
        (held != self.closing.fen()).then(|| super::Fault::Closing {
            says: self.closing,
            adds_up: Amount::from_fen(held),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        assert!(mentions("补偿款C1付", "C1") && mentions("p-C1", "p-C1"));
        assert!(!mentions("C11", "C1") && !mentions("p-C1", "C1") && !mentions("", ""));
        assert!(mentions("渝北区财政局", "财政"));
    }
}
