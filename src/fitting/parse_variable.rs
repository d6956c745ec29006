//! Reading what a spec says of one variable.

use super::Trend;
use super::parse_spec::{decimals, word_or};
use super::spec::{Availability, MissingPolicy, VariableSpec};
use crate::scoring::model::InputKind;
use crate::units::form::{Node, Table};

/// The most bands that a spec may list, and the most special codes: with them a layout stays within a byte.
const MOST_LISTED: usize = 150;
pub(super) const MOST_CODES: usize = 30;

pub(super) fn variable(table: &Table<'_>) -> Option<VariableSpec> {
    let column = table.text("column");
    let name = table.node("name").and_then(|_| table.bilingual("name"));
    let kinds = [
        ("number", InputKind::Number),
        ("category", InputKind::Category),
    ];
    let kind = table.node("kind").and_then(|_| table.word("kind", &kinds));
    let trend = table
        .node("trend")
        .and_then(|_| table.word("trend", &Trend::WORDS));
    let special = table.node("special").map(|_| decimals(table, "special"));
    let policies = [
        ("own", MissingPolicy::Own),
        ("worst", MissingPolicy::Worst),
        ("neutral", MissingPolicy::Neutral),
    ];
    let missing = word_or(table, "missing", &policies, MissingPolicy::Own);
    let order = table.texts("order");
    let available = availability(table);
    let cuts = table.node("cuts").map(|_| decimals(table, "cuts"));
    let groups = table.node("groups").map(|_| groups(table));
    let reason = table.opt_text("reason").unwrap_or_default();
    if cuts
        .as_ref()
        .is_some_and(|cuts| cuts.windows(2).any(|pair| pair[0] >= pair[1]))
    {
        table.problem("cuts", "cuts.order", "cuts rise, each once");
    }
    if (cuts.is_some() || groups.is_some()) && reason.trim().is_empty() {
        let message = "bins that are set by hand need a reason";
        table.problem("reason", "cuts.reason", message);
    }
    let bands =
        order.len() + groups.as_ref().map_or(0, Vec::len) + cuts.as_ref().map_or(0, Vec::len);
    let codes = special.as_ref().map_or(0, Vec::len);
    if bands > MOST_LISTED || codes > MOST_CODES {
        let message = format!("at most {MOST_LISTED} bands and {MOST_CODES} special codes");
        table.problem("column", "spec.size", message);
    }
    table.close();
    Some(VariableSpec {
        column: column?,
        name,
        kind,
        trend,
        special,
        missing,
        order,
        available,
        cuts,
        groups,
        reason,
    })
}

fn availability(table: &Table<'_>) -> Availability {
    let text = table.node("available").and_then(Node::text);
    match text {
        Some("at_decision") => Availability::AtDecision,
        Some("after_outcome") => Availability::AfterOutcome,
        _ => match table.opt_date("available") {
            Some(day) => Availability::Since(day),
            None => Availability::AtDecision,
        },
    }
}

fn groups(table: &Table<'_>) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    for node in table.list("groups") {
        let words = node.list().and_then(|words| {
            let each = words.iter().map(|word| word.text().map(str::to_owned));
            each.collect::<Option<Vec<String>>>()
        });
        match words {
            Some(words) if !words.is_empty() => groups.push(words),
            _ => table.problem("groups", "form.type", "a group is a list of words"),
        }
    }
    groups
}
