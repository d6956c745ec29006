//! Terms: the text of every version of a pool's terms that was put on record, byte for byte, beside its event.

use super::events::{append_one, read_head};
use super::store::Store;
use super::{Appended, Conflict, StoreError, rows};
use crate::journal::{Event, EventKind, Head};
use sqlx::Row;

/// A version of terms on record 登记条款.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTerms {
    /// The record of the journal that put it there.
    pub sequence: u64,
    /// Its id.
    pub id: String,
    /// Its file, byte for byte.
    pub text: String,
}

impl Store {
    /// Puts terms on record together with the event that says so, or finds the record of the same command. That
    /// nothing stands against them was seen on the journal as it ended at `on`: when it ends elsewhere, that is a
    /// conflict.
    pub async fn record_terms(
        &self,
        on: Head,
        (id, text): (&str, &str),
        event: Event,
    ) -> Result<Appended, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        writer.head = Some(read_head(&mut tx).await?);
        if writer.head != Some(on) {
            return Err(Conflict::Writer.into());
        }
        let (appended, head) = append_one(&mut tx, &mut writer, event).await?;
        writer.head = None;
        if !appended.replayed {
            sqlx::query("insert into recorded_terms (sequence, id, body) values ($1, $2, $3)")
                .bind(rows::signed(appended.record.sequence)?)
                .bind(id)
                .bind(text)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// All terms on record, in the order in which they came.
    pub async fn recorded_terms(&self) -> Result<Vec<StoredTerms>, StoreError> {
        let text = "select sequence, id, body from recorded_terms order by sequence";
        let found = sqlx::query(text).fetch_all(&self.pool).await?;
        let mut terms = Vec::with_capacity(found.len());
        for row in found {
            terms.push(StoredTerms {
                sequence: rows::unsigned("recorded_terms", row.try_get("sequence")?)?,
                id: row.try_get("id")?,
                text: row.try_get("body")?,
            });
        }
        Ok(terms)
    }

    /// The records of the journal that put terms on record, in order: each has its text, or one is gone.
    pub async fn records_of_terms(&self) -> Result<Vec<u64>, StoreError> {
        let text = "select sequence from event where kind = $1 order by sequence";
        let kind = EventKind::TermsRecorded.name();
        let found: Vec<i64> = sqlx::query_scalar(text)
            .bind(kind)
            .fetch_all(&self.pool)
            .await?;
        let found = found.into_iter();
        found.map(|at| rows::unsigned("event", at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Place, event};

    fn recording(n: i64) -> Event {
        Event {
            kind: EventKind::TermsRecorded.into(),
            ..event(n)
        }
    }

    #[tokio::test]
    async fn a_text_is_kept_to_the_byte_with_its_event_or_not_at_all() {
        let place = Place::new();
        let store = place.open().await;
        store.append_event(event(1)).await.unwrap();
        let text = "id = \"own\" # 自有\r\n\t";
        let end = || async { store.journal_head().await.unwrap() };
        let put = |on, id, text, n| store.record_terms(on, (id, text), recording(n));
        let stale = put(Head::genesis(), "own", text, 2).await;
        assert!(matches!(stale, Err(StoreError::Conflict(Conflict::Writer))));
        let appended = put(end().await, "own", text, 2).await.unwrap();
        let again = put(end().await, "own", "x", 2).await.unwrap();
        assert!(!appended.replayed && again.replayed);
        let kept = StoredTerms {
            sequence: 2,
            id: "own".to_owned(),
            text: text.to_owned(),
        };
        assert_eq!(store.recorded_terms().await.unwrap(), [kept]);
        assert_eq!(store.records_of_terms().await.unwrap(), [2]);
        // The id is taken: neither text nor event stays.
        let error = put(end().await, "own", "y", 3).await;
        assert!(matches!(error, Err(StoreError::Database(_))));
        assert_eq!(store.journal_head().await.unwrap().sequence, 2);
        put(end().await, "other", "y", 3).await.unwrap();
    }

    #[tokio::test]
    async fn terms_on_record_are_never_changed() {
        let place = Place::new();
        let store = place.open().await;
        let recorded = store.record_terms(Head::genesis(), ("own", "x"), recording(1));
        recorded.await.unwrap();
        for statement in [
            "update recorded_terms set body = 'y'",
            "delete from recorded_terms",
        ] {
            let error = sqlx::raw_sql(statement).execute(&store.pool).await;
            assert!(error.unwrap_err().to_string().contains("never"));
        }
    }
}
