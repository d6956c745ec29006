//! Events: appended to the hash chain once for each command, and read back in order.

use super::columns::Part;
use super::db::Db;
use super::known::known;
use super::row::Row;
use super::statement::{Statement, Value};
use super::store::{Store, Writer};
use super::{Conflict, StoreError, lease, rows};
use crate::journal::{
    ALGORITHM, Chain, ChainError, Event, Head, IdempotencyKey, KindName, Record, WrittenEvent,
    canonical_digest,
};
use crate::units::{Digest, Moment};

/// The record that stands for a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Appended {
    /// The record.
    pub record: Record,
    /// Whether the command had been recorded before, so that nothing was written now 重放.
    pub replayed: bool,
}

pub(super) const COLUMNS: &str = "sequence, algorithm, previous, hash, kind, subject, effective_on, \
     booked_on, recorded_at, actor, client, operation, command_key, body, body_digest";

impl Store {
    /// Appends one event, or finds the record of the same command.
    pub async fn append_event(&self, event: Event) -> Result<Appended, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let (appended, head) = append_one(&mut tx, &mut writer, event).await?;
        writer.head = None;
        tx.commit().await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// Appends events in order, all or none. Commands seen before, or twice in the list, are
    /// answered with their record.
    pub async fn append_events(&self, events: Vec<Event>) -> Result<Vec<Appended>, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let (appended, head) = append(&mut tx, &mut writer, events).await?;
        writer.head = None;
        tx.commit().await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// The records after a sequence (0 for the first), in order.
    pub async fn records(&self, after: u64, limit: u32) -> Result<Vec<Record>, StoreError> {
        let text =
            format!("select {COLUMNS} from event where sequence > $1 order by sequence limit $2");
        let rows = Statement::of(text)
            .bind(rows::signed(after)?)
            .bind(rows::limit(limit))
            .all(&mut self.db().await?)
            .await?;
        rows.iter().map(record).collect()
    }

    /// The record of a command, if it was recorded.
    pub async fn record_of(&self, key: &IdempotencyKey) -> Result<Option<Record>, StoreError> {
        let mut db = self.db().await?;
        let known = known(&mut db, std::iter::once(key)).await?;
        Ok(known.into_values().next().map(|(record, _)| record))
    }

    /// Where the journal ends.
    pub async fn journal_head(&self) -> Result<Head, StoreError> {
        let mut db = self.db().await?;
        read_head(&mut db).await
    }
}

pub(super) async fn read_head(db: &mut Db) -> Result<Head, StoreError> {
    let row = Statement::of("select sequence, hash from journal_head where only_row = 1")
        .one(db)
        .await?;
    Ok(Head {
        sequence: rows::unsigned("journal_head", row.get("sequence")?)?,
        hash: rows::digest("journal_head", row.get("hash")?)?,
    })
}

/// Appends events within a transaction, and says where the journal ends once it is committed.
///
/// When another writer moved the head, this one forgets what it believed and refuses: the caller
/// decided on records that are no longer the last.
pub(super) async fn append(
    tx: &mut Db,
    writer: &mut Writer,
    events: Vec<Event>,
) -> Result<(Vec<Appended>, Head), StoreError> {
    lease::held(tx, writer.epoch).await?;
    let head = match writer.head {
        Some(head) => head,
        None => read_head(tx).await?,
    };
    let mut known = known(tx, events.iter().map(|event| &event.key)).await?;
    let mut chain = Chain::resume(head);
    let mut appended = Vec::with_capacity(events.len());
    let mut new = Vec::new();
    for event in events {
        let digest = canonical_digest(&event.body).map_err(ChainError::Body)?;
        if let Some((record, recorded)) = known.get(&event.key) {
            let before = &record.event;
            if digest != *recorded || event.kind != before.kind || event.subject != before.subject {
                return Err(Conflict::Key(event.key).into());
            }
            appended.push(Appended {
                record: record.clone(),
                replayed: true,
            });
            continue;
        }
        let previous = chain.head().hash;
        let Head { sequence, hash } = chain.join(&event, &digest)?;
        let body = event.body.to_string();
        new.push(row(&event, (previous, chain.head()), (body, &digest))?);
        let record = Record {
            sequence,
            algorithm: ALGORITHM.to_owned(),
            previous,
            hash,
            event,
        };
        known.insert(record.event.key.clone(), (record.clone(), digest));
        appended.push(Appended {
            record,
            replayed: false,
        });
    }
    if !new.is_empty() {
        if let Err(error) = move_head(tx, (writer.epoch, head), chain.head()).await {
            writer.head = None;
            return Err(error);
        }
        rows::insert_parts(tx, vec![part(new)]).await?;
    }
    Ok((appended, chain.head()))
}

/// Joins events, of which it is known that none is in the journal as it ends at `on`, to its end, under the lease of
/// `epoch` if there is one. Says which record each becomes, and gives the rows that are still to be inserted. When the
/// journal ends elsewhere, that is a conflict; a key that is there all the same is refused by the table.
pub(super) async fn join_new(
    tx: &mut Db,
    (epoch, on): (Option<i64>, Head),
    events: impl ExactSizeIterator<Item = Event>,
) -> Result<(Vec<Head>, Part), StoreError> {
    let mut chain = Chain::resume(on);
    let mut places = Vec::with_capacity(events.len());
    let mut new = Vec::with_capacity(events.len());
    for event in events {
        let digest = canonical_digest(&event.body).map_err(ChainError::Body)?;
        let previous = chain.head().hash;
        let place = chain.join(&event, &digest)?;
        let body = event.body.to_string();
        new.push(row(&event, (previous, place), (body, &digest))?);
        places.push(place);
    }
    move_head(tx, (epoch, on), chain.head()).await?;
    Ok((places, part(new)))
}

/// Joins events, of which it is known that no key is in the journal, to its end. Says which record each becomes and where
/// the journal ended before, and gives the rows that are still to be inserted.
pub(super) async fn join_written<'e>(
    tx: &mut Db,
    writer: &mut Writer,
    events: impl ExactSizeIterator<Item = &'e WrittenEvent>,
) -> Result<(Vec<Head>, Head, Part), StoreError> {
    let on = match writer.head {
        Some(head) => head,
        None => read_head(tx).await?,
    };
    let mut chain = Chain::resume(on);
    let mut places = Vec::with_capacity(events.len());
    let mut new = Vec::with_capacity(events.len());
    for WrittenEvent {
        event,
        body,
        digest,
    } in events
    {
        let previous = chain.head().hash;
        let place = chain.join(event, digest)?;
        new.push(row(event, (previous, place), (body.clone(), digest))?);
        places.push(place);
    }
    if let Err(error) = move_head(tx, (writer.epoch, on), chain.head()).await {
        writer.head = None;
        return Err(error);
    }
    Ok((places, on, part(new)))
}

/// Rows of events on their way in.
fn part(new: Vec<Vec<Value>>) -> Part {
    Part::new(format!("event ({COLUMNS})"), new)
}

/// Appends one event as [`append`] does.
pub(super) async fn append_one(
    tx: &mut Db,
    writer: &mut Writer,
    event: Event,
) -> Result<(Appended, Head), StoreError> {
    let (mut appended, head) = append(tx, writer, vec![event]).await?;
    let appended = appended.pop().expect("one event has one record");
    Ok((appended, head))
}

/// Moves the end of the journal, where it is still as believed and the lease of `epoch`, if there is one, still holds.
async fn move_head(
    tx: &mut Db,
    (epoch, from): (Option<i64>, Head),
    to: Head,
) -> Result<(), StoreError> {
    let text = "update journal_head set sequence = $1, hash = $2 \
         where only_row = 1 and sequence = $3 and hash = $4 \
         and ($5 < 0 or exists (select 1 from writer_lease where only_row = 1 and epoch = $5))";
    let moved = Statement::of(text)
        .bind(rows::signed(to.sequence)?)
        .bind(to.hash.to_string())
        .bind(rows::signed(from.sequence)?)
        .bind(from.hash.to_string())
        .bind(epoch.unwrap_or(-1))
        .execute(tx)
        .await?;
    if moved == 1 {
        return Ok(());
    }
    lease::held(tx, epoch).await?;
    Err(Conflict::Writer.into())
}

/// The row of an event at its place in the chain, in the order of [`COLUMNS`].
fn row(
    event: &Event,
    (previous, place): (Digest, Head),
    (body, body_digest): (String, &Digest),
) -> Result<Vec<Value>, StoreError> {
    Ok(vec![
        rows::signed(place.sequence)?.into(),
        ALGORITHM.into(),
        previous.to_string().into(),
        place.hash.to_string().into(),
        event.kind.as_str().into(),
        event.subject.as_str().into(),
        event.effective_on.to_string().into(),
        event.booked_on.to_string().into(),
        event.recorded_at.micros().into(),
        event.actor.as_str().into(),
        event.key.client.as_str().into(),
        event.key.operation.as_str().into(),
        event.key.key.as_str().into(),
        body.into(),
        body_digest.to_string().into(),
    ])
}

pub(super) fn record(row: &Row) -> Result<Record, StoreError> {
    let sequence: i64 = row.get("sequence")?;
    let text = |column| row.get::<String>(column);
    let body = serde_json::from_str(row.get("body")?)
        .map_err(|error| StoreError::damaged("event", sequence, error))?;
    Ok(Record {
        sequence: rows::unsigned("event", sequence)?,
        algorithm: text("algorithm")?,
        previous: rows::digest("event", row.get("previous")?)?,
        hash: rows::digest("event", row.get("hash")?)?,
        event: Event {
            kind: KindName::stored(text("kind")?),
            subject: text("subject")?,
            effective_on: rows::day("event", row.get("effective_on")?)?,
            booked_on: rows::day("event", row.get("booked_on")?)?,
            recorded_at: Moment::from_micros(row.get("recorded_at")?),
            actor: text("actor")?,
            key: IdempotencyKey::new(text("client")?, text("operation")?, text("command_key")?),
            body,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::verify;
    use crate::store::samples::{Place, event};
    use serde_json::json;

    #[tokio::test]
    async fn records_read_back_in_order_and_verify() {
        let place = Place::new();
        let store = place.open().await;
        let events: Vec<_> = (1..=300).map(event).collect();
        let appended = store.append_events(events).await.unwrap();
        store.append_event(event(301)).await.unwrap();
        let mut records = store.records(0, 200).await.unwrap();
        records.extend(store.records(200, 200).await.unwrap());
        assert!((1..=301).eq(records.iter().map(|record| record.sequence)));
        assert_eq!(records[42], appended[42].record);
        let head = store.journal_head().await.unwrap();
        assert_eq!(verify(&records), Ok(head));
    }

    #[tokio::test]
    async fn the_same_command_again_has_no_effect() {
        let place = Place::new();
        let store = place.open().await;
        let first = store.append_event(event(1)).await.unwrap();
        let mut later = event(1);
        later.recorded_at = Moment::from_micros(later.recorded_at.micros() + 5);
        let appended = store
            .append_events(vec![event(2), later, event(2)])
            .await
            .unwrap();
        assert_eq!(appended[1].record, first.record);
        let replayed: Vec<_> = appended.iter().map(|one| one.replayed).collect();
        assert_eq!(replayed, [false, true, true]);
        assert_eq!(store.journal_head().await.unwrap().sequence, 2);
        let found = store.record_of(&event(2).key).await.unwrap();
        assert_eq!(found.as_ref(), Some(&appended[0].record));
        assert_eq!(store.record_of(&event(9).key).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_key_used_for_something_else_is_a_conflict() {
        let place = Place::new();
        let store = place.open().await;
        store.append_event(event(1)).await.unwrap();
        let mut other = event(1);
        other.body = json!({"points": 99});
        let error = store
            .append_events(vec![event(2), other])
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Conflict(Conflict::Key(_))));
        assert_eq!(store.journal_head().await.unwrap().sequence, 1);
    }

    #[tokio::test]
    async fn a_second_writer_is_fenced_and_writes_nothing() {
        let place = Place::new();
        let (one, two) = (place.open().await, place.open().await);
        one.append_event(event(1)).await.unwrap();
        two.append_event(event(2)).await.unwrap();
        let error = one.append_events(vec![event(3), event(4)]).await;
        assert!(matches!(error, Err(StoreError::Conflict(Conflict::Writer))));
        assert_eq!(one.records(0, 10).await.unwrap().len(), 2);
        // A command that was recorded needs no place in the journal.
        assert!(two.append_event(event(1)).await.unwrap().replayed);
        // Having been told, it may decide again.
        one.append_event(event(3)).await.unwrap();
        let records = two.records(0, 10).await.unwrap();
        assert_eq!(verify(&records).unwrap().sequence, 3);
    }

    #[tokio::test]
    async fn a_body_that_cannot_be_hashed_is_refused() {
        let place = Place::new();
        let store = place.open().await;
        let mut bad = event(1);
        bad.body = json!({"rate": 0.5});
        let error = store.append_event(bad).await.unwrap_err();
        assert!(matches!(error, StoreError::Chain(_)));
    }
}
