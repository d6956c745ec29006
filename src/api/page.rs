//! Pages of lists: after a cursor, so many rows, in the order of a number that never changes.

use super::problem::{FieldProblem, Problem};
use super::state::Api;
use axum::extract::FromRequestParts;
use axum::extract::RawQuery;
use axum::http::request::Parts;
use std::collections::BTreeMap;

/// The parameters of a query, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Parameters(BTreeMap<String, String>);

impl FromRequestParts<Api> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, api)
            .await
            .unwrap_or(RawQuery(None));
        let mut map = BTreeMap::new();
        let mut wrong = Vec::new();
        let uri = format!("/?{}", query.unwrap_or_default());
        let uri: axum::http::Uri = uri
            .parse()
            .map_err(|_| bad("", "the query cannot be read"))?;
        let read = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri)
            .map_err(|_| bad("", "the query cannot be read"))?;
        for (name, value) in read.0 {
            if map.insert(name.clone(), value).is_some() {
                wrong.push(problem(&name, "it stands twice"));
            }
        }
        if wrong.is_empty() {
            Ok(Self(map))
        } else {
            Err(Problem::fields(wrong))
        }
    }
}

fn problem(name: &str, detail: &str) -> FieldProblem {
    FieldProblem {
        pointer: name.to_owned(),
        code: "request.parameter".to_owned(),
        detail: detail.to_owned(),
    }
}

fn bad(name: &str, detail: &str) -> Problem {
    Problem::fields(vec![problem(name, detail)])
}

impl Parameters {
    /// Refuses parameters that the route does not have, so that a misspelt filter does not show everything.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Problem> {
        let strange = self.0.keys().filter(|name| !known.contains(&name.as_str()));
        let wrong: Vec<_> = strange
            .map(|name| {
                let known = known.join(", ");
                problem(
                    name,
                    &format!("there is no such parameter; there are: {known}"),
                )
            })
            .collect();
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Problem::fields(wrong))
        }
    }

    /// The text of a parameter.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter read in some way.
    pub(super) fn read<T, E: std::fmt::Display>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match read(text) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(bad(name, &error.to_string())),
        }
    }

    /// A parameter that must be there; `needed` says what to do where it is not.
    pub(super) fn must<T, E: std::fmt::Display>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, E>,
        needed: &str,
    ) -> Result<T, Problem> {
        let found = self.read(name, read)?;
        found.ok_or_else(|| bad(name, needed))
    }

    /// The page that is asked for.
    pub(super) fn page(&self, api: &Api) -> Result<Page, Problem> {
        let after = self.read("after", |text| {
            let number = text.parse::<i64>().ok();
            let number = number.and_then(|number| u64::try_from(number).ok());
            number.ok_or_else(|| format!("`{text}` is no cursor: use `next` of the page before"))
        })?;
        let most = api.limits.longest_page;
        let limit = self.read("limit", |text| match text.parse::<u32>() {
            Ok(limit) if (1..=most).contains(&limit) => Ok(limit),
            _ => Err(format!("`{text}` is not from 1 to {most}")),
        })?;
        Ok(Page {
            after: after.unwrap_or(0),
            limit: limit.unwrap_or(api.limits.page),
        })
    }
}

/// A page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// After this place; 0 for the first.
    pub(super) after: u64,
    /// At most this many rows.
    pub(super) limit: u32,
}
