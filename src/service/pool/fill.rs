//! What the records tell of a request: the score that a loan rests on, the event that is taken back.

use super::books::Books;
use super::request::Asked;
use crate::pool::Action;
use crate::service::Error;
use crate::service::governance::carried;
use crate::units::{Amount, Date};
use serde_json::{Value, json};

/// What stands for a part of a score that the request leaves to the records.
const LEFT_OPEN: &str = "-";
const NO_DAY: Date = Date::constant(1900, 1, 1);

/// Puts a stand-in for every part of a score that was not said.
pub(super) fn stand_in(score: &mut Value) {
    let parts = [
        ("model", json!(LEFT_OPEN)),
        ("as_of", json!(NO_DAY)),
        ("grade", json!(LEFT_OPEN)),
        ("limit", json!(Amount::ZERO)),
    ];
    for (name, value) in parts {
        if score[name].is_null() {
            score[name] = value;
        }
    }
}

/// Fills a request from the records.
pub(super) async fn fill(books: &Books, asked: &mut Asked) -> Result<(), Error> {
    match &mut asked.command.action {
        Action::Enrol { enrolment } => {
            if let Some(decision) = &enrolment.decision {
                let loan = (&enrolment.bank, &enrolment.enterprise, enrolment.limit);
                carried(&books.store, decision, loan).await?;
            }
            let Some(held) = &mut enrolment.score else {
                return Ok(());
            };
            if held.model != LEFT_OPEN && held.as_of != NO_DAY && held.grade.as_str() != LEFT_OPEN {
                return Ok(());
            }
            let unknown = || Error::UnknownScore(held.id.clone());
            let stored = books
                .store
                .score_by_id(&held.id)
                .await?
                .ok_or_else(unknown)?;
            let document: Value =
                serde_json::from_str(&stored.score.assessment).unwrap_or(Value::Null);
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let graded = serde_json::from_value(document["grade"].clone());
            let limit = serde_json::from_value(document["recommended_limit"].clone());
            let (Ok(grade), Ok(limit)) = (graded, limit) else {
                let id = &held.id;
                return Err(Error::Usage(format!(
                    "the score `{id}` recommends no limit, and no loan can rest on it"
                )));
            };
            held.model = text(&document["model"]["id"]);
            held.as_of = stored.score.as_of;
            held.grade = grade;
            held.limit = limit;
        }
        Action::Correct {
            sequence,
            booked_on,
            original,
            ..
        } => {
            let Some(event) = books.event(*sequence).await? else {
                return Err(Error::Usage(format!(
                    "there is no event {sequence} in the books"
                )));
            };
            *booked_on = event.booked_on;
            **original = event.what;
        }
        _ => {}
    }
    Ok(())
}
