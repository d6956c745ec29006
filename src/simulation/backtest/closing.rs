//! The ends of days: what waits is tried again, breakers are reset where they may be, and the month is written down.

use super::agenda::Task;
use super::course::{Episode, Month};
use super::replay::Replay;
use crate::pool::incentives::reckoned;
use crate::pool::payee::Payee;
use crate::pool::{Action, Code, Happened, PoolEvent, Role};
use crate::units::Amount;

impl Replay<'_> {
    /// Closes the day.
    pub(super) fn close(&mut self) {
        let today = self.teller.today;
        for task in std::mem::take(&mut self.again) {
            match task {
                Task::File(place) => self.file(place),
                Task::Settle(place) => self.settle(place),
                _ => {}
            }
        }
        self.pay_waiting();
        if self.of.policy.reset_breakers {
            self.reset();
        }
        let closed = Action::CloseDay { date: today };
        if let Ok(events) = self.teller.tell("close-day", Role::Operator, closed) {
            self.breakers_moved(&events);
        }
        if today == today.last_of_month() || today == self.of.to {
            self.month();
            self.teller.forget();
        }
        let tomorrow = today.saturating_add(jiff::Span::new().days(1));
        if today.month() == 12 && today.day() == 31 {
            self.reckon();
            self.agenda.add(tomorrow, Task::Grant);
        }
        if tomorrow <= self.of.to && tomorrow > today {
            let next = self.close_after(tomorrow);
            self.agenda.add(next, Task::Close);
        }
    }

    /// Two persons reset whatever the terms let them.
    fn reset(&mut self) {
        let state = self.teller.ledger.state();
        let tripped: Vec<_> = state
            .tripped(&self.pool)
            .map(|(of, _)| of.site.clone())
            .collect();
        for site in tripped {
            let action = Action::ResetBreaker {
                site: Box::new(site),
                second: "second".to_owned(),
                reason: "well again".to_owned(),
            };
            // One that is not well yet stays tripped, which is no news.
            if let Ok(events) = self.teller.ask(Role::Supervisor, action) {
                self.breakers_moved(&events);
            }
        }
    }

    /// Follows breakers through events.
    pub(super) fn breakers_moved(&mut self, events: &[PoolEvent]) {
        for event in events {
            let on = event.booked_on;
            match &event.what {
                Happened::BreakerTripped { moved } => {
                    let open = self
                        .breakers
                        .iter()
                        .any(|of| of.site == moved.site && of.until.is_none());
                    if !open {
                        self.breakers.push(Episode {
                            site: moved.site.clone(),
                            moved: (**moved).clone(),
                            from: on,
                            until: None,
                        });
                    }
                }
                Happened::BreakerCleared { moved } => self.ended(&moved.site, on),
                Happened::BreakerReset { site, .. } => self.ended(site, on),
                _ => {}
            }
        }
    }

    fn ended(&mut self, site: &crate::pool::breaking::BreakerSite, on: crate::units::Date) {
        let open = self
            .breakers
            .iter_mut()
            .find(|of| of.site == *site && of.until.is_none());
        if let Some(episode) = open {
            episode.until = Some(on);
        }
    }

    fn month(&mut self) {
        let state = self.teller.ledger.state();
        let all = |code: Code| -> i64 {
            let of = self.compartments.values();
            of.map(|at| state.total(at, code).fen()).sum()
        };
        let net_assets = self
            .compartments
            .values()
            .map(|at| state.net_assets(at).fen());
        let stops = |effects: &[crate::pool::terms::Effect]| {
            effects
                .iter()
                .any(|of| *of != crate::pool::terms::Effect::Warn)
        };
        let month = Month {
            on: self.teller.today,
            cash: all(Code::Cash),
            net_assets: net_assets.sum(),
            paid_in: all(Code::PaidIn),
            cover: all(Code::Undrawn) + all(Code::InForce),
            owed: all(Code::ClaimsUnderReview)
                + all(Code::CompensationPayable)
                + all(Code::InTransit),
            tripped: u32::try_from(
                state
                    .tripped(&self.pool)
                    .filter(|(of, _)| stops(&of.effects))
                    .count(),
            )
            .unwrap_or(u32::MAX),
            ..self.totals.clone()
        };
        self.months.push(month);
    }

    /// What incentives come to for the year that is over.
    fn reckon(&mut self) {
        let Some(kept) = &self.teller.kept else {
            return;
        };
        let state = self.teller.ledger.state();
        let found = reckoned(
            self.of.rules,
            state,
            kept.iter(),
            &self.pool,
            self.teller.today,
        );
        let mut due = Vec::new();
        for of in found.unwrap_or_default() {
            let total = self
                .incentives
                .entry(of.incentive.as_str().into())
                .or_insert(Some(Amount::ZERO));
            *total = total
                .zip(of.earns)
                .and_then(|(sum, more)| sum.checked_add(more));
            if let Some(amount) = of.grant() {
                due.push((of, amount));
            }
        }
        self.due = due;
    }

    /// Grants what is due out of the pool, and pays it as far as cash goes.
    pub(super) fn grant(&mut self) {
        for (of, amount) in std::mem::take(&mut self.due) {
            let accrued = Action::AccrueIncentive {
                compartment: of.compartment.clone(),
                bank: of.bank.clone(),
                incentive: of.incentive.clone(),
                amount,
                enterprise: of.enterprise.clone(),
                through: Some(of.through),
            };
            if self.teller.tell("incentive", Role::Maker, accrued).is_err() {
                continue;
            }
            let payee = of
                .enterprise
                .map_or(Payee::Bank(of.bank), Payee::Enterprise);
            let paid = Action::PayIncentive {
                compartment: of.compartment,
                payee,
                amount,
            };
            let _ = self.teller.tell("incentive", Role::Payer, paid);
        }
    }
}
