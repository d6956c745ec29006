//! The description of the API, from the handlers and from the table of verbs: OpenAPI 3.1.

use super::money::Money;
use super::pool::schema;
use super::problem::Problem;
use super::router::described;
use crate::service::pool::verb;
use crate::service::wire::{COMMANDS, CommandRoute};
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::security::{
    ClientCredentials, Flow, OAuth2, Scopes, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    Content, Info, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, Required, Schema,
};
use utoipa::{PartialSchema, ToSchema};

/// The name of the scheme by which callers prove themselves.
const TOKEN: &str = "token";

/// The whole description.
pub fn document() -> OpenApi {
    let mut document = described().into_openapi();
    let mut components = document.components.take().unwrap_or_default();
    let mut schemas = Vec::new();
    for (name, schema) in [
        (Money::name(), Money::schema()),
        (Problem::name(), Problem::schema()),
        (
            super::pool::Acknowledgement::name(),
            super::pool::Acknowledgement::schema(),
        ),
    ] {
        schemas.push((name.into_owned(), schema));
    }
    Problem::schemas(&mut schemas);
    super::pool::Acknowledgement::schemas(&mut schemas);
    components.schemas.extend(schemas);
    let flow = ClientCredentials::new("/oauth/token", Scopes::new());
    let scheme = SecurityScheme::OAuth2(OAuth2::new([Flow::ClientCredentials(flow)]));
    components
        .security_schemes
        .insert(TOKEN.to_owned(), scheme.into());
    let mut paths = document.paths;
    for route in COMMANDS {
        let own = PathItem::new(HttpMethod::Post, operation(route));
        match paths.paths.get_mut(route.path) {
            Some(item) => item.merge_operations(own),
            None => {
                paths.paths.insert(route.path.to_owned(), own);
            }
        }
    }
    let mut document = OpenApiBuilder::new()
        .info(info())
        .paths(paths)
        .components(Some(components))
        .security(Some([SecurityRequirement::new(
            TOKEN,
            Vec::<String>::new(),
        )]))
        .build();
    finish(&mut document);
    document
}

fn info() -> Info {
    let mut info = Info::new("zhixin 知信", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Knowledge-value credit 知识价值信用: scores, loans under cover, claims and the books of the pool. \
         Amounts are decimal texts with their currency; days are `YYYY-MM-DD` in Asia/Shanghai; errors are \
         problems of RFC 9457 with a stable `code`."
            .to_owned(),
    );
    info
}

fn operation(route: &CommandRoute) -> OperationBuilder {
    let mut operation = OperationBuilder::new()
        .tag(tag(route.path))
        .summary(Some(about(route)))
        .request_body(Some(
            RequestBodyBuilder::new()
                .content("application/json", Content::new(Some(body(route))))
                .required(Some(Required::True))
                .build(),
        ));
    for name in route.parameters() {
        let field = verb(route.verbs[0].1).and_then(|verb| verb.field(name));
        operation = operation.parameter(
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .description(field.map(|field| field.about))
                .schema(Some(text())),
        );
    }
    operation
        .parameter(
            ParameterBuilder::new()
                .name("Idempotency-Key")
                .parameter_in(ParameterIn::Header)
                .required(Required::True)
                .description(Some("your own name for this command; the same again has the effect of once"))
                .schema(Some(ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(64)).pattern(Some("^[!-~]+$")))),
        )
        .parameter(
            ParameterBuilder::new()
                .name("If-Match")
                .parameter_in(ParameterIn::Header)
                .required(Required::False)
                .description(Some("the ETag that you saw last; refused with 412 where the thing has changed since"))
                .schema(Some(text())),
        )
        .response("201", answer("done, or done before (`Idempotent-Replayed: true`)", "Acknowledgement"))
}

fn text() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .build()
        .into()
}

fn tag(path: &str) -> &str {
    path.split('/').nth(2).unwrap_or("books")
}

fn about(route: &CommandRoute) -> String {
    let verbs = route.verbs.iter().filter_map(|(_, name)| verb(name));
    let each: Vec<&str> = verbs.map(|verb| verb.about).collect();
    each.join(" · ")
}

fn body(route: &CommandRoute) -> RefOr<Schema> {
    let in_path = route.parameters();
    let verbs = route
        .verbs
        .iter()
        .filter_map(|(word, name)| Some((word, verb(name)?)));
    let each: Vec<Schema> = verbs
        .map(|(word, verb)| schema(verb, &in_path, route.choice.map(|choice| (choice, *word))))
        .collect();
    match <[Schema; 1]>::try_from(each) {
        Ok([only]) => only.into(),
        Err(many) => {
            let one_of = many
                .into_iter()
                .fold(OneOfBuilder::new(), OneOfBuilder::item);
            Schema::from(one_of.build()).into()
        }
    }
}

fn answer(description: &str, schema: &str) -> ResponseBuilder {
    let content = Content::new(Some(Ref::from_schema_name(schema)));
    ResponseBuilder::new()
        .description(description)
        .content("application/json", content)
}

/// What every operation may answer besides.
fn finish(document: &mut OpenApi) {
    let problems = [
        ("400", "the request cannot be read"),
        ("401", "no token, or one that does not open the door"),
        ("403", "the caller's role does not do this"),
        (
            "404",
            "there is no such thing, or none that the caller may see",
        ),
        ("408", "the body did not arrive in time"),
        (
            "409",
            "what stands in the books does not allow it; `detail` says what would pass",
        ),
        ("412", "the thing has changed since the ETag of `If-Match`"),
        ("413", "the body is too long"),
        ("415", "the body is not JSON"),
        (
            "422",
            "fields are not as they should be, all of them in `errors`; or the key stands for another command",
        ),
        (
            "503",
            "the records or the writer cannot take it now; `Retry-After` says when to ask again",
        ),
        ("504", "the answer took too long"),
    ];
    for (path, item) in &mut document.paths.paths {
        let words = path.replace(['{', '}'], "").replace(['/', '-', '.'], "_");
        let named = [
            ("get", item.get.as_mut()),
            ("post", item.post.as_mut()),
            ("delete", item.delete.as_mut()),
        ];
        for (method, operation) in named {
            if let Some(operation) = operation {
                // Handlers of several rooms are called alike; a method and a path are not.
                operation.operation_id = Some(format!("{method}{words}"));
            }
        }
        let operations = [item.get.as_mut(), item.post.as_mut(), item.delete.as_mut()];
        for operation in operations.into_iter().flatten() {
            for (status, description) in problems {
                let content = Content::new(Some(Ref::from_schema_name("Problem")));
                let response = ResponseBuilder::new()
                    .description(description)
                    .content("application/problem+json", content)
                    .build();
                operation
                    .responses
                    .responses
                    .insert(status.to_owned(), response.into());
            }
        }
    }
}
