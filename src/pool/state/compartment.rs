//! A pool and its compartments, as the ledger holds them.

use super::books::Balances;
use super::call::Call;
use super::table::Table;
use super::years::Years;
use crate::pool::breaking::BreakerMove;
use crate::pool::limit_site::LimitSite;
use crate::pool::share::{Portion, Split};
use crate::pool::tier::Tier;
use crate::units::names::{BankId, ContributorId, District, Scheme};
use crate::units::{Amount, Date, EnterpriseId};
use serde::{Deserialize, Serialize};

/// A pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Pool {
    pub(in crate::pool) scheme: Scheme,
    pub(in crate::pool) tiers: Vec<Tier>,
    /// The last day of the last period that is closed.
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) closed_through: Option<Date>,
    pub(in crate::pool) tally: u32,
    /// Compensation approved by calendar year, as it counts in a budget.
    pub(in crate::pool) approved: Years,
    /// Breakers that are not clear.
    pub(in crate::pool) tripped: Vec<Tripped>,
    /// Limits that are passed, as a day's end told them last.
    pub(in crate::pool) passed: Vec<PassedLimit>,
}

/// A limit that is passed, as it was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct PassedLimit {
    pub(in crate::pool) site: LimitSite,
    pub(in crate::pool) stands: Amount,
    pub(in crate::pool) most: Amount,
}

/// A breaker that is not clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Tripped {
    pub(in crate::pool) moved: BreakerMove,
    #[serde(with = "super::day")]
    pub(in crate::pool) since: Date,
    /// Since when its ratio has been well again.
    #[serde(with = "super::day::maybe")]
    pub(in crate::pool) well_since: Option<Date>,
    /// Whether two persons reset it; it stops nothing until it trips anew.
    pub(in crate::pool) reset: bool,
}

/// A line of the custodian in suspense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct HeldLine {
    pub(in crate::pool) line: String,
    pub(in crate::pool) amount: Amount,
    #[serde(with = "super::day")]
    pub(in crate::pool) on: Date,
}

/// An advance that the compartment made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct AdvanceMade {
    /// The number of its event.
    pub(in crate::pool) sequence: u64,
    pub(in crate::pool) to: District,
    /// The accounting day.
    #[serde(with = "super::day")]
    pub(in crate::pool) on: Date,
    pub(in crate::pool) amount: Amount,
}

/// A compartment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Compartment {
    pub(in crate::pool) pool: u32,
    pub(in crate::pool) balances: Balances,
    pub(in crate::pool) stakes: Vec<(ContributorId, Balances)>,
    /// Income and cost of contributors by the calendar year in which they were booked, less what a year's end
    /// carried away.
    pub(in crate::pool) earned: Vec<((i16, ContributorId), Balances)>,
    pub(in crate::pool) banks: Vec<(BankId, Balances)>,
    pub(in crate::pool) others: Vec<(District, Balances)>,
    /// The splits of its loans, and first that of its interest and fees.
    pub(in crate::pool) splits: Vec<Split>,
    /// Interest, fees, guarantee fees and incentives so far, by contributor.
    pub(in crate::pool) interest: Vec<Portion>,
    pub(in crate::pool) fees: Vec<Portion>,
    pub(in crate::pool) guarantee_fees: Vec<Portion>,
    pub(in crate::pool) incentives: Vec<Portion>,
    /// What is owed to enterprises of incentives, in fen on the account's own side.
    pub(in crate::pool) owed: Table<EnterpriseId, i64>,
    pub(in crate::pool) tally: u32,
    /// Claims that are approved and not instructed.
    pub(in crate::pool) payable: Vec<u32>,
    /// Compensation paid by calendar year.
    pub(in crate::pool) paid_by_year: Years,
    /// The same apart for each bank and product.
    pub(in crate::pool) paid_apart: Vec<((u32, u32), Years)>,
    /// Calls for top-ups, oldest first.
    pub(in crate::pool) calls: Vec<Call>,
    /// All advances that it made, paid back or not, oldest first.
    pub(in crate::pool) advances: Vec<AdvanceMade>,
    /// Lines of the custodian that nothing explains yet.
    pub(in crate::pool) lines: Vec<HeldLine>,
    pub(in crate::pool) history: Vec<u64>,
}

/// The balances of one holder among several, which are added when they are new.
pub(in crate::pool) fn of<'a, K: Clone + PartialEq>(
    holders: &'a mut Vec<(K, Balances)>,
    holder: &K,
) -> &'a mut Balances {
    let at = holders.iter().position(|(of, _)| of == holder);
    let at = at.unwrap_or_else(|| {
        holders.push((holder.clone(), Balances::default()));
        holders.len() - 1
    });
    &mut holders[at].1
}

impl Compartment {
    /// The balances of a contributor, if it has any.
    pub(in crate::pool) fn stake(&self, contributor: &ContributorId) -> Option<&Balances> {
        self.stakes
            .iter()
            .find(|(of, _)| of == contributor)
            .map(|(_, balances)| balances)
    }

    /// The balances of a bank, if it has any.
    pub(in crate::pool) fn bank(&self, bank: &BankId) -> Option<&Balances> {
        let mut all = self.banks.iter();
        all.find(|(of, _)| of == bank).map(|(_, balances)| balances)
    }

    /// The balances with another compartment, if there are any.
    pub(in crate::pool) fn other(&self, district: &District) -> Option<&Balances> {
        let mut all = self.others.iter();
        all.find(|(of, _)| of == district)
            .map(|(_, balances)| balances)
    }

    /// What is owed to an enterprise of incentives.
    pub(in crate::pool) fn owed_to(&self, enterprise: &EnterpriseId) -> Amount {
        let owed = self.owed.named(enterprise).map(|(_, owed)| *owed);
        Amount::from_fen(owed.unwrap_or_default())
    }

    /// Cash that is not on its way out.
    pub(in crate::pool) fn free_cash(&self) -> Amount {
        use crate::pool::account::Code;
        let cash = self.balances.usual(Code::Cash).fen();
        Amount::from_fen(cash - self.balances.usual(Code::InTransit).fen())
    }

    /// Compensation paid in a year to the banks and for the products that are wanted.
    pub(in crate::pool) fn paid_in_year(
        &self,
        year: i16,
        wanted: impl Fn(u32, u32) -> bool,
    ) -> i64 {
        let all = self.paid_apart.iter();
        let of = all.filter(|((bank, product), _)| wanted(*bank, *product));
        of.map(|(_, years)| years.of(year)).sum()
    }

    /// The line in suspense of a number.
    pub(in crate::pool) fn line(&self, line: &str) -> Option<&HeldLine> {
        self.lines.iter().find(|held| held.line == line)
    }
}
