//! Reading what a spec says of additive models, and of the trees that a model is held against.

use super::boosting::Settings;
use super::parse_spec::{count, number};
use super::spec::AdditiveRules;
use super::trees::ChallengerRules;
use crate::units::form::Table;

/// `[additive]`.
pub(super) fn additive(table: &Table<'_>) -> AdditiveRules {
    let own = AdditiveRules::default();
    let each = own.settings;
    let pairs = table.opt_integer("pairs").map(|pairs| {
        usize::try_from(pairs)
            .ok()
            .filter(|pairs| *pairs <= 100)
            .unwrap_or_else(|| {
                let message = format!("{pairs} does not lie from 0 to 100");
                table.problem("pairs", "spec.range", message);
                0
            })
    });
    let rules = AdditiveRules {
        settings: Settings {
            learning_rate: number(table, "learning_rate", each.learning_rate, (1e-4, 1.0)),
            rounds: [count(table, "rounds", each.rounds[0], 100_000); 2],
            patience: count(table, "patience", each.patience, 100_000),
            leaves: count(table, "leaves", each.leaves, 16),
            least_rows: count(table, "least_rows", each.least_rows, 1_000_000),
            penalty: number(table, "penalty", each.penalty, (1e-6, 1e6)),
            least_gain: number(table, "least_gain", each.least_gain, (0.0, 1e6)),
            pairs: pairs.unwrap_or(each.pairs),
        },
        bags: count(table, "bags", own.bags, 100),
        held_out: number(table, "held_out", own.held_out, (0.01, 0.5)),
    };
    table.close();
    rules
}

/// `[challengers]`.
pub(super) fn challengers(table: &Table<'_>) -> ChallengerRules {
    let own = ChallengerRules::default();
    let rules = ChallengerRules {
        trees: count(table, "trees", own.trees, 1_000),
        depth: count(table, "depth", own.depth, 12),
        held_out: number(table, "held_out", own.held_out, (0.01, 0.5)),
    };
    table.close();
    rules
}
