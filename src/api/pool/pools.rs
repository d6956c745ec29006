//! Pools: which there are, how each compartment stands, its accounts, and its breakers.

use crate::api::asker::Asker;
use crate::api::money::Money;
use crate::api::page::{PageQuery, Parameters};
use crate::api::problem::Problem;
use crate::api::state::Api;
use crate::pool::{Class, CompartmentId, State as Books};
use crate::service::pool::{CompartmentPosition, positions};
use crate::service::sight::Sight;
use crate::units::names::PoolId;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

/// A pool 资金池.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Pool {
    /// Its id.
    pool: String,
    /// The programme of its terms.
    scheme: String,
    /// The districts in which it has compartments 分账.
    districts: Vec<String>,
    /// The last day that is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    closed_through: Option<String>,
}

/// Pools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Pools {
    /// In the order in which they were opened.
    pools: Vec<Pool>,
    /// The cursor of the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// The pools that somebody sees, each with its place among all.
fn pools<'s>(state: &'s Books, sight: Sight<'s>) -> impl Iterator<Item = (u64, Pool)> + 's {
    let seen = (1..)
        .zip(state.pools())
        .filter(move |(_, (pool, _))| sight.pool(pool));
    seen.map(|(place, (pool, scheme))| {
        let of_pool = state.compartments().filter(|at| at.pool == *pool);
        let pool = Pool {
            pool: pool.to_string(),
            scheme: scheme.to_string(),
            districts: of_pool.map(|at| at.district.to_string()).collect(),
            closed_through: state.day().map(|day| day.to_string()),
        };
        (place, pool)
    })
}

/// The pools that the caller sees.
#[utoipa::path(
    get, path = "/v1/pools", tag = "pools", params(PageQuery),
    responses((status = 200, body = Pools))
)]
pub(super) async fn list(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<Pools>, Problem> {
    let mut query = parameters.query();
    let page = query.page(&api);
    let page = query.finish(Some(page))?;
    let books = api.writer.books().await;
    let all = pools(books.state(), Sight(asker.role()));
    let (found, next) = page.of(all, |(place, _)| *place);
    Ok(Json(Pools {
        pools: found.into_iter().map(|(_, pool)| pool).collect(),
        next,
    }))
}

/// One pool.
#[utoipa::path(
    get, path = "/v1/pools/{pool}", tag = "pools",
    params(("pool" = String, Path, description = "the pool")),
    responses((status = 200, body = Pool), (status = 404, body = Problem))
)]
pub(super) async fn one(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Json<Pool>, Problem> {
    let books = api.writer.books().await;
    let mut found = pools(books.state(), Sight(asker.role()));
    let pool = found.find(|(_, pool)| pool.pool == name);
    pool.map(|(_, pool)| Json(pool))
        .ok_or_else(|| Problem::not_found("pool", &name))
}

/// How a compartment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Position {
    /// The district.
    district: String,
    /// Assets less liabilities 净资产.
    net_assets: Money,
    /// Cover committed and in force, which the leverage counts 在保责任合计.
    cover: Money,
    /// Called for in top-ups and not paid in 补足待缴.
    called: Money,
    /// What of it is overdue.
    called_overdue: Money,
}

/// How a pool stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct PoolPosition {
    /// The pool.
    pool: String,
    /// Its compartments that the caller sees.
    compartments: Vec<Position>,
}

/// How a pool's compartments stand now.
#[utoipa::path(
    get, path = "/v1/pools/{pool}/position", tag = "pools",
    params(("pool" = String, Path, description = "the pool")),
    responses((status = 200, body = PoolPosition), (status = 404, body = Problem))
)]
pub(super) async fn position(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Json<PoolPosition>, Problem> {
    let books = api.writer.books().await;
    let seen = standing(books.state(), &asker, &name)?;
    let compartments = seen.iter().map(|of| Position {
        district: of.compartment.district.to_string(),
        net_assets: of.net_assets.into(),
        cover: of.cover.into(),
        called: of.called.into(),
        called_overdue: of.overdue.into(),
    });
    Ok(Json(PoolPosition {
        pool: name,
        compartments: compartments.collect(),
    }))
}

/// The compartments of a pool whose accounts the caller sees; one that sees none is told that there is no pool.
fn standing(state: &Books, asker: &Asker, name: &str) -> Result<Vec<CompartmentPosition>, Problem> {
    let pool = PoolId::parse(name).ok();
    let own =
        |at: &CompartmentId| Some(&at.pool) == pool.as_ref() && Sight(asker.role()).compartment(at);
    let mut all = positions(state);
    all.retain(|of| own(&of.compartment));
    if all.is_empty() {
        return Err(Problem::not_found("pool", name));
    }
    Ok(all)
}

/// The balance of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct AccountBalance {
    /// The district.
    district: String,
    /// The code of the account 科目代码.
    code: u16,
    /// Its name in English.
    name: &'static str,
    /// Its name in Chinese.
    name_zh: &'static str,
    /// Whether it stands in the memorandum books 表外.
    memorandum: bool,
    /// On its usual side.
    balance: Money,
}

/// The accounts of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Accounts {
    /// Every account of every compartment that the caller sees; nought is a row.
    accounts: Vec<AccountBalance>,
}

/// The balances of a pool's accounts now.
#[utoipa::path(
    get, path = "/v1/pools/{pool}/accounts", tag = "pools",
    params(("pool" = String, Path, description = "the pool")),
    responses((status = 200, body = Accounts), (status = 404, body = Problem))
)]
pub(super) async fn accounts(
    State(api): State<Api>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Json<Accounts>, Problem> {
    let books = api.writer.books().await;
    let seen = standing(books.state(), &asker, &name)?;
    let mut accounts = Vec::new();
    for of in &seen {
        accounts.extend(of.balances.iter().map(|(code, balance)| AccountBalance {
            district: of.compartment.district.to_string(),
            code: code.number(),
            name: code.en(),
            name_zh: code.zh(),
            memorandum: code.class() == Class::Memorandum,
            balance: (*balance).into(),
        }));
    }
    Ok(Json(Accounts { accounts }))
}

/// A breaker that is tripped 熔断.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Breaker {
    /// The pool.
    pool: String,
    /// The breaker, by its id in the terms.
    breaker: String,
    /// Of this district only.
    #[serde(skip_serializing_if = "Option::is_none")]
    district: Option<String>,
    /// Of this bank only.
    #[serde(skip_serializing_if = "Option::is_none")]
    bank: Option<String>,
    /// Of this product only.
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<String>,
    /// Since when.
    #[schema(format = Date)]
    since: String,
    /// What it counts.
    numerator: Money,
    /// What it is held against.
    denominator: Money,
    /// What it stops: `warn`, `stop-enrolment`, `stop-claims`, `cap-payments`.
    effects: Vec<&'static str>,
}

/// Breakers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct Breakers {
    /// Those that are tripped; all others are clear.
    breakers: Vec<Breaker>,
}

/// The breakers that are tripped, of the pools that the caller sees.
#[utoipa::path(
    get, path = "/v1/breakers", tag = "breakers",
    params(("pool" = Option<String>, Query, description = "of this pool only")),
    responses((status = 200, body = Breakers))
)]
pub(super) async fn breakers(
    State(api): State<Api>,
    asker: Asker,
    parameters: Parameters,
) -> Result<Json<Breakers>, Problem> {
    let mut query = parameters.query();
    let only = query.read("pool", PoolId::parse);
    let only = query.finish(Some(only))?;
    let sight = Sight(asker.role());
    let books = api.writer.books().await;
    let state = books.state();
    let mut breakers = Vec::new();
    for (pool, _) in state.pools() {
        if !sight.pool(pool) || only.as_ref().is_some_and(|only| only != pool) {
            continue;
        }
        for (moved, since) in state.tripped(pool) {
            let site = &moved.site;
            let others = site.bank.as_ref().zip(asker.role().bank());
            if others.is_some_and(|(bank, own)| bank != own) {
                continue;
            }
            breakers.push(Breaker {
                pool: pool.to_string(),
                breaker: site.breaker.to_string(),
                district: site.district.as_ref().map(ToString::to_string),
                bank: site.bank.as_ref().map(ToString::to_string),
                product: site.product.as_ref().map(ToString::to_string),
                since: since.to_string(),
                numerator: moved.numerator.into(),
                denominator: moved.denominator.into(),
                effects: moved.effects.iter().map(|effect| effect.word()).collect(),
            });
        }
    }
    Ok(Json(Breakers { breakers }))
}
