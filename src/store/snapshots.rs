//! Snapshots 快照: the state of the books as bytes, kept in parts beside the journal. They are no record: any may
//! be deleted, and none is used before it was checked.

use super::db::Db;
use super::row::Row;
use super::statement::Statement;
use super::store::Store;
use super::{StoreError, rows};

/// How many bytes a part has, but for the last.
const PART: usize = 4 << 20;

/// How many snapshots are kept.
const KEPT: usize = 2;

/// A snapshot without its bytes. The digests are texts, of which nothing is asked until they are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The number of the last event of pools that is in it.
    pub number: u64,
    /// The record of that event in the journal.
    pub sequence: u64,
    /// The hash of that record.
    pub hash: String,
    /// The form of the bytes.
    pub form: String,
    /// The digest of the bytes.
    pub digest: String,
}

impl Store {
    /// Keeps a snapshot in place of older ones, of which the newest stays.
    pub async fn put_snapshot(&self, of: &Snapshot, bytes: &[u8]) -> Result<(), StoreError> {
        let number = rows::signed(of.number)?;
        let mut tx = self.begin().await?;
        // Room is made first, so that the pages are used again.
        drop_others(&mut tx, number).await?;
        Statement::of(
            "insert into snapshot (number, sequence, hash, form, digest) values ($1, $2, $3, $4, $5)",
        )
        .bind(number)
        .bind(rows::signed(of.sequence)?)
        .bind(&of.hash)
        .bind(&of.form)
        .bind(&of.digest)
        .execute(&mut tx)
        .await?;
        for (part, bytes) in (1i64..).zip(bytes.chunks(PART)) {
            Statement::of("insert into snapshot_part (number, part, bytes) values ($1, $2, $3)")
                .bind(number)
                .bind(part)
                .bind(bytes)
                .execute(&mut tx)
                .await?;
        }
        tx.commit().await
    }

    /// The snapshots that there are, the newest first.
    pub async fn snapshots(&self) -> Result<Vec<Snapshot>, StoreError> {
        let text = "select number, sequence, hash, form, digest from snapshot order by number desc";
        let found = Statement::of(text).all(&mut self.db().await?).await?;
        found.iter().map(snapshot).collect()
    }

    /// A part of the bytes of a snapshot, counted from 1, unchecked; none after the last, or where it is gone.
    pub async fn snapshot_part(
        &self,
        number: u64,
        part: u64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let text = "select bytes from snapshot_part where number = $1 and part = $2";
        let query = Statement::of(text)
            .bind(rows::signed(number)?)
            .bind(rows::signed(part)?);
        let row = query.optional(&mut self.db().await?).await?;
        row.map(|row| row.get("bytes")).transpose()
    }
}

/// Deletes all snapshots but the newest ones before a number: one at it is written anew, and none can be right
/// that is ahead of it.
async fn drop_others(tx: &mut Db, number: i64) -> Result<(), StoreError> {
    let text = "select number from snapshot order by number desc";
    let all: Vec<i64> = Statement::of(text).values(tx).await?;
    let (before, rest): (Vec<i64>, Vec<i64>) = all.into_iter().partition(|of| *of < number);
    for gone in before.into_iter().skip(KEPT - 1).chain(rest) {
        for text in [
            "delete from snapshot_part where number = $1",
            "delete from snapshot where number = $1",
        ] {
            Statement::of(text).bind(gone).execute(tx).await?;
        }
    }
    Ok(())
}

fn snapshot(row: &Row) -> Result<Snapshot, StoreError> {
    Ok(Snapshot {
        number: rows::unsigned("snapshot", row.get("number")?)?,
        sequence: rows::unsigned("snapshot", row.get("sequence")?)?,
        hash: row.get("hash")?,
        form: row.get("form")?,
        digest: row.get("digest")?,
    })
}
