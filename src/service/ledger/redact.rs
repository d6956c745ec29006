//! Erasing the body of an erasable event, which leaves its digest and an event that says why.

use super::{LedgerError, record_at};
use crate::journal::{Event, EventKind, IdempotencyKey, Receipt, Redaction};
use crate::service::Error;
use crate::store::Store;
use crate::units::{Date, Moment};

/// What is to be erased, by whom and why.
#[derive(Debug, Clone)]
pub struct Request {
    /// The record.
    pub sequence: u64,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub actor: String,
    /// The moment.
    pub now: Moment,
    /// The business day.
    pub today: Date,
}

/// Erases a body and gives the receipt of the event that tells of it; the same request again gives
/// the same receipt.
pub async fn redact(store: &Store, request: Request) -> Result<Receipt, Error> {
    let record = record_at(store, request.sequence).await?;
    if !record.event.kind.is_erasable() {
        let (sequence, kind) = (record.sequence, record.event.kind.to_string());
        return Err(LedgerError::NotErasable { sequence, kind }.into());
    }
    if request.reason.trim().is_empty() {
        return Err(Error::Usage("a redaction needs a reason".to_owned()));
    }
    let redaction = Redaction::of(&record, request.reason.trim());
    let event = Event {
        kind: EventKind::BodyRedacted.into(),
        subject: redaction.subject(),
        effective_on: request.today,
        booked_on: request.today,
        recorded_at: request.now,
        key: IdempotencyKey::new("ledger", "ledger.redact", redaction.subject()),
        actor: request.actor,
        body: redaction.body(),
    };
    Ok(store.redact(&record, event).await?.record.receipt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::KindName;
    use serde_json::json;

    fn event(kind: KindName) -> Event {
        Event {
            key: IdempotencyKey::new("bank-a", "note", kind.as_str()),
            kind,
            subject: "x:firm".to_owned(),
            effective_on: Date::constant(2020, 6, 30),
            booked_on: Date::constant(2020, 6, 30),
            recorded_at: Moment::from_micros(1_600_000_000_000_000),
            actor: "bank-a:li".to_owned(),
            body: json!({"contact": "13800000000"}),
        }
    }

    #[tokio::test]
    async fn only_an_erasable_body_is_erased_and_only_with_a_reason() {
        let place = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", place.path().join("x.db").display());
        let store = Store::open(&url).await.unwrap();
        let kinds = [
            EventKind::EvidenceBatchSealed.into(),
            KindName::stored("personal.sample"),
        ];
        for kind in kinds {
            store.append_event(event(kind)).await.unwrap();
        }
        let ask = |sequence, reason: &str| Request {
            sequence,
            reason: reason.to_owned(),
            actor: "operator:wang".to_owned(),
            now: Moment::from_micros(1_600_000_000_000_001),
            today: Date::constant(2020, 9, 13),
        };
        for (sequence, reason, said) in [
            (1, "x", "never erased"),
            (2, " ", "needs a reason"),
            (3, "x", "no record 3"),
        ] {
            let error = redact(&store, ask(sequence, reason)).await.unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
        let receipt = redact(&store, ask(2, "撤回同意")).await.unwrap();
        assert_eq!(receipt.sequence, 3);
        assert_eq!(redact(&store, ask(2, "撤回同意")).await.unwrap(), receipt);
        let verified = super::super::verify(&store, super::super::Expected::default()).await;
        assert_eq!(verified.unwrap().redacted, 1);
    }
}
