//! Where a fact came from, how far the source is trusted, and who may see it.

use crate::units::Digest;
use serde::{Deserialize, Serialize};

/// How far a source is trusted 来源等级; a later one wins a conflict against an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceClass {
    /// Known to one bank only 银行自有.
    BankPrivate,
    /// Filed by the enterprise itself 企业填报.
    Filed,
    /// Audited 经审计.
    Audited,
    /// From a register 登记机关.
    Registry,
}

impl SourceClass {
    /// The stable words, lowest first.
    pub const WORDS: &'static [&'static str] = &["bank_private", "filed", "audited", "registry"];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::BankPrivate => "bank_private",
            Self::Filed => "filed",
            Self::Audited => "audited",
            Self::Registry => "registry",
        }
    }

    /// Reads the stable word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "bank_private" => Some(Self::BankPrivate),
            "filed" => Some(Self::Filed),
            "audited" => Some(Self::Audited),
            "registry" => Some(Self::Registry),
            _ => None,
        }
    }
}

/// Who may see a source's facts 可见范围.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Every reader with a right to the enterprise.
    Shared,
    /// One bank, by its name.
    PrivateTo(String),
}

/// One delivered file or batch of a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The name of the source, such as `lens.org`.
    pub name: String,
    /// How far it is trusted.
    pub class: SourceClass,
    /// Who may see its facts.
    pub visibility: Visibility,
    /// The file as it was named.
    pub file: String,
    /// The digest of the file's bytes.
    pub file_digest: Digest,
}
