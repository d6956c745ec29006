//! Copies of the records: made while others read and write, and remembered.

use super::engine::Engine;
use super::statement::Statement;
use super::store::Store;
use super::{StoreError, rows};
use crate::journal::Head;
use crate::units::Moment;
use std::path::Path;

/// A copy of the records that was made 备份.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// When.
    pub made_at: Moment,
    /// Where it was put.
    pub file: String,
    /// Where the journal ended in it.
    pub head: Head,
}

impl Store {
    /// Writes a copy of all records as they are at one moment to a file of SQLite that is not there yet, on whatever
    /// engine they are. The copy is not flushed to the disk.
    pub async fn copy_into(&self, file: &Path) -> Result<(), StoreError> {
        if let Engine::Postgres(..) = self.engine {
            let copy = Self::open(&format!("sqlite://{}", file.display())).await?;
            self.carry_into(&copy).await?;
            copy.close().await;
            return Ok(());
        }
        Statement::of("vacuum into $1")
            .bind(file.display().to_string())
            .execute(&mut self.db().await?)
            .await?;
        Ok(())
    }

    /// Whether the pages of the file hang together, and each reference has what it refers to; or what is wrong. A
    /// server looks after its own pages.
    pub async fn check_file(&self) -> Result<Option<String>, StoreError> {
        if let Engine::Postgres(..) = self.engine {
            return Ok(None);
        }
        let found: String = Statement::of("pragma quick_check(1)")
            .value(&mut self.db().await?)
            .await?;
        if found != "ok" {
            return Ok(Some(found));
        }
        let lost = "select \"table\" from pragma_foreign_key_check limit 1";
        let lost: Option<String> = Statement::of(lost)
            .value_if_any(&mut self.db().await?)
            .await?;
        Ok(lost.map(|table| format!("a row of `{table}` refers to one that is gone")))
    }

    /// Remembers a copy that was found whole.
    pub async fn note_backup(&self, backup: &Backup) -> Result<(), StoreError> {
        let text = "insert into backup (number, made_at, file, sequence, hash) \
             select coalesce(max(number), 0) + 1, $1, $2, $3, $4 from backup";
        let mut tx = self.begin().await?;
        Statement::of(text)
            .bind(backup.made_at.micros())
            .bind(&backup.file)
            .bind(rows::signed(backup.head.sequence)?)
            .bind(backup.head.hash.to_string())
            .execute(&mut tx)
            .await?;
        tx.commit().await
    }

    /// The copy that was made last.
    pub async fn last_backup(&self) -> Result<Option<Backup>, StoreError> {
        let text = "select made_at, file, sequence, hash from backup order by number desc limit 1";
        let Some(row) = Statement::of(text).optional(&mut self.db().await?).await? else {
            return Ok(None);
        };
        Ok(Some(Backup {
            made_at: Moment::from_micros(row.get("made_at")?),
            file: row.get("file")?,
            head: Head {
                sequence: rows::unsigned("backup", row.get("sequence")?)?,
                hash: rows::digest("backup", row.get("hash")?)?,
            },
        }))
    }
}
