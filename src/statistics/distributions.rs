//! The distributions that tests and estimates refer to: normal, chi-squared, beta, binomial.
//!
//! The error function and the logarithm of the gamma function are those of `libm`, the same bits on every machine. The
//! incomplete functions are our own: their leading factor by C. Loader's saddle point (Fast and Accurate Computation of
//! Binomial Probabilities, 2000), which loses nothing where a grade has a million obligors, then a series or a continued
//! fraction by W. J. Lentz's method. The tests hold all of them against `scipy`.

use std::f64::consts::{PI, SQRT_2};

/// Where a series or fraction has converged.
const CLOSE: f64 = 1e-16;
/// In place of a zero denominator.
const TINY: f64 = 1e-300;
/// Terms after which a series is what it is; those of a million obligors need a few thousand.
const TERMS: u32 = 1_000_000;

/// Φ(z): how likely a standard normal value is at most `z`.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// 1 − Φ(z), without loss where it is small.
pub fn normal_above(z: f64) -> f64 {
    normal_cdf(-z)
}

/// How likely a standard normal value is further from zero than `z`.
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// The value that a standard normal variable stays below with probability `p`: the approximation 26.2.23 of Abramowitz
/// and Stegun, bettered three times by Halley's method.
pub fn normal_quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let t = (-2.0 * p.ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut z = above / below - t;
    for _ in 0..3 {
        let step = (normal_cdf(z) - p) * (2.0 * PI).sqrt() * (z * z / 2.0).exp();
        z -= step / (1.0 + z * step / 2.0);
    }
    z
}

/// How likely a chi-squared value of one degree of freedom is above `x`.
pub fn chi_squared_1(x: f64) -> f64 {
    normal_two_sided(x.max(0.0).sqrt())
}

/// How likely a chi-squared value with `freedom` degrees is above `x`.
pub fn chi_squared_above(x: f64, freedom: f64) -> f64 {
    let (a, x) = (freedom / 2.0, x / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    if x.is_infinite() {
        return 0.0;
    }
    let factor = (-stirling(a) - deviance(a, x)).exp() / (2.0 * PI * a).sqrt();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0, 1.0, a);
        for _ in 0..TERMS {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * CLOSE {
                break;
            }
        }
        return 1.0 - factor * sum;
    }
    let fraction = lentz(x + 1.0 - a, |step| {
        (-step * (step - a), x + 2.0 * step + 1.0 - a)
    });
    factor * a / fraction
}

/// How likely a value of the beta distribution (a, b) is at most `x`; `a` and `b` are above zero.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_below(1.0 - x, x, b, a);
    }
    beta_below(x, 1.0 - x, a, b)
}

/// The distribution left of its mean; `y` is 1 − `x`.
fn beta_below(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let factor = saddle(a, b, x, y) * b / (a + b);
    let fraction = lentz(1.0, |step| {
        let half = (step / 2.0).floor();
        let numerator = if step % 2.0 == 0.0 {
            half * (b - half) * x / ((a + step - 1.0) * (a + step))
        } else {
            -(a + half) * (a + b + half) * x / ((a + step - 1.0) * (a + step))
        };
        (numerator, 1.0)
    });
    factor / fraction
}

/// Γ(a+b+1) / (Γ(a+1)·Γ(b+1)) · xᵃ·yᵇ: for whole numbers how likely `a` of `a + b` are.
fn saddle(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let all = a + b;
    let left_out = stirling(all) - stirling(a) - stirling(b);
    let exponent = left_out - deviance(a, all * x) - deviance(b, all * y);
    exponent.exp() * (all / (2.0 * PI * a * b)).sqrt()
}

/// How likely `count` of `of` are, each with probability `p` between 0 and 1.
pub(crate) fn binomial_density(count: f64, of: f64, p: f64) -> f64 {
    if count <= 0.0 {
        (of * (-p).ln_1p()).exp()
    } else if count >= of {
        (of * p.ln()).exp()
    } else {
        saddle(count, of - count, p, 1.0 - p)
    }
}

/// A continued fraction `first + n₁/(d₁ + n₂/(d₂ + …))`; `part` gives numerator and denominator of a step, from 1.
fn lentz(first: f64, part: impl Fn(f64) -> (f64, f64)) -> f64 {
    let whole = |x: f64| if x == 0.0 { TINY } else { x };
    let mut result = whole(first);
    let (mut above, mut below) = (result, 0.0);
    for step in 1..TERMS {
        let (numerator, denominator) = part(f64::from(step));
        above = whole(denominator + numerator / above);
        below = 1.0 / whole(denominator + numerator * below);
        let change = above * below;
        result *= change;
        if (change - 1.0).abs() <= CLOSE {
            break;
        }
    }
    result
}

/// What Stirling's formula leaves out: ln Γ(z+1) − (z+½)·ln z + z − ½·ln 2π.
fn stirling(z: f64) -> f64 {
    if z < 16.0 {
        return libm::lgamma(z + 1.0) - (z + 0.5) * z.ln() + z - 0.5 * (2.0 * PI).ln();
    }
    let square = z * z;
    let inner = 1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square;
    (1.0 / 12.0 - (1.0 / 360.0 - inner / square) / square) / z
}

/// x·ln(x / m) + m − x, without loss where x is near m.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() + m - x;
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut term = 2.0 * x * v;
    for odd in (3..).step_by(2) {
        term *= v * v;
        let more = sum + term / f64::from(odd);
        if more == sum {
            break;
        }
        sum = more;
    }
    sum
}

/// The value that a beta variable stays below with probability `p`, by bisection: slower than a root finder of higher
/// order, and never astray.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if beta_cdf(middle, a, b) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// How likely at least `count` events are among `of`, each with probability `p`.
pub fn binomial_at_least(count: f64, of: f64, p: f64) -> f64 {
    if count <= 0.0 {
        1.0
    } else {
        beta_cdf(p, count, of - count + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of scipy.stats.norm.sf(z) · 2.
    #[test]
    fn tails_are_those_of_the_tables() {
        for (z, p) in [
            (0.0, 1.0),
            (0.5, 0.617_075_077_451_973_8),
            (1.0, 0.317_310_507_862_914_15),
            (1.959_963_984_540_054, 0.05),
            (3.0, 0.002_699_796_063_260_189),
            (5.0, 5.733_031_437_583_869e-7),
            (8.0, 1.244_192_114_854_356_7e-15),
        ] {
            assert!(
                (normal_two_sided(z) / p - 1.0).abs() < 1e-10,
                "{z}: {}",
                normal_two_sided(z)
            );
            assert_eq!(normal_two_sided(z), normal_two_sided(-z));
        }
        assert!((chi_squared_1(3.841_458_820_694_124) - 0.05).abs() < 1e-12);
    }
}
