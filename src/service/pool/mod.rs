//! The books of pools: what people ask by verb and field, decided by the ledger and kept in the journal.

mod answer;
mod audit;
mod books;
mod differing;
mod field;
mod fill;
mod issuing;
mod keeping;
mod opening;
mod position;
mod received_statement;
mod request;
mod resting;
mod rewarding;
mod rules;
mod suspense;
mod together;
mod verb;
mod verbs;

pub use crate::store::KeptEvent;
pub use answer::{Answer, Line};
pub use audit::{Audited, audit};
pub use books::Books;
pub use field::{Field, Kind, Need};
pub use issuing::{IssuedStatement, Issuing, Signature, again, issue, issued, statement};
pub use opening::Opened;
pub use position::{CompartmentPosition, positions};
pub use received_statement::{ReceivedStatement, StatementFile, receive_statement};
pub use request::{Asked, Fields, Who, command, parse_actor};
pub use rewarding::{Granted, grant, incentives};
pub use suspense::{CUSTODIAN, Suspended, ToSuspend, reconciled, suspend, to_suspend};
pub use together::{About, Asking, Expected, Thing, Told};
pub use verb::Verb;
pub use verbs::{VERBS, verb};

#[cfg(test)]
pub(in crate::service) mod tests_of_faults;
