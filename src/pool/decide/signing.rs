//! Signing a statement 对账单签认: a contributor says that it has what was issued of its compartment before it.

use super::Outcome;
use super::desk::{Desk, ensure};
use crate::pool::actor::Role;
use crate::pool::happened::Happened;
use crate::pool::refusal::Refusal;
use crate::units::Digest;
use crate::units::names::PoolId;

impl Desk<'_> {
    pub(super) fn sign_statement(&self, pool: &PoolId, statement: u64, digest: Digest) -> Outcome {
        let (number, _) = self.pool(pool)?;
        let missing = || Refusal::Unknown {
            what: "statement",
            name: statement.to_string(),
        };
        // Another compartment's is told as one that is not there.
        let Role::Contributor {
            compartment,
            contributor,
        } = &self.command.actor.role
        else {
            return Err(missing().into());
        };
        let (_, of) = self.compartment(compartment)?;
        Self::contributor(of, contributor)?;
        let place = statement.checked_sub(1);
        let place = place.and_then(|place| usize::try_from(place).ok());
        let issued = place.and_then(|place| Some((place, self.state.issued.get(place)?)));
        let issued = issued.filter(|(_, issued)| {
            let own = compartment.pool == *pool && issued.pool == number;
            own && issued.is_for(compartment, contributor)
        });
        let (place, issued) = issued.ok_or_else(missing)?;
        let later = self.state.issued.iter().zip(1..).skip(place + 1);
        let later = later.filter(|(later, _)| issued.is_superseded_by(later));
        if let Some((_, by)) = later.last() {
            return Err(Refusal::Superseded { statement, by }.into());
        }
        let signed = issued.signed.iter().find(|(who, _)| who == contributor);
        if let Some((who, sequence)) = signed {
            return Err(Refusal::Signed {
                contributor: who.to_string(),
                sequence: *sequence,
            }
            .into());
        }
        let right = issued.digest;
        ensure(digest == right, || Refusal::OtherDigest {
            statement,
            right,
        })?;
        Ok(Happened::StatementSigned {
            compartment: compartment.clone(),
            contributor: contributor.clone(),
            statement,
            digest,
        })
    }
}
