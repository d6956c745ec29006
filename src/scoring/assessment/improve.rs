//! What would raise the score: the nearest better bands, tried out through the core itself.

use super::assess::{Subject, counts, forced_segment};
use super::change_words::sentence;
use super::document::Improvement;
use crate::scoring::indicator::{Definition, Unit};
use crate::scoring::model::{Edge, Interval, Rule, Table, Test, Tested};
use crate::scoring::program::{self, Block, Cell, Column, Columns, Program, Verdict};
use crate::scoring::{IndicatorId, Value};
use crate::units::Ratio;

/// How many improvements are told.
const SHOWN: usize = 5;

/// One indicator moved to where a better band begins.
pub(super) struct Change<'p> {
    pub(super) indicator: &'p IndicatorId,
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

/// The improvements, the greatest gain first.
pub(super) fn of(
    program: &Program,
    subject: &Subject,
    verdict: &Verdict,
    block: &mut Block,
) -> Vec<Improvement> {
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
    let mut rises: Vec<(i32, Option<u8>, &Trial<'_>)> = Vec::new();
    for (row, trial) in trials.iter().enumerate() {
        let after = program::verdict(program, &columns, block, row, sheet);
        let gain = after.points.low - verdict.points.low;
        if gain <= 0 || after.segment != verdict.segment {
            continue;
        }
        let better = after
            .grade
            .filter(|to| verdict.grade.is_none_or(|from| *to < from));
        rises.push((gain, better, trial));
    }
    rises.sort_by_key(|(gain, ..)| std::cmp::Reverse(*gain));
    let shown = rises.into_iter().take(SHOWN);
    shown
        .map(|(gain, better, trial)| Improvement {
            table: trial.table.id.clone(),
            gain,
            grade: better.map(|at| program.model.outcome.grades[usize::from(at)].grade.clone()),
            text: sentence(subject, &trial.changes, gain),
        })
        .collect()
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
        if !test.words.is_empty() {
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
    let indicator = program
        .indicators
        .iter()
        .find(|known| *known == indicator)?;
    let edge = if upward {
        interval.low?
    } else {
        interval.high?
    };
    let inside = upward != edge.above;
    let definition = program.definition(indicator);
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
        indicator,
        definition,
        edge,
        upward,
        to,
    })
}

/// One row for each trial: the enterprise as it is, but for the changes.
fn moved(program: &Program, subject: &Subject, trials: &[Trial<'_>]) -> Columns {
    let columns = program.indicators.iter().map(|id| {
        let mut column = Column::with_room(trials.len());
        let now = subject
            .vector
            .get(id)
            .map_or(&Value::Unknown, |reading| &reading.value);
        for trial in trials {
            let change = trial.changes.iter().find(|change| change.indicator == id);
            column.push(change.map_or(Cell::from(now), |change| Cell::Number(change.to)));
        }
        column
    });
    Columns::new(program, columns.collect()).expect("one column for each indicator, one length")
}
