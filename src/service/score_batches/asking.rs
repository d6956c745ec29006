//! A batch taken in: read whole, held against what may be, and put on record under its key.

use super::enterprises::{enterprises_of, of_body};
use crate::governance::{Grantee, Refusal};
use crate::identity::Caller;
use crate::journal::{Event, EventKind, Record};
use crate::service::Error;
use crate::service::governance::ScoreTerms;
use crate::service::governance::body::Body;
use crate::service::import::Input;
use crate::service::keyed::Keyed;
use crate::service::score::{Request, Used};
use crate::service::scorer::Scorer;
use crate::store::{NewScoreBatch, Store};
use crate::units::names::ScoreBatchId;
use crate::units::{Date, Digest, EnterpriseId, Moment, Problems};
use serde_json::{Value, json};

/// How much may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchCaps {
    /// Enterprises of one batch.
    pub rows: usize,
    /// Batches of one client that have not ended.
    pub of_a_client: usize,
    /// Such batches of all together.
    pub of_all: usize,
}

/// From where a batch is read.
#[derive(Debug)]
pub enum BatchSource<'a> {
    /// A body with a list of `enterprises`, and what is said of their scores.
    Body(&'a Value),
    /// A file with a column of enterprises.
    File {
        /// The file.
        input: &'a Input,
        /// The sheet of a workbook; absent is the first that is not empty.
        sheet: Option<&'a str>,
        /// What is said of the scores.
        fields: &'a Value,
    },
}

/// A batch that was read.
#[derive(Debug)]
pub struct BatchAsk {
    /// What is asked of each.
    terms: ScoreTerms,
    /// Whom it is about.
    enterprises: Vec<EnterpriseId>,
    /// What tells this request from another.
    said: Value,
}

/// Reads a batch whole, or tells everything wrong with it. Nothing is written.
pub async fn read(
    scorer: &Scorer,
    caller: &Caller,
    source: &BatchSource<'_>,
    caps: BatchCaps,
    today: Date,
) -> Result<BatchAsk, Error> {
    if Grantee::of(&caller.role).is_none() {
        return Err(Refusal::Role {
            is: caller.role.word(),
            needs: "a bank or the commission",
        }
        .into());
    }
    let (terms, enterprises, said) = match source {
        BatchSource::Body(value) => {
            let mut body = Body::new(value)?;
            let enterprises = of_body(&mut body, caps.rows);
            let terms = ScoreTerms::read(&mut body, today);
            (body.finish(terms)?, enterprises, (*value).clone())
        }
        BatchSource::File {
            input,
            sheet,
            fields,
        } => {
            let mut body = Body::new(fields)?;
            let terms = ScoreTerms::read(&mut body, today);
            let terms = body.finish(terms)?;
            let enterprises = enterprises_of(input, *sheet, caps.rows);
            let enterprises = enterprises.map_err(|problems| Error::Checked {
                file: input.name().to_owned(),
                problems,
            })?;
            let said = json!({"file": input.digest(), "sheet": sheet, "fields": fields});
            (terms, enterprises, said)
        }
    };
    if let Some(model) = &terms.model {
        scorer.check(model, terms.segment.as_deref()).await?;
    }
    if terms.as_of > today {
        return Err(Error::Future {
            asked: terms.as_of,
            today,
        });
    }
    Ok(BatchAsk {
        terms,
        enterprises,
        said,
    })
}

/// Puts a batch on record, or finds the record of the same request; and whether that stood before.
pub async fn ask(
    store: &Store,
    (caller, trace): (&Caller, &str),
    (asked, caps): (&BatchAsk, BatchCaps),
    key: &str,
    now: Moment,
) -> Result<(Record, bool), Error> {
    let keyed = Keyed::new((store, caller), ("score-batch.ask", key), &asked.said, now)?;
    if let Some(before) = keyed.record().await? {
        return Ok((before, true));
    }
    room(store, caller, caps).await?;
    let id = ScoreBatchId::parse(&keyed.id("batch")).expect("such an id is a name");
    let lines: Vec<String> = asked.enterprises.iter().map(ToString::to_string).collect();
    let event = Event {
        kind: EventKind::ScoreBatchAsked.into(),
        subject: id.to_string(),
        effective_on: asked.terms.as_of,
        booked_on: now.business_day(),
        recorded_at: now,
        actor: caller.to_string(),
        key: keyed.key.clone(),
        body: json!({
            "request": keyed.digest,
            "by": caller.to_string(),
            "ask": asked.terms.said(),
            "rows": asked.enterprises.len(),
            "rows_digest": Digest::of(lines.join("\n").as_bytes()),
        }),
    };
    let new = NewScoreBatch {
        id: &id,
        caller,
        trace,
        enterprises: &asked.enterprises,
        event,
    };
    let appended = store.ask_score_batch(new).await?;
    Ok((appended.record, appended.replayed))
}

/// Whether one more may be asked for.
async fn room(store: &Store, caller: &Caller, caps: BatchCaps) -> Result<(), Error> {
    let open = store.open_score_batches().await?;
    let own = open.iter().filter(|of| of.caller.client == caller.client);
    let (own, all) = (own.count(), open.len());
    let why = if own >= caps.of_a_client {
        format!("the client has {own} batches that have not ended; wait for one, or cancel one")
    } else if all >= caps.of_all {
        format!("{all} batches have not ended; ask again when one has")
    } else {
        return Ok(());
    };
    let mut problems = Problems::default();
    problems.add("", "score-batch.many", why);
    Err(Error::Request(problems))
}

/// The request for a score of a caller, before it has a key.
pub(super) fn request(caller: &Caller, terms: &ScoreTerms, now: Moment) -> Request {
    Request {
        as_of: terms.as_of,
        basis: terms.basis,
        segment: terms.segment.clone(),
        experts: crate::service::experts::ExpertSheets::new(),
        reader: caller.role.bank().filter(|_| terms.private).cloned(),
        asked: None,
        used: Used {
            purpose: Some(terms.purpose),
            at: terms.at.clone(),
        },
        approval: None,
        actor: caller.to_string(),
        now,
        today: now.business_day(),
        issue: true,
    }
}
