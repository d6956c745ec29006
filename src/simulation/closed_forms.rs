//! Closed forms that paths are held against: the large portfolio of O. Vasicek, the binomial law, one loan, two loans.

use super::cells::threshold;
use crate::statistics::{normal_cdf, normal_quantile};
use std::f64::consts::PI;

/// The share of a large portfolio of equal loans that defaults, and stays below `q` of all its years: Φ((Φ⁻¹(pd) + √ρ·Φ⁻¹(q)) /
/// √(1−ρ)). O. Vasicek, "Loan portfolio value", Risk 15 (2002) 160–162.
pub fn large_portfolio_quantile(pd: f64, correlation: f64, q: f64) -> f64 {
    normal_cdf(
        (threshold(pd) + correlation.sqrt() * normal_quantile(q)) / (1.0 - correlation).sqrt(),
    )
}

/// How likely the share of a large portfolio that defaults is at most `share`: the same, turned round.
pub fn large_portfolio_cdf(pd: f64, correlation: f64, share: f64) -> f64 {
    normal_cdf(((1.0 - correlation).sqrt() * threshold(share) - threshold(pd)) / correlation.sqrt())
}

/// The density of that share.
pub fn large_portfolio_density(pd: f64, correlation: f64, share: f64) -> f64 {
    let own = threshold(share);
    let apart = (1.0 - correlation).sqrt() * own - threshold(pd);
    ((1.0 - correlation) / correlation).sqrt()
        * libm::exp(own * own / 2.0 - apart * apart / (2.0 * correlation))
}

/// How likely two normal values of this correlation are both at most `h` and `k`: the integral of R. Plackett (Biometrika 41
/// (1954) 351–360) over the arc of the correlation, by Simpson's rule.
pub fn both_below(h: f64, k: f64, correlation: f64) -> f64 {
    let arc = libm::asin(correlation);
    let steps = 400_u32;
    let width = arc / f64::from(steps);
    let height = |at: u32| {
        let (sine, cosine) = libm::sincos(width * f64::from(at));
        libm::exp(-(h * h + k * k - 2.0 * h * k * sine) / (2.0 * cosine * cosine))
    };
    let inner: f64 = (1..steps)
        .map(|at| height(at) * if at % 2 == 1 { 4.0 } else { 2.0 })
        .sum();
    let integral = (height(0) + inner + height(steps)) * width / 3.0;
    normal_cdf(h) * normal_cdf(k) + integral / (2.0 * PI)
}

/// How likely two borrowers default in one year, whose latent values correlate so.
pub fn both_default(first: f64, second: f64, correlation: f64) -> f64 {
    both_below(threshold(first), threshold(second), correlation)
}
