//! What experts have said, read from a file and checked against the model before it counts.

use super::Error;
use crate::scoring::model::{Model, Rule, Table};
use crate::scoring::program::ExpertSheet;
use crate::units::form::{Form, Table as FormTable};
use crate::units::{EnterpriseId, Problems};
use std::collections::BTreeMap;
use std::path::Path;

/// Sheets by enterprise.
pub type ExpertSheets = BTreeMap<EnterpriseId, ExpertSheet>;

/// Reads an expert file: `[[experts]]` with `enterprise`, `points = { table = 7 }` and
/// `conditions = { condition = true }`.
pub fn read(path: &Path, model: &Model) -> Result<ExpertSheets, Error> {
    let text = super::catalog::text_of(path)?;
    parse(&text, model).map_err(|problems| Error::Checked {
        file: path.display().to_string(),
        problems,
    })
}

/// Reads and checks the text of an expert file.
pub fn parse(text: &str, model: &Model) -> Result<ExpertSheets, Problems> {
    let form = Form::parse(text)?;
    let root = form.root();
    let mut sheets = ExpertSheets::new();
    for expert in root.tables("experts") {
        let enterprise = expert.text("enterprise").and_then(|text| {
            EnterpriseId::parse(&text)
                .map_err(|error| expert.problem("enterprise", "enterprise", error.to_string()))
                .ok()
        });
        let sheet = ExpertSheet {
            points: points(&expert, model),
            conditions: conditions(&expert, model),
        };
        expert.close();
        if let Some(enterprise) = enterprise
            && sheets.insert(enterprise, sheet).is_some()
        {
            expert.problem(
                "enterprise",
                "expert.twice",
                "this enterprise has a sheet already",
            );
        }
    }
    root.close();
    form.finish(Some(sheets))
}

fn points(expert: &FormTable<'_>, model: &Model) -> BTreeMap<String, i32> {
    let mut points = BTreeMap::new();
    let entries = expert
        .opt_table("points")
        .map(|table| table.entries())
        .unwrap_or_default();
    for (id, node) in entries {
        let Some(table) = model.tables.iter().find(|table| table.id == id) else {
            expert.problem(
                "points",
                "table.unknown",
                format!("the model has no table `{id}`"),
            );
            continue;
        };
        let given = node.integer().and_then(|number| i32::try_from(number).ok());
        let ranges = ranges(table);
        match given {
            Some(given)
                if ranges
                    .iter()
                    .any(|(low, high)| (*low..=*high).contains(&given)) =>
            {
                points.insert(id, given);
            }
            _ if ranges.is_empty() => {
                let message = format!("`{id}` leaves nothing to an expert");
                expert.problem("points", "expert.not_open", message);
            }
            _ => {
                let said: Vec<String> = ranges
                    .iter()
                    .map(|(low, high)| format!("{low}–{high}"))
                    .collect();
                let message = format!(
                    "`{id}` takes a whole number within {}; found {}",
                    said.join(" or "),
                    node.shown()
                );
                expert.problem("points", "expert.range", message);
            }
        }
    }
    points
}

/// The ranges that a table leaves open.
fn ranges(table: &Table) -> Vec<(i32, i32)> {
    use crate::scoring::model::{Points, PointsBySegment};
    let each = |points: &PointsBySegment| -> Vec<Points> {
        match points {
            PointsBySegment::All(points) => vec![*points],
            PointsBySegment::Each(map) => map.values().copied().collect(),
        }
    };
    let all: Vec<Points> = match &table.rule {
        Rule::Bands { bands, codes, .. } => {
            let bands = bands.iter().map(|band| &band.points);
            let codes = codes.iter().map(|code| &code.points);
            bands.chain(codes).flat_map(each).collect()
        }
        Rule::List { rows, .. } => rows.iter().flat_map(|row| each(&row.points)).collect(),
        Rule::Expert { levels } => {
            return levels
                .iter()
                .flat_map(|level| each(&level.points))
                .map(|points| (points.low, points.high))
                .collect();
        }
    };
    all.into_iter()
        .filter(|p| p.low != p.high)
        .map(|p| (p.low, p.high))
        .collect()
}

fn conditions(expert: &FormTable<'_>, model: &Model) -> BTreeMap<String, bool> {
    let mut conditions = BTreeMap::new();
    let Some(table) = expert.opt_table("conditions") else {
        return conditions;
    };
    for (id, node) in table.entries() {
        let known = model.conditions.iter().find(|condition| condition.id == id);
        match (known, node.flag()) {
            (Some(condition), Some(said)) if condition.any.is_empty() => {
                conditions.insert(id, said);
            }
            (Some(_), Some(_)) => {
                let message = format!("`{id}` is told by evidence, not by an expert");
                expert.problem("conditions", "expert.not_open", message);
            }
            (Some(_), None) => {
                let message = format!("`{id}` is true or false; found {}", node.shown());
                expert.problem("conditions", "form.type", message);
            }
            (None, _) => {
                let message = format!("the model has no condition `{id}`");
                expert.problem("conditions", "condition.unknown", message);
            }
        }
    }
    conditions
}
