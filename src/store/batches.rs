//! Batches: one file read for one source, begun, continued after a break, and sealed.

use super::db::Db;
use super::events::append_one;
use super::row::Row;
use super::statement::Statement;
use super::store::Store;
use super::{Appended, Conflict, StoreError, rows};
use crate::evidence::{Source, SourceClass, Visibility};
use crate::journal::Event;
use crate::units::{Digest, Moment};
use std::sync::Arc;

/// A file about to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// The source, with the file and its digest.
    pub source: Source,
    /// What kind of file it is, or the name of the plan it is read by; shown, not compared.
    pub label: String,
    /// The digest of the mapping from columns to facts.
    pub mapping_digest: Digest,
    /// When reading began. Facts count as learned when the batch is sealed.
    pub recorded_at: Moment,
}

/// What became of the rows of a file. Accepted, rejected and duplicate rows make up the rows read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowCounts {
    /// Rows of data read.
    pub read: i64,
    /// Rows that said something new.
    pub accepted: i64,
    /// Rows that could not be read.
    pub rejected: i64,
    /// Rows all of whose facts were known when they were read.
    pub duplicate: i64,
    /// Facts recorded.
    pub facts: i64,
}

/// A batch as it is listed 证据批次.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its number, in the order of beginning.
    pub number: i64,
    /// Its place among the sealed batches, from 1; `None` while it is open.
    pub ordinal: Option<i64>,
    /// The source.
    pub source: Arc<Source>,
    /// What kind of file it is.
    pub label: String,
    /// The digest of the mapping it was read by.
    pub mapping_digest: Digest,
    /// When reading began.
    pub begun_at: Moment,
    /// When it was sealed, which is when its facts count as learned.
    pub sealed_at: Option<Moment>,
    /// The sequence of the event that sealed it.
    pub sealed_by: Option<u64>,
    /// What became of its rows.
    pub counts: RowCounts,
}

/// An open batch in the hands of the import that writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchHandle {
    /// The number of the batch.
    pub id: i64,
    /// Rows of data that an earlier import had done: skip as many before going on.
    pub resumed_rows: i64,
    /// What became of the rows so far.
    pub counts: RowCounts,
    /// The source.
    pub source: Arc<Source>,
}

/// How a batch begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Begun {
    /// It is open; go on after the rows it has.
    Open(BatchHandle),
    /// The same file was read before, to the end, by the same mapping for the same source.
    Already(Batch),
}

/// A batch that was sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct Sealed {
    /// Its place among the sealed batches, from 1.
    pub ordinal: i64,
    /// The event, and whether it had been recorded before.
    pub appended: Appended,
}

const COLUMNS: &str = "number, ordinal, source_name, source_class, private_to, file, file_digest, \
     mapping_digest, label, begun_at, sealed_at, sealed_by, rows_read, rows_accepted, \
     rows_rejected, rows_duplicate, facts";

impl Store {
    /// Begins a batch, or finds the one that the same file, mapping and source began before.
    pub async fn begin_batch(&self, new: &NewBatch) -> Result<Begun, StoreError> {
        let _queue = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let found = if let Some(batch) = find(&mut tx, new).await? {
            batch
        } else {
            let batch = insert(&mut tx, new).await?;
            tx.commit().await?;
            batch
        };
        if found.ordinal.is_some() {
            return Ok(Begun::Already(found));
        }
        Ok(Begun::Open(BatchHandle {
            id: found.number,
            resumed_rows: found.counts.read,
            counts: found.counts,
            source: found.source,
        }))
    }

    /// Seals a batch: its facts are seen from now on, and `event` says so in the journal.
    ///
    /// A batch that the same command sealed before is answered with the same record.
    pub async fn seal_batch(
        &self,
        batch: &BatchHandle,
        event: Event,
    ) -> Result<Sealed, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let (appended, head) = append_one(&mut tx, &mut writer, event).await?;
        let sequence = rows::signed(appended.record.sequence)?;
        if appended.replayed {
            let ordinal = "select ordinal from batch where number = $1 and sealed_by = $2";
            let ordinal: Option<i64> = Statement::of(ordinal)
                .bind(batch.id)
                .bind(sequence)
                .value_if_any(&mut tx)
                .await?;
            let ordinal = ordinal.ok_or(Conflict::Key(appended.record.event.key.clone()))?;
            return Ok(Sealed { ordinal, appended });
        }
        let ordinal = seal(&mut tx, batch, sequence, appended.record.event.recorded_at).await?;
        writer.head = None;
        tx.commit().await?;
        writer.head = Some(head);
        Ok(Sealed { ordinal, appended })
    }

    /// Every batch, open ones too, in the order of beginning.
    pub async fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        let text = format!("select {COLUMNS} from batch order by number");
        let rows = Statement::of(text).all(&mut self.db().await?).await?;
        rows.iter().map(batch).collect()
    }

    /// Batches after a number (0 for the first), in the order of beginning.
    pub async fn batches_after(&self, after: i64, limit: u32) -> Result<Vec<Batch>, StoreError> {
        let text =
            format!("select {COLUMNS} from batch where number > $1 order by number limit $2");
        let rows = Statement::of(text)
            .bind(after)
            .bind(rows::limit(limit))
            .all(&mut self.db().await?)
            .await?;
        rows.iter().map(batch).collect()
    }

    /// The batch of a number.
    pub async fn batch(&self, number: i64) -> Result<Option<Batch>, StoreError> {
        let before = number.saturating_sub(1);
        let found = self.batches_after(before, 1).await?.pop();
        Ok(found.filter(|batch| batch.number == number))
    }

    /// The batch that a record of the journal sealed.
    pub async fn batch_sealed_by(&self, sequence: u64) -> Result<Option<Batch>, StoreError> {
        let text = format!("select {COLUMNS} from batch where sealed_by = $1");
        let row = Statement::of(text)
            .bind(rows::signed(sequence)?)
            .optional(&mut self.db().await?)
            .await?;
        row.as_ref().map(batch).transpose()
    }

    /// The source of a batch, from memory after the first time.
    pub(super) async fn source_of(&self, number: i64) -> Result<Arc<Source>, StoreError> {
        let kept = self
            .sources
            .lock()
            .expect("no holder panics")
            .get(&number)
            .cloned();
        if let Some(source) = kept {
            return Ok(source);
        }
        let text = format!("select {COLUMNS} from batch where number = $1");
        let row = Statement::of(text)
            .bind(number)
            .one(&mut self.db().await?)
            .await?;
        let source = batch(&row)?.source;
        let mut kept = self.sources.lock().expect("no holder panics");
        Ok(kept.entry(number).or_insert(source).clone())
    }
}

async fn find(db: &mut Db, new: &NewBatch) -> Result<Option<Batch>, StoreError> {
    let text = format!(
        "select {COLUMNS} from batch where file_digest = $1 and mapping_digest = $2 \
         and source_name = $3 and source_class = $4 and private_to = $5"
    );
    let row = Statement::of(text)
        .bind(new.source.file_digest.to_string())
        .bind(new.mapping_digest.to_string())
        .bind(&new.source.name)
        .bind(new.source.class.word())
        .bind(rows::private_to(&new.source.visibility))
        .optional(db)
        .await?;
    row.as_ref().map(batch).transpose()
}

async fn insert(db: &mut Db, new: &NewBatch) -> Result<Batch, StoreError> {
    let number: i64 = Statement::of(
        "update evidence_head set batches = batches + 1 where only_row = 1 returning batches",
    )
    .value(db)
    .await?;
    let text = format!(
        "insert into batch ({COLUMNS}) values \
         ($1, null, $2, $3, $4, $5, $6, $7, $8, $9, null, null, 0, 0, 0, 0, 0)"
    );
    Statement::of(text)
        .bind(number)
        .bind(&new.source.name)
        .bind(new.source.class.word())
        .bind(rows::private_to(&new.source.visibility))
        .bind(&new.source.file)
        .bind(new.source.file_digest.to_string())
        .bind(new.mapping_digest.to_string())
        .bind(&new.label)
        .bind(new.recorded_at.micros())
        .execute(db)
        .await?;
    let inserted = find(db, new).await?;
    Ok(inserted.expect("it was just inserted"))
}

/// Gives the batch its ordinal, and hides those of its facts that a batch sealed earlier holds too.
async fn seal(tx: &mut Db, batch: &BatchHandle, event: i64, at: Moment) -> Result<i64, StoreError> {
    // Taken hold of before anything else: nobody seals or goes on writing it meanwhile.
    let held = Statement::of(
        "update batch set rows_read = rows_read \
         where number = $1 and ordinal is null and rows_read = $2",
    )
    .bind(batch.id)
    .bind(batch.counts.read)
    .execute(tx)
    .await?;
    if held != 1 {
        return Err(Conflict::Batch(batch.id).into());
    }
    let ordinal: i64 = Statement::of(
        "update evidence_head set sealed_batches = sealed_batches + 1 where only_row = 1 \
         returning sealed_batches",
    )
    .value(tx)
    .await?;
    Statement::of(
        "insert into fact_repeated (fact) select f.sequence from fact f where f.batch = $1 \
         and exists (select 1 from fact g join batch b on b.number = g.batch \
         where g.digest = f.digest and b.ordinal is not null)",
    )
    .bind(batch.id)
    .execute(tx)
    .await?;
    Statement::of(
        "update batch set ordinal = $1, sealed_at = $2, sealed_by = $3 where number = $4",
    )
    .bind(ordinal)
    .bind(at.micros())
    .bind(event)
    .bind(batch.id)
    .execute(tx)
    .await?;
    Ok(ordinal)
}

fn batch(row: &Row) -> Result<Batch, StoreError> {
    let number: i64 = row.get("number")?;
    let class: &str = row.get("source_class")?;
    let private_to: String = row.get("private_to")?;
    let sealed_by: Option<i64> = row.get("sealed_by")?;
    let source = Source {
        name: row.get("source_name")?,
        class: SourceClass::from_word(class)
            .ok_or_else(|| StoreError::damaged("batch", number, class))?,
        visibility: if private_to.is_empty() {
            Visibility::Shared
        } else {
            Visibility::PrivateTo(private_to)
        },
        file: row.get("file")?,
        file_digest: rows::digest("batch", row.get("file_digest")?)?,
    };
    Ok(Batch {
        number,
        ordinal: row.get("ordinal")?,
        source: Arc::new(source),
        label: row.get("label")?,
        mapping_digest: rows::digest("batch", row.get("mapping_digest")?)?,
        begun_at: Moment::from_micros(row.get("begun_at")?),
        sealed_at: row
            .get::<Option<i64>>("sealed_at")?
            .map(Moment::from_micros),
        sealed_by: sealed_by
            .map(|sequence| rows::unsigned("batch", sequence))
            .transpose()?,
        counts: RowCounts {
            read: row.get("rows_read")?,
            accepted: row.get("rows_accepted")?,
            rejected: row.get("rows_rejected")?,
            duplicate: row.get("rows_duplicate")?,
            facts: row.get("facts")?,
        },
    })
}
