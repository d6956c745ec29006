//! Redactions: a body is erased in the same transaction as the event that tells of it.

use super::engine::Engine;
use super::events::append_one;
use super::statement::Statement;
use super::{Appended, Conflict, Store, StoreError, rows};
use crate::journal::{Event, Record, redacted};
use crate::units::Digest;

impl Store {
    /// Erases the body of `record` and appends `event`, which tells of it; or finds the record of
    /// the same command. The database itself refuses for kinds that are not erasable.
    pub async fn redact(&self, record: &Record, event: Event) -> Result<Appended, StoreError> {
        let digest = stored_digest(record)?;
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let (appended, head) = append_one(&mut tx, &mut writer, event).await?;
        if appended.replayed {
            return Ok(appended);
        }
        writer.head = None;
        let erased = Statement::of("update event set body = $1 where sequence = $2 and hash = $3")
            .bind(redacted(&digest).to_string())
            .bind(rows::signed(record.sequence)?)
            .bind(record.hash.to_string())
            .execute(&mut tx)
            .await?;
        if erased != 1 {
            return Err(Conflict::Writer.into());
        }
        tx.commit().await?;
        writer.head = Some(head);
        // What was erased also stands in the log of writes until that is folded into the file, or on the page until
        // that is cleaned. A reader may hold it back; then it goes with a later time.
        let clean = match self.engine {
            Engine::Sqlite(_) => "pragma wal_checkpoint(truncate)",
            Engine::Postgres(..) => "vacuum (index_cleanup off, truncate off) event",
        };
        self.engine.script(clean).await?;
        Ok(appended)
    }

    /// The hashes of the records after a sequence (0 for the first), in order.
    pub async fn record_hashes(&self, after: u64, limit: u32) -> Result<Vec<Digest>, StoreError> {
        let hashes: Vec<String> =
            Statement::of("select hash from event where sequence > $1 order by sequence limit $2")
                .bind(rows::signed(after)?)
                .bind(rows::limit(limit))
                .values(&mut self.db().await?)
                .await?;
        let hashes = hashes.iter().map(|hash| rows::digest("event", hash));
        hashes.collect()
    }
}

fn stored_digest(record: &Record) -> Result<Digest, StoreError> {
    let digest = record.event.body_digest();
    digest.map_err(|error| StoreError::damaged("event", record.sequence, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{EventKind, KindName, Redaction, Verifier, verify};
    use crate::store::samples::{Place, event};
    use serde_json::json;

    const SECRET: &str = "电话13800000000";

    fn erasable() -> Event {
        Event {
            kind: KindName::stored("personal.sample"),
            body: json!({"contact": SECRET.repeat(60)}),
            ..event(2)
        }
    }

    fn telling(record: &Record, reason: &str) -> Event {
        let redaction = Redaction::of(record, reason);
        Event {
            kind: EventKind::BodyRedacted.into(),
            subject: redaction.subject(),
            body: redaction.body(),
            ..event(700 + i64::try_from(record.sequence).unwrap())
        }
    }

    #[tokio::test]
    async fn an_erased_body_is_gone_from_the_file_and_the_journal_verifies() {
        let place = Place::new();
        let store = place.open().await;
        let events = vec![event(1), erasable(), event(3)];
        let record = store.append_events(events).await.unwrap()[1].record.clone();
        let appended = store.redact(&record, telling(&record, "撤回")).await;
        assert!(!appended.unwrap().replayed);
        let again = store.redact(&record, telling(&record, "撤回")).await;
        assert!(again.unwrap().replayed);
        let other = store.redact(&record, telling(&record, "再次")).await;
        assert!(matches!(other, Err(StoreError::Conflict(Conflict::Key(_)))));
        let records = store.records(0, 10).await.unwrap();
        assert!(records[1].event.is_redacted());
        assert_eq!(verify(&records), Ok(store.journal_head().await.unwrap()));
        let mut verifier = Verifier::after(crate::journal::Head::genesis());
        records
            .iter()
            .for_each(|record| verifier.read(record).unwrap());
        assert_eq!(verifier.redacted(), 1);
        // The command whose body is gone is still known.
        assert!(store.append_event(erasable()).await.unwrap().replayed);
        // A server keeps its files to itself.
        if !place.file.exists() {
            return;
        }
        let wal = place.file.with_extension("db-wal");
        for file in [&place.file, &wal] {
            let bytes = std::fs::read(file).unwrap_or_default();
            let found = bytes
                .windows(SECRET.len())
                .any(|part| part == SECRET.as_bytes());
            assert!(!found, "{}", file.display());
        }
    }

    #[tokio::test]
    async fn nothing_else_is_erased_and_a_refusal_leaves_no_trace() {
        let place = Place::new();
        let store = place.open().await;
        let events = vec![event(1), erasable()];
        let records = store.append_events(events).await.unwrap();
        let (score, personal) = (&records[0].record, &records[1].record);
        let error = store.redact(score, telling(score, "x")).await.unwrap_err();
        assert!(error.to_string().contains("never changed"), "{error}");
        // An event that tells of another record, or is no redaction, does not open the way.
        for event in [telling(score, "x"), event(50)] {
            let error = store.redact(personal, event).await.unwrap_err();
            assert!(error.to_string().contains("never changed"), "{error}");
        }
        assert_eq!(store.journal_head().await.unwrap().sequence, 2);
        store
            .redact(personal, telling(personal, "x"))
            .await
            .unwrap();
        for statement in [
            "update event set body = '{}' where sequence = 2",
            "update event set actor = 'x' where sequence = 2",
            "update event set body = body, kind = 'personal.x' where sequence = 2",
            "update event set body_digest = 'x' where sequence = 2",
            "delete from event where sequence = 2",
        ] {
            let error = store.engine.script(statement).await;
            let error = error.unwrap_err().to_string();
            assert!(error.contains("never"), "{statement}: {error}");
        }
    }
}
