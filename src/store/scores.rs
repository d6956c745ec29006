//! Issued scores: what was read and the document, byte for byte, beside the event that issued it.

use super::db::Db;
use super::events::append;
use super::row::Row;
use super::statement::Statement;
use super::store::Store;
use super::{Appended, Conflict, StoreError, rows};
use crate::evidence::Basis;
use crate::journal::Event;
use crate::units::{Date, Digest, EnterpriseId};
use std::collections::HashSet;

/// A score as it is issued 评分结果.
#[derive(Debug, Clone, PartialEq)]
pub struct IssuedScore {
    /// Its id.
    pub id: String,
    /// Whom it is about.
    pub enterprise: EnterpriseId,
    /// The digest of the model.
    pub model_digest: Digest,
    /// The date that the evidence was read as of.
    pub as_of: Date,
    /// The basis that the evidence was read on.
    pub basis: Basis,
    /// The bank whose private evidence was read as well, if one's was.
    pub reader: Option<String>,
    /// How many sealed batches the evidence consisted of.
    pub evidence_head: i64,
    /// The indicator vector as JSON.
    pub vector: String,
    /// The document, byte for byte.
    pub assessment: String,
    /// The digest of the document's bytes.
    pub assessment_digest: Digest,
}

/// A score with its place in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredScore {
    /// The sequence of the event that issued it.
    pub sequence: u64,
    /// The score.
    pub score: IssuedScore,
}

/// Which scores to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScorePage {
    /// After this sequence; 0 for the first.
    pub after: u64,
    /// At most this many.
    pub limit: u32,
    /// Of this enterprise only.
    pub enterprise: Option<EnterpriseId>,
}

const COLUMNS: &str = "sequence, id, enterprise, model_digest, as_of, basis, reader, \
     evidence_head, vector, assessment, assessment_digest";

impl Store {
    /// Issues scores, each with its event, all or none. A command seen before is answered with its
    /// record, and its score stays as it was first issued.
    pub async fn issue_scores(
        &self,
        scores: Vec<(Event, IssuedScore)>,
    ) -> Result<Vec<Appended>, StoreError> {
        let (events, scores): (Vec<_>, Vec<_>) = scores.into_iter().unzip();
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let (appended, head) = append(&mut tx, &mut writer, events).await?;
        let mut new = Vec::new();
        for (appended, score) in appended.iter().zip(&scores) {
            if !appended.replayed {
                new.push((rows::signed(appended.record.sequence)?, score));
            }
        }
        insert(&mut tx, &new).await?;
        writer.head = None;
        tx.commit().await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// The score of an id.
    pub async fn score_by_id(&self, id: &str) -> Result<Option<StoredScore>, StoreError> {
        let text = format!("select {COLUMNS} from issued_score where id = $1");
        let row = Statement::of(text)
            .bind(id)
            .optional(&mut self.db().await?)
            .await?;
        row.as_ref().map(score).transpose()
    }

    /// Scores in the order they were issued.
    pub async fn scores(&self, page: &ScorePage) -> Result<Vec<StoredScore>, StoreError> {
        let enterprise = page.enterprise.as_ref().map(ToString::to_string);
        let only = if enterprise.is_some() {
            "and enterprise = $3"
        } else {
            ""
        };
        let text = format!(
            "select {COLUMNS} from issued_score where sequence > $1 {only} \
             order by sequence limit $2"
        );
        let mut query = Statement::of(text)
            .bind(rows::signed(page.after)?)
            .bind(rows::limit(page.limit));
        if let Some(enterprise) = enterprise {
            query = query.bind(enterprise);
        }
        let rows = query.all(&mut self.db().await?).await?;
        rows.iter().map(score).collect()
    }
}

/// Keeps scores beside their events, within a transaction.
pub(super) async fn insert(tx: &mut Db, scores: &[(i64, &IssuedScore)]) -> Result<(), StoreError> {
    for (_, score) in scores {
        check(score)?;
    }
    put(tx, scores).await
}

/// The same for scores of which the digest was taken from the very document.
pub(super) async fn put(tx: &mut Db, scores: &[(i64, &IssuedScore)]) -> Result<(), StoreError> {
    free(tx, scores).await?;
    let into = format!("issued_score ({COLUMNS})");
    rows::insert(tx, &into, scores, |query, (sequence, score)| {
        query
            .bind(*sequence)
            .bind(score.id.as_str())
            .bind(score.enterprise.to_string())
            .bind(score.model_digest.to_string())
            .bind(score.as_of.to_string())
            .bind(score.basis.to_string())
            .bind(score.reader.as_deref())
            .bind(score.evidence_head)
            .bind(score.vector.as_str())
            .bind(score.assessment.as_str())
            .bind(score.assessment_digest.to_string())
    })
    .await
}

/// Refuses ids that are taken, by a score on record or by another of the same set.
async fn free(tx: &mut Db, scores: &[(i64, &IssuedScore)]) -> Result<(), StoreError> {
    let mut seen = HashSet::new();
    if let Some((_, twice)) = scores.iter().find(|(_, score)| !seen.insert(&score.id)) {
        return Err(Conflict::Score(twice.id.clone()).into());
    }
    for scores in scores.chunks(rows::LIST) {
        let (list, size) = rows::list(0, scores.len());
        let text = format!("select id from issued_score where id in {list}");
        let query = Statement::of(text);
        let query = query.bind_list(scores, size, |(_, score)| score.id.clone());
        if let Some(row) = query.optional(tx).await? {
            return Err(Conflict::Score(row.get("id")?).into());
        }
    }
    Ok(())
}

/// Whether the document is the one that its digest names.
fn check(score: &IssuedScore) -> Result<(), StoreError> {
    let found = Digest::of(score.assessment.as_bytes());
    if found == score.assessment_digest {
        return Ok(());
    }
    let reason = format!("the digest of the document is {found}, not as stated");
    Err(StoreError::damaged("issued_score", &score.id, reason))
}

fn score(row: &Row) -> Result<StoredScore, StoreError> {
    let sequence: i64 = row.get("sequence")?;
    let damaged = |reason: String| StoreError::damaged("issued_score", sequence, reason);
    let score = IssuedScore {
        id: row.get("id")?,
        enterprise: EnterpriseId::parse(row.get("enterprise")?)
            .map_err(|error| damaged(error.to_string()))?,
        model_digest: rows::digest("issued_score", row.get("model_digest")?)?,
        as_of: rows::day("issued_score", row.get("as_of")?)?,
        basis: Basis::parse(row.get("basis")?).map_err(|error| damaged(error.to_string()))?,
        reader: row.get("reader")?,
        evidence_head: row.get("evidence_head")?,
        vector: row.get("vector")?,
        assessment: row.get("assessment")?,
        assessment_digest: rows::digest("issued_score", row.get("assessment_digest")?)?,
    };
    check(&score)?;
    Ok(StoredScore {
        sequence: rows::unsigned("issued_score", sequence)?,
        score,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{Place, event, score as sample};

    #[tokio::test]
    async fn a_score_reads_back_to_the_byte_with_its_event() {
        let place = Place::new();
        let store = place.open().await;
        let pairs: Vec<_> = (1..=20)
            .map(|n| (event(n), sample(n.unsigned_abs())))
            .collect();
        let appended = store.issue_scores(pairs).await.unwrap();
        let found = store.score_by_id("score-7").await.unwrap().unwrap();
        assert_eq!(found.score, sample(7));
        assert_eq!(found.sequence, appended[6].record.sequence);
        assert_eq!(store.score_by_id("score-99").await.unwrap(), None);
        let mut page = ScorePage {
            after: 17,
            limit: 100,
            enterprise: None,
        };
        let listed = store.scores(&page).await.unwrap();
        assert!((18..=20).eq(listed.iter().map(|score| score.sequence)));
        page.enterprise = Some(sample(19).enterprise);
        assert_eq!(store.scores(&page).await.unwrap(), listed[1..2]);
    }

    #[tokio::test]
    async fn a_score_is_issued_once() {
        let place = Place::new();
        let store = place.open().await;
        store
            .issue_scores(vec![(event(1), sample(1))])
            .await
            .unwrap();
        let again = store
            .issue_scores(vec![(event(1), sample(1)), (event(2), sample(2))])
            .await
            .unwrap();
        assert!(again[0].replayed && !again[1].replayed);
        for set in [
            vec![(event(3), sample(3)), (event(4), sample(1))],
            vec![(event(3), sample(3)), (event(4), sample(3))],
        ] {
            let error = store.issue_scores(set).await.unwrap_err();
            assert!(matches!(error, StoreError::Conflict(Conflict::Score(_))));
        }
        let mut forged = sample(5);
        forged.assessment.push(' ');
        let error = store.issue_scores(vec![(event(5), forged)]).await;
        assert!(matches!(error, Err(StoreError::Damaged { .. })));
        assert_eq!(store.journal_head().await.unwrap().sequence, 2);
        // The refusals left the writer able to go on.
        store
            .issue_scores(vec![(event(3), sample(3))])
            .await
            .unwrap();
    }
}
