//! Answers of the service as tables, JSON and CSV.

use super::{Format, models, output};
use crate::service::client::Reply;
use serde_json::{Map, Value};

/// Shows a command that stands: its events, and where the journal ended with them.
pub(super) fn acknowledged(reply: &Reply, format: Format) {
    let body = reply.json();
    let (Some(events), Format::Table) = (body["events"].as_array(), format) else {
        return value(reply, format);
    };
    for event in events {
        let of = |name: &str| event[name].as_str().unwrap_or("");
        output::line(&format!(
            "event {}: {} {} on {} by {}",
            event["number"],
            of("kind"),
            of("subject"),
            of("booked_on"),
            of("actor")
        ));
    }
    let hash = body["head"]["hash"].as_str().unwrap_or("");
    output::line(&format!("journal: {} {hash}", body["head"]["sequence"]));
}

/// Shows an answer: its one list as rows, else its fields; what is no JSON as it came.
pub(super) fn value(reply: &Reply, format: Format) {
    let body = reply.json();
    if format == Format::Json || !body.is_object() {
        output::line(reply.text.trim_end());
        return;
    }
    let mut lists = body.as_object().into_iter().flatten();
    let list = lists.find_map(|(_, of)| of.as_array().filter(|of| of.iter().all(Value::is_object)));
    match list {
        Some(list) => {
            // What stands beside the list is told too, or nobody would know of it.
            let beside: Vec<Vec<String>> = pairs(&body);
            if format == Format::Table && !beside.is_empty() {
                models::rows(&["field", "value"], &beside, format);
            }
            rows(list, format);
        }
        None => models::rows(&["field", "value"], &pairs(&body), format),
    }
}

/// The fields of an object that are no lists.
fn pairs(body: &Value) -> Vec<Vec<String>> {
    let fields = body.as_object().into_iter().flatten();
    let plain = fields.filter(|(_, value)| !value.is_array());
    plain
        .map(|(name, value)| vec![name.clone(), cell(value)])
        .collect()
}

/// Shows objects as rows, a column for each field that any of them has; what stands within an object has a column too.
pub(super) fn rows(list: &[Value], format: Format) {
    if format == Format::Json {
        list.iter().for_each(|row| output::line(&row.to_string()));
        return;
    }
    let flat: Vec<Vec<(String, String)>> = list.iter().map(|row| flat(row, format)).collect();
    let mut header: Vec<&str> = Vec::new();
    for (name, _) in flat.iter().flatten() {
        if !header.contains(&name.as_str()) {
            header.push(name);
        }
    }
    let rows: Vec<Vec<String>> = flat
        .iter()
        .map(|row| {
            let found = |name: &&str| row.iter().find(|(own, _)| own == name);
            let cells = header
                .iter()
                .map(|name| found(name).map(|(_, cell)| cell.clone()));
            cells.map(Option::unwrap_or_default).collect()
        })
        .collect();
    models::rows(&header, &rows, format);
}

/// The cells of an object by their columns. The body of an event is a document of its own: a table has no room for it.
fn flat(row: &Value, format: Format) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    for (name, value) in row.as_object().into_iter().flatten() {
        match value.as_object().filter(|of| !is_amount(of)) {
            Some(_) if name == "body" && format == Format::Table => {}
            Some(within) if name != "body" => {
                let within = within.iter();
                cells.extend(within.map(|(part, value)| (format!("{name}.{part}"), cell(value))));
            }
            _ => cells.push((name.clone(), cell(value))),
        }
    }
    cells
}

fn is_amount(of: &Map<String, Value>) -> bool {
    of.len() == 2 && of.contains_key("amount") && of.contains_key("currency")
}

/// A value as a cell: an amount by its figure, several words with `;` between them.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(of) => of.iter().map(cell).collect::<Vec<_>>().join(";"),
        Value::Object(of) if is_amount(of) => cell(&of["amount"]),
        other => other.to_string(),
    }
}
