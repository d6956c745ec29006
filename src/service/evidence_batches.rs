//! Batches of evidence that are delivered 证据批次: who may deliver from which class of source, taken in like any file,
//! and shown to those whom its source lets see it.

use super::Error;
use super::import::{Choice, Input, Mapping, SourceRule};
use super::intake::{self, Request, Taken, Unsealed};
use super::keyed::Keyed;
use super::sight::Sight;
use crate::evidence::{SourceClass, Visibility};
use crate::governance::Refusal;
use crate::identity::{Caller, Role};
use crate::store::{Batch, Reject, Store};
use crate::units::{Date, Digest, EnterpriseId, Moment, Problems};
use serde_json::{Map, Value, json};

/// How many batches are read at a time, of which a caller may see few.
const AT_A_TIME: u32 = 500;

/// What is said beside a file that is delivered.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The source.
    pub source: SourceRule,
    /// Kinds of fact, with commas, where columns do not tell.
    pub kind: Option<String>,
    /// The text of a mapping 映射, where the columns do not tell enough.
    pub mapping: Option<String>,
    /// Whom the whole file is about, where rows do not tell.
    pub enterprise: Option<EnterpriseId>,
    /// The day of the export, for counts that have no day of their own.
    pub counted_on: Option<Date>,
    /// Whether one bad row refuses the file.
    pub strict: bool,
}

/// The source that a caller may deliver from: a bank what it alone knows, seen by itself; a maker of the commission
/// what is shared, of any other class.
pub fn source_of(
    caller: &Caller,
    name: String,
    class: Option<SourceClass>,
) -> Result<SourceRule, Error> {
    let (class, visibility) = match (&caller.role, class) {
        (Role::Bank(bank), None | Some(SourceClass::BankPrivate)) => (
            SourceClass::BankPrivate,
            Visibility::PrivateTo(bank.to_string()),
        ),
        (Role::Bank(_), Some(_)) => {
            return Err(class_wrong(
                "a bank delivers what it alone knows; `bank_private` would pass",
            ));
        }
        (Role::Maker, Some(class)) if class != SourceClass::BankPrivate => {
            (class, Visibility::Shared)
        }
        (Role::Maker, _) => {
            return Err(class_wrong(
                "say how far the source is trusted: `filed`, `audited` or `registry`",
            ));
        }
        (role, _) => {
            return Err(Error::Refused(Refusal::Role {
                is: role.word(),
                needs: "a maker or a bank",
            }));
        }
    };
    Ok(SourceRule {
        name,
        class,
        visibility,
    })
}

fn class_wrong(message: &str) -> Error {
    let mut problems = Problems::default();
    problems.add("class", "request.parameter", message);
    Error::Request(problems)
}

impl Delivery {
    fn said(&self, input: &Input) -> Value {
        let mut said = Map::new();
        said.insert("file".to_owned(), json!(input.digest()));
        said.insert("source".to_owned(), json!(self.source.name));
        said.insert("class".to_owned(), json!(self.source.class));
        let kind = self.kind.as_ref().map(|kind| json!(kind));
        let enterprise = self.enterprise.as_ref().map(|of| json!(of));
        let counted_on = self.counted_on.map(|day| json!(day));
        let strict = self.strict.then(|| json!(true));
        let mapping = self.mapping.as_ref();
        let mapping = mapping.map(|text| json!(Digest::of(text.as_bytes())));
        let rest = [
            ("kind", kind),
            ("mapping", mapping),
            ("enterprise", enterprise),
            ("counted_on", counted_on),
            ("strict", strict),
        ];
        for (name, value) in rest {
            if let Some(value) = value {
                said.insert(name.to_owned(), value);
            }
        }
        Value::Object(said)
    }
}

/// A delivery under way.
#[derive(Debug)]
pub struct Delivering {
    unsealed: Unsealed,
    request: Request,
}

/// The batch that the same request delivered before.
pub async fn delivered_before(
    store: &Store,
    caller: &Caller,
    (input, delivery): (&Input, &Delivery),
    key: &str,
    now: Moment,
) -> Result<Option<Batch>, Error> {
    let said = delivery.said(input);
    let keyed = Keyed::new((store, caller), ("evidence.deliver", key), &said, now)?;
    match keyed.record().await? {
        Some(record) => Ok(store.batch_sealed_by(record.sequence).await?),
        None => Ok(None),
    }
}

/// Takes the rows of a file in, in short slices beside whatever else is written. Nobody sees them yet, and a delivery
/// that breaks off here goes on where it stopped when it is sent again.
pub async fn deliver_rows(
    store: &Store,
    caller: &Caller,
    (input, delivery): (&Input, &Delivery),
    key: &str,
    now: Moment,
) -> Result<Delivering, Error> {
    let said = delivery.said(input);
    let keyed = Keyed::new((store, caller), ("evidence.deliver", key), &said, now)?;
    let mapping = delivery.mapping.as_deref().map(mapping).transpose()?;
    let request = Request {
        choice: Choice {
            kind: delivery.kind.clone(),
            mapping,
            enterprise: delivery.enterprise.clone(),
            counted_on: delivery.counted_on,
            source: Some(delivery.source.clone()),
        },
        mapping_text: delivery.mapping.clone(),
        recorded_at: now,
        today: now.business_day(),
        actor: caller.to_string(),
        strict: delivery.strict,
        asked: Some((keyed.key, keyed.digest)),
    };
    let unsealed = intake::take_rows(store, input, &request, |_| {}).await?;
    Ok(Delivering { unsealed, request })
}

/// A mapping that stands beside a file: everything wrong with it is told with its lines.
fn mapping(text: &str) -> Result<Mapping, Error> {
    Mapping::parse(text).map_err(|mut problems| {
        for problem in &mut problems.0 {
            problem.field = match problem.line.take() {
                Some(line) => format!("mapping line {line}: {}", problem.field),
                None => format!("mapping: {}", problem.field),
            };
        }
        Error::Request(problems)
    })
}

/// Seals the batch: from now on its facts are seen by those who may see its source.
pub async fn seal_delivery(store: &Store, delivering: Delivering) -> Result<(Taken, Batch), Error> {
    let taken = intake::seal(store, delivering.unsealed, &delivering.request).await?;
    let batch = store.batch(taken.batch).await?;
    let batch = batch.ok_or_else(|| unknown(&taken.batch.to_string()))?;
    Ok((taken, batch))
}

fn unknown(number: &str) -> Error {
    Error::Refused(Refusal::Unknown {
        what: "batch",
        name: number.to_owned(),
    })
}

/// Batches after a number that a caller sees, and the number to go on after if there are more.
pub async fn batches(
    store: &Store,
    caller: &Caller,
    (after, limit): (u64, u32),
) -> Result<(Vec<Batch>, Option<i64>), Error> {
    let mut after = i64::try_from(after).unwrap_or(i64::MAX);
    let (limit, mut page) = (limit as usize, Vec::<Batch>::new());
    loop {
        let found = store.batches_after(after, AT_A_TIME).await?;
        let full = found.len() == AT_A_TIME as usize;
        after = found.last().map_or(after, |last| last.number);
        for batch in found {
            if !Sight(&caller.role).source(&batch.source) {
                continue;
            }
            if page.len() == limit {
                let next = page.last().map(|last| last.number);
                return Ok((page, next));
            }
            page.push(batch);
        }
        if !full {
            return Ok((page, None));
        }
    }
}

/// One batch; what the caller does not see is not there.
pub async fn batch(store: &Store, caller: &Caller, number: &str) -> Result<Batch, Error> {
    let wanted: i64 = number.parse().map_err(|_| unknown(number))?;
    let found = store.batch(wanted).await?;
    let seen = found.filter(|batch| Sight(&caller.role).source(&batch.source));
    seen.ok_or_else(|| unknown(number))
}

/// The rejected rows of a batch after a number, each with its reasons.
pub async fn rejected(
    store: &Store,
    batch: &Batch,
    (after, limit): (u64, u32),
) -> Result<Vec<Reject>, Error> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    Ok(store.rejects(Some(batch.number), after, limit).await?)
}
