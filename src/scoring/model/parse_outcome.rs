//! Reading the outcome of a model file: pass mark, grades, limit and calibration.

use super::parse::{each, indicator, named, origin_or, small};
use super::parse_parts::tests;
use super::{
    Calibration, CalibrationStep, Edge, Figure, Grade, GradeMatrix, LimitCap, Origin, Outcome,
    PassMark, RiskGrade, Uplift,
};
use crate::units::Amount;
use crate::units::form::Table as FormTable;

pub(super) fn outcome(table: &FormTable<'_>, default: Option<&Origin>) -> Option<Outcome> {
    let max = table.integer("max").and_then(|max| i32::try_from(max).ok());
    let pass = match (
        table.opt_decimal("pass_from"),
        table.opt_decimal("pass_above"),
    ) {
        (Some(at), None) => Some(PassMark(Edge { at, above: false })),
        (None, Some(at)) => Some(PassMark(Edge { at, above: true })),
        (None, None) => None,
        (Some(_), Some(_)) => {
            table.problem(
                "pass_from",
                "interval.twice",
                "give `pass_from` or `pass_above`, not both",
            );
            None
        }
    };
    let (base_cap, bonus_cap) = (small(table, "base_cap"), small(table, "bonus_cap"));
    let cap = small(table, "cap");
    let grades = each(table, "grades", &mut Vec::new(), |row| grade(row, default));
    let matrix = match table.opt_table("matrix") {
        None => Some(None),
        Some(matrix) => {
            let read = read_matrix(&matrix);
            matrix.close();
            read.map(Some)
        }
    };
    let limit_caps = each(table, "limit_caps", &mut Vec::new(), |row| {
        limit_cap(row, default)
    });
    let uplifts = each(table, "uplifts", &mut Vec::new(), |row| {
        uplift(row, default)
    });
    let valid_days = table.opt_integer("valid_days");
    let calibration = match table.opt_table("calibration") {
        None => Some(None),
        Some(calibration) => {
            let read = read_calibration(&calibration);
            calibration.close();
            read.map(Some)
        }
    };
    table.close();
    Some(Outcome {
        max: max?,
        base_cap,
        bonus_cap,
        cap,
        pass,
        grades: grades?,
        matrix: matrix?,
        limit_caps: limit_caps?,
        uplifts: uplifts?,
        valid_days,
        calibration: calibration?,
    })
}

fn grade(row: &FormTable<'_>, default: Option<&Origin>) -> Option<Grade> {
    let grade = row.text("grade");
    let from = small(row, "from");
    let origin = origin_or(row, default);
    let text = row.text("limit");
    let limit = text.and_then(|text| {
        if text == "unknown" {
            return Some(Figure::Unknown);
        }
        match Amount::parse(&text) {
            Ok(amount) => Some(Figure::Known(amount)),
            Err(error) => {
                row.problem("limit", "amount", error.to_string());
                None
            }
        }
    });
    Some(Grade {
        grade: grade?,
        from,
        limit: limit?,
        origin: origin?,
    })
}

fn integers(table: &FormTable<'_>, key: &'static str) -> Option<Vec<i32>> {
    let numbers: Option<Vec<i32>> = table
        .list(key)
        .into_iter()
        .map(|node| node.integer().and_then(|number| i32::try_from(number).ok()))
        .collect();
    if numbers.as_ref().is_none_or(Vec::is_empty) {
        table.problem(key, "form.type", "expected a list of whole numbers");
        return None;
    }
    numbers
}

fn read_matrix(table: &FormTable<'_>) -> Option<GradeMatrix> {
    let (rows, columns) = (table.text("rows"), table.text("columns"));
    let (row_from, column_from) = (integers(table, "row_from"), integers(table, "column_from"));
    let grades: Option<Vec<Vec<String>>> = table
        .list("grades")
        .into_iter()
        .map(|row| {
            row.list()?
                .into_iter()
                .map(|cell| cell.text().map(str::to_owned))
                .collect()
        })
        .collect();
    if grades.is_none() {
        table.problem("grades", "form.type", "expected a list of rows of grades");
    }
    Some(GradeMatrix {
        rows: rows?,
        row_from: row_from?,
        columns: columns?,
        column_from: column_from?,
        grades: grades?,
    })
}

fn limit_cap(row: &FormTable<'_>, default: Option<&Origin>) -> Option<LimitCap> {
    let indicator = indicator(row, "indicator");
    let share = row.opt_decimal("share");
    if share.is_none() {
        row.problem("share", "form.missing", "this key is required");
    }
    let (name, origin) = (named(row, "name"), origin_or(row, default));
    Some(LimitCap {
        indicator: indicator?,
        share: share?,
        name,
        origin: origin?,
    })
}

fn uplift(row: &FormTable<'_>, default: Option<&Origin>) -> Option<Uplift> {
    let (name, when) = (named(row, "name"), tests(row, "when"));
    let grades = row
        .integer("grades")
        .and_then(|grades| i32::try_from(grades).ok());
    let origin = origin_or(row, default);
    Some(Uplift {
        name,
        when: when?,
        grades: grades?,
        origin: origin?,
    })
}

fn read_calibration(table: &FormTable<'_>) -> Option<Calibration> {
    let population = table.text("population");
    let default_definition = table.text("default_definition");
    let horizon_months = table.integer("horizon_months");
    let prior_ppm = table.integer("prior_ppm");
    let steps = each(table, "table", &mut Vec::new(), |row| {
        let from = small(row, "from");
        if from.is_none() {
            row.problem("from", "form.missing", "this key is required");
        }
        let ppm = row.integer("ppm");
        Some((from?, ppm?))
    });
    let grades = each(table, "grades", &mut Vec::new(), |row| {
        let (grade, from) = (row.text("grade"), small(row, "from"));
        if from.is_none() {
            row.problem("from", "form.missing", "this key is required");
        }
        let ppm = row.integer("ppm");
        Some(RiskGrade {
            grade: grade?,
            from: from?,
            ppm: ppm?,
        })
    });
    let taken = each(table, "steps", &mut Vec::new(), |row| {
        let (name, does, reason) = (row.bilingual("name"), row.text("does"), row.text("reason"));
        Some(CalibrationStep {
            name: name?,
            does: does?,
            reason: reason?,
        })
    });
    Some(Calibration {
        population: population?,
        default_definition: default_definition?,
        horizon_months: horizon_months?,
        prior_ppm: prior_ppm?,
        table: steps?,
        grades: grades?,
        steps: taken?,
    })
}
