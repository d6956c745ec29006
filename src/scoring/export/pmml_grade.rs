//! The grade in PMML: what the points earn, what strikes and holds up, and by how much it is raised, each an output of its own.

use super::expression::{apply, constant, first_of, reference, text, truth};
use super::field::Field;
use super::pmml::{cards, of_group};
use super::predicate::{Predicate, Said, all};
use crate::scoring::Model;
use crate::scoring::model::{GradeMatrix, OnUnknown, Test};
use std::fmt::Write as _;

/// The outputs that lead to `grade`, and `grade`: none where nothing is earned, or something stands against it.
pub(super) fn grade(model: &Model, fields: &[Field]) -> String {
    let mut out = String::new();
    let mut said = |name: &str, kind: &str, value: Option<String>, last: bool| {
        let optype = if kind == "double" {
            "continuous"
        } else {
            "categorical"
        };
        let value = value.unwrap_or_default();
        let last = if last { "" } else { " isFinalResult=\"false\"" };
        let written = write!(
            out,
            "<OutputField name=\"{name}\" optype=\"{optype}\" dataType=\"{kind}\" feature=\"transformedValue\"{last}>{value}</OutputField>"
        );
        written.expect("a text takes whatever is written to it");
    };
    if let Some(matrix) = &model.outcome.matrix {
        for (name, subtotal) in [("sub_rows", &matrix.rows), ("sub_columns", &matrix.columns)] {
            said(name, "double", Some(sum(model, subtotal)), false);
        }
    }
    let earned = match &model.outcome.matrix {
        Some(matrix) => of_matrix(model, matrix),
        None => {
            let grades = model.outcome.grades.iter().enumerate();
            let steps =
                grades.filter_map(|(at, grade)| Some((from("points", grade.from?), constant(at))));
            first_of(steps.collect::<Vec<_>>().into_iter(), None)
        }
    };
    said("earned", "double", earned, false);
    said(
        "clear",
        "boolean",
        Some(truth(&clear(model, fields))),
        false,
    );
    let mut raises: Vec<_> = model.outcome.uplifts.iter().collect();
    raises.sort_by_key(|raise| std::cmp::Reverse(raise.grades));
    let raises = raises.iter().map(|raise| {
        let holds = truth(&all(&raise.when, fields).holds);
        (holds, constant(raise.grades))
    });
    said("lift", "double", first_of(raises, Some(constant(0))), false);
    let place = apply(
        "max",
        &[
            apply("-", &[reference("earned"), reference("lift")]),
            constant(0),
        ],
    );
    let names = model.outcome.grades.iter().enumerate();
    let names = names.map(|(at, grade)| {
        let here = apply("equal", &[place.clone(), constant(at)]);
        (here, text(&grade.grade))
    });
    let named = first_of(names, None).unwrap_or_default();
    let given = apply(
        "and",
        &[
            reference("clear"),
            apply("isNotMissing", &[reference("earned")]),
        ],
    );
    said("grade", "string", Some(apply("if", &[given, named])), true);
    out
}

/// Whether nothing strikes and every condition holds: nobody can tell is no.
fn clear(model: &Model, fields: &[Field]) -> Predicate {
    let vetoes = model.vetoes.iter().map(|veto| {
        let struck = any(&veto.any, fields);
        match veto.on_unknown {
            OnUnknown::Open | OnUnknown::Fail => struck.fails,
            OnUnknown::Hold => Predicate::Any(vec![struck.fails, struck.open]),
        }
    });
    let conditions = model.conditions.iter().map(|condition| {
        let held = any(&condition.any, fields);
        match condition.on_unknown {
            OnUnknown::Open | OnUnknown::Fail => held.holds,
            OnUnknown::Hold => Predicate::Any(vec![held.holds, held.open]),
        }
    });
    Predicate::All(vetoes.chain(conditions).collect())
}

/// Alternatives: one that holds is enough; all must fail; else nobody can tell.
fn any(alternatives: &[Vec<Test>], fields: &[Field]) -> Said {
    let each: Vec<Said> = alternatives
        .iter()
        .map(|tests| all(tests, fields))
        .collect();
    let not_held = each
        .iter()
        .map(|said| Predicate::Any(vec![said.fails.clone(), said.open.clone()]));
    let open = each.iter().map(|said| said.open.clone());
    let open = [Predicate::Any(open.collect())].into_iter().chain(not_held);
    Said {
        open: Predicate::All(open.collect()),
        holds: Predicate::Any(each.iter().map(|said| said.holds.clone()).collect()),
        fails: Predicate::All(each.iter().map(|said| said.fails.clone()).collect()),
    }
}

/// The points of the groups of a subtotal.
fn sum(model: &Model, subtotal: &str) -> String {
    let groups = model.groups.iter().zip(cards(model));
    let of = groups.filter(|(group, _)| group.subtotal.as_deref() == Some(subtotal));
    let of = of.map(|(group, cards)| of_group(group, &cards));
    of.fold(constant(0), |sum, points| apply("+", &[sum, points]))
}

fn from(of: &str, least: i32) -> String {
    apply("greaterOrEqual", &[reference(of), constant(least)])
}

/// The place of the grade in the matrix; none in a cell without a grade, or outside.
fn of_matrix(model: &Model, matrix: &GradeMatrix) -> Option<String> {
    let place = |letter: &String| {
        model
            .outcome
            .grades
            .iter()
            .position(|grade| grade.grade == *letter)
    };
    let rows = matrix
        .row_from
        .iter()
        .zip(&matrix.grades)
        .filter_map(|(row, letters)| {
            // A cell without a grade is as one that no points reach: nothing to its right is better.
            let cells = matrix.column_from.iter().zip(letters);
            let cells = cells.map(|(column, letter)| {
                let at = place(letter).map_or_else(|| constant(-1), constant);
                (from("sub_columns", *column), at)
            });
            let cells = first_of(cells, Some(constant(-1)))?;
            Some((from("sub_rows", *row), cells))
        });
    let found = first_of(rows.collect::<Vec<_>>().into_iter(), Some(constant(-1)))?;
    let earned = apply("greaterOrEqual", &[found.clone(), constant(0)]);
    Some(apply("if", &[earned, found]))
}
