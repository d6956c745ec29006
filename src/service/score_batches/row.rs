//! One line of a batch: leave asked for and a score made as for a single one, or the refusal that says what would pass.

use super::asking::request;
use super::working::BatchParts;
use crate::governance::{Purpose, Shown, ShownKind};
use crate::identity::Caller;
use crate::journal::IdempotencyKey;
use crate::service::Error;
use crate::service::catalog::Loaded;
use crate::service::governance::{ScoreTerms, leave, look_up};
use crate::service::score::{Asked, Request};
use crate::service::scorer::At;
use crate::service::writer::Writer;
use crate::store::{KeptScoreBatch, Outcome};
use crate::units::{Digest, EnterpriseId};
use crate::webhooks::BATCHED;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The enterprises to which a covered loan of the caller's bank is live, where that makes a difference: to watch them.
pub(super) async fn live(
    writer: &Writer,
    caller: &Caller,
    purpose: Purpose,
) -> BTreeSet<EnterpriseId> {
    match caller.role.bank() {
        Some(bank) if purpose == Purpose::CoverMonitoring => {
            writer.books().await.state().live_enterprises(bank)
        }
        _ => BTreeSet::new(),
    }
}

/// What the lines of a slice have in common.
pub(super) struct Footing {
    /// What is asked of each.
    pub(super) terms: ScoreTerms,
    /// The enterprises to which a covered loan is live.
    pub(super) live: BTreeSet<EnterpriseId>,
    /// The records on which they are scored.
    pub(super) at: At,
}

/// A line that was looked at.
pub(super) struct Looked {
    /// What becomes of it.
    pub(super) outcome: Outcome,
    /// The model of the score, which is put on record before.
    pub(super) model: Option<(Arc<Loaded>, Request)>,
}

/// What becomes of a line. An error is of the records, not of the line.
pub(super) async fn outcome(
    parts: &BatchParts,
    batch: &KeptScoreBatch,
    on: &Footing,
    (line, enterprise): (u64, &EnterpriseId),
) -> Result<Looked, Error> {
    match scored(parts, batch, on, (line, enterprise)).await {
        Ok(looked) => Ok(looked),
        Err(error) => match refusal(&error) {
            Some((code, reason)) => Ok(Looked {
                outcome: Outcome::Refused { code, reason },
                model: None,
            }),
            None => Err(error),
        },
    }
}

async fn scored(
    parts: &BatchParts,
    batch: &KeptScoreBatch,
    on: &Footing,
    (line, enterprise): (u64, &EnterpriseId),
) -> Result<Looked, Error> {
    let now = (parts.now)();
    let caller = &batch.caller;
    let ask = on.terms.of(enterprise.clone());
    let asked = ask.asked(on.live.contains(enterprise));
    let reading = leave(&parts.store, caller, &asked, now.business_day()).await?;
    let mut request = request(caller, &on.terms, now);
    let key = format!("{}/{line}", batch.id);
    request.asked = Some(Asked {
        digest: Digest::of(key.as_bytes()),
        key: IdempotencyKey::new(caller.client.as_str(), BATCHED, key),
    });
    let found = parts
        .scorer
        .found_at(
            on.at.clone(),
            ask.model.as_deref(),
            enterprise,
            request.clone(),
        )
        .await?;
    let (id, event, issued) = found.to_issue();
    let shown = Shown {
        kind: ShownKind::Score,
        id,
        digest: found.digest(),
    };
    let row = look_up(caller, &asked, &reading.leave, shown, (&batch.trace, now));
    Ok(Looked {
        outcome: Outcome::Scored(Box::new((event, issued, row))),
        model: Some((found.model().0, request)),
    })
}

/// The code and the reason of a refusal, in the words of a single score; none where the records are at fault.
pub(super) fn refusal(error: &Error) -> Option<(String, String)> {
    match error {
        Error::Refused(refusal) => Some((refusal.code().to_owned(), refusal.to_string())),
        Error::UnknownEnterprise(asked) => {
            let reason = format!("there is no enterprise `{asked}`");
            Some(("unknown".to_owned(), reason))
        }
        Error::UnknownModel { asked, .. } => {
            Some(("unknown".to_owned(), format!("there is no model `{asked}`")))
        }
        Error::Future { .. } | Error::EmptyDossier { .. } | Error::Usage(_) | Error::Figures(_) => {
            Some(("request.unfit".to_owned(), error.to_string()))
        }
        Error::Shared(error) => refusal(error),
        _ => None,
    }
}
