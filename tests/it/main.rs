//! What the crate promises, tested through its public face.

mod facts;
mod grammar;
mod rules;
mod shipped;
mod subject;
