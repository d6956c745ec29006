//! A score made again after facts were mended: the same model, reader and experts, on the evidence as it is now.

use crate::evidence::Basis;
use crate::scoring::Subject;
use crate::service::score::{Request, Run, Used};
use crate::service::{Error, catalog};
use crate::store::{Store, StoredScore};
use crate::units::names::{ApprovalId, BankId, ScoreId};
use crate::units::{Digest, Moment};

/// Issues the score that stands in the place of an old one. The same actor asking again on the same evidence and
/// day gets the same score. Where it comes out to the byte as the old one nothing is issued, and that one is named.
pub(super) async fn successor(
    store: &Store,
    old: &StoredScore,
    actor: &str,
    now: Moment,
) -> Result<ScoreId, Error> {
    let (old, sequence) = (&old.score, old.sequence);
    let differs = |why: String| Error::ReplayDiffers(old.id.clone(), why);
    let model = store.model_by_digest(&old.model_digest).await?;
    let model = model.ok_or_else(|| differs("its model is not on record".to_owned()))?;
    let loaded = catalog::read(model.text, format!("the model of {}", old.id))?;
    let subject: Subject = serde_json::from_str(&old.vector)
        .map_err(|error| differs(format!("its vector cannot be read: {error}")))?;
    let reader = old.reader.as_deref().map(BankId::parse).transpose();
    let reader = reader.map_err(|error| differs(error.to_string()))?;
    let today = now.business_day();
    let request = Request {
        as_of: today,
        basis: Basis::Available,
        segment: subject.segment,
        experts: [(old.enterprise.clone(), subject.expert)].into(),
        reader,
        asked: None,
        used: Used::default(),
        approval: approval(store, sequence).await?,
        actor: actor.to_owned(),
        now,
        today,
        issue: false,
    };
    let issuing = Request {
        issue: true,
        ..request.clone()
    };
    let mut id = old.id.clone();
    for request in [request, issuing] {
        let run = Run::prepare(store, &loaded, request).await?;
        let scored = run.score(std::slice::from_ref(&old.enterprise)).await?;
        let scored = scored.first().expect("one enterprise has one score");
        if Digest::of(&scored.assessment.to_bytes()) == old.assessment_digest {
            break;
        }
        id.clone_from(&scored.id);
    }
    ScoreId::parse(&id).map_err(|error| differs(error.to_string()))
}

/// The approval by which the model of an issued score stood.
async fn approval(store: &Store, sequence: u64) -> Result<Option<ApprovalId>, Error> {
    let record = store.records(sequence.saturating_sub(1), 1).await?.pop();
    let named = record.and_then(|record| {
        let named = record.event.body["approval"].as_str();
        named.and_then(|named| ApprovalId::parse(named).ok())
    });
    Ok(named)
}
