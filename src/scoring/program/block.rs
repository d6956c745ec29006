//! The working space of the core: the points of one stretch of rows, reused from stretch to stretch.

use super::Truth;

/// What the core has worked out for a stretch of rows.
#[derive(Debug, Default)]
pub struct Block {
    pub(super) first: usize,
    pub(super) rows: usize,
    /// The segment of each row.
    pub(super) segment: Vec<u8>,
    /// The slot that each table hit: `table × rows + row`.
    pub(super) hit: Vec<u8>,
    /// Points of each group: `group × rows + row`.
    pub(super) group_low: Vec<i32>,
    pub(super) group_high: Vec<i32>,
    /// Points of each subtotal.
    pub(super) sub_low: Vec<i32>,
    pub(super) sub_high: Vec<i32>,
    /// The total.
    pub(super) low: Vec<i32>,
    pub(super) high: Vec<i32>,
    /// Working columns.
    pub(super) base: Vec<(i32, i32)>,
    pub(super) scratch: Vec<Truth>,
}

impl Block {
    /// How many rows are worked at a time: enough to fill vector units, few enough for the cache.
    pub const ROWS: usize = 1024;

    /// The slot that a table hit in a row.
    pub(crate) fn slot(&self, table: usize, row: usize) -> usize {
        usize::from(self.hit[table * self.rows + row])
    }

    /// The points of a group in a row, capped.
    pub(crate) fn group_points(&self, group: usize, row: usize) -> (i32, i32) {
        let place = group * self.rows + row;
        (self.group_low[place], self.group_high[place])
    }

    pub(super) fn reset(
        &mut self,
        first: usize,
        rows: usize,
        tables: usize,
        groups: usize,
        subs: usize,
    ) {
        self.first = first;
        self.rows = rows;
        refill(&mut self.segment, rows);
        refill(&mut self.hit, tables * rows);
        refill(&mut self.group_low, groups * rows);
        refill(&mut self.group_high, groups * rows);
        refill(&mut self.sub_low, subs * rows);
        refill(&mut self.sub_high, subs * rows);
        refill(&mut self.low, rows);
        refill(&mut self.high, rows);
    }
}

/// Sets a vector to so many defaults, keeping its memory.
pub(super) fn refill<T: Clone + Default>(vector: &mut Vec<T>, len: usize) {
    vector.clear();
    vector.resize(len, T::default());
}
