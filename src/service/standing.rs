//! Which model scores: the one that stands by an approval, or in a sandbox any that is shipped.

use super::Error;
use super::catalog;
use super::governance::lives_of_models;
use super::score::{Registered, Request};
use crate::evidence::{Dossier, View, Visibility};
use crate::governance::{
    InForce, ModelLife, Scope, Topic, Use, UsedAs, asks_for_district, in_any_use, in_force,
};
use crate::store::Store;
use crate::units::names::{ApprovalId, District, ModelId};
use crate::units::{Date, Digest, EnterpriseId};
use std::sync::{Arc, Mutex, PoisonError};

/// The model of a sandbox where none is named and none stands.
const MODEL: &str = "cq-knowledge-value-2017";

/// Which models may score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelRule {
    /// Those that stand, and every shipped one.
    Any,
    /// Those that stand by an approval.
    InForce,
}

impl ModelRule {
    /// The rule of a service in which any model scores, or not.
    pub fn of(any: bool) -> Self {
        if any { Self::Any } else { Self::InForce }
    }
}

/// The model that was chosen.
#[derive(Debug)]
pub(super) enum Chosen {
    /// One that stands.
    InForce(InForce),
    /// A shipped one, by its id.
    Named(String),
}

/// The models that stand, as the records have it now; clones share what was read.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    store: Store,
    rule: ModelRule,
    read: Arc<Mutex<Lives>>,
}

/// The lives of models up to a sequence of the journal.
pub(super) type Lives = (u64, Arc<Vec<ModelLife>>);

impl Standing {
    pub(super) fn new(store: &Store, rule: ModelRule) -> Self {
        Self {
            store: store.clone(),
            rule,
            read: Arc::default(),
        }
    }

    /// The model by which a score is made.
    pub(super) async fn choose(
        &self,
        (_, lives): Lives,
        model: Option<&str>,
        enterprise: &EnterpriseId,
        request: &Request,
    ) -> Result<Chosen, Error> {
        let mut of = Use {
            model: model.map(|model| known(model, &lives)).transpose()?,
            digest: None,
            used_as: UsedAs::InForce,
            purpose: request.used.purpose,
            at: request.used.at.clone(),
            on: request.today,
        };
        if asks_for_district(&lives, &of) {
            of.at.district = self.district(enterprise, request).await?;
        }
        match (in_force(&lives, &of), self.rule) {
            (Ok(stands), _) => Ok(Chosen::InForce(stands)),
            (Err(_), ModelRule::Any) => Ok(Chosen::Named(model.unwrap_or(MODEL).to_owned())),
            (Err(refusal), ModelRule::InForce) => Err(refusal.into()),
        }
    }

    /// By which version figures that somebody gives are evaluated: by the one that stands for whatever use. None is
    /// where another shipped one may be taken, by a rule or by one of whom models are the trade.
    pub(super) fn to_evaluate(
        &self,
        model: &str,
        (any, today): (bool, Date),
    ) -> Result<Option<InForce>, Error> {
        let (_, lives) = self.kept();
        let id = known(model, &lives)?;
        if let Some(stands) = in_any_use(&lives, &id, today) {
            return Ok(Some(stands));
        }
        if any || self.rule == ModelRule::Any {
            return Ok(None);
        }
        let of = Use {
            model: Some(id),
            digest: None,
            used_as: UsedAs::InForce,
            purpose: None,
            at: Scope::default(),
            on: today,
        };
        in_force(&lives, &of).map(Some).map_err(Error::from)
    }

    /// That a model is shipped or has a life.
    pub(super) async fn knows(&self, model: &str) -> Result<(), Error> {
        known(model, &self.look().await?.1).map(drop)
    }

    /// The lives of models, read anew when something was done since.
    pub(super) async fn look(&self) -> Result<Lives, Error> {
        let through = self.store.governed_through(Topic::Model).await?;
        let kept = self.kept();
        if kept.0 == through {
            return Ok(kept);
        }
        let lives = (through, Arc::new(lives_of_models(&self.store).await?));
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = lives.clone();
        Ok(lives)
    }

    /// The lives of models as they were read last.
    pub(super) fn kept(&self) -> Lives {
        self.read
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Where the register says the enterprise is, as of the day that is asked for.
    async fn district(
        &self,
        enterprise: &EnterpriseId,
        request: &Request,
    ) -> Result<Option<District>, Error> {
        let head = self.store.head().await?.sealed_batches;
        district(&self.store, enterprise, request, head).await
    }
}

/// Where the register says an enterprise is, as of the day and on the basis of a request, by the first `head` batches.
pub(super) async fn district(
    store: &Store,
    enterprise: &EnterpriseId,
    request: &Request,
    head: i64,
) -> Result<Option<District>, Error> {
    let mut facts = store.facts_of(enterprise, head).await?;
    facts.retain(|fact| fact.source.visibility == Visibility::Shared);
    let view = View {
        as_of: request.as_of,
        basis: request.basis,
        reader: None,
    };
    let dossier = Dossier::assemble(enterprise.clone(), facts, view);
    let district = Registered::of(&dossier).district;
    Ok(district.and_then(|district| District::parse(&district).ok()))
}

/// The approval by which a version stands everywhere, for whoever scores without being asked by a bank.
pub(super) async fn approval_of(
    store: &Store,
    digest: &Digest,
    request: &Request,
) -> Result<Option<ApprovalId>, Error> {
    let of = Use {
        model: None,
        digest: Some(*digest),
        used_as: UsedAs::InForce,
        purpose: request.used.purpose,
        at: request.used.at.clone(),
        on: request.today,
    };
    let stands = in_force(&lives_of_models(store).await?, &of).ok();
    Ok(stands.map(|stands| stands.approval))
}

/// The id of a model that is shipped or has a life; of another there is none.
fn known(model: &str, lives: &[ModelLife]) -> Result<ModelId, Error> {
    let id = ModelId::parse(model).ok();
    let id = id.filter(|id| {
        let lives = lives.iter().any(|life| life.model == *id);
        lives || catalog::shipped().any(|shipped| shipped == model)
    });
    id.ok_or_else(|| Error::UnknownModel {
        asked: model.to_owned(),
        known: catalog::shipped().collect::<Vec<_>>().join(", "),
    })
}
