//! Identity at work: clients registered, tokens handed out and recognised, keys kept and changed.

mod access;
mod by;
mod clients;
mod codes;
mod desk;
mod first;
mod key_folder;
mod outside;
mod outside_file;
mod peer;
mod refusal;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests_of_access;
#[cfg(test)]
mod tests_of_clients;
#[cfg(test)]
mod tests_of_desk;

pub use access::{Access, AccessSettings};
pub use by::By;
pub use clients::{Added, NewClient, NewProof, add, end, list, register, revoke, verify};
pub use codes::{MadeCode, one_time_code};
pub use desk::{Asked, Desk, GRANT_CODE, Granted};
pub use first::{Printed, first_operator};
pub use key_folder::KeyFolder;
pub use outside::{KeysFrom, Outside};
pub use outside_file::{issuer_of, outside_issuer};
pub use peer::{TrustedProxy, peer_address, peer_certificate};
pub use refusal::TokenRefusal;

use super::Error;

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Error::Random)?;
    Ok(bytes)
}
