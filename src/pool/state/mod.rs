//! The state of the ledger: what all events so far add up to, in numbered tables.

pub(super) mod books;
pub(super) mod call;
pub(super) mod claim;
pub(super) mod claim_books;
pub(super) mod clawback;
pub(super) mod compartment;
pub(super) mod contribution;
mod day;
mod decided;
pub(super) mod enterprise;
pub(super) mod grant;
mod index;
pub(super) mod issued;
pub(super) mod keys;
mod live;
pub(super) mod loan;
mod moved;
mod parts;
mod rows;
pub(super) mod seen;
mod snapshot;
pub(super) mod table;
pub(super) mod tally;
mod view;
pub(super) mod years;

pub(super) use claim::shared;
pub use decided::LentOn;
pub use keys::Done;
pub use moved::{SeenContribution, SeenPayment, SeenRecovery};
pub use seen::{SeenClaim, SeenLoan};
pub use snapshot::NoState;

use super::account::CompartmentId;
use crate::units::names::{
    BankId, ClaimId, DecisionId, GradeName, GroupId, LoanId, PaymentId, PoolId, ProductId, TermsId,
};
use crate::units::{Amount, Date, EnterpriseId};
use claim::{Claim, Payment, Recovery, Stage};
use compartment::{Compartment, Pool};
use contribution::Contribution;
use enterprise::Enterprise;
use grant::Grant;
use issued::Issued;
use keys::Keys;
use loan::Loan;
use rows::Rows;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use table::Table;
use tally::{Measures, Place, SUMS, Sum, Tally};

/// The state of the ledger 账本状态.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    /// How many events of pools there were.
    pub(super) sequence: u64,
    /// The sum of all amounts that commands named: no balance can be larger.
    pub(super) turnover: i64,
    /// The last day that is closed.
    #[serde(with = "day::maybe")]
    pub(super) day: Option<Date>,
    /// The one that was closed before it.
    #[serde(with = "day::maybe")]
    pub(super) day_before: Option<Date>,
    #[serde(skip)]
    pub(super) keys: Keys,
    pub(super) pools: Table<PoolId, Pool>,
    pub(super) compartments: Table<CompartmentId, Compartment>,
    pub(super) banks: Table<BankId, ()>,
    pub(super) products: Table<ProductId, ()>,
    pub(super) grades: Table<Option<GradeName>, ()>,
    pub(super) terms: Table<TermsId, ()>,
    pub(super) enterprises: Table<EnterpriseId, Enterprise>,
    /// Decisions of banks, each with the numbers of the loans that rest on it.
    pub(super) decisions: Table<DecisionId, Vec<u32>>,
    /// Groups, each with the numbers of its enterprises.
    pub(super) groups: Table<GroupId, Vec<u32>>,
    pub(super) loans: Table<LoanId, Loan>,
    pub(super) claims: Table<ClaimId, Claim>,
    pub(super) payments: Table<PaymentId, Payment>,
    pub(super) recoveries: Table<SmolStr, Recovery>,
    /// What contributors paid in, in the order in which it came.
    pub(super) contributions: Rows<Contribution>,
    /// Lines of the custodian that a payment already stands for.
    pub(super) lines: Table<SmolStr, ()>,
    pub(super) tallies: Table<Place, Tally>,
    /// The finest of them, each with the number of its tally.
    pub(super) cells: Vec<(tally::Cell, u32)>,
    /// Incentives granted for periods, each with the number of its event; nought once it was taken back.
    pub(super) grants: Table<Grant, u64>,
    /// The statements that were issued, in the order of their numbers.
    pub(super) issued: Rows<Issued>,
    /// Events that were taken back.
    pub(super) corrected: Vec<u64>,
}

impl State {
    /// How many events of pools there were.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Whether the event of a number was taken back.
    pub fn is_corrected(&self, number: u64) -> bool {
        self.corrected.contains(&number)
    }

    /// Forgets the keys of commands, which the records keep: from now on whoever asks says what they know
    /// of a key.
    pub fn forget_keys(&mut self) {
        self.keys = Keys::default();
    }

    /// The loan of a claim's number.
    pub(super) fn loan_of(&self, claim: &Claim) -> &Loan {
        self.loans.at(claim.loan)
    }

    /// The tally of a place, if anything was ever counted there.
    pub(super) fn tally(&self, place: Place) -> Option<&Tally> {
        self.tallies.named(&place).map(|(_, tally)| tally)
    }

    /// What one loan with its claims adds to every tally in which it counts.
    pub(super) fn measures(&self, loan: u32) -> Measures {
        let loan = self.loans.at(loan);
        let mut of = [0; SUMS];
        let open = loan.outstanding.fen() + loan.undrawn.fen();
        let covered = !loan.cover_lost;
        let mut set = |sum: Sum, value: i64| of[sum as usize] = value;
        if covered {
            set(Sum::Principal, open);
            set(Sum::Outstanding, loan.outstanding.fen());
            if loan.overdue_since.is_some() {
                set(Sum::Overdue, loan.cover_in_force);
            }
            if loan.class >= super::terms::LoanClass::Substandard {
                set(Sum::NonPerforming, loan.outstanding.fen());
            }
        }
        set(Sum::Share, loan.cover_undrawn + loan.cover_in_force);
        set(Sum::Drawn, loan.drawn.fen());
        set(Sum::DrawnShare, loan.share.of(loan.drawn).fen());
        set(Sum::LoansDrawn, i64::from(loan.drawn > Amount::ZERO));
        set(Sum::LoansInForce, i64::from(covered && open > 0));
        for claim in &loan.claims {
            let claim = self.claims.at(*claim);
            let sum = match claim.stage {
                Stage::Filed | Stage::Checked => Sum::Filed,
                Stage::Approved | Stage::InTransit | Stage::Paid => Sum::Approved,
                Stage::Refused | Stage::Withdrawn => continue,
            };
            let paid = claim.bears().fen();
            of[sum as usize] += claim.amount.fen() - paid;
            of[Sum::Paid as usize] += paid;
            of[Sum::Recovered as usize] += claim.recovered.fen();
        }
        of
    }

    /// Compensation of the claims of a loan that is filed, approved or paid, by the year of filing.
    pub(super) fn compensation_by_year(&self, loan: u32) -> impl Iterator<Item = (i16, i64)> {
        let claims = self.loans.at(loan).claims.iter();
        claims
            .map(|claim| self.claims.at(*claim))
            .filter(|claim| claim.stage.stands())
            .map(|claim| (claim.booked_on.year(), claim.amount.fen()))
    }
}
