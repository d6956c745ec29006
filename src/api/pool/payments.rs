//! Payments of compensation: listed, and one by one.

use super::on_claims::OnClaims;
use crate::api::asker::Asker;
use crate::api::money::Money;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::pool::SeenPayment;
use crate::service::sight::Sight;
use crate::units::names::PaymentId;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

/// A payment of compensation 补偿付款.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Payment {
    /// Its number.
    payment: String,
    /// `instructed`, `confirmed` or `returned`.
    stage: &'static str,
    /// The claim that it pays.
    claim: String,
    /// The loan of the claim.
    loan: String,
    /// The pool.
    pool: String,
    /// The district.
    district: String,
    /// The bank that is paid.
    bank: String,
    /// How much.
    amount: Money,
    /// When the custodian was told to pay 付款指令日.
    #[schema(format = Date)]
    instructed_on: String,
    /// When the custodian confirmed it, or it came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    ended_on: Option<String>,
}

impl Payment {
    fn of(seen: &SeenPayment<'_>) -> Self {
        let loan = &seen.claim.loan;
        Self {
            payment: seen.payment.to_string(),
            stage: seen.stage,
            claim: seen.claim.claim.to_string(),
            loan: loan.loan.to_string(),
            pool: loan.compartment.pool.to_string(),
            district: loan.compartment.district.to_string(),
            bank: loan.bank.to_string(),
            amount: seen.amount.into(),
            instructed_on: seen.instructed_on.to_string(),
            ended_on: seen.ended_on.map(|day| day.to_string()),
        }
    }
}

/// A page of payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct PaymentPage {
    /// The payments, in the order of instruction.
    payments: Vec<Payment>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// Payments on the claims that the caller sees: a bank those to itself, a contributor those of its compartment.
#[utoipa::path(
    get, path = "/v1/payments", tag = "payments",
    params(
        ("pool" = Option<String>, Query, description = "of this pool only"),
        PageQuery,
    ),
    responses((status = 200, body = PaymentPage))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<PaymentPage>, Problem> {
    let asked = OnClaims::read(&api, &parameters)?;
    let books = api.writer.books().await;
    let found = books.state().payments_after(asked.place());
    let (seen, next) = asked.of(&asker, found, |of| (of.number, &of.claim.loan));
    Ok(Json(PaymentPage {
        payments: seen.iter().map(Payment::of).collect(),
        next,
    }))
}

/// One payment.
#[utoipa::path(
    get, path = "/v1/payments/{payment}", tag = "payments",
    params(("payment" = String, Path, description = "the payment's number")),
    responses((status = 200, body = Payment), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Json<Payment>, Problem> {
    let books = api.writer.books().await;
    let id = PaymentId::parse(&name).ok();
    let found = id.and_then(|id| books.state().payment(&id));
    let seen = found.filter(|seen| Sight(asker.role()).loan(&seen.claim.loan));
    seen.map(|seen| Json(Payment::of(&seen)))
        .ok_or_else(|| Problem::not_found("payment", &name))
}
