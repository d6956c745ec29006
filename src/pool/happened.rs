//! What can happen in a pool: one variant for each kind of event, with every amount resolved, so that
//! postings follow from the event alone.

use super::account::CompartmentId;
use super::breaking::{BreakerMove, BreakerSite};
use super::called::{Called, Fulfilled};
use super::closing::Closing;
pub use super::cover_move::CoverMove;
pub use super::cure_reason::CureReason;
pub use super::deadline::Deadline;
use super::enrolment::Enrolled;
use super::filing::Filed;
use super::issue::Issue;
use super::limit_site::LimitSite;
pub use super::payee::Payee;
use super::restated::{Owed, Raised};
use super::share::Portion;
use super::terms::{LoanClass, TopUpTrigger};
use super::tier::Tier;
use crate::units::names::{
    BankId, ClaimId, ContributorId, ItemId, LoanId, PaymentId, PoolId, Scheme,
};
use crate::units::{Amount, Date, Digest, EnterpriseId};
use serde::{Deserialize, Serialize};

/// Whether an amount may be left out of the text of an event.
pub(super) fn is_nought(amount: &Amount) -> bool {
    *amount == Amount::ZERO
}

macro_rules! happened {
    ($($(#[$doc:meta])* $name:ident = $kind:literal { $($(#[$about:meta])* $field:ident: $type:ty,)+ })+) => {
        /// What happened 事项.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        #[expect(missing_docs, reason = "the fields of an event are named by what they are")]
        pub enum Happened {
            $($(#[$doc])* #[serde(rename = $kind)] $name { $($(#[$about])* $field: $type,)+ },)+
        }

        impl Happened {
            /// The stored name of its kind.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name { .. } => $kind,)+ }
            }

            /// The stored names of all kinds.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];
        }
    };
}

happened! {
    /// A pool was opened under a programme 设立资金池.
    PoolOpened = "pool.opened" { pool: PoolId, scheme: Scheme, tiers: Vec<Tier>, }
    /// A compartment was opened 设立分账.
    CompartmentOpened = "pool.compartment.opened" {
        compartment: CompartmentId,
        /// How its contributors share interest and fees.
        split: super::share::Split,
    }
    /// A contributor promised money 认缴.
    Subscribed = "pool.contribution.subscribed" {
        compartment: CompartmentId, contributor: ContributorId, amount: Amount,
    }
    /// A contributor paid in 实缴.
    Contributed = "pool.contribution.paid" {
        compartment: CompartmentId, contributor: ContributorId, amount: Amount,
        /// The part that fulfils a promise.
        against_subscription: Amount,
        /// The calls that it pays, oldest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fulfils: Vec<Fulfilled>,
    }
    /// More was called for, by the administrator or by the terms at a day's end 补足通知.
    ContributionCalled = "pool.contribution.called" {
        compartment: CompartmentId, trigger: TopUpTrigger,
        /// The calendar year whose compensation is called for, with `yearly-payout`.
        year: Option<i16>,
        parts: Vec<Called>,
        /// The last day to pay it in, if the terms give one.
        due: Option<Date>,
    }
    /// What was called for was not paid in by its day 补足逾期.
    ContributionOverdue = "pool.contribution.overdue" {
        compartment: CompartmentId, contributor: ContributorId,
        /// The number of the event by which it was called.
        call: u64,
        open: Amount, due: Date,
    }
    /// A contributor is owed money back 退出出资.
    ContributionReturned = "pool.contribution.returned" {
        compartment: CompartmentId, contributor: ContributorId,
        /// Of what was paid in.
        paid_in: Amount,
        /// Of the accumulated result.
        result: Amount,
    }
    /// What was owed on 2040 was paid 支付应付款.
    DuePaid = "pool.due.paid" { compartment: CompartmentId, payee: Payee, amount: Amount, }
    /// A loan came under cover 备案.
    LoanEnrolled = "pool.loan.enrolled" { enrolled: Box<Enrolled>, }
    /// The proof of a loan that was enrolled before it was given 补证.
    LoanProven = "pool.loan.proven" {
        loan: LoanId,
        /// The last day on which it could be.
        by: Date,
    }
    /// No proof was given in time: all cover of the loan lapsed, drawn or not 未补证失效.
    ProofMissed = "pool.loan.proof-missed" {
        compartment: CompartmentId, loan: LoanId,
        /// Principal outstanding that is no longer covered.
        outstanding: Amount,
        /// Principal that will not be drawn under cover.
        undrawn: Amount,
        cover: CoverMove,
        /// The last day of the proof.
        due: Date,
    }
    /// Principal was drawn 提款.
    LoanDrawn = "pool.loan.drawn" {
        compartment: CompartmentId, loan: LoanId, principal: Amount, cover: CoverMove,
    }
    /// Principal was repaid before any claim 还款.
    LoanRepaid = "pool.loan.repaid" {
        compartment: CompartmentId, loan: LoanId, principal: Amount, cover: CoverMove,
    }
    /// What was not drawn may no longer be 未提款额度失效.
    UndrawnLapsed = "pool.loan.lapsed" {
        compartment: CompartmentId, loan: LoanId, principal: Amount, cover: CoverMove,
    }
    /// The loan matures later 展期.
    LoanExtended = "pool.loan.extended" {
        loan: LoanId, matures_on: Date,
        /// When it would have matured, where the guarantee fee goes on from that day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fee_from: Option<Date>,
        /// The first day overdue, where the clock ran and no report had told so: it goes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overdue_since: Option<Date>,
    }
    /// The loan was renewed; the overdue clock goes on 续贷.
    LoanRenewed = "pool.loan.renewed" {
        loan: LoanId, matures_on: Date,
        /// When it would have matured, where the guarantee fee goes on from that day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fee_from: Option<Date>,
        /// The first day overdue, where the clock ran and no report had told so: it goes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overdue_since: Option<Date>,
    }
    /// All of the loan became due 提前到期.
    LoanAccelerated = "pool.loan.accelerated" { loan: LoanId, due_on: Date, }
    /// The loan is overdue 逾期.
    LoanOverdue = "pool.loan.overdue" { loan: LoanId, since: Date, }
    /// The loan is no longer overdue 逾期结清.
    LoanCured = "pool.loan.cured" { loan: LoanId, }
    /// The five-category class of the loan changed 五级分类.
    LoanClassified = "pool.loan.classified" { loan: LoanId, class: LoanClass, days: u32, }
    /// Cover ended: no claim was filed in time 责任终止.
    CoverEnded = "pool.loan.cover-ended" {
        compartment: CompartmentId, loan: LoanId, cover: CoverMove, due: Date,
    }
    /// A claim was filed 补偿申请.
    ClaimFiled = "pool.claim.filed" { filed: Box<Filed>, }
    /// A maker checked the claim and proposes an amount 经办审核.
    ClaimChecked = "pool.claim.checked" { claim: ClaimId, proposed: Amount, }
    /// One of several checkers agreed 复核会签.
    ClaimEndorsed = "pool.claim.endorsed" { claim: ClaimId, amount: Amount, }
    /// The claim was approved, in whole or part 核准.
    ClaimApproved = "pool.claim.approved" {
        compartment: CompartmentId, claim: ClaimId, amount: Amount,
        /// What was asked for and not approved.
        refused: Amount,
        /// What leaves cover under claim.
        cover: Amount,
        cost: Vec<Portion>, reason: Option<ItemId>, pay_by: Option<Date>,
        /// The first day on which it may be paid, where claims are settled by the year.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pay_from: Option<Date>,
    }
    /// The claim was refused 不予补偿.
    ClaimRefused = "pool.claim.refused" {
        compartment: CompartmentId, claim: ClaimId, loan: LoanId, amount: Amount, cost: Vec<Portion>,
        /// The fen by which cover of all that is outstanding differs from that of its parts.
        rounding: Amount,
        /// The fen by which the undrawn cover moves with it: it is what the part in force leaves of all.
        #[serde(default, skip_serializing_if = "is_nought")]
        undrawn: Amount,
        reason: ItemId,
        /// Whether the loan stays covered.
        keeps_cover: bool,
        appeal_by: Option<Date>,
    }
    /// The claimant withdrew 撤回.
    ClaimWithdrawn = "pool.claim.withdrawn" {
        compartment: CompartmentId, claim: ClaimId, loan: LoanId, amount: Amount, cost: Vec<Portion>,
        /// The fen by which cover of all that is outstanding differs from that of its parts.
        rounding: Amount,
        /// The fen by which the undrawn cover moves with it: it is what the part in force leaves of all.
        #[serde(default, skip_serializing_if = "is_nought")]
        undrawn: Amount,
    }
    /// A refused claim was taken up again 复议.
    ClaimAppealed = "pool.claim.appealed" {
        compartment: CompartmentId, claim: ClaimId, loan: LoanId, amount: Amount, cost: Vec<Portion>,
        /// The fen by which cover of all that is outstanding differs from that of its parts.
        rounding: Amount,
        /// The fen by which the undrawn cover moves with it: it is what the part in force leaves of all.
        #[serde(default, skip_serializing_if = "is_nought")]
        undrawn: Amount,
        /// Whether the cover was kept at the refusal, and now leaves the loan again.
        from_cover: bool,
        decide_by: Option<Date>,
    }
    /// Documents were added to a claim: their digests are those of the event 补充材料.
    ClaimDocumented = "pool.claim.documented" { claim: ClaimId, }
    /// The borrower paid up before the decision, which ended the claim as if it had never been filed 清偿终止.
    ClaimCured = "pool.claim.cured" {
        compartment: CompartmentId, claim: ClaimId, loan: LoanId, amount: Amount, cost: Vec<Portion>,
        reason: CureReason,
        /// Principal that was repaid with it.
        principal: Amount,
        /// What the loan's cover becomes again, of all that is then outstanding.
        cover: CoverMove,
    }
    /// A repayment lowered a claim that is not paid 申请期间还款.
    ClaimReduced = "pool.claim.reduced" {
        compartment: CompartmentId, claim: ClaimId, principal: Amount,
        /// Off what is under review.
        from_review: Amount,
        /// Off what is payable.
        from_payable: Amount,
        cost: Vec<Portion>,
        /// Of a claim paid in part, what the pool's part of its recoveries grew by.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raised: Option<Raised>,
    }
    /// A payment was instructed 付款指令.
    PaymentInstructed = "pool.payment.instructed" {
        compartment: CompartmentId, payment: PaymentId, claim: ClaimId, amount: Amount,
    }
    /// The custodian confirmed the payment 付款确认.
    PaymentConfirmed = "pool.payment.confirmed" {
        compartment: CompartmentId, payment: PaymentId, claim: ClaimId, amount: Amount, line: String,
        /// What the pool's part of the recoveries so far grew by, now that it has paid more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raised: Option<Raised>,
    }
    /// The payment came back 退票.
    PaymentReturned = "pool.payment.returned" {
        compartment: CompartmentId, payment: PaymentId, claim: ClaimId, amount: Amount,
    }
    /// Something was recovered 追偿到款.
    RecoveryReported = "pool.recovery.reported" {
        compartment: CompartmentId, claim: ClaimId, recovery: String, gross: Amount, costs: Amount,
        to_pool: Amount, to_bank: Amount,
        /// Costs met out of what was recovered so far, less those before.
        costs_met: Amount,
        /// What was recovered in all beyond the unpaid principal and the costs: the bank's, and no
        /// principal.
        excess: Amount,
        income: Vec<Portion>, written_off: bool,
        /// Where costs made the pool's part less: what the bank had remitted of it already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owed: Option<Owed>,
    }
    /// A recovery turned out to be none 追偿冲回.
    RecoveryReversed = "pool.recovery.reversed" {
        compartment: CompartmentId, claim: ClaimId, recovery: String, gross: Amount, costs: Amount,
        bank: BankId,
        /// The change of the pool's part, nought or less.
        to_pool: Amount, to_bank: Amount, costs_met: Amount,
        /// The part of it that the bank had not yet remitted.
        from_due: Amount,
        income: Vec<Portion>, written_off: bool,
    }
    /// A bank remitted the pool's part of recoveries 追偿款划回.
    RecoveryRemitted = "pool.recovery.remitted" { compartment: CompartmentId, claim: ClaimId, amount: Amount, }
    /// Compensation was called back 退回补偿款.
    ClawedBack = "pool.clawback.decided" {
        compartment: CompartmentId, claim: ClaimId, amount: Amount,
        /// The change of the pool's part of recoveries, nought or less.
        recovery_change: Amount,
        cost: Vec<Portion>, income: Vec<Portion>, reason: ItemId, written_off: bool,
        /// Principal that had been repaid before the payment, and was never unpaid.
        principal: Amount,
        /// The part of it that was still payable.
        #[serde(default, skip_serializing_if = "is_nought")]
        from_payable: Amount,
        /// Interest that the bank owes on it from the payment on.
        #[serde(default, skip_serializing_if = "is_nought")]
        interest: Amount,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        interest_income: Vec<Portion>,
    }
    /// A clawback was received 收到退回补偿款.
    ClawbackReceived = "pool.clawback.received" { compartment: CompartmentId, claim: ClaimId, amount: Amount, }
    /// The right to recover was written off; it is still pursued 核销.
    RightWrittenOff = "pool.right.written-off" { compartment: CompartmentId, claim: ClaimId, amount: Amount, }
    /// Interest was accrued 计息.
    InterestAccrued = "pool.interest.accrued" {
        compartment: CompartmentId, amount: Amount, portions: Vec<Portion>,
    }
    /// Interest was received 收息.
    InterestReceived = "pool.interest.received" { compartment: CompartmentId, amount: Amount, }
    /// A fee was charged 手续费.
    FeeCharged = "pool.fee.charged" { compartment: CompartmentId, amount: Amount, portions: Vec<Portion>, }
    /// A bank owes the guarantee fee of a loan 计收担保费.
    GuaranteeFeeCharged = "pool.guarantee-fee.charged" {
        compartment: CompartmentId, loan: LoanId, bank: BankId, amount: Amount, portions: Vec<Portion>,
    }
    /// A bank paid guarantee fees 收到担保费.
    GuaranteeFeeReceived = "pool.guarantee-fee.received" { compartment: CompartmentId, bank: BankId, amount: Amount, }
    /// Cash was placed on term deposit 存出定期.
    DepositPlaced = "pool.deposit.placed" { compartment: CompartmentId, amount: Amount, }
    /// A term deposit came back 定期到期.
    DepositMatured = "pool.deposit.matured" { compartment: CompartmentId, amount: Amount, }
    /// A line of the custodian that nothing explains; money in is positive 待核对流水.
    LineSuspended = "pool.line.suspended" {
        compartment: CompartmentId, line: String, amount: Amount,
        /// The line's own day; absent is the accounting day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
    }
    /// Such a line was explained; the right event follows 流水核对.
    LineExplained = "pool.line.explained" { compartment: CompartmentId, line: String, amount: Amount, }
    /// One compartment advanced cash to another of its pool 垫付.
    Advanced = "pool.advance.made" { from: CompartmentId, to: CompartmentId, amount: Amount, }
    /// An advance was paid back 归还垫付.
    AdvanceRepaid = "pool.advance.repaid" { from: CompartmentId, to: CompartmentId, amount: Amount, }
    /// An incentive was granted out of the pool 计提激励.
    IncentiveAccrued = "pool.incentive.accrued" {
        compartment: CompartmentId,
        /// The bank that lent.
        bank: BankId,
        incentive: ItemId, amount: Amount, portions: Vec<Portion>,
        /// The enterprise to which it is due; absent where it is the bank's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        enterprise: Option<EnterpriseId>,
        /// The last day of the period for which it was worked out; absent where a person stated the amount.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        through: Option<Date>,
    }
    /// An incentive was paid 支付激励.
    IncentivePaid = "pool.incentive.paid" {
        compartment: CompartmentId,
        #[serde(flatten)]
        payee: Payee,
        amount: Amount,
    }
    /// A breaker tripped, or went to another level 熔断.
    BreakerTripped = "pool.breaker.tripped" { moved: Box<BreakerMove>, }
    /// The ratio of a tripped breaker is well again, since a day, or no longer 指标恢复.
    BreakerWell = "pool.breaker.well" {
        site: Box<BreakerSite>,
        since: Option<Date>,
    }
    /// A breaker cleared by its ratio 自动恢复.
    BreakerCleared = "pool.breaker.cleared" { moved: Box<BreakerMove>, }
    /// Two persons reset a breaker 人工恢复.
    BreakerReset = "pool.breaker.reset" { site: Box<BreakerSite>, second: String, reason: String, }
    /// A limit of the terms in force is passed at a day's end, or by another amount than was told 超限.
    LimitPassed = "pool.limit.passed" {
        site: Box<LimitSite>,
        /// What stands.
        stands: Amount,
        /// The most that is allowed.
        most: Amount,
    }
    /// A limit that was passed is no longer 超限解除.
    LimitKept = "pool.limit.kept" { site: Box<LimitSite>, }
    /// A day ended 日终.
    DayClosed = "pool.day.closed" { date: Date, }
    /// A claim was not decided, or not paid, by its day 逾限.
    DeadlineMissed = "pool.claim.deadline-missed" { claim: ClaimId, what: Deadline, due: Date, }
    /// A period ended, and with a year income and cost went to the result 关账.
    PeriodClosed = "pool.period.closed" { pool: PoolId, through: Date, closing: Vec<Closing>, compartments: Vec<CompartmentId>, }
    /// A statement was issued 对账单签发.
    StatementIssued = "pool.statement.issued" { number: u64, issue: Box<Issue>, }
    /// A contributor signed an issued statement of its compartment 对账单签认.
    StatementSigned = "pool.statement.signed" {
        compartment: CompartmentId, contributor: ContributorId,
        /// The number of the statement.
        statement: u64,
        /// The digest of the bytes that were signed.
        digest: Digest,
    }
    /// An event was taken back by its exact negation 更正.
    Corrected = "pool.corrected" {
        /// The event of the journal of this pool that is taken back.
        sequence: u64,
        reason: String,
        /// Whether the event was booked in a period that is closed: a prior-period item 前期更正.
        prior_period: bool,
        original: Box<Happened>,
    }
}
