//! Pools over HTTP: every verb of the books has a route, and every figure a reading.

mod acknowledgement;
mod commands;
mod events;
mod fields;
mod readings;
mod refusals;
mod sight;

pub(super) use commands::{COMMANDS, CommandRoute, routes};
pub(super) use fields::schema;
pub(super) use readings::routes as readings;
