//! Recording 条款登记: what stands against putting a version of terms on record beside those by which the books
//! decide. A later version never touches a loan that was approved before it.

use super::rules::Rules;
use super::state::State;
use super::terms::{Status, Terms, TermsHistory};
use crate::units::{Date, Problems};

/// Whether terms may go on record now, or everything that stands against it. Figures may be unknown: the
/// version then refuses whatever falls under it.
pub fn recordable(rules: &Rules, state: &State, terms: &Terms) -> Result<(), Problems> {
    let mut problems = Problems::default();
    if terms.status == Status::Draft {
        let message = "a draft is no rule; record it once it is decided";
        problems.add("status", "record.draft", message);
    }
    let mut begins_after = |last: Option<Date>, rule: &str, why: &dyn Fn(Date) -> String| {
        let Some(last) = last.filter(|last| terms.effective_from <= *last) else {
            return;
        };
        let from = last.tomorrow().unwrap_or(last);
        let message = format!(
            "{}; a version that begins on {from} or later would pass",
            why(last)
        );
        problems.add("effective_from", rule, message);
    };
    begins_after(state.day(), "record.closed", &|last| {
        format!("days are closed through {last}")
    });
    let approved = state.last_approval(&terms.scheme);
    begins_after(approved, "record.decided", &|last| {
        let scheme = &terms.scheme;
        format!("a loan of `{scheme}` approved on {last} was decided under the versions there are")
    });
    let others = rules.history(&terms.scheme).into_iter();
    let others = others.flat_map(TermsHistory::versions).cloned();
    let known = Terms {
        status: Status::Sample,
        ..terms.clone()
    };
    if let Err(error) = TermsHistory::with_unknown(others.chain([known])) {
        problems.add("version", "record.order", error.to_string());
    }
    problems.or(())
}
