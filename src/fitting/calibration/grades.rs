//! A grade master 主标尺: where probabilities are cut into named grades with named targets.

use serde::{Deserialize, Serialize};

/// A grade that is wanted, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradeTarget {
    /// Its name.
    pub grade: String,
    /// The probability that its members should have on average.
    pub target: f64,
}

/// A grade as it was cut.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradeCut {
    /// Its name.
    pub grade: String,
    /// The least probability that falls in it; nothing for the best.
    pub from: f64,
    /// The mean probability of its members.
    pub mean: f64,
    /// Their share of the portfolio.
    pub share: f64,
    /// The probability that was wanted.
    pub target: f64,
}

/// Grades that cover all probabilities, best first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradeMaster {
    /// The grades.
    pub grades: Vec<GradeCut>,
    /// The sum over members of (ln mean − ln target)² of their grade, by weight.
    pub miss: f64,
}

/// Why no grades can be cut.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Ungradable {
    /// Targets that do not rise, or are no probabilities.
    #[error("targets must lie between 0 and 1 and rise from grade to grade; {0} does not")]
    Targets(String),
    /// A probability that is none.
    #[error("row {0}: a probability above 0 and below 1 is needed, with a weight not below zero")]
    Probability(usize),
    /// Too few different probabilities for the grades and the least share.
    #[error(
        "{different} different probabilities cannot fill {grades} grades of at least {least} each"
    )]
    TooFew {
        /// How many there are.
        different: usize,
        /// How many grades.
        grades: usize,
        /// The least share.
        least: f64,
    },
}

/// How many stretches of equal weight the probabilities are cut into at first.
const STRETCHES: usize = 400;

/// Weight and weighted sum of probabilities up to each stretch.
struct Running {
    least: Vec<f64>,
    upto: Vec<[f64; 2]>,
}

impl GradeMaster {
    /// The cuts that bring the mean of each grade nearest to its target, in weighted squares of logarithms, each
    /// grade holding at least `least` of the portfolio: exactly, over cuts between 400 stretches of about equal weight.
    pub fn fit(
        chances: &[f64],
        weights: Option<&[f64]>,
        targets: &[GradeTarget],
        least: f64,
    ) -> Result<Self, Ungradable> {
        let mut before = 0.0;
        for of in targets {
            if !(of.target > before && of.target < 1.0) {
                return Err(Ungradable::Targets(of.grade.clone()));
            }
            before = of.target;
        }
        let running = Running::new(chances, weights)?;
        let cuts = running.cut(targets, least).ok_or(Ungradable::TooFew {
            different: running.least.len(),
            grades: targets.len(),
            least,
        })?;
        let whole = running.upto[running.least.len()][0];
        let mut miss = 0.0;
        let grades = cuts
            .windows(2)
            .zip(targets)
            .map(|(ends, target)| {
                miss += running.miss(ends[0], ends[1], target.target);
                GradeCut {
                    grade: target.grade.clone(),
                    from: if ends[0] == 0 {
                        0.0
                    } else {
                        running.least[ends[0]]
                    },
                    mean: running.mean(ends[0], ends[1]),
                    share: running.weight(ends[0], ends[1]) / whole,
                    target: target.target,
                }
            })
            .collect();
        Ok(Self { grades, miss })
    }

    /// The grade of a probability.
    pub fn grade(&self, chance: f64) -> &GradeCut {
        let at = self.grades.partition_point(|grade| grade.from <= chance);
        &self.grades[at.saturating_sub(1)]
    }
}

impl Running {
    fn new(chances: &[f64], weights: Option<&[f64]>) -> Result<Self, Ungradable> {
        let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
        for (row, chance) in chances.iter().enumerate() {
            if !(*chance > 0.0 && *chance < 1.0 && weight(row) >= 0.0 && weight(row).is_finite()) {
                return Err(Ungradable::Probability(row));
            }
        }
        let mut order: Vec<usize> = (0..chances.len())
            .filter(|row| weight(*row) > 0.0)
            .collect();
        order.sort_by(|a, b| chances[*a].total_cmp(&chances[*b]));
        let whole: f64 = order.iter().map(|row| weight(*row)).sum();
        let mut running = Self {
            least: Vec::new(),
            upto: vec![[0.0; 2]],
        };
        let mut sums = [0.0; 2];
        let mut due = 0.0;
        for rows in order.chunk_by(|a, b| chances[*a] == chances[*b]) {
            if running.least.is_empty() || sums[0] >= due {
                if !running.least.is_empty() {
                    running.upto.push(sums);
                }
                running.least.push(chances[rows[0]]);
                due = sums[0] + whole / STRETCHES as f64;
            }
            for row in rows {
                sums[0] += weight(*row);
                sums[1] += weight(*row) * chances[*row];
            }
        }
        if !running.least.is_empty() {
            running.upto.push(sums);
        }
        Ok(running)
    }

    fn weight(&self, first: usize, end: usize) -> f64 {
        self.upto[end][0] - self.upto[first][0]
    }

    fn mean(&self, first: usize, end: usize) -> f64 {
        (self.upto[end][1] - self.upto[first][1]) / self.weight(first, end)
    }

    fn miss(&self, first: usize, end: usize, target: f64) -> f64 {
        let off = (self.mean(first, end) / target).ln();
        self.weight(first, end) * off * off
    }

    /// Where the grades begin and end, by dynamic programming.
    fn cut(&self, targets: &[GradeTarget], least: f64) -> Option<Vec<usize>> {
        let stretches = self.least.len();
        // A hair below, since sums of shares that should be equal may differ in their last bits.
        let needed = least * self.upto[stretches][0] * (1.0 - 1e-12);
        let mut best = vec![f64::INFINITY; stretches + 1];
        best[0] = 0.0;
        let mut came_from = Vec::with_capacity(targets.len());
        for target in targets {
            let mut next = vec![f64::INFINITY; stretches + 1];
            let mut from = vec![0; stretches + 1];
            for end in 1..=stretches {
                for first in (0..end).filter(|first| best[*first].is_finite()) {
                    if self.weight(first, end) < needed {
                        break;
                    }
                    let miss = best[first] + self.miss(first, end, target.target);
                    if miss < next[end] {
                        next[end] = miss;
                        from[end] = first;
                    }
                }
            }
            best = next;
            came_from.push(from);
        }
        let mut cuts = vec![stretches];
        if targets.is_empty() || best[stretches].is_infinite() {
            return None;
        }
        for from in came_from.iter().rev() {
            cuts.push(from[cuts[cuts.len() - 1]]);
        }
        cuts.reverse();
        Some(cuts)
    }
}
