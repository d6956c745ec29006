//! What of the books a caller sees.

use crate::evidence::{Source, Visibility};
use crate::identity::Role;
use crate::pool::statement::Scope;
use crate::pool::{CompartmentId, Happened, PoolEvent, SeenLoan, State};
use crate::units::names::{ClaimId, LoanId, PaymentId, PoolId};

/// What a role sees; what it does not see is not there.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'r>(pub &'r Role);

impl Sight<'_> {
    /// Whether it sees everything in the books.
    pub fn all(self) -> bool {
        self.0.is_commission() || matches!(self.0, Role::Auditor | Role::Operator)
    }

    /// Whether it sees a loan, and the claims on it.
    pub fn loan(self, loan: &SeenLoan<'_>) -> bool {
        match self.0 {
            Role::Bank(bank) => loan.bank == bank,
            Role::Enterprise(enterprise) => loan.enterprise == enterprise,
            Role::Contributor(_) => self.compartment(loan.compartment),
            _ => self.all(),
        }
    }

    /// Whether it sees a loan, claim, payment or recovery of a name.
    pub fn named(self, state: &State, what: &str, name: &str) -> bool {
        if self.all() {
            return true;
        }
        let loan = match what {
            "loan" => LoanId::parse(name).ok().and_then(|id| state.loan(&id)),
            "claim" => {
                let claim = ClaimId::parse(name).ok().and_then(|id| state.claim(&id));
                claim.map(|claim| claim.loan)
            }
            "payment" => {
                let id = PaymentId::parse(name).ok();
                let claim = id.and_then(|id| state.claim_of_payment(&id));
                claim.map(|claim| claim.loan)
            }
            _ => state.claim_of_recovery(name).map(|claim| claim.loan),
        };
        loan.is_some_and(|loan| self.loan(&loan))
    }

    /// Whether it sees the accounts of a compartment.
    pub fn compartment(self, at: &CompartmentId) -> bool {
        match self.0 {
            Role::Contributor(seat) => seat.pool == at.pool && seat.district == at.district,
            _ => self.all(),
        }
    }

    /// Whether it sees that a pool is there, and its breakers: banks lend under them.
    pub fn pool(self, pool: &PoolId) -> bool {
        match self.0 {
            Role::Bank(_) => true,
            Role::Contributor(seat) => seat.pool == *pool,
            _ => self.all(),
        }
    }

    /// Whether it sees what a source delivered, as a batch: a bank its own, the commission and analysts what is shared.
    pub fn source(self, source: &Source) -> bool {
        match (self.0, &source.visibility) {
            (Role::Auditor | Role::Operator, _) => true,
            (Role::Bank(own), Visibility::PrivateTo(bank)) => own.as_str() == bank,
            (role, Visibility::Shared) => role.is_commission() || *role == Role::Analyst,
            _ => false,
        }
    }

    /// Whether it sees statements of a scope.
    pub fn statement(self, scope: &Scope) -> bool {
        match (self.0, scope) {
            (Role::Bank(own), Scope::Bank { bank, .. }) => own == bank,
            (Role::Contributor(seat), Scope::Compartment { pool, district }) => {
                seat.pool == *pool && seat.district == *district
            }
            (
                Role::Contributor(seat),
                Scope::Contributor {
                    pool,
                    contributor,
                    district,
                },
            ) => {
                seat.pool == *pool
                    && seat.contributor == *contributor
                    && district.as_ref() == Some(&seat.district)
            }
            _ => self.all(),
        }
    }

    /// Whether it sees an event of the books.
    pub fn event(self, event: &PoolEvent, state: &State) -> bool {
        if self.all() {
            return true;
        }
        let what = match &event.what {
            Happened::Corrected { original, .. } => original,
            what => what,
        };
        if let Some(claim) = what.claim() {
            return state
                .claim(claim)
                .is_some_and(|claim| self.loan(&claim.loan));
        }
        if let Some(loan) = what.loan() {
            return state.loan(loan).is_some_and(|loan| self.loan(&loan));
        }
        match (what, self.0) {
            (Happened::DayClosed { .. }, _) => true,
            (Happened::BreakerTripped { moved } | Happened::BreakerCleared { moved }, role) => {
                self.pool(&moved.site.pool)
                    && moved
                        .site
                        .bank
                        .as_ref()
                        .is_none_or(|bank| role.bank() == Some(bank))
            }
            (Happened::BreakerReset { site, .. } | Happened::BreakerWell { site, .. }, role) => {
                self.pool(&site.pool)
                    && site
                        .bank
                        .as_ref()
                        .is_none_or(|bank| role.bank() == Some(bank))
            }
            (what, Role::Contributor(_)) => {
                what.compartment().is_some_and(|at| self.compartment(at))
            }
            _ => false,
        }
    }
}
