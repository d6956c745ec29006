//! Models: the text of every evaluation model that was put on record, under the digest of its meaning.

use super::db::Db;
use super::events::append_one;
use super::statement::Statement;
use super::store::Store;
use super::{Appended, StoreError, rows};
use crate::journal::Event;
use crate::units::Digest;

/// A model on record 评价模型.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredModel {
    /// The digest of its meaning, which layout and comments do not change.
    pub digest: Digest,
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The file, byte for byte.
    pub text: String,
}

impl Store {
    /// Puts a model on record without an event; says whether it is new. The first text of a meaning
    /// stays.
    pub async fn put_model(&self, model: &StoredModel) -> Result<bool, StoreError> {
        let _queue = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let new = put(&mut tx, model).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Puts a model on record together with the event that says so.
    pub async fn record_model(
        &self,
        model: &StoredModel,
        event: Event,
    ) -> Result<Appended, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let (appended, head) = append_one(&mut tx, &mut writer, event).await?;
        put(&mut tx, model).await?;
        writer.head = None;
        tx.commit().await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// All models on record, by id, version and digest.
    pub async fn models(&self) -> Result<Vec<StoredModel>, StoreError> {
        let text = "select digest, id, version, body from model order by id, version, digest";
        let found = Statement::of(text).all(&mut self.db().await?).await?;
        let models = found.iter().map(|row| {
            Ok(StoredModel {
                digest: rows::digest("model", row.get("digest")?)?,
                id: row.get("id")?,
                version: row.get("version")?,
                text: row.get("body")?,
            })
        });
        models.collect()
    }

    /// The model of a digest.
    pub async fn model_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredModel>, StoreError> {
        let row = Statement::of("select id, version, body from model where digest = $1")
            .bind(digest.to_string())
            .optional(&mut self.db().await?)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(StoredModel {
            digest: *digest,
            id: row.get("id")?,
            version: row.get("version")?,
            text: row.get("body")?,
        }))
    }
}

async fn put(tx: &mut Db, model: &StoredModel) -> Result<bool, StoreError> {
    let new = Statement::of(
        "insert into model (digest, id, version, body) values ($1, $2, $3, $4) \
         on conflict do nothing",
    )
    .bind(model.digest.to_string())
    .bind(&model.id)
    .bind(&model.version)
    .bind(&model.text)
    .execute(tx)
    .await?;
    Ok(new == 1)
}

#[cfg(test)]
mod tests {
    use crate::store::samples::{Place, event, model};

    #[tokio::test]
    async fn the_first_text_of_a_meaning_stays() {
        let place = Place::new();
        let store = place.open().await;
        assert!(store.put_model(&model()).await.unwrap());
        let mut laid_out = model();
        laid_out.text.push('\n');
        assert!(!store.put_model(&laid_out).await.unwrap());
        store.record_model(&laid_out, event(1)).await.unwrap();
        let found = store.model_by_digest(&model().digest).await.unwrap();
        assert_eq!(found, Some(model()));
        assert_eq!(store.journal_head().await.unwrap().sequence, 1);
    }
}
