//! Pool: the rules of a risk compensation pool 风险补偿资金池 as data, and what follows from them. Pure:
//! the day, the series and every figure are handed in, and the same question has the same answer for ever.

pub mod account;
pub mod actor;
mod apply;
mod breakers;
pub mod breaking;
pub mod calendar;
mod calendar_file;
pub mod called;
pub mod closing;
pub mod command;
pub mod cover_move;
pub mod cure_reason;
pub mod deadline;
mod decide;
pub mod enrolment;
pub mod event;
pub mod filing;
pub mod happened;
mod incentive_figures;
pub mod incentives;
pub mod issue;
pub mod joining;
pub mod known;
pub mod ledger;
pub mod limit_site;
pub mod lpr;
pub mod payee;
pub mod portion;
mod post;
pub mod posting;
pub mod reconcile;
pub mod recording;
mod recovered;
pub mod refusal;
pub mod restated;
pub mod rules;
pub mod share;
mod state;
pub mod statement;
mod subject;
mod sums;
pub mod terms;
pub mod tier;

pub use crate::journal::IdempotencyKey;
pub use crate::units::names::{
    BankId, ClaimId, ClassId, ContributorId, District, GradeName, GroupId, ItemId, LoanId,
    NameError, PaymentId, PoolId, ProductId, Scheme, TermsId, ZoneId,
};
pub use account::{Account, Class, Code, CompartmentId, Holder, Side};
pub use actor::{Actor, Role};
pub use apply::apply;
pub use calendar::{Calendar, CalendarError, CalendarYear};
pub use called::OpenCall;
pub use command::{Action, Command};
pub use decide::{
    Budget, Exceeded, LateAdvance, budgets, consequences, decide, exceeded, late_advances,
};
pub use event::PoolEvent;
pub use happened::Happened;
pub use joining::{Gap, recordable_rates, recordable_year};
pub use known::Known;
pub use ledger::Ledger;
pub use limit_site::LimitSite;
pub use post::post;
pub use posting::Posting;
pub use recording::recordable;
pub use refusal::Refusal;
pub use rules::Rules;
pub use share::{Portion, Share, Split};
pub use state::{
    Done, LentOn, NoState, SeenClaim, SeenContribution, SeenLoan, SeenPayment, SeenRecovery, State,
};

pub use lpr::{LprError, LprQuote, LprSeries};
pub use portion::portion;
pub use terms::{Terms, TermsHistory, UsableTerms};

#[cfg(test)]
mod samples;
#[cfg(test)]
mod samples_of_lives;
#[cfg(test)]
mod samples_of_terms;
#[cfg(test)]
mod samples_of_trouble;
#[cfg(test)]
mod tests_of_advances;
#[cfg(test)]
mod tests_of_appeals;
#[cfg(test)]
mod tests_of_budget_lives;
#[cfg(test)]
mod tests_of_budgets;
#[cfg(test)]
mod tests_of_calls;
#[cfg(test)]
mod tests_of_claims;
#[cfg(test)]
mod tests_of_classes;
#[cfg(test)]
mod tests_of_clawbacks;
#[cfg(test)]
mod tests_of_closing;
#[cfg(test)]
mod tests_of_cures;
#[cfg(test)]
mod tests_of_decided;
#[cfg(test)]
mod tests_of_drawing;
#[cfg(test)]
mod tests_of_evenness;
#[cfg(test)]
mod tests_of_exceeded;
#[cfg(test)]
mod tests_of_extremes;
#[cfg(test)]
mod tests_of_golden;
#[cfg(test)]
mod tests_of_grants;
#[cfg(test)]
mod tests_of_incentives;
#[cfg(test)]
mod tests_of_invariants;
#[cfg(test)]
mod tests_of_layers;
#[cfg(test)]
mod tests_of_limits;
#[cfg(test)]
mod tests_of_limits_told;
#[cfg(test)]
mod tests_of_paid_in;
#[cfg(test)]
mod tests_of_parts;
#[cfg(test)]
mod tests_of_parts_recovered;
#[cfg(test)]
mod tests_of_paying;
#[cfg(test)]
mod tests_of_payment_refusals;
#[cfg(test)]
mod tests_of_proof;
#[cfg(test)]
mod tests_of_refusals;
#[cfg(test)]
mod tests_of_refused_duties;
#[cfg(test)]
mod tests_of_seams;
#[cfg(test)]
mod tests_of_settlement;
#[cfg(test)]
mod tests_of_signing;
#[cfg(test)]
mod tests_of_snapshots;
#[cfg(test)]
mod tests_of_time;
#[cfg(test)]
mod tests_of_years;
