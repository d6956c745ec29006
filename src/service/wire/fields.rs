//! The fields of a verb as JSON: how a body becomes the texts of a request, and texts become a body.

use crate::service::pool::{Field, Fields, Kind, Need, Verb};
use crate::units::Problems;
use serde_json::{Map, Value, json};

/// The one currency.
pub const CURRENCY: &str = "CNY";

/// What a body may say beside the fields of its verb: when it counts from, when it is booked, its documents.
pub const BESIDE: [(&str, &str); 3] = [
    ("on", "on"),
    ("booked_on", "booked-on"),
    ("documents", "documents"),
];

/// Reads a body into the texts of a request; what stands in the path is taken from there, and the name by which the
/// body chose the verb is left out. Everything wrong is told at once, by the names in the body.
pub fn read(
    verb: &Verb,
    body: &Map<String, Value>,
    path: &Fields,
    choice: Option<&str>,
) -> Result<Fields, Problems> {
    let mut fields = path.clone();
    let mut problems = Problems::default();
    for (name, value) in body {
        if Some(name.as_str()) == choice || value.is_null() {
            continue;
        }
        match field(verb, name, value, path) {
            Ok((name, text)) => {
                fields.insert(name.to_owned(), text);
            }
            Err(message) => problems.add(name, "request.field", message),
        }
    }
    if problems.is_empty() {
        fields.insert("action".to_owned(), verb.name.to_owned());
        return Ok(fields);
    }
    // What is missing is told with what is wrong.
    for field in verb.fields {
        let name = json_name(field);
        let given =
            path.contains_key(field.name) || body.get(&name).is_some_and(|of| !of.is_null());
        if field.need == Need::Must && !given {
            problems.add(
                &name,
                "pool.field",
                format!("this is needed: {}", field.about),
            );
        }
    }
    Err(problems)
}

/// The name of a field as requests have it, and its text.
fn field<'v>(
    verb: &'v Verb,
    name: &str,
    value: &Value,
    path: &Fields,
) -> Result<(&'v str, String), String> {
    if let Some((_, own)) = BESIDE.iter().find(|(json, _)| *json == name) {
        return match *own {
            "documents" => list(value),
            _ => word(value),
        }
        .map(|text| (*own, text));
    }
    match verb.fields.iter().find(|field| json_name(field) == *name) {
        Some(field) if path.contains_key(field.name) => {
            Err("it stands in the path already".to_owned())
        }
        Some(field) => text(field.kind, value).map(|text| (field.name, text)),
        None => Err(unknown(verb, path)),
    }
}

/// The body of a request, from its texts; what is no field of the verb is left out.
pub fn write(verb: &Verb, fields: &Fields, in_path: &[&str]) -> Map<String, Value> {
    let mut body = Map::new();
    for field in verb
        .fields
        .iter()
        .filter(|field| !in_path.contains(&field.name))
    {
        if let Some(text) = fields.get(field.name) {
            body.insert(json_name(field), value(field.kind, text));
        }
    }
    for (json, own) in BESIDE {
        if let Some(text) = fields.get(own) {
            let value = if own == "documents" {
                items(text)
            } else {
                Value::from(text.as_str())
            };
            body.insert(json.to_owned(), value);
        }
    }
    body
}

fn value(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Amount => json!({"amount": text, "currency": CURRENCY}),
        Kind::Items | Kind::Classes | Kind::Securities => items(text),
        Kind::Flag => match text {
            "yes" | "true" | "是" => Value::Bool(true),
            "no" | "false" | "否" => Value::Bool(false),
            other => Value::from(other),
        },
        Kind::Number => text
            .parse::<u64>()
            .map_or_else(|_| Value::from(text), Value::from),
        _ => Value::from(text),
    }
}

fn items(text: &str) -> Value {
    let parts = text.split([';', ';']).map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(Value::from)
        .collect()
}

/// The name of a field in a body.
pub fn json_name(field: &Field) -> String {
    field.name.replace('-', "_")
}

fn unknown(verb: &Verb, path: &Fields) -> String {
    let own = verb
        .fields
        .iter()
        .filter(|field| !path.contains_key(field.name));
    let mut known: Vec<String> = own.map(json_name).collect();
    known.extend(BESIDE.map(|(name, _)| name.to_owned()));
    format!("there is no such field; there are: {}", known.join(", "))
}

fn text(kind: Kind, value: &Value) -> Result<String, String> {
    match (kind, value) {
        (Kind::Amount, Value::Object(map)) => amount(map),
        (Kind::Amount, _) => Err(AMOUNT.to_owned()),
        (Kind::Items | Kind::Classes | Kind::Securities, value) => list(value),
        (Kind::Flag, Value::Bool(flag)) => Ok(if *flag { "yes" } else { "no" }.to_owned()),
        (Kind::Flag, _) => Err("it is true or false".to_owned()),
        (Kind::Number, Value::Number(number)) => Ok(number.to_string()),
        (Kind::Number, _) => Err("it is a whole number".to_owned()),
        (_, value) => word(value),
    }
}

const AMOUNT: &str = "an amount is written {\"amount\": \"1000.00\", \"currency\": \"CNY\"}";

fn amount(map: &Map<String, Value>) -> Result<String, String> {
    match (map.get("amount"), map.get("currency"), map.len()) {
        (Some(Value::String(amount)), Some(Value::String(currency)), 2) if currency == CURRENCY => {
            Ok(amount.clone())
        }
        (Some(Value::String(_)), Some(Value::String(other)), 2) => Err(format!(
            "the books are kept in {CURRENCY}, not in `{other}`"
        )),
        _ => Err(AMOUNT.to_owned()),
    }
}

fn word(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) => Err("write it as text, between quotation marks".to_owned()),
        _ => Err("it is a text".to_owned()),
    }
}

fn list(value: &Value) -> Result<String, String> {
    let Value::Array(items) = value else {
        return Err("it is a list of texts".to_owned());
    };
    let texts: Result<Vec<String>, String> = items.iter().map(word).collect();
    let texts = texts?;
    match texts.iter().find(|text| text.contains([';', ';'])) {
        Some(text) => Err(format!("`{text}`: no item has a semicolon")),
        None => Ok(texts.join(";")),
    }
}
