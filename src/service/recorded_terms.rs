//! Terms on record 条款登记: an administrator's own terms join the journal, and the books decide by them as by the
//! shipped ones.

use super::keyed::Keyed;
use super::terms::{self, LoadedTerms};
use super::{Error, pool::Books};
use crate::governance::Refusal;
use crate::identity::{self, Caller};
use crate::journal::{Event, EventKind, IdempotencyKey, Record};
use crate::pool::{Actor, Role, recordable};
use crate::store::{Store, StoredText};
use crate::units::{Date, Digest, Moment, Problems};
use serde_json::json;
use std::collections::HashSet;

/// A version of terms on record.
#[derive(Debug, Clone)]
pub struct RecordedTerms {
    /// The terms, with their file byte for byte.
    pub loaded: LoadedTerms,
    /// The record of the journal.
    pub record: Record,
}

/// What became of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recording {
    /// They are on record now, by this record of the journal.
    New(u64),
    /// The same meaning had been put on record before, by this one.
    Before(u64),
    /// All that it says is said already; nothing was recorded. Only of working days and rates.
    Known,
}

/// Puts terms on record, or tells everything that stands against it. A supervisor does it; the same id with the
/// same meaning has the effect of once, and with another it is refused.
pub async fn record(
    store: &Store,
    loaded: &LoadedTerms,
    actor: &Actor,
    now: Moment,
    today: Date,
) -> Result<Recording, Error> {
    record_as(store, loaded, actor, (now, today), None).await
}

/// The same of a request under a key of its client's: with the same key another file is refused.
pub async fn record_under_key(
    store: &Store,
    loaded: &LoadedTerms,
    caller: &Caller,
    key: &str,
    now: Moment,
) -> Result<Recording, Error> {
    if caller.role != identity::Role::Supervisor {
        return Err(Error::Refused(Refusal::Role {
            is: caller.role.word(),
            needs: "a supervisor",
        }));
    }
    let person = Actor::new(Role::Supervisor, &caller.person);
    let said = json!({"file": Digest::of(loaded.text.as_bytes())});
    let keyed = Keyed::new((store, caller), ("terms.record", key), &said, now)?;
    if let Some(before) = keyed.record().await? {
        return Ok(Recording::Before(before.sequence));
    }
    let asked = Some((keyed.key, keyed.digest));
    record_as(store, loaded, &person, (now, now.business_day()), asked).await
}

async fn record_as(
    store: &Store,
    loaded: &LoadedTerms,
    actor: &Actor,
    (now, today): (Moment, Date),
    asked: Option<(IdempotencyKey, Digest)>,
) -> Result<Recording, Error> {
    may_record(actor, "terms")?;
    let new = &loaded.terms;
    let refuse = |problems: Problems| Error::Checked {
        file: loaded.file.clone(),
        problems,
    };
    let taken = |message: String| {
        let mut problems = Problems::default();
        problems.add("id", "record.id", message);
        refuse(problems)
    };
    if terms::shipped().any(|id| id == new.id.as_str()) {
        let id = &new.id;
        return Err(taken(format!(
            "`{id}` is the id of shipped terms; choose another"
        )));
    }
    let on_record = on_record(store).await?;
    if let Some(before) = on_record.iter().find(|of| of.loaded.terms.id == new.id) {
        let (at, id) = (before.record.sequence, &new.id);
        if before.loaded.terms.digest() == new.digest() {
            return Ok(Recording::Before(at));
        }
        return Err(taken(format!(
            "`{id}` is on record with another meaning, by record {at}; a new version takes a new id"
        )));
    }
    let books = Books::open(store).await?;
    recordable(books.rules(), books.state(), new).map_err(refuse)?;
    let mut event = event(loaded, actor, now, today);
    if let Some((key, request)) = asked {
        event.key = key;
        event.body["request"] = json!(request);
    }
    let appended = store
        .record_terms(books.end(), (new.id.as_str(), &loaded.text), event)
        .await?;
    Ok(Recording::New(appended.record.sequence))
}

/// That somebody may put things on record.
pub(super) fn may_record(actor: &Actor, what: &str) -> Result<(), Error> {
    if actor.role == Role::Supervisor {
        return Ok(());
    }
    let is = actor.role.word();
    let why = format!("a {is} cannot put {what} on record; supervisor can");
    Err(Error::Usage(why))
}

fn event(loaded: &LoadedTerms, actor: &Actor, now: Moment, today: Date) -> Event {
    let terms = &loaded.terms;
    Event {
        kind: EventKind::TermsRecorded.into(),
        subject: terms.id.to_string(),
        effective_on: today,
        booked_on: today,
        recorded_at: now,
        actor: actor.to_string(),
        // The id is the natural key: whoever records it, it is recorded once.
        key: IdempotencyKey::new("terms", "terms.record", terms.id.as_str()),
        body: json!({
            "terms": terms.id,
            "scheme": terms.scheme,
            "version": terms.version,
            "effective_from": terms.effective_from,
            "digest": terms.digest(),
            "file_digest": Digest::of(loaded.text.as_bytes()),
        }),
    }
}

/// Whether the text of every record that put one there is kept.
pub(super) fn none_gone(records: &[u64], kept: impl Iterator<Item = u64>) -> Result<(), Error> {
    let kept: HashSet<u64> = kept.collect();
    let gone = records.iter().find(|at| !kept.contains(at));
    gone.map_or(Ok(()), |gone| {
        let why = format!("the text that record {gone} put on record is gone");
        Err(Error::TermsDiffer(why))
    })
}

/// All terms on record, in the order in which they came, each text held against its event.
pub async fn on_record(store: &Store) -> Result<Vec<RecordedTerms>, Error> {
    let mut found = Vec::new();
    let kept = store.recorded_terms().await?;
    let records = store.records_of(EventKind::TermsRecorded).await?;
    none_gone(&records, kept.iter().map(|of| of.sequence))?;
    for mut stored in kept {
        let record = stored.record.take();
        let differs = |why: &str| Error::TermsDiffer(format!("`{}`: {why}", stored.id));
        let record = record.filter(|of| records.contains(&of.sequence));
        let record = record.ok_or_else(|| differs("no event put them on record"))?;
        held(&stored, &record).map_err(differs)?;
        let file = format!("terms on record `{}`", stored.id);
        let loaded = terms::read(stored.text, file)?;
        found.push(RecordedTerms { loaded, record });
    }
    Ok(found)
}

/// The terms on record of an id.
pub async fn find(store: &Store, id: &str) -> Result<RecordedTerms, Error> {
    let mut all = on_record(store).await?;
    let at = all.iter().position(|of| of.loaded.terms.id.as_str() == id);
    let known: Vec<&str> = all.iter().map(|of| of.loaded.terms.id.as_str()).collect();
    let at = at.ok_or_else(|| {
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        Error::Usage(format!("no terms `{id}` are on record; these are: {known}"))
    })?;
    Ok(all.swap_remove(at))
}

/// Holds a text against the event that put it on record. The text is what counts: a later release may reckon
/// the digest of its meaning in another way.
pub(super) fn held(stored: &StoredText, record: &Record) -> Result<(), &'static str> {
    let event = &record.event;
    if event.subject != stored.id {
        return Err("the text stands beside the event of another id");
    }
    let digest = Digest::of(stored.text.as_bytes()).to_string();
    if event.body["file_digest"].as_str() != Some(digest.as_str()) {
        return Err("the text has not the digest that the journal states");
    }
    Ok(())
}
