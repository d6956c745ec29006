//! Reading what a spec says of additive models and of calibration.

use super::boosting::Settings;
use super::calibration::{Conservatism, Deficiency, Margin, MarginSize, Method as Curve};
use super::parse_spec::{count, number, word_or};
use super::spec::{AdditiveRules, CalibrationRules, Method};
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

/// `[calibration]`. A regression is calibrated on its own rows, boosting on those it held out.
pub(super) fn calibration(table: &Table<'_>, method: Method) -> CalibrationRules {
    let curves = [
        ("none", None),
        ("platt", Some(Curve::Platt)),
        ("isotonic", Some(Curve::Isotonic)),
        ("beta", Some(Curve::Beta)),
    ];
    let curve = word_or(table, "by", &curves, None);
    if curve.is_some() && method == Method::Scorecard {
        let message = "only an additive model is calibrated on rows held out; the regression of a scorecard is its calibration";
        table.problem("by", "calibration.method", message);
    }
    let margins = table
        .tables("margins")
        .into_iter()
        .filter_map(|table| margin(&table));
    let rules = CalibrationRules {
        method: curve,
        conservatism: Conservatism {
            margins: margins.collect(),
        },
    };
    table.close();
    rules
}

fn margin(table: &Table<'_>) -> Option<Margin> {
    let kinds = [
        ("A", Deficiency::A),
        ("B", Deficiency::B),
        ("C", Deficiency::C),
    ];
    let deficiency = table.word("deficiency", &kinds);
    let reason = table.text("reason");
    let ppm = table
        .node("add_ppm")
        .map(|_| number(table, "add_ppm", 0.0, (0.0, 1e6)));
    let share = table
        .node("add_share")
        .map(|_| number(table, "add_share", 0.0, (0.0, 100.0)));
    let size = match (ppm, share) {
        (Some(ppm), None) => Some(MarginSize::AddPpm(ppm)),
        (None, Some(share)) => Some(MarginSize::AddShare(share)),
        _ => {
            let message = "a margin gives one of add_ppm and add_share";
            table.problem("add_ppm", "margin.size", message);
            None
        }
    };
    table.close();
    Some(Margin {
        deficiency: deficiency?,
        reason: reason?,
        size: size?,
    })
}
