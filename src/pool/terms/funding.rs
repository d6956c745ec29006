//! Who pays: contributors and their shares of a pool, what is paid in, when it is topped up; or a yearly
//! budget where there is no pool. And how much may be lent on it.

use super::figure::Figure;
use crate::units::names::{ContributorId, District};
use crate::units::words::words;
use crate::units::{Amount, Bilingual, Ratio};
use serde::Serialize;
use std::collections::BTreeMap;

words! {
    /// What a contributor is 出资方类别.
    ContributorKind {
        /// The state.
        Nation = "nation", "中央";
        /// A province.
        Province = "province", "省级";
        /// A city.
        City = "city", "市级";
        /// A district: in each compartment, that compartment's own.
        District = "district", "区县级";
        /// A bank that lends.
        Bank = "bank", "银行";
        /// A guarantor.
        Guarantor = "guarantor", "担保机构";
        /// Somebody else.
        Other = "other", "其他";
    }

    /// What calls for a top-up 补足条件.
    TopUpTrigger {
        /// When the administrator calls.
        OnCall = "on-call", "按通知";
        /// When paid-in less losses is below a share of what was paid in.
        BelowShare = "below-share", "低于实缴比例";
        /// Each year, by what was paid out in the year before.
        YearlyPayout = "yearly-payout", "按上年补偿额";
    }

    /// Whether leverage is a most or a least 上限或下限.
    Bound {
        /// Cover above it is refused.
        Ceiling = "ceiling", "上限";
        /// An aim that is reported and never refuses.
        Floor = "floor", "下限(目标)";
    }

    /// What leverage counts 放大口径.
    ExposureBase {
        /// The pool's share of the covered principal.
        PoolShare = "pool-share", "资金池分担部分";
        /// The whole covered principal.
        Principal = "principal", "贷款本金";
    }

    /// What leverage is measured against 放大基数.
    LeverageBase {
        /// Net assets.
        NetAssets = "net-assets", "净资产";
        /// Paid-in contributions.
        PaidIn = "paid-in", "实缴出资";
        /// One contributor's paid-in contributions.
        Contributor = "contributor", "某一出资方的实缴";
    }
}

/// Where compensation is paid from 资金来源.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Funding {
    /// A pool of contributions 资金池.
    Pool(PoolFunding),
    /// No pool: a budget for each calendar year 年度预算.
    Budget {
        /// The most of compensation that may be approved in a year.
        yearly: Figure<Amount>,
    },
}

impl Funding {
    /// The one holder of all that is paid in and borne under a budget 预算.
    pub fn budget_owner() -> ContributorId {
        ContributorId::parse("budget").expect("a plain word is an id")
    }
}

/// A pool of contributions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PoolFunding {
    /// Who contributes, and at which ratio; the ratios make one.
    pub contributors: Vec<Contributor>,
    /// Other ratios in some districts.
    pub districts: Vec<DistrictRatios>,
    /// The least share of what is subscribed that is paid in at first 首期实缴.
    pub first_paid_in: Option<Figure<Ratio>>,
    /// When more is paid in 补足.
    pub top_ups: Vec<TopUp>,
}

/// One contributor 出资方.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contributor {
    /// Its id. One of kind `district` stands for the compartment's own district.
    pub id: ContributorId,
    /// What it is.
    pub kind: ContributorKind,
    /// What it is called.
    pub name: Bilingual,
    /// Its share of the pool.
    pub ratio: Figure<Ratio>,
}

/// Ratios that hold in some districts instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DistrictRatios {
    /// The districts.
    pub districts: Vec<District>,
    /// The ratio of every contributor.
    pub ratios: BTreeMap<ContributorId, Figure<Ratio>>,
}

/// A rule of topping up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TopUp {
    /// What calls for it.
    pub trigger: TopUpTrigger,
    /// The share of paid-in below which it is called for, with `below-share`.
    pub share: Option<Figure<Ratio>>,
    /// Within how many working days it is due.
    pub within_working_days: Option<Figure<u32>>,
}

/// How much cover may stand on a compartment's money 放大倍数.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leverage {
    /// Whether it refuses or is an aim.
    pub bound: Bound,
    /// How many times the base.
    pub times: Figure<Ratio>,
    /// What is counted.
    pub exposure: ExposureBase,
    /// Whether what is committed and not drawn counts too.
    pub counts_undrawn: bool,
    /// What it is measured against.
    pub base: LeverageBase,
    /// Whose money, with the base `contributor`.
    pub contributor: Option<ContributorId>,
}
