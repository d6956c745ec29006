//! Rows told by models that did not learn from them, and the curve of calibration that is fitted on those.

use super::boosting::{Holdout, lot};
use super::calibration::{Curve, Scores, Uncalibrated};
use super::{Sample, Scorecard, Spec};
use crate::units::{Date, Problems};
use serde::Serialize;

/// How well rows were told by models that did not know them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HeldOut {
    /// How many rows were held out.
    pub rows: usize,
    /// How often an event is told a greater probability than another row.
    pub auc: f64,
    /// Their mean log-loss.
    pub log_loss: f64,
}

/// The rows of each of `bags` that are held out, a `share` of them: whole enterprises, the latest where days are known,
/// else by lot.
pub fn bags(sample: &Sample, seed: u64, share: f64, bags: usize) -> Vec<Vec<bool>> {
    let groups: Vec<u64> = sample.groups.iter().map(|of| u64::from(*of)).collect();
    let time = |day: &Date| i64::from(day.year()) * 400 + i64::from(day.day_of_year());
    let times: Vec<i64> = sample.days.iter().map(time).collect();
    let holdout = Holdout {
        groups: given(&groups),
        times: given(&times),
        share,
        seed,
    };
    holdout.bags(&sample.outcomes, bags)
}

pub(super) fn given<T>(all: &[T]) -> Option<&[T]> {
    (!all.is_empty()).then_some(all)
}

/// The curve that is asked for, on the rows that were held out, and how well those were told.
pub fn calibrated(
    sample: &Sample,
    spec: &Spec,
    told: &[Option<f64>],
) -> Result<(Option<Curve>, HeldOut), Uncalibrated> {
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

/// Into how many parts rows without days are divided, to be told by a scorecard of the others [ours].
const PARTS: usize = 5;

/// The log-odds in the sample of each row by a scorecard that was fitted without it and without the rows of its
/// enterprise; of rows with days only the latest, by one fitted to the earlier ones.
pub(super) fn told_by_others(sample: &Sample, spec: &Spec) -> Result<Vec<Option<f64>>, Problems> {
    let held: Vec<Vec<bool>> = if sample.days.is_empty() {
        parts(sample, spec.seed)
    } else {
        bags(sample, spec.seed, spec.additive.held_out, 1)
    };
    let mut told = vec![None; sample.rows()];
    for held in &held {
        let others = sample.part(|row| !held[row]);
        others.check()?;
        let scorecard = Scorecard::fit(&others, spec)?;
        let own = sample.part(|row| held[row]);
        let found = scorecard.log_odds_of(&own, |place| &own.variables[place].slots);
        let rows = (0..held.len()).filter(|row| held[*row]);
        for (row, log_odds) in rows.zip(found) {
            let offset = sample.offsets.get(row).copied().unwrap_or(0.0);
            told[row] = Some(log_odds - scorecard.prior_shift() + offset);
        }
    }
    Ok(told)
}

/// Parts of about equal size, by lot; rows of one enterprise in one part.
fn parts(sample: &Sample, seed: u64) -> Vec<Vec<bool>> {
    let part = |row: usize| {
        let name = sample
            .groups
            .get(row)
            .map_or(row as u64, |of| u64::from(*of));
        (lot(seed, name) % PARTS as u64) as usize
    };
    let of: Vec<usize> = (0..sample.rows()).map(part).collect();
    let held = |part: usize| of.iter().map(|own| *own == part).collect();
    (0..PARTS).map(held).collect()
}
