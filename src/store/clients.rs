//! Clients and their credentials: each decision beside its event, and the register that comes of them.

use super::events::append;
use super::row::Row;
use super::statement::{Statement, Value};
use super::store::Store;
use super::{Appended, StoreError, rows};
use crate::identity::{
    AccessEvent, Caller, Client, Credential, CredentialId, Ending, Jwk, Proof, Registry, Role,
    SecretHash, Thumbprint,
};
use crate::journal::{Event, EventKind};
use crate::units::names::ClientId;
use crate::units::{Digest, Moment};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

impl Store {
    /// Puts decisions about clients on record, each with its event, all or none; those of commands seen before are
    /// answered with their record.
    pub async fn record_access(
        &self,
        decided: Vec<(AccessEvent, Event)>,
    ) -> Result<Vec<Appended>, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        // Clients are decided on by themselves: where the journal ends matters to none of it.
        writer.head = None;
        let (decided, events): (Vec<_>, Vec<_>) = decided.into_iter().unzip();
        let (appended, head) = append(&mut tx, &mut writer, events).await?;
        for (of, appended) in decided.iter().zip(&appended) {
            if !appended.replayed {
                row(of, appended)?.execute(&mut tx).await?;
            }
        }
        writer.head = None;
        tx.commit().await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// The record of the last decision about clients, 0 if there is none: the register is another one when it moved.
    pub async fn access_place(&self) -> Result<u64, StoreError> {
        let text = "select coalesce(max(sequence), 0) from (\
             select max(sequence) as sequence from client \
             union all select max(sequence) from credential \
             union all select max(sequence) from credential_end) as decided";
        let found: i64 = Statement::of(text).value(&mut self.db().await?).await?;
        rows::unsigned("client", found)
    }

    /// The register of clients, each row held against its event: a role that was changed behind the journal's back opens
    /// nothing.
    pub async fn registry(&self) -> Result<Registry, StoreError> {
        let mut db = self.db().await?;
        // Ends first: an end that is read has its credential among those that are read after it.
        let ends = "select d.client, d.number, d.why, e.body as said from credential_end d \
             join event e on e.sequence = d.sequence order by d.sequence";
        let ends = Statement::of(ends).all(&mut db).await?;
        let credentials = "select c.client, c.number, c.proof, c.body, c.added_at, c.ends_at, \
             e.body as said from credential c \
             join event e on e.sequence = c.sequence order by c.client, c.number";
        let credentials = Statement::of(credentials).all(&mut db).await?;
        let clients = "select c.id, c.person, c.role, c.registered_at, e.body as said \
             from client c join event e on e.sequence = c.sequence";
        let mut found = BTreeMap::new();
        for row in Statement::of(clients).all(&mut db).await? {
            let client = client(&row)?;
            found.insert(client.caller.client.to_string(), client);
        }
        for row in credentials {
            // One whose client came after the credentials were read is not there yet.
            if let Some(client) = found.get_mut(&row.get::<String>("client")?) {
                client.credentials.push(credential(client, &row)?);
            }
        }
        for row in ends {
            if let Some(client) = found.get_mut(&row.get::<String>("client")?) {
                end(client, &row)?;
            }
        }
        Ok(Registry::new(found.into_values()))
    }

    /// That every decision about clients in the journal has its row, and how many clients there are.
    pub async fn register_is_whole(&self) -> Result<usize, StoreError> {
        let clients = self.registry().await?.clients().count();
        let mut decided = 0;
        for kind in [
            EventKind::ClientRegistered,
            EventKind::CredentialAdded,
            EventKind::CredentialEnded,
            EventKind::ClientRevoked,
        ] {
            decided += self.records_of(kind).await?.len();
        }
        let rows = "select (select count(*) from client) + (select count(*) from credential) \
             + (select count(*) from credential_end)";
        let rows: i64 = Statement::of(rows).value(&mut self.db().await?).await?;
        if usize::try_from(rows) == Ok(decided) {
            return Ok(clients);
        }
        let why = format!("the journal has {decided} decisions about clients, the register {rows}");
        Err(StoreError::damaged("client", "register", why))
    }
}

/// That a row says what its event says.
fn held(row: &Row, table: &'static str, at: &str, of: &AccessEvent) -> Result<(), StoreError> {
    let said: serde_json::Value = serde_json::from_str(&row.get::<String>("said")?)
        .map_err(|why| StoreError::damaged("event", at, why))?;
    if said == of.body() {
        return Ok(());
    }
    let why = "it is not what the journal says";
    Err(StoreError::damaged(table, at, why))
}

/// The row of a decision.
fn row(of: &AccessEvent, appended: &Appended) -> Result<Statement, StoreError> {
    let sequence = rows::signed(appended.record.sequence)?;
    let at = appended.record.event.recorded_at.micros();
    let ending = |client: &ClientId, number: u32, why: &str| {
        let text = "insert into credential_end (sequence, client, number, why) \
             values ($1, $2, $3, $4)";
        Statement::of(text)
            .bind(sequence)
            .bind(client.as_str())
            .bind(i64::from(number))
            .bind(why)
    };
    Ok(match of {
        AccessEvent::Registered(caller) => {
            let text = "insert into client (id, sequence, person, role, registered_at) \
                 values ($1, $2, $3, $4, $5)";
            Statement::of(text)
                .bind(caller.client.as_str())
                .bind(sequence)
                .bind(&caller.person)
                .bind(caller.role.to_string())
                .bind(at)
        }
        AccessEvent::Added { id, proof, until } => {
            let text = "insert into credential \
                 (client, number, sequence, proof, body, added_at, ends_at) \
                 values ($1, $2, $3, $4, $5, $6, $7)";
            Statement::of(text)
                .bind(id.client.as_str())
                .bind(i64::from(id.number))
                .bind(sequence)
                .bind(proof.word())
                .bind(body(proof))
                .bind(at)
                .bind(Value::Number(until.map(Moment::micros)))
        }
        AccessEvent::Ended { id, why } => ending(&id.client, id.number, why.word()),
        AccessEvent::Revoked(client) => ending(client, 0, Ending::Revoked.word()),
    })
}

fn body(proof: &Proof) -> String {
    match proof {
        Proof::Secret(hash) | Proof::Code(hash) => hash.digest().to_string(),
        Proof::Key(key) => key.json().to_string(),
        Proof::Certificate(of) => of.to_string(),
    }
}

fn damaged(table: &'static str, row: &str) -> impl Fn(&dyn Display) -> StoreError {
    move |why| StoreError::damaged(table, row, why)
}

fn client(row: &Row) -> Result<Client, StoreError> {
    let id: String = row.get("id")?;
    let wrong = damaged("client", &id);
    let caller = Caller {
        client: ClientId::parse(&id).map_err(|why| wrong(&why))?,
        person: row.get("person")?,
        role: Role::parse(&row.get::<String>("role")?).map_err(|why| wrong(&why))?,
    };
    held(row, "client", &id, &AccessEvent::Registered(caller.clone()))?;
    Ok(Client {
        caller: Arc::new(caller),
        registered_at: Moment::from_micros(row.get("registered_at")?),
        revoked: false,
        credentials: Vec::new(),
    })
}

fn credential(client: &Client, row: &Row) -> Result<Credential, StoreError> {
    let id = id(client, row)?;
    let at = id.to_string();
    let wrong = damaged("credential", &at);
    let body: String = row.get("body")?;
    let hash = || {
        let digest = Digest::parse(&body).map_err(|why| wrong(&why))?;
        Ok::<_, StoreError>(SecretHash::stored(digest))
    };
    let proof = match row.get::<String>("proof")?.as_str() {
        "secret" => Proof::Secret(hash()?),
        "code" => Proof::Code(hash()?),
        "key" => Proof::Key(Jwk::parse(&body).map_err(|why| wrong(&why))?),
        "certificate" => Proof::Certificate(Thumbprint::parse(&body).map_err(|why| wrong(&why))?),
        other => return Err(wrong(&format!("no proof is a `{other}`"))),
    };
    let until = row.get::<Option<i64>>("ends_at")?.map(Moment::from_micros);
    let number = id.number;
    let of = AccessEvent::Added {
        id,
        proof: proof.clone(),
        until,
    };
    held(row, "credential", &at, &of)?;
    Ok(Credential {
        number,
        proof,
        added_at: Moment::from_micros(row.get("added_at")?),
        until,
        ended: None,
    })
}

fn id(client: &Client, row: &Row) -> Result<CredentialId, StoreError> {
    let number: i64 = row.get("number")?;
    let client = client.caller.client.clone();
    let number = u32::try_from(number)
        .map_err(|why| StoreError::damaged("credential", client.as_str(), why))?;
    Ok(CredentialId { client, number })
}

fn end(client: &mut Client, row: &Row) -> Result<(), StoreError> {
    let id = id(client, row)?;
    let at = id.to_string();
    if id.number == 0 {
        held(row, "credential_end", &at, &AccessEvent::Revoked(id.client))?;
        client.revoked = true;
        return Ok(());
    }
    let why = Ending::parse(&row.get::<String>("why")?);
    let why = why.ok_or_else(|| StoreError::damaged("credential_end", &at, "no such reason"))?;
    let mut all = client.credentials.iter_mut();
    let of = all.find(|of| of.number == id.number);
    let of = of.ok_or_else(|| StoreError::damaged("credential_end", &at, "no such credential"))?;
    held(row, "credential_end", &at, &AccessEvent::Ended { id, why })?;
    // A code that was used and then revoked is revoked.
    if of.ended != Some(Ending::Revoked) {
        of.ended = Some(why);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::KeyRing;
    use crate::identity::samples::{client as sample, moment, secret};
    use crate::store::samples::Place;

    fn added(number: u32, proof: Proof) -> AccessEvent {
        AccessEvent::Added {
            id: id(number),
            proof,
            until: (number == 1).then(|| moment(60)),
        }
    }

    fn id(number: u32) -> CredentialId {
        CredentialId {
            client: ClientId::parse("bank-a").unwrap(),
            number,
        }
    }

    async fn record(store: &Store, of: AccessEvent) -> Result<bool, StoreError> {
        let event = of.event("operator:li", moment(0));
        let appended = store.record_access(vec![(of, event)]).await?;
        Ok(!appended[0].replayed)
    }

    #[tokio::test]
    async fn the_register_is_what_was_decided() {
        for place in Place::on_each() {
            is_what_was_decided(&place.open().await).await;
        }
    }

    async fn is_what_was_decided(store: &Store) {
        assert!(store.registry().await.unwrap().is_empty());
        let jwks = KeyRing::new(&[1; 32], &[2; 32]).jwks(moment(0));
        let key = Proof::Key(Jwk::read(&jwks["keys"][0]).unwrap());
        let certificate = Proof::Certificate(Thumbprint::of(b"der"));
        let proofs = [secret(1), key, certificate, secret(4)];
        let mut expected = sample("bank-a", "bank:a", &proofs);
        let registered = AccessEvent::Registered((*expected.caller).clone());
        assert_eq!(store.access_place().await.unwrap(), 0);
        assert!(record(store, registered.clone()).await.unwrap());
        assert!(!record(store, registered).await.unwrap());
        for (number, proof) in (1..).zip(proofs) {
            assert!(record(store, added(number, proof)).await.unwrap());
        }
        for (number, why) in [(3, Ending::Used), (3, Ending::Revoked)] {
            let of = AccessEvent::Ended {
                id: id(number),
                why,
            };
            assert!(record(store, of.clone()).await.unwrap());
            assert!(!record(store, of).await.unwrap());
        }
        expected.credentials[0].until = Some(moment(60));
        expected.credentials[2].ended = Some(Ending::Revoked);
        let found = || async { store.registry().await.unwrap() };
        assert_eq!(found().await, Registry::new([expected.clone()]));
        let revoked = AccessEvent::Revoked(id(1).client);
        assert!(record(store, revoked).await.unwrap());
        expected.revoked = true;
        assert_eq!(found().await, Registry::new([expected]));
        assert_eq!(store.access_place().await.unwrap(), 8);
        assert_eq!(store.register_is_whole().await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_row_that_the_journal_does_not_know_is_found() {
        for (change, told) in [
            (
                "update client set role = 'operator'",
                "client bank-a: it is not what",
            ),
            (
                "update client set person = 'x'",
                "client bank-a: it is not what",
            ),
            (
                "update credential set ends_at = null",
                "credential bank-a.1: it is not what",
            ),
            (
                "delete from credential_end",
                "2 decisions about clients, the register 1",
            ),
        ] {
            let place = Place::on_sqlite();
            let store = place.open().await;
            let of = sample("bank-a", "bank:a", &[]);
            record(&store, AccessEvent::Registered((*of.caller).clone()))
                .await
                .unwrap();
            let second = if change.contains("credential ") {
                added(1, secret(1))
            } else {
                AccessEvent::Revoked(id(1).client)
            };
            record(&store, second).await.unwrap();
            assert!(store.register_is_whole().await.is_ok());
            for table in ["client", "credential", "credential_end"] {
                for what in ["updated", "deleted"] {
                    let drop = format!("drop trigger {table}_is_never_{what}");
                    store.engine.script(&drop).await.unwrap();
                }
            }
            store.engine.script(change).await.unwrap();
            let error = store.register_is_whole().await.unwrap_err().to_string();
            assert!(error.contains(told), "{change}: {error}");
        }
    }

    #[tokio::test]
    async fn a_credential_of_nobody_leaves_no_event() {
        let place = Place::on_sqlite();
        let store = place.open().await;
        assert!(record(&store, added(1, secret(1))).await.is_err());
        assert_eq!(store.journal_head().await.unwrap().sequence, 0);
    }

    #[tokio::test]
    async fn what_was_decided_is_never_changed() {
        for place in Place::on_each() {
            let store = place.open().await;
            let of = sample("bank-a", "bank:a", &[]);
            let why = Ending::Revoked;
            for of in [
                AccessEvent::Registered((*of.caller).clone()),
                added(1, secret(1)),
                AccessEvent::Ended { id: id(1), why },
            ] {
                record(&store, of).await.unwrap();
            }
            for (table, column) in [
                ("client", "role"),
                ("credential", "body"),
                ("credential_end", "why"),
            ] {
                let mut ways = vec![
                    format!("delete from {table}"),
                    format!("update {table} set {column} = 'x'"),
                ];
                if place.url.starts_with("postgres") {
                    ways.push(format!("truncate {table} cascade"));
                }
                for way in ways {
                    let error = store.engine.script(&way).await.unwrap_err().to_string();
                    assert!(error.contains("never"), "{way}: {error}");
                }
            }
        }
    }
}
