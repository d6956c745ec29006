//! Issued scores: what was read and the document, byte for byte, beside the event that issued it.

use super::columns::Part;
use super::db::Db;
use super::documents::{Base, Documents};
use super::events::append;
use super::row::Row;
use super::statement::{Statement, Value};
use super::store::Store;
use super::{Appended, Conflict, StoreError, documents, rows};
use crate::evidence::Basis;
use crate::journal::Event;
use crate::units::{Date, Digest, EnterpriseId};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
    /// What it was made from, the indicator vector in it, as JSON. Written it is empty where the event has it, and read it
    /// is there.
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
     evidence_head, vector, assessment, assessment_digest, packed";

/// What is read: the columns, and the event where it has what the score was made from.
const READ: &str = "select sequence, id, enterprise, model_digest, as_of, basis, reader, \
     evidence_head, vector, assessment, assessment_digest, packed, \
     case vector when '' then body else '' end as said from issued_score join event using (sequence)";

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
        insert(&mut tx, &self.documents, &new).await?;
        writer.head = None;
        tx.commit().await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// The score of an id.
    pub async fn score_by_id(&self, id: &str) -> Result<Option<StoredScore>, StoreError> {
        let query = Statement::of(format!("{READ} where id = $1")).bind(id);
        Ok(self.read_scores(query).await?.pop())
    }

    /// Scores in the order they were issued.
    pub async fn scores(&self, page: &ScorePage) -> Result<Vec<StoredScore>, StoreError> {
        let enterprise = page.enterprise.as_ref().map(ToString::to_string);
        let only = if enterprise.is_some() {
            "and enterprise = $3"
        } else {
            ""
        };
        let text = format!("{READ} where sequence > $1 {only} order by sequence limit $2");
        let mut query = Statement::of(text)
            .bind(rows::signed(page.after)?)
            .bind(rows::limit(page.limit));
        if let Some(enterprise) = enterprise {
            query = query.bind(enterprise);
        }
        self.read_scores(query).await
    }

    async fn read_scores(&self, query: Statement) -> Result<Vec<StoredScore>, StoreError> {
        let mut db = self.db().await?;
        let rows = query.all(&mut db).await?;
        let models = rows.iter().map(model).collect::<Result<Vec<_>, _>>()?;
        let mut bases = HashMap::new();
        for model in models {
            if let Entry::Vacant(place) = bases.entry(model)
                && let Some(base) = self.documents.base(&mut db, &model).await?
            {
                place.insert(base);
            }
        }
        rows.iter().map(|row| score(row, &bases)).collect()
    }
}

/// Keeps scores beside their events, within a transaction.
pub(super) async fn insert(
    tx: &mut Db,
    documents: &Documents,
    scores: &[(i64, &IssuedScore)],
) -> Result<(), StoreError> {
    for (_, score) in scores {
        check(score)?;
    }
    let part = part(tx, documents, scores).await?;
    rows::insert_parts(tx, vec![part]).await
}

/// The rows of scores, of which the digests were taken from the very documents: those are packed, but for what is too long.
pub(super) async fn part(
    tx: &mut Db,
    documents: &Documents,
    scores: &[(i64, &IssuedScore)],
) -> Result<Part, StoreError> {
    free(tx, scores).await?;
    let mut bases: HashMap<Digest, Arc<Base>> = HashMap::new();
    for (_, score) in scores {
        if documents::packs(&score.assessment)
            && let Entry::Vacant(place) = bases.entry(score.model_digest)
        {
            let (model, document) = (&score.model_digest, &score.assessment);
            place.insert(documents.base_or(tx, model, document).await?);
        }
    }
    let mut packers = HashMap::with_capacity(bases.len());
    for (model, base) in &bases {
        packers.insert(model, base.packer()?);
    }
    let mut rows = Vec::with_capacity(scores.len());
    for (sequence, score) in scores {
        let (whole, packed) = match packers.get_mut(&score.model_digest) {
            Some(packer) if documents::packs(&score.assessment) => {
                let packed = packer.compress(score.assessment.as_bytes());
                ("", packed.map_err(documents::unpacked)?)
            }
            _ => (score.assessment.as_str(), Vec::new()),
        };
        rows.push(vec![
            (*sequence).into(),
            score.id.as_str().into(),
            score.enterprise.to_string().into(),
            score.model_digest.to_string().into(),
            score.as_of.to_string().into(),
            score.basis.to_string().into(),
            score.reader.as_deref().into(),
            score.evidence_head.into(),
            score.vector.as_str().into(),
            whole.into(),
            score.assessment_digest.to_string().into(),
            Value::Bytes(packed),
        ]);
    }
    Ok(Part::new(format!("issued_score ({COLUMNS})"), rows))
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
pub(super) fn check(score: &IssuedScore) -> Result<(), StoreError> {
    let found = Digest::of(score.assessment.as_bytes());
    if found == score.assessment_digest {
        return Ok(());
    }
    let reason = format!("the digest of the document is {found}, not as stated");
    Err(StoreError::damaged("issued_score", &score.id, reason))
}

fn model(row: &Row) -> Result<Digest, StoreError> {
    rows::digest("issued_score", row.get("model_digest")?)
}

fn score(row: &Row, bases: &HashMap<Digest, Arc<Base>>) -> Result<StoredScore, StoreError> {
    let sequence: i64 = row.get("sequence")?;
    let damaged = |reason: String| StoreError::damaged("issued_score", sequence, reason);
    let model_digest = model(row)?;
    let packed: Vec<u8> = row.get("packed")?;
    let assessment = if packed.is_empty() {
        row.get("assessment")?
    } else {
        let base = bases.get(&model_digest);
        let base = base.ok_or_else(|| damaged("the base of its document is gone".to_owned()))?;
        base.unpack(&packed)?
    };
    let mut vector: String = row.get("vector")?;
    if vector.is_empty() {
        let said: Said<'_> = serde_json::from_str(row.get("said")?)
            .map_err(|error| damaged(format!("its event: {error}")))?;
        said.subject.get().clone_into(&mut vector);
    }
    let score = IssuedScore {
        id: row.get("id")?,
        enterprise: EnterpriseId::parse(row.get("enterprise")?)
            .map_err(|error| damaged(error.to_string()))?,
        model_digest,
        as_of: rows::day("issued_score", row.get("as_of")?)?,
        basis: Basis::parse(row.get("basis")?).map_err(|error| damaged(error.to_string()))?,
        reader: row.get("reader")?,
        evidence_head: row.get("evidence_head")?,
        vector,
        assessment,
        assessment_digest: rows::digest("issued_score", row.get("assessment_digest")?)?,
    };
    check(&score)?;
    Ok(StoredScore {
        sequence: rows::unsigned("issued_score", sequence)?,
        score,
    })
}

/// What the event of a score says of what it was made from.
#[derive(Deserialize)]
struct Said<'b> {
    #[serde(borrow)]
    subject: &'b RawValue,
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
    async fn a_score_is_kept_packed_and_what_it_was_made_from_in_its_event() {
        for place in Place::on_each() {
            let store = place.open().await;
            let subject = "{\"enterprise\":\"x:a\",\"vector\":{\"readings\":[]}}";
            let pairs = (1..=3_i64).map(|n| {
                let mut event = event(n);
                event.body = serde_json::json!({"score": n});
                event.body["subject"] = serde_json::from_str(subject).unwrap();
                let mut score = sample(n.unsigned_abs());
                score.vector = String::new();
                (event, score)
            });
            store.issue_scores(pairs.collect()).await.unwrap();
            // As an earlier release kept them.
            let plain = "insert into issued_score (sequence, id, enterprise, model_digest, as_of, basis, evidence_head, \
                 vector, assessment, assessment_digest) select e.sequence, 'old', s.enterprise, s.model_digest, s.as_of, \
                 s.basis, 1, '{}', 'old', $1 from issued_score s, event e where s.id = 'score-1' and e.sequence = 4";
            store.append_event(event(9)).await.unwrap();
            let digest = Digest::of(b"old");
            let old = Statement::of(plain).bind(digest.to_string());
            let mut db = store.db().await.unwrap();
            assert_eq!(old.execute(&mut db).await.unwrap(), 1);
            let whole = "select count(*) from issued_score where assessment <> ''";
            let whole: i64 = Statement::of(whole).value(&mut db).await.unwrap();
            let bases = "select count(*) from document_base";
            let bases: i64 = Statement::of(bases).value(&mut db).await.unwrap();
            assert_eq!((whole, bases), (1, 1));
            drop(db);
            // Another process has no base at hand.
            let store = place.open().await;
            let page = ScorePage {
                after: 0,
                limit: 10,
                enterprise: None,
            };
            let found = store.scores(&page).await.unwrap();
            let found = found.into_iter().map(|stored| stored.score);
            let told: Vec<_> = found.map(|of| (of.vector, of.assessment)).collect();
            let of = |n| (subject.to_owned(), sample(n).assessment);
            let old = ("{}".to_owned(), "old".to_owned());
            assert_eq!(told, [of(1), of(2), of(3), old]);
        }
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
