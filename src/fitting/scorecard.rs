//! The scorecard 评分卡: weights of evidence, a regression on them, and whole points.

use super::calibration::chance;
use super::collinearity::inflation;
use super::grading::ByPoints;
use super::held_out::{calibrated, told_by_others};
use super::logistic::{Logistic, NoFit, Rules};
use super::probabilities::{Fitted, Probabilities, prior_of};
use super::selection::{Chosen, choose, columns, evidence_rows};
use super::spec::{MissingPolicy, Scale};
use super::{Binning, Sample, Spec};
use crate::units::Problems;
use rayon::prelude::*;

/// A fitted scorecard.
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// Every variable that could be binned, whether it is used or not.
    pub binnings: Vec<Binning>,
    /// Why the others could not.
    pub unbinned: Vec<(String, String)>,
    /// Which are used.
    pub chosen: Chosen,
    /// The regression on their weights of evidence.
    pub logistic: Logistic,
    /// The variance inflation factor of each that is used.
    pub inflation: Option<Vec<f64>>,
    /// The rate of events in the sample.
    pub sample_rate: f64,
    /// The rate of events in the population.
    pub population_rate: f64,
    /// The scale.
    pub scale: Scale,
    /// The points.
    pub points: Points,
}

/// Whole points of every bin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables {
    /// Points that everybody has.
    pub base: i32,
    /// Points of each slot of each variable that is used; the worst band of each has none.
    pub each: Vec<Vec<i32>>,
}

/// Points, and how far rounding moves a score at most.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Points {
    /// The tables.
    pub tables: Tables,
    /// The most by which the points of a row differ from what the regression says, in points.
    pub worst_error: f64,
}

impl Scorecard {
    /// Fits a scorecard to a sample.
    pub fn fit(sample: &Sample, spec: &Spec) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let Binned {
            binnings,
            unbinned,
            places,
        } = Binned::of(sample, spec, &mut problems);
        perfect(&binnings, spec, &mut problems);
        problems.or(())?;
        let moved = |(binning, place): (&Binning, &usize)| {
            let slots = sample.variables[*place].slots.iter();
            slots
                .map(|slot| binning.moved[usize::from(*slot)])
                .collect()
        };
        let bins: Vec<Vec<u8>> = binnings.par_iter().zip(&places).map(moved).collect();
        let rows = evidence_rows(sample, &bins, &binnings);
        let named = |error: NoFit, among: &[usize]| no_fit(&error, among, &binnings);
        let every: Vec<usize> = (0..binnings.len()).collect();
        let mut chosen = choose(&rows, &binnings, &spec.selection).map_err(|e| named(e, &every))?;
        if chosen.places.is_empty() {
            return Err(nothing(&chosen));
        }
        let logistic = loop {
            let rules = Rules {
                l2: spec.l2,
                signs: vec![-1; chosen.places.len()],
            };
            let fitted = Logistic::fit(&columns(&rows, &chosen.places), &rules);
            let fitted = fitted.map_err(|error| named(error, &chosen.places))?;
            let held = (0..chosen.places.len()).find(|at| fitted.coefficients[*at].value == 0.0);
            let Some(held) = held else { break fitted };
            let why = "beside the others its coefficient would run against its weight of evidence";
            chosen.leave(chosen.places[held], &binnings, why.to_owned());
            if chosen.places.is_empty() {
                return Err(nothing(&chosen));
            }
        };
        let inflation = inflation(&columns(&rows, &chosen.places));
        let totals = sample.totals();
        let (sample_rate, population_rate) = (totals.rate(), spec.population.rate_of(totals));
        let mut scorecard = Self {
            binnings,
            unbinned,
            chosen,
            logistic,
            inflation,
            sample_rate,
            population_rate,
            scale: spec.scale,
            points: Points::default(),
        };
        scorecard.points = scorecard.rounded();
        Ok(scorecard)
    }

    /// The binnings that are used, with their coefficients.
    pub fn used(&self) -> impl Iterator<Item = (&Binning, f64)> {
        let coefficients = self.logistic.coefficients.iter().map(|c| c.value);
        let binnings = self.chosen.places.iter().map(|at| &self.binnings[*at]);
        binnings.zip(coefficients)
    }

    /// What prior correction adds to the log-odds: of a sample in which the event is more frequent than in the
    /// population, every probability is too high by the same odds (King and Zeng, 2001).
    pub fn prior_shift(&self) -> f64 {
        let odds = |rate: f64| (rate / (1.0 - rate)).ln();
        odds(self.population_rate) - odds(self.sample_rate)
    }

    /// The exact points of each slot of a variable, before rounding.
    pub fn exact_points(&self, binning: &Binning, coefficient: f64) -> Vec<f64> {
        let factor = self.scale.factor();
        let of = |woe: &f64| -factor * coefficient * woe;
        binning.scored_woe.iter().map(of).collect()
    }

    /// Points in whole numbers. The worst band of each variable has none, and the base has what that takes.
    fn rounded(&self) -> Points {
        let intercept = self.logistic.intercept.value + self.prior_shift();
        let mut base = self.scale.offset() - self.scale.factor() * intercept;
        let (mut each, mut worst_error) = (Vec::new(), 0.0);
        for (binning, coefficient) in self.used() {
            let exact = self.exact_points(binning, coefficient);
            let least = exact.iter().copied().fold(f64::INFINITY, f64::min);
            base += least;
            let points: Vec<i32> = exact.iter().map(|points| whole(points - least)).collect();
            let errors = exact.iter().zip(&points);
            let errors = errors.map(|(exact, points)| (exact - least - f64::from(*points)).abs());
            worst_error += errors.fold(0.0, f64::max);
            each.push(points);
        }
        worst_error += (base - f64::from(whole(base))).abs();
        Points {
            tables: Tables {
                base: whole(base),
                each,
            },
            worst_error,
        }
    }

    /// The log-odds of the event of a row in these slots of the variables that are used, with prior correction.
    pub fn log_odds(&self, slots: &[usize]) -> f64 {
        let figures = self
            .used()
            .zip(slots)
            .map(|((binning, _), slot)| binning.scored_woe[*slot]);
        self.logistic.log_odds(figures) + self.prior_shift()
    }

    /// Of each variable that is used the fine bins of rows and the bin of each fine bin. `column` gives the fine bins of
    /// a place in the sample.
    fn fine<'c>(
        &'c self,
        sample: &Sample,
        column: impl Fn(usize) -> &'c [u8],
    ) -> Vec<(&'c [u8], &'c [u8])> {
        let of = |(binning, _): (&'c Binning, f64)| {
            let mut places = 0..sample.variables.len();
            let place = places.find(|at| sample.variables[*at].column == binning.column);
            let fine = column(place.expect("a binning is that of a variable of the sample"));
            (fine, binning.moved.as_slice())
        };
        self.used().map(of).collect()
    }

    /// The log-odds, with prior correction, of rows that are given by the fine bins of each variable of the sample.
    pub fn log_odds_of<'c>(
        &'c self,
        sample: &Sample,
        column: impl Fn(usize) -> &'c [u8],
    ) -> Vec<f64> {
        let fine = self.fine(sample, column);
        let rows = fine.first().map_or(0, |(fine, _)| fine.len());
        let mut slots = vec![0; fine.len()];
        let told = (0..rows).map(|row| {
            for (slot, (fine, moved)) in slots.iter_mut().zip(&fine) {
                *slot = usize::from(moved[usize::from(fine[row])]);
            }
            self.log_odds(&slots)
        });
        told.collect()
    }

    /// The rows of the sample by their points.
    fn by_points(&self, sample: &Sample) -> ByPoints {
        let fine = self.fine(sample, |place| &sample.variables[place].slots);
        let mut rows = ByPoints::new();
        for (row, event) in sample.outcomes.iter().enumerate() {
            let tables = self.points.tables.each.iter().zip(&fine);
            let points = tables
                .map(|(points, (fine, moved))| points[usize::from(moved[usize::from(fine[row])])]);
            let at = self.points.tables.base + points.sum::<i32>();
            rows.entry(at)
                .or_default()
                .count(*event, sample.weight(row));
        }
        rows
    }

    /// What its points mean. A curve is fitted on rows that were told by scorecards fitted without them.
    pub fn probabilities(&self, sample: &Sample, spec: &Spec) -> Result<Probabilities, Problems> {
        let (curve, held_out) = if spec.calibration.method.is_some() {
            let told = told_by_others(sample, spec)?;
            let (curve, held_out) = calibrated(sample, spec, &told).map_err(|error| {
                Problems::one("calibration.by", "fit.calibration", error.to_string())
            })?;
            (curve, Some(held_out))
        } else {
            (None, None)
        };
        let end = |of: fn(&[i32]) -> i32| {
            let each = self.points.tables.each.iter();
            self.points.tables.base + each.map(|points| of(points)).sum::<i32>()
        };
        let fitted = Fitted {
            rows: &self.by_points(sample),
            ends: [
                end(|points| points.iter().copied().min().unwrap_or(0)),
                end(|points| points.iter().copied().max().unwrap_or(0)),
            ],
            curve,
            held_out,
            prior: prior_of(sample, spec)?,
        };
        Probabilities::fit(fitted, spec)
    }

    /// The probabilities of rows, before calibration; as [`Scorecard::log_odds_of`].
    pub fn chances_of<'c>(
        &'c self,
        sample: &Sample,
        column: impl Fn(usize) -> &'c [u8],
    ) -> Vec<f64> {
        let told = self.log_odds_of(sample, column);
        told.into_iter().map(chance).collect()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "points are clamped to what a table holds"
)]
fn whole(points: f64) -> i32 {
    points.round().clamp(-1_000_000.0, 1_000_000.0) as i32
}

/// The variables of a sample in their best bins.
struct Binned {
    binnings: Vec<Binning>,
    /// Why the others could not be binned.
    unbinned: Vec<(String, String)>,
    /// The place of each binning's variable in the sample.
    places: Vec<usize>,
}

impl Binned {
    /// Bins every variable; bins set by hand that will not do are problems.
    fn of(sample: &Sample, spec: &Spec, problems: &mut Problems) -> Self {
        let policy = |column: &str| {
            let spec = spec.variable(column);
            spec.map_or(MissingPolicy::Own, |spec| spec.missing)
        };
        let each = sample.variables.par_iter().map(|variable| {
            Binning::of(sample, variable, &spec.binning, policy(&variable.column))
                .map_err(|reason| (variable.column.clone(), reason.0))
        });
        let each: Vec<_> = each.collect();
        let (mut binnings, mut unbinned, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (place, binned) in each.into_iter().enumerate() {
            match binned {
                Ok(binning) => {
                    places.push(place);
                    binnings.push(binning);
                }
                Err((column, reason)) => {
                    if sample.variables[place].fixed {
                        problems.add(&column, "cuts.fit", reason.clone());
                    }
                    unbinned.push((column, reason));
                }
            }
        }
        Self {
            binnings,
            unbinned,
            places,
        }
    }
}

/// A variable each bin of which has one class only tells the outcome and foresees nothing.
fn perfect(binnings: &[Binning], spec: &Spec, problems: &mut Problems) {
    let allowed = |binning: &&Binning| spec.columns.allow_separating.contains(&binning.column);
    for binning in binnings.iter().filter(|binning| !allowed(binning)) {
        let filled = binning.bins.iter().filter(|bin| bin.counts.rows > 0);
        let mut pure = filled.clone().filter(|bin| !bin.counts.has_both());
        if filled.clone().count() > 1 && filled.count() == pure.clone().count() {
            let bin = pure.next().map_or("", |bin| bin.name.en.as_str());
            let message = format!(
                "it separates the classes: every bin has one class only, as {bin}; it was known after the outcome, or is the outcome"
            );
            problems.add(&binning.column, "fit.separation", message);
        }
    }
}

fn no_fit(error: &NoFit, among: &[usize], binnings: &[Binning]) -> Problems {
    let mut problems = Problems::default();
    let (NoFit::Dependent(place) | NoFit::Separated(place)) = error;
    let Some(binning) = among.get(*place).map(|at| &binnings[*at]) else {
        problems.add(
            "",
            "fit.separation",
            "the regression has no answer: the classes are separated",
        );
        return problems;
    };
    let strongest = binning.bins.iter().filter(|bin| bin.counts.rows > 0);
    let strongest = strongest.max_by(|a, b| a.woe.abs().total_cmp(&b.woe.abs()));
    let bin = strongest.map_or("", |bin| bin.name.en.as_str());
    match error {
        NoFit::Dependent(_) => problems.add(
            &binning.column,
            "fit.dependent",
            "it says nothing that the variables before it do not say; leave one of them out",
        ),
        NoFit::Separated(_) => problems.add(
            &binning.column,
            "fit.separation",
            format!("the variables separate the classes, this one most, in the bin {bin}: coefficients would grow without end; leave it out, or give l2"),
        ),
    }
    problems
}

fn nothing(chosen: &Chosen) -> Problems {
    let mut problems = Problems::default();
    let each: Vec<String> = chosen
        .trail
        .iter()
        .map(|d| format!("{}: {}", d.column, d.why))
        .collect();
    let message = format!("no variable is left ({})", each.join("; "));
    problems.add("selection", "fit.nothing", message);
    problems
}
