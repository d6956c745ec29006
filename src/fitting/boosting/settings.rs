//! What an analyst may choose about boosting.

/// How an additive model is boosted 提升算法参数.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The share of each Newton step that is taken.
    pub learning_rate: f64,
    /// The most rounds over all variables, and then over all pairs.
    pub rounds: [usize; 2],
    /// How many rounds without a better loss on the rows held out end the fit.
    pub patience: usize,
    /// The most leaves of one step of one variable.
    pub leaves: usize,
    /// The least rows in a leaf.
    pub least_rows: usize,
    /// The penalty on squared leaf values, in units of curvature (the weight of an observation times p(1 − p)).
    pub penalty: f64,
    /// The least that a cut must gain: about the square of a normal score of its two sides. Below it, it is noise.
    pub least_gain: f64,
    /// The most pairs of variables that get a table of their own.
    pub pairs: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            learning_rate: 0.05,
            rounds: [2_000; 2],
            patience: 50,
            leaves: 2,
            least_rows: 5,
            penalty: 1.0,
            least_gain: 2.0,
            pairs: 10,
        }
    }
}
