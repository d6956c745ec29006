//! How far a bin tells events from others: weight of evidence, information value and Jensen–Shannon.

use super::Counts;

/// What binning makes as large as it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// Information value 信息值, Σ (others' share − events' share) · WoE; it is also Jeffreys' divergence.
    InformationValue,
    /// The Jensen–Shannon divergence, in nats: it stays below ln 2 and weighs small bins less.
    JensenShannon,
}

impl Objective {
    /// What one bin adds to it.
    pub fn of(self, bin: Counts, all: Counts) -> f64 {
        match self {
            Self::InformationValue => information_value(bin, all),
            Self::JensenShannon => jensen_shannon(bin, all),
        }
    }
}

/// The shares of others and of events that fell into a bin. Where a class is absent, half a row stands in for
/// it in both: no bin has an infinite weight, and a small one has a small one.
fn shares(bin: Counts, all: Counts) -> (f64, f64) {
    let extra = if bin.has_both() { 0.0 } else { 0.5 };
    (
        (bin.others + extra) / (all.others + extra),
        (bin.events + extra) / (all.events + extra),
    )
}

/// Weight of evidence 证据权重: ln(share of others / share of events), so that better bins have more of it
/// (I. J. Good, 1950; the sign is that of scorecards). Nothing seen, nothing said: an empty bin has nought.
pub fn weight_of_evidence(bin: Counts, all: Counts) -> f64 {
    if bin.rows == 0 {
        return 0.0;
    }
    let (others, events) = shares(bin, all);
    (others / events).ln()
}

/// What a bin adds to the information value.
pub fn information_value(bin: Counts, all: Counts) -> f64 {
    if bin.rows == 0 {
        return 0.0;
    }
    let (others, events) = shares(bin, all);
    (others - events) * (others / events).ln()
}

/// What a bin adds to the Jensen–Shannon divergence (J. Lin, 1991).
pub fn jensen_shannon(bin: Counts, all: Counts) -> f64 {
    if bin.rows == 0 {
        return 0.0;
    }
    let (p, q) = (bin.others / all.others, bin.events / all.events);
    let middle = f64::midpoint(p, q);
    let part = |share: f64| {
        if share > 0.0 {
            share * (share / middle).ln()
        } else {
            0.0
        }
    };
    f64::midpoint(part(p), part(q))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(events: f64, others: f64) -> Counts {
        Counts {
            rows: 1,
            events,
            others,
        }
    }

    /// 30 of 100 events and 10 of 200 others: WoE = ln(0.05 / 0.3) = ln(1/6); IV = (0.05 − 0.3) · ln(1/6).
    #[test]
    fn a_bin_is_worked_by_hand() {
        let (bin, all) = (counts(30.0, 10.0), counts(100.0, 200.0));
        let woe = -(6.0_f64.ln());
        assert!((weight_of_evidence(bin, all) - woe).abs() < 1e-15);
        assert!((information_value(bin, all) + 0.25 * woe).abs() < 1e-15);
        let middle: f64 = 0.175;
        let js = f64::midpoint(0.05 * (0.05 / middle).ln(), 0.3 * (0.3 / middle).ln());
        assert!((jensen_shannon(bin, all) - js).abs() < 1e-15);
    }

    #[test]
    fn no_bin_has_an_infinite_weight() {
        let all = counts(100.0, 200.0);
        let woe = weight_of_evidence(counts(0.0, 10.0), all);
        assert!((woe - ((10.5 / 200.5) / (0.5 / 100.5_f64)).ln()).abs() < 1e-12);
        assert!(weight_of_evidence(counts(3.0, 0.0), all).is_finite());
        assert_eq!(weight_of_evidence(Counts::default(), all), 0.0);
    }
}
