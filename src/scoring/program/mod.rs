//! A model made ready to run: every name resolved, every edge a threshold, one core for one row or
//! for millions.

mod block;
mod column;
mod compile;
#[cfg(test)]
mod drawn;
mod hits;
mod kernel;
#[cfg(test)]
mod oracle;
mod tests_of_rows;
mod verdict;

pub use block::Block;
pub use column::{Cell, Column, Columns};
pub use hits::Hits;
pub use kernel::ExpertSheet;
pub(crate) use kernel::settled;
pub use verdict::{Status, Verdict};
pub(crate) use verdict::{Truths, of as verdict};

use super::assessment::Plates;
use super::model::{Model, Points};
use super::{IndicatorId, IndicatorVector};
use crate::units::{Bilingual, Digest, Ratio};
use std::sync::{Arc, OnceLock};

/// Three-valued truth, as a byte: `NO`, `YES` or `OPEN`.
pub(crate) type Truth = u8;
pub(crate) const NO: Truth = 0;
pub(crate) const YES: Truth = 1;
pub(crate) const OPEN: Truth = 2;

/// A compiled model.
#[derive(Debug, Clone)]
pub struct Program {
    /// The model.
    pub model: Arc<Model>,
    /// Its digest.
    pub digest: Digest,
    /// The indicators it reads, each once; their order is the order of columns.
    pub indicators: Vec<IndicatorId>,
    segments: Vec<Vec<CompiledTest>>,
    tables: Vec<CompiledTable>,
    groups: Vec<CompiledGroup>,
    subtotals: Vec<String>,
    conditions: Vec<Vec<Vec<CompiledTest>>>,
    vetoes: Vec<Vec<Vec<CompiledTest>>>,
    passes: Vec<Vec<Vec<CompiledTest>>>,
    uplifts: Vec<Vec<CompiledTest>>,
    limit_caps: Vec<usize>,
    /// What its parts look like in documents; made when the first is written.
    plates: OnceLock<Plates>,
}

/// A model refuses to run while a figure that matters is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("model `{model}` will not run, since these figures are unknown: {}", figures.join("; "))]
pub struct UnknownFigures {
    /// The model.
    pub model: String,
    /// Each figure by its place in the file.
    pub figures: Vec<String>,
}

#[derive(Debug, Clone)]
struct CompiledTable {
    group: usize,
    rule: CompiledRule,
    /// Points by segment and slot: `segment × slots + slot`.
    points: Vec<Points>,
    slots: usize,
}

#[derive(Debug, Clone)]
enum CompiledRule {
    /// Slots: the bands, then unknown, not applicable, not computable, then the special codes.
    Bands {
        column: usize,
        edges: Vec<Threshold>,
        codes: Vec<Ratio>,
    },
    /// Slots: the rows, then unknown.
    List { rows: Vec<Vec<CompiledTest>> },
    /// One slot: open.
    Expert,
}

#[derive(Debug, Clone)]
struct CompiledGroup {
    best: bool,
    cap: Option<i32>,
    bonus: bool,
    subtotal: Option<usize>,
}

#[derive(Debug, Clone)]
struct CompiledTest {
    subject: Subject,
    low: Option<Threshold>,
    high: Option<Threshold>,
    words: Vec<String>,
    /// The state that a cell must have, where the test asks why there is no value.
    absent: Option<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Subject {
    Column(usize),
    Group(usize),
    Total,
}

/// An edge in the forms that the core compares with.
#[derive(Debug, Clone, Copy)]
struct Threshold {
    edge: super::model::Edge,
    /// The least whole number that passes.
    whole: i64,
    /// Whether no 64-bit whole number passes.
    unreachable: bool,
    /// Numerator and denominator where both fit 64 bits.
    narrow: Option<(i64, i64)>,
    /// A quotient in floating point that lies below this surely does not pass.
    below: f64,
    /// A quotient in floating point that lies above this surely passes.
    beyond: f64,
}

impl Program {
    /// How many segments there are; a model without any counts as one.
    pub fn segment_count(&self) -> usize {
        self.segments.len().max(1)
    }

    /// The id of a segment, empty for a model without any.
    pub fn segment_id(&self, at: usize) -> &str {
        self.model
            .segments
            .get(at)
            .map_or("", |segment| &segment.id)
    }

    /// What a slot of a table is called.
    pub(in crate::scoring) fn slot_words(&self, table: usize, slot: usize) -> &Bilingual {
        &self.plates().tables[table].words[slot]
    }

    /// What its parts look like in documents.
    pub(in crate::scoring) fn plates(&self) -> &Plates {
        self.plates.get_or_init(|| Plates::of(self))
    }

    /// The points of a table's slot in a segment.
    pub(crate) fn slot_points(&self, table: usize, segment: usize, slot: usize) -> Points {
        let table = &self.tables[table];
        table.points[segment * table.slots + slot]
    }
}

/// Works out one enterprise, in the first row of a block: the verdict, and the truth of each rule.
pub(crate) fn worked(
    program: &Program,
    vector: &IndicatorVector,
    expert: &ExpertSheet,
    block: &mut Block,
    segment: Option<u8>,
) -> (Verdict, Truths) {
    let columns = Columns::of_vectors(program, [vector]);
    program.work(&columns, block, 0, 1, segment, Some(expert));
    let truths = verdict::truths(program, &columns, block, 0, Some(expert));
    let verdict = verdict::decided(program, &columns, block, 0, &truths);
    (verdict, truths)
}
