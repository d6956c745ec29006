//! The kinds of event: a closed list that this release writes, and names that any release may read.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A kind of event that this release knows. Its name is stored for ever and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// A batch of evidence was closed to further rows 证据批次封存.
    EvidenceBatchSealed,
    /// An evaluation model was put on record 评价模型登记.
    ModelRecorded,
    /// A score was issued 评分出具.
    ScoreIssued,
}

impl EventKind {
    /// Every kind, in the order of the enumeration.
    pub const ALL: [Self; 3] = [
        Self::EvidenceBatchSealed,
        Self::ModelRecorded,
        Self::ScoreIssued,
    ];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::EvidenceBatchSealed => "evidence.batch.sealed",
            Self::ModelRecorded => "model.recorded",
            Self::ScoreIssued => "score.issued",
        }
    }

    /// The kind of that name, if this release knows it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of a kind as a journal stores it, which a later release may have written.
///
/// The chain hashes the name and needs no more, so unknown kinds verify like any other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KindName(String);

impl KindName {
    /// Wraps a name as it was stored.
    pub fn stored(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind, if this release knows it.
    pub fn known(&self) -> Option<EventKind> {
        EventKind::named(&self.0)
    }
}

impl From<EventKind> for KindName {
    fn from(kind: EventKind) -> Self {
        Self(kind.name().to_owned())
    }
}

impl PartialEq<EventKind> for KindName {
    fn eq(&self, kind: &EventKind) -> bool {
        self.0 == kind.name()
    }
}

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_stable_and_read_back() {
        let names = EventKind::ALL.map(EventKind::name);
        assert_eq!(
            names,
            ["evidence.batch.sealed", "model.recorded", "score.issued"]
        );
        for kind in EventKind::ALL {
            assert_eq!(KindName::from(kind).known(), Some(kind));
        }
        assert_eq!(KindName::stored("claim.filed").known(), None);
    }
}
