//! One tree: grown by linfa on rows that were drawn, then told by all rows of the sample.

use super::draw::Draw;
use super::numbers::{Numbers, rate};
use crate::fitting::{Counts, Sample};
use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use linfa_trees::{DecisionTree, TreeNode};
use ndarray::{Array1, Array2};

/// The least share of the weight of the rows drawn that a leaf holds [ours].
const LEAF: f32 = 0.01;

/// How far rows of one slot are drawn apart: less than one, so that slots keep their order.
const APART: f64 = 0.9;

/// A decision tree 决策树.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

/// The end of a slot that is nearer to a cut among its rows.
fn between_slots(at: f64) -> f64 {
    let slot = at.floor();
    if at - slot < APART / 2.0 {
        slot
    } else {
        slot + 1.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Node {
    /// The rate of events of the rows that end here.
    Leaf(f64),
    /// Numbers of a column below `at` go to the next node, others to `above`.
    Cut {
        column: usize,
        at: f64,
        above: usize,
    },
}

impl Tree {
    /// Grows a tree on a draw of rows and these columns. Each leaf tells the rate of events of all rows of the sample that
    /// end in it.
    ///
    /// linfa looks for a cut only where the next row of the whole draw has another number, whether or not that row is in the
    /// node, and so misses cuts between numbers that many rows share. Each row therefore gets a fraction of its own on top,
    /// and a cut goes to the nearer end of the slot that it falls into: the slot goes where most of its rows went.
    pub(super) fn grown(
        sample: &Sample,
        numbers: &Numbers,
        columns: &[usize],
        draw: &Draw,
        depth: usize,
    ) -> Result<Self, String> {
        let many = draw.rows.len();
        let records = Array2::from_shape_fn((many, columns.len()), |(row, place)| {
            let column = columns[place];
            let slot = sample.variables[column].slots[draw.rows[row]];
            numbers.0[column][usize::from(slot)] + APART * row as f64 / many as f64
        });
        let outcomes: Array1<bool> = draw.rows.iter().map(|row| sample.outcomes[*row]).collect();
        let whole: f32 = draw.weights.iter().sum();
        let data = DatasetBase::new(records, outcomes)
            .with_weights(Array1::from_vec(draw.weights.clone()));
        let rules = DecisionTree::<f64, bool>::params()
            .max_depth(Some(depth))
            .min_weight_leaf(LEAF * whole)
            .min_weight_split(2.0)
            .check()
            .map_err(|error| error.to_string())?;
        let grown = rules.fit(&data).map_err(|error| error.to_string())?;
        let mut tree = Self { nodes: Vec::new() };
        tree.take(grown.root_node(), columns);
        tree.tell(sample, numbers);
        Ok(tree)
    }

    /// Takes a node of linfa's and those below it.
    fn take(&mut self, node: &TreeNode<f64, bool>, columns: &[usize]) {
        let (place, at, _) = node.split();
        let here = self.nodes.len();
        self.nodes.push(Node::Leaf(0.0));
        if let [Some(below), Some(above)] = node.children()[..] {
            self.take(below, columns);
            self.nodes[here] = Node::Cut {
                column: columns[place],
                at: between_slots(at),
                above: self.nodes.len(),
            };
            self.take(above, columns);
        }
    }

    /// Gives the leaves their rates.
    fn tell(&mut self, sample: &Sample, numbers: &Numbers) {
        let mut counts = vec![Counts::default(); self.nodes.len()];
        for (row, event) in sample.outcomes.iter().enumerate() {
            let leaf = self.leaf(numbers, |column| sample.variables[column].slots[row]);
            counts[leaf].count(*event, sample.weight(row));
        }
        let all = sample.totals();
        for (node, counts) in self.nodes.iter_mut().zip(counts) {
            if let Node::Leaf(told) = node {
                *told = rate(counts, all);
            }
        }
    }

    fn leaf(&self, numbers: &Numbers, slot: impl Fn(usize) -> u8) -> usize {
        let mut here = 0;
        while let Node::Cut { column, at, above } = self.nodes[here] {
            let below = numbers.0[column][usize::from(slot(column))] < at;
            here = if below { here + 1 } else { above };
        }
        here
    }

    /// The probability of a row, given by the slots of its variables.
    pub(super) fn chance(&self, numbers: &Numbers, slot: impl Fn(usize) -> u8) -> f64 {
        match self.nodes[self.leaf(numbers, slot)] {
            Node::Leaf(rate) => rate,
            Node::Cut { .. } => f64::NAN,
        }
    }

    /// How many leaves it has.
    pub(super) fn leaves(&self) -> usize {
        self.nodes.len().div_ceil(2)
    }
}
