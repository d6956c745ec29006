//! The API: JSON over HTTP for banks, the commission, enterprises and auditors.
//!
//! Handlers read a request, ask a use case, and write its answer; nothing is decided here.

mod acknowledged;
mod asker;
mod denials;
mod docs_page;
mod document;
mod enterprises;
mod evaluations;
mod evidence;
mod failure;
mod governance;
mod health;
mod if_match;
mod in_flight;
mod key;
mod limits;
mod metrics;
mod models;
mod money;
mod no_query;
mod nul;
mod oauth;
mod oauth_form;
mod openapi;
mod page;
mod pool;
mod problem;
mod request_body;
mod router;
mod score_batches;
mod scores;
mod state;
mod terms;
mod turn;
mod upload;
mod watch;
mod webhooks;

pub use denials::{Denials, Noted};
pub use in_flight::InFlight;
pub use limits::Limits;
pub use metrics::Metrics;
pub use oauth::{TokenRoutes, token_routes};
pub use openapi::document;
pub use problem::Problem;
pub use router::router;
pub use state::{Api, Parts};
