//! Recoveries from borrowers: listed, and one by one.

use super::on_claims::OnClaims;
use crate::api::asker::Asker;
use crate::api::money::Money;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::pool::SeenRecovery;
use crate::service::sight::Sight;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

/// Something that came in from a borrower 追偿到款.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Recovery {
    /// Its number.
    recovery: String,
    /// The claim on which it came in.
    claim: String,
    /// The loan of the claim.
    loan: String,
    /// The pool.
    pool: String,
    /// The district.
    district: String,
    /// The bank.
    bank: String,
    /// How much, before costs 追偿所得.
    gross: Money,
    /// What it cost 追偿费用.
    costs: Money,
    /// When it came in.
    #[schema(format = Date)]
    on: String,
    /// Whether it turned out to be none 追偿冲回.
    reversed: bool,
}

impl Recovery {
    fn of(seen: &SeenRecovery<'_>) -> Self {
        let loan = &seen.claim.loan;
        Self {
            recovery: seen.recovery.to_owned(),
            claim: seen.claim.claim.to_string(),
            loan: loan.loan.to_string(),
            pool: loan.compartment.pool.to_string(),
            district: loan.compartment.district.to_string(),
            bank: loan.bank.to_string(),
            gross: seen.gross.into(),
            costs: seen.costs.into(),
            on: seen.on.to_string(),
            reversed: seen.reversed,
        }
    }
}

/// A page of recoveries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct RecoveryPage {
    /// The recoveries, in the order of report.
    recoveries: Vec<Recovery>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// Recoveries on the claims that the caller sees: a bank its own, a contributor those of its compartment.
#[utoipa::path(
    get, path = "/v1/recoveries", tag = "recoveries",
    params(
        ("pool" = Option<String>, Query, description = "of this pool only"),
        PageQuery,
    ),
    responses((status = 200, body = RecoveryPage))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<RecoveryPage>, Problem> {
    let asked = OnClaims::read(&api, &parameters)?;
    let books = api.writer.books().await;
    let found = books.state().recoveries_after(asked.place());
    let (seen, next) = asked.of(&asker, found, |of| (of.number, &of.claim.loan));
    Ok(Json(RecoveryPage {
        recoveries: seen.iter().map(Recovery::of).collect(),
        next,
    }))
}

/// One recovery.
#[utoipa::path(
    get, path = "/v1/recoveries/{recovery}", tag = "recoveries",
    params(("recovery" = String, Path, description = "the recovery's number")),
    responses((status = 200, body = Recovery), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Json<Recovery>, Problem> {
    let books = api.writer.books().await;
    let found = books.state().recovery(&name);
    let seen = found.filter(|seen| Sight(asker.role()).loan(&seen.claim.loan));
    seen.map(|seen| Json(Recovery::of(&seen)))
        .ok_or_else(|| Problem::not_found("recovery", &name))
}
