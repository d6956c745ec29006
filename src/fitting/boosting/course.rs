//! The rounds of a fit: where the shapes stand, and where they told the rows held out best.

use super::Settings;
use super::machine::{Machine, Move};
use super::step::Histogram;

/// After how many rounds curvatures are made anew, once the first have passed.
const CURVES_EVERY: usize = 8;

/// The shapes of a fit in its course.
pub(super) struct Course<'a> {
    settings: &'a Settings,
    rounds: usize,
    shapes: Vec<Vec<f64>>,
    pub(super) best: Vec<Vec<f64>>,
    pub(super) best_loss: f64,
    pub(super) best_round: usize,
}

impl<'a> Course<'a> {
    /// A fit that begins with these shapes and takes so many rounds at most.
    pub(super) fn new(shapes: Vec<Vec<f64>>, settings: &'a Settings, rounds: usize) -> Self {
        Self {
            settings,
            rounds,
            best: shapes.clone(),
            shapes,
            best_loss: f64::INFINITY,
            best_round: 0,
        }
    }

    /// Goes round the columns until the rows held out are told no better, or rounds run out; leaves the machine, like
    /// the course, at the best round.
    pub(super) fn run(
        &mut self,
        machine: &mut Machine<'_>,
        step: impl Fn(usize, &Histogram, &[f64]) -> Vec<f64>,
    ) {
        let mut moves: Vec<Move> = Vec::new();
        for round in 0..=self.rounds {
            let due = round < CURVES_EVERY || round % CURVES_EVERY == 0;
            let loss = machine.settle(&moves, due);
            if loss < self.best_loss || !machine.holds_out() {
                self.best_loss = loss;
                self.best_round = round;
                self.best.clone_from(&self.shapes);
            } else if round - self.best_round >= self.settings.patience {
                break;
            }
            if round == self.rounds {
                break;
            }
            moves.clear();
            for column in 0..self.shapes.len() {
                let histogram = machine.histogram(column, moves.last());
                let next = step(column, &histogram, &self.shapes[column]);
                moves.push(Move::new(column, &self.shapes[column], &next));
                self.shapes[column] = next;
            }
        }
        let back: Vec<Move> = self
            .shapes
            .iter()
            .zip(&self.best)
            .enumerate()
            .map(|(column, (shape, best))| Move::new(column, shape, best))
            .collect();
        machine.settle(&back, true);
    }
}
