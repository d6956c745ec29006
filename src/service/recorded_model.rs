//! Models on record 评价模型登记: the file of a model joins the journal before the first score of it is issued.

use super::Error;
use super::catalog::{self, Loaded};
use super::score::Request;
use crate::journal::{Event, EventKind, IdempotencyKey};
use crate::scoring::Program;
use crate::store::{Store, StoredModel};
use crate::units::{Date, Digest, Moment};
use serde_json::json;

/// Puts the model on record, with the event that says so, once for each meaning.
pub(super) async fn record_model(
    store: &Store,
    loaded: &Loaded,
    program: &Program,
    request: &Request,
) -> Result<(), Error> {
    let when = (request.now, request.today);
    put_on_record(store, (loaded, program), &request.actor, when).await
}

/// The same, by whoever does it and when.
pub(super) async fn put_on_record(
    store: &Store,
    (loaded, program): (&Loaded, &Program),
    actor: &str,
    (now, today): (Moment, Date),
) -> Result<(), Error> {
    if store.model_by_digest(&program.digest).await?.is_some() {
        return Ok(());
    }
    let model = &loaded.model;
    let stored = StoredModel {
        digest: program.digest,
        id: model.id.clone(),
        version: model.version.to_string(),
        text: loaded.text.clone(),
    };
    let digest = program.digest.to_string();
    let event = Event {
        kind: EventKind::ModelRecorded.into(),
        subject: model.id.clone(),
        effective_on: today,
        booked_on: today,
        recorded_at: now,
        actor: actor.to_owned(),
        key: IdempotencyKey::new(actor, "model.record", digest.as_str()),
        body: json!({
            "model": model.id,
            "version": model.version,
            "digest": digest,
            "file_digest": Digest::of(loaded.text.as_bytes()),
        }),
    };
    store.record_model(&stored, event).await?;
    Ok(())
}

/// A model on record, by the digest of its meaning.
pub(super) async fn find(store: &Store, digest: &Digest) -> Result<Loaded, Error> {
    let stored = store.model_by_digest(digest).await?;
    let stored = stored.ok_or_else(|| Error::UnknownModel {
        asked: digest.to_string(),
        known: "what is on record".to_owned(),
    })?;
    catalog::read(stored.text, format!("the model {} on record", stored.id))
}
