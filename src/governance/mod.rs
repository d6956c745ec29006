//! Governance: consent and purpose, look-ups, objections, what banks decide on scores, and the life of models.
//!
//! Pure: it decides on what the records hold and on the day that it is told, and gives an event or a
//! refusal that names what would pass. Of the pool it knows nothing but what the caller says.

pub mod approving;
pub mod ask;
pub mod consent;
pub mod consenting;
pub mod deciding;
pub mod decision;
pub mod denial;
pub mod duties;
pub mod governed;
pub mod grantee;
pub mod ground;
pub mod held_consent;
pub mod in_force;
pub mod look_up;
pub mod may_read;
pub mod model_life;
pub mod model_steps;
pub mod monitored;
pub mod objecting;
pub mod objection;
pub mod objection_steps;
pub mod place;
pub mod purpose;
pub mod refusal;
pub mod report;
pub mod sealed;
pub mod shadow;

pub use ask::Ask;
pub use consent::{Consent, Obtained, Revocation};
pub use deciding::Scored;
pub use decision::{Approved, LoanDecision, Outcome};
pub use denial::{Denial, DenialLimit};
pub use governed::{Governed, GovernedEvent, NotOfGovernance};
pub use grantee::Grantee;
pub use ground::{Ground, Leave, ground};
pub use held_consent::ConsentHeld;
pub use in_force::{InForce, Use, asks_for_district, in_any_use, in_force, standing};
pub use look_up::{LookUp, Shown, ShownKind};
pub use may_read::{Grant, may_read};
pub use model_life::{ApprovalHeld, ModelLife, ModelStage, StepHeld, VersionHeld};
pub use model_steps::{
    Proposed, Registered, Scope, Signed, Stopped, Suitability, UsedAs, Validated,
};
pub use monitored::{Failing, Monitored, MonthTest, failing};
pub use objection::{Objection, Stage};
pub use objection_steps::{Answered, Finding, Received, Refused, Successor, Upheld, Verified};
pub use place::{Place, Topic};
pub use purpose::{DataClass, Purpose};
pub use refusal::Refusal;
pub use report::{ReportApplied, ReportReceived};
pub use sealed::{Seal, Sealed};
pub use shadow::ShadowScored;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests_of_consents;
#[cfg(test)]
mod tests_of_decisions;
#[cfg(test)]
mod tests_of_in_force;
#[cfg(test)]
mod tests_of_models;
#[cfg(test)]
mod tests_of_objections;
