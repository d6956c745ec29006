//! Incentives: what a bank or an enterprise is given for lending or borrowing, and when it is not.

use super::figure::Figure;
use crate::units::names::ItemId;
use crate::units::words::words;
use crate::units::{Amount, Bilingual, Ratio};
use serde::Serialize;

words! {
    /// What an incentive rewards 激励类型.
    IncentiveKind {
        /// Principal drawn in the period: a share of it.
        Volume = "volume", "投放规模奖励";
        /// Each first-time borrower: a fixed amount.
        FirstLoan = "first-loan", "首贷户奖励";
        /// Principal drawn below the rate cap: a share of the interest given up over a year.
        RateConcession = "rate-concession", "让利奖励";
        /// Interest paid: so many points a year on the principal.
        InterestSubsidy = "interest-subsidy", "贷款贴息";
        /// Interest paid: a share of it.
        InterestShare = "interest-share", "按比例贴息";
        /// The guarantee fee is waived.
        FeeWaiver = "fee-waiver", "免收担保费";
        /// A share of the fee is left with the lender.
        FeeRetained = "fee-retained", "留存费用";
    }

    /// Who is given it 受益方.
    Beneficiary {
        /// The bank.
        Bank = "bank", "银行";
        /// The enterprise.
        Enterprise = "enterprise", "企业";
    }

    /// Out of which money 资金来源.
    PaidBy {
        /// The pool.
        Pool = "pool", "资金池";
        /// Somebody else's: reckoned here, paid elsewhere.
        Elsewhere = "elsewhere", "其他资金";
    }

    /// How often it is reckoned 计算周期.
    Period {
        /// Every quarter.
        Quarter = "quarter", "季度";
        /// Every half year.
        HalfYear = "half-year", "半年";
        /// Every year.
        Year = "year", "年度";
    }
}

/// An incentive 激励.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Incentive {
    /// Its id.
    pub id: ItemId,
    /// What it is called.
    pub name: Bilingual,
    /// What it rewards.
    pub kind: IncentiveKind,
    /// Who is given it.
    pub to: Beneficiary,
    /// Out of which money.
    pub paid_by: PaidBy,
    /// How often it is reckoned.
    pub period: Period,
    /// The share or the points, for all kinds but `first-loan` and `fee-waiver`.
    pub share: Option<Figure<Ratio>>,
    /// The amount, for `first-loan`.
    pub amount: Option<Figure<Amount>>,
    /// Only loans up to this amount count.
    pub loans_up_to: Option<Figure<Amount>>,
    /// The most that one beneficiary is given in a calendar year.
    pub yearly_cap: Option<Figure<Amount>>,
    /// Whether it is nought while a breaker that stops the bank is tripped.
    pub stopped_by_breaker: bool,
}
