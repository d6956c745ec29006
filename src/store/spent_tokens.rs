//! Tokens that are taken no more: those that were revoked, and assertions that were used.

use super::StoreError;
use super::statement::Statement;
use super::store::Store;
use std::collections::HashMap;

/// The client of tokens of our own: none.
const OURS: &str = "";

impl Store {
    /// Takes note that a client used an assertion, which is good until a moment in seconds. Says whether it was new: of
    /// two at once one alone is.
    pub async fn spend_token_id(
        &self,
        client: &str,
        id: &str,
        until: i64,
    ) -> Result<bool, StoreError> {
        self.spend(client, id, until).await
    }

    /// Revokes a token of ours by its id, until the moment in seconds at which it ends by itself.
    pub async fn revoke_token(&self, id: &str, until: i64) -> Result<(), StoreError> {
        self.spend(OURS, id, until).await.map(|_| ())
    }

    async fn spend(&self, client: &str, id: &str, until: i64) -> Result<bool, StoreError> {
        let text = "insert into spent_token (client, id, until) values ($1, $2, $3) \
             on conflict (client, id) do nothing";
        let _queue = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let written = Statement::of(text)
            .bind(client)
            .bind(id)
            .bind(until)
            .execute(&mut tx)
            .await?;
        self.commit(tx).await?;
        Ok(written == 1)
    }

    /// The ids of revoked tokens that would still count at a moment in seconds, with when they end by themselves.
    pub async fn revoked_tokens(&self, now: i64) -> Result<HashMap<String, i64>, StoreError> {
        let text = "select id, until from spent_token where client = $1 and until > $2";
        let found = Statement::of(text)
            .bind(OURS)
            .bind(now)
            .all(&mut self.db().await?)
            .await?;
        let pairs = found
            .iter()
            .map(|row| Ok((row.get("id")?, row.get("until")?)));
        pairs.collect()
    }

    /// Forgets all that would not count any more at a moment in seconds.
    pub async fn forget_spent_tokens(&self, now: i64) -> Result<(), StoreError> {
        let _queue = self.writer.lock().await;
        let mut tx = self.begin().await?;
        Statement::of("delete from spent_token where until <= $1")
            .bind(now)
            .execute(&mut tx)
            .await?;
        self.commit(tx).await
    }
}

#[cfg(test)]
mod tests {
    use crate::store::Store;
    use crate::store::samples::Place;

    #[tokio::test]
    async fn an_assertion_counts_once_and_a_revoked_token_never() {
        for place in Place::on_each() {
            counts_once(&place.open().await).await;
        }
    }

    async fn counts_once(store: &Store) {
        let spend = |client, id| store.spend_token_id(client, id, 100);
        assert!(spend("a", "1").await.unwrap() && spend("b", "1").await.unwrap());
        assert!(!spend("a", "1").await.unwrap());
        store.revoke_token("1", 100).await.unwrap();
        store.revoke_token("1", 100).await.unwrap();
        let revoked = |now| store.revoked_tokens(now);
        assert_eq!(revoked(99).await.unwrap().len(), 1);
        assert!(revoked(100).await.unwrap().is_empty());
        store.forget_spent_tokens(99).await.unwrap();
        assert!(!spend("a", "1").await.unwrap());
        store.forget_spent_tokens(100).await.unwrap();
        assert!(spend("a", "1").await.unwrap());
    }
}
