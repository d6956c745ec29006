//! Validation of a model on a file of rows: read, scored, judged, and written down for whoever files it.

mod ask;
mod columns;
mod lines;
mod page;
mod refit;
mod refitted_lines;
mod rows;
mod scored;
mod written;

pub use ask::{Ask, Group};
pub use lines::{Line, lines};
pub use page::html;
pub use written::{DataNamed, ModelNamed, Refitted, Report};

use super::{Error, catalog};
use crate::scoring::Program;
use crate::scoring::model::Kind;
use crate::units::{Bilingual, Problems};
use crate::validation::Validation;
use crate::validation::document::{Characteristic, Grades, Material};
use columns::{Source, WordColumns};
use rows::Rows;
use scored::{Scored, Scorer, columns_of};
use std::path::Path;

/// The name of rows below the last grade, or without one.
const NO_GRADE: &str = "—";

/// Validates a model on rows. The same ask of the same files gives the same bytes.
pub fn validate(ask: &Ask) -> Result<Report, Error> {
    let loaded = catalog::find(&ask.model)?;
    let program = loaded.program()?;
    let challenger = match &ask.challenger {
        Some(name) => Some((catalog::find(name)?, catalog::find(name)?.program()?)),
        None => None,
    };
    let mut wanted = ask.columns();
    let read = |program: &Program| {
        if program.model.inputs.is_empty() {
            Vec::new()
        } else {
            columns_of(program)
        }
    };
    wanted.extend(read(&program));
    wanted.extend(challenger.iter().flat_map(|(_, program)| read(program)));
    // Of indicators of the catalogue those that the file has: one that it lacks is unknown, and told as missing.
    let mut others = columns_of(&program);
    others.extend(
        challenger
            .iter()
            .flat_map(|(_, program)| columns_of(program)),
    );
    let checked = |problems: Problems| Error::Checked {
        file: ask.data.display().to_string(),
        problems,
    };
    let source = Source::open(&ask.data, &wanted, &others).map_err(checked)?;
    let mut words = WordColumns::of(&source, &ask.columns());
    let mut scorer = Scorer::new(&program, &source);
    let mut other = challenger
        .as_ref()
        .map(|(_, program)| Scorer::new(program, &source));
    let mut read = 0;
    let reading = source.table.read(|chunk| {
        let number = |row: usize| read + row as u64 + 1;
        words.take(chunk);
        scorer.take(chunk, number);
        if let Some(other) = &mut other {
            other.take(chunk, number);
        }
        read += chunk.rows as u64;
    });
    reading.map_err(checked)?;
    let names = grade_names(&program);
    let rows = rows::read(ask, &words, &names);
    drop(words);
    let other = other.map(Scorer::finish);
    let (rows, scored, other) = together(rows, scorer.finish(), other).map_err(checked)?;
    let refitted = refit::refitted(ask, &source.table, &rows)?;
    let material = material(names, rows, &program, &scored, other.as_ref());
    let validation = Validation::of(&material, &ask.settings).map_err(checked)?;
    Ok(Report {
        model: ModelNamed::of(&loaded.model),
        challenger: challenger.map(|(loaded, _)| ModelNamed::of(&loaded.model)),
        data: DataNamed {
            file: file_name(&ask.data),
            digest: source.table.digest,
            rows: material.rows(),
            outcome: ask.outcome.clone(),
            event: ask.event.clone(),
        },
        notes: notes(&program, &scored),
        validation,
        refitted,
    })
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// What was read, or everything wrong with it at once; what two models find wrong with a cell is told once.
fn together(
    rows: Result<Rows, Problems>,
    scored: Result<Scored, Problems>,
    other: Option<Result<Scored, Problems>>,
) -> Result<(Rows, Scored, Option<Scored>), Problems> {
    match (rows, scored, other.transpose()) {
        (Ok(rows), Ok(scored), Ok(other)) => Ok((rows, scored, other)),
        (rows, scored, other) => {
            let mut all = Problems::default();
            for problems in [rows.err(), scored.err(), other.err()]
                .into_iter()
                .flatten()
            {
                for problem in problems.0 {
                    if !all.0.contains(&problem) {
                        all.0.push(problem);
                    }
                }
            }
            Err(all)
        }
    }
}

fn material(
    names: Vec<String>,
    rows: Rows,
    program: &Program,
    scored: &Scored,
    other: Option<&Scored>,
) -> Material {
    let of_rows = scored
        .grades
        .iter()
        .zip(&scored.points)
        .map(|(grade, points)| grade_of(program, *grade, *points, &names))
        .collect();
    let risks = |scored: &Scored| scored.points.iter().map(|points| risk(*points)).collect();
    let in_force = rows.in_force;
    Material {
        scores: risks(scored),
        probabilities: probabilities(program, scored),
        outcomes: rows.outcomes,
        weights: rows.weights,
        days: rows.days,
        enterprises: rows.enterprises,
        grades: (!names.is_empty()).then_some(Grades {
            names,
            of_rows,
            in_force,
        }),
        challenger: other.map(risks),
        partings: rows.partings,
        cohorts: rows.cohorts,
        characteristics: characteristics(program, scored),
    }
}

/// More points are less risk. A row with open points has the least that it may get.
fn risk(points: i32) -> f64 {
    -f64::from(points)
}

fn grade_names(program: &Program) -> Vec<String> {
    let grades = &program.model.outcome.grades;
    let mut names: Vec<String> = grades.iter().map(|grade| grade.grade.clone()).collect();
    if !names.is_empty() && program.model.kind == Kind::Credit {
        names.push(NO_GRADE.to_owned());
    }
    if let Some(calibration) = program.model.outcome.calibration.as_ref()
        && names.is_empty()
    {
        names.extend(calibration.grades.iter().map(|grade| grade.grade.clone()));
    }
    names
}

fn grade_of(program: &Program, grade: Option<u8>, points: i32, names: &[String]) -> usize {
    let of_risk = || {
        let calibration = program.model.outcome.calibration.as_ref()?;
        let grade = calibration.grade(points);
        grade.filter(|_| program.model.outcome.grades.is_empty())
    };
    let given = grade.map(usize::from).or_else(of_risk);
    given.unwrap_or(names.len().saturating_sub(1))
}

#[expect(clippy::cast_precision_loss, reason = "parts per million are exact")]
fn probabilities(program: &Program, scored: &Scored) -> Option<Vec<f64>> {
    let calibration = program.model.outcome.calibration.as_ref()?;
    let of = |points: &i32| Some(calibration.ppm(*points)? as f64 / 1e6);
    scored.points.iter().map(of).collect()
}

fn characteristics(program: &Program, scored: &Scored) -> Vec<Characteristic> {
    let tables = program.model.tables.iter().zip(&scored.hits);
    let read = tables.filter(|(_, hits)| hits.slots.len() > 1);
    read.map(|(table, hits)| Characteristic {
        name: format!("{} {}", table.name.zh, table.name.en),
        bands: hits.slots.iter().map(|slot| slot.en.clone()).collect(),
        of_rows: hits.of_rows.clone(),
        missing: hits.unknown.clone(),
    })
    .collect()
}

/// What must be read with the figures.
fn notes(program: &Program, scored: &Scored) -> Vec<Bilingual> {
    let mut notes = Vec::new();
    let open = scored.open;
    if open > 0 {
        notes.push(Bilingual::new(
            format!("{open} 行的分值尚未确定（专家或证据未到），按最低分值计算"),
            format!("{open} rows have open points; the least that they may get is taken"),
        ));
    }
    if program.model.outcome.calibration.is_none() {
        notes.push(Bilingual::new(
            "模型未经校准，没有违约概率，故不作校准检验",
            "the model is not calibrated: it has no probabilities, so none are tested",
        ));
    }
    notes
}
