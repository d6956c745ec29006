//! Contributions: what contributors paid in, listed.

use crate::api::asker::Asker;
use crate::api::money::Money;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::pool::SeenContribution;
use crate::service::sight::Sight;
use crate::units::names::{District, PoolId};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// Money that a contributor paid in 实缴出资.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Contribution {
    /// The number of its event.
    event: u64,
    /// The pool.
    pool: String,
    /// The district 属地.
    district: String,
    /// The contributor.
    contributor: String,
    /// How much.
    amount: Money,
    /// The part that fulfils a promise.
    against_subscription: Money,
    /// When it came in.
    #[schema(format = Date)]
    on: String,
    /// Whether it was taken back by a correction 更正.
    corrected: bool,
}

impl Contribution {
    fn of(seen: &SeenContribution<'_>) -> Self {
        Self {
            event: seen.event,
            pool: seen.compartment.pool.to_string(),
            district: seen.compartment.district.to_string(),
            contributor: seen.contributor.to_string(),
            amount: seen.amount.into(),
            against_subscription: seen.promised.into(),
            on: seen.on.to_string(),
            corrected: seen.corrected,
        }
    }
}

/// A page of contributions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct ContributionPage {
    /// The contributions, in the order in which they came.
    contributions: Vec<Contribution>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// What was paid in, of the compartments that the caller sees: a contributor its own, a bank none.
#[utoipa::path(
    get, path = "/v1/contributions", tag = "contributions",
    params(
        ("pool" = Option<String>, Query, description = "into this pool only"),
        ("district" = Option<String>, Query, description = "into compartments of this district only"),
        PageQuery,
    ),
    responses((status = 200, body = ContributionPage))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<ContributionPage>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let pool = query.read("pool", PoolId::parse);
    let district = query.read("district", District::parse);
    let (page, pool, district) = query.finish(Some((page, pool, district)))?;
    let sight = Sight(asker.role());
    let books = api.writer.books().await;
    let asked = |seen: &SeenContribution<'_>| {
        let at = seen.compartment;
        sight.compartment(at)
            && pool.as_ref().is_none_or(|pool| at.pool == *pool)
            && district.as_ref().is_none_or(|of| at.district == *of)
    };
    let found = books.state().contributions_after(page.after).filter(asked);
    let (seen, next) = page.of(found, |of| of.event);
    Ok(Json(ContributionPage {
        contributions: seen.iter().map(Contribution::of).collect(),
        next,
    }))
}
