//! The core: bands, groups and totals of a stretch of rows at a time, exactly, in whole numbers.

use super::column::{KNOWN, WIDE};
use super::{
    Block, Columns, CompiledRule, CompiledTest, NO, OPEN, Program, Threshold, Verdict,
    tests_of_rows, verdict,
};
use crate::scoring::model::Points;
use crate::units::Ratio;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Up to so many rows are worked out in less room: one enterprise, and the changes that would raise its score.
const FEW: usize = 32;

/// What experts have said of one enterprise: points by table id, yes or no by condition id.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ExpertSheet {
    /// Points that an expert set, by table.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub points: BTreeMap<String, i32>,
    /// What an expert confirmed or denied, by condition.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub conditions: BTreeMap<String, bool>,
}

impl ExpertSheet {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty() && self.conditions.is_empty()
    }
}

impl Program {
    /// The verdict of every row, at any number of threads the same.
    pub fn run(&self, columns: &Columns) -> Vec<Verdict> {
        let starts: Vec<usize> = (0..columns.rows()).step_by(Block::ROWS).collect();
        let parts: Vec<Vec<Verdict>> = starts
            .into_par_iter()
            .map_init(Block::default, |block, first| {
                let rows = Block::ROWS.min(columns.rows() - first);
                self.work(columns, block, first, rows, None, None);
                (0..rows)
                    .map(|row| verdict::of(self, columns, block, row, None))
                    .collect()
            })
            .collect();
        parts.concat()
    }

    /// Works out one stretch of rows into a block.
    pub(crate) fn work(
        &self,
        columns: &Columns,
        block: &mut Block,
        first: usize,
        rows: usize,
        forced_segment: Option<u8>,
        sheet: Option<&ExpertSheet>,
    ) {
        block.reset(
            first,
            rows,
            self.tables.len(),
            self.groups.len(),
            self.subtotals.len(),
        );
        tests_of_rows::segments(self, columns, block, forced_segment);
        for at in 0..self.tables.len() {
            self.table(at, columns, block, sheet);
        }
        self.groups(block);
    }

    /// One table: the slot that each row hits, then its points into the table's group.
    fn table(&self, at: usize, columns: &Columns, block: &mut Block, sheet: Option<&ExpertSheet>) {
        let table = &self.tables[at];
        let rows = block.rows;
        let mut hit = std::mem::take(&mut block.hit);
        let slots = &mut hit[at * rows..(at + 1) * rows];
        match &table.rule {
            CompiledRule::Bands {
                column,
                edges,
                codes,
            } => {
                bands(*column, edges, columns, block, slots);
                special(*column, edges.len() + 4, codes, columns, block, slots);
            }
            CompiledRule::List { rows } => list(rows, columns, block, slots),
            CompiledRule::Expert => {}
        }
        let given = sheet
            .and_then(|sheet| sheet.points.get(&self.model.tables[at].id))
            .copied();
        let first = table.group * rows;
        let low = &mut block.group_low[first..first + rows];
        let high = &mut block.group_high[first..first + rows];
        let best = self.groups[table.group].best;
        let one_segment = self.segment_count() == 1;
        if one_segment && !best && given.is_none() {
            let points = &table.points[..table.slots];
            let sums = low.iter_mut().zip(high.iter_mut());
            for ((low, high), slot) in sums.zip(slots.iter()) {
                let points = points[usize::from(*slot)];
                *low += points.low;
                *high += points.high;
            }
            block.hit = hit;
            return;
        }
        for (row, slot) in slots.iter().enumerate() {
            let segment = if one_segment {
                0
            } else {
                usize::from(block.segment[row])
            };
            let points = table.points[segment * table.slots + usize::from(*slot)];
            let points = settled(points, given);
            if best {
                low[row] = low[row].max(points.low);
                high[row] = high[row].max(points.high);
            } else {
                low[row] += points.low;
                high[row] += points.high;
            }
        }
        block.hit = hit;
    }

    /// Caps of groups, subtotals, base and bonus, and the total.
    fn groups(&self, block: &mut Block) {
        let rows = block.rows;
        let outcome = &self.model.outcome;
        let capped = |points: i32, cap: Option<i32>| cap.map_or(points, |cap| points.min(cap));
        super::block::refill(&mut block.base, rows);
        let mut bonus = vec![
            (0, 0);
            if self.groups.iter().any(|group| group.bonus) {
                rows
            } else {
                0
            }
        ];
        for (at, group) in self.groups.iter().enumerate() {
            let sums = if group.bonus {
                &mut bonus
            } else {
                &mut block.base
            };
            for (row, sum) in sums.iter_mut().enumerate() {
                let place = at * rows + row;
                let low = capped(block.group_low[place], group.cap);
                let high = capped(block.group_high[place], group.cap);
                block.group_low[place] = low;
                block.group_high[place] = high;
                *sum = (sum.0 + low, sum.1 + high);
                if let Some(subtotal) = group.subtotal {
                    block.sub_low[subtotal * rows + row] += low;
                    block.sub_high[subtotal * rows + row] += high;
                }
            }
        }
        for row in 0..rows {
            let base = block.base[row];
            let more = bonus.get(row).copied().unwrap_or_default();
            let low = capped(base.0, outcome.base_cap) + capped(more.0, outcome.bonus_cap);
            let high = capped(base.1, outcome.base_cap) + capped(more.1, outcome.bonus_cap);
            block.low[row] = capped(low, outcome.cap);
            block.high[row] = capped(high, outcome.cap);
        }
    }
}

/// A range that an expert has settled within it is one number.
pub(crate) fn settled(points: Points, given: Option<i32>) -> Points {
    match given {
        Some(given) if points.low != points.high => {
            Points::exactly(given.clamp(points.low, points.high))
        }
        _ => points,
    }
}

/// How many edges each number passes, which is the band it falls in.
fn bands(at: usize, edges: &[Threshold], columns: &Columns, block: &Block, slots: &mut [u8]) {
    let column = columns.column(at);
    let stretch = block.first..block.first + block.rows;
    let num = &column.num[stretch.clone()];
    if column.den.is_empty() {
        for edge in edges.iter().filter(|edge| !edge.unreachable) {
            for (slot, number) in slots.iter_mut().zip(num) {
                *slot += u8::from(*number >= edge.whole);
            }
        }
    } else {
        let den = &column.den[stretch.clone()];
        if block.rows <= FEW {
            ratios::<FEW>(edges, num, den, slots);
        } else {
            ratios::<{ Block::ROWS }>(edges, num, den, slots);
        }
    }
    if column.plain {
        return;
    }
    let bands = u8::try_from(edges.len() + 1).expect("a checked table has few bands");
    for (row, (slot, state)) in slots.iter_mut().zip(&column.state[stretch]).enumerate() {
        match *state {
            KNOWN => {}
            WIDE => {
                let number = column
                    .number(block.first + row)
                    .expect("a wide cell keeps its number");
                let passed = edges
                    .iter()
                    .filter(|edge| edge.edge.is_passed_by(number))
                    .count();
                *slot = u8::try_from(passed).expect("a checked table has few bands");
            }
            // Unknown, not applicable, not computable are 1, 2, 3; a word has no band.
            state => *slot = bands + (state - 1).min(2),
        }
    }
}

/// Numbers that are special codes leave their bands for slots of their own, from `first` on.
fn special(
    at: usize,
    first: usize,
    codes: &[Ratio],
    columns: &Columns,
    block: &Block,
    slots: &mut [u8],
) {
    let column = columns.column(at);
    for (place, code) in codes.iter().enumerate() {
        let own = u8::try_from(first + place).expect("a checked table has few bands");
        // No quotient is looked at where the column has none: the code is a whole number or not there.
        let whole = (code.den() == 1).then(|| i64::try_from(code.num()).ok());
        for (row, slot) in slots.iter_mut().enumerate() {
            let place = block.first + row;
            let hit = match (column.state[place], whole.flatten()) {
                (KNOWN, Some(code)) if column.den.is_empty() => column.num[place] == code,
                (KNOWN | WIDE, _) => column.number(place) == Some(*code),
                _ => false,
            };
            if hit {
                *slot = own;
            }
        }
    }
}

/// How many edges each quotient passes: in floating point where that is sure, exactly where a quotient
/// lies so near to an edge that it is not.
#[expect(
    clippy::cast_precision_loss,
    reason = "its bound is proved where thresholds are made"
)]
fn ratios<const ROWS: usize>(edges: &[Threshold], num: &[i64], den: &[i64], slots: &mut [u8]) {
    let mut quotients = [0.0_f64; ROWS];
    let mut doubts = [0_u8; ROWS];
    let quotients = &mut quotients[..num.len()];
    let doubts = &mut doubts[..num.len()];
    for ((quotient, num), den) in quotients.iter_mut().zip(num).zip(den) {
        *quotient = *num as f64 / *den as f64;
    }
    for edge in edges {
        let marks = slots.iter_mut().zip(doubts.iter_mut());
        for ((slot, doubt), quotient) in marks.zip(quotients.iter()) {
            let passes = u8::from(*quotient > edge.beyond);
            *slot += passes;
            *doubt |= u8::from(*quotient >= edge.below) ^ passes;
        }
    }
    for (row, slot) in slots
        .iter_mut()
        .enumerate()
        .filter(|(row, _)| doubts[*row] != 0)
    {
        let passed = edges.iter().filter(|edge| edge.passes(num[row], den[row]));
        *slot = u8::try_from(passed.count()).expect("a checked table has few bands");
    }
}

/// The first row of a list that holds; once one is open, nothing after it can be told.
fn list(rows: &[Vec<CompiledTest>], columns: &Columns, block: &Block, slots: &mut [u8]) {
    let unknown = u8::try_from(rows.len()).expect("a checked table has few rows");
    for (row, slot) in slots.iter_mut().enumerate() {
        *slot = unknown;
        for (at, tests) in rows.iter().enumerate() {
            match tests_of_rows::all(tests, columns, block, row) {
                NO => {}
                OPEN => break,
                _ => {
                    *slot = u8::try_from(at).expect("a checked table has few rows");
                    break;
                }
            }
        }
    }
}
