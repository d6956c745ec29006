//! Working days and rates on record 工作日历与报价利率登记: a year or a month that no release has yet joins the
//! journal, and the books decide by it as by the shipped ones.

use super::calendar_file::{self, CalendarFile, Says};
use super::recorded_terms::{Recording, held, may_record, none_gone};
use super::{Error, terms};
use crate::journal::{Event, EventKind, IdempotencyKey, Record};
use crate::pool::{Actor, Calendar, LprSeries, recordable_rates, recordable_year};
use crate::store::Store;
use crate::units::{Date, Digest, Moment};
use serde_json::{Value, json};

/// Working days or rates on record.
#[derive(Debug, Clone)]
pub struct RecordedCalendar {
    /// The file, byte for byte.
    pub loaded: CalendarFile,
    /// The record of the journal.
    pub record: Record,
    /// The record that took its place before anything was decided.
    pub replaced_by: Option<u64>,
}

/// Puts working days or rates on record, or tells everything that stands against it. A supervisor does it. What is
/// said already may be said again; what is said otherwise is refused, unless it is only on record and the books have
/// no event since: then the new file takes its place.
pub async fn record(
    store: &Store,
    loaded: &CalendarFile,
    actor: &Actor,
    now: Moment,
    today: Date,
) -> Result<Recording, Error> {
    let says = &loaded.says;
    may_record(actor, says.what())?;
    // The head is read first: what is written meanwhile is a conflict.
    let head = store.journal_head().await?;
    let all = on_record(store).await?;
    let digest = says.digest();
    let times = all.iter().filter(|of| of.loaded.says.digest() == digest);
    let times = times.count();
    let standing = standing(all);
    if let Some(before) = standing.iter().find(|of| of.loaded.says.digest() == digest) {
        return Ok(Recording::Before(before.record.sequence));
    }
    let decided = store.last_pool_record().await?;
    let replaced =
        |of: &RecordedCalendar| of.record.sequence > decided && of.loaded.says.contradicts(says);
    let (replaced, kept): (Vec<_>, Vec<_>) = standing.into_iter().partition(replaced);
    let replaced: Vec<u64> = replaced.iter().map(|of| of.record.sequence).collect();
    let checked = match says {
        Says::Year(year) => recordable_year(&joined_years(&kept)?, year),
        // What was replaced may leave a gap, which the new file must fill: all is joined at once.
        Says::Rates(rates) => recordable_rates(&terms::lpr()?, &series(&kept), rates, today),
    };
    let new = checked.map_err(|problems| Error::Checked {
        file: loaded.file.clone(),
        problems,
    })?;
    if !new && replaced.is_empty() {
        return Ok(Recording::Known);
    }
    let mut event = event(loaded, actor, now, today);
    if !replaced.is_empty() {
        event.body["replaces"] = json!(replaced);
    }
    if times > 0 {
        // It was replaced, and comes back.
        event.key = key(&format!("{digest}@{}", times + 1));
    }
    let named = (&*says.id(), &*loaded.text);
    let appended = store.record_calendar(head, named, event).await?;
    Ok(Recording::New(appended.record.sequence))
}

fn event(loaded: &CalendarFile, actor: &Actor, now: Moment, today: Date) -> Event {
    let says = &loaded.says;
    let digest = says.digest();
    let (from, to) = says.span();
    Event {
        kind: says.kind().into(),
        subject: says.id(),
        effective_on: today,
        booked_on: today,
        recorded_at: now,
        actor: actor.to_string(),
        key: key(&digest.to_string()),
        body: json!({
            "id": says.id(),
            "from": from,
            "to": to,
            "digest": digest,
            "file_digest": Digest::of(loaded.text.as_bytes()),
        }),
    }
}

/// What it says is the natural key: whoever records it, it is recorded once.
fn key(digest: &str) -> IdempotencyKey {
    IdempotencyKey::new("terms", "terms.record-calendar", digest)
}

/// All working days and rates on record, in the order in which they came, each text held against its event.
pub async fn on_record(store: &Store) -> Result<Vec<RecordedCalendar>, Error> {
    let kept = store.recorded_calendar().await?;
    let kinds = [EventKind::CalendarRecorded, EventKind::LprRecorded];
    let mut found: Vec<RecordedCalendar> = Vec::new();
    let mut records = Vec::new();
    for kind in kinds {
        records.extend(store.records_of(kind).await?);
    }
    none_gone(&records, kept.iter().map(|of| of.sequence))?;
    for mut stored in kept {
        let record = stored.record.take();
        let differs = |why: &str| Error::TermsDiffer(format!("`{}`: {why}", stored.id));
        let record = record.ok_or_else(|| differs("no event put it on record"))?;
        let mut kinds = kinds.into_iter();
        let kind = kinds.find(|kind| record.event.kind.known() == Some(*kind));
        let kind = kind.ok_or_else(|| differs("no event put it on record"))?;
        held(&stored, &record).map_err(differs)?;
        let file = format!("`{}` on record", stored.id);
        let loaded = calendar_file::read(kind, stored.text, file)?;
        let replaces = record.event.body["replaces"].as_array();
        let replaces = replaces.into_iter().flatten().filter_map(Value::as_u64);
        for replaced in replaces {
            let old = found.iter_mut().find(|of| of.record.sequence == replaced);
            if let Some(old) = old {
                old.replaced_by = Some(record.sequence);
            }
        }
        found.push(RecordedCalendar {
            loaded,
            record,
            replaced_by: None,
        });
    }
    Ok(found)
}

/// What is on record under a name, `calendar/2027` or `lpr/2025-02`: the last of that name, or with `@12` behind it the
/// one of record 12. Nothing where the name has no stroke: it is one of terms.
pub async fn find(store: &Store, asked: &str) -> Result<Option<RecordedCalendar>, Error> {
    if !asked.contains('/') {
        return Ok(None);
    }
    let all = on_record(store).await?.into_iter();
    let mut last_first = all.rev();
    let found = last_first.find(|of| {
        let id = of.loaded.says.id();
        id == asked || format!("{id}@{}", of.record.sequence) == asked
    });
    found.map(Some).ok_or_else(|| {
        let why = "`zhixin terms list --recorded` tells what is";
        Error::Usage(format!("nothing is on record as `{asked}`; {why}"))
    })
}

/// The working days and the rates by which the books decide: the shipped ones and those on record. Those on record go
/// before: the books have decided by them.
pub(super) async fn at_hand(store: &Store) -> Result<(Calendar, LprSeries), Error> {
    let standing = standing(on_record(store).await?);
    let lpr = terms::lpr()?.joined(&series(&standing));
    let lpr = lpr.map_err(|gap| Error::TermsDiffer(format!("the rates at hand: {gap}")))?;
    Ok((joined_years(&standing)?, lpr))
}

fn standing(all: Vec<RecordedCalendar>) -> Vec<RecordedCalendar> {
    let all = all.into_iter();
    all.filter(|of| of.replaced_by.is_none()).collect()
}

fn joined_years(of: &[RecordedCalendar]) -> Result<Calendar, Error> {
    let years = of.iter().filter_map(|of| match &of.loaded.says {
        Says::Year(year) => Some(year),
        Says::Rates(_) => None,
    });
    Ok(years.fold(terms::calendar()?, Calendar::joined))
}

fn series(of: &[RecordedCalendar]) -> Vec<LprSeries> {
    let series = of.iter().filter_map(|of| match &of.loaded.says {
        Says::Rates(rates) => Some(rates.clone()),
        Says::Year(_) => None,
    });
    series.collect()
}
