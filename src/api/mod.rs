//! The API: JSON over HTTP for banks, the commission, enterprises and auditors.
//!
//! Handlers read a request, ask a use case, and write its answer; nothing is decided here.

mod oauth;
mod oauth_form;

pub use oauth::{TokenRoutes, token_routes};
