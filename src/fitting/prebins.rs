//! Prebins: the fine bins from which binning starts, made of what one pass over a column told.

use super::column_sketch::{ColumnSketch, MOST_WORDS};
use super::cut::between;
use super::spec::{BinningRules, VariableSpec};
use super::{Counts, Layout, Trend};
use crate::scoring::model::InputKind;
use crate::units::Ratio;

/// The fine bins of a column, or why it is no variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Prebins {
    /// The layout, the trend that is asked of its bands, and whether these were set by hand.
    Made {
        /// How values fall into slots.
        layout: Layout,
        /// How the rate may move along the bands.
        trend: Trend,
        /// Whether the bands stand as they are.
        fixed: bool,
    },
    /// It tells nothing: the same in every row, or missing in all.
    Constant,
    /// It has more words than a category has.
    TooManyWords,
    /// It is mostly numbers, too many to be words, and some words.
    Mixed,
    /// A word of the spec's order or groups does not fit the column.
    Words(String),
    /// A trend is asked of words that have no order.
    Trend(String),
}

/// What a column holds, if the spec does not say: numbers where every cell is one.
pub fn kind_of(sketch: &ColumnSketch, spec: Option<&VariableSpec>) -> InputKind {
    let by_words = spec.is_some_and(|spec| !spec.order.is_empty() || spec.groups.is_some());
    let said = spec.and_then(|spec| spec.kind);
    said.unwrap_or(if by_words || sketch.has_words() {
        InputKind::Category
    } else {
        InputKind::Number
    })
}

/// The fine bins of a column. `codes` are its special codes.
pub fn prebins(
    sketch: &ColumnSketch,
    spec: Option<&VariableSpec>,
    codes: &[Ratio],
    rules: &BinningRules,
) -> Prebins {
    if is_mixed(sketch, spec) {
        return Prebins::Mixed;
    }
    match kind_of(sketch, spec) {
        InputKind::Number => numbers(sketch, spec, codes, rules),
        InputKind::Category => words(sketch, spec, rules),
    }
}

/// How many different numbers a column of words may hold before somebody must say that it is one.
const NUMBERS_AMONG_WORDS: usize = 20;

/// Whether a few words stand among many numbers and nobody said what they are: one `n/a` must not make each number
/// a word of its own.
fn is_mixed(sketch: &ColumnSketch, spec: Option<&VariableSpec>) -> bool {
    let listed = |spec: &VariableSpec| {
        spec.kind.is_some() || !spec.order.is_empty() || spec.groups.is_some()
    };
    let many = |numbers: Vec<(f64, Counts)>| numbers.len() > NUMBERS_AMONG_WORDS;
    sketch.has_words() && !spec.is_some_and(listed) && sketch.numbers.exact().is_none_or(many)
}

fn numbers(
    sketch: &ColumnSketch,
    spec: Option<&VariableSpec>,
    codes: &[Ratio],
    rules: &BinningRules,
) -> Prebins {
    if sketch.has_words() {
        return Prebins::Mixed;
    }
    let trend = spec.and_then(|spec| spec.trend).unwrap_or(rules.trend);
    let made = |cuts: Vec<Ratio>, fixed: bool| Prebins::Made {
        layout: Layout::Numbers {
            cuts,
            codes: codes.to_vec(),
            states: sketch.has_states,
        },
        trend,
        fixed,
    };
    if let Some(cuts) = spec.and_then(|spec| spec.cuts.clone()) {
        return made(cuts, true);
    }
    let values = sketch.numbers.weighted();
    let codes_met = sketch.codes.iter().map(|(_, c)| c.rows).sum::<u64>();
    let beside = sketch.absent().rows + codes_met;
    if values.is_empty() || (values.len() == 1 && beside == 0) {
        return Prebins::Constant;
    }
    let weighed = sketch.numbers.is_weighed();
    made(cuts(&values, rules.max_prebins, weighed), false)
}

/// Cuts into at most so many bins: each value its own where they are few, else about the same rows in each, or the same
/// weight where rows do not count alike.
fn cuts(values: &[(f64, f64)], most: usize, weighed: bool) -> Vec<Ratio> {
    let whole: f64 = values.iter().map(|(_, rows)| rows).sum();
    let few = values.len() <= most;
    let mut cuts: Vec<Ratio> = Vec::new();
    let (mut held, mut left) = (0.0, whole);
    for pair in values.windows(2) {
        held += pair[0].1;
        let bins_left = (most - cuts.len()).max(1) as f64;
        // Rows are whole.
        let (share, half) = if weighed {
            (left / bins_left, pair[1].1 / 2.0)
        } else {
            ((left / bins_left).ceil(), (pair[1].1 / 2.0).floor())
        };
        // A value that would take a bin past its share begins the next one.
        let full = held >= share || held + half > share;
        if (few || full)
            && cuts.len() + 1 < most
            && let Some(cut) = between(pair[0].0, pair[1].0)
        {
            cuts.push(cut);
            left -= held;
            held = 0.0;
        }
    }
    cuts
}

fn words(sketch: &ColumnSketch, spec: Option<&VariableSpec>, rules: &BinningRules) -> Prebins {
    let Some(found) = sketch.as_words() else {
        let numbers = sketch.numbers.exact().is_none();
        return if numbers && sketch.has_words() && !sketch.too_many {
            Prebins::Mixed
        } else {
            Prebins::TooManyWords
        };
    };
    debug_assert!(found.len() <= 2 * MOST_WORDS);
    if found.is_empty() || (found.len() == 1 && sketch.absent().rows == 0) {
        return Prebins::Constant;
    }
    let made = |groups: Vec<Vec<String>>, trend: Trend, fixed: bool| Prebins::Made {
        layout: Layout::Words {
            groups,
            states: sketch.has_states,
        },
        trend,
        fixed,
    };
    let asked = spec.and_then(|spec| spec.trend);
    if let Some(groups) = spec.and_then(|spec| spec.groups.clone()) {
        return match stray(&found, groups.iter().flatten()) {
            Some(problem) => Prebins::Words(problem),
            None => made(groups, asked.unwrap_or(Trend::Free), true),
        };
    }
    if let Some(order) = spec
        .map(|spec| &spec.order)
        .filter(|order| !order.is_empty())
    {
        return match stray(&found, order.iter()) {
            Some(problem) => Prebins::Words(problem),
            None => {
                let groups = order.iter().map(|word| vec![word.clone()]).collect();
                made(groups, asked.unwrap_or(rules.trend), false)
            }
        };
    }
    if let Some(trend) = asked.filter(|trend| *trend != Trend::Free) {
        return Prebins::Trend(format!(
            "its words have no order, so that no trend can be asked of them ({}): give `order`, or leave `trend` out",
            trend.word()
        ));
    }
    made(by_rate(found, rules.rare, ALONE), Trend::Ascending, false)
}

/// Words of a list that the column does not have, or words of the column that no list has.
fn stray<'w>(
    found: &[(String, Counts)],
    listed: impl Iterator<Item = &'w String>,
) -> Option<String> {
    let mut seen = std::collections::HashSet::new();
    let mut listed = listed;
    if let Some(word) = listed.find(|word| !seen.insert(*word)) {
        return Some(format!("the word `{word}` is listed twice"));
    }
    let unlisted: Vec<&str> = found
        .iter()
        .map(|(word, _)| word.as_str())
        .filter(|word| !seen.contains(&(*word).to_owned()))
        .take(5)
        .collect();
    (!unlisted.is_empty()).then(|| {
        format!(
            "the column has words that are not listed: {}",
            unlisted.join(", ")
        )
    })
}

/// How many words of an unordered category may have a fine bin of their own.
const ALONE: usize = 150;

/// An unordered category: words in the order of their rates of events, the rare ones in one group. With the words in
/// this order, the best of all groupings is one of neighbours (W. D. Fisher, 1958; for information value by
/// convexity), so that binning finds it.
fn by_rate(mut found: Vec<(String, Counts)>, rare: f64, alone: usize) -> Vec<Vec<String>> {
    let all: Counts = found.iter().map(|(_, counts)| *counts).sum();
    found.sort_by(|a, b| {
        let frequent = b.1.total().total_cmp(&a.1.total());
        frequent.then_with(|| a.0.cmp(&b.0))
    });
    let least = rare * all.total();
    let kept = found
        .iter()
        .take(alone)
        .take_while(|(_, c)| c.total() >= least)
        .count();
    let rest = found.split_off(kept);
    let one = |(word, counts): (String, Counts)| (vec![word], counts);
    let mut groups: Vec<(Vec<String>, Counts)> = found.into_iter().map(one).collect();
    if !rest.is_empty() {
        let counts = rest.iter().map(|(_, counts)| *counts).sum();
        let mut words: Vec<String> = rest.into_iter().map(|(word, _)| word).collect();
        words.sort_unstable();
        groups.push((words, counts));
    }
    groups.sort_by(|a, b| {
        let by_rate = a.1.rate().total_cmp(&b.1.rate());
        by_rate.then_with(|| a.0.cmp(&b.0))
    });
    groups.into_iter().map(|(words, _)| words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_have_a_bin_each_and_many_share_about_alike() {
        let texts = |cuts: Vec<Ratio>| cuts.iter().map(|c| c.exact()).collect::<Vec<_>>();
        assert_eq!(
            texts(cuts(&[(1.0, 5.0), (2.0, 1.0), (4.0, 9.0)], 8, false)),
            ["1.5", "3"]
        );
        let many: Vec<(f64, f64)> = (0..1000).map(|i| (f64::from(i), 1.0)).collect();
        assert_eq!(texts(cuts(&many, 4, false)), ["249.5", "499.5", "749.5"]);
        // A value that most rows have takes one bin, and the others share the rest.
        let heavy: Vec<(f64, f64)> = (0..100)
            .map(|i| (f64::from(i), if i == 0 { 900.0 } else { 1.0 }))
            .collect();
        let found = texts(cuts(&heavy, 4, false));
        assert_eq!((found.len(), found[0].as_str()), (3, "0.5"));
        // By weight: of 0 to 99, each weighing a tenth, but the last ten 9.1 each, half the weight lies from 95 on.
        let late: Vec<(f64, f64)> = (0..100)
            .map(|i| (f64::from(i), if i < 90 { 0.1 } else { 9.1 }))
            .collect();
        assert_eq!(texts(cuts(&late, 2, true)), ["94.5"]);
    }

    #[test]
    fn rare_words_share_a_group_and_the_order_is_by_rate() {
        let counts = |rows: u64, events: f64| Counts {
            rows,
            events,
            others: rows as f64 - events,
        };
        let found = [
            ("a", 50, 10.0),
            ("b", 40, 2.0),
            ("c", 1, 0.0),
            ("d", 2, 2.0),
        ];
        let found = found.map(|(word, rows, events)| (word.to_owned(), counts(rows, events)));
        let grouped = by_rate(found.to_vec(), 0.05, ALONE);
        assert_eq!(grouped, [vec!["b"], vec!["a"], vec!["c", "d"]]);
        let grouped = by_rate(found.to_vec(), 0.0, 1);
        assert_eq!(grouped, [vec!["b", "c", "d"], vec!["a"]]);
    }
}
