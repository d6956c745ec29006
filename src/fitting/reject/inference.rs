//! The refused of a sample under each assumption, and the sample that the model is fitted to.

use super::{Applicants, Assumption, Dependence, Refit, RejectRules, Unassumable};
use crate::fitting::spec::Method;
use crate::fitting::{AdditiveModel, Counts, Refused, Sample, Scorecard, Spec};
use crate::scoring::model::CalibrationStep;
use crate::units::{Bilingual, Problems};
use serde::Serialize;

/// What is assumed of the refused, and how far the model depends on it 对拒绝推断假设的依赖程度.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inference {
    /// How many applicants were refused.
    pub refused: usize,
    /// The accepted, whose outcomes are known.
    pub accepted: Counts,
    /// The assumption that the model is fitted under; by none it is fitted to the accepted alone.
    pub assumed: Option<Assumption>,
    /// Why.
    pub reason: String,
    /// The probability up to which an applicant would be approved.
    pub approve_up_to: f64,
    /// The models by each assumption, side by side; the first is of the accepted alone.
    pub table: Vec<Dependence>,
    /// How far they lie apart.
    pub spread: Spread,
}

/// How far models by different assumptions lie apart: the least and the greatest of each figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spread {
    /// How well the accepted are ranked.
    pub auc: [f64; 2],
    /// The mean probability of the refused.
    pub refused: [f64; 2],
    /// The share of all applicants that would be approved.
    pub approved: [f64; 2],
    /// The coefficient that moves most, with its least and greatest value; 0 where a model is without it.
    pub coefficient: Option<(String, [f64; 2])>,
}

impl Inference {
    /// Lays the assumptions side by side; the sample beside it is the one that the model is to be fitted to, where that
    /// is not the accepted alone.
    pub fn of(
        sample: &Sample,
        refused: &Refused,
        rules: &RejectRules,
        spec: &Spec,
    ) -> Result<(Self, Option<Sample>), Problems> {
        sample.check()?;
        let weights = (!sample.weights.is_empty()).then_some(sample.weights.as_slice());
        let applicants = Applicants {
            outcomes: &sample.outcomes,
            weights,
            rejected_weights: (!refused.weights.is_empty()).then_some(&refused.weights),
            approve_up_to: rules.approve_up_to,
        };
        let mut taken = None;
        let mut turn = 0;
        let table = Dependence::table(&applicants, &rules.beside, |inferred| {
            let whole = refused.with(sample, inferred);
            let model = refit(sample, refused, &whole, spec).map_err(Failed::Fit)?;
            let assumption = rules.beside.get(turn.max(1) - 1).filter(|_| turn > 0);
            if assumption.is_some() && rules.assume.as_ref() == assumption {
                taken = Some(whole);
            }
            turn += 1;
            Ok(model)
        });
        let table = table.map_err(Failed::told)?;
        let found = Self {
            refused: refused.rows,
            accepted: sample.totals(),
            assumed: rules.assume,
            reason: rules.reason.clone(),
            approve_up_to: rules.approve_up_to,
            spread: Spread::of(&table),
            table,
        };
        Ok((found, taken))
    }

    /// What was done, for the model.
    pub fn step(&self) -> CalibrationStep {
        let does = match self.assumed {
            Some(assumption) => format!(
                "{} of {} refused applicants: they are among the rows",
                assumption.name(),
                self.refused
            ),
            None => format!(
                "{} refused applicants were looked at, and not learned from",
                self.refused
            ),
        };
        CalibrationStep {
            name: Bilingual::new("拒绝推断", "reject inference"),
            does,
            reason: self.reason.clone(),
        }
    }

    /// What a person should look at.
    pub fn warnings(&self) -> Vec<String> {
        let [least, most] = self.spread.refused;
        let told = format!(
            "reject inference: by the assumption the refused have a mean probability from {:.2}% to {:.2}%, and {:.2}% to {:.2}% of all applicants would be approved; no row tells which is true",
            least * 100.0,
            most * 100.0,
            self.spread.approved[0] * 100.0,
            self.spread.approved[1] * 100.0
        );
        vec![told]
    }
}

impl Spread {
    fn of(table: &[Dependence]) -> Self {
        let ends = |of: &dyn Fn(&Dependence) -> f64| {
            table
                .iter()
                .map(of)
                .fold([f64::INFINITY, f64::NEG_INFINITY], |ends, at| {
                    [ends[0].min(at), ends[1].max(at)]
                })
        };
        let mut names: Vec<&String> = Vec::new();
        for (name, _) in table.iter().flat_map(|line| &line.coefficients) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let each = names.into_iter().map(|name| {
            let value = |line: &Dependence| {
                let found = line.coefficients.iter().find(|(known, _)| known == name);
                found.map_or(0.0, |(_, value)| *value)
            };
            (name.clone(), ends(&value))
        });
        let coefficient = each.max_by(|a, b| (a.1[1] - a.1[0]).total_cmp(&(b.1[1] - b.1[0])));
        Self {
            auc: ends(&|line| line.auc),
            refused: ends(&|line| line.rejected),
            approved: ends(&|line| line.approved),
            coefficient,
        }
    }
}

/// What went wrong under an assumption.
enum Failed {
    Assumption(Unassumable),
    Fit(Problems),
}

impl From<Unassumable> for Failed {
    fn from(error: Unassumable) -> Self {
        Self::Assumption(error)
    }
}

impl Failed {
    fn told(self) -> Problems {
        match self {
            Self::Fit(problems) => problems,
            Self::Assumption(error) => {
                Problems::one("reject", "reject.assumption", error.to_string())
            }
        }
    }
}

/// A model of the accepted with the inferred behind them, looked at on both.
fn refit(
    sample: &Sample,
    refused: &Refused,
    whole: &Sample,
    spec: &Spec,
) -> Result<Refit, Problems> {
    let accepted = |place: usize| sample.variables[place].slots.as_slice();
    let turned_down = |place: usize| refused.slots[place].as_slice();
    Ok(match spec.method {
        Method::Scorecard => {
            let model = Scorecard::fit(whole, spec)?;
            let intercept = model.logistic.intercept.value + model.prior_shift();
            let named = model
                .used()
                .map(|(binning, value)| (binning.column.clone(), value));
            Refit {
                coefficients: std::iter::once(("intercept".to_owned(), intercept))
                    .chain(named)
                    .collect(),
                accepted: model.chances_of(sample, accepted),
                rejected: model.chances_of(sample, turned_down),
            }
        }
        Method::Additive => {
            let model = AdditiveModel::fit(whole, spec)?;
            let ranges = sample.variables.iter().zip(&model.tables.shapes);
            let ranges = ranges.map(|(variable, shape)| {
                let bands = &shape[..variable.layout.bands()];
                let most = bands.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let least = bands.iter().copied().fold(f64::INFINITY, f64::min);
                (variable.column.clone(), most - least)
            });
            Refit {
                coefficients: ranges.collect(),
                accepted: model.chances_of(sample.rows(), accepted),
                rejected: model.chances_of(refused.rows, turned_down),
            }
        }
    })
}
