//! `zhixin score --rows`: the rows of a file scored by a model of given figures.

use super::{Failure, Format, explain, models, output};
use crate::service::catalog::Loaded;
use crate::service::row_scores::{self, RowScore};
use serde_json::json;
use std::path::Path;

const HEADER: [&str; 6] = ["row", "id", "status", "grade", "points", "pd_ppm"];

/// Scores and writes every row as it comes; words that were never seen are told at the end.
pub(crate) fn run(
    loaded: &Loaded,
    data: &Path,
    id: Option<&str>,
    format: Format,
) -> Result<(), Failure> {
    let mut written = 0_u64;
    let met = row_scores::score(loaded, data, id, |scores| {
        let rows: Vec<Vec<String>> = scores.iter().map(|score| cells(loaded, score)).collect();
        match format {
            Format::Json => scores.iter().for_each(|score| json_line(loaded, score)),
            Format::Csv if written == 0 => models::csv(&HEADER, &rows),
            Format::Csv => lines(&rows),
            Format::Table => output::line(&output::table(&HEADER, &rows)),
        }
        written += scores.len() as u64;
    })?;
    for (column, cells) in &met.unseen {
        output::note(&format!(
            "{column}: {cells} of {} rows have a word that the model never saw",
            met.rows
        ));
    }
    Ok(())
}

fn cells(loaded: &Loaded, score: &RowScore) -> Vec<String> {
    let outcome = &loaded.model.outcome;
    let of_credit = score
        .verdict
        .grade
        .map(|at| outcome.grades[usize::from(at)].grade.clone());
    let of_risk = || {
        let calibration = outcome.calibration.as_ref()?;
        let at = calibration.grade(score.verdict.points.low)?;
        let told = score.ppm.filter(|_| outcome.grades.is_empty());
        told.map(|_| calibration.grades[at].grade.clone())
    };
    let grade = of_credit.or_else(of_risk);
    vec![
        score.row.to_string(),
        score.id.clone(),
        explain::status_word(score.verdict.status),
        grade.unwrap_or_default(),
        score.verdict.points.low.to_string(),
        score.ppm.map(|ppm| ppm.to_string()).unwrap_or_default(),
    ]
}

fn json_line(loaded: &Loaded, score: &RowScore) {
    let grade = cells(loaded, score).remove(3);
    let line = json!({
        "row": score.row,
        "id": score.id,
        "status": score.verdict.status,
        "grade": if grade.is_empty() { None } else { Some(grade) },
        "points": score.verdict.points.low,
        "pd_ppm": score.ppm,
    });
    output::line(&line.to_string());
}

/// Rows without a header.
fn lines(rows: &[Vec<String>]) {
    if let Some((first, rest)) = rows.split_first() {
        let header: Vec<&str> = first.iter().map(String::as_str).collect();
        models::csv(&header, rest);
    }
}
