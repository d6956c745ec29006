//! Trees on small samples: steps found, numbers for what is none, and the same bits every time.

use super::rules::ChallengerRules;
use super::{Challengers, Rematch};
use crate::fitting::{Layout, Sample, Spec, Trend, Variable};
use crate::units::{Bilingual, Ratio};
use proptest::prelude::*;

const ONE_CUT: ChallengerRules = ChallengerRules {
    trees: 7,
    depth: 1,
    held_out: 0.25,
};

fn variable(column: &str, layout: Layout, slots: Vec<u8>) -> Variable {
    Variable {
        column: column.to_owned(),
        name: Bilingual::new(column, column),
        layout,
        trend: Trend::Free,
        fixed: false,
        slots,
        missing: Vec::new(),
    }
}

fn numbers(bands: i64) -> Layout {
    let cuts = (1..bands).map(|cut| Ratio::parse(&cut.to_string()).unwrap());
    Layout::Numbers {
        cuts: cuts.collect(),
        codes: Vec::new(),
        states: false,
    }
}

fn sample(outcomes: Vec<bool>, variables: Vec<Variable>) -> Sample {
    Sample {
        outcomes,
        variables,
        ..Sample::default()
    }
}

fn told(sample: &Sample, rules: &ChallengerRules) -> [Vec<f64>; 2] {
    let grown = Challengers::grown(sample, rules, 1).unwrap();
    grown.told(sample.rows(), |place| &sample.variables[place].slots)
}

/// A hundred rows, ten in each of ten bands; in the lower six bands one of ten is an event, in the upper four nine. One cut
/// parts 60 rows with 6 events from 40 with 36; ten rows at the rate of all, 0.42, stand beside: (6 + 4.2) / 70 and
/// (36 + 4.2) / 50.
#[test]
fn a_tree_finds_a_planted_step() {
    let slots: Vec<u8> = (0..100).map(|row| row / 10).collect();
    let event = |row: u8| (row % 10 == 3) != (row >= 60);
    let outcomes = (0..100).map(event).collect();
    let sample = sample(outcomes, vec![variable("a", numbers(10), slots)]);
    let [tree, forest] = told(&sample, &ONE_CUT);
    for (row, told) in tree.iter().enumerate() {
        let expected = if row < 60 { 10.2 / 70.0 } else { 40.2 / 50.0 };
        assert!((told - expected).abs() < 1e-12, "{row}: {told}");
    }
    assert!(forest[0] < 0.3 && forest[99] > 0.6, "{forest:?}");
}

/// Two slots with rates of 10% and 30%: whichever rows stand next to the cut, each slot has a rate of its own, 110 of 1,010
/// and so on, ten rows at 0.2 beside.
#[test]
fn a_cut_lies_between_slots() {
    let slots: Vec<u8> = (0..2_000).map(|row| u8::from(row % 2 == 1)).collect();
    let event = |row: usize| row / 2 % 10 < [1, 3][row % 2];
    let outcomes = (0..2_000).map(event).collect();
    let sample = sample(outcomes, vec![variable("a", numbers(2), slots)]);
    for seed in 0..20 {
        let grown = Challengers::grown(&sample, &ONE_CUT, seed).unwrap();
        let [tree, forest] = grown.told(2, |_| &[0, 1]);
        for (tree, expected) in tree.iter().zip([102.0, 302.0]) {
            assert!((tree - expected / 1010.0).abs() < 1e-12, "{seed}: {tree}");
        }
        assert!((forest[0] - tree[0]).abs() < 1e-12, "{seed}: {forest:?}");
    }
}

/// Missing is told apart from the lowest band, and a word by its rate, wherever it stands in the list.
#[test]
fn what_is_no_number_has_one() {
    let outcomes: Vec<bool> = (0..300)
        .map(|row| row % 10 < 2 || row % 3 == 0 && row % 10 < 8)
        .collect();
    let missing = (0..300).map(|row| if row % 3 == 0 { 4 } else { (row / 3 % 4) as u8 });
    let by_missing = sample(
        outcomes.clone(),
        vec![variable("a", numbers(4), missing.collect())],
    );
    let [tree, _] = told(&by_missing, &ONE_CUT);
    assert!(tree[0] > 2.0 * tree[1], "{} {}", tree[0], tree[1]);
    assert_eq!(tree[1], tree[2]);
    let groups = ["x", "y", "z"].map(|word| vec![word.to_owned()]).to_vec();
    // The middle word of the list has the events.
    let words = (0..300).map(|row| [1, 0, 2][row % 3]).collect();
    let by_word = sample(
        outcomes,
        vec![variable(
            "w",
            Layout::Words {
                groups,
                states: false,
            },
            words,
        )],
    );
    let [words, _] = told(&by_word, &ONE_CUT);
    assert_eq!(words, tree);
}

#[test]
fn a_word_is_told_by_the_rows_learned_from_and_weights_count() {
    let slots: Vec<u8> = (0..60).map(|row| row % 2).collect();
    let outcomes: Vec<bool> = (0..60).map(|row| row % 2 == 0 || row % 12 == 1).collect();
    let mut weighed = sample(outcomes, vec![variable("a", numbers(2), slots)]);
    let before = told(&weighed, &ONE_CUT)[0].clone();
    assert!(before[0] > before[1]);
    // Without the weight of the upper band's others it is all events, and the lower band has nothing on it.
    weighed.weights = (0..60)
        .map(|row| {
            if row % 2 == 1 && row % 12 != 1 {
                0.0
            } else {
                1.0
            }
        })
        .collect();
    weighed.outcomes[0] = false;
    let after = told(&weighed, &ONE_CUT)[0].clone();
    assert!(after[1] >= after[0], "{} {}", after[0], after[1]);
}

#[test]
fn one_class_or_no_variable_is_refused() {
    let one = sample(vec![true; 9], vec![variable("a", numbers(2), vec![0; 9])]);
    let refused = Challengers::grown(&one, &ONE_CUT, 1).unwrap_err();
    assert_eq!(refused.0[0].rule, "sample.one_class");
    let none = sample(vec![true, false], Vec::new());
    let refused = Challengers::grown(&none, &ONE_CUT, 1).unwrap_err();
    assert_eq!(refused.0[0].rule, "sample.variables");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// linfa keeps classes in hash tables whose order is another in each run; what is told is the same to the bit.
    #[test]
    fn the_same_rows_give_the_same_bits(
        rows in proptest::collection::vec((0_u8..9, 0_u8..3, any::<bool>()), 30..400),
        depth in 1_usize..8,
    ) {
        let outcomes: Vec<bool> = rows.iter().map(|row| row.2).collect();
        prop_assume!(outcomes.contains(&true) && outcomes.contains(&false));
        let slots = |of: fn(&(u8, u8, bool)) -> u8| rows.iter().map(of).collect();
        let variables = vec![
            variable("a", numbers(8), slots(|row| row.0)),
            variable("b", numbers(2), slots(|row| row.1)),
        ];
        let sample = sample(outcomes, variables);
        let rules = ChallengerRules { depth, ..ONE_CUT };
        let first = Challengers::grown(&sample, &rules, 3).unwrap();
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        for _ in 0..4 {
            let again = alone.install(|| Challengers::grown(&sample, &rules, 3)).unwrap();
            prop_assert!(again == first);
        }
        for chance in told(&sample, &rules).concat() {
            prop_assert!(chance > 0.0 && chance < 1.0);
        }
    }
}

const SPEC: &str = r#"
id = "t"
name = { zh = "试", en = "t" }
about = { zh = "试", en = "t" }
[target]
column = "y"
event = [1]
definition = "d"
horizon_months = 12
[population]
name = "p"
rate = "as_sampled"
[selection]
by = "all"
[challengers]
trees = 20
"#;

/// Two figures of which each by itself says a little, and both together say it all: a sum of tables cannot tell it, trees
/// can. With a single figure that says it all by bands there is nothing to win.
#[test]
fn what_a_sum_cannot_tell_trees_can() {
    let spec = Spec::parse(SPEC).unwrap();
    let rules = spec.challengers.unwrap();
    assert_eq!((rules.trees, rules.depth), (20, 6));
    let lot = |row: usize, of: u64| crate::fitting::boosting::lot(of, row as u64);
    let side = |row: usize, of: u64| u8::try_from(lot(row, of) % 4).unwrap();
    let event = |row: usize| {
        let apart = (side(row, 1) < 2) != (side(row, 2) < 2);
        let chance = if apart { 80 } else { 10 } + u64::from(side(row, 1));
        lot(row, 3) % 100 < chance
    };
    let slots = |of: u64| (0..4_000).map(|row| side(row, of)).collect();
    let variables = vec![
        variable("a", numbers(4), slots(1)),
        variable("b", numbers(4), slots(2)),
    ];
    let sample = sample((0..4_000).map(event).collect(), variables);
    let told = Rematch::of(&sample, &spec, &rules).unwrap();
    assert_eq!(told.learned, 3_000);
    let apart = |chances: &[f64]| {
        let mean = |event: bool| {
            let of = chances
                .iter()
                .zip(&told.outcomes)
                .filter(|(_, of)| **of == event);
            let (sum, count) = of.fold((0.0, 0.0), |(sum, count), (p, _)| (sum + p, count + 1.0));
            sum / count
        };
        mean(true) - mean(false)
    };
    assert!(apart(&told.model).abs() < 0.1, "{}", apart(&told.model));
    for (name, chances) in &told.challengers {
        let apart = apart(chances.as_ref().unwrap());
        assert!(apart > 0.25, "{}: {apart}", name.en);
    }
}
