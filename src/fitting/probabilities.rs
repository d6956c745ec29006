//! From points to probabilities: prior correction, a curve, a central tendency, grades, margins; each with its reason.

use super::calibration::{
    CentralTendency, Conservatism, Curve, Deficiency, Margin, MarginSize, PriorCorrection, chance,
    log_odds,
};
use super::grading::{ByPoints, Grading, Ungraded};
use super::held_out::HeldOut;
use super::spec::{CentralRule, LowDefaultMethod, Scale, Spec, Tell};
use super::{Counts, Sample};
use crate::scoring::model::{CalibrationStep, RiskGrade};
use crate::units::{Bilingual, Problems, Ratio};
use serde::Serialize;

/// With fewer events than these a plain estimate says little 低违约 [ours].
const FEW_EVENTS: u64 = 20;

/// What a fitted model's points mean as probabilities.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Probabilities {
    /// The rate of events in the sample and in the population, and what that adds to log-odds.
    pub prior: PriorCorrection,
    /// The curve over log-odds of the sample.
    pub curve: Option<Curve>,
    /// How well rows that were held out were told, where a curve or boosting needed that.
    pub held_out: Option<HeldOut>,
    /// The long-run average that was asked for, and what it took to reach it.
    pub central_tendency: Option<(CentralRule, CentralTendency)>,
    /// The grades.
    pub grades: Option<Grading>,
    /// Which probability the model tells.
    pub tell: Tell,
    /// What is added to every probability, each with its reason.
    pub margins: Vec<Margin>,
    /// The mean probability of the sample's rows, weighed as the population has them: before margins, and with them.
    pub mean: [f64; 2],
    /// What was done, in that order.
    #[serde(skip)]
    pub steps: Vec<CalibrationStep>,
    /// What a person should look at.
    #[serde(skip)]
    pub warnings: Vec<String>,
    #[serde(skip)]
    scale: Scale,
}

/// What a regression or a boosting gives the calibration.
pub struct Fitted<'f> {
    /// The rows by points.
    pub rows: &'f ByPoints,
    /// The least points and the most.
    pub ends: [i32; 2],
    /// The curve, if one was asked for.
    pub curve: Option<Curve>,
    /// How well rows held out were told.
    pub held_out: Option<HeldOut>,
    /// The prior correction that is in the points.
    pub prior: PriorCorrection,
}

/// The prior correction that a spec asks for; that it is possible is checked.
pub fn prior_of(sample: &Sample, spec: &Spec) -> Result<PriorCorrection, Problems> {
    let totals = sample.totals();
    let population = spec.population.rate_of(totals);
    PriorCorrection::new(totals.rate(), population)
        .map_err(|error| Problems::one("population.rate", "fit.prior", error.to_string()))
}

impl Probabilities {
    /// Takes every step that the spec asks for.
    pub fn fit(fitted: Fitted<'_>, spec: &Spec) -> Result<Self, Problems> {
        let rules = &spec.calibration;
        let mut of = Self {
            prior: fitted.prior,
            curve: fitted.curve,
            held_out: fitted.held_out,
            central_tendency: None,
            grades: None,
            tell: rules.grades.as_ref().map_or(Tell::Points, |of| of.tell),
            margins: rules.conservatism.margins.clone(),
            mean: [0.0; 2],
            steps: Vec::new(),
            warnings: Vec::new(),
            scale: spec.scale,
        };
        let weights = of.prior.weights();
        let whole = |counts: &Counts| counts.others * weights[0] + counts.events * weights[1];
        let each: Vec<f64> = fitted.rows.values().map(|at| whole(&at.counts)).collect();
        if let Some(rule) = &rules.central_tendency {
            let chances: Vec<f64> = fitted.rows.keys().map(|points| of.best(*points)).collect();
            let found =
                CentralTendency::fit(&chances, Some(&each), rule.rate).map_err(|error| {
                    Problems::one(
                        "calibration.central_tendency",
                        "fit.central",
                        error.to_string(),
                    )
                })?;
            of.central_tendency = Some((rule.clone(), found));
        }
        if let Some(grades) = &rules.grades {
            few_defaults(spec)?;
            let ungraded = Ungraded {
                rows: fitted.rows,
                ends: fitted.ends,
                weights,
                chance: &|points| of.best(points),
            };
            let found = ungraded.graded(grades, spec);
            of.grades = Some(
                found.map_err(|error| Problems::one("calibration.grades", "fit.grades", error))?,
            );
        }
        let sum: f64 = each.iter().sum();
        for (points, weight) in fitted.rows.keys().zip(&each) {
            of.mean[0] += weight * of.estimate(*points) / sum;
            of.mean[1] += weight * of.told(*points) / sum;
        }
        of.warn(fitted.rows, spec);
        of.steps = of.taken(spec);
        Ok(of)
    }

    /// The probability at so many points, before grades and margins.
    fn best(&self, points: i32) -> f64 {
        let scaled = self.scale.probability(f64::from(points));
        let curved = self.curve.as_ref().map_or(scaled, |curve| {
            let told = curve.chance(log_odds(scaled) - self.prior.shift);
            // Steps may tell certainty, which nothing shifts.
            if told <= 0.0 || told >= 1.0 {
                told
            } else {
                chance(log_odds(told) + self.prior.shift)
            }
        });
        match &self.central_tendency {
            Some((_, central)) => central.chance(curved),
            None => curved,
        }
    }

    /// The best estimate at so many points: that of the grade where the model tells it.
    fn estimate(&self, points: i32) -> f64 {
        match (&self.grades, self.tell) {
            (Some(grading), Tell::Grade) => {
                let reached = |from: Option<i32>| from.is_some_and(|from| points >= from);
                let mut grades = grading.grades.iter();
                let grade = grades.find(|grade| reached(grade.from_points));
                grade
                    .or(grading.grades.last())
                    .map_or(0.0, |grade| grade.estimate)
            }
            _ => self.best(points),
        }
    }

    fn prudent(&self, estimate: f64) -> f64 {
        let margins = self.margins.clone();
        Conservatism { margins }.prudent(estimate)
    }

    /// The probability that the model tells at so many points.
    pub fn told(&self, points: i32) -> f64 {
        self.prudent(self.estimate(points))
    }

    /// The grades as the model has them, best first; those that no points reach are left out.
    pub fn risk_grades(&self) -> Vec<RiskGrade> {
        let grades = self.grades.iter().flat_map(|grading| &grading.grades);
        let reached = grades.filter_map(|grade| {
            Some(RiskGrade {
                grade: grade.grade.clone(),
                from: grade.from_points?,
                ppm: ppm(self.prudent(grade.estimate)),
            })
        });
        reached.collect()
    }

    fn warn(&mut self, rows: &ByPoints, spec: &Spec) {
        let defaults: u64 = rows.values().map(|at| at.defaults).sum();
        if defaults < FEW_EVENTS && spec.calibration.low_default.is_none() {
            self.warnings.push(format!(
                "only {defaults} rows are events: estimates from fewer than {FEW_EVENTS} say little; ask for [calibration.low_default] with grades"
            ));
        }
        let Some(grading) = &self.grades else { return };
        for grade in &grading.grades {
            let name = &grade.grade;
            if grade.from_points.is_none() {
                let warning = format!("grade {name}: no points reach it; the model is without it");
                self.warnings.push(warning);
            } else if grade.counts.rows == 0 {
                self.warnings
                    .push(format!("grade {name}: no row falls in it"));
            }
        }
        if !grading.raised.is_empty() {
            self.warnings.push(format!(
                "grades {}: the bound of each lay below that of the grade before, and was raised to it",
                grading.raised.join(", ")
            ));
        }
    }

    /// What was done, for the model and the report.
    fn taken(&self, spec: &Spec) -> Vec<CalibrationStep> {
        let mut steps = Vec::new();
        let mut step = |zh: &str, en: &str, does: String, reason: String| {
            steps.push(CalibrationStep {
                name: Bilingual::new(zh, en),
                does,
                reason,
            });
        };
        if self.prior.shift.abs() > 1e-9 {
            step(
                "先验校正",
                "prior correction",
                prior_does(&self.prior),
                prior_reason(spec),
            );
        }
        if let (Some(curve), Some(held)) = (&self.curve, &self.held_out) {
            let does = format!("{} curve on {} rows held out", curve.word(), held.rows);
            let reason = "asked for by the spec: calibration.by".to_owned();
            step("校准曲线", "calibration curve", does, reason);
        }
        if let Some((rule, central)) = &self.central_tendency {
            let does = format!(
                "log-odds moved by {:.6}: the mean from {} to {}",
                central.shift,
                shown(central.before),
                shown(rule.rate)
            );
            let reason = format!("{}; {}", rule.name, rule.source);
            step("长期平均违约率", "central tendency", does, reason);
        }
        if let (Some(grading), Some(rules)) = (&self.grades, &spec.calibration.grades) {
            let way = if grading.given {
                "a scale that was given"
            } else {
                "cuts fitted to targets"
            };
            let does = format!("{} grades by {way}", grading.grades.len());
            step("主标尺", "grades", does, rules.reason.clone());
        }
        if let Some(rules) = &spec.calibration.low_default {
            step(
                "低违约估计",
                "estimates of few defaults",
                low_default(rules.by),
                rules.reason.clone(),
            );
        }
        for margin in &self.margins {
            let reason = margin.reason.clone();
            step(
                "保守边际",
                "margin of conservatism",
                margin_does(margin),
                reason,
            );
        }
        steps
    }
}

fn margin_does(margin: &Margin) -> String {
    let kind = match margin.deficiency {
        Deficiency::A => "A",
        Deficiency::B => "B",
        Deficiency::C => "C",
    };
    let size = match margin.size {
        MarginSize::AddPpm(ppm) => format!("{ppm} parts per million"),
        MarginSize::AddShare(share) => format!("{} of the estimate", shown(share)),
    };
    format!("{size} added; deficiency {kind}")
}

/// Estimates of few defaults count obligors as they were observed.
fn few_defaults(spec: &Spec) -> Result<(), Problems> {
    let mut problems = Problems::default();
    if spec.calibration.low_default.is_none() {
        return Ok(());
    }
    let field = "calibration.low_default";
    if spec.columns.weight.is_some() {
        let message = "it counts obligors, each once: there must be no columns.weight";
        problems.add(field, "low_default.weight", message);
    }
    if spec.population.rate.is_some() || spec.population.sampling.is_some() {
        let message = "it counts the obligors and defaults of the population: the rate must be \"as_sampled\"";
        problems.add(field, "low_default.sample", message);
    }
    if spec
        .reject
        .as_ref()
        .is_some_and(|rules| rules.assume.is_some())
    {
        let message = "it counts defaults that were seen: reject.assume must be \"none\"";
        problems.add(field, "low_default.reject", message);
    }
    problems.or(())
}

fn low_default(by: LowDefaultMethod) -> String {
    match by {
        LowDefaultMethod::PlutoTasche {
            confidence,
            correlation,
            periods,
            persistence,
        } => {
            let over = match periods {
                1 => String::new(),
                _ => format!(", {periods} periods with a persistence of {persistence}"),
            };
            format!(
                "most prudent estimation (Pluto and Tasche) at a confidence of {confidence}, correlation {correlation}{over}"
            )
        }
        LowDefaultMethod::QuasiMoments { auc } => format!(
            "quasi-moment matching (Tasche) to {}",
            auc.map_or("the AUC of the sample".to_owned(), |auc| format!(
                "an AUC of {auc}"
            ))
        ),
    }
}

fn prior_does(prior: &PriorCorrection) -> String {
    format!(
        "log-odds moved by {:.6}: the event is {} of the sample and {} of the population",
        prior.shift,
        shown(prior.sample),
        shown(prior.population)
    )
}

fn prior_reason(spec: &Spec) -> String {
    let share = |of: Ratio| shown(of.to_f64());
    match &spec.population.sampling {
        Some(drawn) => format!(
            "{} of the events and {} of the others were drawn; {}",
            share(drawn.events),
            share(drawn.others),
            drawn.source
        ),
        None => format!("the rate of the population, {}", spec.population.name),
    }
}

fn shown(rate: f64) -> String {
    format!("{:.4}%", rate * 100.0)
}

/// A probability in parts per million.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a probability is at most a million millionths"
)]
pub(super) fn ppm(probability: f64) -> i64 {
    (probability * 1e6).round().clamp(0.0, 1e6) as i64
}
