//! The verdict on one row: conditions, vetoes and direct passes, then grade, limit and status.

use super::{Block, Columns, ExpertSheet, NO, OPEN, Program, Truth, YES, tests_of_rows};
use crate::scoring::model::{Figure, Kind, OnUnknown, Points};
use crate::units::{Amount, Ratio};
use serde::{Deserialize, Serialize};

/// What came of an assessment 结果.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A grade was given.
    Graded,
    /// The points lie below the last grade.
    Ungraded,
    /// A veto struck.
    Vetoed,
    /// Points were given; the model has no grades.
    Ranked,
    /// It passes.
    Passes,
    /// It fails.
    Fails,
    /// It depends on what an expert has yet to say.
    DependsOnExpert,
    /// It depends on evidence that is missing.
    DependsOnEvidence,
}

/// The verdict on one enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The segment it belongs to.
    pub segment: u8,
    /// The points.
    pub points: Points,
    /// What came of it.
    pub status: Status,
    /// The grade, as a place in the model's list.
    pub grade: Option<u8>,
    /// How many grades it was raised by.
    pub raised: u8,
    /// The recommended limit.
    pub limit: Option<Amount>,
    /// The cap on the limit that binds, as a place in the model's list.
    pub binding_cap: Option<u8>,
    /// The first cap that could not be told, so that no limit is recommended.
    pub open_cap: Option<u8>,
}

/// The truth of each condition, veto and direct pass in one row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Truths {
    pub(crate) conditions: Vec<Truth>,
    pub(crate) vetoes: Vec<Truth>,
    pub(crate) passes: Vec<Truth>,
}

/// Works out the rules beside the points.
pub(super) fn truths(
    program: &Program,
    columns: &Columns,
    block: &Block,
    row: usize,
    sheet: Option<&ExpertSheet>,
) -> Truths {
    let model = &program.model;
    let conditions = program
        .conditions
        .iter()
        .zip(&model.conditions)
        .map(|(any, condition)| {
            if condition.any.is_empty() {
                let said = sheet.and_then(|sheet| sheet.conditions.get(&condition.id));
                return said.map_or(OPEN, |yes| Truth::from(*yes));
            }
            let truth = tests_of_rows::any(any, columns, block, row);
            resolve(truth, condition.on_unknown)
        });
    let vetoes = program.vetoes.iter().zip(&model.vetoes).map(|(any, veto)| {
        let truth = tests_of_rows::any(any, columns, block, row);
        match (truth, veto.on_unknown) {
            (OPEN, OnUnknown::Fail) => YES,
            (OPEN, OnUnknown::Hold) => NO,
            _ => truth,
        }
    });
    let passes = program
        .passes
        .iter()
        .map(|any| tests_of_rows::any(any, columns, block, row))
        .collect();
    Truths {
        conditions: conditions.collect(),
        vetoes: vetoes.collect(),
        passes,
    }
}

fn resolve(truth: Truth, on_unknown: OnUnknown) -> Truth {
    match (truth, on_unknown) {
        (OPEN, OnUnknown::Fail) => NO,
        (OPEN, OnUnknown::Hold) => YES,
        _ => truth,
    }
}

/// The verdict on one row of a worked block.
pub(crate) fn of(
    program: &Program,
    columns: &Columns,
    block: &Block,
    row: usize,
    sheet: Option<&ExpertSheet>,
) -> Verdict {
    let truths = truths(program, columns, block, row, sheet);
    decided(program, columns, block, row, &truths)
}

/// The same where the truths are known.
pub(super) fn decided(
    program: &Program,
    columns: &Columns,
    block: &Block,
    row: usize,
    truths: &Truths,
) -> Verdict {
    let points = Points {
        low: block.low[row],
        high: block.high[row],
    };
    let mut verdict = Verdict {
        segment: block.segment[row],
        points,
        status: Status::Ranked,
        grade: None,
        raised: 0,
        limit: None,
        binding_cap: None,
        open_cap: None,
    };
    if truths.vetoes.contains(&YES) {
        verdict.status = Status::Vetoed;
        return verdict;
    }
    match program.model.kind {
        Kind::Ranking => {}
        Kind::Recognition => verdict.status = recognition(program, truths, points),
        Kind::Credit if truths.conditions.contains(&NO) => verdict.status = Status::Fails,
        Kind::Credit if truths.vetoes.contains(&OPEN) || truths.conditions.contains(&OPEN) => {
            verdict.status = Status::DependsOnEvidence;
        }
        Kind::Credit => credit(program, columns, block, row, &mut verdict),
    }
    verdict
}

/// All of them: no where one is no, else open where one is open.
fn all_of(truths: impl Iterator<Item = Truth>) -> Truth {
    truths.fold(YES, |so_far, truth| match (so_far, truth) {
        (NO, _) | (_, NO) => NO,
        (OPEN, _) | (_, OPEN) => OPEN,
        _ => YES,
    })
}

/// Direct passes first, then conditions, then the pass mark.
fn recognition(program: &Program, truths: &Truths, points: Points) -> Status {
    let model = &program.model;
    let direct_pass = |at: usize| {
        let needs = model.direct_passes[at].needs.iter().filter_map(|need| {
            let conditions = &model.conditions;
            let at = conditions.iter().position(|known| known.id == *need)?;
            Some(truths.conditions[at])
        });
        all_of(needs.chain([truths.passes[at]]))
    };
    let direct: Vec<Truth> = (0..model.direct_passes.len()).map(direct_pass).collect();
    if direct.contains(&YES) {
        return Status::Passes;
    }
    // A direct pass that cannot be told yet may still lift what the points would fail.
    let fails = if direct.contains(&OPEN) {
        Status::DependsOnEvidence
    } else {
        Status::Fails
    };
    if truths.conditions.contains(&NO) {
        return fails;
    }
    let mark = model
        .outcome
        .pass
        .expect("a checked recognition has a pass mark")
        .0;
    let passes = |points: i32| mark.is_passed_by(Ratio::from_int(points.into()));
    if !passes(points.high) {
        return fails;
    }
    let on_evidence = truths.vetoes.contains(&OPEN)
        || truths
            .conditions
            .iter()
            .zip(&model.conditions)
            .any(|(truth, condition)| *truth == OPEN && !condition.any.is_empty());
    if on_evidence {
        Status::DependsOnEvidence
    } else if truths.conditions.contains(&OPEN) || !passes(points.low) {
        Status::DependsOnExpert
    } else {
        Status::Passes
    }
}

/// Grade by total or matrix, raised by class, then the lowest of the caps. While an expert part is
/// open the lower end decides.
fn credit(program: &Program, columns: &Columns, block: &Block, row: usize, verdict: &mut Verdict) {
    let outcome = &program.model.outcome;
    let earned = match &outcome.matrix {
        None => outcome
            .grades
            .iter()
            .position(|grade| grade.from.is_some_and(|from| verdict.points.low >= from)),
        Some(matrix) => {
            let subtotal = |name: &String| {
                let at = program.subtotals.iter().position(|known| known == name);
                let at = at.expect("a checked matrix names subtotals that groups have");
                block.sub_low[at * block.rows + row]
            };
            let place = |from: &[i32], points: i32| from.iter().position(|least| points >= *least);
            place(&matrix.row_from, subtotal(&matrix.rows))
                .zip(place(&matrix.column_from, subtotal(&matrix.columns)))
                .and_then(|(row, column)| {
                    let letter = &matrix.grades[row][column];
                    outcome
                        .grades
                        .iter()
                        .position(|grade| grade.grade == *letter)
                })
        }
    };
    let Some(earned) = earned else {
        verdict.status = Status::Ungraded;
        return;
    };
    let raise = program
        .uplifts
        .iter()
        .zip(&outcome.uplifts)
        .filter(|(tests, _)| tests_of_rows::all(tests, columns, block, row) == YES)
        .map(|(_, uplift)| usize::try_from(uplift.grades).unwrap_or(0))
        .max()
        .unwrap_or(0)
        .min(earned);
    let grade = earned - raise;
    verdict.status = Status::Graded;
    verdict.grade = u8::try_from(grade).ok();
    verdict.raised = u8::try_from(raise).unwrap_or(u8::MAX);
    limit(program, columns, block.first + row, grade, verdict);
}

fn limit(program: &Program, columns: &Columns, place: usize, grade: usize, verdict: &mut Verdict) {
    let outcome = &program.model.outcome;
    let Figure::Known(mut limit) = outcome.grades[grade].limit else {
        return;
    };
    for (at, (column, cap)) in program
        .limit_caps
        .iter()
        .zip(&outcome.limit_caps)
        .enumerate()
    {
        let number = columns.column(*column).number(place);
        let most = number
            .and_then(|number| number.checked_mul(cap.share))
            .map(Ratio::floor);
        let Some(most) = most.and_then(|fen| i64::try_from(fen.max(0)).ok()) else {
            verdict.open_cap = u8::try_from(at).ok();
            return;
        };
        if most < limit.fen() {
            limit = Amount::from_fen(most);
            verdict.binding_cap = u8::try_from(at).ok();
        }
    }
    verdict.limit = Some(limit);
}
