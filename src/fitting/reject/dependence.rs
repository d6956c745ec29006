//! How far a model hangs on what is assumed about the rejected.

use super::{Assumption, Unassumable};
use crate::fitting::calibration::Scores;
use serde::Serialize;

/// All applicants of a model, as far as outcomes are concerned.
#[derive(Debug, Clone, Copy)]
pub struct Applicants<'a> {
    /// Outcomes of the accepted.
    pub outcomes: &'a [bool],
    /// Weights of the accepted; one each if none is given.
    pub weights: Option<&'a [f64]>,
    /// Weights of the rejected; one each if none is given.
    pub rejected_weights: Option<&'a [f64]>,
    /// The probability up to which an applicant would be approved.
    pub approve_up_to: f64,
}

/// A model made on accepted applicants and inferred rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Refit {
    /// Names and values of its coefficients, or of whatever it is made of.
    pub coefficients: Vec<(String, f64)>,
    /// The probabilities that it gives the accepted.
    pub accepted: Vec<f64>,
    /// The probabilities that it gives the rejected.
    pub rejected: Vec<f64>,
}

/// One line of the table: a model by one assumption, or by none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependence {
    /// The assumption; none is the model of the accepted alone.
    pub assumption: Option<Assumption>,
    /// Its coefficients.
    pub coefficients: Vec<(String, f64)>,
    /// How well it ranks the accepted, whose outcomes are known.
    pub auc: f64,
    /// The share of events that was given to the rejected.
    pub assumed_rate: Option<f64>,
    /// The mean probability of the accepted.
    pub accepted: f64,
    /// The mean probability of the rejected.
    pub rejected: f64,
    /// The share of all applicants that would be approved.
    pub approved: f64,
}

impl Dependence {
    /// Fits the accepted alone, then with the rejected by each assumption, and lays the models side by side. `fit` is
    /// given the inferred rows (none at first) and makes the model.
    pub fn table<E: From<Unassumable>>(
        applicants: &Applicants<'_>,
        assumptions: &[Assumption],
        mut fit: impl FnMut(&[super::Inferred]) -> Result<Refit, E>,
    ) -> Result<Vec<Self>, E> {
        let alone = fit(&[])?;
        let mut table = vec![applicants.line(None, None, &alone)];
        for assumption in assumptions {
            let inferred = assumption.infer(&alone.rejected, applicants.rejected_weights)?;
            let [mut events, mut all] = [0.0; 2];
            for row in &inferred {
                events += if row.outcome { row.weight } else { 0.0 };
                all += row.weight;
            }
            let model = fit(&inferred)?;
            let rate = (all > 0.0).then_some(events / all);
            table.push(applicants.line(Some(*assumption), rate, &model));
        }
        Ok(table)
    }
}

impl Applicants<'_> {
    fn line(
        &self,
        assumption: Option<Assumption>,
        assumed_rate: Option<f64>,
        model: &Refit,
    ) -> Dependence {
        let whole = |chances: &[f64], weights: Option<&[f64]>| {
            let mut sums = [0.0; 3];
            for (row, told) in chances.iter().enumerate() {
                let weight = weights.map_or(1.0, |weights| weights[row]);
                sums[0] += weight;
                sums[1] += weight * told;
                sums[2] += if *told <= self.approve_up_to {
                    weight
                } else {
                    0.0
                };
            }
            sums
        };
        let accepted = whole(&model.accepted, self.weights);
        let rejected = whole(&model.rejected, self.rejected_weights);
        let ranked = Scores {
            log_odds: &model.accepted,
            outcomes: self.outcomes,
            weights: self.weights,
        };
        Dependence {
            assumption,
            coefficients: model.coefficients.clone(),
            auc: ranked.auc(),
            assumed_rate,
            accepted: accepted[1] / accepted[0],
            rejected: rejected[1] / rejected[0],
            approved: (accepted[2] + rejected[2]) / (accepted[0] + rejected[0]),
        }
    }
}
