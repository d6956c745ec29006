//! What would raise the score: the nearest better bands, tried out through the core itself.

use super::assess::{Subject, forced_segment};
use super::change_words::sentence;
use super::document::Improvement;
use super::step::counts;
use crate::scoring::indicator::{Definition, Unit};
use crate::scoring::model::{Edge, Interval, Rule, Table, Test, Tested};
use crate::scoring::program::{self, Block, Cell, Column, Columns, Program, Verdict};
use crate::scoring::{IndicatorId, Value};
use crate::units::{Bilingual, Ratio};

/// How many improvements are told.
const SHOWN: usize = 5;

/// One indicator moved to where a better band begins.
pub(super) struct Change<'p> {
    /// The column of the indicator.
    pub(super) column: usize,
    pub(super) definition: &'p Definition,
    pub(super) edge: Edge,
    pub(super) upward: bool,
    pub(super) to: Ratio,
}

/// The changes that one table asks for.
struct Trial<'p> {
    table: &'p Table,
    changes: Vec<Change<'p>>,
}

/// One change that would raise the score.
pub(super) struct Rise<'p> {
    trial: Trial<'p>,
    /// By how many points.
    pub(super) gain: i32,
    /// The grade that it would bring, where that is another one.
    pub(super) grade: Option<&'p String>,
}

impl Rise<'_> {
    /// The id of the table that it would raise.
    pub(super) fn table(&self) -> &str {
        &self.trial.table.id
    }

    /// The sentence, in the enterprise's terms.
    pub(super) fn sentence(&self, subject: &Subject) -> Bilingual {
        sentence(subject, &self.trial.changes, self.gain)
    }

    /// It as documents have it.
    pub(super) fn improvement(&self, subject: &Subject) -> Improvement {
        Improvement {
            table: self.table().to_owned(),
            gain: self.gain,
            grade: self.grade.cloned(),
            text: self.sentence(subject),
        }
    }
}

/// The improvements, the greatest gain first.
pub(super) fn of<'p>(
    program: &'p Program,
    subject: &Subject,
    verdict: &Verdict,
    block: &mut Block,
) -> Vec<Rise<'p>> {
    let trials = trials(program, subject, verdict, block);
    if trials.is_empty() {
        return Vec::new();
    }
    let columns = moved(program, subject, &trials);
    let sheet = Some(&subject.expert);
    program.work(
        &columns,
        block,
        0,
        trials.len(),
        forced_segment(program, subject),
        sheet,
    );
    let mut rises = Vec::with_capacity(trials.len());
    for (row, trial) in trials.into_iter().enumerate() {
        let after = program::verdict(program, &columns, block, row, sheet);
        let gain = after.points.low - verdict.points.low;
        if gain <= 0 || after.segment != verdict.segment {
            continue;
        }
        let better = after
            .grade
            .filter(|to| verdict.grade.is_none_or(|from| *to < from));
        let grades = &program.model.outcome.grades;
        rises.push(Rise {
            trial,
            gain,
            grade: better.map(|at| &grades[usize::from(at)].grade),
        });
    }
    rises.sort_by_key(|rise| std::cmp::Reverse(rise.gain));
    rises.truncate(SHOWN);
    rises
}

fn trials<'p>(
    program: &'p Program,
    subject: &Subject,
    verdict: &Verdict,
    block: &Block,
) -> Vec<Trial<'p>> {
    let segment = usize::from(verdict.segment);
    let id = program.segment_id(segment);
    let mut trials = Vec::new();
    for (at, table) in program.model.tables.iter().enumerate() {
        if !counts(table, id) {
            continue;
        }
        let slot = block.slot(at, 0);
        let now = program.slot_points(at, segment, slot).low;
        let better = |slot: usize| program.slot_points(at, segment, slot).low > now;
        let changes = match &table.rule {
            Rule::Bands {
                indicator, bands, ..
            } if slot < bands.len() => {
                let above = (slot + 1..bands.len()).find(|to| better(*to));
                let below = (0..slot).rev().find(|to| better(*to));
                above
                    .or(below)
                    .and_then(|to| reach(program, indicator, &bands[to].interval, to > slot))
                    .map(|change| vec![change])
            }
            Rule::List { rows, .. } => (0..slot.min(rows.len()))
                .rev()
                .filter(|to| better(*to))
                .find_map(|to| list_changes(program, subject, &rows[to].when)),
            _ => None,
        };
        trials.extend(changes.map(|changes| Trial { table, changes }));
    }
    trials
}

/// What must change for every test of a row to hold; `None` where a word or an unknown stands in
/// the way, or the change is not a number that can be reached by moving one way.
fn list_changes<'p>(
    program: &'p Program,
    subject: &Subject,
    tests: &'p [Test],
) -> Option<Vec<Change<'p>>> {
    let mut changes = Vec::new();
    for test in tests {
        let Tested::Indicator(id) = &test.tested else {
            return None;
        };
        let number = subject.vector.get(id)?.value.number()?;
        if !test.words.is_empty() || test.absent.is_some() {
            return None;
        }
        if test.interval.contains(number) {
            continue;
        }
        let upward = test
            .interval
            .low
            .is_some_and(|edge| !edge.is_passed_by(number));
        changes.push(reach(program, id, &test.interval, upward)?);
    }
    (!changes.is_empty()).then_some(changes)
}

/// The nearest value inside an interval, from below or from above.
fn reach<'p>(
    program: &'p Program,
    indicator: &IndicatorId,
    interval: &Interval,
    upward: bool,
) -> Option<Change<'p>> {
    let column = program
        .indicators
        .iter()
        .position(|known| known == indicator)?;
    let edge = if upward {
        interval.low?
    } else {
        interval.high?
    };
    let inside = upward != edge.above;
    let definition = &program.plates().definitions[column];
    let whole = matches!(
        definition.unit,
        Unit::Count | Unit::Amount | Unit::Days | Unit::Mark | Unit::Flag
    );
    let to = match (whole, upward) {
        (true, true) => Ratio::from_int(if edge.above {
            edge.at.floor() + 1
        } else {
            edge.at.ceil()
        }),
        (true, false) => Ratio::from_int(if edge.above {
            edge.at.floor()
        } else {
            edge.at.ceil() - 1
        }),
        (false, _) if inside => edge.at,
        // A hair past an edge that does not itself belong.
        (false, true) => edge.at.checked_add(Ratio::new(1, 1_000_000)?)?,
        (false, false) => edge.at.checked_add(Ratio::new(-1, 1_000_000)?)?,
    };
    Some(Change {
        column,
        definition,
        edge,
        upward,
        to,
    })
}

/// One row for each trial: the enterprise as it is, but for the changes.
fn moved(program: &Program, subject: &Subject, trials: &[Trial<'_>]) -> Columns {
    let columns = program.indicators.iter().enumerate().map(|(at, id)| {
        let mut column = Column::with_room(trials.len());
        let reading = subject.vector.get_near(at, id);
        let now = reading.map_or(&Value::Unknown, |reading| &reading.value);
        for trial in trials {
            let change = trial.changes.iter().find(|change| change.column == at);
            column.push(change.map_or(Cell::from(now), |change| Cell::Number(change.to)));
        }
        column
    });
    Columns::new(program, columns.collect()).expect("one column for each indicator, one length")
}
