//! What others may read of the state: balances by account, trial balances, and what is tripped.

use super::State;
use super::books::Balances;
use super::keys::Done;
use super::loan::Loan;
use crate::journal::IdempotencyKey;
use crate::pool::account::{Account, Code, CompartmentId, Holder};
use crate::pool::breaking::BreakerMove;
use crate::pool::called::OpenCall;
use crate::pool::terms::LoanClass;
use crate::units::names::{ClaimId, LoanId, PoolId, Scheme};
use crate::units::{Amount, Date};

impl State {
    fn books(&self, at: &CompartmentId) -> Option<&Balances> {
        self.compartments.named(at).map(|(_, of)| &of.balances)
    }

    /// The total of a code in a compartment, on the side on which it usually stands. Nought is a balance.
    pub fn total(&self, at: &CompartmentId, code: Code) -> Amount {
        self.books(at)
            .map_or(Amount::ZERO, |books| books.usual(code))
    }

    /// The balance of one account, on the side on which it usually stands.
    pub fn balance(&self, at: &CompartmentId, account: Account<'_>) -> Amount {
        let code = account.code;
        let Some((_, of)) = self.compartments.named(at) else {
            return Amount::ZERO;
        };
        let among =
            |balances: Option<&Balances>| balances.map_or(Amount::ZERO, |of| of.usual(code));
        match account.holder {
            Holder::None => of.balances.usual(code),
            Holder::Contributor(id) => among(of.stake(id)),
            Holder::Bank(id) => among(of.banks.iter().find(|(of, _)| of == id).map(|(_, of)| of)),
            Holder::District(id) => {
                among(of.others.iter().find(|(of, _)| of == id).map(|(_, of)| of))
            }
            Holder::Enterprise(id) => of.owed_to(id),
            Holder::Claim(id) => {
                let claim = self.claims.named(id);
                claim.map_or(Amount::ZERO, |(_, claim)| claim.balances.usual(code))
            }
            Holder::Loan(id) => {
                let loan = self.loans.named(id).map(|(_, loan)| loan);
                let fen = loan.map_or(0, |loan| match code {
                    Code::Undrawn => loan.cover_undrawn,
                    _ => loan.cover_in_force,
                });
                Amount::from_fen(fen)
            }
            Holder::Payment(id) => {
                let payment = self.payments.named(id).map(|(_, payment)| payment);
                Amount::from_fen(payment.map_or(0, |payment| -payment.balance))
            }
        }
    }

    /// Assets less liabilities.
    pub fn net_assets(&self, at: &CompartmentId) -> Amount {
        self.books(at).map_or(Amount::ZERO, Balances::net_assets)
    }

    /// What the real and the memorandum books of a compartment add up to: nought and nought.
    pub fn trial(&self, at: &CompartmentId) -> (i64, i64) {
        self.books(at).map_or((0, 0), Balances::trial)
    }

    /// The compartments, in the order in which they were opened.
    pub fn compartments(&self) -> impl Iterator<Item = &CompartmentId> {
        self.compartments.all().map(|(_, id, _)| id)
    }

    /// The pools, each with the programme of its terms, in the order in which they were opened.
    pub fn pools(&self) -> impl Iterator<Item = (&PoolId, &Scheme)> {
        self.pools.all().map(|(_, id, pool)| (id, &pool.scheme))
    }

    /// Calls for top-ups of a compartment that are not paid in full, oldest first.
    pub fn open_calls(&self, at: &CompartmentId) -> impl Iterator<Item = OpenCall> {
        let calls = self.compartments.named(at).map(|(_, of)| of.calls.iter());
        let open = calls.into_iter().flatten();
        open.filter(|call| call.open > Amount::ZERO)
            .map(|call| OpenCall {
                call: call.sequence,
                contributor: call.contributor.clone(),
                open: call.open,
                due: call.due,
                overdue: call.overdue,
            })
    }

    /// The number of the last event that changed a loan.
    pub fn last_of_loan(&self, loan: &LoanId) -> Option<u64> {
        let (_, loan) = self.loans.named(loan)?;
        loan.history.last().copied()
    }

    /// The number of the last event that changed a claim.
    pub fn last_of_claim(&self, claim: &ClaimId) -> Option<u64> {
        let (_, claim) = self.claims.named(claim)?;
        claim.history.last().copied()
    }

    /// What the state remembers of a command's key.
    pub fn done(&self, key: &IdempotencyKey) -> Option<Done> {
        self.keys.done(key).copied()
    }

    /// How far a claim is, in a word.
    pub fn claim_stage(&self, claim: &ClaimId) -> Option<&'static str> {
        self.claims
            .named(claim)
            .map(|(_, claim)| claim.stage.word())
    }

    /// The five-category class of a loan, as the last day's end saw it.
    pub fn class(&self, loan: &LoanId) -> Option<LoanClass> {
        self.loans.named(loan).map(|(_, loan)| loan.class)
    }

    /// The breakers of a pool that are tripped, each with the day since which it is.
    pub fn tripped(&self, pool: &PoolId) -> impl Iterator<Item = (&BreakerMove, Date)> {
        let of = self.pools.named(pool).map(|(_, pool)| pool.tripped.iter());
        of.into_iter()
            .flatten()
            .filter(|held| !held.reset)
            .map(|held| (&held.moved, held.since))
    }

    /// The custodian's lines in suspense in a compartment: number, amount and day of each, oldest first.
    pub fn suspended(&self, at: &CompartmentId) -> Vec<(&str, Amount, Date)> {
        let of = self.compartments.named(at).map(|(_, of)| of.lines.iter());
        let lines = of.into_iter().flatten();
        let mut lines: Vec<_> = lines
            .map(|held| (held.line.as_str(), held.amount, held.on))
            .collect();
        lines.sort_by_key(|(_, _, on)| *on);
        lines
    }

    /// The last day of approval of the loans that were enrolled under a programme.
    pub fn last_approval(&self, scheme: &Scheme) -> Option<Date> {
        let of = |loan: &Loan| {
            let pool = self.compartments.at(loan.compartment).pool;
            (self.pools.at(pool).scheme == *scheme).then_some(loan.approved_on)
        };
        self.loans.all().filter_map(|(_, _, loan)| of(loan)).max()
    }

    /// The last day that is closed.
    pub fn day(&self) -> Option<Date> {
        self.day
    }
}
