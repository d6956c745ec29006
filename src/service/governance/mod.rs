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
mod model_step;
mod models;
mod objections;
mod reading;
mod rescoring;
mod score_ask;
mod things;

pub use crate::store::NumberedLookUp;
pub use classes::{class_of, of_a_score};
pub(in crate::service) use consents::consents_of;
pub use consents::{consent_held, consents, record_consent, revoke_consent};
pub use decisions::{decide, decision, decisions};
pub use denials::{denials, deny};
pub use dossier::{ShownFacts, facts_about};
pub use kept::Answer;
pub use loan_reports::{
    Confirmed, Difference, DifferenceKind, Differences, ReportFile, ReportHeld, checked_report,
    confirm_report, differences, finish_report, receive_report, report, report_rows, reports,
};
pub use look_ups::{Seals, look_ups, seal_look_ups, verify_seals};
pub use model_step::{ModelStep, sign_model, take_step};
pub use models::{hidden_models, lives, models_in_force};
pub use objections::{
    answer_objection, object, objection, objections, refuse_objection, uphold_objection,
    verify_objection,
};
pub use reading::{Asked, Mark, Reading, leave, log, look_up, marks};

pub use footing::{Footing, Footings};
pub use score_ask::{ScoreAsk, ScoreTerms};
pub use things::{EVERY, ThingPage};

pub(in crate::service) use decisions::carried;
pub(in crate::service) use kept::all as all_governed;
pub(in crate::service) use models::{keep_monitored, lives_of_models};
