//! Money that moved, as others may see it: contributions, payments and recoveries in the order in which they came.

use super::State;
use super::claim::{Payment, Recovery};
use super::seen::SeenClaim;
use crate::pool::account::CompartmentId;
use crate::units::names::{ContributorId, PaymentId};
use crate::units::{Amount, Date};

/// Money that a contributor paid in 实缴出资.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenContribution<'s> {
    /// The number of its event: its place among all events of the books.
    pub event: u64,
    /// Into which compartment.
    pub compartment: &'s CompartmentId,
    /// The contributor.
    pub contributor: &'s ContributorId,
    /// How much.
    pub amount: Amount,
    /// The part that fulfils a promise.
    pub promised: Amount,
    /// When it came in.
    pub on: Date,
    /// Whether it was taken back by a correction.
    pub corrected: bool,
}

/// A payment of compensation 补偿付款.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPayment<'s> {
    /// Its place in the order of instruction, from 1.
    pub number: u32,
    /// The payment.
    pub payment: &'s PaymentId,
    /// The claim that it pays.
    pub claim: SeenClaim<'s>,
    /// How much.
    pub amount: Amount,
    /// How far it is: `instructed`, `confirmed` or `returned`.
    pub stage: &'static str,
    /// When the custodian was told to pay.
    pub instructed_on: Date,
    /// When it was confirmed, or came back.
    pub ended_on: Option<Date>,
}

/// Something that came in from a borrower 追偿到款.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRecovery<'s> {
    /// Its place in the order of report, from 1.
    pub number: u32,
    /// The recovery.
    pub recovery: &'s str,
    /// The claim on which it came in.
    pub claim: SeenClaim<'s>,
    /// How much, before costs.
    pub gross: Amount,
    /// What it cost.
    pub costs: Amount,
    /// When it came in.
    pub on: Date,
    /// Whether it turned out to be none.
    pub reversed: bool,
}

impl State {
    /// What was paid in by events after a number, 0 for the first.
    pub fn contributions_after(&self, event: u64) -> impl Iterator<Item = SeenContribution<'_>> {
        let before = self.contributions.while_it_holds(|of| of.event <= event);
        let after = self.contributions.starting_at(before);
        after.map(|of| SeenContribution {
            event: of.event,
            compartment: self.compartments.name(of.compartment),
            contributor: &of.contributor,
            amount: of.amount,
            promised: of.promised,
            on: of.on,
            corrected: self.is_corrected(of.event),
        })
    }

    /// A payment.
    pub fn payment(&self, id: &PaymentId) -> Option<SeenPayment<'_>> {
        let (number, payment) = self.payments.named(id)?;
        Some(self.seen_payment(number, payment))
    }

    /// The payments after a place in the order of instruction, 0 for the first.
    pub fn payments_after(&self, place: u32) -> impl Iterator<Item = SeenPayment<'_>> {
        let after = self.payments.after(place);
        after.map(|(number, payment)| self.seen_payment(number, payment))
    }

    /// A recovery.
    pub fn recovery(&self, id: &str) -> Option<SeenRecovery<'_>> {
        let (number, recovery) = self.recoveries.named(id)?;
        Some(self.seen_recovery(number, recovery))
    }

    /// The recoveries after a place in the order of report, 0 for the first.
    pub fn recoveries_after(&self, place: u32) -> impl Iterator<Item = SeenRecovery<'_>> {
        let after = self.recoveries.after(place);
        after.map(|(number, recovery)| self.seen_recovery(number, recovery))
    }

    fn seen_payment<'s>(&'s self, number: u32, payment: &'s Payment) -> SeenPayment<'s> {
        SeenPayment {
            number: number + 1,
            payment: self.payments.name(number),
            claim: self.seen_claim(payment.claim, self.claims.at(payment.claim)),
            amount: payment.amount,
            stage: payment.stage.word(),
            instructed_on: payment.instructed_on,
            ended_on: payment.ended_on,
        }
    }

    fn seen_recovery<'s>(&'s self, number: u32, recovery: &'s Recovery) -> SeenRecovery<'s> {
        SeenRecovery {
            number: number + 1,
            recovery: self.recoveries.name(number),
            claim: self.seen_claim(recovery.claim, self.claims.at(recovery.claim)),
            gross: recovery.gross,
            costs: recovery.costs,
            on: recovery.on,
            reversed: recovery.reversed,
        }
    }
}
