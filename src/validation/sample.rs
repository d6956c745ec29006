//! Scores beside what came of them: the checked input of every statistic.

use crate::units::Problems;

/// How many rows at fault are named before the rest are only counted.
const NAMED: usize = 5;

/// Rows with a score and an outcome each, and a weight where there are weights.
///
/// The higher the score, the more an event is expected: a probability of default, or points with their sign turned. A
/// weight says how many rows a row stands for, so a weight of 2 gives what the row written twice gives.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// Scores, finite.
    pub scores: &'a [f64],
    /// Whether the event, a default, happened.
    pub outcomes: &'a [bool],
    /// Weights, finite and not negative; their sum is above zero.
    pub weights: Option<&'a [f64]>,
}

impl<'a> Sample<'a> {
    /// Checks the rows: every problem is told at once.
    pub fn new(
        scores: &'a [f64],
        outcomes: &'a [bool],
        weights: Option<&'a [f64]>,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        same_length(&mut problems, "outcome", scores.len(), outcomes.len());
        if scores.is_empty() {
            problems.add(
                "score",
                "sample.empty",
                "there is no row; at least one is needed",
            );
        }
        let what = "must be a number; NaN and infinity are none";
        rows(&mut problems, "score", "sample.number", what, scores, |x| {
            x.is_finite()
        });
        if let Some(weights) = weights {
            same_length(&mut problems, "weight", scores.len(), weights.len());
            let what = "must be a number that is not negative";
            let fits = |x: f64| x.is_finite() && x >= 0.0;
            rows(
                &mut problems,
                "weight",
                "sample.weight",
                what,
                weights,
                fits,
            );
            if problems.is_empty() && weights.iter().sum::<f64>() <= 0.0 {
                let what = "all weights are zero; one above zero is needed";
                problems.add("weight", "sample.weight", what);
            }
        }
        problems.or(Self {
            scores,
            outcomes,
            weights,
        })
    }

    /// The same for probabilities, which lie from 0 to 1.
    pub fn of_probabilities(
        probabilities: &'a [f64],
        outcomes: &'a [bool],
        weights: Option<&'a [f64]>,
    ) -> Result<Self, Problems> {
        let sample = Self::new(probabilities, outcomes, weights)?;
        let mut problems = Problems::default();
        let what = "must lie from 0 to 1, both included";
        let fits = |x: f64| (0.0..=1.0).contains(&x);
        rows(
            &mut problems,
            "pd",
            "sample.probability",
            what,
            probabilities,
            fits,
        );
        problems.or(sample)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.scores.len()
    }

    /// The weight of a row: 1 where there are no weights.
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// Score, outcome as 1 or 0, and weight of each row, in their order.
    pub fn triples(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        let pairs = self.scores.iter().zip(self.outcomes).enumerate();
        pairs.map(|(row, (score, outcome))| {
            (*score, f64::from(u8::from(*outcome)), self.weight(row))
        })
    }

    /// The weight of the events and of the other rows.
    pub fn classes(&self) -> (f64, f64) {
        if self.weights.is_none() {
            let events = self.outcomes.iter().filter(|outcome| **outcome).count();
            return (count(events), count(self.rows() - events));
        }
        self.triples()
            .fold((0.0, 0.0), |(events, others), (_, outcome, weight)| {
                (events + outcome * weight, others + (1.0 - outcome) * weight)
            })
    }

    /// An error unless there are events and others.
    pub fn both_classes(&self) -> Result<(f64, f64), Problems> {
        let (events, others) = self.classes();
        let mut problems = Problems::default();
        if events <= 0.0 || others <= 0.0 {
            let there = if events <= 0.0 {
                "no row has"
            } else {
                "every row has"
            };
            let what = format!(
                "{there} the event among {} rows of any weight; telling events from others needs at least one of each",
                self.rows()
            );
            problems.add("outcome", "sample.one_class", what);
        }
        problems.or((events, others))
    }
}

/// A count as a float; exact up to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "no sample has 2⁵³ rows")]
pub(super) fn count(rows: usize) -> f64 {
    rows as f64
}

/// Adds a problem where a column is not as long as the scores.
pub(super) fn same_length(problems: &mut Problems, field: &str, rows: usize, found: usize) {
    if rows != found {
        let what = format!("has {found} rows where the scores have {rows}; both must be as long");
        problems.add(field, "sample.length", what);
    }
}

/// Adds the rows whose value does not fit: the first few by their number, from 1, and how many more there are.
pub(super) fn rows(
    problems: &mut Problems,
    field: &str,
    rule: &str,
    what: &str,
    values: &[f64],
    fits: impl Fn(f64) -> bool,
) {
    let mut wrong = 0_usize;
    for (row, value) in (1_usize..).zip(values).filter(|(_, value)| !fits(**value)) {
        wrong += 1;
        if wrong <= NAMED {
            problems.add(field, rule, format!("row {row} is {value}; it {what}"));
        }
    }
    if wrong > NAMED {
        let more = wrong - NAMED;
        problems.add(field, rule, format!("and {more} more rows like these"));
    }
}
