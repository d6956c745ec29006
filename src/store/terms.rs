//! Terms, working days and rates: the text of each that was put on record, byte for byte, beside its event.

use super::events::{self, append_one, read_head};
use super::statement::Statement;
use super::store::Store;
use super::{Appended, Conflict, StoreError, rows};
use crate::journal::{Event, EventKind, Head, Record};

/// A text on record 登记文本: a version of terms, or a file of working days or rates.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredText {
    /// The record of the journal that put it there.
    pub sequence: u64,
    /// Its id.
    pub id: String,
    /// Its file, byte for byte.
    pub text: String,
    /// That record, where it is there.
    pub record: Option<Record>,
}

impl Store {
    /// Puts terms on record together with the event that says so, or finds the record of the same command. That
    /// nothing stands against them was seen on the journal as it ended at `on`: when it ends elsewhere, that is a
    /// conflict.
    pub async fn record_terms(
        &self,
        on: Head,
        named: (&str, &str),
        event: Event,
    ) -> Result<Appended, StoreError> {
        let insert = "insert into recorded_terms (sequence, id, body) values ($1, $2, $3)";
        self.record_text(insert, on, named, event).await
    }

    /// The same of a file of working days or rates.
    pub async fn record_calendar(
        &self,
        on: Head,
        named: (&str, &str),
        event: Event,
    ) -> Result<Appended, StoreError> {
        let insert = "insert into recorded_calendar (sequence, id, body) values ($1, $2, $3)";
        self.record_text(insert, on, named, event).await
    }

    async fn record_text(
        &self,
        insert: &'static str,
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
            Statement::of(insert)
                .bind(rows::signed(appended.record.sequence)?)
                .bind(id)
                .bind(text)
                .execute(&mut tx)
                .await?;
        }
        tx.commit().await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// The record that put terms, working days or rates on record last; 0 if there is none.
    pub async fn last_of_rules(&self) -> Result<u64, StoreError> {
        let text = "select coalesce(max(sequence), 0) from \
             (select sequence from recorded_terms union all select sequence from recorded_calendar) recorded";
        let last: i64 = Statement::of(text).value(&mut self.db().await?).await?;
        rows::unsigned("recorded_terms", last)
    }

    /// All terms on record, in the order in which they came.
    pub async fn recorded_terms(&self) -> Result<Vec<StoredText>, StoreError> {
        self.texts("recorded_terms").await
    }

    /// All files of working days and rates on record, in the order in which they came.
    pub async fn recorded_calendar(&self) -> Result<Vec<StoredText>, StoreError> {
        self.texts("recorded_calendar").await
    }

    /// The texts of a table, each with its record: all by one statement.
    async fn texts(&self, table: &'static str) -> Result<Vec<StoredText>, StoreError> {
        let text = format!(
            "select said_at, said_of, said, {} from \
             (select sequence as said_at, id as said_of, body as said from {table}) recorded \
             left join event on sequence = said_at order by said_at",
            events::COLUMNS
        );
        let found = Statement::of(text).all(&mut self.db().await?).await?;
        let mut texts = Vec::with_capacity(found.len());
        for row in found {
            let there: Option<i64> = row.get("sequence")?;
            let record = there.map(|_| events::record(&row)).transpose()?;
            texts.push(StoredText {
                sequence: rows::unsigned("event", row.get("said_at")?)?,
                id: row.get("said_of")?,
                text: row.get("said")?,
                record,
            });
        }
        Ok(texts)
    }

    /// The records of the journal of a kind, in order: each that put a text on record has it, or one is gone.
    pub async fn records_of(&self, kind: EventKind) -> Result<Vec<u64>, StoreError> {
        let text = "select sequence from event where kind = $1 order by sequence";
        let found: Vec<i64> = Statement::of(text)
            .bind(kind.name())
            .values(&mut self.db().await?)
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
        let kept = StoredText {
            sequence: 2,
            id: "own".to_owned(),
            text: text.to_owned(),
            record: Some(appended.record),
        };
        assert_eq!(store.recorded_terms().await.unwrap(), [kept]);
        assert_eq!(
            store.records_of(EventKind::TermsRecorded).await.unwrap(),
            [2]
        );
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
            let error = store.engine.script(statement).await;
            assert!(error.unwrap_err().to_string().contains("never"));
        }
    }

    #[tokio::test]
    async fn working_days_on_record_are_never_changed() {
        let place = Place::new();
        let store = place.open().await;
        let recording = Event {
            kind: EventKind::CalendarRecorded.into(),
            ..event(1)
        };
        let named = ("calendar/2031", "year = 2031\r\n");
        let recorded = store.record_calendar(Head::genesis(), named, recording);
        recorded.await.unwrap();
        for statement in [
            "update recorded_calendar set body = 'y'",
            "delete from recorded_calendar",
        ] {
            let error = store.engine.script(statement).await;
            assert!(error.unwrap_err().to_string().contains("never"));
        }
        let kept = store.recorded_calendar().await.unwrap();
        assert_eq!((kept.len(), &*kept[0].text), (1, named.1));
    }
}
