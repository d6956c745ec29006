//! Routes that take no query 无查询参数: a parameter sent to one of them is refused and named, as it is by those that
//! read theirs, so that a misspelt filter is never taken for none.

use super::openapi::document;
use super::page::Parameters;
use super::problem::Problem;
use axum::extract::MatchedPath;
use axum::http::Method;
use axum::http::request::Parts;
use std::collections::HashSet;
use std::sync::LazyLock;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, ParameterIn};

/// The routes that take a query, as they describe themselves: what they are sent is theirs to read.
static TAKING: LazyLock<HashSet<(Method, String)>> = LazyLock::new(|| {
    let mut taking = HashSet::new();
    for (path, item) in document().paths.paths {
        let operations = [
            (Method::GET, item.get),
            (Method::POST, item.post),
            (Method::DELETE, item.delete),
        ];
        for (method, operation) in operations {
            if operation.is_some_and(|operation| takes_one(&operation)) {
                taking.insert((method, path.clone()));
            }
        }
    }
    taking
});

fn takes_one(operation: &Operation) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|of| match of {
        RefOr::T(of) => of.parameter_in == ParameterIn::Query,
        // No parameter of this API is described elsewhere; one that was would be read by its route.
        RefOr::Ref(_) => true,
    })
}

/// Refuses every parameter of a query where the route has none.
pub(super) fn refuse(parts: &Parts) -> Result<(), Problem> {
    if parts.uri.query().is_none() {
        return Ok(());
    }
    let Some(route) = parts.extensions.get::<MatchedPath>() else {
        return Ok(());
    };
    let method = match parts.method {
        Method::HEAD => Method::GET,
        ref method => method.clone(),
    };
    if TAKING.contains(&(method, route.as_str().to_owned())) {
        return Ok(());
    }
    Parameters::of(&parts.uri)?.none()
}
