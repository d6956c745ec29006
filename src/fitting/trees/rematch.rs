//! The model of a spec and its challengers, all made again without some rows, and what they tell of these.

use super::challengers::{Challengers, Told};
use super::rules::ChallengerRules;
use crate::fitting::held_out::bags;
use crate::fitting::spec::Method;
use crate::fitting::{AdditiveModel, Sample, Scorecard, Spec};
use crate::units::Problems;

/// What was told of rows that nobody had learned from.
#[derive(Debug, Clone, PartialEq)]
pub struct Rematch {
    /// How many rows all learned from.
    pub learned: usize,
    /// How many of each class one tree grew on: others, then events; nought where none was grown.
    pub drawn: [usize; 2],
    /// The outcomes of the rows held out.
    pub outcomes: Vec<bool>,
    /// Their weights; empty where every row counts once.
    pub weights: Vec<f64>,
    /// The probabilities of the model, before calibration and as frequent as the event is in the sample.
    pub model: Vec<f64>,
    /// Those of the challengers.
    pub challengers: Vec<Told>,
}

impl Rematch {
    /// Holds out rows as bags of additive models are: whole enterprises, the latest where days are known, else by lot.
    /// Refused: rows of which one side has a single class, and what the model itself refuses. What keeps a challenger
    /// from being made is told in its place.
    pub fn of(sample: &Sample, spec: &Spec, rules: &ChallengerRules) -> Result<Self, Problems> {
        let held = bags(sample, spec.seed, rules.held_out, 1).remove(0);
        let train = sample.part(|row| !held[row]);
        let own = sample.part(|row| held[row]);
        train.check()?;
        own.check().map_err(|mut problems| {
            for problem in &mut problems.0 {
                problem.message = format!("of the rows held out: {}", problem.message);
            }
            problems
        })?;
        let slots = |place: usize| own.variables[place].slots.as_slice();
        let offset = |row: usize| own.offsets.get(row).copied().unwrap_or(0.0);
        let log_odds: Vec<f64> = match spec.method {
            Method::Scorecard => {
                let scorecard = Scorecard::fit(&train, spec)?;
                let told = scorecard
                    .log_odds_of(&own, |place| slots(place))
                    .into_iter();
                told.map(|told| told - scorecard.prior_shift()).collect()
            }
            Method::Additive => {
                let model = AdditiveModel::fit(&train, spec)?;
                let told = |row| model.tables.log_odds(|place| slots(place)[row]);
                (0..own.rows())
                    .map(|row| told(row) - model.prior.shift)
                    .collect()
            }
        };
        let model = log_odds.iter().enumerate();
        let model =
            model.map(|(row, told)| crate::fitting::calibration::chance(told + offset(row)));
        let grown = Challengers::grown(&train, rules, spec.seed);
        Ok(Self {
            learned: train.rows(),
            drawn: grown.as_ref().map_or([0; 2], |grown| grown.drawn),
            model: model.collect(),
            challengers: all_told(&grown, own.rows(), slots),
            outcomes: own.outcomes.clone(),
            weights: own.weights.clone(),
        })
    }
}

/// What each challenger tells of rows, or why it cannot.
pub fn all_told<'c>(
    grown: &Result<Challengers, Problems>,
    rows: usize,
    column: impl Fn(usize) -> &'c [u8] + Sync,
) -> Vec<Told> {
    let told: [Result<Vec<f64>, String>; 2] = match grown {
        Ok(grown) => grown.told(rows, column).map(Ok),
        Err(problems) => [0; 2].map(|_| Err(problems.to_string())),
    };
    Challengers::names().into_iter().zip(told).collect()
}
