//! Loans under cover: listed, one by one, and their events.

use super::acknowledgement::BookEvent;
use crate::api::asker::Asker;
use crate::api::if_match::etag;
use crate::api::money::Money;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::pool::{SeenLoan, State as Books};
use crate::service::sight::Sight;
use crate::units::names::{BankId, LoanId, PoolId};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A loan under cover 备案贷款.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Loan {
    /// The bank's number of the loan.
    pub(in crate::api) loan: String,
    /// The pool.
    pool: String,
    /// The district 属地.
    district: String,
    /// The bank.
    bank: String,
    /// The borrower.
    enterprise: String,
    /// The product.
    product: String,
    /// The grade of the score on which it rests.
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<String>,
    /// The bank's decision on which it rests 授信决定.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
    /// `credit`, `guaranteed`, `ip-pledge` or `insured`.
    channel: &'static str,
    /// The version of the terms that governs it.
    terms: String,
    /// The pool's share of lost principal, as a fraction or a whole number.
    #[schema(example = "4/5")]
    share: String,
    /// Whether it may be drawn again.
    revolving: bool,
    /// Principal that may be drawn in all.
    limit: Money,
    /// Principal that may still be drawn.
    undrawn: Money,
    /// Principal drawn and not repaid, under no claim.
    outstanding: Money,
    /// Principal ever drawn.
    drawn: Money,
    /// Cover committed and not drawn 未提款承诺.
    cover_undrawn: Money,
    /// Cover in force 在保责任.
    cover_in_force: Money,
    /// When the bank approved it.
    #[schema(format = Date)]
    approved_on: String,
    /// When it was enrolled 备案日.
    #[schema(format = Date)]
    enrolled_on: String,
    /// When it matures.
    #[schema(format = Date)]
    matures_on: String,
    /// Since when it is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    overdue_since: Option<String>,
    /// The five-category class, as the last day's end saw it 五级分类.
    class: &'static str,
    /// Whether the pool no longer covers what is outstanding.
    cover_lost: bool,
    /// Its claims, oldest first.
    claims: Vec<String>,
    /// The number of the last event that changed it: its entity tag.
    pub(super) version: u64,
}

impl Loan {
    pub(super) fn of(seen: &SeenLoan<'_>) -> Self {
        Self {
            loan: seen.loan.to_string(),
            pool: seen.compartment.pool.to_string(),
            district: seen.compartment.district.to_string(),
            bank: seen.bank.to_string(),
            enterprise: seen.enterprise.to_string(),
            product: seen.product.to_string(),
            grade: seen.grade.map(ToString::to_string),
            decision: seen.decision.map(ToString::to_string),
            channel: seen.channel.word(),
            terms: seen.terms.to_string(),
            share: seen.share.to_string(),
            revolving: seen.revolving,
            limit: seen.limit.into(),
            undrawn: seen.undrawn.into(),
            outstanding: seen.outstanding.into(),
            drawn: seen.drawn.into(),
            cover_undrawn: seen.cover_undrawn.into(),
            cover_in_force: seen.cover_in_force.into(),
            approved_on: seen.approved_on.to_string(),
            enrolled_on: seen.enrolled_on.to_string(),
            matures_on: seen.matures_on.to_string(),
            overdue_since: seen.overdue_since.map(|day| day.to_string()),
            class: seen.class.word(),
            cover_lost: seen.cover_lost,
            claims: seen.claims.iter().map(ToString::to_string).collect(),
            version: seen.history.last().copied().unwrap_or(0),
        }
    }
}

/// A page of loans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct LoanPage {
    /// The loans, in the order of enrolment.
    loans: Vec<Loan>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// Loans under cover that the caller sees, in the order of enrolment.
#[utoipa::path(
    get, path = "/v1/loans", tag = "loans",
    params(
        PageQuery,
        ("pool" = Option<String>, Query, description = "of this pool only"),
        ("bank" = Option<String>, Query, description = "of this bank only"),
    ),
    responses((status = 200, body = LoanPage))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<LoanPage>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let pool = query.read("pool", PoolId::parse);
    let bank = query.read("bank", BankId::parse);
    let (page, pool, bank) = query.finish(Some((page, pool, bank)))?;
    let sight = Sight(asker.role());
    let books = api.writer.books().await;
    let asked = |seen: &SeenLoan<'_>| {
        sight.loan(seen)
            && pool
                .as_ref()
                .is_none_or(|pool| seen.compartment.pool == *pool)
            && bank.as_ref().is_none_or(|bank| seen.bank == bank)
    };
    let found = books.state().loans_after(page.place()).filter(asked);
    let (seen, next) = page.of(found, |loan| loan.number.into());
    Ok(Json(LoanPage {
        loans: seen.iter().map(Loan::of).collect(),
        next,
    }))
}

/// A loan that the caller sees; what it does not see is not there.
fn seen<'s>(state: &'s Books, asker: &Asker, name: &str) -> Result<SeenLoan<'s>, Problem> {
    let id = LoanId::parse(name).ok();
    let found = id.and_then(|id| state.loan(&id));
    let seen = found.filter(|seen| Sight(asker.role()).loan(seen));
    seen.ok_or_else(|| Problem::not_found("loan", name))
}

/// One loan under cover.
#[utoipa::path(
    get, path = "/v1/loans/{loan}", tag = "loans",
    params(("loan" = String, Path, description = "the bank's number of the loan")),
    responses((status = 200, body = Loan), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let books = api.writer.books().await;
    let seen = seen(books.state(), &asker, &name)?;
    let loan = Loan::of(&seen);
    Ok(([(header::ETAG, etag(loan.version))], Json(loan)).into_response())
}

/// The events of one thing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(in crate::api) struct History {
    /// In their order.
    pub(super) events: Vec<BookEvent>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<u64>,
}

/// What happened to a loan, in its order.
#[utoipa::path(
    get, path = "/v1/loans/{loan}/events", tag = "loans",
    params(("loan" = String, Path, description = "the bank's number of the loan"), PageQuery),
    responses((status = 200, body = History), (status = 404, body = Problem))
)]
pub(super) async fn events(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<Json<History>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let history = {
        let books = api.writer.books().await;
        seen(books.state(), &asker, &name)?.history.to_vec()
    };
    super::history::of(&api, page, &history).await.map(Json)
}
