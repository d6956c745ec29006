//! What the outcomes that nobody knows could make of it 未知结果的上下限: every one of them good, and every one bad.
//!
//! A loan that was not made has no outcome. A policy that approves it would have lent, and nobody knows what would have
//! come of it; so two further replays assume the best and the worst, and what is true lies between them.

use super::application::{Application, Flow, Life};
use super::calendar::months_on;
use super::figures::Figures;
use crate::units::{Amount, Date};
use serde::Serialize;

/// What is assumed of loans that were not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumed {
    /// Each is paid up on the day on which it is due.
    Good,
    /// Each pays nothing: overdue from a month after the decision, and lost a year after it.
    Bad,
}

/// Months from the decision to the first day overdue, and to the loss.
const BAD: [u32; 2] = [1, 12];

/// What a policy comes to if all unknown outcomes are good, and if all are bad.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bounds {
    /// Approvals of which no outcome is known.
    pub approvals: u64,
    /// Their principal as approved.
    pub amount: Amount,
    /// Principal lent under cover, if good and if bad.
    pub lent: [Amount; 2],
    /// The default rate by number within a year of the drawing.
    pub within_year: [Option<f64>; 2],
    /// By number until the end.
    pub over_life: [Option<f64>; 2],
    /// By principal until the end.
    pub over_life_of_principal: [Option<f64>; 2],
    /// Compensation paid less recoveries.
    pub net: [Amount; 2],
    /// The same for each yuan lent.
    pub per_yuan: [Option<f64>; 2],
    /// Cash at the end of the walk.
    pub cash: [Option<Amount>; 2],
    /// Days on which any breaker stood tripped.
    pub tripped_days: [i64; 2],
}

impl Bounds {
    /// The bounds of a policy from its figures as they are known, and those of the replays that assume good and bad.
    pub fn of(known: &Figures, good: &Figures, bad: &Figures) -> Self {
        let both = [good, bad];
        let amount = known.approved_amount.fen() - known.outcome_known.amount.fen();
        Self {
            approvals: known.approved - known.outcome_known.approvals,
            amount: Amount::from_fen(amount),
            lent: both.map(|of| of.lent),
            within_year: both.map(|of| of.within_year.loans.rate),
            over_life: both.map(|of| of.over_life.loans.rate),
            over_life_of_principal: both.map(|of| of.over_life.principal.rate),
            net: both.map(|of| of.cost.net),
            per_yuan: both.map(|of| of.cost.per_yuan),
            cash: both.map(|of| {
                of.pool
                    .months
                    .last()
                    .map(|month| Amount::from_fen(month.cash))
            }),
            tripped_days: both.map(|of| of.pool.tripped_days),
        }
    }
}

/// The applications with an assumed life for each that has none, known until `to`: drawn on the day of the decision, as
/// asked for. Flows after `to` are left out, and such loans are censored like others.
pub fn assumed(applications: &[Application], what: Assumed, to: Date) -> Vec<Application> {
    let mut all = applications.to_vec();
    for one in &mut all {
        let (day, drawn) = (one.decided_on, one.requested);
        if one.life.is_some() || drawn <= Amount::ZERO || day > to {
            continue;
        }
        let mut flows = match what {
            Assumed::Good => vec![(one.matures_on.max(day), Flow::Repaid(drawn))],
            Assumed::Bad => vec![
                (months_on(day, BAD[0]), Flow::Overdue),
                (months_on(day, BAD[1]), Flow::ChargedOff(drawn)),
            ],
        };
        flows.retain(|(day, _)| *day <= to);
        one.life = Some(Life {
            drawn_on: day,
            drawn,
            flows,
            known_until: to,
        });
    }
    all
}
