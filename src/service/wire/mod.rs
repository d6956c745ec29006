//! The wire: the form of requests over HTTP, the same for the server that reads them and the client that writes them.

mod fields;
mod route;

pub use fields::{BESIDE, CURRENCY, json_name, read, write};
pub use route::{COMMANDS, CommandRoute, escaped};
