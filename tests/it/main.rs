//! What the crate promises, tested through its public face.

mod facts;
mod rules;
mod subject;
