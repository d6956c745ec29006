//! What differs between a command and the one that was done under its key.

use super::request::Asked;
use crate::pool::PoolEvent;
use serde_json::{Value, json};

/// The first field in which a command differs from what the event under its key says, and what stood there then.
/// Where every field that the event keeps is the same, it is what was asked for that differs.
pub(super) fn first(asked: &Asked, event: &PoolEvent) -> (&'static str, String) {
    let command = &asked.command;
    let action = serde_json::to_value(&command.action).unwrap_or_default();
    let happened = serde_json::to_value(&event.what).unwrap_or_default();
    for field in asked.verb.fields {
        let now = field
            .place
            .split('.')
            .fold(&action, |value, part| &value[part]);
        let last = field.place.rsplit('.').next().unwrap_or(field.place);
        if let Some(then) = found(&happened, last).filter(|then| *then != now) {
            return (field.name, written(then));
        }
    }
    if event.effective_on != command.effective_on {
        return ("on", event.effective_on.to_string());
    }
    if event.booked_on != command.booked_on {
        return ("booked-on", event.booked_on.to_string());
    }
    if event.documents != command.documents {
        return ("documents", written(&json!(event.documents)));
    }
    if event.actor != command.actor {
        return ("as", event.actor.to_string());
    }
    ("action", event.what.kind().to_owned())
}

/// The first value of a name anywhere in a document.
fn found<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Object(map) => map
            .get(name)
            .or_else(|| map.values().find_map(|inner| found(inner, name))),
        _ => None,
    }
}

fn written(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
