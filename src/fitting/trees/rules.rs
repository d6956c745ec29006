//! What a spec asks of challengers.

/// How challengers are made 挑战模型. All defaults are our own choice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChallengerRules {
    /// How many trees the forest has.
    pub trees: usize,
    /// How many cuts lie between the root of a tree and a leaf, at most.
    pub depth: usize,
    /// The share of rows on which all are judged.
    pub held_out: f64,
}

impl Default for ChallengerRules {
    fn default() -> Self {
        Self {
            trees: 50,
            depth: 6,
            held_out: 0.25,
        }
    }
}
