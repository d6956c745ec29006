//! What a bank says when it asks for a score.

use super::body::{Body, any};
use super::classes::of_a_score;
use super::reading::Asked;
use crate::evidence::Basis;
use crate::governance::{Purpose, Scope};
use crate::service::Error;
use crate::units::names::{PoolId, ProductId};
use crate::units::{Date, EnterpriseId};
use serde_json::{Value, json};

/// What is said of a score whoever it is about.
#[derive(Debug, Clone)]
pub struct ScoreTerms {
    /// For what.
    pub purpose: Purpose,
    /// By which model; by the one in force if none is named.
    pub model: Option<String>,
    /// In which pool and for which product.
    pub at: Scope,
    /// As of which day.
    pub as_of: Date,
    /// On which basis.
    pub basis: Basis,
    /// The segment, where the reader chooses one.
    pub segment: Option<String>,
    /// Whether the bank's own evidence is read as well.
    pub private: bool,
}

impl ScoreTerms {
    /// Reads `purpose`, `model`, `pool`, `product`, `as_of`, `basis`, `segment` and `evidence` (`shared` or `own`).
    pub(in crate::service) fn read(body: &mut Body<'_>, today: Date) -> Option<Self> {
        let purpose = body.word("purpose", Purpose::WORDS);
        let model = body.may("model", any);
        let pool = body.may("pool", PoolId::parse);
        let product = body.may("product", ProductId::parse);
        let as_of = body.may("as_of", super::body::read_day);
        let basis = body.may("basis", Basis::parse);
        let segment = body.may("segment", any);
        let private = body.may("evidence", |text| match text {
            "shared" => Ok(false),
            "own" => Ok(true),
            other => Err(format!("`{other}` is neither shared nor own")),
        });
        Some(Self {
            purpose: purpose?,
            model,
            at: Scope {
                pool,
                product,
                district: None,
            },
            as_of: as_of.unwrap_or(today),
            basis: basis.unwrap_or(Basis::Available),
            segment,
            private: private.unwrap_or(false),
        })
    }

    /// The same in the words of a request; only the model may be left open.
    pub fn said(&self) -> Value {
        let mut said = json!({
            "purpose": self.purpose.word(),
            "as_of": self.as_of,
            "basis": self.basis.to_string(),
            "evidence": if self.private { "own" } else { "shared" },
        });
        let pool = self.at.pool.as_ref().map(ToString::to_string);
        let product = self.at.product.as_ref().map(ToString::to_string);
        for (name, text) in [
            ("model", self.model.clone()),
            ("pool", pool),
            ("product", product),
            ("segment", self.segment.clone()),
        ] {
            if let Some(text) = text {
                said[name] = json!(text);
            }
        }
        said
    }

    /// The ask about one enterprise.
    pub fn of(&self, enterprise: EnterpriseId) -> ScoreAsk {
        let terms = self.clone();
        ScoreAsk {
            enterprise,
            purpose: terms.purpose,
            model: terms.model,
            at: terms.at,
            as_of: terms.as_of,
            basis: terms.basis,
            segment: terms.segment,
            private: terms.private,
        }
    }
}

/// An ask for a score.
#[derive(Debug, Clone)]
pub struct ScoreAsk {
    /// About whom.
    pub enterprise: EnterpriseId,
    /// For what.
    pub purpose: Purpose,
    /// By which model; by the one in force if none is named.
    pub model: Option<String>,
    /// In which pool and for which product.
    pub at: Scope,
    /// As of which day.
    pub as_of: Date,
    /// On which basis.
    pub basis: Basis,
    /// The segment, where the reader chooses one.
    pub segment: Option<String>,
    /// Whether the bank's own evidence is read as well.
    pub private: bool,
}

impl ScoreAsk {
    /// Reads `enterprise`, `purpose`, `model`, `pool`, `product`, `as_of`, `basis`, `segment` and `evidence` (`shared` or `own`).
    pub fn read(body: &Value, today: Date) -> Result<Self, Error> {
        let mut body = Body::new(body)?;
        let enterprise = body.must("enterprise", EnterpriseId::parse);
        let terms = ScoreTerms::read(&mut body, today);
        let whole = enterprise.zip(terms);
        body.finish(whole.map(|(enterprise, terms)| terms.of(enterprise)))
    }

    /// What it asks to read.
    pub fn asked(&self, live_cover: bool) -> Asked {
        Asked {
            enterprise: self.enterprise.clone(),
            purpose: self.purpose,
            classes: of_a_score(self.private),
            live_cover,
        }
    }
}
