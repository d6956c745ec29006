//! What a model's parts look like in every document: written once for a compiled model, and copied from then on.

use super::wording;
use crate::scoring::IndicatorId;
use crate::scoring::indicator::Definition;
use crate::scoring::model::{Model, Rule, Table, Tested};
use crate::scoring::program::Program;
use crate::units::Bilingual;
use serde::Serialize;

/// The parts of a model as documents show them, in JSON.
#[derive(Debug, Clone)]
pub(in crate::scoring) struct Plates {
    /// The model's names and digest.
    pub(super) model: String,
    /// Each dimension up to its points.
    pub(super) groups: Vec<String>,
    /// Each table.
    pub(in crate::scoring) tables: Vec<TablePlates>,
    /// Each condition up to what came of it.
    pub(super) conditions: Vec<String>,
    /// Each veto up to what came of it.
    pub(super) vetoes: Vec<String>,
    /// Each column's indicator up to its value.
    pub(super) indicators: Vec<String>,
    /// What each column's indicator means.
    pub(super) definitions: Vec<Definition>,
}

/// The parts of one table.
#[derive(Debug, Clone)]
pub(in crate::scoring) struct TablePlates {
    /// It up to its readings.
    pub(super) head: String,
    /// The columns that it reads, each once.
    pub(super) reads: Vec<usize>,
    /// What each slot is called.
    pub(in crate::scoring) words: Vec<Bilingual>,
    /// The same in JSON.
    pub(super) bands: Vec<String>,
}

impl Plates {
    /// Makes them for a compiled model.
    pub(in crate::scoring) fn of(program: &Program) -> Self {
        let model = &program.model;
        let definition = |id: &IndicatorId| {
            let found = model.definition(id).cloned();
            found.expect("a checked model names only indicators that exist")
        };
        let named = |id: &String, name: &Bilingual| {
            format!(r#"{{"id":{},"name":{},"result":"#, json(id), json(name))
        };
        let conditions = model.conditions.iter();
        let vetoes = model.vetoes.iter();
        let columns = &program.indicators;
        Self {
            model: format!(
                r#""model":{{"id":{},"version":{},"name":{},"mark":{}}},"model_digest":{}"#,
                json(&model.id),
                model.version,
                json(&model.name),
                json(&model.origin.mark),
                json(&program.digest)
            ),
            groups: model
                .groups
                .iter()
                .map(|group| {
                    let (id, name) = (json(&group.id), json(&group.name));
                    format!(
                        r#"{{"id":{id},"name":{name},"bonus":{},"points":"#,
                        group.bonus
                    )
                })
                .collect(),
            tables: model
                .tables
                .iter()
                .map(|table| TablePlates::of(model, columns, table))
                .collect(),
            conditions: conditions.map(|of| named(&of.id, &of.name)).collect(),
            vetoes: vetoes.map(|of| named(&of.id, &of.name)).collect(),
            indicators: columns
                .iter()
                .map(|id| format!(r#"{{"indicator":{},"value":"#, json(id)))
                .collect(),
            definitions: columns.iter().map(definition).collect(),
        }
    }
}

impl TablePlates {
    fn of(model: &Model, columns: &[IndicatorId], table: &Table) -> Self {
        let words = slot_words(model, table);
        let reads = indicators_of(table).into_iter().map(|id| {
            let at = columns.iter().position(|known| known == id);
            at.expect("what a table reads is a column of the compiled model")
        });
        Self {
            head: format!(
                r#"{{"id":{},"dimension":{},"name":{},"mark":{},"readings":["#,
                json(&table.id),
                json(&table.group),
                json(&table.name),
                json(&table.origin.mark)
            ),
            reads: reads.collect(),
            bands: words.iter().map(json).collect(),
            words,
        }
    }
}

fn json(of: &impl Serialize) -> String {
    serde_json::to_string(of).expect("texts and whole numbers are JSON")
}

/// The indicators that a table reads, each once.
fn indicators_of(table: &Table) -> Vec<&IndicatorId> {
    let mut ids: Vec<&IndicatorId> = Vec::new();
    match &table.rule {
        Rule::Bands { indicator, .. } => ids.push(indicator),
        Rule::List { rows, .. } => {
            for test in rows.iter().flat_map(|row| &row.when) {
                if let Tested::Indicator(id) = &test.tested
                    && !ids.contains(&id)
                {
                    ids.push(id);
                }
            }
        }
        Rule::Expert { .. } => {}
    }
    ids
}

/// What each slot of a table is called.
fn slot_words(model: &Model, table: &Table) -> Vec<Bilingual> {
    let unknown = || Bilingual::new("未知", "unknown");
    match &table.rule {
        Rule::Bands {
            indicator,
            bands,
            codes,
            ..
        } => {
            let definition = model.definition(indicator);
            let definition = definition.expect("a checked model names only indicators that exist");
            let words = bands.iter().map(|band| wording::band(definition, band));
            let beside = [
                unknown(),
                Bilingual::new("不适用", "not applicable"),
                Bilingual::new("不可计算", "not computable"),
            ];
            let codes = codes.iter().map(|code| wording::code(definition, code.at));
            words.chain(beside).chain(codes).collect()
        }
        Rule::List { rows, .. } => {
            let words = rows.iter().map(|row| row.name.clone());
            words.chain([unknown()]).collect()
        }
        Rule::Expert { .. } => vec![Bilingual::new("专家评价", "by an expert")],
    }
}
