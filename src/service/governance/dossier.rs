//! The facts about an enterprise, page by page, in the classes that somebody has leave to read 企业档案.

use super::classes::class_of;
use crate::evidence::{Dossier, RecordedFact, View};
use crate::governance::DataClass;
use crate::service::Error;
use crate::store::Store;
use crate::units::{Date, EnterpriseId};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A part of a dossier, as it is shown.
#[derive(Debug, Clone)]
pub struct ShownFacts {
    /// Its facts, in the order of recording: each with its kind, class, days, source, digest and fields.
    pub facts: Vec<Value>,
    /// The place after which to go on, if there are more.
    pub next: Option<i64>,
}

/// Facts of an enterprise after a place in the order of recording, as a view holds them and in some classes only.
/// One of whom the view holds nothing is not there.
pub async fn facts_about(
    store: &Store,
    enterprise: &EnterpriseId,
    (view, classes): (View, &BTreeSet<DataClass>),
    (after, limit): (u64, u32),
    today: Date,
) -> Result<ShownFacts, Error> {
    if view.as_of > today {
        let asked = view.as_of;
        return Err(Error::Future { asked, today });
    }
    let head = store.head().await?.sealed_batches;
    let facts = store.facts_of(enterprise, head).await?;
    let dossier = Dossier::assemble(enterprise.clone(), facts, view);
    if dossier.facts().is_empty() {
        return Err(Error::UnknownEnterprise(enterprise.to_string()));
    }
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let open = |fact: &&RecordedFact| fact.sequence > after && classes.contains(&class_of(fact));
    let mut open: Vec<&RecordedFact> = dossier.facts().iter().filter(open).collect();
    open.sort_unstable_by_key(|fact| fact.sequence);
    let limit = limit as usize;
    let more = open.len() > limit;
    open.truncate(limit);
    Ok(ShownFacts {
        next: open.last().filter(|_| more).map(|fact| fact.sequence),
        facts: open.into_iter().map(shown).collect(),
    })
}

fn shown(fact: &RecordedFact) -> Value {
    let mut shown = json!({
        "number": fact.sequence,
        "kind": fact.fact.kind(),
        "class": class_of(fact),
        "digest": fact.digest,
        "happened_on": fact.happened_on,
        "available_on": fact.available.on,
        "recorded_at": fact.recorded_at,
        "source": {"name": fact.source.name, "class": fact.source.class},
        "fact": fact.fact,
    });
    if let Some(lag) = &fact.available.assumed {
        shown["assumed"] = json!(lag);
    }
    shown
}
