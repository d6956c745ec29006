//! Pools over HTTP: every verb of the books has a route, and every figure a reading.

mod acknowledgement;
mod bank_statements;
mod body_schema;
mod claims;
mod commands;
mod contributions;
mod feed;
mod history;
mod loans;
mod on_claims;
mod payments;
mod pools;
mod readings;
mod recoveries;
mod refusals;
mod statements;

pub(super) use acknowledgement::Acknowledgement;
pub(super) use body_schema::schema;
pub(super) use commands::routes;
pub(super) use readings::routes as readings;
pub(super) use refusals::unwritten;
