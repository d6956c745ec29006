//! The lease of writing: which service writes these records, so that of two only one does.

use super::db::Db;
use super::statement::Statement;
use super::store::Store;
use super::{Conflict, StoreError};

/// The lease as it stands 写入租约.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// It grows with every service that takes the lease.
    pub epoch: i64,
    /// Who holds it; empty once it was given back.
    pub holder: String,
    /// It grows as long as the holder lives.
    pub beat: i64,
}

impl Store {
    /// The lease, if any service ever took it.
    pub async fn lease(&self) -> Result<Option<Lease>, StoreError> {
        read(&mut self.db().await?).await
    }

    /// Takes the lease where it is free, or where it still stands as `dead` says, whose holder is believed gone. From
    /// then on this store appends only while the lease is its own. Else it is told who holds it.
    pub async fn take_lease(
        &self,
        holder: &str,
        dead: Option<&Lease>,
    ) -> Result<Result<i64, Lease>, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let found = read(&mut tx).await?;
        let epoch = match &found {
            None => {
                let text =
                    "insert into writer_lease (only_row, epoch, holder, beat) values (1, 1, $1, 0)";
                Statement::of(text).bind(holder).execute(&mut tx).await?;
                1
            }
            Some(lease) if lease.holder.is_empty() || Some(lease) == dead => {
                let epoch = lease.epoch + 1;
                let text =
                    "update writer_lease set epoch = $1, holder = $2, beat = 0 where only_row = 1";
                Statement::of(text)
                    .bind(epoch)
                    .bind(holder)
                    .execute(&mut tx)
                    .await?;
                epoch
            }
            Some(lease) => return Ok(Err(lease.clone())),
        };
        self.commit(tx).await?;
        writer.epoch = Some(epoch);
        Ok(Ok(epoch))
    }

    /// Shows that the holder of an epoch lives; false when the lease is another's by now.
    pub async fn beat(&self, epoch: i64) -> Result<bool, StoreError> {
        let _queue = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let text = "update writer_lease set beat = beat + 1 where only_row = 1 and epoch = $1";
        let moved = Statement::of(text).bind(epoch).execute(&mut tx).await?;
        self.commit(tx).await?;
        Ok(moved == 1)
    }

    /// Gives the lease of an epoch back, so that the next service need not wait.
    pub async fn give_lease_back(&self, epoch: i64) -> Result<(), StoreError> {
        let _queue = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let text = "update writer_lease set holder = '' where only_row = 1 and epoch = $1";
        Statement::of(text).bind(epoch).execute(&mut tx).await?;
        self.commit(tx).await
    }
}

async fn read(db: &mut Db) -> Result<Option<Lease>, StoreError> {
    let text = "select epoch, holder, beat from writer_lease where only_row = 1";
    let Some(row) = Statement::of(text).optional(db).await? else {
        return Ok(None);
    };
    Ok(Some(Lease {
        epoch: row.get("epoch")?,
        holder: row.get("holder")?,
        beat: row.get("beat")?,
    }))
}

/// That the lease is still that of an epoch, within a transaction that writes.
pub(super) async fn held(tx: &mut Db, epoch: Option<i64>) -> Result<(), StoreError> {
    let Some(epoch) = epoch else { return Ok(()) };
    match read(tx).await? {
        Some(lease) if lease.epoch == epoch => Ok(()),
        lease => {
            let holder = lease.map_or_else(String::new, |lease| lease.holder);
            Err(Conflict::Fenced(holder).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Place, event};

    #[tokio::test]
    async fn of_two_services_one_writes_and_the_other_is_told_who() {
        let place = Place::new();
        let (one, two) = (place.open().await, place.open().await);
        let first = one.take_lease("one", None).await.unwrap().unwrap();
        let held = two.take_lease("two", None).await.unwrap().unwrap_err();
        assert_eq!((held.epoch, held.holder.as_str()), (first, "one"));
        assert!(one.beat(first).await.unwrap());
        // As it was seen before the beat it is not dead.
        let alive = two.take_lease("two", Some(&held)).await.unwrap();
        let seen = alive.unwrap_err();
        let second = two.take_lease("two", Some(&seen)).await.unwrap().unwrap();
        assert_eq!(second, first + 1);
        assert!(!one.beat(first).await.unwrap());
        let fenced = one.append_event(event(1)).await.unwrap_err();
        assert!(
            matches!(&fenced, StoreError::Conflict(Conflict::Fenced(by)) if by == "two"),
            "{fenced}"
        );
        two.append_event(event(1)).await.unwrap();
        assert_eq!(two.journal_head().await.unwrap().sequence, 1);
        // Given back it is free.
        two.give_lease_back(second).await.unwrap();
        assert_eq!(one.take_lease("one", None).await.unwrap(), Ok(second + 1));
        one.append_event(event(2)).await.unwrap();
        // A store that took no lease may write between: the head tells the others.
        place.open().await.append_event(event(3)).await.unwrap();
    }
}
