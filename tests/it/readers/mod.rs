//! Every reader of what comes over a wire or in a file, each as a function of bytes that must come back.

mod backtests;
mod learning;
mod ledger;
mod over_http;
mod records;
mod tables;

pub(crate) use over_http::commands;

/// Reads bytes or refuses them.
pub(crate) type Reader = fn(&[u8]);

/// The readers by name, under which `fuzz/seeds` has samples of what they read.
pub(crate) const READERS: &[(&str, Reader)] = &[
    ("backtests", backtests::backtests),
    ("bodies", over_http::bodies),
    ("calendars", ledger::calendars),
    ("custodian", tables::custodian),
    ("deliveries", records::deliveries),
    ("enterprises", tables::enterprises),
    ("experts", learning::experts),
    ("export", ledger::export),
    ("files", tables::files),
    ("governed", records::governed),
    ("issuer", over_http::issuer),
    ("keys", over_http::keys),
    ("learning", learning::learning),
    ("loan_reports", tables::loan_reports),
    ("loans", backtests::loans),
    ("mappings", tables::mappings),
    ("models", learning::models),
    ("pool_files", ledger::pool_files),
    ("proofs", ledger::proofs),
    ("score_asks", over_http::score_asks),
    ("settings", over_http::settings),
    ("snapshots", ledger::snapshots),
    ("specs", learning::specs),
    ("tables", learning::tables),
    ("terms", ledger::terms),
    ("tokens", over_http::tokens),
    ("units", ledger::units),
    ("validation", learning::validation),
    ("webhooks", over_http::webhooks),
];

/// A text, with a sign of replacement where bytes are none.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
