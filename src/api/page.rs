//! Pages of lists: after a cursor, so many rows, in the order of a number that never changes.

use super::nul::{NO_NUL, NUL};
use super::problem::{FieldProblem, Problem};
use super::state::Api;
use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use std::collections::BTreeMap;
use utoipa::IntoParams;

/// The parameters of a query, each once, and what is wrong with them as they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Parameters {
    given: BTreeMap<String, String>,
    wrong: Vec<FieldProblem>,
}

impl FromRequestParts<Api> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        Self::of(&parts.uri)
    }
}
fn problem(name: &str, detail: &str) -> FieldProblem {
    FieldProblem {
        pointer: name.to_owned(),
        code: "request.parameter".to_owned(),
        detail: detail.to_owned(),
    }
}

impl Parameters {
    /// Those of a URI.
    pub(super) fn of(uri: &Uri) -> Result<Self, Problem> {
        let unreadable = |_| Problem::fields(vec![problem("", "the query cannot be read")]);
        let read = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri);
        let read = read.map_err(unreadable)?;
        let mut found = Self::default();
        for (name, value) in read.0 {
            if value.contains('\0') {
                found.wrong.push(FieldProblem {
                    code: NUL.to_owned(),
                    ..problem(&name, NO_NUL)
                });
            }
            if found.given.insert(name.clone(), value).is_some() {
                found.wrong.push(problem(&name, "it stands twice"));
            }
        }
        Ok(found)
    }

    /// Begins to read them.
    pub(super) fn query(&self) -> Query<'_> {
        Query {
            given: &self.given,
            known: Vec::new(),
            wrong: self.wrong.clone(),
        }
    }

    /// Refuses every parameter, where a route has none.
    pub(super) fn none(&self) -> Result<(), Problem> {
        self.query().finish(Some(()))
    }
}

/// A query being read: what is unknown, missing or wrong is told at once, when it ends.
#[derive(Debug)]
pub(super) struct Query<'p> {
    given: &'p BTreeMap<String, String>,
    known: Vec<&'static str>,
    wrong: Vec<FieldProblem>,
}

impl<'p> Query<'p> {
    /// The text of a parameter.
    pub(super) fn text(&mut self, name: &'static str) -> Option<&'p str> {
        self.known.push(name);
        self.given.get(name).map(String::as_str)
    }

    /// A parameter read in some way.
    pub(super) fn read<T, E: std::fmt::Display>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(name)?;
        match read(text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(name, &error.to_string());
                None
            }
        }
    }

    /// A parameter that must be there; `needed` says what to do where it is not.
    pub(super) fn must<T, E: std::fmt::Display>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
        needed: &str,
    ) -> Option<T> {
        if !self.given.contains_key(name) {
            self.known.push(name);
            self.wrong(name, needed);
            return None;
        }
        self.read(name, read)
    }

    /// Notes something wrong with a parameter.
    pub(super) fn wrong(&mut self, name: &str, detail: &str) {
        self.wrong.push(problem(name, detail));
    }

    /// The page that is asked for.
    pub(super) fn page(&mut self, api: &Api) -> Page {
        let after = self.read("after", |text| {
            let number = text.parse::<i64>().ok();
            let number = number.and_then(|number| u64::try_from(number).ok());
            number.ok_or_else(|| format!("`{text}` is no cursor: use `next` of the page before"))
        });
        Page {
            after: after.unwrap_or(0),
            limit: self.limit(api),
        }
    }

    /// How many rows are asked for.
    pub(super) fn limit(&mut self, api: &Api) -> u32 {
        let most = api.limits.longest_page;
        let limit = self.read("limit", |text| match text.parse::<u32>() {
            Ok(limit) if (1..=most).contains(&limit) => Ok(limit),
            _ => Err(format!("`{text}` is not from 1 to {most}")),
        });
        limit.unwrap_or(api.limits.page)
    }

    /// Ends: parameters that the route does not have are wrong as well, so that a misspelt filter does not show
    /// everything.
    pub(super) fn finish<T>(mut self, whole: Option<T>) -> Result<T, Problem> {
        let strange = self.given.keys();
        let strange: Vec<&String> = strange
            .filter(|name| !self.known.contains(&name.as_str()))
            .collect();
        let there_are = match self.known.join(", ") {
            known if known.is_empty() => "this route takes none".to_owned(),
            known => format!("there are: {known}"),
        };
        for name in strange {
            let detail = format!("there is no such parameter; {there_are}");
            self.wrong.push(problem(name, &detail));
        }
        match whole {
            Some(whole) if self.wrong.is_empty() => Ok(whole),
            _ => Err(Problem::fields(self.wrong)),
        }
    }
}

/// How every list asks for a page of it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only its description is used; a query is read by `Query::page`"
)]
pub(super) struct PageQuery {
    /// `next` of the page before; the first page if not given.
    after: Option<u64>,
    /// How many rows at most, 100 if not given, as the service is set.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// After this place; 0 for the first.
    pub(super) after: u64,
    /// At most this many rows.
    pub(super) limit: u32,
}

impl Page {
    /// The place after which it begins, among rows that are numbered in 32 bits.
    pub(super) fn place(self) -> u32 {
        u32::try_from(self.after).unwrap_or(u32::MAX)
    }

    /// The rows of the page out of all that the caller sees, in the order of their numbers, and the cursor of the next
    /// page where more follow.
    pub(super) fn of<R>(
        self,
        rows: impl IntoIterator<Item = R>,
        number: impl Fn(&R) -> u64,
    ) -> (Vec<R>, Option<u64>) {
        let mut rows = rows.into_iter().filter(|row| number(row) > self.after);
        let page: Vec<R> = rows.by_ref().take(self.limit as usize).collect();
        let next = page.last().map(&number).filter(|_| rows.next().is_some());
        (page, next)
    }

    /// The row after which the next page begins: the last one, where the page is full.
    pub(super) fn last_of<'r, R>(&self, rows: &'r [R]) -> Option<&'r R> {
        rows.last().filter(|_| rows.len() == self.limit as usize)
    }
}
