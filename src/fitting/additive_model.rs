//! An additive model of a sample: boosted, certified, rounded to points, calibrated on rows held out.

use super::boosting::{
    Additive, Boosting, Certificate, Column, Holdout, Points, Rows, Settings, Unfit,
};
use super::calibration::{Curve, PriorCorrection, Scores};
use super::export::{Learned, PairPart, Part, Parts, Probability, model};
use super::pair_table::PairTable;
use super::spec::{MissingPolicy, Untold};
use super::{Layout, Sample, Spec, Variable};
use crate::scoring::Model;
use crate::scoring::model::Direction;
use crate::units::{Date, Problems, Ratio};

/// A fitted additive model.
#[derive(Debug, Clone)]
pub struct AdditiveModel {
    /// Its tables, in log-odds of the event in the population.
    pub tables: Additive,
    /// Every step of a line with a trend, walked.
    pub certificate: Certificate,
    /// The tables in points.
    pub points: Points,
    /// What prior correction added to the log-odds.
    pub prior: PriorCorrection,
    /// The curve of calibration.
    pub curve: Option<Curve>,
    /// How well rows were told by the bags that held them out.
    pub held_out: HeldOut,
}

/// How well rows were told by bags that did not know them.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct HeldOut {
    /// How many rows were held out by a bag.
    pub rows: usize,
    /// How often an event is told a greater probability than another row.
    pub auc: f64,
    /// Their mean log-loss.
    pub log_loss: f64,
}

/// One variable in its points: neighbours of equal points joined.
struct Joined {
    layout: Layout,
    points: Vec<i32>,
}

impl AdditiveModel {
    /// Fits a model to a sample.
    pub fn fit(sample: &Sample, spec: &Spec) -> Result<Self, Problems> {
        sample.check()?;
        let columns: Vec<Column<'_>> = sample.variables.iter().map(column).collect();
        let (mut tables, told) = boosted(sample, spec, &columns)
            .map_err(|error| refused("fit.boosting", &error.to_string()))?;
        let (curve, held_out) = calibrated(sample, spec, &told)
            .map_err(|error| refused("fit.calibration", &error.to_string()))?;
        let sample_rate = sample.totals().rate();
        let population = spec.population.rate.map_or(sample_rate, Ratio::to_f64);
        let prior = PriorCorrection::new(sample_rate, population)
            .map_err(|error| refused("fit.prior", &error.to_string()))?;
        tables.start += prior.shift;
        untold(&mut tables, sample, spec);
        Ok(Self {
            certificate: Certificate::walk(&tables, &columns),
            points: Points::of(&tables, spec.scale),
            tables,
            prior,
            curve,
            held_out,
        })
    }

    /// The model.
    pub fn model(&self, spec: &Spec, sample: &Sample, learned: &Learned) -> Model {
        let paired = |place: usize| {
            let mut pairs = self.tables.pairs.iter();
            pairs.any(|pair| pair.first == place || pair.second == place)
        };
        let used: Vec<usize> = (0..sample.variables.len())
            .filter(|place| {
                let points = &self.points.shapes[*place];
                paired(*place) || points.iter().any(|of| *of != points[0])
            })
            .collect();
        let joined: Vec<Joined> = used
            .iter()
            .map(|place| joined(&sample.variables[*place], &self.points.shapes[*place]))
            .collect();
        // Tables of one number of points for all add to the base.
        let flat = (0..sample.variables.len()).filter(|place| !used.contains(place));
        let base: i32 =
            self.points.base + flat.map(|place| self.points.shapes[place][0]).sum::<i32>();
        let tables = used.iter().zip(&joined).map(|(place, joined)| {
            let variable = &sample.variables[*place];
            Part {
                column: &variable.column,
                name: &variable.name,
                layout: &joined.layout,
                direction: match joined.layout {
                    Layout::Numbers { .. } => variable.trend.direction(),
                    Layout::Words { .. } => Direction::None,
                },
                points: &joined.points,
            }
        });
        let pairs = self.tables.pairs.iter().zip(&self.points.pairs);
        let pairs = pairs.map(|(pair, points)| {
            let sides = [pair.first, pair.second];
            let layouts = sides.map(|place| &sample.variables[place].layout);
            PairPart {
                places: sides.map(|side| {
                    let at = used.iter().position(|place| *place == side);
                    at.expect("a column of a pair is used")
                }),
                table: PairTable::of(pair, points, layouts),
            }
        });
        let parts = Parts {
            base,
            tables: tables.collect(),
            pairs: pairs.collect(),
            population_rate: self.prior.population,
            probability: Probability {
                curve: self.curve.as_ref(),
                prior_shift: self.prior.shift,
                conservatism: &spec.calibration.conservatism,
            },
        };
        model(&parts, spec, sample, learned)
    }
}

/// The tables, and what bags told of rows that they held out.
fn boosted(
    sample: &Sample,
    spec: &Spec,
    columns: &[Column<'_>],
) -> Result<(Additive, Vec<Option<f64>>), Unfit> {
    let rows = Rows {
        outcomes: &sample.outcomes,
        weights: given(&sample.weights),
        offsets: given(&sample.offsets),
    };
    let groups = sample.groups.iter().map(|group| u64::from(*group));
    let groups: Vec<u64> = groups.collect();
    let time = |day: &Date| i64::from(day.year()) * 400 + i64::from(day.day_of_year());
    let times: Vec<i64> = sample.days.iter().map(time).collect();
    let holdout = Holdout {
        groups: given(&groups),
        times: given(&times),
        share: spec.additive.held_out,
        seed: spec.seed,
    };
    let boosting = Boosting {
        columns,
        rows: &rows,
        settings: &spec.additive.settings,
    };
    if times.is_empty() {
        let held = holdout.bags(&sample.outcomes, spec.additive.bags);
        return boosting.fit_and_tell(&held);
    }
    // The latest rows are the same for every bag, so that there is one. They tell when to stop; then they are learned
    // from too.
    let (until, told) = boosting.fit_and_tell(&holdout.bags(&sample.outcomes, 1))?;
    let settings = Settings {
        rounds: until.rounds[0],
        ..spec.additive.settings.clone()
    };
    let whole = Boosting {
        settings: &settings,
        ..boosting
    };
    Ok((whole.fit(&[vec![false; sample.rows()]])?, told))
}

fn refused(rule: &str, error: &str) -> Problems {
    let mut problems = Problems::default();
    problems.add("", rule, error);
    problems
}

fn given<T>(all: &[T]) -> Option<&[T]> {
    (!all.is_empty()).then_some(all)
}

fn column(variable: &Variable) -> Column<'_> {
    Column {
        bins: &variable.slots,
        count: variable.layout.slots(),
        bands: variable.layout.bands(),
        line: matches!(variable.layout, Layout::Numbers { .. }),
        trend: variable.trend,
    }
}

/// The curve that is asked for, on the rows that were held out, and how well those were told.
fn calibrated(
    sample: &Sample,
    spec: &Spec,
    told: &[Option<f64>],
) -> Result<(Option<Curve>, HeldOut), super::calibration::Uncalibrated> {
    let rows: Vec<usize> = (0..told.len()).filter(|row| told[*row].is_some()).collect();
    let log_odds: Vec<f64> = told.iter().filter_map(|told| *told).collect();
    let outcomes: Vec<bool> = rows.iter().map(|row| sample.outcomes[*row]).collect();
    let weights: Vec<f64> = rows.iter().map(|row| sample.weight(*row)).collect();
    let scores = Scores {
        log_odds: &log_odds,
        outcomes: &outcomes,
        weights: Some(&weights),
    };
    let held_out = HeldOut {
        rows: rows.len(),
        auc: scores.auc(),
        log_loss: scores.log_loss(),
    };
    let curve = spec
        .calibration
        .method
        .map(|method| Curve::fit(method, &scores));
    Ok((curve.transpose()?, held_out))
}

/// Gives what no row tells of, and what is missing under a policy, the log-odds that the spec asks for.
fn untold(tables: &mut Additive, sample: &Sample, spec: &Spec) {
    for (variable, shape) in sample.variables.iter().zip(&mut tables.shapes) {
        let policy = spec
            .variable(&variable.column)
            .map_or(MissingPolicy::Own, |own| own.missing);
        let counts = sample.counts(variable);
        let missing = variable.layout.missing();
        let worst = shape[..variable.layout.bands()]
            .iter()
            .copied()
            .fold(f64::NEG_INFINITY, f64::max);
        for slot in missing..shape.len() {
            let empty = counts[slot].rows == 0;
            shape[slot] = match (slot == missing, policy, empty, spec.binning.untold) {
                (true, MissingPolicy::Worst, ..) => worst,
                (true, MissingPolicy::Neutral, ..) => 0.0,
                (_, _, true, Untold::Worst) => worst,
                (_, _, true, Untold::Neutral) => 0.0,
                _ => shape[slot],
            };
        }
    }
}

/// Joins bands of equal points: neighbours of a number, any words of a category.
fn joined(variable: &Variable, points: &[i32]) -> Joined {
    let layout = &variable.layout;
    let anywhere = matches!(layout, Layout::Words { .. });
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for band in 0..layout.bands() {
        let from = if anywhere {
            0
        } else {
            parts.len().saturating_sub(1)
        };
        let same = |part: &&mut Vec<usize>| points[part[0]] == points[band];
        match parts[from..].iter_mut().find(same) {
            Some(part) => part.push(band),
            None => parts.push(vec![band]),
        }
    }
    let bands = parts.iter().map(|part| points[part[0]]);
    let points = bands
        .chain(points[layout.bands()..].iter().copied())
        .collect();
    Joined {
        layout: layout.joined(&parts).0,
        points,
    }
}
