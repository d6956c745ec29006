//! A look-up: that something about an enterprise was shown, to whom, for what and on what ground.

use super::ground::Ground;
use super::purpose::Purpose;
use crate::journal::canonical_digest;
use crate::units::words::words;
use crate::units::{Digest, EnterpriseId, Moment};
use serde::Serialize;
use serde_json::json;

words! {
    /// What kind of thing was shown 查询内容.
    ShownKind {
        /// A score.
        Score = "score", "评分";
        /// A score in a list: that it is there, and the digest of its document.
        ListedScore = "listed-score", "评分目录";
        /// A score that was only shown, and not issued.
        Preview = "preview", "试评";
        /// A dossier.
        Dossier = "dossier", "企业档案";
        /// A report for people on one enterprise.
        Report = "report", "评价报告";
    }
}

/// What was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// What kind of thing.
    pub kind: ShownKind,
    /// Its id: of a score its own, of a dossier the day as of which it was read; `-` of what has none.
    pub id: String,
    /// The digest of what was shown.
    pub digest: Digest,
}

/// A look-up 查询记录.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LookUp {
    /// When.
    pub at: Moment,
    /// The client that asked.
    pub client: String,
    /// The person or program behind it.
    pub person: String,
    /// The role, such as `bank:cq-bank`.
    pub role: String,
    /// About whom.
    pub enterprise: EnterpriseId,
    /// For what.
    pub purpose: Purpose,
    /// On what ground.
    pub ground: Ground,
    /// What was shown.
    pub shown: Shown,
    /// The trace id of the request.
    pub trace: String,
}

impl LookUp {
    /// The digest of the row of a number, by which it is sealed.
    pub fn digest(&self, number: u64) -> Digest {
        let row = json!({
            "number": number,
            "at": self.at,
            "client": self.client,
            "person": self.person,
            "role": self.role,
            "enterprise": self.enterprise,
            "purpose": self.purpose,
            "ground": self.ground,
            "kind": self.shown.kind,
            "id": self.shown.id,
            "digest": self.shown.digest,
            "trace": self.trace,
        });
        canonical_digest(&row).expect("a row is of texts and one integer")
    }
}
