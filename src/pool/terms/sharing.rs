//! How a loss is shared: which rules fit a loan, whether the highest counts or all, and the ceilings.

use super::figure::Figure;
use super::loan::Security;
use crate::units::names::{BankId, ClassId, ContributorId, District, GradeName, ItemId, ProductId};
use crate::units::words::words;
use crate::units::{Amount, Bilingual, Ratio};
use serde::Serialize;

words! {
    /// How a loan reaches the pool 渠道.
    Channel {
        /// The bank lends on credit 信用.
        Credit = "credit", "信用贷款";
        /// A guarantor stands in, and claims 担保.
        Guaranteed = "guaranteed", "担保贷款";
        /// Rights are pledged 质押.
        IpPledge = "ip-pledge", "知识产权质押";
        /// An insurer stands in 保险.
        Insured = "insured", "保证保险贷款";
    }

    /// What is shared 补偿范围.
    LossBase {
        /// Unpaid principal only.
        Principal = "principal", "本金";
        /// Principal and contractual interest.
        PrincipalAndInterest = "principal-and-interest", "本金及利息";
    }

    /// What happens when several base rules fit 多项符合.
    Combine {
        /// The highest counts.
        Highest = "highest", "就高";
        /// They add up.
        Sum = "sum", "叠加";
    }

    /// What a rule of sharing gives 比例性质.
    ShareRole {
        /// A share to begin with.
        Base = "base", "基础比例";
        /// Points that come on top of whatever the base rules give.
        Addition = "addition", "上浮";
    }
}

/// How losses are shared 风险分担.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sharing {
    /// What is shared.
    pub base: LossBase,
    /// Whether the proceeds of collateral are taken off first.
    pub net_of_collateral: bool,
    /// What happens when several base rules fit.
    pub combine: Combine,
    /// The rules.
    pub rules: Vec<ShareRule>,
    /// The most that the pool bears.
    pub ceiling: Option<Figure<Ratio>>,
    /// The most that all public money bears together, of what the claimant really bears 财政资金合计上限.
    pub public_ceiling: Option<Figure<Ratio>>,
    /// The least that the lender keeps 银行最低分担.
    pub lender_keeps: Option<Figure<Ratio>>,
}

/// One rule of sharing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShareRule {
    /// Its id.
    pub id: ItemId,
    /// What it is called.
    pub name: Bilingual,
    /// A share to begin with, or points on top.
    pub role: ShareRole,
    /// When it fits: any of these; empty means always.
    pub any: Vec<ShareWhen>,
    /// The share of the loss.
    pub share: Figure<Ratio>,
    /// Whether it is a most, within which a person decides 最高不超过.
    pub up_to: bool,
    /// The contributor that bears this layer alone; absent: all of them, by their ratios 分层出资.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<ContributorId>,
}

/// One way in which a rule of sharing fits. Every list that is not empty must hold the loan's own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ShareWhen {
    /// Grades.
    pub grades: Vec<GradeName>,
    /// Products.
    pub products: Vec<ProductId>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// Banks.
    pub banks: Vec<BankId>,
    /// Districts.
    pub districts: Vec<District>,
    /// Classes of enterprises, any of which will do.
    pub classes: Vec<ClassId>,
    /// What secures the loan, any of which will do.
    pub securities: Vec<Security>,
    /// Whether it is the enterprise's first loan ever.
    pub first_loan: Option<bool>,
    /// The loan is above this amount.
    pub amount_above: Option<Figure<Amount>>,
    /// The loan is no more than this amount.
    pub amount_up_to: Option<Figure<Amount>>,
    /// The part of the loan that is on credit is at least this share.
    pub credit_share_from: Option<Figure<Ratio>>,
    /// The part of the loan that is on credit is above this share.
    pub credit_share_above: Option<Figure<Ratio>>,
    /// The part of the loan that is on credit is below this share.
    pub credit_share_below: Option<Figure<Ratio>>,
}
