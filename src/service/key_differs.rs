//! The first field in which a request differs from the one that its key stands for, as the event of that one tells.

use crate::units::{Amount, DateStyle, Ratio, parse_date};
use serde_json::Value;

/// Fields that a request may leave out: one that was there then and is not now differs too.
const MAY: [&str; 9] = [
    "reason",
    "override_reason",
    "evidence",
    "scores",
    "facts",
    "batches",
    "amount",
    "description",
    "district",
];

/// Names under which an event keeps a field by another name.
const KEPT_AS: [(&str, &str); 3] = [
    ("file", "file_digest"),
    ("class", "source_class"),
    ("url", "origin"),
];

/// The pointer to the first field that differs, and what stood there then. Empty where the event does not tell.
pub(super) fn first(said: &Value, kept: &Value) -> (String, Option<String>) {
    let (named, body) = match said.get("body") {
        Some(body) => (said.as_object(), body),
        None => (None, said),
    };
    // What the path names stands in no field of the body.
    let path = named.into_iter().flatten();
    for (name, value) in path.filter(|(name, _)| *name != "body") {
        if let Some(then) = found(kept, name)
            && same(value) != same(then)
        {
            return (String::new(), Some(written(then)));
        }
    }
    let fields = body.as_object().into_iter().flatten();
    let mut untold = Vec::new();
    for (name, value) in fields {
        let kept_as = KEPT_AS.iter().find(|(of, _)| of == name);
        match found(kept, kept_as.map_or(name, |(_, kept)| kept)) {
            Some(then) if same(value) == same(then) => {}
            Some(then) if kept_as.is_none_or(|(name, _)| *name != "url") => {
                return (format!("/{name}"), Some(written(then)));
            }
            None if value.is_null() => {}
            _ => untold.push(name),
        }
    }
    for name in MAY {
        let then = found(kept, name).filter(|then| !is_nothing(then));
        if let Some(then) = then
            && body.get(name).is_none_or(Value::is_null)
        {
            return (format!("/{name}"), Some(written(then)));
        }
    }
    // All that the event tells of is the same: if it is silent on one field only, it is that one.
    match untold[..] {
        [name] => (format!("/{name}"), None),
        _ => (String::new(), None),
    }
}

/// Nothing, or a count of what a request names one by one.
fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.is_number() || value.as_array().is_some_and(Vec::is_empty)
}

/// The first value of a name anywhere in a document.
fn found<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let map = value.as_object()?;
    let inner = || map.values().find_map(|inner| found(inner, name));
    map.get(name)
        .filter(|value| !value.is_null())
        .or_else(inner)
}

/// A value in the one way in which all who mean the same write it.
fn same(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => {
            let mut all: Vec<String> = items.iter().flat_map(same).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
        Value::Object(map) => map.get("amount").map(same).unwrap_or_default(),
        Value::String(text) => vec![one(text)],
        Value::Null => Vec::new(),
        value => vec![value.to_string()],
    }
}

fn one(text: &str) -> String {
    if let Ok(day) = parse_date(text, DateStyle::Auto) {
        return day.to_string();
    }
    if let Ok(amount) = Amount::parse(text) {
        return amount.to_string();
    }
    Ratio::parse(text).map_or_else(|_| text.to_owned(), |ratio| ratio.to_string())
}

fn written(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(said: &Value, kept: &Value) -> String {
        let (field, then) = first(said, kept);
        format!("{field}: {}", then.unwrap_or_else(|| "?".to_owned()))
    }

    #[test]
    fn the_first_field_that_differs_is_named_however_it_is_written() {
        let kept = json!({"request": "sha256:00", "consent": {
            "id": "consent-1", "enterprise": "x:one", "purposes": ["claim", "credit-assessment"],
            "from": "2026-01-01", "amount": "1000.00", "rate": "77/2000", "reason": "why",
        }});
        let fine = json!({
            "enterprise": "x:one", "purposes": ["credit-assessment", "claim"], "from": "20260101",
            "amount": {"amount": "1000", "currency": "CNY"}, "rate": "0.0385", "reason": "why",
        });
        let with = |name: &str, value: Value| {
            let mut body = fine.clone();
            body[name] = value;
            body
        };
        let mut silent = fine.clone();
        silent.as_object_mut().unwrap().remove("reason");
        insta::assert_snapshot!([
            told(&fine, &kept),
            told(&with("from", json!("2026-01-02")), &kept),
            told(&with("purposes", json!(["claim"])), &kept),
            told(&with("amount", json!({"amount": "1000.01", "currency": "CNY"})), &kept),
            told(&with("reason", json!("other")), &kept),
            told(&silent, &kept),
            told(&with("colour", json!("red")), &kept),
            told(&json!({"consent": "consent-2", "body": {"reason": "why"}}), &json!({"consent": "consent-1", "reason": "why"})),
            told(&json!({"file": "sha256:02", "as_of": "2026-01-31"}), &json!({"as_of": "2026-01-31", "file_digest": "sha256:01"})),
            told(&json!({"file": "sha256:01", "mapping": "sha256:02"}), &json!({"file_digest": "sha256:01", "facts": 7})),
            told(&json!({"pool": "cq"}), &json!({"pool": "cq", "district": "yubei"})),
            told(&json!({"url": "https://b.example/x", "kinds": ["claim"]}), &json!({"origin": "https://b.example", "kinds": ["claim"]})),
        ].join("\n"), @"
        : ?
        /from: 2026-01-01
        /purposes: [\"claim\",\"credit-assessment\"]
        /amount: 1000.00
        /reason: why
        /reason: why
        /colour: ?
        : consent-1
        /file: sha256:01
        /mapping: ?
        /district: yubei
        /url: ?
        ");
    }
}
