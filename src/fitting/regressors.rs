//! Regressors: columns of figures by row, given whole or as a figure for each bin.

/// One column of a regression.
#[derive(Debug, Clone)]
pub enum Regressor<'r> {
    /// A figure for each row.
    Values(&'r [f64]),
    /// A bin for each row, and a figure for each bin.
    Bins {
        /// The bin of each row.
        bins: &'r [u8],
        /// The figure of each bin.
        values: Vec<f64>,
    },
}

impl Regressor<'_> {
    /// The figures of some rows.
    pub(super) fn fill(&self, first: usize, out: &mut [f64]) {
        match self {
            Self::Values(values) => out.copy_from_slice(&values[first..first + out.len()]),
            Self::Bins { bins, values } => {
                for (out, bin) in out.iter_mut().zip(&bins[first..]) {
                    *out = values[usize::from(*bin)];
                }
            }
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Values(values) => values.len(),
            Self::Bins { bins, .. } => bins.len(),
        }
    }
}

/// The rows of a regression.
#[derive(Debug, Clone)]
pub struct Rows<'r> {
    /// Whether the event happened.
    pub outcomes: &'r [bool],
    /// What each row counts; empty where all count once.
    pub weights: &'r [f64],
    /// A known part of the log-odds; empty where there is none.
    pub offsets: &'r [f64],
    /// The columns.
    pub regressors: Vec<Regressor<'r>>,
}

impl Rows<'_> {
    /// How many rows are worked at a time: the same at any number of threads, so that sums have the same bits.
    pub(super) const STRETCH: usize = 4_096;

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.outcomes.len()
    }

    /// How many rows, as a figure.
    #[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^53")]
    pub(super) fn size(&self) -> f64 {
        self.rows() as f64
    }

    /// Where stretches begin.
    pub(super) fn stretches(&self) -> Vec<usize> {
        (0..self.rows()).step_by(Self::STRETCH).collect()
    }

    /// The length of a stretch.
    pub(super) fn length(&self, first: usize) -> usize {
        Self::STRETCH.min(self.rows() - first)
    }

    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights.get(row).copied().unwrap_or(1.0)
    }

    pub(super) fn offset(&self, row: usize) -> f64 {
        self.offsets.get(row).copied().unwrap_or(0.0)
    }
}

/// The sum of products, in eight running sums that are added in one order: fast, and always the same bits.
#[inline]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let (a_lanes, b_lanes) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = a_lanes.remainder().iter().zip(b_lanes.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    for (a, b) in a_lanes.zip(b_lanes) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7])) + rest
}
