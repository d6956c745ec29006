//! Postings: what an event moves between accounts, always as much on the debit as on the credit side.

use super::account::{Account, Code, CompartmentId, Side};
use super::share::Portion;
use crate::units::Amount;

/// One posting 分录: an amount above nought on one side of one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting<'a> {
    /// In which compartment.
    pub compartment: &'a CompartmentId,
    /// On which account.
    pub account: Account<'a>,
    /// On which side.
    pub side: Side,
    /// How much, above nought.
    pub amount: Amount,
}

impl Posting<'_> {
    /// The amount with its sign: a debit is positive.
    pub fn signed(&self) -> i64 {
        match self.side {
            Side::Debit => self.amount.fen(),
            Side::Credit => -self.amount.fen(),
        }
    }
}

/// The postings of one event, being written: each goes on as soon as it is there.
pub(super) struct Postings<'a, 'w> {
    on: &'w mut dyn FnMut(Posting<'a>),
    negated: bool,
}

impl<'a, 'w> Postings<'a, 'w> {
    pub(super) fn new(negated: bool, on: &'w mut dyn FnMut(Posting<'a>)) -> Self {
        Self { on, negated }
    }

    /// A debit; a negative amount is a credit, and nought is nothing.
    pub(super) fn debit(
        &mut self,
        compartment: &'a CompartmentId,
        account: Account<'a>,
        amount: Amount,
    ) {
        let fen = amount.fen();
        if fen != 0 {
            let debit = (fen > 0) != self.negated;
            (self.on)(Posting {
                compartment,
                account,
                side: if debit { Side::Debit } else { Side::Credit },
                amount: Amount::from_fen(fen.abs()),
            });
        }
    }

    /// A credit; a negative amount is a debit, and nought is nothing.
    pub(super) fn credit(
        &mut self,
        compartment: &'a CompartmentId,
        account: Account<'a>,
        amount: Amount,
    ) {
        self.debit(compartment, account, Amount::from_fen(-amount.fen()));
    }

    /// From one account to another.
    pub(super) fn pair(
        &mut self,
        compartment: &'a CompartmentId,
        debit: Account<'a>,
        credit: Account<'a>,
        amount: Amount,
    ) {
        self.debit(compartment, debit, amount);
        self.credit(compartment, credit, amount);
    }

    /// Onto a memorandum account, its other side on the contra account.
    pub(super) fn memorandum(
        &mut self,
        compartment: &'a CompartmentId,
        account: Account<'a>,
        amount: Amount,
    ) {
        self.pair(compartment, account, Account::own(Code::Contra), amount);
    }

    /// A debit for each contributor's portion.
    pub(super) fn debit_each(
        &mut self,
        compartment: &'a CompartmentId,
        account: impl Fn(&'a crate::units::names::ContributorId) -> Account<'a>,
        portions: &'a [Portion],
    ) {
        for portion in portions {
            self.debit(compartment, account(&portion.contributor), portion.amount);
        }
    }

    /// A credit for each contributor's portion.
    pub(super) fn credit_each(
        &mut self,
        compartment: &'a CompartmentId,
        account: impl Fn(&'a crate::units::names::ContributorId) -> Account<'a>,
        portions: &'a [Portion],
    ) {
        for portion in portions {
            self.credit(compartment, account(&portion.contributor), portion.amount);
        }
    }
}
