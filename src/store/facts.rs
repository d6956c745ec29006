//! Facts read back: of one enterprise, of pages of enterprises, and of patents everywhere.

use super::row::Row;
use super::slices::folded;
use super::statement::Statement;
use super::store::Store;
use super::{StoreError, rows};
use crate::evidence::{Availability, Fact, RecordedFact, Source};
use crate::units::{EnterpriseId, Moment};
use std::collections::HashMap;
use std::sync::Arc;

/// Where the evidence ends: every reading is of the first so many sealed batches 证据截止批次.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceHead {
    /// How many batches were sealed.
    pub sealed_batches: i64,
}

/// An enterprise found by a name it has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedEnterprise {
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// The name as the source wrote it.
    pub name: String,
}

/// What is read of a fact, and the condition that it is seen up to the batch `$1`.
const SEEN: &str = "select f.sequence, f.batch, e.id, b.sealed_at, f.available_on, f.assumed, \
     f.file_row, f.digest, f.body from fact f join batch b on b.number = f.batch \
     join enterprise e on e.number = f.enterprise where b.ordinal <= $1 \
     and not exists (select 1 from fact_repeated r where r.fact = f.sequence)";

/// The condition that an enterprise `e` has a fact seen up to the batch `$1`.
const KNOWN: &str = "exists (select 1 from fact f join batch b on b.number = f.batch \
     where f.enterprise = e.number and b.ordinal <= $1)";

impl Store {
    /// Where the evidence ends now.
    pub async fn head(&self) -> Result<EvidenceHead, StoreError> {
        let text = "select sealed_batches from evidence_head where only_row = 1";
        let sealed_batches = Statement::of(text).value(&mut self.db().await?).await?;
        Ok(EvidenceHead { sealed_batches })
    }

    /// The facts of one enterprise in the first `upto` sealed batches, in order of recording.
    pub async fn facts_of(
        &self,
        enterprise: &EnterpriseId,
        upto: i64,
    ) -> Result<Vec<RecordedFact>, StoreError> {
        let Some(number) = self.number_of(enterprise).await? else {
            return Ok(Vec::new());
        };
        let text = format!("{SEEN} and f.enterprise = $2 order by f.sequence");
        let rows = Statement::of(text)
            .bind(upto)
            .bind(number)
            .all(&mut self.db().await?)
            .await?;
        self.facts(&rows).await
    }

    /// A page of enterprises with their facts, in the order of first mention, after `after` or from
    /// the first. An empty page is the end.
    pub async fn facts_in_range(
        &self,
        after: Option<&EnterpriseId>,
        limit_enterprises: u32,
        upto: i64,
    ) -> Result<Vec<(EnterpriseId, Vec<RecordedFact>)>, StoreError> {
        let after = self.number_after(after).await?;
        let page = self.page(after, limit_enterprises, upto).await?;
        let Some((last, _)) = page.last() else {
            return Ok(Vec::new());
        };
        let text = format!(
            "{SEEN} and f.enterprise > $2 and f.enterprise <= $3 order by f.enterprise, f.sequence"
        );
        let rows = Statement::of(text)
            .bind(upto)
            .bind(after)
            .bind(*last)
            .all(&mut self.db().await?)
            .await?;
        let mut facts = self.facts(&rows).await?.into_iter().peekable();
        let mut all = Vec::with_capacity(page.len());
        for (_, enterprise) in page {
            let mut own = Vec::new();
            while let Some(fact) = facts.next_if(|fact| fact.enterprise == enterprise) {
                own.push(fact);
            }
            all.push((enterprise, own));
        }
        Ok(all)
    }

    /// A page of the enterprises that the first `upto` sealed batches have facts about, in the
    /// order of first mention.
    pub async fn enterprises(
        &self,
        after: Option<&EnterpriseId>,
        limit: u32,
        upto: i64,
    ) -> Result<Vec<EnterpriseId>, StoreError> {
        let after = self.number_after(after).await?;
        let page = self.page(after, limit, upto).await?;
        Ok(page.into_iter().map(|(_, enterprise)| enterprise).collect())
    }

    /// How many enterprises the first `upto` sealed batches have facts about.
    pub async fn enterprise_count(&self, upto: i64) -> Result<i64, StoreError> {
        let text = format!("select count(*) from enterprise e where {KNOWN}");
        Statement::of(text)
            .bind(upto)
            .value(&mut self.db().await?)
            .await
    }

    /// Whether the first `upto` sealed batches have a fact about an enterprise.
    pub async fn enterprise_exists(
        &self,
        enterprise: &EnterpriseId,
        upto: i64,
    ) -> Result<bool, StoreError> {
        let text = format!("select count(*) from enterprise e where e.id = $2 and {KNOWN}");
        let found: i64 = Statement::of(text)
            .bind(upto)
            .bind(enterprise.to_string())
            .value(&mut self.db().await?)
            .await?;
        Ok(found > 0)
    }

    /// Whether a sealed batch of a shared source, by its ordinal, has a fact about an enterprise.
    pub async fn batch_tells_of(
        &self,
        ordinal: i64,
        enterprise: &EnterpriseId,
    ) -> Result<bool, StoreError> {
        let text = "select count(*) from batch b join fact f on f.batch = b.number \
             join enterprise e on e.number = f.enterprise \
             where b.ordinal = $1 and e.id = $2 and b.private_to = ''";
        let found: i64 = Statement::of(text)
            .bind(ordinal)
            .bind(enterprise.to_string())
            .value(&mut self.db().await?)
            .await?;
        Ok(found > 0)
    }

    /// Enterprises by a part of a name they have or had, case and width aside. Names that only one
    /// bank may see are not searched.
    pub async fn find_by_name(
        &self,
        part: &str,
        limit: u32,
        upto: i64,
    ) -> Result<Vec<NamedEnterprise>, StoreError> {
        let mut pattern = String::from("%");
        for c in folded(part).chars() {
            if "%_\\".contains(c) {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        let rows = Statement::of(
            "select e.id, n.name, min(n.fact) from enterprise_name n \
             join enterprise e on e.number = n.enterprise join fact f on f.sequence = n.fact \
             join batch b on b.number = f.batch where n.folded like $2 escape '\\' \
             and b.ordinal <= $1 group by e.id, n.name order by min(n.fact) limit $3",
        )
        .bind(upto)
        .bind(pattern)
        .bind(rows::limit(limit))
        .all(&mut self.db().await?)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(NamedEnterprise {
                    enterprise: enterprise(row.get("id")?)?,
                    name: row.get("name")?,
                })
            })
            .collect()
    }

    /// A page of the facts about patents of every enterprise, after a sequence (0 for the first).
    pub async fn patent_facts(
        &self,
        after: i64,
        limit: u32,
        upto: i64,
    ) -> Result<Vec<RecordedFact>, StoreError> {
        let kinds: Vec<&str> = Fact::KINDS
            .iter()
            .copied()
            .filter(|kind| kind.starts_with("patent_"))
            .collect();
        let (list, size) = rows::list(3, kinds.len());
        let text =
            format!("{SEEN} and f.sequence > $2 and f.kind in {list} order by f.sequence limit $3");
        let rows = Statement::of(text)
            .bind(upto)
            .bind(after)
            .bind(rows::limit(limit))
            .bind_list(&kinds, size, |kind| *kind)
            .all(&mut self.db().await?)
            .await?;
        self.facts(&rows).await
    }

    async fn number_of(&self, enterprise: &EnterpriseId) -> Result<Option<i64>, StoreError> {
        Statement::of("select number from enterprise where id = $1")
            .bind(enterprise.to_string())
            .value_if_any(&mut self.db().await?)
            .await
    }

    /// The number to go on after. One that was never mentioned has nothing after it.
    async fn number_after(&self, after: Option<&EnterpriseId>) -> Result<i64, StoreError> {
        match after {
            None => Ok(0),
            Some(enterprise) => Ok(self.number_of(enterprise).await?.unwrap_or(i64::MAX)),
        }
    }

    async fn page(
        &self,
        after: i64,
        limit: u32,
        upto: i64,
    ) -> Result<Vec<(i64, EnterpriseId)>, StoreError> {
        let text = format!(
            "select e.number, e.id from enterprise e where e.number > $2 and {KNOWN} \
             order by e.number limit $3"
        );
        let rows = Statement::of(text)
            .bind(upto)
            .bind(after)
            .bind(rows::limit(limit))
            .all(&mut self.db().await?)
            .await?;
        rows.iter()
            .map(|row| Ok((row.get("number")?, enterprise(row.get("id")?)?)))
            .collect()
    }

    /// Reads facts; neighbours of one batch or enterprise share what they have in common.
    async fn facts(&self, rows: &[Row]) -> Result<Vec<RecordedFact>, StoreError> {
        let mut sources: HashMap<i64, Arc<Source>> = HashMap::new();
        let mut about: Option<(String, EnterpriseId)> = None;
        let mut facts = Vec::with_capacity(rows.len());
        for row in rows {
            let batch: i64 = row.get("batch")?;
            let source = if let Some(source) = sources.get(&batch) {
                source.clone()
            } else {
                let source = self.source_of(batch).await?;
                sources.insert(batch, source.clone());
                source
            };
            let id: &str = row.get("id")?;
            let enterprise = match &about {
                Some((text, parsed)) if text == id => parsed.clone(),
                _ => {
                    let parsed = enterprise(id)?;
                    about = Some((id.to_owned(), parsed.clone()));
                    parsed
                }
            };
            facts.push(fact(row, enterprise, source)?);
        }
        Ok(facts)
    }
}

fn enterprise(id: &str) -> Result<EnterpriseId, StoreError> {
    EnterpriseId::parse(id).map_err(|error| StoreError::damaged("enterprise", id, error))
}

fn fact(
    row: &Row,
    enterprise: EnterpriseId,
    source: Arc<Source>,
) -> Result<RecordedFact, StoreError> {
    let sequence: i64 = row.get("sequence")?;
    let fact: Fact = serde_json::from_str(row.get("body")?)
        .map_err(|error| StoreError::damaged("fact", sequence, error))?;
    Ok(RecordedFact {
        sequence,
        enterprise,
        happened_on: fact.happened_on(),
        available: Availability {
            on: rows::day("fact", row.get("available_on")?)?,
            assumed: row.get("assumed")?,
        },
        recorded_at: Moment::from_micros(row.get("sealed_at")?),
        source,
        row: rows::unsigned("fact", row.get("file_row")?)?,
        fact: Box::new(fact),
        digest: rows::digest("fact", row.get("digest")?)?,
    })
}

#[cfg(test)]
#[path = "tests_of_facts.rs"]
mod tests;
