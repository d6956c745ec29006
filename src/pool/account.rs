//! The accounts of the pool: one closed list, each with its code, class and side, and a typed key.

use crate::units::EnterpriseId;
use crate::units::names::{BankId, ClaimId, ContributorId, District, LoanId, PaymentId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A compartment 分账: a pool in one district, with cash, contributors, leverage and breakers of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompartmentId {
    /// The pool.
    pub pool: crate::units::names::PoolId,
    /// The district.
    pub district: District,
}

impl fmt::Display for CompartmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.pool, self.district)
    }
}

/// The side of a posting 借贷方向.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Debit 借.
    Debit,
    /// Credit 贷.
    Credit,
}

/// What an account is 科目类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Assets 资产.
    Asset,
    /// Liabilities 负债.
    Liability,
    /// Net assets 净资产.
    NetAsset,
    /// Income 收入.
    Income,
    /// Cost 费用.
    Cost,
    /// Memorandum 表外.
    Memorandum,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $class:ident, $side:ident, $en:literal, $zh:literal;)+) => {
        /// The code of an account 科目代码.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its number, such as 1010.
            pub fn number(self) -> u16 {
                match self { $(Self::$name => $number,)+ }
            }

            /// Its class.
            pub fn class(self) -> Class {
                match self { $(Self::$name => Class::$class,)+ }
            }

            /// The side on which its balance usually stands.
            pub fn side(self) -> Side {
                match self { $(Self::$name => Side::$side,)+ }
            }

            /// What it is called in English.
            pub fn en(self) -> &'static str {
                match self { $(Self::$name => $en,)+ }
            }

            /// What it is called in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)+ }
            }
        }
    };
}

codes! {
    /// Cash at the custodian 托管存款.
    Cash = 1010, Asset, Debit, "cash at custodian", "托管存款";
    /// Term deposits 定期存款.
    TermDeposits = 1020, Asset, Debit, "term deposits", "定期存款";
    /// Recoveries due from banks, by claim 应收追偿款.
    RecoveriesDue = 1120, Asset, Debit, "recoveries due from banks", "应收追偿款";
    /// Clawbacks due from banks, by claim 应收退回补偿款.
    ClawbacksDue = 1130, Asset, Debit, "clawbacks due", "应收退回补偿款";
    /// Interest receivable 应收利息.
    InterestReceivable = 1140, Asset, Debit, "interest receivable", "应收利息";
    /// Advanced to another compartment 应收其他分账垫款.
    DueFromCompartment = 1150, Asset, Debit, "due from compartments", "应收其他分账垫款";
    /// Guarantee fees due from banks, by bank 应收担保费.
    GuaranteeFeesDue = 1160, Asset, Debit, "guarantee fees due from banks", "应收担保费";
    /// Lines of the custodian that nothing explains yet 待核对托管流水.
    Unmatched = 1910, Asset, Debit, "unmatched custodian lines", "待核对托管流水";
    /// Claims under review, by claim 待审补偿.
    ClaimsUnderReview = 2010, Liability, Credit, "claims under review", "待审补偿";
    /// Compensation payable, by claim 应付补偿款.
    CompensationPayable = 2020, Liability, Credit, "compensation payable", "应付补偿款";
    /// Payments in transit, by payment 在途付款.
    InTransit = 2030, Liability, Credit, "payments in transit", "在途付款";
    /// Due to contributors and others 应付出资方及其他.
    DueToOthers = 2040, Liability, Credit, "due to contributors and others", "应付出资方及其他";
    /// Advanced by another compartment 应付其他分账垫款.
    DueToCompartment = 2050, Liability, Credit, "due to compartments", "应付其他分账垫款";
    /// Incentives payable, by bank or enterprise 应付激励.
    IncentivesPayable = 2060, Liability, Credit, "incentives payable", "应付激励";
    /// Paid-in contributions, by contributor 实缴出资.
    PaidIn = 3010, NetAsset, Credit, "paid-in", "实缴出资";
    /// Accumulated result, by contributor 累计结余.
    Result = 3020, NetAsset, Credit, "accumulated result", "累计结余";
    /// Recoveries, by contributor 追偿收入.
    Recoveries = 4010, Income, Credit, "recoveries", "追偿收入";
    /// Interest, by contributor 利息收入.
    Interest = 4020, Income, Credit, "interest", "利息收入";
    /// Guarantee fees, by contributor 担保费收入.
    GuaranteeFees = 4030, Income, Credit, "guarantee fees", "担保费收入";
    /// Compensation cost, by contributor 补偿支出.
    CompensationCost = 5010, Cost, Debit, "compensation cost", "补偿支出";
    /// Fees, by contributor 手续费.
    Fees = 5020, Cost, Debit, "fees", "手续费";
    /// Incentives, by contributor 激励支出.
    Incentives = 5030, Cost, Debit, "incentives", "激励支出";
    /// Cover committed and not drawn, by loan 未提款承诺.
    Undrawn = 9010, Memorandum, Debit, "undrawn commitment", "未提款承诺";
    /// Cover in force, by loan 在保责任.
    InForce = 9020, Memorandum, Debit, "cover in force", "在保责任";
    /// Cover under claim, by claim 申请中责任.
    UnderClaim = 9030, Memorandum, Debit, "cover under claim", "申请中责任";
    /// Recovery rights, by claim 追偿权.
    Rights = 9040, Memorandum, Debit, "recovery rights", "追偿权";
    /// Written off and still pursued, by claim 账销案存.
    WrittenOff = 9050, Memorandum, Debit, "written off, still pursued", "账销案存";
    /// Subscribed and not paid, by contributor 认缴未缴.
    Unpaid = 9060, Memorandum, Debit, "subscribed, not paid", "认缴未缴";
    /// The other side of all memorandum accounts 表外对方科目.
    Contra = 9990, Memorandum, Credit, "memorandum contra", "表外对方科目";
}

impl Code {
    /// How many accounts there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Whether it stands in the memorandum books, which have a trial balance of their own.
    pub fn is_memorandum(self) -> bool {
        self.class() == Class::Memorandum
    }

    /// Its place among all codes.
    pub fn place(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

/// Whose an account is, within its compartment and code: nobody's, or one of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder<'a> {
    /// The compartment's own.
    None,
    /// A loan's.
    Loan(&'a LoanId),
    /// A claim's.
    Claim(&'a ClaimId),
    /// A payment's.
    Payment(&'a PaymentId),
    /// A contributor's.
    Contributor(&'a ContributorId),
    /// A bank's.
    Bank(&'a BankId),
    /// Another compartment's, by district.
    District(&'a District),
    /// An enterprise's.
    Enterprise(&'a EnterpriseId),
}

impl Holder<'_> {
    /// The key as text; empty for the compartment's own.
    pub fn key(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::None => "",
            Self::Loan(id) => id.as_str(),
            Self::Claim(id) => id.as_str(),
            Self::Payment(id) => id.as_str(),
            Self::Contributor(id) => id.as_str(),
            Self::Bank(id) => id.as_str(),
            Self::District(id) => id.as_str(),
            Self::Enterprise(id) => return Cow::Owned(id.to_string()),
        })
    }
}

/// An account 科目: a code and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Account<'a> {
    /// The code.
    pub code: Code,
    /// Whose.
    pub holder: Holder<'a>,
}

impl fmt::Display for Account<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.holder.key() {
            "" => write!(f, "{}", self.code),
            key => write!(f, "{}:{key}", self.code),
        }
    }
}

macro_rules! accounts {
    ($($make:ident($name:ident: $id:ty) = $code:ident, $holder:ident;)+) => {
        impl<'a> Account<'a> {
            $(
                #[doc = concat!("The account `", stringify!($code), "` of one holder.")]
                pub fn $make($name: &'a $id) -> Self {
                    Self { code: Code::$code, holder: Holder::$holder($name) }
                }
            )+

            /// An account that is the compartment's own.
            pub fn own(code: Code) -> Self {
                Self { code, holder: Holder::None }
            }
        }
    };
}

accounts! {
    recoveries_due(claim: ClaimId) = RecoveriesDue, Claim;
    clawbacks_due(claim: ClaimId) = ClawbacksDue, Claim;
    due_from_compartment(district: District) = DueFromCompartment, District;
    guarantee_fees_due(bank: BankId) = GuaranteeFeesDue, Bank;
    claims_under_review(claim: ClaimId) = ClaimsUnderReview, Claim;
    compensation_payable(claim: ClaimId) = CompensationPayable, Claim;
    in_transit(payment: PaymentId) = InTransit, Payment;
    due_to_contributor(contributor: ContributorId) = DueToOthers, Contributor;
    due_to_bank(bank: BankId) = DueToOthers, Bank;
    due_to_compartment(district: District) = DueToCompartment, District;
    incentives_payable(bank: BankId) = IncentivesPayable, Bank;
    incentives_of_enterprise(enterprise: EnterpriseId) = IncentivesPayable, Enterprise;
    paid_in(contributor: ContributorId) = PaidIn, Contributor;
    result(contributor: ContributorId) = Result, Contributor;
    recoveries(contributor: ContributorId) = Recoveries, Contributor;
    interest(contributor: ContributorId) = Interest, Contributor;
    guarantee_fees(contributor: ContributorId) = GuaranteeFees, Contributor;
    compensation_cost(contributor: ContributorId) = CompensationCost, Contributor;
    fees(contributor: ContributorId) = Fees, Contributor;
    incentives(contributor: ContributorId) = Incentives, Contributor;
    undrawn(loan: LoanId) = Undrawn, Loan;
    in_force(loan: LoanId) = InForce, Loan;
    under_claim(claim: ClaimId) = UnderClaim, Claim;
    rights(claim: ClaimId) = Rights, Claim;
    written_off(claim: ClaimId) = WrittenOff, Claim;
    unpaid(contributor: ContributorId) = Unpaid, Contributor;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_of_their_class() {
        assert!(
            Code::ALL
                .windows(2)
                .all(|pair| pair[0].number() < pair[1].number())
        );
        for (place, code) in Code::ALL.iter().enumerate() {
            assert_eq!(code.place(), place);
            let first = code.number() / 1000;
            let class = match first {
                1 => Class::Asset,
                2 => Class::Liability,
                3 => Class::NetAsset,
                4 => Class::Income,
                5 => Class::Cost,
                _ => Class::Memorandum,
            };
            assert_eq!(code.class(), class, "{code}");
        }
    }
}
