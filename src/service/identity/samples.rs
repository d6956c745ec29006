//! An installation for the tests of this room: records, keys, a desk, and people to ask it.

use super::{
    Access, AccessSettings, Asked, By, Desk, KeyFolder, NewClient, NewProof, Outside, add, register,
};
use crate::identity::Realm;
pub(super) use crate::identity::samples::moment;
use crate::store::Store;
use crate::units::Moment;

/// An installation in a folder of its own.
pub(super) struct Office {
    place: tempfile::TempDir,
    desk: Desk,
    store: Store,
}

impl Office {
    pub(super) async fn open(outside: Option<Outside>) -> Self {
        let place = tempfile::tempdir().expect("a folder");
        let store = Store::open(&url(&place)).await.expect("records");
        let settings = AccessSettings {
            realm: Realm {
                issuer: "https://pool.example".to_owned(),
                audience: "zhixin".to_owned(),
            },
            keys: KeyFolder::at(place.path().join("keys")),
            outside,
            remembered: 1000,
        };
        let access = Access::open(&store, settings, moment(0)).await;
        let access = access.expect("a service");
        Self {
            place,
            desk: Desk::new(access, store.clone()),
            store,
        }
    }

    /// The records as another process has them.
    pub(super) async fn open_again(&self) -> Store {
        Store::open(&url(&self.place)).await.expect("records")
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn desk(&self) -> &Desk {
        &self.desk
    }

    pub(super) fn access(&self) -> &Access {
        self.desk.access()
    }

    pub(super) fn folder(&self) -> KeyFolder {
        KeyFolder::at(self.place.path().join("keys"))
    }

    pub(super) async fn refresh(&self, now: Moment) {
        let refreshed = self.access().refresh(&self.store, now).await;
        refreshed.expect("the records answer");
    }

    /// A new client of that role, and its secret.
    pub(super) async fn client(&self, id: &str, role: &str) -> String {
        let person = format!("p-{id}");
        let new = NewClient {
            id,
            role,
            person: &person,
        };
        let by = operator();
        register(&self.store, new, &by, moment(0))
            .await
            .expect("a client");
        self.secret(id).await
    }

    /// Another secret of a client.
    pub(super) async fn secret(&self, id: &str) -> String {
        let by = operator();
        let added = add(&self.store, id, NewProof::Secret, None, &by, moment(0)).await;
        let secret = added.expect("a secret").secret.expect("to be shown");
        secret.text().to_owned()
    }

    /// A token of a new client.
    pub(super) async fn token_of(&self, id: &str, role: &str) -> String {
        let secret = self.client(id, role).await;
        let granted = self.desk.grant(by_secret(id, &secret), moment(0)).await;
        granted.expect("a token").token
    }
}

pub(super) fn operator() -> By {
    By::parse("operator:li").expect("somebody")
}

fn url(place: &tempfile::TempDir) -> String {
    format!("sqlite://{}", place.path().join("zhixin.db").display())
}

/// A request with a secret.
pub(super) fn by_secret<'a>(client: &'a str, secret: &'a str) -> Asked<'a> {
    Asked {
        grant: Some("client_credentials"),
        client: Some(client),
        secret: Some(secret),
        from: "10.0.0.1",
        ..Asked::default()
    }
}
