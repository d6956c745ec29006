//! The kinds of event: a closed list that this release writes, and names that any release may read.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Makes the closed list of kinds: of each its name and what it tells.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A kind of event that this release knows. Its name is stored for ever and never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EventKind {
            $($(#[$doc])* $variant,)+
        }

        impl EventKind {
            /// Every kind, in the order of the enumeration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// A batch of evidence was closed to further rows 证据批次封存.
    EvidenceBatchSealed = "evidence.batch.sealed",
    /// An evaluation model was put on record 评价模型登记.
    ModelRecorded = "model.recorded",
    /// A score was issued 评分出具.
    ScoreIssued = "score.issued",
    /// A pool was opened under a programme 设立资金池.
    PoolOpened = "pool.opened",
    /// A compartment was opened 设立分账.
    CompartmentOpened = "pool.compartment.opened",
    /// A contributor promised money 认缴.
    Subscribed = "pool.contribution.subscribed",
    /// A contributor paid in 实缴.
    Contributed = "pool.contribution.paid",
    /// More was called for, by the administrator or by the terms at a day's end 补足通知.
    ContributionCalled = "pool.contribution.called",
    /// What was called for was not paid in by its day 补足逾期.
    ContributionOverdue = "pool.contribution.overdue",
    /// A contributor is owed money back 退出出资.
    ContributionReturned = "pool.contribution.returned",
    /// What was owed on 2040 was paid 支付应付款.
    DuePaid = "pool.due.paid",
    /// A loan came under cover 备案.
    LoanEnrolled = "pool.loan.enrolled",
    /// The proof of a loan that was enrolled before it was given 补证.
    LoanProven = "pool.loan.proven",
    /// No proof was given in time: all cover of the loan lapsed, drawn or not 未补证失效.
    ProofMissed = "pool.loan.proof-missed",
    /// Principal was drawn 提款.
    LoanDrawn = "pool.loan.drawn",
    /// Principal was repaid before any claim 还款.
    LoanRepaid = "pool.loan.repaid",
    /// What was not drawn may no longer be 未提款额度失效.
    UndrawnLapsed = "pool.loan.lapsed",
    /// The loan matures later 展期.
    LoanExtended = "pool.loan.extended",
    /// The loan was renewed; the overdue clock goes on 续贷.
    LoanRenewed = "pool.loan.renewed",
    /// All of the loan became due 提前到期.
    LoanAccelerated = "pool.loan.accelerated",
    /// The loan is overdue 逾期.
    LoanOverdue = "pool.loan.overdue",
    /// The loan is no longer overdue 逾期结清.
    LoanCured = "pool.loan.cured",
    /// The five-category class of the loan changed 五级分类.
    LoanClassified = "pool.loan.classified",
    /// Cover ended: no claim was filed in time 责任终止.
    CoverEnded = "pool.loan.cover-ended",
    /// A claim was filed 补偿申请.
    ClaimFiled = "pool.claim.filed",
    /// A maker checked the claim and proposes an amount 经办审核.
    ClaimChecked = "pool.claim.checked",
    /// One of several checkers agreed 复核会签.
    ClaimEndorsed = "pool.claim.endorsed",
    /// The claim was approved, in whole or part 核准.
    ClaimApproved = "pool.claim.approved",
    /// The claim was refused 不予补偿.
    ClaimRefused = "pool.claim.refused",
    /// The claimant withdrew 撤回.
    ClaimWithdrawn = "pool.claim.withdrawn",
    /// A refused claim was taken up again 复议.
    ClaimAppealed = "pool.claim.appealed",
    /// Documents were added to a claim 补充材料.
    ClaimDocumented = "pool.claim.documented",
    /// The borrower paid up before the decision, which ended the claim 清偿终止.
    ClaimCured = "pool.claim.cured",
    /// A repayment lowered a claim that is not paid 申请期间还款.
    ClaimReduced = "pool.claim.reduced",
    /// A payment was instructed 付款指令.
    PaymentInstructed = "pool.payment.instructed",
    /// The custodian confirmed the payment 付款确认.
    PaymentConfirmed = "pool.payment.confirmed",
    /// The payment came back 退票.
    PaymentReturned = "pool.payment.returned",
    /// Something was recovered 追偿到款.
    RecoveryReported = "pool.recovery.reported",
    /// A recovery turned out to be none 追偿冲回.
    RecoveryReversed = "pool.recovery.reversed",
    /// A bank remitted the pool's part of recoveries 追偿款划回.
    RecoveryRemitted = "pool.recovery.remitted",
    /// Compensation was called back 退回补偿款.
    ClawedBack = "pool.clawback.decided",
    /// A clawback was received 收到退回补偿款.
    ClawbackReceived = "pool.clawback.received",
    /// The right to recover was written off; it is still pursued 核销.
    RightWrittenOff = "pool.right.written-off",
    /// Interest was accrued 计息.
    InterestAccrued = "pool.interest.accrued",
    /// Interest was received 收息.
    InterestReceived = "pool.interest.received",
    /// A fee was charged 手续费.
    FeeCharged = "pool.fee.charged",
    /// A bank owes the guarantee fee of a loan 计收担保费.
    GuaranteeFeeCharged = "pool.guarantee-fee.charged",
    /// A bank paid guarantee fees 收到担保费.
    GuaranteeFeeReceived = "pool.guarantee-fee.received",
    /// Cash was placed on term deposit 存出定期.
    DepositPlaced = "pool.deposit.placed",
    /// A term deposit came back 定期到期.
    DepositMatured = "pool.deposit.matured",
    /// A line of the custodian that nothing explains; money in is positive 待核对流水.
    LineSuspended = "pool.line.suspended",
    /// Such a line was explained; the right event follows 流水核对.
    LineExplained = "pool.line.explained",
    /// One compartment advanced cash to another of its pool 垫付.
    Advanced = "pool.advance.made",
    /// An advance was paid back 归还垫付.
    AdvanceRepaid = "pool.advance.repaid",
    /// An incentive was granted out of the pool 计提激励.
    IncentiveAccrued = "pool.incentive.accrued",
    /// An incentive was paid 支付激励.
    IncentivePaid = "pool.incentive.paid",
    /// A breaker tripped, or went to another level 熔断.
    BreakerTripped = "pool.breaker.tripped",
    /// The ratio of a tripped breaker is well again, since a day, or no longer 指标恢复.
    BreakerWell = "pool.breaker.well",
    /// A breaker cleared by its ratio 自动恢复.
    BreakerCleared = "pool.breaker.cleared",
    /// Two persons reset a breaker 人工恢复.
    BreakerReset = "pool.breaker.reset",
    /// A limit of the terms in force is passed at a day's end 超限.
    LimitPassed = "pool.limit.passed",
    /// A limit that was passed is no longer 超限解除.
    LimitKept = "pool.limit.kept",
    /// A contributor signed an issued statement of its compartment 对账单签认.
    StatementSigned = "pool.statement.signed",
    /// A day ended 日终.
    DayClosed = "pool.day.closed",
    /// A claim was not decided, or not paid, by its day 逾限.
    DeadlineMissed = "pool.claim.deadline-missed",
    /// A period ended, and with a year income and cost went to the result 关账.
    PeriodClosed = "pool.period.closed",
    /// A statement was issued 对账单签发.
    StatementIssued = "pool.statement.issued",
    /// An event was taken back by its exact negation 更正.
    Corrected = "pool.corrected",
    /// A version of terms was put on record 条款登记.
    TermsRecorded = "terms.recorded",
    /// A year of working days was put on record 工作日历登记.
    CalendarRecorded = "calendar.recorded",
    /// Publications of the loan prime rate were put on record 报价利率登记.
    LprRecorded = "lpr.recorded",
    /// An enterprise let somebody read 授权登记.
    ConsentRecorded = "governance.consent.recorded",
    /// It took that back 授权撤回.
    ConsentRevoked = "governance.consent.revoked",
    /// An objection came in 异议受理.
    ObjectionReceived = "governance.objection.received",
    /// It was verified 异议核查.
    ObjectionVerified = "governance.objection.verified",
    /// It was upheld: facts were mended, scores gave way, and banks are to be told 异议成立.
    ObjectionUpheld = "governance.objection.upheld",
    /// It was refused 异议不成立.
    ObjectionRefused = "governance.objection.refused",
    /// The enterprise was answered 异议答复.
    ObjectionAnswered = "governance.objection.answered",
    /// A bank decided on a score 授信决定.
    LoanDecided = "governance.loan.decided",
    /// A bank's monthly report came in 收到贷款月报.
    LoanReportReceived = "governance.loan-report.received",
    /// Its differences were confirmed 月报差异确认.
    LoanReportApplied = "governance.loan-report.applied",
    /// Look-ups were sealed 查询记录封存.
    LookUpsSealed = "governance.look-ups.sealed",
    /// A version of a model was registered for validation 模型登记.
    ModelRegistered = "governance.model.registered",
    /// Somebody other than its developer validated it 模型验证.
    ModelValidated = "governance.model.validated",
    /// One of the commission signed for its use 模型报批.
    ModelProposed = "governance.model.proposed",
    /// Another signed too, which approved it 模型批准.
    ModelApproved = "governance.model.approved",
    /// It may not be used until it is approved anew 模型暂停.
    ModelSuspended = "governance.model.suspended",
    /// It may never be used again 模型退役.
    ModelRetired = "governance.model.retired",
    /// A shadow model scored beside an issued score 影子评分.
    ShadowScored = "governance.shadow.scored",
    /// A month's tests of a model in use were run 模型监测.
    ModelMonitored = "governance.model.monitored",
    /// A client of the service was registered 客户端登记.
    ClientRegistered = "access.client.registered",
    /// A credential of a client was added 增加凭证.
    CredentialAdded = "access.credential.added",
    /// A credential ended, or a one-time code was used 凭证终止.
    CredentialEnded = "access.credential.ended",
    /// A client was revoked, with all its credentials 客户端吊销.
    ClientRevoked = "access.client.revoked",
    /// A client asked to be told of what happens 通知端点登记.
    WebhookRegistered = "access.webhook.registered",
    /// Its messages are signed with a new secret 签名密钥轮换.
    WebhookRotated = "access.webhook.rotated",
    /// It is told nothing for now 通知停用.
    WebhookDisabled = "access.webhook.disabled",
    /// It is told again from where it stopped 通知启用.
    WebhookEnabled = "access.webhook.enabled",
    /// It is told once more what it was told before 通知重放.
    WebhookReplayed = "access.webhook.replayed",
    /// It is told nothing any more 通知终止.
    WebhookEnded = "access.webhook.ended",
    /// A statement of the custodian came in 收到托管行对账单.
    CustodianStatementReceived = "custodian.statement.received",
    /// Scores of many enterprises were asked for at once 批量评分受理.
    ScoreBatchAsked = "score.batch.asked",
    /// Every one of them is scored or refused, or the rest was called off 批量评分结束.
    ScoreBatchEnded = "score.batch.ended",
    /// The body of an erasable event was erased; its digest stays 正文删除.
    BodyRedacted = "journal.body.redacted",
}

/// The families of kinds whose bodies may be erased 可删改: a name that begins so says for ever, to
/// every verifier, that its body may go. This release writes none of them.
const ERASABLE: [&str; 1] = ["personal."];

impl EventKind {
    /// The kind of that name, if this release knows it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of a kind as a journal stores it, which a later release may have written.
///
/// The chain hashes the name and needs no more, so unknown kinds verify like any other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KindName(String);

impl KindName {
    /// Wraps a name as it was stored.
    pub fn stored(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the body of such an event may be erased.
    pub fn is_erasable(&self) -> bool {
        ERASABLE.iter().any(|family| self.0.starts_with(family))
    }

    /// The kind, if this release knows it.
    pub fn known(&self) -> Option<EventKind> {
        EventKind::named(&self.0)
    }
}

impl From<EventKind> for KindName {
    fn from(kind: EventKind) -> Self {
        Self(kind.name().to_owned())
    }
}

impl PartialEq<EventKind> for KindName {
    fn eq(&self, kind: &EventKind) -> bool {
        self.0 == kind.name()
    }
}

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_stable_and_read_back() {
        let names: Vec<_> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(
            names[..3],
            ["evidence.batch.sealed", "model.recorded", "score.issued"]
        );
        for (place, kind) in EventKind::ALL.iter().enumerate() {
            assert_eq!(KindName::from(*kind).known(), Some(*kind));
            assert!(
                !names[..place].contains(&kind.name()),
                "{kind} stands twice"
            );
        }
        assert_eq!(KindName::stored("claim.filed").known(), None);
    }

    #[test]
    fn no_kind_of_this_release_is_erasable_but_a_family_is() {
        let kinds = EventKind::ALL.iter();
        assert!(
            !kinds
                .map(|kind| KindName::from(*kind))
                .any(|kind| kind.is_erasable())
        );
        assert!(KindName::stored("personal.contact.noted").is_erasable());
        assert!(!KindName::stored("personality").is_erasable());
    }
}
