//! Enrolment 备案: a loan comes under cover, and what holds for it is frozen.

use super::Outcome;
use super::caps::Added;
use super::desk::{Checked, Desk, ensure, unused};
use super::enrolment_checks::days_after;
use super::exposure::Exposure;
use super::{funding, share_of_loan};
use crate::pool::actor::Role;
use crate::pool::enrolment::{Enrolled, Enrolment};
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::terms::Effect;

impl Desk<'_> {
    pub(super) fn enrol(&self, stated: &Enrolment) -> Outcome {
        let (number, compartment) = self.compartment(&stated.compartment)?;
        self.own_name(stated)?;
        unused(
            self.state.loans.number(&stated.loan),
            "loan",
            stated.loan.as_str(),
        )?;
        let pool = self.state.pools.at(compartment.pool);
        let history = self
            .rules
            .history(&pool.scheme)
            .ok_or_else(|| Refusal::NoTerms {
                why: format!("no terms of `{}` are at hand", pool.scheme),
            })?;
        let terms = history
            .on(stated.approved_on)
            .map_err(|error| Refusal::NoTerms {
                why: error.to_string(),
            })?;
        share_of_loan::principal_only(terms)?;
        funding::split(terms, &stated.compartment.district)?;
        self.eligible(terms, stated)?;
        self.within_decision(stated)?;
        let share = share_of_loan::share(terms, stated)?;
        let split = share_of_loan::split(terms, stated, share)?;
        self.one_at_a_time(compartment.pool, terms, stated)?;
        self.first_instalment(compartment)?;
        self.clear(
            compartment.pool,
            &stated.compartment.district,
            &stated.bank,
            &stated.product,
            Effect::StopEnrolment,
        )?;
        let cover = share.of(stated.limit);
        let year = self.command.booked_on.year();
        let exposure = Exposure::enrolled(self.state, (compartment.pool, number), stated, year);
        let added = Added::Cover {
            principal: stated.limit,
            share: cover,
        };
        exposure.within_caps(terms, added)?;
        self.within_leverage(terms, compartment, stated.limit, cover, true)?;
        let within = terms.loan.draw_within_days.as_ref();
        let draw_by = within
            .map(|days| days_after(self.command.effective_on, days.get()))
            .transpose()?;
        Ok(Happened::LoanEnrolled {
            enrolled: Box::new(Enrolled {
                stated: stated.clone(),
                terms: terms.id.clone(),
                share,
                split,
                cover,
                draw_by,
                prove_by: self.prove_by(terms, stated)?,
            }),
        })
    }

    /// A bank enrols in its own name only.
    fn own_name(&self, stated: &Enrolment) -> Checked<()> {
        let own = match &self.command.actor.role {
            Role::Bank(bank) => *bank == stated.bank,
            _ => true,
        };
        ensure(own, || Refusal::OtherBank {
            what: "loan",
            name: stated.loan.to_string(),
        })
    }
}
