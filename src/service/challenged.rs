//! A model that is fitted, held against trees that were made from the same rows.

use crate::fitting::trees::{ChallengerRules, Rematch};
use crate::fitting::{Sample, Spec};
use crate::validation::Contest;
use serde::Serialize;

/// How a model stands against its challengers 挑战模型, on rows that none of them had learned from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Challenged {
    /// How many trees the forest has, and how many cuts a tree makes one behind the other at most.
    pub trees: usize,
    /// The most cuts between the root of a tree and a leaf.
    pub depth: usize,
    /// How many rows all learned from.
    pub learned: usize,
    /// How many others and events one tree grew on.
    pub drawn: [usize; 2],
    /// What must be read with the figures.
    pub notes: Vec<String>,
    /// The figures; none where the model could not be made without the rows held out.
    #[serde(flatten)]
    pub contest: Option<Contest>,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Challenged {
    /// Makes all again without some rows, and judges them on these.
    pub(super) fn of(sample: &Sample, spec: &Spec, rules: &ChallengerRules) -> Self {
        let mut of = Self {
            trees: rules.trees,
            depth: rules.depth,
            learned: 0,
            drawn: [0; 2],
            notes: Vec::new(),
            contest: None,
            why: None,
        };
        let judged = Rematch::of(sample, spec, rules).and_then(|told| {
            (of.learned, of.drawn) = (told.learned, told.drawn);
            of.notes.extend(notes(&told, sample));
            let weights = (!told.weights.is_empty()).then_some(told.weights.as_slice());
            Contest::of(&told.model, &told.challengers, &told.outcomes, weights)
        });
        match judged {
            Ok(contest) => of.contest = Some(contest),
            Err(problems) => of.why = Some(problems.to_string()),
        }
        of
    }
}

fn notes(told: &Rematch, sample: &Sample) -> Vec<String> {
    let mut notes = Vec::new();
    let [others, events] = told.drawn;
    if (1..told.learned).contains(&(others + events)) {
        notes.push(format!(
            "each tree grew on {events} events and {others} others, drawn by lot from {} rows",
            told.learned
        ));
    }
    if !sample.offsets.is_empty() {
        notes.push("the trees know nothing of the offset that the model has".to_owned());
    }
    notes
}
