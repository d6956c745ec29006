//! Tests over a stretch of rows, three-valued: what is not known is neither yes nor no.

use super::block::refill;
use super::column::{KNOWN, WIDE, WORD};
use super::{Block, Columns, CompiledTest, NO, OPEN, Program, Subject, Threshold, Truth, YES};
use crate::units::Ratio;

impl Threshold {
    /// Whether a number of 64-bit parts passes.
    #[inline]
    pub(super) fn passes(&self, num: i64, den: i64) -> bool {
        if den == 1 {
            return num >= self.whole && !self.unreachable;
        }
        match self.narrow {
            Some((edge_num, edge_den)) => {
                let left = i128::from(num) * i128::from(edge_den);
                let right = i128::from(edge_num) * i128::from(den);
                if self.edge.above {
                    left > right
                } else {
                    left >= right
                }
            }
            None => Ratio::new(num.into(), den.into())
                .is_some_and(|number| self.edge.is_passed_by(number)),
        }
    }
}

impl CompiledTest {
    fn of_number(&self, number: Ratio) -> Truth {
        let inside = self.low.is_none_or(|low| low.edge.is_passed_by(number))
            && self.high.is_none_or(|high| !high.edge.is_passed_by(number));
        Truth::from(inside && self.words.is_empty())
    }

    /// A range of points holds when all of it does, fails when none of it does.
    fn of_points(&self, low: i32, high: i32) -> Truth {
        let at = |points: i32| Ratio::from_int(points.into());
        if self.of_number(at(low)) == YES && self.of_number(at(high)) == YES {
            return YES;
        }
        let below = self
            .low
            .is_some_and(|edge| !edge.edge.is_passed_by(at(high)));
        let above = self
            .high
            .is_some_and(|edge| edge.edge.is_passed_by(at(low)));
        if below || above { NO } else { OPEN }
    }

    /// The truth of this test in one row.
    pub(super) fn at(&self, columns: &Columns, block: &Block, row: usize) -> Truth {
        match self.subject {
            Subject::Column(at) => {
                let column = columns.column(at);
                let place = block.first + row;
                if let Some(absent) = self.absent {
                    return Truth::from(column.state[place] == absent);
                }
                match column.state[place] {
                    WORD => Truth::from(
                        column
                            .words
                            .get(&place)
                            .is_some_and(|word| self.words.contains(word)),
                    ),
                    KNOWN => {
                        let num = column.num[place];
                        let den = column.den.get(place).copied().unwrap_or(1);
                        let inside = self.low.is_none_or(|low| low.passes(num, den))
                            && self.high.is_none_or(|high| !high.passes(num, den));
                        Truth::from(inside && self.words.is_empty())
                    }
                    WIDE => column
                        .number(place)
                        .map_or(OPEN, |number| self.of_number(number)),
                    _ => OPEN,
                }
            }
            Subject::Group(at) => {
                let place = at * block.rows + row;
                self.of_points(block.group_low[place], block.group_high[place])
            }
            Subject::Total => self.of_points(block.low[row], block.high[row]),
        }
    }
}

/// All of several tests: no as soon as one is no, else open as soon as one is open.
pub(super) fn all(tests: &[CompiledTest], columns: &Columns, block: &Block, row: usize) -> Truth {
    let mut truth = YES;
    for test in tests {
        match test.at(columns, block, row) {
            NO => return NO,
            OPEN => truth = OPEN,
            _ => {}
        }
    }
    truth
}

/// One of several alternatives: yes as soon as one is yes, else open as soon as one is open.
pub(super) fn any(
    alternatives: &[Vec<CompiledTest>],
    columns: &Columns,
    block: &Block,
    row: usize,
) -> Truth {
    let mut truth = NO;
    for tests in alternatives {
        match all(tests, columns, block, row) {
            YES => return YES,
            OPEN => truth = OPEN,
            _ => {}
        }
    }
    truth
}

/// The segment of each row: the first whose tests hold. A row that none takes, or where an earlier
/// one is open, goes to the last.
pub(super) fn segments(
    program: &Program,
    columns: &Columns,
    block: &mut Block,
    forced: Option<u8>,
) {
    if let Some(forced) = forced {
        block.segment.fill(forced);
        return;
    }
    if program.segments.len() < 2 {
        return;
    }
    let last = program.segments.len() - 1;
    let mut chosen = std::mem::take(&mut block.scratch);
    refill(&mut chosen, block.rows);
    for (row, segment) in chosen.iter_mut().enumerate() {
        let found = program
            .segments
            .iter()
            .position(|tests| all(tests, columns, block, row) != NO);
        let held = found.filter(|at| all(&program.segments[*at], columns, block, row) == YES);
        *segment = u8::try_from(held.unwrap_or(last)).expect("a checked model has few segments");
    }
    std::mem::swap(&mut block.segment, &mut chosen);
    block.scratch = chosen;
}
