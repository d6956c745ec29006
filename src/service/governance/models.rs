//! The lives of models as they are read: what stands, and what a caller may not know of.

use super::kept::{Answer, Request, all};
use crate::governance::{
    Governed, InForce, ModelLife, Monitored, Refusal, Topic, Use, UsedAs, duties, standing,
};
use crate::identity::Caller;
use crate::service::Error;
use crate::store::{About, Store};
use crate::units::names::ModelId;
use crate::units::{Digest, Moment};
use serde_json::json;
use std::collections::HashSet;

/// The life of one model, or of all.
pub async fn lives(
    store: &Store,
    caller: &Caller,
    model: Option<&str>,
) -> Result<Vec<ModelLife>, Error> {
    duties::read_models(caller)?;
    let Some(model) = model else {
        return lives_of_models(store).await;
    };
    let held = life(store, &named(model)?).await?;
    if held.versions.is_empty() {
        return Err(unknown("registered model", model));
    }
    Ok(vec![held])
}

/// What stands for a use, what goes first before the rest. Everybody may know by which models scores are made.
pub async fn models_in_force(store: &Store, of: &Use) -> Result<Vec<InForce>, Error> {
    Ok(standing(&lives_of_models(store).await?, of))
}

/// The versions that a caller may not know of: those that nobody approved for use, unless it is one who reads the lives
/// of models.
pub async fn hidden_models(store: &Store, caller: &Caller) -> Result<HashSet<Digest>, Error> {
    if duties::read_models(caller).is_ok() {
        return Ok(HashSet::new());
    }
    let lives = lives_of_models(store).await?;
    let versions = lives.iter().flat_map(|life| &life.versions);
    let never = versions.filter(|version| {
        let mut all = version.approvals.iter();
        !all.any(|of| of.signed_by.is_some() && of.proposed.said.used_as == UsedAs::InForce)
    });
    Ok(never
        .map(|version| version.registered.said.digest)
        .collect())
}

/// The lives of all models.
pub(in crate::service) async fn lives_of_models(store: &Store) -> Result<Vec<ModelLife>, Error> {
    Ok(ModelLife::fold(
        &all(store, Topic::Model, About::All).await?,
    ))
}

pub(super) async fn life(store: &Store, model: &ModelId) -> Result<ModelLife, Error> {
    let events = all(store, Topic::Model, About::Id(model.as_str())).await?;
    let held = ModelLife::fold(&events).pop();
    Ok(held.unwrap_or_else(|| ModelLife::new(model.clone())))
}

pub(super) fn named(model: &str) -> Result<ModelId, Error> {
    ModelId::parse(model).map_err(|_| unknown("model", model))
}

pub(super) fn unknown(what: &'static str, name: &str) -> Error {
    Error::Refused(Refusal::Unknown {
        what,
        name: name.to_owned(),
    })
}

/// Puts the tests of a month on record.
pub(in crate::service) async fn keep_monitored(
    store: &Store,
    caller: &Caller,
    monitored: Monitored,
    now: Moment,
) -> Result<Answer, Error> {
    let key = format!("{} {}", monitored.id(), monitored.run);
    let said = json!({"monitored": monitored});
    let request = Request::new((store, caller), ("model.monitor", &key), &said, now)?;
    request
        .keep(Governed::ModelMonitored { monitored }, None)
        .await
}
