//! Boosting from the first round to the finished tables.

use super::column::Coarse;
use super::course::Course;
use super::machine::Machine;
use super::pair::{Candidate, candidates, cells};
use super::pair_step::{Grid, SIDE};
use super::step::step;
use super::{Additive, Column, Pair, Rows, Settings};
use crate::fitting::Trend;
use rayon::prelude::*;

/// A fit about to be made.
#[derive(Debug, Clone, Copy)]
pub struct Boosting<'a> {
    /// The variables.
    pub columns: &'a [Column<'a>],
    /// The rows.
    pub rows: &'a Rows<'a>,
    /// What was chosen.
    pub settings: &'a Settings,
}

/// Why nothing can be boosted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Lists of different lengths.
    #[error("{what} has {found} rows, the outcomes have {expected}")]
    Length {
        /// Which list.
        what: String,
        /// Its rows.
        found: usize,
        /// The rows of the outcomes.
        expected: usize,
    },
    /// A bin that the column does not have, or a column of too many.
    #[error("column {column}: {problem}")]
    Column {
        /// The place of the column.
        column: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// A weight that is negative or no number, or an offset that is no number.
    #[error("row {row}: the {what} must be a number{}", if *.what == "weight" { ", not below zero" } else { "" })]
    Number {
        /// The row, from 0.
        row: usize,
        /// Weight or offset.
        what: &'static str,
    },
    /// One class only among the rows fitted on.
    #[error("the rows fitted on need at least one event and one non-event of positive weight")]
    OneClass,
}

/// One bag: what it fitted, and how far.
struct Bag {
    start: f64,
    shapes: Vec<Vec<f64>>,
    grids: Vec<Vec<f64>>,
    rounds: [usize; 2],
    loss: f64,
    score: Vec<f64>,
    gains: Vec<Candidate>,
}

impl Boosting<'_> {
    /// Fits one bag for each list of rows held out, and averages their tables. A bag ends where the rows held out are
    /// told no better; one that holds out nothing takes all its rounds.
    pub fn fit(&self, held_out: &[Vec<bool>]) -> Result<Additive, Unfit> {
        Ok(self.fit_and_tell(held_out)?.0)
    }

    /// Fits, and tells the log-odds of each row by the bags that held it out; nothing of a row that none did.
    pub fn fit_and_tell(
        &self,
        held_out: &[Vec<bool>],
    ) -> Result<(Additive, Vec<Option<f64>>), Unfit> {
        self.check(held_out)?;
        let weights: Vec<Vec<f64>> = self
            .columns
            .iter()
            .map(|column| self.weigh(column))
            .collect();
        let coarse: Vec<Coarse> = self
            .columns
            .iter()
            .zip(&weights)
            .map(|(column, weights)| Coarse::new(column, weights))
            .collect();
        let mut bags: Vec<Bag> = held_out
            .par_iter()
            .map(|held| self.mains(held, &coarse))
            .collect();
        let chosen = self.chosen(&bags);
        let cells: Vec<Vec<u8>> = chosen
            .iter()
            .map(|(first, second)| {
                let columns = [&self.columns[*first], &self.columns[*second]];
                cells(columns, [&coarse[*first], &coarse[*second]])
            })
            .collect();
        if !chosen.is_empty() {
            bags.par_iter_mut()
                .zip(held_out)
                .for_each(|(bag, held)| self.interactions(bag, held, &chosen, &cells, &coarse));
        }
        let told = (0..self.rows.len()).map(|row| {
            let (sum, count) = bags
                .iter()
                .zip(held_out)
                .filter(|(_, held)| held[row])
                .fold((0.0, 0.0), |(sum, count), (bag, _)| {
                    (sum + bag.score[row], count + 1.0)
                });
            (count > 0.0).then(|| sum / count)
        });
        let told = told.collect();
        Ok((self.averaged(&bags, &weights, &chosen, &coarse), told))
    }

    /// What each bin weighs.
    fn weigh(&self, column: &Column<'_>) -> Vec<f64> {
        let mut weights = vec![0.0; column.count];
        for (row, bin) in column.bins.iter().enumerate() {
            weights[usize::from(*bin)] += self.rows.weight(row);
        }
        weights
    }

    /// The variables, round by round.
    fn mains(&self, held: &[bool], coarse: &[Coarse]) -> Bag {
        let start = self.log_odds(held);
        let score: Vec<f64> = (0..self.rows.len())
            .map(|row| start + self.rows.offset(row))
            .collect();
        let shapes: Vec<Vec<f64>> = self.columns.iter().map(|of| vec![0.0; of.count]).collect();
        let mut course = Course::new(shapes, self.settings, self.settings.rounds[0]);
        let mut machine = Machine::new(self.columns, self.rows, held, score);
        course.run(&mut machine, |column, histogram, shape| {
            step(&self.columns[column], histogram, shape, self.settings)
        });
        let gains = if self.settings.pairs == 0 {
            Vec::new()
        } else {
            candidates(self.columns, coarse, machine.slopes(), self.settings)
        };
        Bag {
            start,
            rounds: [course.best_round, 0],
            loss: course.best_loss,
            shapes: course.best,
            grids: Vec::new(),
            score: machine.into_scores(),
            gains,
        }
    }

    /// The pairs with the greatest gain over all bags.
    fn chosen(&self, bags: &[Bag]) -> Vec<(usize, usize)> {
        let Some(first) = bags.first() else {
            return Vec::new();
        };
        let mut sums = first.gains.clone();
        for bag in &bags[1..] {
            for (sum, candidate) in sums.iter_mut().zip(&bag.gains) {
                sum.gain += candidate.gain;
            }
        }
        sums.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        let best = sums.iter().filter(|candidate| candidate.gain > 0.0);
        best.take(self.settings.pairs)
            .map(|candidate| (candidate.first, candidate.second))
            .collect()
    }

    /// The pairs, round by round, on what the variables left.
    fn interactions(
        &self,
        bag: &mut Bag,
        held: &[bool],
        chosen: &[(usize, usize)],
        cells: &[Vec<u8>],
        coarse: &[Coarse],
    ) {
        let columns: Vec<Column<'_>> = cells
            .iter()
            .map(|cells| Column {
                bins: cells,
                count: SIDE * SIDE,
                bands: SIDE * SIDE,
                line: false,
                trend: Trend::Free,
            })
            .collect();
        let shapes = vec![vec![0.0; SIDE * SIDE]; cells.len()];
        let mut course = Course::new(shapes, self.settings, self.settings.rounds[1]);
        let mut machine = Machine::new(&columns, self.rows, held, std::mem::take(&mut bag.score));
        course.run(&mut machine, |pair, histogram, shape| {
            let (first, second) = chosen[pair];
            let signs = [first, second].map(|of| self.columns[of].sign());
            let mut grid = Grid::new(&coarse[first], &coarse[second], signs);
            grid.fill(&histogram.slope, &histogram.curve);
            let mut next = shape.to_vec();
            if let Some(step) = grid.step(self.settings) {
                let beside = usize::from(Coarse::BESIDE);
                for (cell, value) in next.iter_mut().enumerate() {
                    if cell / SIDE == beside || cell % SIDE == beside {
                        continue;
                    }
                    let above = 2 * usize::from(cell / SIDE >= step.cuts[0])
                        + usize::from(cell % SIDE >= step.cuts[1]);
                    *value += self.settings.learning_rate * step.values[above];
                }
            }
            next
        });
        bag.rounds[1] = course.best_round;
        bag.loss = course.best_loss;
        bag.grids = course.best;
        bag.score = machine.into_scores();
    }

    /// The mean of the bags, each shape moved so that it averages to nothing.
    fn averaged(
        &self,
        bags: &[Bag],
        weights: &[Vec<f64>],
        chosen: &[(usize, usize)],
        coarse: &[Coarse],
    ) -> Additive {
        let share = 1.0 / bags.len().max(1) as f64;
        let mean = |of: &dyn Fn(&Bag) -> f64| bags.iter().map(of).sum::<f64>() * share;
        let mut start = mean(&|bag| bag.start);
        let mut shapes = Vec::with_capacity(self.columns.len());
        for (column, weights) in weights.iter().enumerate() {
            let bins = 0..weights.len();
            let mut shape: Vec<f64> = bins
                .map(|bin| mean(&|bag| bag.shapes[column][bin]))
                .collect();
            start += centre(&mut shape, weights);
            shapes.push(shape);
        }
        let pairs = chosen
            .iter()
            .enumerate()
            .map(|(at, (first, second))| {
                let (rows, columns) = (&coarse[*first], &coarse[*second]);
                let cells = (0..rows.count)
                    .flat_map(|row| (0..columns.count).map(move |column| row * SIDE + column));
                Pair {
                    first: *first,
                    second: *second,
                    row_of_bin: rows.of_bin.clone(),
                    column_of_bin: columns.of_bin.clone(),
                    size: [rows.count, columns.count],
                    values: cells.map(|cell| mean(&|bag| bag.grids[at][cell])).collect(),
                }
            })
            .collect();
        Additive {
            start,
            shapes,
            pairs,
            rounds: bags.iter().map(|bag| bag.rounds).collect(),
            loss: mean(&|bag| bag.loss),
        }
    }

    /// The log-odds of the event among the rows that are not held out.
    fn log_odds(&self, held: &[bool]) -> f64 {
        let [without, with] = self.classes(held);
        (with / without).ln()
    }

    /// The weight of rows fitted on without and with the event.
    fn classes(&self, held: &[bool]) -> [f64; 2] {
        let mut classes = [0.0; 2];
        for (row, held) in held.iter().enumerate() {
            if !held {
                classes[usize::from(self.rows.outcomes[row])] += self.rows.weight(row);
            }
        }
        classes
    }

    fn check(&self, held_out: &[Vec<bool>]) -> Result<(), Unfit> {
        let expected = self.rows.len();
        let length = |what: String, found: usize| {
            (found == expected).then_some(()).ok_or(Unfit::Length {
                what,
                found,
                expected,
            })
        };
        length(
            "the list of weights".into(),
            self.rows.weights.map_or(expected, <[f64]>::len),
        )?;
        length(
            "the list of offsets".into(),
            self.rows.offsets.map_or(expected, <[f64]>::len),
        )?;
        for (at, held) in held_out.iter().enumerate() {
            length(format!("the list of rows held out of bag {at}"), held.len())?;
        }
        for (at, column) in self.columns.iter().enumerate() {
            length(format!("column {at}"), column.bins.len())?;
            let wrong = |problem| {
                Err(Unfit::Column {
                    column: at,
                    problem,
                })
            };
            if !(1..=256).contains(&column.count) || column.bands > column.count {
                return wrong("it needs 1 to 256 bins, and no more bands than bins");
            }
            if column
                .bins
                .iter()
                .any(|bin| usize::from(*bin) >= column.count)
            {
                return wrong("a row lies in a bin that the column does not have");
            }
        }
        for row in 0..expected {
            if !(self.rows.weight(row) >= 0.0 && self.rows.weight(row).is_finite()) {
                return Err(Unfit::Number {
                    row,
                    what: "weight",
                });
            }
            if !self.rows.offset(row).is_finite() {
                return Err(Unfit::Number {
                    row,
                    what: "offset",
                });
            }
        }
        let whole = |held: &Vec<bool>| self.classes(held).iter().all(|weight| *weight > 0.0);
        held_out
            .iter()
            .all(whole)
            .then_some(())
            .ok_or(Unfit::OneClass)
    }
}

/// Takes the weighted mean off a shape and returns it.
fn centre(shape: &mut [f64], weights: &[f64]) -> f64 {
    let whole: f64 = weights.iter().sum();
    let sum: f64 = shape
        .iter()
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    let mean = if whole > 0.0 { sum / whole } else { 0.0 };
    shape.iter_mut().for_each(|value| *value -= mean);
    mean
}
