//! Payments 付款: instructed in whole or in parts while cash lasts, then each confirmed by a line of the custodian,
//! or returned.

use super::Outcome;
use super::desk::{Checked, Desk, at_most, ensure, plus, unused};
use crate::pool::account::{Code, CompartmentId};
use crate::pool::breaking::BreakerSite;
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::{Payment, PaymentStage};
use crate::pool::state::loan::Loan;
use crate::units::Amount;
use crate::units::names::{ClaimId, PaymentId};

impl Desk<'_> {
    pub(super) fn instruct_payment(
        &self,
        payment: &PaymentId,
        id: &ClaimId,
        asked: Option<Amount>,
    ) -> Outcome {
        let (claim, loan) = self.claim(id)?;
        unused(
            self.state.payments.number(payment),
            "payment",
            payment.as_str(),
        )?;
        self.other_than(Some(&claim.filer), "claimant")?;
        self.other_than(claim.maker.as_deref(), "maker")?;
        let checked = claim.checkers.iter().find(|checker| self.is_by(checker));
        self.other_than(checked.map(smol_str::SmolStr::as_str), "checker")?;
        ensure(claim.may_be_instructed(), || Refusal::WrongState {
            what: "claim",
            name: id.to_string(),
            is: claim.stage.word(),
            needs: "approved and payable",
        })?;
        self.since_filed(claim)?;
        at_most(asked.unwrap_or(Amount::ZERO), claim.payable(), "payable")?;
        let (at, compartment) = self.compartment_of(loan);
        let terms = self.terms(loan)?;
        self.settled(claim)?;
        let amount = self.allotted(terms, compartment, (id, claim), asked)?;
        self.year_has_room(loan, amount)?;
        Ok(Happened::PaymentInstructed {
            compartment: at.clone(),
            payment: payment.clone(),
            claim: id.clone(),
            amount,
        })
    }

    /// Under a breaker over the loan that caps payments, the year's payments of all loans that it is over stay
    /// below its cap.
    fn year_has_room(&self, loan: &Loan, amount: Amount) -> Checked<()> {
        let (at, compartment) = self.compartment_of(loan);
        let (bank, product) = (
            self.state.banks.name(loan.bank),
            self.state.products.name(loan.product),
        );
        let rooms = self
            .over(compartment.pool, &at.district, bank, product)
            .filter_map(|held| {
                let cap = held.moved.payments_cap?;
                Some(cap.fen() - self.paid_under(&held.moved.site))
            });
        let Some(room) = rooms.min() else {
            return Ok(());
        };
        ensure(amount.fen() <= room, || Refusal::YearFull {
            most: Amount::from_fen(room.max(0)),
        })
    }

    /// What was paid in the year of the accounting day, or is on its way, of the loans that a breaker is over.
    fn paid_under(&self, site: &BreakerSite) -> i64 {
        let state = self.state;
        let bank = site.bank.as_ref().map(|of| state.banks.number(of));
        let product = site.product.as_ref().map(|of| state.products.number(of));
        let wanted = |of_bank: u32, of_product: u32| {
            bank.is_none_or(|own| own == Some(of_bank))
                && product.is_none_or(|own| own == Some(of_product))
        };
        let year = self.command.booked_on.year();
        let own = |id: &CompartmentId| {
            id.pool == site.pool && site.district.as_ref().is_none_or(|of| *of == id.district)
        };
        let places = state.compartments.all().filter(|(_, id, _)| own(id));
        let paid: i64 = places.map(|(_, _, of)| of.paid_in_year(year, wanted)).sum();
        let payments = state.payments.all();
        let on_its_way = payments.filter(|(_, _, of)| {
            let loan = state.loan_of(state.claims.at(of.claim));
            of.stage == PaymentStage::Instructed
                && own(self.compartment_of(loan).0)
                && wanted(loan.bank, loan.product)
        });
        paid + on_its_way.map(|(_, _, of)| of.amount.fen()).sum::<i64>()
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
        let of = self.state.claims.at(payment.claim);
        let bears = plus(of.bears(), payment.amount);
        Ok(Happened::PaymentConfirmed {
            compartment: at.clone(),
            payment: id.clone(),
            claim: claim.clone(),
            amount: payment.amount,
            line: line.to_owned(),
            raised: self.raised(loan, of, (bears, of.unpaid))?,
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
