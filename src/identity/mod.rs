//! Identity: who calls the service, in which role, and how they prove it.
//!
//! Pure: secrets, keys and the moment come in as arguments. What is decided about callers are events
//! of the journal; what they may see or do is asked here.

pub mod assertion;
pub mod attempts;
pub mod caller;
pub mod client;
pub mod denial;
pub mod event;
pub mod issuer;
pub mod jwk;
pub mod jwt;
pub mod key_ring;
pub mod registry;
pub mod role;
pub mod rule;
pub mod secret;
pub mod thumbprint;
pub mod token;

pub use attempts::Attempts;
pub use caller::Caller;
pub use client::{Client, Credential, CredentialId, Ending, Proof};
pub use denial::Denial;
pub use event::AccessEvent;
pub use issuer::{Issuer, IssuerKeys};
pub use jwk::{Algorithm, Jwk};
pub use key_ring::KeyRing;
pub use registry::Registry;
pub use role::{Role, RoleError, Seat};
pub use rule::Rule;
pub use secret::{Secret, SecretHash};
pub use thumbprint::Thumbprint;
pub use token::{Realm, Token};

#[cfg(test)]
pub(crate) mod samples;
