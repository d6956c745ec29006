//! A logistic regression of a few columns by Newton's method with halved steps.

use super::chance;

/// Rows of `N` columns, with a target between 0 and 1 and a weight each.
pub(super) struct SmallLogit<'a, const N: usize> {
    pub(super) columns: &'a dyn Fn(usize) -> [f64; N],
    pub(super) targets: &'a dyn Fn(usize) -> f64,
    pub(super) weights: &'a dyn Fn(usize) -> f64,
    pub(super) rows: usize,
}

impl<const N: usize> SmallLogit<'_, N> {
    /// The coefficients of the least log-loss; nothing if they run away.
    pub(super) fn fit(&self) -> Option<[f64; N]> {
        let mut at = [0.0; N];
        let mut loss = self.loss(&at);
        for _ in 0..100 {
            let (slope, curve) = self.slopes(&at);
            let step = solve(curve, slope)?;
            let mut share = 1.0;
            let (next, lower) = loop {
                let next: [f64; N] = std::array::from_fn(|n| at[n] + share * step[n]);
                let lower = self.loss(&next);
                if lower <= loss || share < 1e-10 {
                    break (next, lower);
                }
                share /= 2.0;
            };
            let moved = (0..N).map(|n| (next[n] - at[n]).abs()).fold(0.0, f64::max);
            let size = next.iter().fold(1.0, |size: f64, of| size.max(of.abs()));
            (at, loss) = (next, lower);
            if size > 1e6 {
                return None;
            }
            if moved <= 1e-12 * size {
                return Some(at);
            }
        }
        Some(at)
    }

    fn score(&self, row: usize, at: &[f64; N]) -> f64 {
        (self.columns)(row).iter().zip(at).map(|(x, b)| x * b).sum()
    }

    /// Summed log-loss, by the form that does not overflow.
    fn loss(&self, at: &[f64; N]) -> f64 {
        (0..self.rows)
            .map(|row| {
                let score = self.score(row, at);
                let soft = score.max(0.0) + (-score.abs()).exp().ln_1p();
                (self.weights)(row) * (soft - (self.targets)(row) * score)
            })
            .sum()
    }

    fn slopes(&self, at: &[f64; N]) -> ([f64; N], [[f64; N]; N]) {
        let mut slope = [0.0; N];
        let mut curve = [[0.0; N]; N];
        for row in 0..self.rows {
            let columns = (self.columns)(row);
            let told = chance(self.score(row, at));
            let weight = (self.weights)(row);
            for first in 0..N {
                slope[first] += weight * ((self.targets)(row) - told) * columns[first];
                for second in 0..N {
                    curve[first][second] +=
                        weight * told * (1.0 - told) * columns[first] * columns[second];
                }
            }
        }
        (slope, curve)
    }
}

/// Solves a small symmetric system by elimination with the largest pivot; nothing if it is singular.
fn solve<const N: usize>(mut of: [[f64; N]; N], mut right: [f64; N]) -> Option<[f64; N]> {
    let size = (0..N).map(|n| of[n][n].abs()).fold(0.0, f64::max);
    for at in 0..N {
        let pivot = (at..N).max_by(|a, b| of[*a][at].abs().total_cmp(&of[*b][at].abs()))?;
        of.swap(at, pivot);
        right.swap(at, pivot);
        // A pivot of nothing, or of rounding alone.
        if of[at][at].abs() <= size * 1e-14 || !of[at][at].is_finite() {
            return None;
        }
        for below in at + 1..N {
            let share = of[below][at] / of[at][at];
            let from = of[at];
            let columns = of[below].iter_mut().zip(from).skip(at);
            columns.for_each(|(cell, above)| *cell -= share * above);
            right[below] -= share * right[at];
        }
    }
    for at in (0..N).rev() {
        let known: f64 = (at + 1..N)
            .map(|column| of[at][column] * right[column])
            .sum();
        right[at] = (right[at] - known) / of[at][at];
    }
    Some(right)
}
