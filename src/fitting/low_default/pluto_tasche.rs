//! Most prudent estimation 最审慎估计 of Pluto and Tasche (2005): upper bounds that keep the order of grades.

use super::OneFactor;
use serde::Serialize;

/// Grades, best first, as they were observed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlutoTasche<'a> {
    /// Obligors of each grade.
    pub obligors: &'a [u32],
    /// How many of them defaulted.
    pub defaults: &'a [u32],
    /// The confidence γ of the bounds, between 0 and 1.
    pub confidence: f64,
}

/// The bounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MostPrudent {
    /// The probability of each grade, rising.
    pub chances: Vec<f64>,
    /// The grades whose own bound lay below that of the grade before, and which were raised to it.
    pub raised: Vec<usize>,
}

/// What makes an estimate impossible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unestimable {
    /// Lists of different lengths, or none.
    #[error("obligors and defaults are needed for each grade, and one grade at least")]
    Grades,
    /// More defaults than obligors, or none of either.
    #[error("grade {0}: there are no obligors, or more defaults than obligors")]
    Counts(usize),
    /// A number outside its range.
    #[error("{0} must lie between 0 and 1, both excluded")]
    Range(&'static str),
    /// Nothing fits.
    #[error("no curve has both this mean and this power")]
    NoCurve,
}

impl PlutoTasche<'_> {
    /// For each grade the probability at which as few defaults as were seen, in it and all worse ones together, have
    /// the chance 1 − γ: as if the grade were as bad as the worse ones.
    pub fn estimate(&self, model: &OneFactor) -> Result<MostPrudent, Unestimable> {
        self.check()?;
        let mut chances: Vec<f64> = Vec::with_capacity(self.obligors.len());
        let mut raised = Vec::new();
        for grade in 0..self.obligors.len() {
            let obligors = self.obligors[grade..].iter().sum();
            let defaults = self.defaults[grade..].iter().sum();
            let mut chance = bound(defaults, obligors, 1.0 - self.confidence, model);
            if let Some(before) = chances.last().filter(|before| **before > chance) {
                chance = *before;
                raised.push(grade);
            }
            chances.push(chance);
        }
        Ok(MostPrudent { chances, raised })
    }

    /// Bounds scaled by one factor to a mean of the portfolio: the observed rate, its bound, or another central
    /// tendency (section 5 of the paper).
    pub fn scaled(&self, estimate: &MostPrudent, mean: f64) -> Result<Vec<f64>, Unestimable> {
        if !(mean > 0.0 && mean < 1.0) {
            return Err(Unestimable::Range("the mean to scale to"));
        }
        let grades = self.obligors.iter().zip(&estimate.chances);
        let sum: f64 = grades
            .map(|(obligors, chance)| f64::from(*obligors) * chance)
            .sum();
        let obligors: f64 = self.obligors.iter().map(|of| f64::from(*of)).sum();
        let factor = mean * obligors / sum;
        Ok(estimate
            .chances
            .iter()
            .map(|chance| (chance * factor).min(1.0))
            .collect())
    }

    fn check(&self) -> Result<(), Unestimable> {
        if self.obligors.is_empty() || self.obligors.len() != self.defaults.len() {
            return Err(Unestimable::Grades);
        }
        for (grade, (obligors, defaults)) in self.obligors.iter().zip(self.defaults).enumerate() {
            if *obligors == 0 || defaults > obligors {
                return Err(Unestimable::Counts(grade));
            }
        }
        let fine = self.confidence > 0.0 && self.confidence < 1.0;
        fine.then_some(())
            .ok_or(Unestimable::Range("the confidence"))
    }
}

/// Where the chance of so few defaults has fallen to `left`: by halving the logarithm, then the secant that keeps the
/// root between its ends (Illinois).
fn bound(defaults: u32, obligors: u32, left: f64, model: &OneFactor) -> f64 {
    if defaults == obligors {
        return 1.0;
    }
    let off = |log: f64| model.at_most(defaults, obligors, log.exp()) - left;
    let (mut low, mut high) = (-30.0_f64, -1e-9_f64);
    while high - low > 0.5 {
        let middle = low.midpoint(high);
        if off(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let (mut at_low, mut at_high) = (off(low), off(high));
    let mut side = 0;
    for _ in 0..60 {
        let cut = (low * at_high - high * at_low) / (at_high - at_low);
        let at = off(cut);
        if at > 0.0 {
            (low, at_low) = (cut, at);
            at_high *= if side == 1 { 0.5 } else { 1.0 };
            side = 1;
        } else {
            (high, at_high) = (cut, at);
            at_low *= if side == -1 { 0.5 } else { 1.0 };
            side = -1;
        }
        if high - low < 1e-13 || at.abs() < 1e-15 {
            return cut.exp();
        }
    }
    low.midpoint(high).exp()
}
