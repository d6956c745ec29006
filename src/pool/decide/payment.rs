//! Payments 付款: instructed in the order of the terms while cash lasts, then confirmed by a line of the
//! custodian, or returned.

use super::Outcome;
use super::claim::in_stage;
use super::desk::{Checked, Desk, ensure, unused};
use crate::pool::account::Code;
use crate::pool::happened::Happened;
use crate::pool::ids::{ClaimId, PaymentId};
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::{Claim, Payment, PaymentStage, Stage};
use crate::pool::state::compartment::Compartment;
use crate::pool::state::loan::Loan;
use crate::pool::terms::{PayOrder, Terms};
use crate::units::{Amount, Date};

impl Desk<'_> {
    pub(super) fn instruct_payment(&self, payment: &PaymentId, id: &ClaimId) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        unused(
            self.state.payments.number(payment),
            "payment",
            payment.as_str(),
        )?;
        self.other_than(Some(&claim.filer), "claimant")?;
        self.other_than(claim.maker.as_deref(), "maker")?;
        let person = self.command.actor.person.as_str();
        let checked = claim.checkers.iter().any(|checker| checker == person);
        self.other_than(checked.then_some(person), "checker")?;
        in_stage(claim, id, &[Stage::Approved], "approved and payable")?;
        self.since_filed(claim)?;
        let (at, compartment) = self.compartment_of(loan);
        let terms = self.terms(loan)?;
        self.settled(claim)?;
        self.first(terms, compartment, id)?;
        Self::cash(compartment, claim.amount)?;
        self.year_has_room(loan, claim.amount)?;
        Ok(Happened::PaymentInstructed {
            compartment: at.clone(),
            payment: payment.clone(),
            claim: id.clone(),
            amount: claim.amount,
        })
    }

    /// The claims that may be paid on the day.
    fn payable<'s>(
        &'s self,
        compartment: &'s Compartment,
    ) -> impl Iterator<Item = (u32, &'s Claim)> {
        let all = compartment.payable.iter();
        all.map(|number| (*number, self.state.claims.at(*number)))
            .filter(|(_, claim)| self.settles(claim))
    }

    /// Refuses while cash does not reach for all that is payable and another claim comes first.
    fn first(&self, terms: &Terms, compartment: &Compartment, id: &ClaimId) -> Checked<()> {
        let due = self.payable(compartment);
        let due: i64 = due.map(|(_, claim)| claim.amount.fen()).sum();
        if due <= compartment.free_cash().fen() {
            return Ok(());
        }
        let first = self
            .payable(compartment)
            .map(|(number, claim)| (place(terms.claim.pay_order, claim), number))
            .min()
            .map(|(_, number)| self.state.claims.name(number));
        match first {
            Some(first) if first != id => Err(Refusal::NotFirst {
                first: first.to_string(),
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// Under a breaker over the loan that caps payments, the year's payments of its district, or of the whole
    /// pool, stay below its cap.
    fn year_has_room(&self, loan: &Loan, amount: Amount) -> Checked<()> {
        let year = self.command.booked_on.year();
        let (at, compartment) = self.compartment_of(loan);
        let (bank, product) = (
            self.state.banks.name(loan.bank),
            self.state.products.name(loan.product),
        );
        let rooms = self
            .over(compartment.pool, &at.district, bank, product)
            .filter_map(|held| {
                let all = self.state.compartments.all();
                let of_site = all.filter(|(_, id, of)| {
                    let district = held.moved.site.district.as_ref();
                    of.pool == compartment.pool && district.is_none_or(|own| *own == id.district)
                });
                let gone: i64 = of_site
                    .map(|(_, _, of)| {
                        of.paid_in_year(year) + of.balances.usual(Code::InTransit).fen()
                    })
                    .sum();
                held.moved.payments_cap.map(|cap| cap.fen() - gone)
            });
        let Some(room) = rooms.min() else {
            return Ok(());
        };
        ensure(amount.fen() <= room, || Refusal::YearFull {
            most: Amount::from_fen(room.max(0)),
        })
    }

    /// That a payment is still on its way.
    fn on_its_way(payment: &Payment, id: &PaymentId) -> Checked<()> {
        ensure(payment.stage == PaymentStage::Instructed, || {
            Refusal::WrongState {
                what: "payment",
                name: id.to_string(),
                is: payment.stage.word(),
                needs: "instructed",
            }
        })
    }

    fn payment(&self, id: &PaymentId) -> Checked<&Payment> {
        let (_, payment) = self
            .state
            .payments
            .named(id)
            .ok_or_else(|| Refusal::Unknown {
                what: "payment",
                name: id.to_string(),
            })?;
        Ok(payment)
    }

    pub(super) fn confirm_payment(&self, id: &PaymentId, line: &str) -> Outcome {
        let payment = self.payment(id)?;
        let claim = self.state.claims.name(payment.claim);
        let (of, loan) = self.claim(claim)?;
        Self::on_its_way(payment, id)?;
        let (at, compartment) = self.compartment_of(loan);
        // It moved cash already, here or elsewhere; explaining it takes that back first.
        ensure(!self.waits(line), || Refusal::WrongState {
            what: "line",
            name: line.to_owned(),
            is: "unexplained",
            needs: "explained first",
        })?;
        self.since_filed(of)?;
        let cash = compartment.balances.usual(Code::Cash);
        ensure(payment.amount <= cash, || Refusal::Cash {
            short: Amount::from_fen(payment.amount.fen() - cash.fen()),
        })?;
        ensure(self.state.lines.number(line).is_none(), || {
            Refusal::LineUsed {
                line: line.to_owned(),
            }
        })?;
        Ok(Happened::PaymentConfirmed {
            compartment: at.clone(),
            payment: id.clone(),
            claim: claim.clone(),
            amount: payment.amount,
            line: line.to_owned(),
        })
    }

    pub(super) fn return_payment(&self, id: &PaymentId) -> Outcome {
        let payment = self.payment(id)?;
        let claim = self.state.claims.name(payment.claim);
        let (of, loan) = self.claim(claim)?;
        Self::on_its_way(payment, id)?;
        self.since_filed(of)?;
        Ok(Happened::PaymentReturned {
            compartment: self.compartment_of(loan).0.clone(),
            payment: id.clone(),
            claim: claim.clone(),
            amount: payment.amount,
        })
    }
}

/// Where a claim stands in the order of payment: by the year in which it is settled, then by the order of the
/// terms. In proportion cannot be done one payment at a time: then the
/// order of approval holds.
fn place(order: PayOrder, claim: &Claim) -> (Option<Date>, Option<Date>, Amount) {
    let (day, amount) = match order {
        PayOrder::FiledFirst => (Some(claim.filed_on), Amount::ZERO),
        PayOrder::ApprovedFirst | PayOrder::Proportional => (claim.approved_on, Amount::ZERO),
        PayOrder::SmallestFirst => (None, claim.amount),
    };
    (claim.pay_from, day, amount)
}
