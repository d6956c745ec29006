//! What the books say of cash: what moved, and what is still to come or to go.

use crate::pool::account::{Account, Code, CompartmentId, Holder};
use crate::pool::command::Action;
use crate::pool::happened::Payee;
use crate::units::names::{BankId, ClaimId, ContributorId, PaymentId};
use crate::units::{Amount, Date, EnterpriseId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What the custodian will pay or receive, as the books expect it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Due {
    /// A payment in transit 在途付款.
    Payment(PaymentId),
    /// Recoveries that a bank is to remit 应收追偿款.
    Recovery(ClaimId),
    /// A clawback that a bank is to pay 应收退回补偿款.
    Clawback(ClaimId),
    /// Guarantee fees that a bank is to pay 应收担保费.
    GuaranteeFee(BankId),
    /// Interest accrued 应收利息.
    Interest,
    /// What a contributor is to have back 应付出资方.
    ToContributor(ContributorId),
    /// What a bank is to have back 应付银行.
    ToBank(BankId),
    /// An incentive 应付激励.
    Incentive(BankId),
    /// An incentive of an enterprise 应付企业激励.
    ToEnterprise(EnterpriseId),
    /// A contribution promised 认缴未缴.
    Subscription(ContributorId),
}

impl Due {
    /// Of an account whose balance the custodian will move.
    pub(super) fn of(account: &Account<'_>) -> Option<Self> {
        Some(match (account.code, account.holder) {
            (Code::InTransit, Holder::Payment(payment)) => Self::Payment(payment.clone()),
            (Code::RecoveriesDue, Holder::Claim(claim)) => Self::Recovery(claim.clone()),
            (Code::ClawbacksDue, Holder::Claim(claim)) => Self::Clawback(claim.clone()),
            (Code::GuaranteeFeesDue, Holder::Bank(bank)) => Self::GuaranteeFee(bank.clone()),
            (Code::InterestReceivable, _) => Self::Interest,
            (Code::DueToOthers, Holder::Contributor(who)) => Self::ToContributor(who.clone()),
            (Code::DueToOthers, Holder::Bank(bank)) => Self::ToBank(bank.clone()),
            (Code::IncentivesPayable, Holder::Bank(bank)) => Self::Incentive(bank.clone()),
            (Code::IncentivesPayable, Holder::Enterprise(of)) => Self::ToEnterprise(of.clone()),
            (Code::Unpaid, Holder::Contributor(who)) => Self::Subscription(who.clone()),
            _ => return None,
        })
    }

    /// What a line would name.
    pub fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Payment(payment) => payment.as_str(),
            Self::Recovery(claim) | Self::Clawback(claim) => claim.as_str(),
            Self::Interest => "",
            Self::ToContributor(who) | Self::Subscription(who) => who.as_str(),
            Self::ToBank(bank) | Self::Incentive(bank) | Self::GuaranteeFee(bank) => bank.as_str(),
            Self::ToEnterprise(of) => return Cow::Owned(of.to_string()),
        })
    }

    /// What it is, in Chinese and English.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Payment(_) => ("在途付款", "payment in transit"),
            Self::Recovery(_) => ("应收追偿款", "recovery due"),
            Self::Clawback(_) => ("应收退回补偿款", "clawback due"),
            Self::GuaranteeFee(_) => ("应收担保费", "guarantee fee due"),
            Self::Interest => ("应收利息", "interest due"),
            Self::ToContributor(_) => ("应付出资方", "due to contributor"),
            Self::ToBank(_) => ("应付银行", "due to bank"),
            Self::Incentive(_) | Self::ToEnterprise(_) => ("应付激励", "incentive due"),
            Self::Subscription(_) => ("认缴未缴", "contribution due"),
        }
    }

    /// The command that books it, when the custodian's line shows it.
    fn action(&self, at: &CompartmentId, amount: Amount, line: &str) -> Action {
        let (compartment, amount) = (at.clone(), Amount::from_fen(amount.fen().abs()));
        match self.clone() {
            Self::Payment(payment) => Action::ConfirmPayment {
                payment,
                line: line.to_owned(),
            },
            Self::Recovery(claim) => Action::RemitRecovery { claim, amount },
            Self::Clawback(claim) => Action::ReceiveClawback { claim, amount },
            Self::Interest => Action::ReceiveInterest {
                compartment,
                amount,
            },
            Self::GuaranteeFee(bank) => Action::ReceiveGuaranteeFee {
                compartment,
                bank,
                amount,
            },
            Self::ToContributor(contributor) => Action::PayDue {
                compartment,
                payee: Payee::Contributor(contributor),
                amount,
            },
            Self::ToBank(bank) => Action::PayDue {
                compartment,
                payee: Payee::Bank(bank),
                amount,
            },
            Self::Incentive(bank) => Action::PayIncentive {
                compartment,
                payee: Payee::Bank(bank),
                amount,
            },
            Self::ToEnterprise(enterprise) => Action::PayIncentive {
                compartment,
                payee: Payee::Enterprise(enterprise),
                amount,
            },
            Self::Subscription(contributor) => Action::Contribute {
                compartment,
                contributor,
                amount,
            },
        }
    }
}

/// How an item stands in the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Standing {
    /// It is in book cash.
    Booked {
        /// The sequence of the event in the journal.
        sequence: u64,
        /// The kind of the event.
        kind: String,
        /// The custodian's line that the event names, if it does.
        line: Option<String>,
    },
    /// It is not yet in book cash.
    Expected {
        /// What is due.
        due: Due,
    },
}

/// An item of the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookItem {
    /// How it stands.
    #[serde(flatten)]
    pub standing: Standing,
    /// In which compartment.
    pub compartment: CompartmentId,
    /// What it is about.
    pub subject: String,
    /// What a line may name: the payment, the claim, the contributor.
    pub names: Vec<String>,
    /// The amount; money in is positive.
    pub amount: Amount,
    /// The day of booking, or since when it is due.
    pub on: Date,
}

impl BookItem {
    /// Whether it is in book cash.
    pub fn is_booked(&self) -> bool {
        matches!(self.standing, Standing::Booked { .. })
    }

    /// The command that books it as shown by a line; `None` where it is booked.
    pub fn action(&self, amount: Amount, line: &str) -> Option<Action> {
        match &self.standing {
            Standing::Booked { .. } => None,
            Standing::Expected { due } => Some(due.action(&self.compartment, amount, line)),
        }
    }

    /// What it is, for a person.
    pub fn words(&self) -> String {
        match &self.standing {
            Standing::Booked { sequence, kind, .. } => {
                format!("#{sequence} {kind} {}", self.subject)
            }
            Standing::Expected { due } => {
                let (zh, en) = due.words();
                format!("{zh} {en} {}", self.subject)
            }
        }
    }
}
