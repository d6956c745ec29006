//! The rows that a model is boosted on.

/// Outcomes of rows, with weights and offsets where there are any.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Whether the event happened.
    pub outcomes: &'a [bool],
    /// What each row weighs; one each if none is given. Not negative.
    pub weights: Option<&'a [f64]>,
    /// Log-odds that each row begins with; zero if none is given.
    pub offsets: Option<&'a [f64]>,
}

impl Rows<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    pub(super) fn offset(&self, row: usize) -> f64 {
        self.offsets.map_or(0.0, |offsets| offsets[row])
    }
}
