//! A model and its challengers on rows that none of them has learned from: what each is worth, and by how much they differ.

use super::bins::bins;
use super::brier::Brier;
use super::compare::Comparison;
use super::{Auc, Sample};
use crate::units::{Bilingual, Problems};
use serde::Serialize;

/// The confidence of every interval here.
const CONFIDENCE: f64 = 0.95;

/// A model against its challengers 挑战模型比较.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contest {
    /// How many rows all are judged on.
    pub rows: usize,
    /// The weight of events among them.
    pub events: f64,
    /// The model.
    pub model: Standing,
    /// The challengers.
    pub challengers: Vec<Challenger>,
}

/// What probabilities are worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standing {
    /// The area under the ROC curve.
    pub auc: f64,
    /// `DeLong`'s interval of it, 95%; none where a class has one row or less.
    pub auc_interval: Option<[f64; 2]>,
    /// The Brier score.
    pub brier: f64,
}

/// A challenger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Challenger {
    /// What it is.
    pub name: Bilingual,
    /// What it is worth; none where it could not be made.
    pub against: Option<Against>,
    /// Why it could not be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A challenger held against the model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Against {
    /// What it is worth.
    #[serde(flatten)]
    pub standing: Standing,
    /// The model's area less its own: above nought, the model is the better.
    pub difference: f64,
    /// `DeLong`'s interval of the difference, 95%.
    pub difference_interval: Option<[f64; 2]>,
    /// How likely a difference as great or greater is between models that are as good, two-sided.
    pub p: Option<f64>,
}

impl Contest {
    /// Judges probabilities of the same rows. Refused: rows of one class, lists of unequal length, what is no probability.
    pub fn of(
        model: &[f64],
        challengers: &[(Bilingual, Result<Vec<f64>, String>)],
        outcomes: &[bool],
        weights: Option<&[f64]>,
    ) -> Result<Self, Problems> {
        let brier = |probabilities: &[f64]| {
            let sample = Sample::of_probabilities(probabilities, outcomes, weights)?;
            Ok::<_, Problems>(Brier::of(&sample, &bins(&sample, 1)).score)
        };
        let sample = Sample::of_probabilities(model, outcomes, weights)?;
        let (events, _) = sample.both_classes()?;
        let judged = |told: &Vec<f64>| -> Result<Against, Problems> {
            let compared = Comparison::of(model, told, outcomes, weights)?;
            Ok(Against {
                standing: standing(compared.second, brier(told)?),
                difference: compared.difference,
                difference_interval: compared.interval(CONFIDENCE),
                p: compared.p,
            })
        };
        let each = challengers.iter().map(|(name, told)| {
            let against = told.as_ref().ok().map(judged).transpose()?;
            Ok::<_, Problems>(Challenger {
                name: name.clone(),
                against,
                why: told.as_ref().err().cloned(),
            })
        });
        Ok(Self {
            rows: outcomes.len(),
            events,
            challengers: each.collect::<Result<_, _>>()?,
            model: standing(Auc::of(&sample)?, brier(model)?),
        })
    }
}

fn standing(auc: Auc, brier: f64) -> Standing {
    Standing {
        auc: auc.value,
        auc_interval: auc.interval(CONFIDENCE),
        brier,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events at 0.9, 0.6 and others at 0.5, 0.1, 0.2 are told apart without fail by the model: area 1. The challenger
    /// turns the second event below all others: it wins 3 of 6 pairs, area ½, so that the difference is ½. Brier of the
    /// model: (0.01 + 0.16 + 0.25 + 0.01 + 0.04) / 5 = 0.094.
    #[test]
    fn figures_worked_by_hand() {
        let outcomes = [true, true, false, false, false];
        let names = ["a", "b"].map(|name| Bilingual::new(name, name));
        let [a, b] = names;
        let other = vec![0.9, 0.05, 0.5, 0.1, 0.2];
        let challengers = [(a, Ok(other)), (b, Err("no trees".to_owned()))];
        let contest =
            Contest::of(&[0.9, 0.6, 0.5, 0.1, 0.2], &challengers, &outcomes, None).unwrap();
        assert_eq!((contest.rows, contest.events), (5, 2.0));
        assert_eq!(contest.model.auc, 1.0);
        assert!((contest.model.brier - 0.094).abs() < 1e-12);
        let against = contest.challengers[0].against.unwrap();
        assert_eq!((against.standing.auc, against.difference), (0.5, 0.5));
        // (0.01 + 0.9025 + 0.25 + 0.01 + 0.04) / 5
        assert!((against.standing.brier - 0.2425).abs() < 1e-12);
        assert_eq!(contest.challengers[1].against, None);
        assert_eq!(contest.challengers[1].why.as_deref(), Some("no trees"));
    }

    #[test]
    fn one_class_is_refused() {
        let refused = Contest::of(&[0.1, 0.2], &[], &[false, false], None).unwrap_err();
        assert_eq!(refused.0[0].rule, "sample.one_class");
    }
}
