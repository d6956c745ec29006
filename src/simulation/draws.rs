//! Who defaults in a year: the factors are drawn, then only the defaults.
//!
//! Given the factors borrowers are independent, and one whose chance is p defaults where at least one point of a Poisson process
//! falls into an interval of length −ln(1 − p). The intervals lie one behind another; the distances between points are
//! exponential, so all who do not default are skipped without a number of their own. After a default the process begins
//! anew behind its interval: it has no memory. That is the exact joint distribution, not an approximation.

use super::cells::Cells;
use super::dependence::Dependence;
use super::hazard::Hazard;
use crate::validation::stream::Stream;
use std::f64::consts::PI;

/// The factors of a path as they stand.
pub(super) struct Factors {
    common: f64,
    industries: Vec<f64>,
    districts: Vec<f64>,
    /// The second of a pair of normal numbers, if it was not used yet.
    spare: Option<f64>,
}

impl Factors {
    pub(super) fn new(cells: &Cells) -> Self {
        Self {
            common: 0.0,
            industries: vec![0.0; cells.industries.len()],
            districts: vec![0.0; cells.districts as usize],
            spare: None,
        }
    }

    /// Draws the factors of a year: in the first anew, then each as far as it persists.
    pub(super) fn draw(&mut self, dependence: &Dependence, stream: &mut Stream, first: bool) {
        if first {
            self.spare = None;
        }
        let kept = if first { 0.0 } else { dependence.persistence };
        let fresh = (1.0 - kept * kept).sqrt();
        let mut all = std::mem::take(&mut self.industries);
        let mut districts = std::mem::take(&mut self.districts);
        if dependence.common > 0.0 {
            self.common = kept * self.common + fresh * self.normal(stream);
        }
        let own = [
            (&mut all, dependence.industry),
            (&mut districts, dependence.district),
        ];
        for (factors, share) in own {
            if share > 0.0 {
                for factor in factors {
                    *factor = kept * *factor + fresh * self.normal(stream);
                }
            }
        }
        (self.industries, self.districts) = (all, districts);
    }

    /// A standard normal number, by the method of G. Box and M. Muller (Annals of Mathematical Statistics 29 (1958) 610).
    fn normal(&mut self, stream: &mut Stream) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * libm::log(1.0 - stream.unit())).sqrt();
        let (sine, cosine) = libm::sincos(2.0 * PI * stream.unit());
        self.spare = Some(radius * sine);
        radius * cosine
    }
}

/// Tells `defaulted` each borrower whose latent value falls below its threshold in a year, in the order of the cells.
pub(super) fn defaults(
    cells: &Cells,
    hazards: &Hazard,
    dependence: &Dependence,
    factors: &Factors,
    stream: &mut Stream,
    year: usize,
    mut defaulted: impl FnMut(u32),
) {
    let weights = [dependence.common, dependence.industry, dependence.district].map(f64::sqrt);
    let own = 1.0 / dependence.own();
    // How far the next point lies from where the walk stands.
    let mut ahead = exponential(stream);
    for cell in &cells.cells {
        let shared = weights[0] * factors.common
            + weights[1] * factors.industries[cell.industry as usize]
            + weights[2] * factors.districts[cell.district as usize];
        let hazard = hazards.of((cell.thresholds[year] - shared) * own);
        let mut left = cell.to - cell.from;
        let mut length = hazard * f64::from(left);
        while ahead < length {
            let skipped = skipped(ahead, hazard).min(left - 1);
            left -= skipped + 1;
            defaulted(cells.order[(cell.to - left - 1) as usize]);
            ahead = exponential(stream);
            length = hazard * f64::from(left);
        }
        ahead -= length;
    }
}

/// How many intervals the next point lies behind.
fn skipped(ahead: f64, hazard: f64) -> u32 {
    (ahead / hazard) as u32
}

fn exponential(stream: &mut Stream) -> f64 {
    -libm::log(1.0 - stream.unit())
}
