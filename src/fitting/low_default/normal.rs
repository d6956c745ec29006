//! The normal distribution, and binomial tails of few events.

use std::f64::consts::{PI, SQRT_2};

/// The probability that a standard normal number is not above `x`, to about 1e-15 (relative, in the lower tail).
pub(super) fn normal_cdf(x: f64) -> f64 {
    let density = (-x * x / 2.0).exp() / (SQRT_2 * PI.sqrt());
    if x.abs() < 3.0 {
        // The series of Marsaglia (2004).
        let (mut term, mut sum, mut odd) = (x, x, 1.0);
        while term.abs() > sum.abs() * 1e-17 {
            odd += 2.0;
            term *= x * x / odd;
            sum += term;
        }
        return 0.5 + density * sum;
    }
    // The continued fraction of Laplace, from the far end.
    let far = x.abs();
    let mills = (1..=80)
        .rev()
        .fold(far, |below, at| far + f64::from(at) / below);
    let tail = density / mills;
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// The number below which a standard normal one falls with this probability, by Newton's method on the logarithm of
/// the smaller tail.
pub(super) fn normal_quantile(chance: f64) -> f64 {
    if chance > 0.5 {
        return -normal_quantile(1.0 - chance);
    }
    if chance <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let target = chance.ln();
    // Above the root the logarithm of the tail is concave and rising, so that steps from the left come from below.
    let mut at = -(-2.0 * target).sqrt().min(38.0);
    for _ in 0..60 {
        let below = normal_cdf(at);
        let density = (-at * at / 2.0).exp() / (SQRT_2 * PI.sqrt());
        let step = (below.ln() - target) * below / density;
        at -= step;
        if step.abs() < 1e-15 * at.abs().max(1.0) {
            break;
        }
    }
    at
}

/// The probability of at most `events` events among `trials` of the same chance.
pub(super) fn binomial_cdf(events: u32, trials: u32, chance: f64) -> f64 {
    if events >= trials || chance <= 0.0 {
        return 1.0;
    }
    if chance >= 1.0 {
        return 0.0;
    }
    let (all, most) = (f64::from(trials), f64::from(events));
    let mean = all * chance;
    if most > mean {
        // The shorter tail keeps its digits.
        return 1.0 - tail(trials - events - 1, trials, 1.0 - chance);
    }
    tail(events, trials, chance)
}

/// At most `events`, summed from the last term down.
fn tail(events: u32, trials: u32, chance: f64) -> f64 {
    let (all, most) = (f64::from(trials), f64::from(events));
    let mut log = most * chance.ln() + (all - most) * (-chance).ln_1p();
    for at in 1..=events.min(trials - events) {
        let at = f64::from(at);
        log += ((all - at + 1.0) / at).ln();
    }
    let mut term = log.exp();
    let mut sum = term;
    let odds = (1.0 - chance) / chance;
    for at in (1..=events).rev() {
        let at = f64::from(at);
        term *= at / (all - at + 1.0) * odds;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}
