//! Rejects: rows of a file that could not be read, kept as they stood, with every reason.

use super::db::Db;
use super::statement::Statement;
use super::store::Store;
use super::{StoreError, rows};
use crate::units::Problems;

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReject {
    /// The row of the file (1-based, the header counted).
    pub row: u64,
    /// The row as it stood.
    pub given: String,
    /// Everything that is wrong with it.
    pub problems: Problems,
}

/// A rejected row as it was recorded 退回行.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Order of recording, from 1.
    pub sequence: i64,
    /// The number of the batch.
    pub batch: i64,
    /// The row, and what is wrong with it.
    pub reject: NewReject,
}

impl Store {
    /// Rejected rows after a sequence (0 for the first), of one batch or of all, in order.
    pub async fn rejects(
        &self,
        batch: Option<i64>,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Reject>, StoreError> {
        let (first, last) = batch.map_or((0, i64::MAX), |number| (number, number));
        let found = Statement::of(
            "select sequence, batch, file_row, given, problems from reject \
             where sequence > $1 and batch >= $2 and batch <= $3 order by sequence limit $4",
        )
        .bind(after)
        .bind(first)
        .bind(last)
        .bind(rows::limit(limit))
        .all(&mut self.db().await?)
        .await?;
        found
            .iter()
            .map(|row| {
                let sequence = row.get("sequence")?;
                let problems = serde_json::from_str(row.get("problems")?)
                    .map_err(|error| StoreError::damaged("reject", sequence, error))?;
                Ok(Reject {
                    sequence,
                    batch: row.get("batch")?,
                    reject: NewReject {
                        row: rows::unsigned("reject", row.get("file_row")?)?,
                        given: row.get("given")?,
                        problems,
                    },
                })
            })
            .collect()
    }
}

/// Records rejected rows after the last number given out, which moves on.
pub(super) async fn insert(
    tx: &mut Db,
    batch: i64,
    last: &mut i64,
    rejects: &[NewReject],
) -> Result<(), StoreError> {
    let mut new = Vec::with_capacity(rejects.len());
    for reject in rejects {
        *last += 1;
        new.push((*last, rows::signed(reject.row)?, reject));
    }
    rows::insert(
        tx,
        "reject (sequence, batch, file_row, given, problems)",
        &new,
        |query, (sequence, row, reject)| {
            query
                .bind(*sequence)
                .bind(batch)
                .bind(*row)
                .bind(reject.given.as_str())
                .bind(serde_json::to_string(&reject.problems).expect("problems are plain text"))
        },
    )
    .await
}

#[cfg(test)]
mod tests {
    use crate::store::samples::{Place, begin, file, slice};

    #[tokio::test]
    async fn rejected_rows_keep_their_text_and_reasons() {
        let place = Place::new();
        let store = place.open().await;
        let mut one = begin(&store, &file("a")).await;
        let mut two = begin(&store, &file("b")).await;
        store
            .append_slice(&mut one, &slice(2..12, 4))
            .await
            .unwrap();
        store.append_slice(&mut two, &slice(2..6, 4)).await.unwrap();
        let all = store.rejects(None, 0, 100).await.unwrap();
        assert!((1..=3).eq(all.iter().map(|reject| reject.sequence)));
        assert_eq!(all[0].reject, slice(2..12, 4).rejects[0]);
        let of_two = store.rejects(Some(two.id), 0, 100).await.unwrap();
        assert_eq!(of_two, all[2..]);
        assert_eq!(store.rejects(Some(one.id), 1, 1).await.unwrap(), all[1..2]);
    }
}
