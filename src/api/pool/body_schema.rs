//! The body of a verb as a schema of the description.

use crate::service::pool::{Field, Kind, Need, Verb};
use crate::service::wire::json_name;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, Ref, RefOr, Schema};

/// The schema of the body of a verb, without what stands in the path.
pub(in crate::api) fn schema(
    verb: &Verb,
    in_path: &[&str],
    choice: Option<(&str, &str)>,
) -> Schema {
    let mut object = ObjectBuilder::new().description(Some(verb.about));
    if let Some((name, word)) = choice {
        object = object
            .property(
                name,
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some([word])),
            )
            .required(name);
    }
    for field in verb
        .fields
        .iter()
        .filter(|field| !in_path.contains(&field.name))
    {
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
        .property(
            "on",
            day("the day from which it counts; the accounting day if not given 生效日"),
        )
        .property(
            "booked_on",
            day("the accounting day; today in Asia/Shanghai if not given 记账日"),
        )
        .property("documents", documents)
        .additional_properties(Some(Schema::from(ObjectBuilder::new().build())))
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
            let list = ArrayBuilder::new()
                .items(text)
                .description(Some(field.about));
            Schema::from(list.build()).into()
        }
        Kind::Flag => Schema::from(plain(Type::Boolean).build()).into(),
        Kind::Number => Schema::from(plain(Type::Integer).build()).into(),
        Kind::Day => {
            let day =
                plain(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
            Schema::from(day.build()).into()
        }
        Kind::Ratio => {
            let ratio = plain(Type::String).pattern(Some(r"^\d+(\.\d+)?(/\d+)?%?$"));
            Schema::from(ratio.build()).into()
        }
        _ => Schema::from(plain(Type::String).build()).into(),
    }
}
