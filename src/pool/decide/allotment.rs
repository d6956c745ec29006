//! Allotment 资金分配: how much of a compartment's cash a claim may be paid, by the order of its terms.

use super::desk::{Checked, Desk, ensure, minus};
use crate::pool::refusal::Refusal;
use crate::pool::state::claim::Claim;
use crate::pool::state::compartment::Compartment;
use crate::pool::terms::{PartPaid, PayOrder, Terms, in_proportion};
use crate::units::names::ClaimId;
use crate::units::{Amount, Date};

/// A claim with its number.
type Numbered<'s> = (u32, &'s Claim);

impl Desk<'_> {
    /// What is paid of a claim: all that the order and the cash allow, or what was asked of it.
    pub(super) fn allotted(
        &self,
        terms: &Terms,
        compartment: &Compartment,
        (id, claim): (&ClaimId, &Claim),
        asked: Option<Amount>,
    ) -> Checked<Amount> {
        let due = self.due(compartment);
        if terms.claim.pay_order == PayOrder::Proportional {
            return self.portion(compartment, &due, claim, asked);
        }
        if all_of(&due) > compartment.free_cash() {
            let place = |(number, of): &Numbered<'_>| {
                (of.pay_from, place(terms.claim.pay_order, of), *number)
            };
            let first = due.iter().min_by_key(|of| place(of));
            let first = first.map(|(number, _)| self.state.claims.name(*number));
            if let Some(first) = first.filter(|first| *first != id) {
                let first = first.to_string();
                return Err(Refusal::NotFirst { first }.into());
            }
        }
        let amount = claim.payable();
        ensure(asked.is_none_or(|asked| asked == amount), || {
            Refusal::PaidWhole { amount }
        })?;
        Self::cash(compartment, amount)?;
        Ok(amount)
    }

    /// The claims that may be paid on the day.
    fn due<'s>(&'s self, compartment: &Compartment) -> Vec<Numbered<'s>> {
        let all = compartment.payable.iter();
        all.map(|number| (*number, self.state.claims.at(*number)))
            .filter(|(_, claim)| self.settles(claim))
            .collect()
    }

    /// The part of one claim among all of its year, once the years before it are provided for.
    fn portion(
        &self,
        compartment: &Compartment,
        due: &[Numbered<'_>],
        claim: &Claim,
        asked: Option<Amount>,
    ) -> Checked<Amount> {
        let of_years = |keep: &dyn Fn(Option<Date>) -> bool| -> Vec<Numbered<'_>> {
            let own = due.iter().filter(|(_, of)| keep(of.pay_from));
            own.copied().collect()
        };
        let before = of_years(&|year| year < claim.pay_from);
        let free = compartment.free_cash();
        let cash = minus(free, all_of(&before));
        let first = before
            .iter()
            .min_by_key(|(number, of)| (of.pay_from, *number));
        if let Some((first, _)) = first.filter(|_| cash <= Amount::ZERO) {
            let first = self.state.claims.name(*first).to_string();
            return Err(Refusal::NotFirst { first }.into());
        }
        let year = of_years(&|year| year == claim.pay_from);
        let owed = year.iter().map(|(_, of)| PartPaid {
            whole: of.amount,
            had: minus(of.amount, of.payable()),
        });
        let parts = in_proportion(cash, &owed.collect::<Vec<_>>());
        let own = year.iter().position(|(_, of)| std::ptr::eq(*of, claim));
        let most = own.map_or(Amount::ZERO, |at| parts[at]);
        let wanted = asked.unwrap_or(most);
        let short = most < claim.payable();
        ensure(!short || most == Amount::ZERO || wanted <= most, || {
            Refusal::NotItsPart { most }
        })?;
        ensure(!short || most > Amount::ZERO, || Refusal::Cash {
            short: minus(all_of(&year), cash),
        })?;
        Ok(wanted)
    }
}

fn all_of(due: &[Numbered<'_>]) -> Amount {
    Amount::from_fen(due.iter().map(|(_, claim)| claim.payable().fen()).sum())
}

/// Where a claim stands in the order of payment within its year; in proportion none comes first.
fn place(order: PayOrder, claim: &Claim) -> (Option<Date>, Amount) {
    match order {
        PayOrder::FiledFirst => (Some(claim.filed_on), Amount::ZERO),
        PayOrder::ApprovedFirst => (claim.approved_on, Amount::ZERO),
        PayOrder::SmallestFirst => (None, claim.amount),
        PayOrder::Proportional => (None, Amount::ZERO),
    }
}
