//! Calls for top-ups 补足通知 that are open at the end of a statement: followed from the events themselves.

use super::scope::Scope;
use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::units::names::{ContributorId, District};
use crate::units::{Amount, Date};
use serde::Serialize;

/// What a contributor has not paid in of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallRow {
    /// The number of the call among the events of pools.
    pub call: u64,
    /// The compartment's district.
    pub district: District,
    /// Who is called upon.
    pub contributor: ContributorId,
    /// The accounting day of the call.
    pub called_on: Date,
    /// How much was called for.
    pub amount: Amount,
    /// How much is not paid in.
    pub open: Amount,
    /// The last day to pay it in.
    pub due: Option<Date>,
    /// Whether that day was over on the last day of the statement.
    pub overdue: bool,
}

/// The calls of a scope, as far as the events were read.
#[derive(Debug, Default)]
pub(super) struct Calls(Vec<CallRow>);

impl Calls {
    /// Reads one event, of this number among the events of pools.
    pub(super) fn note(&mut self, scope: &Scope, number: u64, event: &PoolEvent) {
        let (what, taken_back) = match &event.what {
            Happened::Corrected {
                original, sequence, ..
            } => (&**original, Some(*sequence)),
            what => (what, None),
        };
        match what {
            Happened::ContributionCalled {
                compartment,
                parts,
                due,
                ..
            } if scope.covers(compartment) => {
                if let Some(taken_back) = taken_back {
                    self.0.retain(|row| row.call != taken_back);
                    return;
                }
                let of_scope = |contributor: &ContributorId| match scope {
                    Scope::Pool { .. } | Scope::Compartment { .. } => true,
                    Scope::Contributor {
                        contributor: own, ..
                    } => own == contributor,
                    Scope::Bank { .. } => false,
                };
                let parts = parts.iter().filter(|part| of_scope(&part.contributor));
                self.0.extend(parts.map(|part| CallRow {
                    call: number,
                    district: compartment.district.clone(),
                    contributor: part.contributor.clone(),
                    called_on: event.booked_on,
                    amount: part.amount,
                    open: part.amount,
                    due: *due,
                    overdue: false,
                }));
            }
            Happened::Contributed {
                contributor,
                fulfils,
                ..
            } => {
                let sign = if taken_back.is_some() { -1 } else { 1 };
                for paid in fulfils {
                    let rows = self.0.iter_mut();
                    rows.filter(|row| row.call == paid.call && row.contributor == *contributor)
                        .for_each(|row| {
                            row.open = Amount::from_fen(row.open.fen() - sign * paid.amount.fen());
                        });
                }
            }
            _ => {}
        }
    }

    /// Those open, oldest first, as of a day.
    pub(super) fn open(self, on: Date) -> Vec<CallRow> {
        let open = self.0.into_iter().filter(|row| row.open > Amount::ZERO);
        open.map(|row| CallRow {
            overdue: row.due.is_some_and(|due| due < on),
            ..row
        })
        .collect()
    }
}
