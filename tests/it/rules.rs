//! The rules at each boundary, as tables worked from the words of a published rule, or from the
//! figures of a file that is ours, and not from what the code gives: `rule_tables/*.csv` for
//! points, `rule_conditions.csv` for what stands beside the points.

use crate::subject::{program, sheet, subject, vector};
use std::collections::BTreeMap;
use std::path::PathBuf;
use zhixin::scoring::program::Columns;
use zhixin::scoring::{Assessment, Program, assess};
use zhixin::service::catalog;

/// The rows of a table of this folder, by the names of its columns.
fn rows<const N: usize>(file: &str, columns: [&str; N]) -> Vec<[String; N]> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it")
        .join(file);
    let mut reader = csv::Reader::from_path(&path).unwrap();
    assert_eq!(reader.headers().unwrap(), columns.as_slice(), "{file}");
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        std::array::from_fn(|at| row[at].to_owned())
    });
    rows.collect()
}

/// Fails with every row that went another way.
#[track_caller]
fn all_agree(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "\n{} rows disagree:\n{}\n",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Runs the boundary table of one model; gives the number of rows.
#[track_caller]
fn boundaries(model: &str) -> usize {
    let program = program(model);
    let columns = ["table", "inputs", "low", "high", "why"];
    let rows = rows(&format!("rule_tables/{model}.csv"), columns);
    let mut wrong = Vec::new();
    for (at, [table, inputs, low, high, why]) in rows.iter().enumerate() {
        let told = assess(&program, &subject(vector(inputs), sheet("")));
        let found = told.indicators.iter().find(|part| part.id == *table);
        let found = found.unwrap_or_else(|| panic!("{model} has no table `{table}`"));
        let (low, high): (i32, i32) = (low.parse().unwrap(), high.parse().unwrap());
        if (found.points.low, found.points.high) != (low, high) {
            let got = (found.points.low, found.points.high);
            let line = at + 2;
            wrong.push(format!(
                "line {line}: {table} {inputs}: {got:?}, not {:?}: {why}",
                (low, high)
            ));
        }
        agrees_in_batch(&program, &told, inputs);
    }
    all_agree(&wrong);
    rows.len()
}

/// One enterprise alone and in a batch get the same.
#[track_caller]
fn agrees_in_batch(program: &Program, told: &Assessment, inputs: &str) {
    let vector = vector(inputs);
    let verdict = &program.run(&Columns::of_vectors(program, [&vector]))[0];
    let alone = (
        told.points.low,
        told.points.high,
        told.status,
        told.recommended_limit,
    );
    let batch = (
        verdict.points.low,
        verdict.points.high,
        verdict.status,
        verdict.limit,
    );
    assert_eq!(alone, batch, "{inputs}");
}

#[test]
fn high_tech_enterprises_at_every_boundary() {
    assert!(boundaries("hnte-2016") >= 90);
}

#[test]
fn technology_smes_at_every_boundary() {
    assert!(boundaries("technology-sme-2017") >= 60);
}

#[test]
fn innovative_smes_at_every_boundary() {
    assert!(boundaries("innovative-sme") >= 55);
}

#[test]
fn chongqing_in_the_2017_shape_at_every_edge() {
    assert!(boundaries("cq-knowledge-value-2017") >= 80);
}

#[test]
fn chongqing_in_the_2018_shape_at_every_edge() {
    assert!(boundaries("cq-knowledge-value-2018") >= 40);
}

#[test]
fn hubei_at_every_edge() {
    assert!(boundaries("hubei-2025") >= 50);
}

#[test]
fn innovation_points_in_every_stage_at_every_edge() {
    assert!(boundaries("innovation-points-2024") >= 130);
}

/// Every table of points that evidence decides has rows.
#[test]
fn no_table_is_left_untested() {
    for model in catalog::shipped().filter(|id| *id != "listed-firms") {
        let columns = ["table", "inputs", "low", "high", "why"];
        let rows = rows(&format!("rule_tables/{model}.csv"), columns);
        for table in &catalog::find(model).unwrap().model.tables {
            assert!(
                rows.iter().any(|row| row[0] == table.id),
                "{model}: {}",
                table.id
            );
        }
    }
}

/// What an assessment says of one thing that a rule decides.
fn said(told: &Assessment, what: &str) -> String {
    let (what, id) = what.split_once(':').unwrap_or((what, ""));
    let range = |low: i32, high: i32| {
        if low == high {
            low.to_string()
        } else {
            format!("{low}..{high}")
        }
    };
    match what {
        "status" => serde_json::to_value(told.status)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned(),
        "total" => range(told.points.low, told.points.high),
        "grade" => told.grade.clone().unwrap_or_else(|| "none".to_owned()),
        "limit" => told
            .recommended_limit
            .map_or("none".to_owned(), |limit| limit.to_string()),
        "segment" => told.segment.as_ref().unwrap().en.clone(),
        "group" => {
            let group = told.dimensions.iter().find(|group| group.id == id).unwrap();
            range(group.points.low, group.points.high)
        }
        "condition" => {
            let found = told.conditions.iter().find(|condition| condition.id == id);
            found
                .unwrap_or_else(|| panic!("no condition `{id}`"))
                .result
                .to_owned()
        }
        "veto" => {
            let found = told.vetoes.iter().find(|veto| veto.id == id);
            found.map_or("clear", |veto| veto.result).to_owned()
        }
        other => panic!("`{other}` is nothing that a rule decides"),
    }
}

/// `+name;rest` begins with the values of a row `base:name`.
fn with_base(bases: &BTreeMap<String, String>, text: &str) -> String {
    match text.strip_prefix('+') {
        None => text.to_owned(),
        Some(rest) => {
            let (name, rest) = rest.split_once(';').unwrap_or((rest, ""));
            format!("{};{rest}", bases[name])
        }
    }
}

#[test]
fn conditions_passes_vetoes_and_grades() {
    let columns = ["model", "what", "inputs", "expert", "expected", "why"];
    let rows = rows("rule_conditions.csv", columns);
    let programs: BTreeMap<&str, Program> =
        catalog::shipped().map(|id| (id, program(id))).collect();
    let (mut bases, mut experts) = (BTreeMap::new(), BTreeMap::new());
    let mut wrong = Vec::new();
    for (at, [model, what, inputs, expert, expected, why]) in rows.iter().enumerate() {
        if let Some(name) = what.strip_prefix("base:") {
            bases.insert(format!("{model}/{name}"), inputs.clone());
            experts.insert(format!("{model}/{name}"), expert.clone());
            continue;
        }
        let values = inputs.replacen('+', &format!("+{model}/"), 1);
        let name = values
            .strip_prefix('+')
            .and_then(|rest| rest.split(';').next());
        let before = name.map_or("", |name| experts[name].as_str());
        let sheet = sheet(&format!("{before};{expert}"));
        let told = assess(
            &programs[model.as_str()],
            &subject(vector(&with_base(&bases, &values)), sheet),
        );
        let got = said(&told, what);
        if got != *expected {
            let line = at + 2;
            wrong.push(format!(
                "line {line}: {model} {what} {inputs} {expert}: {got}, not {expected}: {why}"
            ));
        }
    }
    all_agree(&wrong);
    assert!(rows.len() >= 240);
}
