//! The profile of a table's columns, made before anything is learned from them.

use super::column_sketch::ColumnSketch;
use super::{Counts, Layout};
use crate::scoring::model::InputKind;
use serde::Serialize;

/// The area under the curve above which a single column is too good to be true.
pub const LEAKING: f64 = 0.98;

/// What is to be known of a column before it is used 变量概况.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// The column.
    pub column: String,
    /// What it holds.
    pub kind: InputKind,
    /// How many rows have no value.
    pub missing: u64,
    /// How many different values, if they are few enough to be counted.
    pub distinct: Option<usize>,
    /// The least number.
    pub least: Option<f64>,
    /// The greatest number.
    pub greatest: Option<f64>,
    /// How well the column alone ranks the rows, between 0.5 and 1.
    pub auc: Option<f64>,
    /// Whether it separates the classes by itself: no fine bin but one has both, and it ranks the rows all but without
    /// error.
    #[serde(skip)]
    pub separates: bool,
    /// Why it is not used, if it is not.
    pub left_out: Option<String>,
    /// What a person should look at.
    pub warnings: Vec<String>,
}

impl Profile {
    /// What one pass over a column told.
    pub fn of(column: &str, kind: InputKind, sketch: &ColumnSketch) -> Self {
        let ends = sketch.numbers.ends().filter(|_| kind == InputKind::Number);
        Self {
            column: column.to_owned(),
            kind,
            missing: sketch.absent().rows,
            distinct: sketch.distinct(),
            least: ends.map(|ends| ends.0),
            greatest: ends.map(|ends| ends.1),
            auc: None,
            separates: false,
            left_out: None,
            warnings: Vec::new(),
        }
    }

    /// Looks at how well the column alone ranks the rows, once they are counted.
    pub fn look(&mut self, layout: &Layout, counts: &[Counts]) {
        let auc = auc(layout, counts);
        self.auc = Some(auc);
        if auc <= LEAKING {
            return;
        }
        let mixed = counts.iter().filter(|counts| counts.has_both()).count();
        self.separates = mixed <= 1;
        let names = layout.names();
        let pure = |counts: &Counts| counts.rows > 0 && !counts.has_both();
        let bin = (0..counts.len()).filter(|at| pure(&counts[*at]));
        let bin = bin.max_by_key(|at| (counts[*at].rows, std::cmp::Reverse(*at)));
        let told = bin.map_or(String::new(), |at| {
            let class = if counts[at].events > 0.0 {
                "events"
            } else {
                "no events"
            };
            format!(
                "; all {} rows of {} are {class}",
                counts[at].rows, names[at].en
            )
        });
        self.warnings.push(format!(
            "alone it ranks the rows with an AUC of {auc:.4}: is it known before the outcome?{told}"
        ));
    }
}

/// The area under the curve of one variable's slots: numbers in their order, whichever way round; words by their rates.
/// What is missing or special has its place by its rate among the bands.
pub fn auc(layout: &Layout, counts: &[Counts]) -> f64 {
    let told = |slots: &mut dyn Iterator<Item = usize>| -> Vec<Counts> {
        slots
            .map(|slot| counts[slot])
            .filter(|c| c.rows > 0)
            .collect()
    };
    let bands = layout.bands();
    let mut by_rate = told(&mut (0..layout.slots()));
    by_rate.sort_by(|a, b| a.rate().total_cmp(&b.rate()));
    if matches!(layout, Layout::Words { .. }) {
        return area(&by_rate);
    }
    let beside = told(&mut (bands..layout.slots()));
    let ordered = |mut order: Vec<Counts>| {
        for counts in &beside {
            let at = order.iter().position(|known| known.rate() > counts.rate());
            order.insert(at.unwrap_or(order.len()), *counts);
        }
        area(&order)
    };
    let upward = told(&mut (0..bands));
    let downward = upward.iter().rev().copied().collect();
    ordered(upward).max(ordered(downward))
}

/// The chance that an event stands behind an other in this order; ties count half.
fn area(order: &[Counts]) -> f64 {
    let all: Counts = order.iter().copied().sum();
    let (mut others, mut sum) = (0.0, 0.0);
    for counts in order {
        sum += counts.events * (others + counts.others / 2.0);
        others += counts.others;
    }
    sum / (all.events * all.others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Ratio;

    fn counts(events: f64, others: f64) -> Counts {
        Counts {
            rows: (events + others) as u64,
            events,
            others,
        }
    }

    /// Bands (1 event, 3 others) and (3, 1): 3 · (3 + ½) + 1 · 1½ = 12 of 16 pairs.
    #[test]
    fn the_area_counts_ties_by_half_whichever_way_round() {
        let layout = Layout::Numbers {
            cuts: vec![Ratio::ONE],
            codes: Vec::new(),
            states: false,
        };
        for bands in [[(1.0, 3.0), (3.0, 1.0)], [(3.0, 1.0), (1.0, 3.0)]] {
            let mut slots = bands.map(|(e, o)| counts(e, o)).to_vec();
            slots.push(Counts::default());
            assert!((auc(&layout, &slots) - 0.75).abs() < 1e-15);
        }
    }
}
