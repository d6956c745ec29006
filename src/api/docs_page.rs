//! The description of the API as a page that a person reads: made on the server, with nothing from elsewhere.

use super::openapi::document;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;
use std::sync::LazyLock;

/// The description as JSON, made once.
pub(super) static JSON: LazyLock<String> = LazyLock::new(|| {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
});

static PAGE: LazyLock<String> = LazyLock::new(|| {
    let whole: Value = serde_json::from_str(&JSON).unwrap_or_default();
    page(&whole).into_string()
});

const STYLE: &str = "
body{font:15px/1.5 system-ui,'Noto Sans CJK SC',sans-serif;margin:0;color:#1b1f24;background:#fff}
main{max-width:60rem;margin:0 auto;padding:1rem}
nav a{display:inline-block;margin-right:1rem}
details{border:1px solid #d0d7de;border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}
summary{cursor:pointer}
code,pre{font:13px/1.4 ui-monospace,monospace}
pre{background:#f6f8fa;padding:.6rem;overflow:auto;border-radius:6px}
table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #d0d7de;padding:.25rem .5rem;text-align:left;vertical-align:top}
.method{font-weight:600;display:inline-block;min-width:3.5rem}
.about{color:#57606a}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}details,td,th{border-color:#30363d}pre{background:#161b22}.about{color:#8b949e}a{color:#58a6ff}}
";

/// The page.
pub(super) async fn show() -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    (headers, PAGE.as_str()).into_response()
}

/// The description itself.
pub(super) async fn json() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], JSON.as_str()).into_response()
}

fn page(whole: &Value) -> Markup {
    let paths: Vec<(&String, &Value)> = whole["paths"].as_object().into_iter().flatten().collect();
    let mut tags: Vec<&str> = Vec::new();
    for (_, item) in &paths {
        for (_, operation) in operations(item) {
            let tag = operation["tags"][0].as_str().unwrap_or("");
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "zhixin API" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (whole["info"]["title"].as_str().unwrap_or("")) " · API" }
                    p { (whole["info"]["description"].as_str().unwrap_or("")) }
                    p { a href="/openapi.json" { "OpenAPI 3.1" } }
                    nav { @for tag in &tags { a href={ "#" (tag) } { (tag) } } }
                    @for tag in &tags {
                        h2 id=(tag) { (tag) }
                        @for (path, item) in &paths {
                            @for (method, of) in operations(item) {
                                @if of["tags"][0].as_str() == Some(tag) { (operation(whole, path, method, of)) }
                            }
                        }
                    }
                    h2 id="schemas" { "Schemas" }
                    @for (name, schema) in whole["components"]["schemas"].as_object().into_iter().flatten() {
                        details id={ "schema-" (name) } {
                            summary { code { (name) } " " span.about { (schema["description"].as_str().unwrap_or("")) } }
                            (properties(schema))
                        }
                    }
                }
            }
        }
    }
}

fn operations(item: &Value) -> impl Iterator<Item = (&'static str, &Value)> {
    let each = [
        ("GET", "get"),
        ("POST", "post"),
        ("DELETE", "delete"),
        ("PUT", "put"),
    ];
    each.into_iter()
        .filter_map(move |(method, key)| item.get(key).map(|of| (method, of)))
}

fn operation(whole: &Value, path: &str, method: &str, of: &Value) -> Markup {
    let body = &of["requestBody"]["content"]["application/json"]["schema"];
    html! {
        details {
            summary {
                span.method { (method) } " " code { (path) } " "
                span.about { (of["summary"].as_str().unwrap_or("")) }
            }
            @if let Some(parameters) = of["parameters"].as_array() {
                table {
                    tr { th { "parameter" } th { "in" } th { "needed" } th { "what" } }
                    @for parameter in parameters {
                        tr {
                            td { code { (parameter["name"].as_str().unwrap_or("")) } }
                            td { (parameter["in"].as_str().unwrap_or("")) }
                            td { @if parameter["required"].as_bool() == Some(true) { "yes" } @else { "no" } }
                            td { (parameter["description"].as_str().unwrap_or("")) }
                        }
                    }
                }
            }
            @if !body.is_null() {
                @for choice in choices(whole, body) {
                    p.about { (choice["description"].as_str().unwrap_or("")) }
                    (properties(choice))
                }
            }
            table {
                tr { th { "answer" } th { "what" } }
                @for (status, response) in of["responses"].as_object().into_iter().flatten() {
                    tr { td { (status) } td { (response["description"].as_str().unwrap_or("")) } }
                }
            }
        }
    }
}

/// The alternatives of a body, each resolved.
fn choices<'v>(whole: &'v Value, schema: &'v Value) -> Vec<&'v Value> {
    if let Some(list) = schema["oneOf"].as_array() {
        return list.iter().collect();
    }
    let name = schema["$ref"]
        .as_str()
        .and_then(|text| text.rsplit('/').next());
    vec![name.map_or(schema, |name| &whole["components"]["schemas"][name])]
}

fn properties(schema: &Value) -> Markup {
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    html! {
        table {
            tr { th { "field" } th { "type" } th { "needed" } th { "what" } }
            @for (name, of) in schema["properties"].as_object().into_iter().flatten() {
                tr {
                    td { code { (name) } }
                    td { (kind(of)) }
                    td { @if required.contains(&name.as_str()) { "yes" } @else { "no" } }
                    td { (of["description"].as_str().unwrap_or("")) }
                }
            }
        }
    }
}

fn kind(of: &Value) -> Markup {
    let named = of["$ref"].as_str().and_then(|text| text.rsplit('/').next());
    let words = of["enum"].as_array().map(|words| {
        let each: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        each.join(" | ")
    });
    html! {
        @if let Some(name) = named { a href={ "#schema-" (name) } { (name) } }
        @else if let Some(words) = words { code { (words) } }
        @else if of["type"] == "array" { "list of " (kind(&of["items"])) }
        @else if let Some(list) = of["type"].as_array() { (list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ")) }
        @else { (of["type"].as_str().unwrap_or("object")) }
        @if let Some(format) = of["format"].as_str() { " (" (format) ")" }
    }
}
