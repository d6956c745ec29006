//! Reading: one pass over the events, in which everything that a statement tells is summed up.

use super::Period;
use super::aging::Claims;
use super::calls::Calls;
use super::limits::Limits;
use super::movement::Movement;
use super::owners::Owners;
use super::row::{Sums, Whose};
use super::scope::Scope;
use crate::pool::account::{Code, Holder};
use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::post::post;
use crate::pool::posting::Posting;
use crate::units::Date;
use crate::units::names::{District, PoolId};
use std::collections::{BTreeMap, HashMap};

/// One account of a scope.
type Key = (Code, District, Option<Whose>);

/// What was read so far.
#[derive(Debug)]
pub(super) struct Reading<'s> {
    scope: &'s Scope,
    period: Period,
    owners: Owners,
    closed: HashMap<PoolId, Date>,
    pub(super) claims: Claims,
    pub(super) calls: Calls,
    pub(super) limits: Limits,
    /// How many events of pools were read: the number of the last.
    number: u64,
    pub(super) codes: [Sums; Code::COUNT],
    pub(super) accounts: BTreeMap<Key, Sums>,
    pub(super) movements: Vec<Movement>,
    /// Whether the scope was met at all.
    pub(super) known: bool,
}

impl<'s> Reading<'s> {
    pub(super) fn new(scope: &'s Scope, period: Period) -> Self {
        Self {
            scope,
            period,
            owners: Owners::default(),
            closed: HashMap::new(),
            claims: Claims::default(),
            calls: Calls::default(),
            limits: Limits::default(),
            number: 0,
            codes: [Sums::default(); Code::COUNT],
            accounts: BTreeMap::new(),
            movements: Vec::new(),
            known: false,
        }
    }

    /// Reads one event.
    pub(super) fn read(&mut self, sequence: u64, event: &PoolEvent) {
        self.number += 1;
        self.owners.note(&event.what);
        self.known |= self.opens(&event.what);
        let prior = self.is_prior(event);
        if event.booked_on <= self.period.to {
            self.claims.note(self.scope, &self.owners, event);
            self.calls.note(self.scope, self.number, event);
            self.limits.note(self.scope, event);
            for posting in post(&event.what) {
                if self.holds(&posting) {
                    self.known = true;
                    self.add(sequence, event, &posting, prior);
                }
            }
        }
        if let Happened::PeriodClosed { pool, through, .. } = &event.what {
            self.closed.insert(pool.clone(), *through);
        }
    }

    /// Whether an event brings the scope into being.
    fn opens(&self, what: &Happened) -> bool {
        match (self.scope, what) {
            (Scope::Pool { pool: of }, Happened::PoolOpened { pool, .. })
            | (
                Scope::Bank {
                    pool: of,
                    district: None,
                    ..
                },
                Happened::PoolOpened { pool, .. },
            ) => of == pool,
            (Scope::Pool { .. }, _) => false,
            (
                Scope::Contributor { contributor, .. },
                Happened::CompartmentOpened { compartment, split },
            ) => self.scope.covers(compartment) && split.contributors().any(|of| of == contributor),
            (_, Happened::CompartmentOpened { compartment, .. }) => self.scope.covers(compartment),
            _ => false,
        }
    }

    fn holds(&self, posting: &Posting<'_>) -> bool {
        let holder = &posting.account.holder;
        self.scope.covers(posting.compartment)
            && match self.scope {
                Scope::Pool { .. } | Scope::Compartment { .. } => true,
                Scope::Contributor { contributor, .. } => {
                    *holder == Holder::Contributor(contributor)
                }
                Scope::Bank { bank, .. } => self.owners.is_of(holder, bank),
            }
    }

    /// Whether an event belongs to a period that was closed before it was booked.
    fn is_prior(&self, event: &PoolEvent) -> bool {
        match &event.what {
            Happened::PeriodClosed { .. } => false,
            Happened::Corrected {
                prior_period: true, ..
            } => true,
            _ => self
                .closed
                .get(self.scope.pool())
                .is_some_and(|through| event.effective_on <= *through),
        }
    }

    fn add(&mut self, sequence: u64, event: &PoolEvent, posting: &Posting<'_>, prior: bool) {
        let in_period = event.booked_on >= self.period.from;
        let code = posting.account.code;
        let district = &posting.compartment.district;
        let holder = Whose::of(&posting.account.holder);
        self.codes[code.place()].add(posting.signed(), in_period);
        self.accounts
            .entry((code, district.clone(), holder.clone()))
            .or_default()
            .add(posting.signed(), in_period);
        if !in_period {
            return;
        }
        let (what, correction) = match &event.what {
            Happened::Corrected { original, .. } => (&**original, true),
            what => (what, false),
        };
        let (debit, credit) = Movement::sided(posting.side, posting.amount);
        self.movements.push(Movement {
            sequence,
            booked_on: event.booked_on,
            effective_on: event.effective_on,
            kind: what.kind(),
            subject: what.subject(),
            district: district.clone(),
            code,
            holder,
            debit,
            credit,
            correction,
            prior_period: prior,
        });
    }
}
