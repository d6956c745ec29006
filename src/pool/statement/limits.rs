//! Limits that are passed 超限 at the end of a statement: followed from what the days' ends told.

use super::scope::Scope;
use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::limit_site::LimitSite;
use crate::units::names::{BankId, District};
use crate::units::{Amount, Date};
use serde::Serialize;

/// A limit that is passed, by the terms in force at the last day's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LimitRow {
    /// The id of the cap, or the leverage, or the year of the budget.
    pub limit: String,
    /// Over what it adds up, in words.
    pub over: String,
    /// The district, where it adds up within one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<District>,
    /// The bank, where it adds up what one lent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<BankId>,
    /// The day's end that told first that it is passed.
    pub since: Date,
    /// What stands.
    pub stands: Amount,
    /// The most that is allowed.
    pub most: Amount,
    /// By how much it is passed.
    pub by: Amount,
}

/// The limits of a scope, as far as the events were read.
#[derive(Debug, Default)]
pub(super) struct Limits(Vec<LimitRow>);

impl Limits {
    /// Reads one event.
    pub(super) fn note(&mut self, scope: &Scope, event: &PoolEvent) {
        match &event.what {
            Happened::LimitPassed { site, stands, most } if concerns(scope, site) => {
                let by = Amount::from_fen(stands.fen() - most.fen());
                let row = LimitRow {
                    limit: site.limit.clone(),
                    over: site.over.clone(),
                    district: site.district.clone(),
                    bank: site.bank.clone(),
                    since: event.booked_on,
                    stands: *stands,
                    most: *most,
                    by,
                };
                match self.0.iter_mut().find(|row| is_at(row, site)) {
                    Some(told) => {
                        let since = told.since;
                        *told = LimitRow { since, ..row };
                    }
                    None => self.0.push(row),
                }
            }
            Happened::LimitKept { site } if concerns(scope, site) => {
                self.0.retain(|row| !is_at(row, site));
            }
            _ => {}
        }
    }

    /// Those that are passed, in the order in which they were told.
    pub(super) fn passed(self) -> Vec<LimitRow> {
        self.0
    }
}

fn is_at(row: &LimitRow, site: &LimitSite) -> bool {
    (&row.limit, &row.over, &row.district, &row.bank)
        == (&site.limit, &site.over, &site.district, &site.bank)
}

/// Whether a limit is told in statements of a scope: a pool's tells all, another those that add up within it.
fn concerns(scope: &Scope, site: &LimitSite) -> bool {
    let within = |district: &District| site.district.as_ref() == Some(district);
    let own = match scope {
        Scope::Pool { .. } => true,
        Scope::Compartment { district, .. } => within(district),
        Scope::Contributor { district, .. } => match district {
            Some(district) => within(district),
            None => site.district.is_some(),
        },
        Scope::Bank { bank, district, .. } => {
            let there = district
                .as_ref()
                .is_none_or(|of| site.district.is_none() || within(of));
            there && site.bank.as_ref() == Some(bank)
        }
    };
    own && site.pool == *scope.pool()
}
