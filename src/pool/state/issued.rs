//! Issued statements, as far as their signing asks for it.

use crate::pool::account::CompartmentId;
use crate::pool::issue::Issue;
use crate::pool::statement::Scope;
use crate::units::names::{ContributorId, District};
use crate::units::{Date, Digest};
use serde::{Deserialize, Serialize};

/// A statement that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pool) struct Issued {
    pub(in crate::pool) pool: u32,
    /// Of what it is, in words: of one scope they are the same.
    scope: String,
    /// The district, where it is within one.
    district: Option<District>,
    /// Whether it is whole, or one contributor's or bank's.
    whole: bool,
    /// Whose it is alone.
    contributor: Option<ContributorId>,
    #[serde(with = "super::day")]
    from: Date,
    #[serde(with = "super::day")]
    to: Date,
    pub(in crate::pool) digest: Digest,
    /// Who signed it, each by the number of an event.
    pub(in crate::pool) signed: Vec<(ContributorId, u64)>,
}

impl Issued {
    pub(in crate::pool) fn of(pool: u32, issue: &Issue) -> Self {
        let contributor = match &issue.scope {
            Scope::Contributor { contributor, .. } => Some(contributor.clone()),
            _ => None,
        };
        Self {
            pool,
            scope: issue.scope.to_string(),
            district: issue.scope.district().cloned(),
            whole: issue.scope.is_whole(),
            contributor,
            from: issue.from,
            to: issue.to,
            digest: issue.digest,
            signed: Vec::new(),
        }
    }

    /// Whether it is a contributor's to sign: of its compartment, or of its own part there.
    pub(in crate::pool) fn is_for(&self, at: &CompartmentId, contributor: &ContributorId) -> bool {
        let own = self.whole || self.contributor.as_ref() == Some(contributor);
        own && self.district.as_ref() == Some(&at.district)
    }

    /// Whether a later one of the same scope holds all of its days.
    pub(in crate::pool) fn is_superseded_by(&self, later: &Self) -> bool {
        let same = later.pool == self.pool && later.scope == self.scope;
        same && later.from <= self.from && self.to <= later.to
    }
}
