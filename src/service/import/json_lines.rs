//! JSON lines: one object a line, that says its enterprise, its kind and its fields.

use super::available::{by_lag, stated};
use super::encoding::io_problem;
use super::fact_form::kind_named;
use super::missing::says_nothing;
use super::plan::Plan;
use super::row::{ReadFact, RowOutcome};
use crate::evidence::{Cell, Fact};
use crate::units::text::normalise;
use crate::units::{EnterpriseId, Problems, parse_date};
use serde_json::{Map, Value};
use std::io::{BufRead, BufReader, Read};

/// The lines of a file.
pub(super) struct JsonRows {
    reader: BufReader<Box<dyn Read + Send>>,
    line: Vec<u8>,
    row: u64,
    bytes: u64,
}

impl JsonRows {
    pub(super) fn new(reader: Box<dyn Read + Send>) -> Self {
        Self {
            reader: BufReader::with_capacity(256 * 1024, reader),
            line: Vec::new(),
            row: 0,
            bytes: 0,
        }
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// The outcome of the next line that is not blank.
    pub(super) fn next(&mut self, plan: &Plan) -> Result<Option<RowOutcome>, Problems> {
        loop {
            self.line.clear();
            let read = self
                .reader
                .read_until(b'\n', &mut self.line)
                .map_err(|error| io_problem("", &error))?;
            if read == 0 {
                return Ok(None);
            }
            self.row += 1;
            self.bytes += u64::try_from(read).unwrap_or(0);
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        let row = self.row;
        let line = self.line.trim_ascii();
        let mut problems = Problems::default();
        let fact = match std::str::from_utf8(line) {
            Ok(text) => read_line(text, plan, &mut problems),
            Err(_) => {
                let message = "the line has bytes that are no UTF-8, which JSON always is";
                problems.add("", "encoding", message);
                None
            }
        };
        Ok(Some(match fact.filter(|_| problems.is_empty()) {
            Some(fact) => RowOutcome::Facts {
                row,
                facts: vec![fact],
            },
            None => RowOutcome::Rejected {
                row,
                problems,
                text: std::str::from_utf8(line)
                    .map_or_else(|_| line.escape_ascii().to_string(), str::to_owned),
            },
        }))
    }
}

/// Whether a text anywhere in a value has the sign U+0000, which no record keeps.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(map) => map.values().any(has_nul),
        _ => false,
    }
}

fn read_line(text: &str, plan: &Plan, problems: &mut Problems) -> Option<ReadFact> {
    let object: Map<String, Value> = match serde_json::from_str(text) {
        Ok(object) => object,
        Err(error) => {
            problems.add("", "json", format!("is no JSON object: {error}"));
            return None;
        }
    };
    for (name, value) in &object {
        if has_nul(value) {
            problems.add(name, "text.nul", super::rows::NO_NUL);
        }
    }
    if !problems.is_empty() {
        return None;
    }
    let enterprise = match (
        cell_of(&object, "enterprise", plan, problems),
        &plan.enterprise,
    ) {
        (Some(id), _) => EnterpriseId::parse(&id)
            .map_err(|error| problems.add("enterprise", "enterprise.id", error.to_string()))
            .ok(),
        (None, Some(given)) => Some(given.clone()),
        (None, None) => {
            let message = "the line does not say whom it is about";
            problems.add("enterprise", "enterprise.missing", message);
            None
        }
    };
    let word = cell_of(&object, "fact", plan, problems);
    let kind = match word.as_deref().map(kind_named) {
        Some(Some(kind)) => Some(kind),
        None if plan.kind.is_some() => plan.kind,
        _ => {
            let known = Fact::KINDS.join(", ");
            let message = match &word {
                Some(word) => format!("`{word}` is no kind of fact; there are: {known}"),
                None => {
                    format!("the line does not say what kind of fact it is; there are: {known}")
                }
            };
            problems.add("fact", "facts.kind", message);
            None
        }
    }?;
    let fact = read_fact(kind, &object, plan, problems);
    let on = cell_of(&object, "available_on", plan, problems);
    let (enterprise, fact) = (enterprise?, fact?);
    let available = match on {
        None => by_lag(&fact),
        Some(text) => match parse_date(&text, plan.dates) {
            Ok(on) => stated(&fact, on, problems)?,
            Err(error) => {
                problems.add("available_on", "date", error.to_string());
                return None;
            }
        },
    };
    Some((enterprise, fact, available))
}

fn read_fact(
    kind: &'static str,
    object: &Map<String, Value>,
    plan: &Plan,
    problems: &mut Problems,
) -> Option<Fact> {
    let fields = Fact::fields(kind).expect("the kind is one that there is");
    let shared = ["enterprise", "fact", "available_on"];
    for key in object.keys() {
        if !shared.contains(&key.as_str()) && !fields.iter().any(|f| f.name == key) {
            let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
            let message = format!("{kind} has no such field; it has: {}", names.join(", "));
            problems.add(key, "json.unknown_key", message);
        }
    }
    let texts: Vec<Option<String>> = fields
        .iter()
        .map(|field| cell_of(object, field.name, plan, problems))
        .collect();
    let cells: Vec<Option<Cell<'_>>> = texts
        .iter()
        .map(|text| {
            text.as_deref().map(|text| Cell {
                text,
                unit_fen: plan.unit_fen,
                dates: plan.dates,
            })
        })
        .collect();
    Fact::read(kind, &cells, problems)
}

fn cell_of(
    object: &Map<String, Value>,
    key: &str,
    plan: &Plan,
    problems: &mut Problems,
) -> Option<String> {
    let text = match object.get(key)? {
        Value::Null => return None,
        Value::String(text) => normalise(text).into_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Array(_) | Value::Object(_) => {
            let message = "expected a text, a number or true/false";
            problems.add(key, "json.type", message);
            return None;
        }
    };
    let silent = says_nothing(&text) || plan.missing.contains(&text);
    (!silent).then_some(text)
}
