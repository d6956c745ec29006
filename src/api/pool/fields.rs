//! The fields of a verb as JSON: what each kind looks like, and how a body becomes the texts of a request.

use crate::api::money::CURRENCY;
use crate::api::problem::{FieldProblem, pointer};
use crate::service::pool::{Field, Fields, Kind, Need, Verb};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, Ref, RefOr, Schema};

/// What a body may say beside the fields of its verb: when it counts from, when it is booked, its documents.
const BESIDE: [(&str, &str); 3] = [
    ("on", "on"),
    ("booked_on", "booked-on"),
    ("documents", "documents"),
];

/// Reads a body into the texts of a request; what stands in the path is taken from there.
pub(super) fn read(
    verb: &Verb,
    body: &Map<String, Value>,
    path: &Fields,
    chosen_by: Option<&str>,
) -> Result<Fields, Vec<FieldProblem>> {
    let mut fields = path.clone();
    let mut wrong = Vec::new();
    for (name, value) in body {
        if Some(name.as_str()) == chosen_by || value.is_null() {
            continue;
        }
        let beside = BESIDE.iter().find(|(json, _)| json == name);
        let field = verb.fields.iter().find(|field| json_name(field) == *name);
        let read = match (beside, field) {
            (Some((_, own)), _) => beside_text(own, value).map(|text| ((*own).to_owned(), text)),
            (None, Some(field)) if path.contains_key(field.name) => {
                Err("it stands in the path already".to_owned())
            }
            (None, Some(field)) => text(field.kind, value).map(|text| (field.name.to_owned(), text)),
            (None, None) => Err(unknown(verb, path)),
        };
        match read {
            Ok((name, text)) => {
                fields.insert(name, text);
            }
            Err(detail) => wrong.push(FieldProblem {
                pointer: pointer(name),
                code: "request.field".to_owned(),
                detail,
            }),
        }
    }
    if wrong.is_empty() {
        fields.insert("action".to_owned(), verb.name.to_owned());
        return Ok(fields);
    }
    // What is missing is told with what is wrong.
    let absent = verb.fields.iter().filter(|field| {
        field.need == Need::Must
            && !path.contains_key(field.name)
            && body.get(&json_name(field)).is_none_or(Value::is_null)
    });
    wrong.extend(absent.map(|field| FieldProblem {
        pointer: pointer(field.name),
        code: "pool.field".to_owned(),
        detail: format!("this is needed: {}", field.about),
    }));
    Err(wrong)
}

/// The name of a field in a body.
pub(super) fn json_name(field: &Field) -> String {
    field.name.replace('-', "_")
}

fn unknown(verb: &Verb, path: &Fields) -> String {
    let own = verb.fields.iter().filter(|field| !path.contains_key(field.name));
    let mut known: Vec<String> = own.map(json_name).collect();
    known.extend(BESIDE.map(|(name, _)| name.to_owned()));
    format!("there is no such field; there are: {}", known.join(", "))
}

fn beside_text(own: &str, value: &Value) -> Result<String, String> {
    match own {
        "documents" => list(value),
        _ => word(value),
    }
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
        (Some(Value::String(_)), Some(Value::String(other)), 2) => {
            Err(format!("the books are kept in {CURRENCY}, not in `{other}`"))
        }
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

/// The schema of the body of a verb, without what stands in the path.
pub(in crate::api) fn schema(verb: &Verb, in_path: &[&str], choice: Option<(&str, &str)>) -> Schema {
    let mut object = ObjectBuilder::new().description(Some(verb.about));
    if let Some((name, word)) = choice {
        object = object
            .property(name, ObjectBuilder::new().schema_type(Type::String).enum_values(Some([word])))
            .required(name);
    }
    for field in verb.fields.iter().filter(|field| !in_path.contains(&field.name)) {
        let name = json_name(field);
        object = object.property(name.as_str(), property(field));
        if field.need == Need::Must {
            object = object.required(name);
        }
    }
    let day = |about: &str| {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .description(Some(about.to_owned()))
    };
    let documents = ArrayBuilder::new()
        .items(digest())
        .description(Some("digests of the documents on which it rests 材料摘要"));
    object
        .property("on", day("the day from which it counts; the accounting day if not given 生效日"))
        .property("booked_on", day("the accounting day; today in Asia/Shanghai if not given 记账日"))
        .property("documents", documents)
        .additional_properties(Some(Schema::from(
            ObjectBuilder::new().build(),
        )))
        .build()
        .into()
}

fn digest() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^sha256:[0-9a-f]{64}$"))
}

fn property(field: &Field) -> RefOr<Schema> {
    let plain = |kind: Type| {
        let object = ObjectBuilder::new().schema_type(kind);
        let object = match field.need {
            Need::Else(text) if field.kind != Kind::Amount => object.default(Some(text.into())),
            _ => object,
        };
        object.description(Some(field.about))
    };
    match field.kind {
        Kind::Amount => Ref::builder()
            .ref_location_from_schema_name("Money")
            .description(Some(field.about))
            .build()
            .into(),
        Kind::Items | Kind::Classes | Kind::Securities => {
            let text = ObjectBuilder::new().schema_type(Type::String);
            let list = ArrayBuilder::new().items(text).description(Some(field.about));
            Schema::from(list.build()).into()
        }
        Kind::Flag => Schema::from(plain(Type::Boolean).build()).into(),
        Kind::Number => Schema::from(plain(Type::Integer).build()).into(),
        Kind::Day => {
            let day = plain(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
            Schema::from(day.build()).into()
        }
        Kind::Ratio => {
            let ratio = plain(Type::String).pattern(Some(r"^\d+(\.\d+)?(/\d+)?%?$"));
            Schema::from(ratio.build()).into()
        }
        _ => Schema::from(plain(Type::String).build()).into(),
    }
}
