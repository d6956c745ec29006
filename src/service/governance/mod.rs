//! Consent, look-ups, objections, decisions and monthly reports, as people ask for them.

pub(in crate::service) mod body;
mod classes;
mod consents;
mod decisions;
mod denials;
mod dossier;
mod footing;
mod kept;
mod loan_reports;
mod look_ups;
mod models;
mod objections;
mod reading;
mod rescoring;
mod score_ask;

pub use crate::store::NumberedLookUp;
pub use classes::{class_of, of_a_score};
pub(in crate::service) use consents::consents_of;
pub use consents::{consents, record_consent, revoke_consent};
pub use decisions::{decide, decision, decisions};
pub use denials::{denials, deny};
pub use dossier::{ShownFacts, facts_about};
pub use kept::Answer;
pub use loan_reports::{
    Confirmed, Difference, DifferenceKind, Differences, ReportFile, checked_report, confirm_report,
    differences, finish_report, receive_report,
};
pub use look_ups::{Seals, look_ups, seal_look_ups, verify_seals};
pub use models::{
    lives, models_in_force, propose_model, register_model, retire_model, sign_model, suspend_model,
    validate_model,
};
pub use objections::{
    answer_objection, object, objections, refuse_objection, uphold_objection, verify_objection,
};
pub use reading::{Asked, Mark, Reading, leave, log, look_up, marks};

pub use footing::{Footing, Footings};
pub use score_ask::ScoreAsk;

pub(in crate::service) use decisions::carried;
pub(in crate::service) use models::lives_of_models;
