//! Service: the use cases, each in a file of its own, between the records and the people who ask.

pub mod backup;
pub mod calendar_file;
pub mod catalog;
mod cohorts;
pub mod custodian;
pub mod demo;
pub mod demo_pool;
pub mod doctor;
pub mod error;
pub mod experts;
pub mod files;
pub mod governance;
pub mod identity;
pub mod import;
pub mod intake;
pub mod ledger;
pub mod pool;
pub mod pool_files;
pub mod province;
pub mod recorded_calendar;
mod recorded_model;
pub mod recorded_terms;
pub mod records;
pub mod replay;
pub mod report;
pub mod score;
pub mod scorer;
pub mod sight;
pub mod terms;
pub mod tls;
pub mod webhooks;
pub mod wire;
pub mod writer;

pub use error::Error;
