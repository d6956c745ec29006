//! Taking a file in: its rows become facts or rejected rows, slice by slice, and the batch is sealed.

use super::Error;
use super::import::{self, Choice, Input, Plan, RowOutcome};
use crate::evidence::{RecordedFact, Source};
use crate::journal::{Event, EventKind, IdempotencyKey};
use crate::store::{
    Batch, BatchHandle, Begun, NewBatch, NewFact, NewReject, RowCounts, Slice, Store,
};
use crate::units::{Date, Digest, Moment, Problems};
use serde_json::json;

/// How many read slices are written in one transaction: long enough to be fast, short enough that
/// nothing else waits on a file.
const SLICES: usize = 8;
/// How many rejected rows a strict import names.
const STRICT_SHOWN: usize = 20;

/// What is told where no row was accepted.
const NOTHING: &str = "no row was accepted; `zhixin import rejects` tells why, and `zhixin import --guess` \
     begins a mapping for columns, units and ids that are not known";

/// What a person says beside the file.
#[derive(Debug, Clone)]
pub struct Request {
    /// Kinds, mapping, enterprise and day of the export.
    pub choice: Choice,
    /// The text of the mapping, for its digest.
    pub mapping_text: Option<String>,
    /// When the engine learns the facts.
    pub recorded_at: Moment,
    /// The business day of now.
    pub today: Date,
    /// Who imports.
    pub actor: String,
    /// Whether one bad row refuses the file.
    pub strict: bool,
    /// The key of the request and the digest of what it said, where it came under one.
    pub asked: Option<(IdempotencyKey, Digest)>,
}

/// What became of a file.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The number of its batch.
    pub batch: i64,
    /// The file.
    pub file: String,
    /// The profile or mapping it was read by.
    pub plan: String,
    /// What the person should know.
    pub notices: Vec<String>,
    /// What became of its rows.
    pub counts: RowCounts,
    /// Rows that an interrupted import had done already.
    pub resumed: i64,
    /// Whether the same file had been imported before, so that nothing was added.
    pub already: bool,
}

/// A file whose rows are all kept, seen by nobody until its batch is sealed.
#[derive(Debug)]
pub struct Unsealed {
    taken: Taken,
    /// The batch; none where the same file had been sealed before.
    batch: Option<(NewBatch, BatchHandle)>,
}

/// Takes a file in. `progress` is told the bytes read so far.
pub async fn take(
    store: &Store,
    input: &Input,
    request: &Request,
    progress: impl FnMut(u64),
) -> Result<Taken, Error> {
    let unsealed = take_rows(store, input, request, progress).await?;
    seal(store, unsealed, request).await
}

/// Seals the batch of a file that was taken in: its facts are seen from now on.
pub async fn seal(store: &Store, unsealed: Unsealed, request: &Request) -> Result<Taken, Error> {
    if let Some((new, batch)) = &unsealed.batch {
        store
            .seal_batch(batch, sealing(new, batch, request))
            .await?;
    }
    Ok(unsealed.taken)
}

/// Takes the rows of a file in, slice by slice, so that nothing else waits for it.
pub async fn take_rows(
    store: &Store,
    input: &Input,
    request: &Request,
    mut progress: impl FnMut(u64),
) -> Result<Unsealed, Error> {
    let checked = |problems| Error::Checked {
        file: input.name().to_owned(),
        problems,
    };
    let plan = Plan::choose(input, &request.choice).map_err(checked)?;
    let source = plan.source(input);
    if request.strict {
        refuse_bad_rows(input, &plan)?;
    }
    let new = NewBatch {
        source: source.clone(),
        label: plan.name().to_owned(),
        mapping_digest: plan_digest(&plan, request),
        recorded_at: request.recorded_at,
    };
    let mut batch = match store.begin_batch(&new).await? {
        Begun::Already(batch) => {
            return Ok(Unsealed {
                taken: already(input, &plan, &batch),
                batch: None,
            });
        }
        Begun::Open(batch) => batch,
    };
    let resumed = batch.resumed_rows;
    let mut rows = import::read_rows(input, &plan).map_err(checked)?;
    let mut skip = usize::try_from(resumed).unwrap_or(usize::MAX);
    let mut slice = Slice {
        rows_done: resumed,
        ..Slice::default()
    };
    let mut held = 0;
    while let Some(outcomes) = rows.next() {
        let mut outcomes = outcomes.map_err(checked)?;
        let done = skip.min(outcomes.len());
        skip -= done;
        outcomes.drain(..done).for_each(drop);
        add(&mut slice, outcomes, &source);
        held += 1;
        if held == SLICES {
            held = 0;
            write(store, &mut batch, &mut slice).await?;
            progress(rows.bytes_read().unwrap_or(0));
        }
    }
    write(store, &mut batch, &mut slice).await?;
    let mut notices = plan.notices().to_vec();
    notices.extend(rows.notices());
    if batch.counts.rejected > 0 && batch.counts.accepted == 0 {
        notices.push(NOTHING.to_owned());
    }
    Ok(Unsealed {
        taken: Taken {
            batch: batch.id,
            file: input.name().to_owned(),
            plan: plan.name().to_owned(),
            notices,
            counts: batch.counts,
            resumed,
            already: false,
        },
        batch: Some((new, batch)),
    })
}

fn already(input: &Input, plan: &Plan, batch: &Batch) -> Taken {
    Taken {
        batch: batch.number,
        file: input.name().to_owned(),
        plan: plan.name().to_owned(),
        notices: plan.notices().to_vec(),
        counts: batch.counts,
        resumed: 0,
        already: true,
    }
}

/// The digest of everything beside the file that decides what its rows mean.
fn plan_digest(plan: &Plan, request: &Request) -> Digest {
    let choice = &request.choice;
    let text = format!(
        "zhixin/plan/1\n{}\n{}\n{}\n{}\n{}",
        plan.name(),
        choice.kind.as_deref().unwrap_or(""),
        choice
            .enterprise
            .as_ref()
            .map_or(String::new(), ToString::to_string),
        choice
            .counted_on
            .map_or(String::new(), |day| day.to_string()),
        request.mapping_text.as_deref().unwrap_or(""),
    );
    Digest::of(text.as_bytes())
}

/// Reads the whole file once before anything is written.
fn refuse_bad_rows(input: &Input, plan: &Plan) -> Result<(), Error> {
    let checked = |problems| Error::Checked {
        file: input.name().to_owned(),
        problems,
    };
    let mut found = Problems::default();
    let mut bad = 0_u64;
    for outcomes in import::read_rows(input, plan).map_err(checked)? {
        for outcome in outcomes.map_err(checked)? {
            let RowOutcome::Rejected { row, problems, .. } = outcome else {
                continue;
            };
            bad += 1;
            if found.0.len() < STRICT_SHOWN {
                let line = u32::try_from(row).ok();
                found.0.extend(problems.0.into_iter().map(|mut problem| {
                    problem.line = line;
                    problem
                }));
            }
        }
    }
    if bad == 0 {
        return Ok(());
    }
    found.add(
        "",
        "strict",
        format!("{bad} rows will not do, and a strict import takes all or none"),
    );
    Err(checked(found))
}

fn add(slice: &mut Slice, outcomes: Vec<RowOutcome>, source: &Source) {
    for outcome in outcomes {
        slice.rows_done += 1;
        match outcome {
            RowOutcome::Facts { row, facts } => {
                slice
                    .facts
                    .extend(facts.into_iter().map(|(enterprise, fact, availability)| {
                        let digest =
                            RecordedFact::content_digest(&enterprise, &fact, &availability, source);
                        NewFact {
                            enterprise,
                            fact,
                            availability,
                            row,
                            digest,
                        }
                    }));
            }
            RowOutcome::Rejected {
                row,
                problems,
                text,
            } => {
                slice.rejects.push(NewReject {
                    row,
                    given: text.replace('\0', "\\x00"),
                    problems,
                });
            }
        }
    }
}

async fn write(store: &Store, batch: &mut BatchHandle, slice: &mut Slice) -> Result<(), Error> {
    if slice.rows_done > batch.counts.read {
        store.append_slice(batch, slice).await?;
    }
    slice.facts.clear();
    slice.rejects.clear();
    Ok(())
}

fn sealing(new: &NewBatch, batch: &BatchHandle, request: &Request) -> Event {
    let source = &new.source;
    let counts = batch.counts;
    let key = format!(
        "{} {} {}",
        source.file_digest, new.mapping_digest, source.name
    );
    let natural = IdempotencyKey::new(request.actor.as_str(), "evidence.seal", key);
    let (key, asked) = match &request.asked {
        Some((key, asked)) => (key.clone(), Some(asked)),
        None => (natural, None),
    };
    let mut event = Event {
        kind: EventKind::EvidenceBatchSealed.into(),
        subject: source.file.clone(),
        effective_on: request.today,
        booked_on: request.today,
        recorded_at: request.recorded_at,
        actor: request.actor.clone(),
        key,
        body: json!({
            "file": source.file,
            "file_digest": source.file_digest,
            "source": source.name,
            "source_class": source.class,
            "plan": new.label,
            "plan_digest": new.mapping_digest,
            "rows": {
                "read": counts.read,
                "accepted": counts.accepted,
                "rejected": counts.rejected,
                "duplicate": counts.duplicate,
            },
            "facts": counts.facts,
        }),
    };
    if let Some(asked) = asked {
        event.body["request"] = json!(asked);
    }
    event
}
