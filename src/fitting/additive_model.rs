//! An additive model of a sample: boosted, certified, rounded to points, calibrated on rows held out.

use super::boosting::{Additive, Boosting, Certificate, Column, Points, Rows, Settings, Unfit};
use super::calibration::{Curve, PriorCorrection, chance};
use super::export::{Learned, PairPart, Part, Parts, model};
use super::grading::ByPoints;
use super::held_out::{HeldOut, bags, calibrated, given};
use super::pair_table::PairTable;
use super::probabilities::{Fitted, Probabilities, prior_of};
use super::spec::{MissingPolicy, Untold};
use super::{Layout, Sample, Spec, Variable};
use crate::scoring::Model;
use crate::scoring::model::Direction;
use crate::units::Problems;

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
        let prior = prior_of(sample, spec)?;
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

    /// What its points mean.
    pub fn probabilities(&self, sample: &Sample, spec: &Spec) -> Result<Probabilities, Problems> {
        let mut rows = ByPoints::new();
        for (row, event) in sample.outcomes.iter().enumerate() {
            let bins = |place: usize| sample.variables[place].slots[row];
            let points = self.points.total(&self.tables.pairs, bins);
            let at = rows.entry(points).or_default();
            at.count(*event, sample.weight(row));
        }
        let end = |of: fn(&[i32]) -> i32| {
            let shapes = self.points.shapes.iter().map(|points| of(points));
            let pairs = self.points.pairs.iter().map(|pair| {
                let all = [pair.cells.as_slice(), &[pair.beside]].concat();
                of(&all)
            });
            self.points.base + shapes.chain(pairs).sum::<i32>()
        };
        let fitted = Fitted {
            rows: &rows,
            ends: [
                end(|points| points.iter().copied().min().unwrap_or(0)),
                end(|points| points.iter().copied().max().unwrap_or(0)),
            ],
            curve: self.curve.clone(),
            held_out: Some(self.held_out),
            prior: self.prior,
        };
        Probabilities::fit(fitted, spec)
    }

    /// The probabilities, before calibration, of rows that are given by the fine bins of each variable of the sample.
    pub fn chances_of<'c>(&self, rows: usize, column: impl Fn(usize) -> &'c [u8]) -> Vec<f64> {
        let of = |row: usize| chance(self.tables.log_odds(|place| column(place)[row]));
        (0..rows).map(of).collect()
    }

    /// The model.
    pub fn model(
        &self,
        spec: &Spec,
        sample: &Sample,
        (learned, probabilities): (&Learned, &Probabilities),
    ) -> Model {
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
            probabilities,
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
    let held_out = |count: usize| bags(sample, spec.seed, spec.additive.held_out, count);
    let boosting = Boosting {
        columns,
        rows: &rows,
        settings: &spec.additive.settings,
    };
    if sample.days.is_empty() {
        return boosting.fit_and_tell(&held_out(spec.additive.bags));
    }
    // The latest rows are the same for every bag, so that there is one. They tell when to stop; then they are learned
    // from too.
    let (until, told) = boosting.fit_and_tell(&held_out(1))?;
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
    Problems::one("", rule, error)
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
            shape[slot] = match (
                variable.layout.is_absent(slot),
                policy,
                empty,
                spec.binning.untold,
            ) {
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
