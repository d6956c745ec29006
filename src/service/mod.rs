//! Service: the use cases, between the doors (commands, HTTP) and the rooms that decide.

pub mod import;
