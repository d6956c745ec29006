//! Reading what a spec says of applicants who were refused, and of how a case-control sample was drawn.

use super::parse_spec::{count, number, values};
use super::reject::{Assumption, RejectRules};
use super::spec::Sampling;
use crate::units::Ratio;
use crate::units::form::Table;

/// `[reject]`.
pub(super) fn reject(table: &Table<'_>, seed: u64) -> Option<RejectRules> {
    let column = table.opt_text("column");
    let values = values(table, "values");
    if column.is_some() == values.is_empty() {
        let message = "a column tells the refused by the values that mean so: give both, or neither where they are in a file of their own";
        table.problem("values", "reject.values", message);
    }
    let hard = table.opt_table("hard_cut_off");
    let hard = Assumption::HardCutOff {
        from: part(hard.as_ref(), |t| number(t, "from", 0.5, (1e-6, 0.999_999))).unwrap_or(0.5),
    };
    let fuzzy = table.opt_table("fuzzy");
    let uplift = |t: &Table<'_>| number(t, "uplift", 1.0, (0.01, 100.0));
    let fuzzy = Assumption::Fuzzy {
        uplift: part(fuzzy.as_ref(), uplift).unwrap_or(1.0),
    };
    let parcels = table.opt_table("parcelling");
    let both = |t: &Table<'_>| (count(t, "bands", 10, 100), uplift(t));
    let (bands, uplift) = part(parcels.as_ref(), both).unwrap_or((10, 1.0));
    let parcelling = Assumption::Parcelling {
        bands,
        uplift,
        seed,
    };
    let words = [
        ("none", None),
        ("hard_cut_off", Some(hard)),
        ("fuzzy", Some(fuzzy)),
        ("parcelling", Some(parcelling)),
    ];
    let assume = table.word("assume", &words);
    let approve_up_to = number(table, "approve_up_to", 0.1, (1e-6, 0.999_999));
    let reason = table.text("reason");
    table.close();
    Some(RejectRules {
        column,
        values,
        assume: assume?,
        beside: vec![hard, fuzzy, parcelling],
        approve_up_to,
        reason: reason?,
    })
}

/// Reads a table that may be there, and closes it.
fn part<T>(table: Option<&Table<'_>>, read: impl Fn(&Table<'_>) -> T) -> Option<T> {
    table.map(|table| {
        let found = read(table);
        table.close();
        found
    })
}

/// `population.sampling`.
pub(super) fn sampling(table: &Table<'_>) -> Option<Sampling> {
    let share = |key: &'static str| {
        let share = table.opt_decimal(key);
        let within = share.filter(|share| Ratio::ZERO < *share && *share <= Ratio::ONE);
        if within.is_none() {
            let message =
                "give the share of them that was drawn, above 0 and at most 1, such as \"0.05\"";
            table.problem(key, "population.sampling", message);
        }
        within
    };
    let (events, others) = (share("events"), share("others"));
    let source = table.text("source");
    table.close();
    Some(Sampling {
        events: events?,
        others: others?,
        source: source?,
    })
}
