//! A file in the body of a request: its name from the query, its bytes within the limits.

use super::nul::{NO_NUL, NUL};
use super::page::Query;
use super::problem::Problem;
use super::request_body::bytes_within;
use super::state::Api;
use crate::service::import::Input;
use axum::body::Body;

/// The longest name of a file, in characters.
const LONGEST: usize = 200;

/// The name that a query gives to a file.
pub(super) fn named(query: &mut Query<'_>) -> Option<String> {
    query.read("name", |text| {
        let folder = text.contains(['/', '\\']);
        let fits = (1..=LONGEST).contains(&text.chars().count());
        if folder || !fits || text.contains(char::is_control) {
            return Err(format!(
                "the name of a file, without its folder, of 1 to {LONGEST} characters in one line would pass"
            ));
        }
        Ok(text.to_owned())
    })
}

/// The file.
pub(super) async fn file(api: &Api, name: &str, body: Body) -> Result<Input, Problem> {
    let bytes = bytes_within(body, (api.limits.upload, api.limits.answer_within)).await?;
    Input::from_bytes(name, bytes.to_vec()).map_err(|problems| Problem::of(&problems))
}

/// A text, UTF-8, without U+0000.
pub(super) async fn text(api: &Api, body: Body) -> Result<String, Problem> {
    let bytes = bytes_within(body, (api.limits.upload, api.limits.answer_within)).await?;
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| {
        Problem::field(
            "",
            "input.encoding",
            "the file is no UTF-8; save it as UTF-8",
        )
    })?;
    if text.contains('\0') {
        return Err(Problem::field("", NUL, NO_NUL));
    }
    Ok(text)
}
