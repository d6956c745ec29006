//! Lines of the custodian that nothing explains 未达账项: while one stands in suspense, no day and no period is closed
//! over it.

use super::desk::{Checked, Desk};
use crate::pool::account::CompartmentId;
use crate::pool::refusal::Refusal;
use crate::pool::state::compartment::HeldLine;
use crate::units::Date;

/// How many lines a refusal names.
const NAMED: usize = 5;

impl Desk<'_> {
    /// Refuses to close days through `through` while a line of one of them stands in suspense: in one pool, or
    /// in any. `closed` is the last day that is closed already.
    pub(super) fn explained(
        &self,
        pool: Option<u32>,
        through: Date,
        closed: Option<Date>,
    ) -> Checked<()> {
        let all = self.state.compartments.all();
        let within = all.filter(|(_, _, of)| pool.is_none_or(|pool| of.pool == pool));
        let lines = within.flat_map(|(_, at, of)| of.lines.iter().map(move |line| (at, line)));
        let mut open: Vec<(&CompartmentId, &HeldLine)> =
            lines.filter(|(_, line)| line.on <= through).collect();
        open.sort_by_key(|(_, line)| line.on);
        let Some((_, first)) = open.first() else {
            return Ok(());
        };
        let named = open.iter().take(NAMED).map(|(at, held)| {
            let amount = held.amount.grouped();
            format!("`{}` of {} in {at}, {amount}", held.line, held.on)
        });
        let mut lines = named.collect::<Vec<_>>().join("; ");
        if open.len() > NAMED {
            lines = format!("{lines}; and {} more", open.len() - NAMED);
        }
        let (what, before) = match pool {
            None => ("day up to", first.on.yesterday()),
            Some(_) => ("period through", first.on.first_of_month().yesterday()),
        };
        let before = before.ok();
        let before = before.filter(|day| closed.is_none_or(|closed| *day > closed));
        let before = before.map_or_else(String::new, |day| {
            format!(", and until then a {what} {day}")
        });
        Err(Refusal::LinesOpen { lines, before }.into())
    }
}
