//! Binomial tails of few events.

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
