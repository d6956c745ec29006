//! The assumptions: outcomes and weights that rejected applicants are given.

use serde::Serialize;

/// What is assumed about rejected applicants, from the probability that the model of the accepted gives them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumption {
    /// Hard cut-off 硬截断: from this probability on they would have had the event, below it not.
    HardCutOff {
        /// The probability.
        from: f64,
    },
    /// Fuzzy augmentation 模糊扩展: each counts as both, by its odds times `uplift`.
    Fuzzy {
        /// By what the odds of the event are multiplied; 1 takes the model at its word.
        uplift: f64,
    },
    /// Parcelling 分段打包: in each of `bands` of equal size the share of events that the model expects, times `uplift`;
    /// which of the band had it is drawn by lot.
    Parcelling {
        /// How many bands.
        bands: usize,
        /// By what the expected share is multiplied.
        uplift: f64,
        /// Where chance begins.
        seed: u64,
    },
}

/// A rejected applicant with an outcome, as a row to fit on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inferred {
    /// The place among the rejected.
    pub row: usize,
    /// The outcome given.
    pub outcome: bool,
    /// What the row weighs.
    pub weight: f64,
}

/// Why nothing can be inferred.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unassumable {
    /// A number outside its range.
    #[error("{0}")]
    Range(&'static str),
    /// A probability that is none.
    #[error("rejected row {0}: the model gives no probability between 0 and 1")]
    Probability(usize),
}

impl Assumption {
    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::HardCutOff { .. } => "hard cut-off",
            Self::Fuzzy { .. } => "fuzzy augmentation",
            Self::Parcelling { .. } => "parcelling",
        }
    }

    /// Gives the rejected their outcomes, in their order. The weights of each add up to its own.
    pub fn infer(
        &self,
        chances: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<Vec<Inferred>, Unassumable> {
        self.check()?;
        if let Some(row) = chances.iter().position(|told| !(0.0..=1.0).contains(told)) {
            return Err(Unassumable::Probability(row));
        }
        let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
        let rows = chances.iter().enumerate();
        Ok(match *self {
            Self::HardCutOff { from } => rows
                .map(|(row, told)| Inferred {
                    row,
                    outcome: *told >= from,
                    weight: weight(row),
                })
                .collect(),
            Self::Fuzzy { uplift } => rows
                .flat_map(|(row, told)| {
                    let told = told * uplift / (1.0 - told + told * uplift);
                    [(true, told), (false, 1.0 - told)].map(|(outcome, share)| Inferred {
                        row,
                        outcome,
                        weight: weight(row) * share,
                    })
                })
                .collect(),
            Self::Parcelling {
                bands,
                uplift,
                seed,
            } => parcels(chances, bands, uplift, seed)
                .into_iter()
                .enumerate()
                .map(|(row, outcome)| Inferred {
                    row,
                    outcome,
                    weight: weight(row),
                })
                .collect(),
        })
    }

    fn check(&self) -> Result<(), Unassumable> {
        let (fine, rule) = match *self {
            Self::HardCutOff { from } => (
                from > 0.0 && from < 1.0,
                "the cut-off must lie between 0 and 1, both excluded",
            ),
            Self::Fuzzy { uplift } => (
                uplift > 0.0 && uplift.is_finite(),
                "the uplift must be above 0",
            ),
            Self::Parcelling { bands, uplift, .. } => (
                bands > 0 && uplift > 0.0 && uplift.is_finite(),
                "parcelling needs a band at least, and an uplift above 0",
            ),
        };
        fine.then_some(()).ok_or(Unassumable::Range(rule))
    }
}

/// Which rejected had the event: in each band as many as expected, rounded so that what is left over goes to the next.
fn parcels(chances: &[f64], bands: usize, uplift: f64, seed: u64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|a, b| chances[*a].total_cmp(&chances[*b]));
    let mut outcomes = vec![false; chances.len()];
    let mut owed = 0.0;
    for band in 0..bands {
        let ends = [band, band + 1].map(|at| at * order.len() / bands);
        let rows = &mut order[ends[0]..ends[1]];
        let expected: f64 = rows.iter().map(|row| chances[*row]).sum();
        let size = rows.len() as f64;
        let due = (expected * uplift).min(size) + owed;
        let events = due.round().clamp(0.0, size);
        owed = due - events;
        rows.sort_by_key(|row| crate::fitting::boosting::lot(seed, *row as u64));
        for row in rows.iter().take(events as usize) {
            outcomes[*row] = true;
        }
    }
    outcomes
}
