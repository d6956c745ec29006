//! Statements: those that were issued, and one of any days as the books stand.

use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::page::{PageQuery, Parameters, Query};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::pool::statement::{Period, Scope, Statement, csv, json, text};
use crate::service::pool::{Signature, again, issued, statement};
use crate::service::sight::Sight;
use crate::units::names::{BankId, ContributorId, District, PoolId};
use crate::units::{DateStyle, parse_date};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// An issued statement, as it is listed 对账单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Issued {
    /// Its number.
    number: u64,
    /// Whose it is.
    scope: String,
    /// Its first day.
    #[schema(format = Date)]
    from: String,
    /// Its last day.
    #[schema(format = Date)]
    to: String,
    /// The accounting day of its issue.
    #[schema(format = Date)]
    issued_on: String,
    /// The record of the journal that issued it.
    sequence: u64,
    /// The digest of the bytes of its JSON, by which it is signed.
    digest: String,
    /// Contributors that signed it.
    signatures: Vec<Signed>,
}

/// A contributor's signature under a statement 签认.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Signed {
    /// The contributor.
    contributor: String,
    /// Who signed for it.
    person: String,
    /// The accounting day.
    #[schema(format = Date)]
    signed_on: String,
    /// The record of the journal that says so.
    sequence: u64,
}

/// Issued statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Statements {
    /// In the order of their issue.
    statements: Vec<Issued>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The issued statements of a pool that are the caller's to see.
#[utoipa::path(
    get, path = "/v1/pools/{pool}/statements", tag = "pools",
    params(("pool" = String, Path, description = "the pool"), PageQuery),
    responses((status = 200, body = Statements), (status = 404, body = Problem))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<Json<Statements>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let sight = Sight(asker.role());
    let pool = known(&api, sight, &name).await?;
    let all = issued(&api.store).await.map_err(|error| failed(&error))?;
    let own = all
        .iter()
        .filter(|of| *of.issue.scope.pool() == pool && sight.statement(&of.issue.scope));
    let (own, next) = page.of(own, |of| of.number);
    let statements = own.into_iter().map(|of| Issued {
        number: of.number,
        scope: of.issue.scope.to_string(),
        from: of.issue.from.to_string(),
        to: of.issue.to.to_string(),
        issued_on: of.booked_on.to_string(),
        sequence: of.sequence,
        digest: of.issue.digest.to_string(),
        signatures: of.signatures.iter().map(signed).collect(),
    });
    Ok(Json(Statements {
        statements: statements.collect(),
        next,
    }))
}

fn signed(of: &Signature) -> Signed {
    Signed {
        contributor: of.contributor.to_string(),
        person: of.person.clone(),
        signed_on: of.on.to_string(),
        sequence: of.sequence,
    }
}

/// A pool that the caller sees.
async fn known(api: &Api, sight: Sight<'_>, name: &str) -> Result<PoolId, Problem> {
    let pool = PoolId::parse(name).ok();
    let books = api.writer.books().await;
    let there =
        |pool: &PoolId| sight.pool(pool) && books.state().pools().any(|(own, _)| own == pool);
    pool.filter(there)
        .ok_or_else(|| Problem::not_found("pool", name))
}

/// An issued statement, the same bytes for ever.
#[utoipa::path(
    get, path = "/v1/pools/{pool}/statements/{statement}", tag = "pools",
    params(
        ("pool" = String, Path, description = "the pool"),
        ("statement" = u64, Path, description = "the statement's number"),
    ),
    responses(
        (status = 200, description = "JSON, or CSV or plain text by the Accept header", body = Object),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path((name, number)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let sight = Sight(asker.role());
    let pool = known(&api, sight, &name).await?;
    let missing = || Problem::not_found("statement", &number);
    let wanted: u64 = number.parse().map_err(|_| missing())?;
    let all = issued(&api.store).await.map_err(|error| failed(&error))?;
    let found = all.iter().find(|of| of.number == wanted);
    let found = found
        .filter(|of| *of.issue.scope.pool() == pool && sight.statement(&of.issue.scope))
        .ok_or_else(missing)?;
    let made = again(&api.store, found.number).await;
    Ok(written(&made.map_err(|error| failed(&error))?, &headers))
}

/// A statement of any days as the books stand now; the head that it prints says as of when.
#[utoipa::path(
    get, path = "/v1/pools/{pool}/statement", tag = "pools",
    params(
        ("pool" = String, Path, description = "the pool"),
        ("from" = String, Query, description = "the first day"),
        ("to" = String, Query, description = "the last day"),
        ("district" = Option<String>, Query, description = "one compartment only"),
        ("contributor" = Option<String>, Query, description = "what is one contributor's"),
        ("bank" = Option<String>, Query, description = "what stands between the pool and one bank; a bank's own if it asks"),
    ),
    responses(
        (status = 200, description = "JSON, or CSV or plain text by the Accept header", body = Object),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn of_days(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
    parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let sight = Sight(asker.role());
    let pool = PoolId::parse(&name).map_err(|_| Problem::not_found("pool", &name))?;
    let mut query = parameters.query();
    let day = |text: &str| parse_date(text, DateStyle::Auto);
    let from = query.must("from", day, "name the first day");
    let to = query.must("to", day, "name the last day");
    let scope = scope(&asker, pool, &mut query);
    let ((from, to), scope) = query.finish(from.zip(to).zip(scope))?;
    known(&api, sight, &name).await?;
    if !sight.statement(&scope) {
        return Err(Problem::not_found("statement of", &scope.to_string()));
    }
    let head = api.writer.books().await.end();
    let made = statement(&api.store, &scope, Period { from, to }, head).await;
    Ok(written(&made.map_err(|error| failed(&error))?, &headers))
}

fn scope(asker: &Asker, pool: PoolId, query: &mut Query<'_>) -> Option<Scope> {
    let district = query.read("district", District::parse);
    let contributor = query.read("contributor", ContributorId::parse);
    let bank = query.read("bank", BankId::parse);
    let bank = bank.or_else(|| asker.role().bank().cloned());
    match (contributor, bank) {
        (Some(_), Some(_)) => {
            let detail = "a statement is of one contributor or of one bank, not of both";
            query.wrong("contributor", detail);
            None
        }
        (Some(contributor), None) => Some(Scope::Contributor {
            pool,
            district,
            contributor,
        }),
        (None, Some(bank)) => Some(Scope::Bank {
            pool,
            district,
            bank,
        }),
        (None, None) => Some(match district {
            Some(district) => Scope::Compartment { pool, district },
            None => Scope::Pool { pool },
        }),
    }
}

/// In the form that the caller accepts; JSON where it accepts anything.
fn written(statement: &Statement, headers: &HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT);
    let accepts = accepts.and_then(|value| value.to_str().ok()).unwrap_or("");
    let (kind, body) = if accepts.starts_with("text/csv") {
        ("text/csv; charset=utf-8", csv::balances(statement))
    } else if accepts.starts_with("text/plain") {
        ("text/plain; charset=utf-8", text::text(statement))
    } else {
        ("application/json", json::json(statement))
    };
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}
