//! Breakers 熔断: what they stop, and how two persons reset them.

use super::Outcome;
use super::desk::{Checked, Desk, ensure};
use crate::pool::breakers::{reading, rested};
use crate::pool::breaking::BreakerSite;
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::pool::state::compartment::Tripped;
use crate::pool::terms::{Effect, ResumeBy};
use crate::units::names::{BankId, District, ProductId};
use crate::units::person::bare;

impl Desk<'_> {
    /// The breakers that are tripped over some part of a pool.
    fn tripped(&self, pool: u32) -> impl Iterator<Item = &Tripped> {
        self.state
            .pools
            .at(pool)
            .tripped
            .iter()
            .filter(|held| !held.reset)
    }

    /// The breakers that are tripped over a loan.
    pub(super) fn over(
        &self,
        pool: u32,
        district: &District,
        bank: &BankId,
        product: &ProductId,
    ) -> impl Iterator<Item = &Tripped> {
        self.tripped(pool).filter(move |held| {
            let site = &held.moved.site;
            site.district.as_ref().is_none_or(|of| of == district)
                && site.bank.as_ref().is_none_or(|of| of == bank)
                && site.product.as_ref().is_none_or(|of| of == product)
        })
    }

    /// Refuses what a tripped breaker stops.
    pub(super) fn clear(
        &self,
        pool: u32,
        district: &District,
        bank: &BankId,
        product: &ProductId,
        effect: Effect,
    ) -> Checked<()> {
        let stops = self
            .over(pool, district, bank, product)
            .find(|held| held.moved.effects.contains(&effect));
        match stops {
            Some(held) => Err(Refusal::Stopped {
                breaker: held.moved.site.breaker.to_string(),
                effect,
            }
            .into()),
            None => Ok(()),
        }
    }

    /// Refuses while any breaker over a bank stops anything.
    pub(super) fn untripped(&self, pool: u32, district: &District, bank: &BankId) -> Checked<()> {
        let over = |site: &BreakerSite| {
            site.product.is_none()
                && site.bank.as_ref().is_none_or(|of| of == bank)
                && site.district.as_ref().is_none_or(|of| of == district)
        };
        let stops = |held: &&Tripped| {
            held.moved
                .effects
                .iter()
                .find(|effect| **effect != Effect::Warn)
                .copied()
        };
        let found = self
            .tripped(pool)
            .filter(|held| over(&held.moved.site))
            .find(|held| stops(held).is_some());
        match found {
            Some(held) => Err(Refusal::Stopped {
                breaker: held.moved.site.breaker.to_string(),
                effect: stops(&held).unwrap_or(Effect::Warn),
            }
            .into()),
            None => Ok(()),
        }
    }

    pub(super) fn reset_breaker(&self, site: &BreakerSite, second: &str, reason: &str) -> Outcome {
        let (number, pool) = self.pool(&site.pool)?;
        self.other_than(Some(second), "other of the two persons")?;
        let refuse = |why: String| Box::new(Refusal::Reset { why });
        ensure(
            !reason.trim().is_empty() && !bare(second).is_empty(),
            || Refusal::Reset {
                why: "two persons and a reason are needed".into(),
            },
        )?;
        let held = self.tripped(number).find(|held| held.moved.site == *site);
        let held =
            held.ok_or_else(|| refuse(format!("the breaker `{}` is clear there", site.breaker)))?;
        let terms = self.rules.version(&pool.scheme, &held.moved.terms);
        let breaker =
            terms.and_then(|terms| terms.breakers.iter().find(|of| of.id == site.breaker));
        let breaker = breaker.ok_or_else(|| {
            refuse(format!(
                "the terms of the breaker `{}` are not at hand",
                site.breaker
            ))
        })?;
        match breaker.resume.by {
            ResumeBy::Ratio => {
                return Err(refuse(
                    "it clears by its ratio, and by nobody's decision".into(),
                ));
            }
            ResumeBy::DecisionAnyTime => {}
            ResumeBy::Decision => {
                let well = reading(self.state, breaker, site, self.command.booked_on)
                    .is_none_or(|of| of.is_well(breaker));
                let well = well && rested(breaker, held, self.command.booked_on);
                ensure(well, || {
                    Refusal::Reset {
                    why: "its ratio is not well yet, or not for as long as the terms ask; it may be reset once it is".into(),
                }
                })?;
            }
        }
        Ok(Happened::BreakerReset {
            site: Box::new(site.clone()),
            second: second.to_owned(),
            reason: reason.to_owned(),
        })
    }
}
