//! Caps: how much cover or compensation one enterprise, bank, district, grade, product or portfolio may have.

use super::figure::Figure;
use super::sharing::Channel;
use crate::units::names::{BankId, ClassId, District, GradeName, ItemId, ProductId};
use crate::units::words::words;
use crate::units::{Amount, Bilingual, Ratio};
use serde::Serialize;
use std::collections::BTreeMap;

words! {
    /// Over what a cap adds up 限额范围.
    CapScope {
        /// One loan.
        Loan = "loan", "单笔贷款";
        /// One enterprise with its group, over all banks.
        Enterprise = "enterprise", "企业及其关联集团(全部银行)";
        /// One bank.
        Bank = "bank", "银行";
        /// One district.
        District = "district", "区县";
        /// One grade.
        Grade = "grade", "等级";
        /// One product.
        Product = "product", "产品";
        /// The loans of one bank under one product: a portfolio.
        Portfolio = "portfolio", "银行组合";
        /// The whole pool.
        Pool = "pool", "资金池";
    }

    /// What is added up 限额口径.
    CapMeasure {
        /// Covered principal in force: drawn and committed.
        Principal = "principal", "在保本金(含未提款)";
        /// The pool's share of it.
        PoolShare = "pool-share", "资金池分担额";
        /// Compensation filed, approved and paid, since the beginning.
        Compensation = "compensation", "累计补偿";
        /// The same, less what was recovered.
        CompensationNet = "compensation-net", "累计净补偿";
        /// Compensation filed, approved and paid in the calendar year of filing.
        CompensationYear = "compensation-year", "当年补偿";
    }

    /// What a cap is a share of 限额基数.
    CapBase {
        /// Net assets.
        NetAssets = "net-assets", "净资产";
        /// Paid-in contributions.
        PaidIn = "paid-in", "实缴出资";
        /// Subscribed contributions.
        Subscribed = "subscribed", "认缴出资";
        /// Covered principal in force of the whole pool.
        CoveredPrincipal = "covered-principal", "全池在保本金";
        /// Covered principal ever drawn, in the scope of the cap.
        DrawnPrincipal = "drawn-principal", "累计提款本金";
        /// The pool's share of the covered principal ever drawn, in the scope of the cap.
        DrawnPoolShare = "drawn-pool-share", "累计提款的资金池分担额";
        /// The unpaid principal of the loan at the claim.
        UnpaidPrincipal = "unpaid-principal", "未偿本金";
    }
}

/// A cap 限额.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cap {
    /// Its id.
    pub id: ItemId,
    /// What it is called.
    pub name: Bilingual,
    /// Over what it adds up.
    pub scope: CapScope,
    /// What it adds up.
    pub measure: CapMeasure,
    /// For which loans it holds; an empty list does not narrow.
    pub when: CapWhen,
    /// How much.
    pub size: CapSize,
}

/// For which loans a cap holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CapWhen {
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
    /// Classes of the enterprise, any one of them; only of cover of a loan or an enterprise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassId>,
}

/// How much a cap allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CapSize {
    /// A fixed amount.
    Amount {
        /// How much.
        amount: Figure<Amount>,
    },
    /// The recommended limit of the score on which the loan is enrolled.
    ScoreLimit,
    /// An amount by grade.
    ByGrade {
        /// How much for each; a grade that is absent has none.
        amounts: BTreeMap<GradeName, Figure<Amount>>,
    },
    /// An amount by revenue of the last year: the first row that reaches it.
    ByRevenue {
        /// Revenue below the first, and the amount; the last row may have no end.
        rows: Vec<RevenueRow>,
    },
    /// A share of something.
    Share {
        /// The share.
        share: Figure<Ratio>,
        /// Of what.
        of: CapBase,
    },
}

/// One row of a cap by revenue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevenueRow {
    /// Revenue below this; absent is without end.
    pub below: Option<Figure<Amount>>,
    /// The amount.
    pub amount: Figure<Amount>,
}
