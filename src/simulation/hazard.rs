//! The hazard of a threshold: how many points of a Poisson process fall where a normal value lies below it, by a table.

use crate::statistics::normal_above;

/// Beyond this a threshold is never, or always, reached: the probability left out is below 1e-17.
const REACH: f64 = 8.5;
/// Steps of the table for one unit of the threshold.
const STEPS: f64 = 128.0;
/// The hazard of what is certain.
const CERTAIN: f64 = 1e9;

/// −ln(1 − Φ(z)) over a grid, with its slope: between the points by Hermite's cubic, whose relative error is below 1e-7.
pub(super) struct Hazard {
    grid: Vec<[f64; 2]>,
}

impl Hazard {
    pub(super) fn new() -> Self {
        let points = (2.0 * REACH * STEPS) as usize + 2;
        let grid = (0..points).map(|at| {
            let z = at as f64 / STEPS - REACH;
            let above = normal_above(z);
            let density = libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
            // Where Φ is small the logarithm is that of one less Φ, without loss.
            let hazard = if z < 0.0 {
                -libm::log1p(-normal_above(-z))
            } else {
                -libm::log(above)
            };
            [hazard, density / above / STEPS]
        });
        Self {
            grid: grid.collect(),
        }
    }

    /// The hazard of a threshold.
    pub(super) fn of(&self, threshold: f64) -> f64 {
        if threshold < -REACH {
            return 0.0;
        }
        if threshold > REACH {
            return CERTAIN;
        }
        let place = (threshold + REACH) * STEPS;
        let at = place as usize;
        let t = place - at as f64;
        let ([low, low_slope], [high, high_slope]) = (self.grid[at], self.grid[at + 1]);
        let rise = high - low;
        // Hermite's cubic in Horner's form.
        let a = low_slope + high_slope - 2.0 * rise;
        let b = 3.0 * rise - 2.0 * low_slope - high_slope;
        low + t * (low_slope + t * (b + t * a))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_function() {
        let table = Hazard::new();
        let mut worst = 0.0_f64;
        for step in 0..160_000 {
            let z = f64::from(step) * 1e-4 - 8.0;
            let exact = if z < 0.0 {
                -libm::log1p(-normal_above(-z))
            } else {
                -libm::log(normal_above(z))
            };
            worst = worst.max((table.of(z) / exact - 1.0).abs());
        }
        assert!(worst < 1e-7, "{worst:e}");
        assert_eq!(table.of(f64::NEG_INFINITY), 0.0);
        assert_eq!(table.of(f64::INFINITY), CERTAIN);
        assert!(table.of(8.499_99) > 30.0);
    }
}
