//! Predictive ability 预测能力 (calibration): the first chapter of the statistics, ECB 2.5.3.

use super::material::Material;
use crate::units::Problems;
use crate::validation::Sample;
use crate::validation::bins::{Bin, bins};
use crate::validation::brier::{Brier, log_loss};
use crate::validation::calibration_tests::{Tested, hosmer_lemeshow, spiegelhalter};
use crate::validation::grade_tests::{GradeCount, GradeTest, grade_tests};
use crate::validation::recalibration::Recalibration;
use serde::Serialize;

/// How many bins calibration is drawn and tested by.
const BINS: usize = 10;

/// Whether probabilities are true.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Predictive {
    /// The tests of each grade; of each probability in use where the model has no grades.
    pub grades: Vec<GradeTest>,
    /// The tests of the whole portfolio.
    pub portfolio: GradeTest,
    /// The Brier score and its parts.
    pub brier: Brier,
    /// The logarithmic loss; none where it is infinite.
    pub log_loss: Option<f64>,
    /// Slope and intercept.
    pub recalibration: Option<Recalibration>,
    /// Why there is no slope.
    pub no_recalibration: Option<String>,
    /// Hosmer and Lemeshow's test.
    pub hosmer_lemeshow: Option<Tested>,
    /// Spiegelhalter's test.
    pub spiegelhalter: Option<Tested>,
    /// The bins.
    pub bins: Vec<Bin>,
}

impl Predictive {
    pub(super) fn of(material: &Material, probabilities: &[f64]) -> Result<Self, Problems> {
        let weights = material.weights.as_deref();
        let sample = Sample::of_probabilities(probabilities, &material.outcomes, weights)?;
        let bins = bins(&sample, BINS);
        let (grades, portfolio) = grade_tests(&counts(material, &sample))?;
        let fitted = Recalibration::of(&sample);
        Ok(Self {
            grades,
            portfolio,
            brier: Brier::of(&sample, &bins),
            log_loss: log_loss(&sample),
            no_recalibration: fitted.as_ref().err().map(ToString::to_string),
            recalibration: fitted.ok(),
            hosmer_lemeshow: hosmer_lemeshow(&bins, false),
            spiegelhalter: spiegelhalter(&sample),
            bins,
        })
    }
}

/// Obligors, defaults and mean probability by grade, or by probability from the lowest.
fn counts(material: &Material, sample: &Sample<'_>) -> Vec<GradeCount> {
    let (names, of_rows) = if let Some(grades) = &material.grades {
        (grades.names.clone(), grades.of_rows.clone())
    } else {
        let mut levels = sample.scores.to_vec();
        levels.sort_unstable_by(f64::total_cmp);
        levels.dedup();
        let place = |p: &f64| levels.partition_point(|level| level < p);
        let of_rows = sample.scores.iter().map(place).collect();
        (
            levels
                .iter()
                .map(|level| format!("{:.4}%", level * 100.0))
                .collect(),
            of_rows,
        )
    };
    let mut sums = vec![(0.0, 0.0, 0.0); names.len()];
    for ((pd, outcome, weight), grade) in sample.triples().zip(&of_rows) {
        let sum = &mut sums[*grade];
        *sum = (
            sum.0 + weight,
            sum.1 + weight * outcome,
            sum.2 + weight * pd,
        );
    }
    let named = names.into_iter().zip(sums).filter(|(_, sum)| sum.0 > 0.0);
    named
        .map(|(grade, (obligors, defaults, sum))| GradeCount {
            grade,
            obligors,
            defaults,
            // Rounding may carry a mean of ones above one.
            pd: (sum / obligors).clamp(0.0, 1.0),
        })
        .collect()
}
