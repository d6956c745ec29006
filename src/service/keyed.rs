//! A request that changes something, under the key of its client: the one way in which the same again is found.

use super::{Error, key_differs};
use crate::identity::Caller;
use crate::journal::{IdempotencyKey, Record, canonical_digest};
use crate::store::Store;
use crate::units::{Digest, Moment, Problems};
use serde_json::{Value, json};

/// A request: whose, when, under which key, and the digest of what it said.
pub(super) struct Keyed<'a> {
    /// What it said.
    said: Value,
    pub(super) store: &'a Store,
    pub(super) caller: &'a Caller,
    pub(super) now: Moment,
    pub(super) key: IdempotencyKey,
    pub(super) digest: Digest,
}

impl<'a> Keyed<'a> {
    /// A request by its operation, its key, and the parts that tell it from another.
    pub(super) fn new(
        (store, caller): (&'a Store, &'a Caller),
        (operation, key): (&'static str, &str),
        said: &Value,
        now: Moment,
    ) -> Result<Self, Error> {
        let digest = canonical_digest(said).map_err(|error| {
            let mut problems = Problems::default();
            problems.add("", "body.number", error.to_string());
            Error::Request(problems)
        })?;
        Ok(Self {
            said: said.clone(),
            store,
            caller,
            now,
            key: IdempotencyKey::new(caller.client.as_str(), operation, key),
            digest,
        })
    }

    /// The record of the same request, if it was done already. It is looked for first: what was right then is refused
    /// as done twice otherwise.
    pub(super) async fn record(&self) -> Result<Option<Record>, Error> {
        let found = self.store.record_of(&self.key).await?;
        match found {
            Some(record) if record.event.body["request"] != json!(self.digest) => {
                let (field, then) = key_differs::first(&self.said, &record.event.body);
                Err(Error::KeyReused {
                    sequence: record.sequence,
                    field,
                    then,
                })
            }
            found => Ok(found),
        }
    }

    /// An id for what this request makes: the same when it is sent again.
    pub(super) fn id(&self, of: &str) -> String {
        let IdempotencyKey {
            client,
            operation,
            key,
        } = &self.key;
        let text = format!("zhixin/id/1\n{client}\n{operation}\n{key}");
        format!("{of}-{}", &Digest::of(text.as_bytes()).to_string()[7..31])
    }
}
