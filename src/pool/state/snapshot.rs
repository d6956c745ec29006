//! A snapshot 快照: the state as bytes and back, so that books open without reading all of their events again.

use super::State;
use super::claim::{Claim, Payment, Recovery};
use super::compartment::{Compartment, Pool, Tripped};
use super::contribution::Contribution;
use super::loan::Loan;
use super::parts::Parts;
use super::tally::{Place, Tally};
use crate::units::Digest;
use postcard::Deserializer;
use serde::Deserialize;

/// The version of the form. It is raised with every change of what a state holds or how it is written: a
/// snapshot of another version is not read, and the books are replayed.
const FORM: &str = "zhixin/state/8";

/// How much of bytes in memory is read at once.
const PART: usize = 1 << 20;

/// Bytes that are no state of this form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it does not read: {0}")]
pub struct NoState(String);

impl State {
    /// The form in which a state is written: its version, and the sizes of what it is made of, by which a build
    /// knows the snapshots of another that holds more or less.
    pub fn form() -> String {
        let sizes = [
            size_of::<State>(),
            size_of::<Pool>(),
            size_of::<Tripped>(),
            size_of::<Compartment>(),
            size_of::<Loan>(),
            size_of::<Claim>(),
            size_of::<Payment>(),
            size_of::<Recovery>(),
            size_of::<Contribution>(),
            size_of::<Tally>(),
            size_of::<Place>(),
        ];
        let sizes = sizes.map(|size| size.to_string()).join(".");
        format!("{FORM} {sizes}")
    }

    /// The state as bytes: equal states have equal bytes. The keys of commands are not in it; the records
    /// keep them.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a state is made of what can be written")
    }

    /// Reads what [`State::to_bytes`] wrote in the same form. It knows no keys.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NoState> {
        Self::from_parts(bytes.chunks(PART).map(<[u8]>::to_vec))
    }

    /// The same from parts of the bytes, which are read as they come and let go.
    pub fn from_parts<'p>(parts: impl Iterator<Item = Vec<u8>> + 'p) -> Result<Self, NoState> {
        let mut reader = Deserializer::from_flavor(Parts::new(parts));
        let read = Self::deserialize(&mut reader);
        let state = read.map_err(|error| NoState(error.to_string()))?;
        match reader.finalize() {
            Ok(0) => Ok(state),
            Ok(rest) => Err(NoState(format!("{rest} bytes are left over"))),
            Err(error) => Err(NoState(error.to_string())),
        }
    }

    /// The digest of the whole state, which is that of its bytes: equal states have equal digests.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }
}
