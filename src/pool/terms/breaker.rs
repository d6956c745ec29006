//! Circuit breakers: a ratio over a scope and a window, the levels at which it acts, and how it is reset.

use super::figure::Figure;
use crate::units::names::ItemId;
use crate::units::words::words;
use crate::units::{Amount, Bilingual, Ratio};
use serde::Serialize;

words! {
    /// Over what a breaker is measured, and whom it stops 熔断范围.
    BreakerScope {
        /// The whole pool.
        Pool = "pool", "资金池";
        /// One compartment: the pool in one district.
        Compartment = "compartment", "分账(区县)";
        /// One bank.
        Bank = "bank", "银行";
        /// One bank in one district.
        BankDistrict = "bank-district", "银行×区县";
        /// One product.
        Product = "product", "产品";
    }

    /// What stands above or below the line of a breaker's ratio 指标.
    Measure {
        /// Compensation filed and not yet decided.
        Filed = "filed", "已申请待审补偿";
        /// Compensation approved and not yet paid.
        Approved = "approved", "已核准待付补偿";
        /// Compensation paid.
        Paid = "paid", "已付补偿";
        /// Recovered; taken off.
        Recovered = "recovered", "已追回";
        /// The pool's share of principal overdue and not yet claimed.
        Overdue = "overdue", "逾期未申请本金(分担额)";
        /// Outstanding principal of loans classified substandard or worse.
        NonPerforming = "non-performing", "不良贷款余额";
        /// Outstanding covered principal.
        Outstanding = "outstanding", "在保贷款余额";
        /// Covered principal drawn.
        Drawn = "drawn", "累计提款本金";
        /// The pool's share of the covered principal drawn.
        DrawnPoolShare = "drawn-pool-share", "累计提款的资金池分担额";
        /// Net assets.
        NetAssets = "net-assets", "净资产";
        /// Paid-in contributions.
        PaidIn = "paid-in", "实缴出资";
    }

    /// On which side a breaker trips 触发方向.
    Trips {
        /// When the ratio reaches the level or passes it.
        AtOrAbove = "at-or-above", "达到或超过";
        /// When the ratio is below the level.
        Below = "below", "低于";
    }

    /// What a level of a breaker does 效果.
    Effect {
        /// It is told, and nothing stops.
        Warn = "warn", "预警";
        /// No loan is enrolled.
        StopEnrolment = "stop-enrolment", "暂停备案";
        /// No claim is accepted.
        StopClaims = "stop-claims", "暂停受理补偿申请";
        /// Payments of a calendar year are capped.
        CapPayments = "cap-payments", "限制支付";
    }

    /// How a breaker is reset 恢复方式.
    ResumeBy {
        /// By itself, once the ratio is well again.
        Ratio = "ratio", "指标恢复后自动";
        /// By two persons with a reason, once the ratio is well again.
        Decision = "decision", "指标恢复后双人决定";
        /// By two persons with a reason, at any time.
        DecisionAnyTime = "decision-any-time", "双人决定";
    }
}

/// A circuit breaker 熔断.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breaker {
    /// Its id.
    pub id: ItemId,
    /// What it is called.
    pub name: Bilingual,
    /// Over what it is measured, and whom it stops.
    pub scope: BreakerScope,
    /// What stands above the line, added up; `recovered` is taken off.
    pub numerator: Vec<Measure>,
    /// What stands below the line.
    pub denominator: Measure,
    /// Over which loans: those enrolled in this time.
    pub window: Window,
    /// The least that must stand below the line, else the ratio is not judged.
    pub minimum_book: Option<Figure<Amount>>,
    /// The least number of loans drawn, else the ratio is not judged.
    pub minimum_loans: Option<Figure<u32>>,
    /// On which side it trips.
    pub trips: Trips,
    /// Its levels, the mildest first.
    pub levels: Vec<Level>,
    /// How it is reset.
    pub resume: Resume,
}

/// The time that a breaker looks at 统计窗口.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Window {
    /// Since the beginning.
    Ever,
    /// The calendar year.
    Year,
    /// The last so many months.
    Months {
        /// How many.
        months: Figure<u32>,
    },
}

/// A level of a breaker 档.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Level {
    /// The ratio.
    pub at: Figure<Ratio>,
    /// What it does.
    pub effect: Effect,
    /// The most that is paid in a calendar year, of paid-in contributions; with `cap-payments`.
    pub payments_share: Option<Figure<Ratio>>,
}

/// How a breaker is reset 恢复.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resume {
    /// By whom.
    pub by: ResumeBy,
    /// The ratio at which it is well again; absent is the mildest level that stops.
    pub at: Option<Figure<Ratio>>,
    /// For how many days it must have been well.
    pub held_days: Option<Figure<u32>>,
}
