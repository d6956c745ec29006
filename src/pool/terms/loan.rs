//! What a loan must be: its term, renewal, rate, fees and security; and for how long a score stands.

use super::figure::Figure;
use crate::units::names::GradeName;
use crate::units::words::words;
use crate::units::{Amount, Ratio};
use serde::Serialize;

words! {
    /// What secures a loan 增信方式.
    Security {
        /// Nothing: pure credit.
        None = "none", "纯信用";
        /// Real estate.
        RealEstate = "real-estate", "不动产抵押";
        /// Deposits, bills and the like.
        QuasiMoney = "quasi-money", "准货币质押";
        /// A guarantee by a third party.
        ThirdParty = "third-party", "第三方保证";
        /// A guarantee by a licensed guarantor.
        Guarantor = "guarantor", "融资担保机构";
        /// A guarantee by owners or managers.
        Owners = "owners", "实际控制人保证";
        /// Intellectual property.
        Ip = "ip", "知识产权质押";
        /// Receivables.
        Receivables = "receivables", "应收账款质押";
        /// Inventory.
        Inventory = "inventory", "存货质押";
        /// Equipment.
        Equipment = "equipment", "设备抵押";
        /// Equity.
        Equity = "equity", "股权质押";
    }

    /// A dated series of rates 利率序列.
    RateIndex {
        /// The one-year loan prime rate.
        LprOneYear = "lpr-1y", "一年期 LPR";
    }

    /// What the score is for 评价作用.
    ScoreRole {
        /// No cover without an eligible grade.
        Decisive = "decisive", "准入依据";
        /// The lender reads it and decides.
        Reference = "reference", "供银行参考";
    }
}

impl Security {
    /// Whether it is a thing or a right that is sold when the loan is not repaid, and no person's word.
    pub fn is_collateral(self) -> bool {
        match self {
            Self::None | Self::ThirdParty | Self::Guarantor | Self::Owners => false,
            Self::RealEstate
            | Self::QuasiMoney
            | Self::Ip
            | Self::Receivables
            | Self::Inventory
            | Self::Equipment
            | Self::Equity => true,
        }
    }
}

/// What a loan must be 贷款条件.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoanRules {
    /// The longest term, in months.
    pub months_up_to: Figure<u32>,
    /// The shortest term, in months.
    pub months_from: Option<Figure<u32>>,
    /// How often it may be renewed under the same cover.
    pub renewals: Figure<u32>,
    /// The longest that it stands with its renewals, in months.
    pub months_with_renewals: Option<Figure<u32>>,
    /// Within how many days of enrolment it is drawn.
    pub draw_within_days: Option<Figure<u32>>,
    /// The highest rate: the first tier that reaches the loan's amount; empty means none.
    pub rate_cap: Vec<RateTier>,
    /// The highest guarantee fee a year, of the guaranteed amount.
    pub guarantee_fee_cap: Option<Figure<Ratio>>,
    /// Security that removes cover 排除的增信方式.
    pub excluded_security: Vec<Security>,
}

/// The highest rate for loans of some size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RateTier {
    /// Loans up to this amount; absent is without end.
    pub amount_up_to: Option<Figure<Amount>>,
    /// The rate.
    pub cap: RateCap,
}

/// A highest rate, as a share a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RateCap {
    /// A series and a spread over it.
    Spread {
        /// The series.
        over: RateIndex,
        /// The spread: 150 basis points are 0.015.
        spread: Figure<Ratio>,
    },
    /// A series, raised by a share of itself.
    Raised {
        /// The series.
        over: RateIndex,
        /// By what share: 30% above is 0.3.
        by: Figure<Ratio>,
    },
    /// A rate that does not move.
    Fixed {
        /// The rate.
        rate: Figure<Ratio>,
    },
}

/// What the score is for, and for how long it stands 评分.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreRules {
    /// What it is for.
    pub role: ScoreRole,
    /// The evaluation models that are accepted; empty accepts any.
    pub models: Vec<String>,
    /// The grades that are eligible, best first; empty accepts any grade.
    pub grades: Vec<GradeName>,
    /// For how many days it stands, counted from the day as of which it was made.
    pub valid_days: Figure<u32>,
}
