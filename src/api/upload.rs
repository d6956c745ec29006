//! A file in the body of a request: its name from the query, its bytes within the limits.

use super::nul::{NO_NUL, NUL};
use super::page::Query;
use super::problem::{FieldProblem, Problem};
use super::request_body::bytes_within;
use super::state::Api;
use crate::service::import::Input;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use multer::Multipart;

/// The longest name of a file, in characters.
const LONGEST: usize = 200;

/// The name that a query gives to a file.
pub(super) fn named(query: &mut Query<'_>) -> Option<String> {
    query.read("name", name)
}

fn name(text: &str) -> Result<String, String> {
    let folder = text.contains(['/', '\\']);
    let fits = (1..=LONGEST).contains(&text.chars().count());
    if folder || !fits || text.contains(char::is_control) {
        return Err(format!(
            "the name of a file, without its folder, of 1 to {LONGEST} characters in one line would pass"
        ));
    }
    Ok(text.to_owned())
}

/// The file.
pub(super) async fn file(api: &Api, name: &str, body: Body) -> Result<Input, Problem> {
    let bytes = bytes_within(body, (api.limits.upload, api.limits.answer_within)).await?;
    Input::from_bytes(name, bytes.to_vec()).map_err(|problems| Problem::of(&problems))
}

/// A text, UTF-8, without U+0000.
pub(super) async fn text(api: &Api, body: Body) -> Result<String, Problem> {
    let bytes = bytes_within(body, (api.limits.upload, api.limits.answer_within)).await?;
    text_of("", &bytes)
}

fn text_of(pointer: &str, bytes: &[u8]) -> Result<String, Problem> {
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| {
        let detail = "the file is no UTF-8; save it as UTF-8";
        Problem::field(pointer, "input.encoding", detail)
    })?;
    if text.contains('\0') {
        return Err(Problem::field(pointer, NUL, NO_NUL));
    }
    Ok(text)
}

/// A file, and the text of a mapping beside it, where one is.
pub(super) struct Mapped {
    /// The file.
    pub(super) file: Input,
    /// The mapping, TOML.
    pub(super) mapping: Option<String>,
}

/// A file that may bring a mapping: the body is the file, or a form (`multipart/form-data`) of the parts `file` and
/// `mapping`. The query names the file, else the form does.
pub(super) async fn mapped(
    api: &Api,
    (given, otherwise): (Option<String>, &str),
    request: Request,
) -> Result<Mapped, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|value| value.to_str().ok()).unwrap_or("");
    let boundary = kind
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("multipart/form-data")
        .then(|| multer::parse_boundary(kind).map_err(|error| broken(&error)));
    let within = (api.limits.upload, api.limits.answer_within);
    let Some(boundary) = boundary.transpose()? else {
        let name = given.as_deref().unwrap_or(otherwise);
        let file = file(api, name, request.into_body()).await?;
        return Ok(Mapped {
            file,
            mapping: None,
        });
    };
    let bytes = bytes_within(request.into_body(), within).await?;
    let Form {
        file: (called, bytes),
        mapping,
    } = Form::read(bytes, boundary).await?;
    let name = match (given, called) {
        (Some(given), _) => given,
        (None, Some(called)) => {
            name(&called).map_err(|why| Problem::field("file", "request.part", why))?
        }
        (None, None) => otherwise.to_owned(),
    };
    let input = Input::from_bytes(&name, bytes.to_vec());
    Ok(Mapped {
        file: input.map_err(|problems| Problem::of(&problems))?,
        mapping: mapping
            .map(|bytes| text_of("mapping", &bytes))
            .transpose()?,
    })
}

/// The parts of a form.
struct Form {
    /// What the form calls the file, and its bytes.
    file: (Option<String>, Bytes),
    mapping: Option<Bytes>,
}

impl Form {
    async fn read(bytes: Bytes, boundary: String) -> Result<Self, Problem> {
        let mut parts = Multipart::new(Body::from(bytes).into_data_stream(), boundary);
        let (mut file, mut mapping, mut wrong) = (None, None, Vec::new());
        while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            let called = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|error| broken(&error))?;
            let twice = match name.as_str() {
                "file" => file.replace((called, bytes)).is_some(),
                "mapping" => mapping.replace(bytes).is_some(),
                _ => {
                    wrong.push(part_problem(
                        &name,
                        "there is no such part; there are: file, mapping",
                    ));
                    continue;
                }
            };
            if twice {
                wrong.push(part_problem(&name, "it stands twice"));
            }
        }
        if file.is_none() {
            wrong.push(part_problem("file", "this part is needed"));
        }
        match file {
            Some(file) if wrong.is_empty() => Ok(Self { file, mapping }),
            _ => Err(Problem::fields(wrong)),
        }
    }
}

fn part_problem(name: &str, detail: &str) -> FieldProblem {
    FieldProblem {
        pointer: name.to_owned(),
        code: "request.part".to_owned(),
        detail: detail.to_owned(),
    }
}

fn broken(error: &multer::Error) -> Problem {
    let detail = format!("the form cannot be read: {error}");
    Problem::new(StatusCode::BAD_REQUEST, "request.form", detail)
}
