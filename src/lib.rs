//! zhixin 知信: knowledge-value credit. Dated evidence about an enterprise becomes a score, a grade, a
//! recommended limit and reasons, and any score ever issued can be replayed to the byte.

pub mod api;
pub mod cli;
pub mod config;
pub mod evidence;
pub mod fitting;
pub mod governance;
pub mod identity;
pub mod journal;
pub mod pool;
pub mod scoring;
pub mod server;
pub mod service;
pub mod simulation;
pub mod statistics;
pub mod store;
pub mod units;
pub mod validation;
pub mod webhooks;
