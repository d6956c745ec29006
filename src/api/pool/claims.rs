//! Claims: listed, one by one, and their events.

use super::loans::History;
use crate::api::asker::Asker;
use crate::api::failure::failed;
use crate::api::if_match::etag;
use crate::api::money::Money;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::pool::{SeenClaim, State as Books};
use crate::service::sight::Sight;
use crate::units::names::ClaimId;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A claim 补偿申请.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Claim {
    /// Its number.
    claim: String,
    /// `filed`, `checked`, `approved`, `in transit`, `paid`, `refused` or `withdrawn`.
    stage: &'static str,
    /// Its loan.
    loan: String,
    /// The pool.
    pool: String,
    /// The district.
    district: String,
    /// The bank.
    bank: String,
    /// When it was filed.
    #[schema(format = Date)]
    filed_on: String,
    /// By when it is to be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    decide_by: Option<String>,
    /// When it was approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    approved_on: Option<String>,
    /// By when it is to be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pay_by: Option<String>,
    /// Until when a refusal may be appealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    appeal_by: Option<String>,
    /// Unpaid principal 未偿本金.
    unpaid_principal: Money,
    /// Compensation asked for or approved 补偿金额.
    amount: Money,
    /// What is still to be instructed.
    payable: Money,
    /// What is on its way.
    in_transit: Money,
    /// What was paid 已付补偿.
    paid: Money,
    /// What came in from the borrower, before costs 追偿所得.
    recovered_gross: Money,
    /// The pool's part of it 应划回追偿款.
    recovered: Money,
    /// Whether the right to recover was written off; it is still pursued 核销.
    written_off: bool,
    /// The number of the last event that changed it: its entity tag.
    version: u64,
}

impl Claim {
    fn of(seen: &SeenClaim<'_>) -> Self {
        let day = |day: Option<crate::units::Date>| day.map(|day| day.to_string());
        Self {
            claim: seen.claim.to_string(),
            stage: seen.stage,
            loan: seen.loan.loan.to_string(),
            pool: seen.loan.compartment.pool.to_string(),
            district: seen.loan.compartment.district.to_string(),
            bank: seen.loan.bank.to_string(),
            filed_on: seen.filed_on.to_string(),
            decide_by: day(seen.decide_by),
            approved_on: day(seen.approved_on),
            pay_by: day(seen.pay_by),
            appeal_by: day(seen.appeal_by),
            unpaid_principal: seen.unpaid.into(),
            amount: seen.amount.into(),
            payable: seen.payable.into(),
            in_transit: seen.in_transit.into(),
            paid: seen.paid.into(),
            recovered_gross: seen.recovered_gross.into(),
            recovered: seen.recovered.into(),
            written_off: seen.written_off,
            version: seen.history.last().copied().unwrap_or(0),
        }
    }
}

/// A page of claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct ClaimPage {
    /// The claims, in the order of filing.
    claims: Vec<Claim>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The stages of a claim.
const STAGES: [&str; 7] = [
    "filed",
    "checked",
    "approved",
    "in transit",
    "paid",
    "refused",
    "withdrawn",
];

fn stage(text: &str) -> Result<&'static str, String> {
    let found = STAGES.iter().find(|stage| **stage == text);
    found
        .copied()
        .ok_or_else(|| format!("`{text}` is none of: {}", STAGES.join(", ")))
}

/// Claims that the caller sees, in the order of filing.
#[utoipa::path(
    get, path = "/v1/claims", tag = "claims",
    params(
        PageQuery,
        ("stage" = Option<String>, Query, description = "at this stage only"),
    ),
    responses((status = 200, body = ClaimPage))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<ClaimPage>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let stage = query.read("stage", stage);
    let (page, stage) = query.finish(Some((page, stage)))?;
    let sight = Sight(asker.role());
    let books = api.writer.books().await;
    let asked = |seen: &SeenClaim<'_>| {
        sight.loan(&seen.loan) && stage.is_none_or(|stage| seen.stage == stage)
    };
    let found = books.state().claims_after(page.place()).filter(asked);
    let (seen, next) = page.of(found, |claim| claim.number.into());
    Ok(Json(ClaimPage {
        claims: seen.iter().map(Claim::of).collect(),
        next,
    }))
}

/// A claim that the caller sees; what it does not see is not there.
fn seen<'s>(state: &'s Books, asker: &Asker, name: &str) -> Result<SeenClaim<'s>, Problem> {
    let id = ClaimId::parse(name).ok();
    let found = id.and_then(|id| state.claim(&id));
    let seen = found.filter(|seen| Sight(asker.role()).loan(&seen.loan));
    seen.ok_or_else(|| Problem::not_found("claim", name))
}

/// One claim.
#[utoipa::path(
    get, path = "/v1/claims/{claim}", tag = "claims",
    params(("claim" = String, Path, description = "the claim's number")),
    responses((status = 200, body = Claim), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let books = api.writer.books().await;
    let seen = seen(books.state(), &asker, &name)?;
    let claim = Claim::of(&seen);
    Ok(([(header::ETAG, etag(claim.version))], Json(claim)).into_response())
}

/// Documents that came with one event of a claim 材料.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct ClaimDocuments {
    /// The number of the event.
    number: u64,
    /// What happened, such as `pool.claim.filed`.
    kind: &'static str,
    /// The day from which it counts.
    #[schema(format = Date)]
    on: String,
    /// Who.
    actor: String,
    /// The digests of the documents.
    documents: Vec<String>,
}

/// The documents of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Documented {
    /// By the events with which they came, in their order.
    documents: Vec<ClaimDocuments>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The documents of a claim, by the events with which they came; a page is of events that are looked at.
#[utoipa::path(
    get, path = "/v1/claims/{claim}/documents", tag = "claims",
    params(("claim" = String, Path, description = "the claim's number"), PageQuery),
    responses((status = 200, body = Documented), (status = 404, body = Problem))
)]
pub(super) async fn documents(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<Json<Documented>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let history = {
        let books = api.writer.books().await;
        seen(books.state(), &asker, &name)?.history.to_vec()
    };
    let mut documents = Vec::new();
    let (history, next) = page.of(history, |number| *number);
    for number in history {
        let kept = api.store.pool_event(number).await;
        let Some(kept) = kept.map_err(|error| failed(&error.into()))? else {
            continue;
        };
        let event = kept.event;
        if !event.documents.is_empty() {
            documents.push(ClaimDocuments {
                number,
                kind: event.what.kind(),
                on: event.effective_on.to_string(),
                actor: event.actor.to_string(),
                documents: event.documents.iter().map(ToString::to_string).collect(),
            });
        }
    }
    Ok(Json(Documented { documents, next }))
}

/// What happened to a claim, in its order.
#[utoipa::path(
    get, path = "/v1/claims/{claim}/events", tag = "claims",
    params(("claim" = String, Path, description = "the claim's number"), PageQuery),
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
