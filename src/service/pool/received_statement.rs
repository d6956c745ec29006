//! A statement of the custodian received 收到托管行对账单: noted under the key of who sends it, so that the same again is
//! answered by the books of then, and another file under the key is told apart.

use crate::identity::Caller;
use crate::journal::{Event, EventKind, Head, Record};
use crate::pool::reconcile::{Brought, CustodianStatement, Reconciling};
use crate::pool::statement::Scope;
use crate::service::Error;
use crate::service::custodian::CustodianChoice;
use crate::service::import::Input;
use crate::service::keyed::Keyed;
use crate::store::Store;
use crate::units::{Date, DateStyle, Moment, parse_date};
use serde_json::{Map, Value, json};

/// A statement as it is handed in.
#[derive(Debug, Clone)]
pub struct StatementFile {
    /// The file.
    pub input: Input,
    /// Of which account it is.
    pub scope: Scope,
    /// What is said beside the file.
    pub choice: CustodianChoice,
    /// The accounting day of what goes to suspense; that of the first time if not given.
    pub booked_on: Option<Date>,
}

/// A statement that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedStatement {
    /// The record that says so: the statement is held against the books as they stood by it, however often it is sent.
    pub at: Head,
    /// The accounting day of what goes to suspense.
    pub booked_on: Date,
    /// Whether it was received before, under the same key.
    pub before: bool,
}

/// Notes a statement, or finds the note of the same request.
pub async fn receive_statement(
    store: &Store,
    caller: &Caller,
    (file, custodian): (&StatementFile, &CustodianStatement),
    key: &str,
    now: Moment,
) -> Result<ReceivedStatement, Error> {
    let said = file.said();
    let keyed = Keyed::new((store, caller), ("bank-statement.receive", key), &said, now)?;
    if let Some(record) = keyed.record().await? {
        return received(&record, true);
    }
    // What cannot be held against the books is not noted.
    let head = store.journal_head().await?;
    let begun = Reconciling::begin(&file.scope, custodian, Brought::default(), head);
    begun.map_err(|fault| Error::Usage(fault.to_string()))?;
    let booked_on = file.booked_on.unwrap_or_else(|| now.business_day());
    let mut body = json!({
        "request": keyed.digest,
        "file": file.input.name(),
        "file_digest": file.input.digest(),
        "from": custodian.from,
        "to": custodian.to,
        "opening": custodian.opening,
        "closing": custodian.closing,
        "lines": custodian.lines.len(),
        "booked_on": booked_on,
    });
    for name in ["sheet", "pool", "district"] {
        if !said[name].is_null() {
            body[name] = said[name].clone();
        }
    }
    let event = Event {
        kind: EventKind::CustodianStatementReceived.into(),
        subject: file.scope.to_string(),
        effective_on: custodian.to,
        booked_on: now.business_day(),
        recorded_at: now,
        actor: caller.to_string(),
        key: keyed.key.clone(),
        body,
    };
    let appended = store.append_event(event).await?;
    received(&appended.record, appended.replayed)
}

fn received(record: &Record, before: bool) -> Result<ReceivedStatement, Error> {
    let day = record.event.body["booked_on"].as_str().unwrap_or_default();
    let booked_on = parse_date(day, DateStyle::Auto).map_err(|error| {
        let at = record.sequence;
        Error::Usage(format!("record {at} has no day of booking: {error}"))
    })?;
    Ok(ReceivedStatement {
        at: Head {
            sequence: record.sequence,
            hash: record.hash,
        },
        booked_on,
        before,
    })
}

impl StatementFile {
    /// What tells this request from another.
    fn said(&self) -> Value {
        let (pool, district) = match &self.scope {
            Scope::Compartment { pool, district } => (pool, Some(district)),
            scope => (scope.pool(), None),
        };
        let days = self.choice.days;
        let parts = [
            ("file", Some(json!(self.input.digest()))),
            ("pool", Some(json!(pool))),
            ("district", district.map(|of| json!(of))),
            ("sheet", self.choice.sheet.as_ref().map(|of| json!(of))),
            ("from", days.map(|(from, _)| json!(from))),
            ("to", days.map(|(_, to)| json!(to))),
            ("opening", self.choice.opening.map(|of| json!(of))),
            ("booked_on", self.booked_on.map(|of| json!(of))),
        ];
        let said = parts
            .into_iter()
            .filter_map(|(name, of)| Some((name.to_owned(), of?)));
        Value::Object(said.collect::<Map<String, Value>>())
    }
}
