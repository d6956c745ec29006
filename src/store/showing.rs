//! What is to be shown to many askers: issued where it is new, and logged, in one transaction that finds out first
//! whether what it rests on still stands.

use super::db::Db;
use super::statement::Statement;
use super::store::Store;
use super::{IssuedScore, StoreError, events, known, look_ups, rows, scores};
use crate::governance::{LookUp, Topic};
use crate::journal::{Head, WrittenEvent};
use crate::units::EnterpriseId;
use std::collections::{HashMap, HashSet};

/// Something that is to be shown, once it is logged.
#[derive(Debug, Clone)]
pub struct ToShow {
    /// The score to issue, where it is a new one.
    pub issue: Option<(WrittenEvent, IssuedScore)>,
    /// What is logged of it.
    pub look_up: LookUp,
    /// What it rests on.
    pub rests_on: RestsOn,
}

/// The records on which something rests that is to be shown: when others stand there by now, it is to be looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestsOn {
    /// What governance says of the enterprise.
    pub governed: LastGoverned,
    /// How many batches of evidence are sealed, where that matters.
    pub evidence: Option<i64>,
    /// The last event about models, where that matters.
    pub models: Option<u64>,
}

/// The last events of governance about an enterprise that bear on who may read; 0 for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastGoverned {
    /// About its consents.
    pub consent: u64,
    /// About its objections.
    pub objection: u64,
}

/// What became of something that was to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// It is logged, and may be shown.
    Logged,
    /// It is issued by this record, and logged.
    Issued(Head),
    /// Under its key a score was issued before; nothing is logged.
    Before,
    /// What it rests on has changed; nothing is logged.
    Stale,
}

impl Store {
    /// Issues and logs, all that may be or nothing. Beside what became of each it says where the journal ended before
    /// and after, if it moved.
    pub async fn show(
        &self,
        all: &[ToShow],
    ) -> Result<(Vec<Showing>, Option<(Head, Head)>), StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        let (mut became, last) = stand(&mut tx, all).await?;
        let issues: Vec<_> = all.iter().map(|one| one.issue.as_ref()).collect();
        let new = new(&mut tx, &issues, &mut became).await?;
        let mut moved = None;
        let mut parts = Vec::new();
        if !new.is_empty() {
            let written = new.iter().map(|(_, (event, _))| event);
            let (places, on, joined) = events::join_written(&mut tx, &mut writer, written).await?;
            let mut kept = Vec::with_capacity(new.len());
            for ((at, (_, score)), place) in new.iter().zip(&places) {
                became[*at] = Showing::Issued(*place);
                kept.push((rows::signed(place.sequence)?, score));
            }
            parts = vec![joined, scores::part(&mut tx, &self.documents, &kept).await?];
            moved = places.last().map(|last| (on, *last));
        }
        let shown = all.iter().zip(&became);
        let shown =
            shown.filter(|(_, became)| matches!(became, Showing::Logged | Showing::Issued(_)));
        parts.push(look_ups::part(last, shown.map(|(one, _)| &one.look_up)));
        rows::insert_parts(&mut tx, parts).await?;
        if let Some((_, last)) = moved {
            writer.head = None;
            self.commit(tx).await?;
            writer.head = Some(last);
        } else {
            self.commit(tx).await?;
        }
        Ok((became, moved))
    }
}

/// Whether what each rests on still stands, within a transaction in which nobody else can change it; and the number of the
/// last look-up.
async fn stand(tx: &mut Db, all: &[ToShow]) -> Result<(Vec<Showing>, i64), StoreError> {
    let mut seen = HashSet::with_capacity(all.len());
    let about = all.iter().map(|one| &one.look_up.enterprise);
    let about: Vec<&EnterpriseId> = about.filter(|of| seen.insert(*of)).collect();
    let last = last_governed(tx, &about).await?;
    let text = format!(
        "select (select sealed_batches from evidence_head where only_row = 1) as sealed, \
         (select coalesce(max(sequence), 0) from governed where topic = $1) as models, \
         ({}) as look_ups",
        look_ups::LAST
    );
    let row = Statement::of(text)
        .bind(Topic::Model.word())
        .one(tx)
        .await?;
    let sealed = Some(row.get("sealed")?);
    let models = Some(rows::unsigned("governed", row.get("models")?)?);
    let became = all.iter().map(|one| {
        let on = one.rests_on;
        let stands = last.get(&one.look_up.enterprise) == Some(&on.governed)
            && (on.evidence.is_none() || on.evidence == sealed)
            && (on.models.is_none() || on.models == models);
        if stands {
            Showing::Logged
        } else {
            Showing::Stale
        }
    });
    Ok((became.collect(), row.get("look_ups")?))
}

/// The scores to issue, each with its place: those of which the key is new.
async fn new<'a>(
    tx: &mut Db,
    issues: &[Option<&'a (WrittenEvent, IssuedScore)>],
    became: &mut [Showing],
) -> Result<Vec<(usize, &'a (WrittenEvent, IssuedScore))>, StoreError> {
    let standing = (0..).zip(issues).zip(became.iter());
    let standing = standing.filter(|(_, became)| **became == Showing::Logged);
    let asked: Vec<(usize, _)> = standing
        .filter_map(|((at, issue), _)| Some((at, (*issue)?)))
        .collect();
    let keys = asked.iter().map(|(_, (event, _))| &event.event.key);
    let known = known::known(tx, keys).await?;
    let mut taken: HashSet<_> = known.into_keys().collect();
    let mut new = Vec::with_capacity(asked.len());
    for (at, issue) in asked {
        if taken.insert(issue.0.event.key.clone()) {
            new.push((at, issue));
        } else {
            became[at] = Showing::Before;
        }
    }
    Ok(new)
}

/// The last events of governance about enterprises, each looked for by itself.
async fn last_governed<'e>(
    db: &mut Db,
    about: &[&'e EnterpriseId],
) -> Result<HashMap<&'e EnterpriseId, LastGoverned>, StoreError> {
    let mut last = HashMap::with_capacity(about.len());
    let places: Vec<(i64, &EnterpriseId)> = (0..).zip(about.iter().copied()).collect();
    let mut rest = places.as_slice();
    let of = |topic: Topic| {
        let topic = topic.word();
        format!(
            "(select coalesce(max(g.sequence), 0) from governed g \
             where g.enterprise = asked.enterprise and g.topic = '{topic}')"
        )
    };
    while !rest.is_empty() {
        let (size, values) = rows::values(db, 2, rest.len());
        let (now, later) = rest.split_at(size);
        let text = format!(
            "with asked (place, enterprise) as ({values}) select place, {}, {} from asked",
            of(Topic::Consent),
            of(Topic::Objection)
        );
        let query = now.iter().fold(Statement::of(text), |query, (place, of)| {
            query.bind(*place).bind(of.to_string())
        });
        for row in query.all(db).await? {
            let place = usize::try_from(row.get::<i64>(0)?);
            let of = about[place.expect("places are those that were asked")];
            let found = LastGoverned {
                consent: rows::unsigned("governed", row.get(1)?)?,
                objection: rows::unsigned("governed", row.get(2)?)?,
            };
            last.insert(of, found);
        }
        rest = later;
    }
    Ok(last)
}
