//! Commands: what somebody asks of the ledger, with the key that makes it happen once.

use super::account::CompartmentId;
use super::actor::Actor;
use super::breaking::BreakerSite;
use super::enrolment::Enrolment;
use super::filing::Filing;
use super::happened::Payee;
use super::issue::Issue;
use super::tier::Tier;
use crate::journal::IdempotencyKey;
use crate::units::names::{
    BankId, ClaimId, ContributorId, ItemId, LoanId, PaymentId, PoolId, Scheme,
};
use crate::units::{Amount, Date, Digest, EnterpriseId};
use serde::{Deserialize, Serialize};

/// A command 指令.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// What makes it happen once.
    pub key: IdempotencyKey,
    /// The digest of the command as it was received: the same key with another is refused.
    pub request: Digest,
    /// Who asks.
    pub actor: Actor,
    /// The day from which it counts in the world.
    pub effective_on: Date,
    /// The accounting day.
    pub booked_on: Date,
    /// The documents on which it rests.
    pub documents: Vec<Digest>,
    /// What is asked.
    pub action: Action,
}

/// What is asked 操作.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the fields of an action are named by what they are"
)]
pub enum Action {
    /// Opens a pool under a programme.
    OpenPool {
        pool: PoolId,
        scheme: Scheme,
        tiers: Vec<Tier>,
    },
    /// Opens a compartment.
    OpenCompartment { compartment: CompartmentId },
    /// A contributor promises money.
    Subscribe {
        compartment: CompartmentId,
        contributor: ContributorId,
        amount: Amount,
    },
    /// A contributor pays in.
    Contribute {
        compartment: CompartmentId,
        contributor: ContributorId,
        amount: Amount,
    },
    /// Calls for a top-up, from one contributor or from all by their ratios.
    CallTopUp {
        compartment: CompartmentId,
        contributor: Option<ContributorId>,
        amount: Amount,
    },
    /// A contributor is to have money back, of what it paid in, or of its accumulated result.
    ReturnContribution {
        compartment: CompartmentId,
        contributor: ContributorId,
        paid_in: Amount,
        result: Amount,
    },
    /// What is owed to somebody on 2040 was paid.
    PayDue {
        compartment: CompartmentId,
        payee: Payee,
        amount: Amount,
    },
    /// Brings a loan under cover.
    Enrol { enrolment: Box<Enrolment> },
    /// The proof of a loan that was enrolled before it, in the documents of the command.
    Prove { loan: LoanId },
    /// Principal was drawn.
    Draw { loan: LoanId, principal: Amount },
    /// Principal was repaid, whatever became of the loan.
    Repay { loan: LoanId, principal: Amount },
    /// What is undrawn will not be drawn.
    Lapse { loan: LoanId },
    /// The loan matures later.
    Extend { loan: LoanId, matures_on: Date },
    /// The loan is renewed under the same cover.
    Renew { loan: LoanId, matures_on: Date },
    /// All of the loan becomes due.
    Accelerate { loan: LoanId },
    /// Something due was not paid since a day.
    ReportOverdue { loan: LoanId, since: Date },
    /// Nothing is overdue any more.
    Cure { loan: LoanId },
    /// Files a claim.
    FileClaim { filing: Box<Filing> },
    /// A maker proposes an amount.
    CheckClaim { claim: ClaimId, proposed: Amount },
    /// A checker approves; a reason is given where it is less than was asked.
    ApproveClaim {
        claim: ClaimId,
        amount: Amount,
        reason: Option<ItemId>,
    },
    /// A checker refuses.
    RefuseClaim { claim: ClaimId, reason: ItemId },
    /// The claimant withdraws.
    WithdrawClaim { claim: ClaimId },
    /// The claimant appeals against a refusal.
    AppealClaim { claim: ClaimId },
    /// Documents are added to a claim.
    DocumentClaim { claim: ClaimId },
    /// A payer instructs the custodian; without an amount, all that the order and the cash allow.
    InstructPayment {
        payment: PaymentId,
        claim: ClaimId,
        #[serde(default)]
        amount: Option<Amount>,
    },
    /// A line of the custodian shows the payment.
    ConfirmPayment { payment: PaymentId, line: String },
    /// The payment came back.
    ReturnPayment { payment: PaymentId },
    /// The bank recovered something, at some cost.
    ReportRecovery {
        claim: ClaimId,
        recovery: String,
        gross: Amount,
        costs: Amount,
    },
    /// A recovery turned out to be none.
    ReverseRecovery { recovery: String },
    /// The bank sent the pool's part.
    RemitRecovery { claim: ClaimId, amount: Amount },
    /// Calls compensation back.
    ClawBack {
        claim: ClaimId,
        amount: Amount,
        reason: ItemId,
    },
    /// The bank paid a clawback.
    ReceiveClawback { claim: ClaimId, amount: Amount },
    /// Writes the right to recover off.
    WriteOff { claim: ClaimId },
    /// Accrues interest.
    AccrueInterest {
        compartment: CompartmentId,
        amount: Amount,
    },
    /// Interest arrived.
    ReceiveInterest {
        compartment: CompartmentId,
        amount: Amount,
    },
    /// The custodian took a fee.
    ChargeFee {
        compartment: CompartmentId,
        amount: Amount,
    },
    /// A bank paid guarantee fees.
    ReceiveGuaranteeFee {
        compartment: CompartmentId,
        bank: BankId,
        amount: Amount,
    },
    /// Cash went on term deposit.
    PlaceDeposit {
        compartment: CompartmentId,
        amount: Amount,
    },
    /// A deposit came back.
    MatureDeposit {
        compartment: CompartmentId,
        amount: Amount,
    },
    /// A line of the custodian that nothing explains; money out is negative.
    SuspendLine {
        compartment: CompartmentId,
        line: String,
        amount: Amount,
        /// The line's own day; absent is the accounting day.
        #[serde(default)]
        on: Option<Date>,
    },
    /// Such a line is explained by what is booked next.
    ExplainLine {
        compartment: CompartmentId,
        line: String,
    },
    /// Advances cash to another compartment.
    Advance {
        from: CompartmentId,
        to: CompartmentId,
        amount: Amount,
    },
    /// Pays an advance back, to the compartment that made it.
    RepayAdvance {
        from: CompartmentId,
        to: CompartmentId,
        amount: Amount,
    },
    /// Grants an incentive out of the pool.
    AccrueIncentive {
        compartment: CompartmentId,
        /// The bank that lent.
        bank: BankId,
        incentive: ItemId,
        amount: Amount,
        /// The enterprise to which it is due; absent where it is the bank's.
        #[serde(default)]
        enterprise: Option<EnterpriseId>,
        /// The last day of the period for which it is, where it was worked out.
        #[serde(default)]
        through: Option<Date>,
    },
    /// Pays incentives, to a bank or an enterprise.
    PayIncentive {
        compartment: CompartmentId,
        payee: Payee,
        amount: Amount,
    },
    /// Resets a breaker, together with a second person.
    ResetBreaker {
        site: Box<BreakerSite>,
        second: String,
        reason: String,
    },
    /// Ends a day.
    CloseDay { date: Date },
    /// Ends a period of a pool; one that ends a year carries income and cost to the result.
    ClosePeriod { pool: PoolId, through: Date },
    /// Issues a statement of a closed period.
    IssueStatement { issue: Box<Issue> },
    /// A contributor signs an issued statement of its compartment, which it names by the digest of its bytes.
    SignStatement {
        pool: PoolId,
        statement: u64,
        digest: Digest,
    },
    /// Takes an event back by its exact negation.
    /// The event is named by its number alone; what it says is read from the journal.
    Correct { sequence: u64, reason: String },
}
