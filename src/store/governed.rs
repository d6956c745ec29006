//! Events of governance at their places: appended to the journal step by step, and read back by what they are about.

use super::db::Db;
use super::events::{self, append_one, read_head, record};
use super::row::Row;
use super::statement::Statement;
use super::store::Store;
use super::{Appended, Conflict, StoreError, known, rows};
use crate::governance::{Governed, GovernedEvent, Place, Topic};
use crate::units::names::{BankId, ScoreId};
use crate::units::{EnterpriseId, Moment};

/// About what events are read.
#[derive(Debug, Clone, Copy)]
pub enum About<'a> {
    /// One thing, by its id.
    Id(&'a str),
    /// One enterprise.
    Enterprise(&'a EnterpriseId),
    /// One bank.
    Bank(&'a BankId),
    /// Everything.
    All,
}

impl About<'_> {
    /// What narrows a query to it, by a fourth parameter, and that parameter.
    fn only(self) -> (&'static str, Option<String>) {
        match self {
            Self::Id(id) => ("and id = $4", Some(id.to_owned())),
            Self::Enterprise(of) => ("and enterprise = $4", Some(of.to_string())),
            Self::Bank(of) => ("and bank = $4", Some(of.to_string())),
            Self::All => ("", None),
        }
    }
}

/// An event of governance as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptGoverned {
    /// Its record in the journal.
    pub sequence: u64,
    /// The event.
    pub event: GovernedEvent,
}

/// A monthly report as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReport {
    /// The file's name.
    pub file: String,
    /// Its rows as they were read, as JSON.
    pub rows: String,
}

impl Store {
    /// Appends an event of governance at its place, or finds the record of the same request. A place that is taken
    /// is a conflict: somebody else took the step meanwhile.
    pub async fn append_governed(
        &self,
        event: &GovernedEvent,
        report: Option<&StoredReport>,
        recorded_at: Moment,
    ) -> Result<Appended, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        // What is decided rests on a place and on no head, so that this goes on from wherever the journal ends.
        writer.head = Some(read_head(&mut tx).await?);
        let place = event.what.place();
        let known = self::known(&mut tx, event).await?;
        if known.is_none() {
            free(&mut tx, &place).await?;
        }
        let journal = known.unwrap_or_else(|| event.to_journal(recorded_at));
        let (appended, head) = append_one(&mut tx, &mut writer, journal).await?;
        writer.head = None;
        if !appended.replayed {
            let sequence = rows::signed(appended.record.sequence)?;
            put(&mut tx, sequence, &place).await?;
            beside(&mut tx, sequence, &event.what, report).await?;
        }
        self.commit(tx).await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// Events of a topic after a sequence (0 for the first), in order.
    pub async fn governed(
        &self,
        topic: Topic,
        about: About<'_>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<KeptGoverned>, StoreError> {
        let which = |only: &str| {
            format!("where topic = $1 and sequence > $2 {only} order by sequence limit $3")
        };
        self.found(which, topic, about, (after, limit)).await
    }

    /// The events of things of a topic, in order: of those that began after a sequence (0 for the first), and of so
    /// many at most.
    pub async fn governed_things(
        &self,
        topic: Topic,
        about: About<'_>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<KeptGoverned>, StoreError> {
        let which = |only: &str| {
            format!(
                "where topic = $1 and id in (select id from governed \
                 where topic = $1 and step = 1 and sequence > $2 {only} order by sequence limit $3) \
                 order by sequence"
            )
        };
        self.found(which, topic, about, (after, limit)).await
    }

    /// The events that a condition names, which is made with the clause that says what they are to be about.
    async fn found(
        &self,
        which: impl Fn(&str) -> String,
        topic: Topic,
        about: About<'_>,
        (after, limit): (u64, u32),
    ) -> Result<Vec<KeptGoverned>, StoreError> {
        let (only, named) = about.only();
        let text = format!(
            "select {} from governed join event using (sequence) {}",
            events::COLUMNS,
            which(only)
        );
        let mut query = Statement::of(text)
            .bind(topic.word())
            .bind(rows::signed(after)?)
            .bind(rows::limit(limit));
        if let Some(named) = named {
            query = query.bind(named);
        }
        let rows = query.all(&mut self.db().await?).await?;
        rows.iter().map(kept).collect()
    }

    /// The last event of a topic.
    pub async fn last_governed(&self, topic: Topic) -> Result<Option<KeptGoverned>, StoreError> {
        let text = format!(
            "select {} from governed join event using (sequence) \
             where topic = $1 order by sequence desc limit 1",
            events::COLUMNS
        );
        let row = Statement::of(text).bind(topic.word());
        let row = row.optional(&mut self.db().await?).await?;
        row.as_ref().map(kept).transpose()
    }

    /// The sequence of the last event of a topic; 0 where there is none.
    pub async fn governed_through(&self, topic: Topic) -> Result<u64, StoreError> {
        through(&mut self.db().await?, topic).await
    }

    /// The score to which one gave way, if it did.
    pub async fn superseded_by(&self, score: &ScoreId) -> Result<Option<ScoreId>, StoreError> {
        let text = "select successor from superseded_score where score = $1";
        let new: Option<String> = Statement::of(text)
            .bind(score.as_str())
            .value_if_any(&mut self.db().await?)
            .await?;
        let read = |new: String| {
            ScoreId::parse(&new)
                .map_err(|error| StoreError::damaged("superseded_score", score, error))
        };
        new.map(read).transpose()
    }

    /// The monthly report of an id.
    pub async fn loan_report(&self, id: &str) -> Result<Option<StoredReport>, StoreError> {
        let text = "select file, body from loan_report where id = $1";
        let row = Statement::of(text).bind(id);
        let row = row.optional(&mut self.db().await?).await?;
        let read = |row: Row| {
            Ok(StoredReport {
                file: row.get("file")?,
                rows: row.get("body")?,
            })
        };
        row.map(read).transpose()
    }
}

/// The sequence of the last event of a topic.
pub(super) async fn through(db: &mut Db, topic: Topic) -> Result<u64, StoreError> {
    let text = "select coalesce(max(sequence), 0) from governed where topic = $1";
    let last = Statement::of(text).bind(topic.word());
    rows::unsigned("governed", last.value(db).await?)
}

/// The event that the same request made before, as it stands: what it made then is what it makes again, whatever
/// day it is now. Another request under the key is left to be told apart.
async fn known(
    db: &mut Db,
    event: &GovernedEvent,
) -> Result<Option<crate::journal::Event>, StoreError> {
    let found = known::known(db, std::iter::once(&event.key)).await?;
    let Some((record, _)) = found.into_values().next() else {
        return Ok(None);
    };
    let same = GovernedEvent::from_journal(&record.event)
        .is_ok_and(|before| before.request == event.request);
    if same {
        return Ok(Some(record.event));
    }
    Err(Conflict::Key(event.key.clone()).into())
}

async fn free(db: &mut Db, place: &Place) -> Result<(), StoreError> {
    let text = "select sequence from governed where topic = $1 and id = $2 and step = $3";
    let taken: Option<i64> = Statement::of(text)
        .bind(place.topic.word())
        .bind(&place.id)
        .bind(place.step)
        .value_if_any(db)
        .await?;
    match taken {
        None => Ok(()),
        Some(_) => Err(Conflict::Step(place.topic.word(), place.id.clone()).into()),
    }
}

async fn put(db: &mut Db, sequence: i64, place: &Place) -> Result<(), StoreError> {
    let text = "insert into governed (sequence, topic, id, step, enterprise, bank) \
         values ($1, $2, $3, $4, $5, $6)";
    let enterprise = place.enterprise.as_ref().map(ToString::to_string);
    let bank = place.bank.as_ref().map_or("", BankId::as_str);
    Statement::of(text)
        .bind(sequence)
        .bind(place.topic.word())
        .bind(&place.id)
        .bind(place.step)
        .bind(enterprise.unwrap_or_default())
        .bind(bank)
        .execute(db)
        .await?;
    Ok(())
}

/// Writes what stands beside the place of an event.
async fn beside(
    db: &mut Db,
    sequence: i64,
    what: &Governed,
    report: Option<&StoredReport>,
) -> Result<(), StoreError> {
    if let Governed::ObjectionUpheld { upheld, .. } = what {
        let into = "superseded_score (score, successor, sequence)";
        rows::insert(db, into, &upheld.superseded, |query, pair| {
            query
                .bind(pair.old.as_str())
                .bind(pair.new.as_str())
                .bind(sequence)
        })
        .await?;
    }
    if let (Governed::LoanReportReceived { report: of }, Some(report)) = (what, report) {
        let text = "insert into loan_report (sequence, id, bank, as_of, file, body) \
             values ($1, $2, $3, $4, $5, $6)";
        Statement::of(text)
            .bind(sequence)
            .bind(of.id.as_str())
            .bind(of.bank.as_str())
            .bind(of.as_of.to_string())
            .bind(&report.file)
            .bind(&report.rows)
            .execute(db)
            .await?;
    }
    Ok(())
}

fn kept(row: &Row) -> Result<KeptGoverned, StoreError> {
    let record = record(row)?;
    let event = GovernedEvent::from_journal(&record.event)
        .map_err(|error| StoreError::damaged("governed", record.sequence, error))?;
    Ok(KeptGoverned {
        sequence: record.sequence,
        event,
    })
}
