//! Models on record 评价模型登记: the file of a model joins the journal before the first score of it is issued.

use super::Error;
use super::catalog::Loaded;
use super::score::Request;
use crate::journal::{Event, EventKind, IdempotencyKey};
use crate::scoring::Program;
use crate::store::{Store, StoredModel};
use crate::units::Digest;
use serde_json::json;

/// Puts the model on record, with the event that says so, once for each meaning.
pub(super) async fn record_model(
    store: &Store,
    loaded: &Loaded,
    program: &Program,
    request: &Request,
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
        effective_on: request.today,
        booked_on: request.today,
        recorded_at: request.now,
        actor: request.actor.clone(),
        key: IdempotencyKey::new(request.actor.as_str(), "model.record", digest.as_str()),
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
