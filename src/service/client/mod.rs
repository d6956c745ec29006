//! The service from the other side: what the program of a bank does to ask it, and to be sure of the answer.

mod call;
pub mod conformance;
mod connection;
mod credential;
mod error;
mod pace;
mod reply;
mod settings;

pub use call::{Call, new_key};
pub use connection::{Around, Connection};
pub use credential::Credential;
pub use error::ClientError;
pub use reply::Reply;
pub use settings::ClientSettings;
