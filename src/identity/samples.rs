//! Samples of clients for the tests of this room.

use super::{Caller, Client, Credential, Proof, Role, Secret};
use crate::units::Moment;
use crate::units::names::ClientId;
use std::sync::Arc;

/// So many seconds after the hour of the samples, 2027-01-02T00:00:00Z.
pub(crate) fn moment(seconds: i64) -> Moment {
    Moment::from_micros((1_798_848_000 + seconds) * 1_000_000)
}

/// A secret of which all bytes are `n`.
pub(crate) fn secret(n: u8) -> Proof {
    Proof::Secret(Secret::of_client(&[n; 32]).hash())
}

/// A client with such credentials, all without end.
pub(crate) fn client(id: &str, role: &str, proofs: &[Proof]) -> Client {
    let credentials = (1..).zip(proofs).map(|(number, proof)| Credential {
        number,
        proof: proof.clone(),
        added_at: moment(0),
        until: None,
        ended: None,
    });
    Client {
        caller: Arc::new(Caller {
            client: ClientId::parse(id).expect("an id"),
            person: format!("p-{id}"),
            role: Role::parse(role).expect("a role"),
        }),
        registered_at: moment(0),
        revoked: false,
        credentials: credentials.collect(),
    }
}
