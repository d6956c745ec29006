//! What points lead to in an exported select: the grade with its vetoes and raises, and the probability of default.

use super::field::Field;
use super::sql_parts::{name, sum, test};
use crate::scoring::Model;
use crate::scoring::model::{GradeMatrix, OnUnknown, Test};

/// Truths without a figure in them, in words that every engine reads.
const TRUE: &str = "1 = 1";
const FALSE: &str = "1 = 0";

/// The subtotals of a grade matrix, down and across.
pub(super) fn subtotals(model: &Model) -> Vec<String> {
    let Some(matrix) = &model.outcome.matrix else {
        return Vec::new();
    };
    let each = [(&matrix.rows, "sub_rows"), (&matrix.columns, "sub_columns")];
    let each = each.map(|(subtotal, column)| {
        let groups = model.groups.iter().enumerate();
        let of = groups.filter(|(_, group)| group.subtotal.as_ref() == Some(subtotal));
        let groups: Vec<String> = of.map(|(at, _)| format!("g{at}_low")).collect();
        format!("{} as {column}", sum(&groups))
    });
    each.into()
}

/// The place of the grade that the points earn, whether nothing stands against it, and by how much it is raised.
pub(super) fn earned(model: &Model, fields: &[Field]) -> Vec<String> {
    let grades = &model.outcome.grades;
    let earned = match &model.outcome.matrix {
        Some(matrix) => of_matrix(model, matrix),
        None => {
            let steps = grades.iter().enumerate();
            let steps = steps.filter_map(|(at, grade)| {
                Some(format!("when total_low >= {} then {at}", grade.from?))
            });
            cases(steps, "null")
        }
    };
    let vetoes = model.vetoes.iter().map(|veto| {
        let struck = any(&veto.any, fields);
        let taken = resolved(struck, veto.on_unknown, [TRUE, FALSE]);
        format!("not ({taken})")
    });
    let conditions = model.conditions.iter().map(|condition| {
        let holds = any(&condition.any, fields);
        resolved(holds, condition.on_unknown, [FALSE, TRUE])
    });
    let clear: Vec<String> = vetoes.chain(conditions).collect();
    let clear = joined(&clear, " and ", TRUE);
    let mut uplifts: Vec<_> = model.outcome.uplifts.iter().collect();
    uplifts.sort_by_key(|uplift| std::cmp::Reverse(uplift.grades));
    let raises = uplifts.iter().map(|uplift| {
        let holds = all(&uplift.when, fields);
        format!("when {holds} then {}", uplift.grades)
    });
    vec![
        format!("{earned} as earned"),
        format!("case when {clear} then 1 else 0 end as clear"),
        format!("{} as lift", cases(raises, "0")),
    ]
}

/// The grade by its name; null where none is given: struck, failed, open, or below the last.
pub(super) fn grade(model: &Model) -> String {
    let names = model.outcome.grades.iter().enumerate();
    let names: Vec<String> = names
        .map(|(at, grade)| format!("when {at} then {}", name(&grade.grade)))
        .collect();
    let place = "case when lift > earned then 0 else earned - lift end";
    format!(
        "case when clear = 1 then case {place} {} end end as grade",
        names.join(" ")
    )
}

/// The probability of default in parts per million, by the points.
pub(super) fn probability(model: &Model) -> Option<String> {
    let calibration = model.outcome.calibration.as_ref()?;
    let ((_, first), _) = calibration.table.split_first()?;
    let steps = calibration.table.iter().skip(1).rev();
    let steps = steps.map(|(from, ppm)| format!("when total_low >= {from} then {ppm}"));
    let open = ["when total_low is null then null".to_owned()];
    let all = open.into_iter().chain(steps);
    Some(format!("{} as pd_ppm", cases(all, &first.to_string())))
}

fn of_matrix(model: &Model, matrix: &GradeMatrix) -> String {
    let place = |letter: &String| {
        let grades = &model.outcome.grades;
        let at = grades.iter().position(|grade| grade.grade == *letter);
        at.map_or_else(|| "null".to_owned(), |at| at.to_string())
    };
    let rows = matrix.row_from.iter().zip(&matrix.grades);
    let rows = rows.map(|(from, row)| {
        let cells = matrix.column_from.iter().zip(row);
        let cells = cells
            .map(|(from, letter)| format!("when sub_columns >= {from} then {}", place(letter)));
        format!("when sub_rows >= {from} then {}", cases(cells, "null"))
    });
    cases(rows, "null")
}

/// A choice of several; without any, what else it is.
fn cases(steps: impl Iterator<Item = String>, or: &str) -> String {
    let steps: Vec<String> = steps.collect();
    if steps.is_empty() {
        return or.to_owned();
    }
    format!("case {} else {or} end", steps.join(" "))
}

/// Alternatives of tests, null while open.
fn any(alternatives: &[Vec<Test>], fields: &[Field]) -> String {
    let each: Vec<String> = alternatives
        .iter()
        .map(|tests| all(tests, fields))
        .collect();
    joined(&each, " or ", FALSE)
}

fn all(tests: &[Test], fields: &[Field]) -> String {
    let each: Vec<String> = tests.iter().map(|of| test(of, fields)).collect();
    joined(&each, " and ", TRUE)
}

/// Several truths as one, or what none of them come to.
fn joined(each: &[String], with: &str, none: &str) -> String {
    if each.is_empty() {
        return none.to_owned();
    }
    format!("({})", each.join(with))
}

/// What an open question is taken for: failed, or held.
fn resolved(truth: String, on_unknown: OnUnknown, [fail, hold]: [&str; 2]) -> String {
    match on_unknown {
        OnUnknown::Open => truth,
        OnUnknown::Fail => format!("coalesce({truth}, {fail})"),
        OnUnknown::Hold => format!("coalesce({truth}, {hold})"),
    }
}
