//! Which variables enter the scorecard, with the trail of every decision.

use super::collinearity::correlations;
use super::likelihood::sums_at;
use super::linear::Cholesky;
use super::logistic::{Logistic, NoFit, Rules};
use super::regressors::{Regressor, Rows};
use super::spec::{Selection, SelectionWay};
use super::{Binning, Sample};
use crate::statistics;
use serde::Serialize;

/// One decision on one variable 筛选轨迹.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// The column.
    pub column: String,
    /// What was decided.
    pub act: Act,
    /// Why, in figures.
    pub why: String,
}

/// What was decided of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It is used.
    Enters,
    /// It was used, and is no more.
    Leaves,
    /// It is not used.
    Out,
}

/// The variables that are used, as places among the binnings, and how that came about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chosen {
    /// The places, in the order in which they entered.
    pub places: Vec<usize>,
    /// Every decision.
    pub trail: Vec<Decision>,
}

/// The rows of a sample with the weights of evidence of some binnings.
pub fn evidence_rows<'s>(
    sample: &'s Sample,
    bins: &'s [Vec<u8>],
    binnings: &[Binning],
) -> Rows<'s> {
    let regressors = bins
        .iter()
        .zip(binnings)
        .map(|(bins, binning)| Regressor::Bins {
            bins,
            values: binning.scored_woe.clone(),
        });
    Rows {
        outcomes: &sample.outcomes,
        weights: &sample.weights,
        offsets: &sample.offsets,
        regressors: regressors.collect(),
    }
}

/// Only some columns of rows.
pub fn columns<'s>(rows: &Rows<'s>, places: &[usize]) -> Rows<'s> {
    Rows {
        regressors: places
            .iter()
            .map(|at| rows.regressors[*at].clone())
            .collect(),
        ..rows.clone()
    }
}

/// Chooses among binned variables.
pub fn choose(
    rows: &Rows<'_>,
    binnings: &[Binning],
    selection: &Selection,
) -> Result<Chosen, NoFit> {
    let mut chosen = Chosen::default();
    let mut by_iv: Vec<usize> = (0..binnings.len()).collect();
    by_iv.sort_by(|a, b| binnings[*b].iv.total_cmp(&binnings[*a].iv));
    if selection.way == SelectionWay::All {
        for at in by_iv {
            chosen.enter(
                at,
                binnings,
                format!("IV {:.4}; all are used", binnings[at].iv),
            );
        }
        return Ok(chosen);
    }
    let stepwise = selection.way == SelectionWay::Stepwise;
    let correlations = correlations(rows);
    let mut candidates: Vec<usize> = Vec::new();
    for at in by_iv {
        let iv = binnings[at].iv;
        if iv < selection.min_iv {
            chosen.out(
                at,
                binnings,
                format!("IV {iv:.4} is below {}", selection.min_iv),
            );
            continue;
        }
        let with = |known: &&usize| correlations[at * binnings.len() + **known].abs();
        let near = candidates.iter().max_by(|a, b| with(a).total_cmp(&with(b)));
        if let Some(near) = near.filter(|near| with(near) > selection.max_correlation) {
            let (r, name) = (with(&near), &binnings[*near].column);
            chosen.out(
                at,
                binnings,
                format!("its correlation with `{name}`, which tells more, is {r:.3}"),
            );
        } else if !stepwise && candidates.len() == selection.most {
            chosen.out(
                at,
                binnings,
                format!("{} variables are the most", selection.most),
            );
        } else {
            if !stepwise {
                chosen.enter(at, binnings, format!("IV {iv:.4}"));
            }
            candidates.push(at);
        }
    }
    if stepwise {
        steps(rows, binnings, selection, &candidates, &mut chosen)?;
    }
    Ok(chosen)
}

impl Chosen {
    fn enter(&mut self, at: usize, binnings: &[Binning], why: String) {
        self.places.push(at);
        self.decided(at, binnings, Act::Enters, why);
    }

    fn out(&mut self, at: usize, binnings: &[Binning], why: String) {
        self.decided(at, binnings, Act::Out, why);
    }

    pub(super) fn leave(&mut self, at: usize, binnings: &[Binning], why: String) {
        self.places.retain(|place| *place != at);
        self.decided(at, binnings, Act::Leaves, why);
    }

    fn decided(&mut self, at: usize, binnings: &[Binning], act: Act, why: String) {
        self.trail.push(Decision {
            column: binnings[at].column.clone(),
            act,
            why,
        });
    }
}

/// Lets in, one by one, what the score test finds; turns out what Wald's test finds no more.
fn steps(
    rows: &Rows<'_>,
    binnings: &[Binning],
    selection: &Selection,
    candidates: &[usize],
    chosen: &mut Chosen,
) -> Result<(), NoFit> {
    let free = Rules {
        l2: 0.0,
        signs: Vec::new(),
    };
    let mut gone: Vec<usize> = Vec::new();
    let mut model = Logistic::fit(&columns(rows, &[]), &free)?;
    while chosen.places.len() < selection.most {
        let left: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|at| !chosen.places.contains(at) && !gone.contains(at))
            .collect();
        let tests = score_tests(rows, &model, &chosen.places, &left);
        let best = left.iter().zip(&tests).max_by(|a, b| a.1.total_cmp(b.1));
        let Some((at, test)) = best else { break };
        let p = statistics::chi_squared_1(*test);
        if p > selection.enter {
            break;
        }
        chosen.enter(*at, binnings, format!("score test {test:.2}, p {p:.2e}"));
        model = Logistic::fit(&columns(rows, &chosen.places), &free)?;
        loop {
            let p = |place: usize| model.coefficients[place].p.unwrap_or(1.0);
            let worst = (0..chosen.places.len()).max_by(|a, b| p(*a).total_cmp(&p(*b)));
            let Some(place) = worst.filter(|place| p(*place) > selection.leave) else {
                break;
            };
            let (at, why) = (
                chosen.places[place],
                format!("Wald's test, p {:.2e}", p(place)),
            );
            gone.push(at);
            chosen.leave(at, binnings, why);
            model = Logistic::fit(&columns(rows, &chosen.places), &free)?;
        }
    }
    let out = candidates
        .iter()
        .filter(|at| !chosen.places.contains(at) && !gone.contains(at));
    for at in out.copied().collect::<Vec<_>>() {
        chosen.out(
            at,
            binnings,
            format!("the score test lets in nothing at {}", selection.enter),
        );
    }
    Ok(())
}

/// Rao's score test of each column that might enter, from one pass: `U² / (V_cc − V_cm V_mm⁻¹ V_mc)`. A column whose
/// coefficient would have the wrong sign has no test.
fn score_tests(rows: &Rows<'_>, model: &Logistic, within: &[usize], left: &[usize]) -> Vec<f64> {
    let all: Vec<usize> = within.iter().chain(left).copied().collect();
    let mut beta = vec![model.intercept.value];
    beta.extend(model.coefficients.iter().map(|c| c.value));
    beta.resize(all.len() + 1, 0.0);
    let sums = sums_at(&columns(rows, &all), &beta);
    let (size, inner) = (all.len() + 1, within.len() + 1);
    let block: Vec<f64> = (0..inner)
        .flat_map(|row| sums.hessian[row * size..row * size + inner].iter().copied())
        .collect();
    let Ok(factor) = Cholesky::of(&block, inner) else {
        return vec![0.0; left.len()];
    };
    let test = |at: usize| {
        let cross: Vec<f64> = (0..inner)
            .map(|row| sums.hessian[row * size + at])
            .collect();
        let explained: f64 = cross
            .iter()
            .zip(factor.solve(&cross))
            .map(|(a, b)| a * b)
            .sum();
        let (own, pull) = (sums.hessian[at * size + at], sums.gradient[at]);
        let variance = own - explained;
        // More evidence for others means fewer events: the coefficient is negative.
        if pull >= 0.0 || variance <= own * 1e-9 {
            0.0
        } else {
            pull * pull / variance
        }
    };
    (inner..size).map(test).collect()
}
