//! Whom an event is about, as the journal names its subject.

use super::happened::Happened;

impl Happened {
    /// The compartment, loan, claim or pool that it is about, in its own text.
    pub fn subject(&self) -> String {
        if let Some(claim) = self.claim() {
            return claim.to_string();
        }
        if let Some(loan) = self.loan() {
            return loan.to_string();
        }
        match self {
            Self::PoolOpened { pool, .. } | Self::PeriodClosed { pool, .. } => pool.to_string(),
            Self::BreakerTripped { moved } | Self::BreakerCleared { moved } => {
                moved.site.breaker.to_string()
            }
            Self::BreakerReset { site, .. } | Self::BreakerWell { site, .. } => {
                site.breaker.to_string()
            }
            Self::LimitPassed { site, .. } | Self::LimitKept { site } => site.pool.to_string(),
            Self::StatementIssued { issue, .. } => issue.scope.pool().to_string(),
            Self::DayClosed { date } => date.to_string(),
            Self::Corrected { original, .. } => original.subject(),
            other => other
                .compartment()
                .map(ToString::to_string)
                .unwrap_or_default(),
        }
    }

    /// The claim that it is about.
    pub fn claim(&self) -> Option<&crate::units::names::ClaimId> {
        match self {
            Self::ClaimFiled { filed } => Some(&filed.stated.claim),
            Self::ClaimChecked { claim, .. }
            | Self::ClaimEndorsed { claim, .. }
            | Self::ClaimApproved { claim, .. }
            | Self::ClaimRefused { claim, .. }
            | Self::ClaimWithdrawn { claim, .. }
            | Self::ClaimAppealed { claim, .. }
            | Self::ClaimDocumented { claim }
            | Self::ClaimCured { claim, .. }
            | Self::ClaimReduced { claim, .. }
            | Self::PaymentInstructed { claim, .. }
            | Self::PaymentConfirmed { claim, .. }
            | Self::PaymentReturned { claim, .. }
            | Self::RecoveryReported { claim, .. }
            | Self::RecoveryReversed { claim, .. }
            | Self::RecoveryRemitted { claim, .. }
            | Self::ClawedBack { claim, .. }
            | Self::ClawbackReceived { claim, .. }
            | Self::RightWrittenOff { claim, .. }
            | Self::DeadlineMissed { claim, .. } => Some(claim),
            _ => None,
        }
    }

    /// The loan that it is about, where it is about no claim.
    pub fn loan(&self) -> Option<&crate::units::names::LoanId> {
        match self {
            Self::LoanEnrolled { enrolled } => Some(&enrolled.stated.loan),
            Self::LoanProven { loan, .. }
            | Self::ProofMissed { loan, .. }
            | Self::LoanDrawn { loan, .. }
            | Self::LoanRepaid { loan, .. }
            | Self::UndrawnLapsed { loan, .. }
            | Self::LoanExtended { loan, .. }
            | Self::LoanRenewed { loan, .. }
            | Self::LoanAccelerated { loan, .. }
            | Self::LoanOverdue { loan, .. }
            | Self::LoanCured { loan }
            | Self::LoanClassified { loan, .. }
            | Self::CoverEnded { loan, .. } => Some(loan),
            _ => None,
        }
    }

    /// The compartment whose treasury it moves.
    pub fn compartment(&self) -> Option<&super::account::CompartmentId> {
        match self {
            Self::CompartmentOpened { compartment, .. }
            | Self::Subscribed { compartment, .. }
            | Self::Contributed { compartment, .. }
            | Self::ContributionCalled { compartment, .. }
            | Self::ContributionOverdue { compartment, .. }
            | Self::ContributionReturned { compartment, .. }
            | Self::DuePaid { compartment, .. }
            | Self::InterestAccrued { compartment, .. }
            | Self::InterestReceived { compartment, .. }
            | Self::FeeCharged { compartment, .. }
            | Self::GuaranteeFeeCharged { compartment, .. }
            | Self::GuaranteeFeeReceived { compartment, .. }
            | Self::DepositPlaced { compartment, .. }
            | Self::DepositMatured { compartment, .. }
            | Self::LineSuspended { compartment, .. }
            | Self::LineExplained { compartment, .. }
            | Self::IncentiveAccrued { compartment, .. }
            | Self::StatementSigned { compartment, .. }
            | Self::IncentivePaid { compartment, .. } => Some(compartment),
            Self::Advanced { from, .. } | Self::AdvanceRepaid { from, .. } => Some(from),
            _ => None,
        }
    }
}
