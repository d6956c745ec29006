//! The certificate of a finished model: every step of every table with a trend, walked.

use super::{Additive, Column, Pair};
use serde::Serialize;

/// Two neighbours that run against the trend of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breach {
    /// The place of the column.
    pub column: usize,
    /// The place of the pair in the model, if it is the pair's table.
    pub pair: Option<usize>,
    /// The bin, or the row or column of the pair's table, from which the step goes.
    pub from: usize,
    /// What the step adds.
    pub step: f64,
}

/// What was walked, and what was found 单调性证明.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Certificate {
    /// How many steps were looked at.
    pub steps: usize,
    /// Those that run against a trend; none in a model that was boosted under it.
    pub breaches: Vec<Breach>,
}

impl Certificate {
    /// Walks a model. `values` are its tables as they will be used: log-odds, or points turned to the same sign.
    pub fn walk(model: &Additive, columns: &[Column<'_>]) -> Self {
        let mut certificate = Self::default();
        for (at, (column, shape)) in columns.iter().zip(&model.shapes).enumerate() {
            let line = &shape[..column.ordered()];
            certificate.line(at, None, column.sign(), line.iter().copied());
        }
        for (at, pair) in model.pairs.iter().enumerate() {
            certificate.pair(at, pair, columns);
        }
        certificate
    }

    /// Whether no step runs against a trend.
    pub fn holds(&self) -> bool {
        self.breaches.is_empty()
    }

    fn pair(&mut self, at: usize, pair: &Pair, columns: &[Column<'_>]) {
        let [rows, across] = pair.size;
        let [first, second] = [pair.first, pair.second].map(|column| {
            let column = &columns[column];
            column.sign().filter(|_| column.line)
        });
        for column in 0..across {
            let line = (0..rows).map(|row| pair.values[row * across + column]);
            self.line(pair.first, Some(at), first, line);
        }
        for row in 0..rows {
            let line = (0..across).map(|column| pair.values[row * across + column]);
            self.line(pair.second, Some(at), second, line);
        }
    }

    fn line(
        &mut self,
        column: usize,
        pair: Option<usize>,
        sign: Option<f64>,
        mut values: impl Iterator<Item = f64>,
    ) {
        let Some((sign, mut before)) = sign.zip(values.next()) else {
            return;
        };
        for (from, value) in values.enumerate() {
            let step = value - before;
            self.steps += 1;
            if step * sign < 0.0 {
                self.breaches.push(Breach {
                    column,
                    pair,
                    from,
                    step,
                });
            }
            before = value;
        }
    }
}
