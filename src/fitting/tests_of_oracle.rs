//! Bins and regressions held against optbinning's and statsmodels': `fixtures/oracle/PROVENANCE.md`.

use super::logistic::{Logistic, Rules};
use super::regressors::{Regressor, Rows};
use super::spec::{BinningRules, MissingPolicy};
use super::{Binning, Counts, Layout, Objective, Trend, Variable};
use crate::units::{Bilingual, Ratio};
use serde_json::Value;

const NUMBERS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/fixtures/oracle/scorecard.json"
));
const ROWS: usize = 3000;

/// x, u, h, weight, outcome: the generator of `scorecard.py`.
fn draw() -> Vec<[i64; 5]> {
    let mut state: i64 = 12_345;
    let row = |_| {
        let mut numbers = [0; 5];
        for number in &mut numbers {
            state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
            *number = state >> 16;
        }
        let drawn = numbers[4];
        let [x, u, h] = [numbers[0] % 100, numbers[1] % 100, numbers[2] % 10];
        let often = if h == 2 || h == 7 { 900 } else { 0 };
        let chance = 2000 + 60 * x + 2 * (u - 50) * (u - 50) + often;
        [x, u, h, numbers[3] % 3 + 1, i64::from(drawn < chance)]
    };
    (0..ROWS).map(row).collect()
}

fn floats(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap())
        .collect()
}

fn near(found: f64, wanted: f64, share: f64) -> bool {
    (found - wanted).abs() <= share * wanted.abs().max(1e-9)
}

fn variable(layout: Layout, trend: Trend, slots: Vec<u8>) -> Variable {
    Variable {
        column: "v".to_owned(),
        name: Bilingual::new("变量", "v"),
        layout,
        trend,
        fixed: false,
        slots,
        missing: Vec::new(),
    }
}

fn counted(variable: &Variable, rows: &[[i64; 5]]) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); variable.layout.slots()];
    for (slot, row) in variable.slots.iter().zip(rows) {
        counts[usize::from(*slot)].count(row[4] == 1, 1.0);
    }
    counts
}

#[test]
fn bins_are_the_optimum_that_optbinning_finds() {
    let numbers: Value = serde_json::from_str(NUMBERS).unwrap();
    let rows = draw();
    let events: i64 = rows.iter().map(|row| row[4]).sum();
    assert_eq!(Some(events), numbers["events"].as_i64(), "the same rows");
    let mut compared = 0;
    for (at, name) in [(0, "x"), (1, "u")] {
        for wanted in numbers[name].as_array().unwrap() {
            let word = wanted["trend"].as_str().unwrap();
            let trend = Trend::WORDS
                .iter()
                .find(|(known, _)| *known == word)
                .unwrap()
                .1;
            let objective = match wanted["divergence"].as_str() {
                Some("iv") => Objective::InformationValue,
                _ => Objective::JensenShannon,
            };
            let half = |five: i128| Ratio::new(five * 10 - 1, 2).unwrap();
            let layout = Layout::Numbers {
                cuts: (1..20).map(half).collect(),
                codes: Vec::new(),
                states: false,
            };
            let slots = rows
                .iter()
                .map(|row| u8::try_from(row[at] / 5).unwrap())
                .collect();
            let variable = variable(layout, trend, slots);
            let rules = BinningRules {
                max_bins: 5,
                objective,
                ..BinningRules::default()
            };
            let counts = counted(&variable, &rows);
            let found = Binning::of_counts(&variable, &counts, &rules, MissingPolicy::Own).unwrap();
            let Layout::Numbers { cuts, .. } = &found.layout else {
                unreachable!()
            };
            let cuts: Vec<f64> = cuts.iter().map(|cut| cut.to_f64()).collect();
            let context = format!("{name} {word} {objective:?}");
            assert_eq!(cuts, floats(&wanted["splits"]), "{context}");
            let bands = &found.bins[..=cuts.len()];
            let each = |of: fn(&super::Bin) -> f64| bands.iter().map(of).collect::<Vec<f64>>();
            assert_eq!(
                each(|bin| bin.counts.events),
                floats(&wanted["events"]),
                "{context}"
            );
            assert_eq!(
                each(|bin| bin.counts.others),
                floats(&wanted["others"]),
                "{context}"
            );
            for (own, theirs) in [
                (each(|bin| bin.woe), "woe"),
                (each(|bin| bin.iv), "bin_iv"),
                (each(|bin| bin.js), "bin_js"),
                (vec![found.iv], "iv"),
                (vec![found.js], "js"),
            ] {
                let theirs = match &wanted[theirs] {
                    Value::Array(_) => floats(&wanted[theirs]),
                    one => vec![one.as_f64().unwrap()],
                };
                for (own, theirs) in own.iter().zip(&theirs) {
                    assert!(near(*own, *theirs, 1e-9), "{context}: {own} {theirs}");
                }
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 10);
}

/// Words sorted by their rates: the groups are those that optbinning finds among its own ordered categories.
#[test]
fn groups_of_words_are_the_optimum_that_optbinning_finds() {
    let numbers: Value = serde_json::from_str(NUMBERS).unwrap();
    let rows = draw();
    let mut words: Vec<(Counts, String)> = (0..10)
        .map(|word: i64| {
            let mut counts = Counts::default();
            let with = rows.iter().filter(|row| row[2] == word);
            with.for_each(|row| counts.count(row[4] == 1, 1.0));
            (counts, word.to_string())
        })
        .collect();
    words.sort_by(|a, b| a.0.rate().total_cmp(&b.0.rate()));
    let groups = words.iter().map(|(_, word)| vec![word.clone()]).collect();
    let mut counts: Vec<Counts> = words.iter().map(|(counts, _)| *counts).collect();
    counts.extend([Counts::default(); 2]);
    let variable = variable(
        Layout::Words {
            groups,
            states: false,
        },
        Trend::Ascending,
        Vec::new(),
    );
    let rules = BinningRules {
        max_bins: 4,
        ..BinningRules::default()
    };
    let found = Binning::of_counts(&variable, &counts, &rules, MissingPolicy::Own).unwrap();
    let Layout::Words { mut groups, .. } = found.layout else {
        unreachable!()
    };
    groups.iter_mut().for_each(|group| group.sort());
    assert_eq!(serde_json::json!(groups), numbers["h"]["groups"]);
    assert!(near(found.iv, numbers["h"]["iv"].as_f64().unwrap(), 1e-9));
}

#[test]
fn coefficients_and_errors_are_those_of_statsmodels() {
    let numbers: Value = serde_json::from_str(NUMBERS).unwrap();
    let rows = draw();
    let column = |of: fn(&[i64; 5]) -> f64| rows.iter().map(of).collect::<Vec<f64>>();
    let (x, u) = (
        column(|r| r[0] as f64 / 100.0),
        column(|r| r[1] as f64 / 100.0),
    );
    let h = column(|r| f64::from(r[2] == 2));
    let outcomes: Vec<bool> = rows.iter().map(|row| row[4] == 1).collect();
    let (weights, offsets) = (column(|r| r[3] as f64), column(|r| r[2] as f64 / 20.0));
    for (name, weights, offsets) in [
        ("plain", &[][..], &[][..]),
        ("weighted", &weights[..], &[][..]),
        ("offset", &[][..], &offsets[..]),
    ] {
        let rows = Rows {
            outcomes: &outcomes,
            weights,
            offsets,
            regressors: vec![
                Regressor::Values(&x),
                Regressor::Values(&u),
                Regressor::Values(&h),
            ],
        };
        let rules = Rules {
            l2: 0.0,
            signs: Vec::new(),
        };
        let fitted = Logistic::fit(&rows, &rules).unwrap();
        let wanted = &numbers[name];
        let all = [&[fitted.intercept][..], &fitted.coefficients].concat();
        let (params, errors) = (floats(&wanted["params"]), floats(&wanted["bse"]));
        for (at, found) in all.iter().enumerate() {
            let context = format!("{name} {at}: {found:?}");
            assert!(
                near(found.value, params[at], 1e-9),
                "{context} {}",
                params[at]
            );
            assert!(
                near(found.error.unwrap(), errors[at], 1e-9),
                "{context} {}",
                errors[at]
            );
            assert!(
                near(found.p.unwrap(), floats(&wanted["p"])[at], 1e-6),
                "{context}"
            );
        }
        assert!(
            near(
                fitted.log_likelihood,
                wanted["llf"].as_f64().unwrap(),
                1e-12
            ),
            "{name}"
        );
    }
}
