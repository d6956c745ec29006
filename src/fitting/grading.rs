//! Grades of risk: where a model's probabilities are cut, and which probability each grade tells.

use super::Counts;
use super::calibration::{GradeMaster, GradeTarget, Scores};
use super::low_default::{OneFactor, Periods, PlutoTasche, QuasiMoments};
use super::spec::{GradeRules, LowDefaultMethod, LowDefaultRules, Spec};
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows with one number of points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AtPoints {
    /// Rows and weights.
    pub counts: Counts,
    /// How many of the rows are events.
    pub defaults: u64,
}

impl AtPoints {
    /// Counts one row.
    pub fn count(&mut self, event: bool, weight: f64) {
        self.counts.count(event, weight);
        self.defaults += u64::from(event);
    }
}

/// The rows of a sample by their points.
pub type ByPoints = BTreeMap<i32, AtPoints>;

/// A grade as it was cut and estimated 风险等级.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RatedGrade {
    /// Its name.
    pub grade: String,
    /// The least probability that falls in it, before margins.
    pub from: f64,
    /// The least points that earn it; none where no points reach it.
    pub from_points: Option<i32>,
    /// The probability that the spec gives it.
    pub pd: f64,
    /// The mean probability of its rows; none without rows.
    pub mean: Option<f64>,
    /// Its rows.
    #[serde(flatten)]
    pub counts: Counts,
    /// The rate of events of its rows.
    pub rate: f64,
    /// Wilson's interval of the rate, at 95%.
    pub interval: (f64, f64),
    /// The probability of the grade, before margins.
    pub estimate: f64,
    #[serde(skip)]
    defaults: u64,
}

/// All grades, best first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grading {
    /// Whether the cuts were given, not fitted.
    pub given: bool,
    /// Of cuts that were fitted, the sum over rows of (ln mean − ln target)², by weight.
    pub miss: Option<f64>,
    /// How the probabilities were estimated where defaults are few.
    pub low_default: Option<LowDefaultRules>,
    /// Grades whose own bound lay below that of the grade before, and which were raised to it.
    pub raised: Vec<String>,
    /// The grades.
    pub grades: Vec<RatedGrade>,
}

/// What grades are made of: rows by points, and the probability at each number of points, which falls as they rise.
pub struct Ungraded<'u> {
    /// Rows by points.
    pub rows: &'u ByPoints,
    /// The least points and the most.
    pub ends: [i32; 2],
    /// The weight of an other and of an event in the population.
    pub weights: [f64; 2],
    /// The probability.
    pub chance: &'u dyn Fn(i32) -> f64,
}

/// The least and the greatest probability that a grade is cut at: a part per million off certainty.
const NEARLY: f64 = 1e-6;

impl Ungraded<'_> {
    fn chance(&self, points: i32) -> f64 {
        (self.chance)(points).clamp(NEARLY, 1.0 - NEARLY)
    }

    fn weight(&self, at: &AtPoints) -> f64 {
        at.counts.others * self.weights[0] + at.counts.events * self.weights[1]
    }

    /// Where grades begin, as least probabilities, and by how much the fitted ones miss their targets.
    fn cuts(&self, rules: &GradeRules) -> Result<(Vec<f64>, Option<f64>), String> {
        if rules.is_given() {
            let ends = rules.scale.iter().filter_map(|grade| grade.below);
            return Ok((std::iter::once(0.0).chain(ends).collect(), None));
        }
        let chances: Vec<f64> = self
            .rows
            .keys()
            .map(|points| self.chance(*points))
            .collect();
        let weights: Vec<f64> = self.rows.values().map(|at| self.weight(at)).collect();
        let targets = rules.scale.iter().map(|grade| GradeTarget {
            grade: grade.grade.clone(),
            target: grade.pd,
        });
        let targets: Vec<GradeTarget> = targets.collect();
        let master = GradeMaster::fit(&chances, Some(&weights), &targets, rules.least)
            .map_err(|error| error.to_string())?;
        let from = master.grades.iter().map(|grade| grade.from);
        Ok((from.collect(), Some(master.miss)))
    }

    /// Cuts the grades and estimates them.
    pub fn graded(&self, rules: &GradeRules, spec: &Spec) -> Result<Grading, String> {
        let (cuts, miss) = self.cuts(rules)?;
        let mut grades: Vec<RatedGrade> = rules
            .scale
            .iter()
            .zip(&cuts)
            .map(|(grade, from)| RatedGrade::new(&grade.grade, *from, grade.pd))
            .collect();
        let of = |points: i32| {
            let chance = self.chance(points);
            cuts.partition_point(|from| *from <= chance)
                .saturating_sub(1)
        };
        for points in (self.ends[0]..=self.ends[1]).rev() {
            grades[of(points)].from_points = Some(points);
        }
        let mut sums = vec![[0.0; 2]; grades.len()];
        for (points, at) in self.rows {
            let place = of(*points);
            grades[place].counts += at.counts;
            grades[place].defaults += at.defaults;
            sums[place][0] += self.weight(at);
            sums[place][1] += self.weight(at) * self.chance(*points);
        }
        for (grade, [weight, chances]) in grades.iter_mut().zip(sums) {
            grade.mean = (weight > 0.0).then(|| chances / weight);
            grade.rate = grade.counts.rate();
            grade.interval = grade.counts.interval();
            grade.estimate = if rules.is_given() {
                grade.pd
            } else {
                grade.mean.unwrap_or(grade.pd)
            };
        }
        let mut grading = Grading {
            given: rules.is_given(),
            miss,
            low_default: spec.calibration.low_default.clone(),
            raised: Vec::new(),
            grades,
        };
        if let Some(rules) = &spec.calibration.low_default {
            let central = spec.calibration.central_tendency.as_ref();
            self.estimated(&mut grading, rules, central.map(|central| central.rate))?;
        }
        Ok(grading)
    }

    /// Puts estimates of few defaults in place of the means.
    fn estimated(
        &self,
        grading: &mut Grading,
        rules: &LowDefaultRules,
        central: Option<f64>,
    ) -> Result<(), String> {
        if let Some(empty) = grading.grades.iter().find(|grade| grade.counts.rows == 0) {
            return Err(format!(
                "grade {} has no rows: few defaults are estimated for grades with obligors; leave the grade out",
                empty.grade
            ));
        }
        let whole = |count: u64| u32::try_from(count).map_err(|_| "too many rows".to_owned());
        let each = grading.grades.iter();
        let obligors: Result<Vec<u32>, String> =
            each.clone().map(|grade| whole(grade.counts.rows)).collect();
        let defaults: Result<Vec<u32>, String> = each.map(|grade| whole(grade.defaults)).collect();
        let (obligors, defaults) = (obligors?, defaults?);
        let estimates = match rules.by {
            LowDefaultMethod::PlutoTasche {
                confidence,
                correlation,
                periods,
                persistence,
            } => {
                let over = match periods {
                    1 => Periods::One,
                    count => Periods::Several { count, persistence },
                };
                let grades = PlutoTasche {
                    obligors: &obligors,
                    defaults: &defaults,
                    confidence,
                };
                let found = grades.estimate(&OneFactor::new(correlation, over));
                let found = found.map_err(|error| error.to_string())?;
                let raised = found
                    .raised
                    .iter()
                    .map(|at| grading.grades[*at].grade.clone());
                grading.raised = raised.collect();
                match central {
                    Some(mean) => grades.scaled(&found, mean).map_err(|e| e.to_string())?,
                    None => found.chances,
                }
            }
            LowDefaultMethod::QuasiMoments { auc } => {
                let kept = obligors.iter().zip(&defaults).rev();
                let kept: Vec<f64> = kept.map(|(all, lost)| f64::from(all - lost)).collect();
                let all: f64 = obligors.iter().map(|of| f64::from(*of)).sum();
                let lost: f64 = defaults.iter().map(|of| f64::from(*of)).sum();
                let mean = central.unwrap_or(lost / all);
                let auc = auc.unwrap_or_else(|| self.auc());
                let found = QuasiMoments::fit(&kept, mean, auc).map_err(|e| e.to_string())?;
                found.chances.into_iter().rev().collect()
            }
        };
        for (grade, estimate) in grading.grades.iter_mut().zip(estimates) {
            grade.estimate = estimate;
        }
        Ok(())
    }

    /// How well points rank the rows.
    pub fn auc(&self) -> f64 {
        let mut log_odds = Vec::with_capacity(2 * self.rows.len());
        let mut weights = Vec::with_capacity(2 * self.rows.len());
        for (points, at) in self.rows {
            log_odds.extend([-f64::from(*points); 2]);
            weights.extend([at.counts.others, at.counts.events]);
        }
        let outcomes: Vec<bool> = (0..log_odds.len()).map(|at| at % 2 == 1).collect();
        Scores {
            log_odds: &log_odds,
            outcomes: &outcomes,
            weights: Some(&weights),
        }
        .auc()
    }
}

impl RatedGrade {
    fn new(grade: &str, from: f64, pd: f64) -> Self {
        Self {
            grade: grade.to_owned(),
            from,
            from_points: None,
            pd,
            mean: None,
            counts: Counts::default(),
            rate: 0.0,
            interval: (0.0, 1.0),
            estimate: pd,
            defaults: 0,
        }
    }
}
