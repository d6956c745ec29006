//! A tree and a forest over the variables of a sample, by linfa's code.

use super::draw::Pool;
use super::numbers::Numbers;
use super::rules::ChallengerRules;
use super::tree::Tree;
use crate::fitting::Sample;
use crate::fitting::boosting::lot;
use crate::units::{Bilingual, Problems};
use rayon::prelude::*;

/// A decision tree 决策树 and a forest of bagged trees 随机森林 (Breiman 1996, 2001).
#[derive(Debug, Clone, PartialEq)]
pub struct Challengers {
    numbers: Numbers,
    tree: Tree,
    forest: Vec<Tree>,
    /// How many rows of each class one tree grew on: others, then events.
    pub drawn: [usize; 2],
}

/// What one challenger tells of rows, in their order; or why it could not be made.
pub type Told = (Bilingual, Result<Vec<f64>, String>);

impl Challengers {
    /// Grows both. The same sample and seed give the same bits, at any number of threads. Refused: a sample of one class,
    /// or without variables.
    pub fn grown(sample: &Sample, rules: &ChallengerRules, seed: u64) -> Result<Self, Problems> {
        sample.check()?;
        let numbers = Numbers::of(sample);
        let pool = Pool::of(sample, seed);
        let all: Vec<usize> = (0..sample.variables.len()).collect();
        let one = Tree::grown(sample, &numbers, &all, &pool.even(), rules.depth);
        let forest = (0..rules.trees as u64).into_par_iter().map(|tree| {
            let columns = some_of(&all, lot(seed, tree));
            Tree::grown(sample, &numbers, &columns, &pool.again(tree), rules.depth)
        });
        let forest: Vec<Result<Tree, String>> = forest.collect();
        let unfit = |error: String| Problems::one("challengers", "fit.challenger", error);
        Ok(Self {
            tree: one.map_err(unfit)?,
            forest: forest
                .into_iter()
                .collect::<Result<_, _>>()
                .map_err(unfit)?,
            drawn: pool.drawn(),
            numbers,
        })
    }

    /// The names of the challengers, in the order in which they tell.
    pub fn names() -> [Bilingual; 2] {
        [
            Bilingual::new("决策树", "decision tree"),
            Bilingual::new("随机森林", "forest"),
        ]
    }

    /// The probabilities of rows that are given by the fine bins of each variable of the sample, as frequent as the event
    /// is in the sample: of the tree, then of the forest, the mean of its trees.
    pub fn told<'c>(
        &self,
        rows: usize,
        column: impl Fn(usize) -> &'c [u8] + Sync,
    ) -> [Vec<f64>; 2] {
        let each = |trees: &[Tree]| -> Vec<f64> {
            let of = |row: usize| {
                let chance = |tree: &Tree| tree.chance(&self.numbers, |place| column(place)[row]);
                trees.iter().map(chance).sum::<f64>() / trees.len() as f64
            };
            (0..rows).into_par_iter().map(of).collect()
        };
        [each(std::slice::from_ref(&self.tree)), each(&self.forest)]
    }

    /// How many leaves the tree has, and all trees of the forest.
    pub fn leaves(&self) -> [usize; 2] {
        [
            self.tree.leaves(),
            self.forest.iter().map(Tree::leaves).sum(),
        ]
    }
}

/// Two thirds of the columns, by lot: trees that all see the same are too much alike (after Ho 1998).
fn some_of(all: &[usize], seed: u64) -> Vec<usize> {
    let mut columns = all.to_vec();
    columns.sort_by_key(|column| lot(seed, *column as u64));
    columns.truncate((2 * all.len()).div_ceil(3));
    columns.sort_unstable();
    columns
}
