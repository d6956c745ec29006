//! Calls for top-ups 补足通知: made by the administrator, split into what was promised and what goes beyond it, and
//! paid by contributions, oldest first.

use super::Outcome;
use super::desk::{Checked, Desk, minus, plus};
use super::paid_in::funding;
use crate::pool::account::{Code, CompartmentId};
use crate::pool::called::{Called, Fulfilled};
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::share::Portion;
use crate::pool::state::compartment::Compartment;
use crate::pool::terms::{Figure, TopUp, TopUpTrigger};
use crate::units::names::ContributorId;
use crate::units::{Amount, Date};

/// What is called for, contributor by contributor, after what the same day called for already. The open calls of
/// a contributor never exceed its promise on 9060: what goes beyond it is promised by the call.
pub(super) fn parts(of: &Compartment, asked: &[Portion], made: &[Called]) -> Vec<Called> {
    let part = |asked: &Portion| {
        let own = made
            .iter()
            .filter(|part| part.contributor == asked.contributor);
        let (mut called, mut promised) = (
            open(of, &asked.contributor),
            promised(of, &asked.contributor),
        );
        for part in own {
            called = plus(called, part.amount);
            promised = plus(promised, part.beyond);
        }
        Called {
            contributor: asked.contributor.clone(),
            amount: asked.amount,
            beyond: minus(plus(called, asked.amount), promised).max(Amount::ZERO),
        }
    };
    asked.iter().map(part).collect()
}

/// What a contributor is called for and has not paid in.
pub(super) fn open(of: &Compartment, contributor: &ContributorId) -> Amount {
    let open = of.calls_of(contributor).map(|call| call.open);
    open.fold(Amount::ZERO, plus)
}

fn promised(of: &Compartment, contributor: &ContributorId) -> Amount {
    let stake = of.stake(contributor);
    stake.map_or(Amount::ZERO, |of| of.usual(Code::Unpaid))
}

/// The calls that a contribution pays, oldest first.
pub(super) fn fulfils(
    of: &Compartment,
    contributor: &ContributorId,
    amount: Amount,
) -> Vec<Fulfilled> {
    let mut left = amount;
    let mut paid = Vec::new();
    for call in of.calls_of(contributor) {
        let amount = call.open.min(left);
        if amount == Amount::ZERO {
            break;
        }
        left = minus(left, amount);
        paid.push(Fulfilled {
            call: call.sequence,
            amount,
        });
    }
    paid
}

impl Desk<'_> {
    pub(super) fn call_top_up(
        &self,
        at: &CompartmentId,
        contributor: Option<&ContributorId>,
        amount: Amount,
    ) -> Outcome {
        let (_, of) = self.compartment(at)?;
        let asked = match contributor {
            Some(contributor) => {
                Self::contributor(of, contributor)?;
                let contributor = contributor.clone();
                vec![Portion {
                    contributor,
                    amount,
                }]
            }
            None => of.splits[0].delta(Amount::ZERO, amount),
        };
        let terms = self.terms_on(self.state.pools.at(of.pool), self.command.booked_on)?;
        let rules = funding(terms).map_or(&[][..], |of| &of.top_ups);
        let rule = rules.iter().find(|of| of.trigger == TopUpTrigger::OnCall);
        let rule = rule.ok_or_else(|| Refusal::Terms {
            why: "the terms in force know of no top-up on call; a contribution passes without one"
                .to_owned(),
        })?;
        Ok(Happened::ContributionCalled {
            compartment: at.clone(),
            trigger: TopUpTrigger::OnCall,
            year: None,
            parts: parts(of, &asked, &[]),
            due: self.pay_in_by(at, rule, self.command.effective_on)?,
        })
    }

    /// The last day to pay in what is called for on a day.
    pub(super) fn pay_in_by(
        &self,
        at: &CompartmentId,
        rule: &TopUp,
        from: Date,
    ) -> Checked<Option<Date>> {
        let days = rule.within_working_days.as_ref().map(Figure::get);
        let by = days.map(|days| self.rules.calendar.add_working_days(from, days));
        by.transpose().map_err(|error| {
            let why = format!("the top-up of {at} has no last day: {error}");
            Box::new(Refusal::Data { why })
        })
    }
}
