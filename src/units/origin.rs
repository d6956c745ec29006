//! How far a figure of a file may be relied on, and where it comes from.

use serde::Serialize;

/// How far the figures of a file may be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A published rule, figures believed exact.
    Rule,
    /// Programme practice as reported, to be confirmed by the pool's administrator.
    Prog,
    /// Our own proposal.
    Ours,
}

impl Mark {
    /// Every mark.
    pub const ALL: [Self; 3] = [Self::Rule, Self::Prog, Self::Ours];

    /// The word, as it stands in square brackets.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Prog => "prog",
            Self::Ours => "ours",
        }
    }
}

/// A mark and where the figures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// How far they may be relied on.
    pub mark: Mark,
    /// The paper, rule or report.
    pub source: String,
}
