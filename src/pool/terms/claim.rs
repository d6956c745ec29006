//! Claims: what opens one, until when, what must be there, how fast it is decided, who is paid first when
//! cash is short, and what is recovered afterwards.

use super::eligibility::Item;
use super::figure::Figure;
use crate::units::names::ItemId;
use crate::units::words::words;
use crate::units::{Bilingual, Ratio};
use serde::Serialize;

words! {
    /// The five classes of loans 五级分类, best first.
    LoanClass {
        /// Normal.
        Normal = "normal", "正常";
        /// Special mention.
        SpecialMention = "special-mention", "关注";
        /// Substandard.
        Substandard = "substandard", "次级";
        /// Doubtful.
        Doubtful = "doubtful", "可疑";
        /// Loss.
        Loss = "loss", "损失";
    }

    /// From when the time to claim runs 申请期限起算.
    ClaimFrom {
        /// The day on which the first trigger was met.
        Trigger = "trigger", "触发之日";
        /// The first day overdue.
        Default = "default", "违约之日";
        /// The day on which the loan matures, as extended.
        Maturity = "maturity", "到期之日";
    }

    /// What paying up before the decision does 清偿欠款的后果.
    Cure {
        /// The claim ends.
        EndsClaim = "ends-claim", "申请终止";
        /// The claim stands for what is still unpaid.
        ReducesClaim = "reduces-claim", "申请相应减少";
    }

    /// When claims are settled 结算方式.
    Settlement {
        /// Each by itself.
        EachClaim = "each-claim", "逐笔";
        /// Those of a calendar year together, in the next.
        Yearly = "yearly", "按年";
    }

    /// Who is paid first when cash is short 资金不足时的支付顺序.
    PayOrder {
        /// By the day of filing.
        FiledFirst = "filed-first", "先申请先付";
        /// By the day of approval.
        ApprovedFirst = "approved-first", "先核准先付";
        /// The smallest first.
        SmallestFirst = "smallest-first", "小额先付";
        /// All in proportion.
        Proportional = "proportional", "按比例";
    }

    /// What happens when a compartment's money is not enough 分账资金不足.
    ShortfallRule {
        /// Its claims wait for its own contributors.
        Wait = "wait", "等待补足";
        /// Another compartment advances, and is owed it back.
        Advance = "advance", "其他分账垫付";
    }

    /// In which order what is recovered is given back 追偿款分配.
    RecoveryOrder {
        /// Pool and lender together, at the frozen amounts.
        PariPassu = "pari-passu", "按比例同时受偿";
        /// The pool first.
        PoolFirst = "pool-first", "资金池优先";
        /// The lender first.
        LenderFirst = "lender-first", "银行优先";
    }
}

/// What opens a claim; any one will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Trigger {
    /// So many days overdue 逾期天数.
    Overdue {
        /// At least so many.
        days: Figure<u32>,
    },
    /// Classified so, or worse 五级分类.
    Class {
        /// The best class that opens a claim.
        at: LoanClass,
    },
    /// A court accepted the enterprise's bankruptcy 破产受理.
    Bankruptcy {
        /// At least so many days ago.
        days: Option<Figure<u32>>,
    },
    /// Recovery was pursued for so many days, or is finished 追偿期满.
    RecoveryFinished {
        /// At least so many days of it.
        days: Option<Figure<u32>>,
    },
}

/// The rules of claims 补偿申请.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimRules {
    /// What opens one; any one will do.
    pub triggers: Vec<Trigger>,
    /// What the claimant has done before.
    pub prior_steps: Vec<Item>,
    /// Until when it may be filed.
    pub deadline: Option<Deadline>,
    /// What paying up before the decision does.
    pub cure: Cure,
    /// The documents.
    pub documents: Vec<Document>,
    /// Within how many working days of a complete filing it is decided.
    pub decide_within_working_days: Figure<u32>,
    /// Within how many working days of approval it is paid, cash being there.
    pub pay_within_working_days: Option<Figure<u32>>,
    /// Whether part of a claim may be refused.
    pub partial_refusal: bool,
    /// Why a claim may be refused.
    pub refusals: Vec<Refusal>,
    /// Within how many working days a refusal may be appealed.
    pub appeal_within_working_days: Option<Figure<u32>>,
    /// Why what was paid may be called back.
    pub clawbacks: Vec<Item>,
    /// Whether interest is owed on what is called back: a share a year.
    pub clawback_interest: Option<Figure<Ratio>>,
    /// When claims are settled.
    pub settlement: Settlement,
    /// Who is paid first when cash is short.
    pub pay_order: PayOrder,
    /// What happens when a compartment's money is not enough.
    pub shortfall: Shortfall,
}

/// Until when a claim may be filed 申请期限.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// Within how many days.
    pub days: Figure<u32>,
    /// From when.
    pub from: ClaimFrom,
}

/// A document of a claim 材料.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Its id.
    pub id: ItemId,
    /// What it is called.
    pub name: Bilingual,
    /// Whether a claim may be complete without it.
    pub optional: bool,
}

/// A reason to refuse a claim 不予补偿的情形.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Its id.
    pub id: ItemId,
    /// What it says.
    pub name: Bilingual,
    /// Whether the cover is lost with it; else the loan stays covered.
    pub loses_cover: bool,
}

/// What happens when a compartment's money is not enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shortfall {
    /// The rule.
    pub rule: ShortfallRule,
    /// The most that another compartment advances, of its own cash; with `advance`.
    pub advance_share: Option<Figure<Ratio>>,
    /// Within how many days an advance is paid back; with `advance`.
    pub repay_within_days: Option<Figure<u32>>,
}

/// What is recovered afterwards 追偿.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecoveryRules {
    /// In which order it is given back, after costs.
    pub order: RecoveryOrder,
    /// The most of costs that is taken off, of the gross recovery; absent is without cap.
    pub cost_cap: Option<Figure<Ratio>>,
    /// Within how many working days it is remitted.
    pub remit_within_working_days: Option<Figure<u32>>,
    /// After how many months without recovery the right may be written off 核销.
    pub write_off_after_months: Option<Figure<u32>>,
}
