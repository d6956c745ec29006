//! One variable as boosting reads it: the bin of each row, and which bins lie on a line.

use crate::fitting::Trend;

/// The bins of one variable, row by row.
///
/// The first `bands` bins are bands; those behind them stand for themselves: missing, special codes, words never seen.
/// No trend binds those, and tables of pairs give them nothing.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// The bin of each row.
    pub bins: &'a [u8],
    /// How many bins there are, at most 256.
    pub count: usize,
    /// How many of them are bands.
    pub bands: usize,
    /// Whether the bands lie on a line from low to high, or are categories.
    pub line: bool,
    /// How the log-odds may move along the line; `Ascending` and `Descending` are kept, the others are free here.
    pub trend: Trend,
}

impl Column<'_> {
    /// How many bins lie on the line.
    pub fn ordered(&self) -> usize {
        if self.line { self.bands } else { 0 }
    }

    /// 1 where values may not fall along the line, −1 where they may not rise; nothing where they are free.
    pub(super) fn sign(&self) -> Option<f64> {
        match self.trend {
            Trend::Ascending => Some(1.0),
            Trend::Descending => Some(-1.0),
            Trend::Peak | Trend::Valley | Trend::Auto | Trend::Free => None,
        }
    }
}

/// The bands of a column in at most thirteen, so that a cell of two columns is one byte, and a table of two columns
/// a list of rows that a model can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Coarse {
    /// The coarse band of each bin; of those beside the bands, [`Coarse::BESIDE`].
    pub(super) of_bin: Vec<u8>,
    /// How many there are.
    pub(super) count: usize,
    /// Whether they lie on a line.
    pub(super) line: bool,
}

impl Coarse {
    /// The most bands of one side of a pair.
    pub(super) const MOST: usize = 13;

    /// What stands beside the bands.
    pub(super) const BESIDE: u8 = 15;

    /// Groups a line into bands of about equal weight, and categories into the heaviest and the rest.
    pub(super) fn new(column: &Column<'_>, weight_of_bin: &[f64]) -> Self {
        let mut of_bin = vec![Self::BESIDE; column.count];
        let weights = &weight_of_bin[..column.bands];
        let bands = &mut of_bin[..column.bands];
        let count = if column.line {
            line(weights, bands)
        } else {
            heaviest(weights, bands)
        };
        Self {
            of_bin,
            count,
            line: column.line,
        }
    }
}

/// Each of the heaviest by itself, the rest together behind them.
fn heaviest(weights: &[f64], of_bin: &mut [u8]) -> usize {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
    for (place, bin) in order.into_iter().enumerate() {
        of_bin[bin] = byte(place.min(Coarse::MOST - 1));
    }
    weights.len().min(Coarse::MOST)
}

/// Neighbours together, until they weigh their share.
fn line(weights: &[f64], of_bin: &mut [u8]) -> usize {
    if weights.len() <= Coarse::MOST {
        (0..weights.len()).for_each(|bin| of_bin[bin] = byte(bin));
        return weights.len();
    }
    let mut left: f64 = weights.iter().sum();
    let (mut group, mut held) = (0, 0.0);
    for (bin, weight) in weights.iter().enumerate() {
        let share = (left + held) / (Coarse::MOST - group) as f64;
        if held > 0.0 && held + weight / 2.0 > share && group + 1 < Coarse::MOST {
            group += 1;
            held = 0.0;
        }
        of_bin[bin] = byte(group);
        held += weight;
        left -= weight;
    }
    group + 1
}

/// A number that is known to fit a byte.
pub(super) fn byte(number: usize) -> u8 {
    u8::try_from(number).expect("a bin is below 256")
}
