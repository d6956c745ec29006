//! Slices: the rows of a batch recorded a few thousand at a time, each slice wholly or not at all.

use super::batches::{BatchHandle, RowCounts};
use super::rejects::{self, NewReject};
use super::store::Store;
use super::{Conflict, StoreError, rows};
use crate::evidence::{Availability, Fact, Visibility};
use crate::units::{Digest, EnterpriseId, text};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use std::collections::{HashMap, HashSet};

/// A fact that a row says.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFact {
    /// Whom it is about.
    pub enterprise: EnterpriseId,
    /// What it says.
    pub fact: Fact,
    /// When it could be known.
    pub availability: Availability,
    /// The row of the file (1-based, the header counted).
    pub row: u64,
    /// The digest of its content ([`crate::evidence::RecordedFact::content_digest`]).
    pub digest: Digest,
}

/// Whole rows of a file, in its order: every row has facts, or it is rejected.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Slice {
    /// What the rows say.
    pub facts: Vec<NewFact>,
    /// The rows that could not be read.
    pub rejects: Vec<NewReject>,
    /// Rows of data done since the file began, this slice included.
    pub rows_done: i64,
}

/// The numbers of evidence given out last.
struct Numbers {
    enterprises: i64,
    facts: i64,
    rejects: i64,
}

/// A fact with the numbers it is stored under.
struct NewRow<'f> {
    sequence: i64,
    batch: i64,
    enterprise: i64,
    file_row: i64,
    fact: &'f NewFact,
}

impl Store {
    /// Records one slice in one transaction and returns what became of its rows.
    ///
    /// A fact that this batch or a sealed one holds is known already; a row is a duplicate only if
    /// all its facts were known. The slice must account for every row read since the last one.
    pub async fn append_slice(
        &self,
        batch: &mut BatchHandle,
        slice: &Slice,
    ) -> Result<RowCounts, StoreError> {
        let _queue = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let new = unknown(&mut tx, batch.id, &slice.facts).await?;
        let counts = count(batch, slice, &new)?;
        advance(&mut tx, batch, counts).await?;
        let mut numbers = numbers(&mut tx).await?;
        let enterprises = enterprises(&mut tx, &mut numbers, &new).await?;
        let mut stored = Vec::with_capacity(new.len());
        for fact in new {
            numbers.facts += 1;
            stored.push(NewRow {
                sequence: numbers.facts,
                batch: batch.id,
                enterprise: enterprises[&fact.enterprise],
                file_row: rows::signed(fact.row)?,
                fact,
            });
        }
        rows::insert(
            &mut tx,
            "fact (sequence, batch, enterprise, kind, happened_on, available_on, assumed, \
             file_row, digest, body)",
            &stored,
            NewRow::bind,
        )
        .await?;
        if batch.source.visibility == Visibility::Shared {
            names(&mut tx, &stored).await?;
        }
        rejects::insert(&mut tx, batch.id, &mut numbers.rejects, &slice.rejects).await?;
        remember(&mut tx, &numbers).await?;
        tx.commit().await?;
        let so_far = &mut batch.counts;
        so_far.read += counts.read;
        so_far.accepted += counts.accepted;
        so_far.rejected += counts.rejected;
        so_far.duplicate += counts.duplicate;
        so_far.facts += counts.facts;
        Ok(counts)
    }
}

impl NewRow<'_> {
    fn bind(query: rows::Query, row: &Self) -> rows::Query {
        let fact = &row.fact.fact;
        query
            .bind(row.sequence)
            .bind(row.batch)
            .bind(row.enterprise)
            .bind(fact.kind())
            .bind(fact.happened_on().to_string())
            .bind(row.fact.availability.on.to_string())
            .bind(row.fact.availability.assumed.as_deref())
            .bind(row.file_row)
            .bind(row.fact.digest.to_string())
            .bind(serde_json::to_string(fact).expect("facts have text keys and no floats"))
    }
}

/// Those facts that neither this batch, nor a sealed one, nor an earlier row of the slice holds.
async fn unknown<'f>(
    tx: &mut SqliteConnection,
    batch: i64,
    facts: &'f [NewFact],
) -> Result<Vec<&'f NewFact>, StoreError> {
    let mut known = HashSet::new();
    for facts in facts.chunks(rows::LIST) {
        let (list, size) = rows::list(1, facts.len());
        let text = format!(
            "select f.digest from fact f join batch b on b.number = f.batch \
             where f.digest in {list} and (b.number = $1 or b.ordinal is not null)"
        );
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(batch);
        for at in 0..size {
            query = query.bind(facts[at.min(facts.len() - 1)].digest.to_string());
        }
        for row in query.fetch_all(&mut *tx).await? {
            known.insert(rows::digest("fact", row.try_get("digest")?)?);
        }
    }
    Ok(facts
        .iter()
        .filter(|fact| known.insert(fact.digest))
        .collect())
}

fn count(batch: &BatchHandle, slice: &Slice, new: &[&NewFact]) -> Result<RowCounts, StoreError> {
    let size = |set: &HashSet<u64>| i64::try_from(set.len()).expect("a slice fits in memory");
    let rejected: HashSet<u64> = slice.rejects.iter().map(|reject| reject.row).collect();
    let said: HashSet<u64> = slice.facts.iter().map(|fact| fact.row).collect();
    let accepted: HashSet<u64> = new.iter().map(|fact| fact.row).collect();
    let counts = RowCounts {
        read: slice.rows_done - batch.counts.read,
        accepted: size(&accepted),
        rejected: size(&rejected),
        duplicate: size(&said) - size(&accepted),
        facts: i64::try_from(new.len()).expect("a slice fits in memory"),
    };
    let accounted = counts.accepted + counts.rejected + counts.duplicate;
    if accounted == counts.read && said.is_disjoint(&rejected) {
        Ok(counts)
    } else {
        let read = counts.read;
        Err(StoreError::Miscounted { accounted, read })
    }
}

/// Adds to the counts of the batch, unless it is sealed or another import has added to them.
async fn advance(
    tx: &mut SqliteConnection,
    batch: &BatchHandle,
    counts: RowCounts,
) -> Result<(), StoreError> {
    let moved = sqlx::query(
        "update batch set rows_read = rows_read + $1, rows_accepted = rows_accepted + $2, \
         rows_rejected = rows_rejected + $3, rows_duplicate = rows_duplicate + $4, \
         facts = facts + $5 where number = $6 and rows_read = $7 and ordinal is null",
    )
    .bind(counts.read)
    .bind(counts.accepted)
    .bind(counts.rejected)
    .bind(counts.duplicate)
    .bind(counts.facts)
    .bind(batch.id)
    .bind(batch.counts.read)
    .execute(tx)
    .await?
    .rows_affected();
    if moved == 1 {
        Ok(())
    } else {
        Err(Conflict::Batch(batch.id).into())
    }
}

/// Takes hold of the head of evidence, so that no other import gives out the same numbers.
async fn numbers(tx: &mut SqliteConnection) -> Result<Numbers, StoreError> {
    let row = sqlx::query(
        "update evidence_head set facts = facts where only_row = 1 \
         returning enterprises, facts, rejects",
    )
    .fetch_one(tx)
    .await?;
    Ok(Numbers {
        enterprises: row.try_get("enterprises")?,
        facts: row.try_get("facts")?,
        rejects: row.try_get("rejects")?,
    })
}

async fn remember(tx: &mut SqliteConnection, numbers: &Numbers) -> Result<(), StoreError> {
    sqlx::query(
        "update evidence_head set enterprises = $1, facts = $2, rejects = $3 where only_row = 1",
    )
    .bind(numbers.enterprises)
    .bind(numbers.facts)
    .bind(numbers.rejects)
    .execute(tx)
    .await?;
    Ok(())
}

/// The numbers of the enterprises that the facts are about; new ones are given theirs.
async fn enterprises<'f>(
    tx: &mut SqliteConnection,
    numbers: &mut Numbers,
    facts: &[&'f NewFact],
) -> Result<HashMap<&'f EnterpriseId, i64>, StoreError> {
    let mut seen = HashSet::new();
    let ids: Vec<(&EnterpriseId, String)> = facts
        .iter()
        .filter(|fact| seen.insert(&fact.enterprise))
        .map(|fact| (&fact.enterprise, fact.enterprise.to_string()))
        .collect();
    let mut found: HashMap<String, i64> = HashMap::new();
    for ids in ids.chunks(rows::LIST) {
        let (list, size) = rows::list(0, ids.len());
        let text = format!("select id, number from enterprise where id in {list}");
        let mut query = sqlx::query(AssertSqlSafe(text));
        for at in 0..size {
            query = query.bind(ids[at.min(ids.len() - 1)].1.as_str());
        }
        for row in query.fetch_all(&mut *tx).await? {
            found.insert(row.try_get("id")?, row.try_get("number")?);
        }
    }
    let mut all = HashMap::with_capacity(ids.len());
    let mut new = Vec::new();
    for (enterprise, id) in ids {
        let number = found.get(&id).copied().unwrap_or_else(|| {
            numbers.enterprises += 1;
            new.push((numbers.enterprises, id));
            numbers.enterprises
        });
        all.insert(enterprise, number);
    }
    rows::insert(
        tx,
        "enterprise (number, id)",
        &new,
        |query, (number, id)| query.bind(*number).bind(id.as_str()),
    )
    .await?;
    Ok(all)
}

/// A text as names are searched: normalised, in lower case.
pub(super) fn folded(name: &str) -> String {
    text::normalise(name).to_lowercase()
}

async fn names(tx: &mut SqliteConnection, stored: &[NewRow<'_>]) -> Result<(), StoreError> {
    let named: Vec<(&NewRow<'_>, &str)> = stored
        .iter()
        .filter_map(|row| match &row.fact.fact {
            Fact::Enterprise(said) => said.name.as_deref().map(|name| (row, name)),
            _ => None,
        })
        .collect();
    rows::insert(
        tx,
        "enterprise_name (fact, enterprise, name, folded)",
        &named,
        |query, (row, name)| {
            query
                .bind(row.sequence)
                .bind(row.enterprise)
                .bind(*name)
                .bind(folded(name))
        },
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Begun;
    use crate::store::samples::{Place, begin, event, file, firm, import, row, sealing, slice};

    #[tokio::test]
    async fn the_same_file_again_adds_nothing() {
        let place = Place::new();
        let store = place.open().await;
        import(&store, &file("a"), &slice(2..12, 4)).await;
        let Begun::Already(batch) = store.begin_batch(&file("a")).await.unwrap() else {
            panic!("it was sealed");
        };
        let counts = batch.counts;
        assert_eq!((counts.read, counts.accepted, counts.rejected), (10, 8, 2));
        assert_eq!((batch.ordinal, batch.sealed_by), (Some(1), Some(1)));
        // The same rows in another file are duplicates.
        let other = import(&store, &file("b"), &slice(2..12, 4)).await;
        let counts = other.counts;
        assert_eq!((counts.accepted, counts.duplicate, counts.facts), (0, 8, 0));
        assert_eq!(store.facts_of(&firm(5), 2).await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn a_row_is_a_duplicate_only_if_all_of_it_was_known() {
        let place = Place::new();
        let store = place.open().await;
        let mut half = slice(2..3, 1000);
        half.facts.pop();
        import(&store, &file("a"), &half).await;
        let mut twice = slice(2..4, 1000);
        // Row 4 repeats row 3 of the same file.
        twice
            .facts
            .extend(row(3).into_iter().map(|fact| NewFact { row: 4, ..fact }));
        twice.rows_done = 3;
        let batch = import(&store, &file("b"), &twice).await;
        assert_eq!((batch.counts.accepted, batch.counts.duplicate), (2, 1));
        assert_eq!(batch.counts.facts, 3);
    }

    #[tokio::test]
    async fn a_killed_import_goes_on_where_it_stopped() {
        let place = Place::new();
        let store = place.open().await;
        let mut batch = begin(&store, &file("a")).await;
        store
            .append_slice(&mut batch, &slice(2..12, 4))
            .await
            .unwrap();
        {
            // Killed within the next slice: the transaction is dropped.
            let mut tx = store.begin().await.unwrap();
            let counts = RowCounts {
                read: 7,
                accepted: 7,
                ..RowCounts::default()
            };
            advance(&mut tx, &batch, counts).await.unwrap();
        }
        store.close().await;
        let store = place.open().await;
        let mut again = begin(&store, &file("a")).await;
        assert_eq!((again.id, again.resumed_rows), (batch.id, 10));
        assert_eq!(again.counts, batch.counts);
        store
            .append_slice(&mut again, &slice(12..22, 4))
            .await
            .unwrap();
        store.seal_batch(&again, sealing(1)).await.unwrap();
        let counts = store.batches().await.unwrap()[0].counts;
        assert_eq!((counts.read, counts.accepted, counts.rejected), (20, 15, 5));
        assert_eq!(counts, again.counts);
        let facts = store.patent_facts(0, 99, 1).await.unwrap();
        assert_eq!(facts.len(), 15);
        assert!(
            facts
                .windows(2)
                .all(|pair| pair[0].sequence + 2 == pair[1].sequence)
        );
    }

    #[tokio::test]
    async fn two_imports_of_one_batch_do_not_mix() {
        let place = Place::new();
        let (one, two) = (place.open().await, place.open().await);
        let mut first = begin(&one, &file("a")).await;
        let mut second = begin(&two, &file("a")).await;
        one.append_slice(&mut first, &slice(2..12, 4))
            .await
            .unwrap();
        let error = two
            .append_slice(&mut second, &slice(2..8, 4))
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Conflict(Conflict::Batch(1))));
        let error = two.seal_batch(&second, sealing(1)).await.unwrap_err();
        assert!(matches!(error, StoreError::Conflict(Conflict::Batch(1))));
        assert_eq!(two.journal_head().await.unwrap().sequence, 0);
        let sealed = one.seal_batch(&first, sealing(1)).await.unwrap();
        assert_eq!(sealed.ordinal, 1);
        let again = one.seal_batch(&first, sealing(1)).await.unwrap();
        assert!(again.appended.replayed && again.appended.record == sealed.appended.record);
        let error = one.seal_batch(&first, event(5)).await.unwrap_err();
        assert!(matches!(error, StoreError::Conflict(Conflict::Batch(1))));
        let error = one
            .append_slice(&mut first, &slice(12..14, 99))
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Conflict(Conflict::Batch(1))));
    }

    #[tokio::test]
    async fn a_fact_in_an_abandoned_batch_is_not_lost_to_others() {
        let place = Place::new();
        let store = place.open().await;
        let mut abandoned = begin(&store, &file("a")).await;
        store
            .append_slice(&mut abandoned, &slice(2..7, 1000))
            .await
            .unwrap();
        let other = import(&store, &file("b"), &slice(2..12, 1000)).await;
        assert_eq!(other.counts.accepted, 10);
        assert_eq!(store.patent_facts(0, 99, 1).await.unwrap().len(), 10);
        let before = store.facts_of(&firm(3), 1).await.unwrap();
        // Taken up again and sealed later, it repeats nothing.
        store
            .append_slice(&mut abandoned, &slice(7..14, 1000))
            .await
            .unwrap();
        assert_eq!(
            (abandoned.counts.accepted, abandoned.counts.duplicate),
            (7, 5)
        );
        store
            .seal_batch(&abandoned, sealing(abandoned.id))
            .await
            .unwrap();
        assert_eq!(store.patent_facts(0, 99, 2).await.unwrap().len(), 12);
        assert_eq!(store.facts_of(&firm(3), 2).await.unwrap(), before);
    }

    #[tokio::test]
    async fn every_row_must_be_accounted_for() {
        let place = Place::new();
        let store = place.open().await;
        let mut batch = begin(&store, &file("a")).await;
        let mut slice = slice(2..12, 4);
        slice.rows_done += 1;
        let error = store.append_slice(&mut batch, &slice).await.unwrap_err();
        assert!(matches!(
            error,
            StoreError::Miscounted {
                accounted: 10,
                read: 11
            }
        ));
        slice.rejects[0].row = 3;
        assert!(store.append_slice(&mut batch, &slice).await.is_err());
        assert_eq!(
            store.batches().await.unwrap()[0].counts,
            RowCounts::default()
        );
        assert!(store.rejects(None, 0, 9).await.unwrap().is_empty());
    }

    #[tokio::test]
    #[ignore = "a measurement: cargo test --release store_speed -- --ignored --nocapture"]
    async fn store_speed() {
        let place = Place::new();
        let store = place.open().await;
        let mut batch = begin(&store, &file("a")).await;
        let slices: Vec<_> = (0..25)
            .map(|n| slice(2 + n * 2000..2 + (n + 1) * 2000, 1_000_000))
            .collect();
        let start = std::time::Instant::now();
        for slice in &slices {
            store.append_slice(&mut batch, slice).await.unwrap();
        }
        let written = start.elapsed();
        store.seal_batch(&batch, sealing(1)).await.unwrap();
        let sealed = start.elapsed() - written;
        let start = std::time::Instant::now();
        let (mut after, mut facts) = (None, 0);
        loop {
            let page = store.facts_in_range(after.as_ref(), 5000, 1).await.unwrap();
            let Some((last, _)) = page.last() else { break };
            after = Some(last.clone());
            facts += page.iter().map(|(_, facts)| facts.len()).sum::<usize>();
        }
        let report = format!(
            "{} facts: written {written:?}, sealed {sealed:?}, {facts} read {:?}",
            batch.counts.facts,
            start.elapsed()
        );
        std::fs::write(std::env::temp_dir().join("store_speed.txt"), report).unwrap();
    }
}
