//! What the crate promises, tested through its public face.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod facts;
mod grammar;
mod rules;
mod shipped;
mod subject;
