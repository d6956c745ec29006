//! Slices: the rows of a batch recorded a few thousand at a time, each slice wholly or not at all.

use super::batches::{BatchHandle, RowCounts};
use super::db::Db;
use super::rejects::{self, NewReject};
use super::statement::Statement;
use super::store::Store;
use super::{Conflict, StoreError, rows};
use crate::evidence::{Availability, Fact, Visibility};
use crate::units::{Digest, EnterpriseId, text};
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
    fn bind(query: Statement, row: &Self) -> Statement {
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
    tx: &mut Db,
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
        let query = Statement::of(text).bind(batch);
        let query = query.bind_list(facts, size, |fact| fact.digest.to_string());
        for row in query.all(tx).await? {
            known.insert(rows::digest("fact", row.get("digest")?)?);
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
async fn advance(tx: &mut Db, batch: &BatchHandle, counts: RowCounts) -> Result<(), StoreError> {
    let moved = Statement::of(
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
    .await?;
    if moved == 1 {
        Ok(())
    } else {
        Err(Conflict::Batch(batch.id).into())
    }
}

/// Takes hold of the head of evidence, so that no other import gives out the same numbers.
async fn numbers(tx: &mut Db) -> Result<Numbers, StoreError> {
    let row = Statement::of(
        "update evidence_head set facts = facts where only_row = 1 \
         returning enterprises, facts, rejects",
    )
    .one(tx)
    .await?;
    Ok(Numbers {
        enterprises: row.get("enterprises")?,
        facts: row.get("facts")?,
        rejects: row.get("rejects")?,
    })
}

async fn remember(tx: &mut Db, numbers: &Numbers) -> Result<(), StoreError> {
    Statement::of(
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
    tx: &mut Db,
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
        let query = Statement::of(text).bind_list(ids, size, |(_, id)| id.clone());
        for row in query.all(tx).await? {
            found.insert(row.get("id")?, row.get("number")?);
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

async fn names(tx: &mut Db, stored: &[NewRow<'_>]) -> Result<(), StoreError> {
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
#[path = "tests_of_slices.rs"]
mod tests;
