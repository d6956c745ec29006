//! What a calibration is fitted on: log-odds, outcomes, weights.

/// Log-odds that a model gave to rows whose outcomes are known.
#[derive(Debug, Clone, Copy)]
pub struct Scores<'a> {
    /// Log-odds of the event.
    pub log_odds: &'a [f64],
    /// Whether it happened.
    pub outcomes: &'a [bool],
    /// What each row weighs; one each if none is given.
    pub weights: Option<&'a [f64]>,
}

/// Why nothing can be calibrated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Uncalibrated {
    /// Lists of different lengths.
    #[error(
        "{log_odds} log-odds, {outcomes} outcomes and {weights} weights: there must be as many of each"
    )]
    Length {
        /// How many log-odds.
        log_odds: usize,
        /// How many outcomes.
        outcomes: usize,
        /// How many weights.
        weights: usize,
    },
    /// Something that is no number, or a weight below zero.
    #[error("row {0}: log-odds and weight must be numbers, the weight not below zero")]
    Number(usize),
    /// One class only.
    #[error("a calibration needs at least one event and one non-event of positive weight")]
    OneClass,
    /// A rate that is not between 0 and 1.
    #[error("{what} must lie between 0 and 1, both excluded; {value} does not")]
    Rate {
        /// Which.
        what: &'static str,
        /// What it was.
        value: f64,
    },
    /// Scores that tell the classes apart without error, or not at all, so that no slope is best.
    #[error("no curve is best: {0}")]
    NoOptimum(&'static str),
}

impl Scores<'_> {
    /// What a row weighs.
    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// The weight of non-events and of events.
    pub(super) fn classes(&self) -> [f64; 2] {
        let mut classes = [0.0; 2];
        for (row, outcome) in self.outcomes.iter().enumerate() {
            classes[usize::from(*outcome)] += self.weight(row);
        }
        classes
    }

    /// The weighted share of events.
    pub fn rate(&self) -> f64 {
        let [without, with] = self.classes();
        with / (without + with)
    }

    /// How often a row with the event has greater log-odds than one without, ties counting half.
    pub fn auc(&self) -> f64 {
        let mut order: Vec<usize> = (0..self.log_odds.len()).collect();
        order.sort_by(|a, b| self.log_odds[*a].total_cmp(&self.log_odds[*b]));
        let (mut sum, mut events, mut others) = (0.0, 0.0, 0.0);
        for rows in order.chunk_by(|a, b| self.log_odds[*a] == self.log_odds[*b]) {
            let mut here = [0.0; 2];
            for row in rows {
                here[usize::from(self.outcomes[*row])] += self.weight(*row);
            }
            sum += here[1] * (others + here[0] / 2.0);
            others += here[0];
            events += here[1];
        }
        sum / (events * others)
    }

    /// The mean log-loss, in natural logarithms.
    pub fn log_loss(&self) -> f64 {
        let mut sums = [0.0; 2];
        for (row, log_odds) in self.log_odds.iter().enumerate() {
            let right = if self.outcomes[row] {
                *log_odds
            } else {
                -log_odds
            };
            let loss = (-right).max(0.0) + (-right.abs()).exp().ln_1p();
            sums[0] += self.weight(row) * loss;
            sums[1] += self.weight(row);
        }
        sums[0] / sums[1]
    }

    /// Everything that makes these scores useless.
    pub(super) fn check(&self) -> Result<(), Uncalibrated> {
        let weights = self.weights.map_or(self.outcomes.len(), <[f64]>::len);
        if self.log_odds.len() != self.outcomes.len() || weights != self.outcomes.len() {
            return Err(Uncalibrated::Length {
                log_odds: self.log_odds.len(),
                outcomes: self.outcomes.len(),
                weights,
            });
        }
        for (row, log_odds) in self.log_odds.iter().enumerate() {
            let weight = self.weight(row);
            if !(log_odds.is_finite() && weight.is_finite() && weight >= 0.0) {
                return Err(Uncalibrated::Number(row));
            }
        }
        let both = self.classes().iter().all(|weight| *weight > 0.0);
        both.then_some(()).ok_or(Uncalibrated::OneClass)
    }
}

/// A rate that must lie strictly between 0 and 1.
pub(super) fn rate(what: &'static str, value: f64) -> Result<f64, Uncalibrated> {
    let fine = value > 0.0 && value < 1.0;
    fine.then_some(value)
        .ok_or(Uncalibrated::Rate { what, value })
}
