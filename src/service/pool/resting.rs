//! What a loan rests on: the score, the consent and the decision of the records, and not what the bank says of them.

use super::books::Books;
use crate::governance::{Ask, ConsentHeld, Grantee, Purpose, may_read};
use crate::pool::enrolment::{Enrolment, ScoreHeld};
use crate::service::Error;
use crate::service::governance::{carried, consents_of, of_a_score};
use crate::store::StoredScore;
use crate::units::names::{GradeName, ScoreId};
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

fn is_whole(held: &ScoreHeld) -> bool {
    held.model != LEFT_OPEN && held.as_of != NO_DAY && held.grade.as_str() != LEFT_OPEN
}

/// Rests an enrolment on the records. Where the books take what is stated, a score and a consent of elsewhere may be
/// stated whole; what is on record is never stated otherwise.
pub(super) async fn rest(books: &Books, enrolment: &mut Enrolment, on: Date) -> Result<(), Error> {
    let mut on_score = None;
    if let Some(decision) = &enrolment.decision {
        let loan = (&enrolment.bank, &enrolment.enterprise);
        let (approved, score) = carried(&books.store, decision, loan).await?;
        enrolment.decided = Some(approved);
        on_score = Some(score);
    }
    consent(books, enrolment, on).await?;
    let Some(mut held) = enrolment.score.take() else {
        return Ok(());
    };
    match books.store.score_by_id(&held.id).await? {
        Some(stored) => {
            decided(books, &held.id, on_score.as_ref())?;
            on_record(books, enrolment, &mut held, &stored).await?;
        }
        None if books.takes_stated() && is_whole(&held) => {}
        None => return Err(Error::UnknownScore(held.id.clone())),
    }
    enrolment.score = Some(held);
    Ok(())
}

/// That a loan on a score of the records names the bank's decision on that score, where the books ask for it. Books that
/// are imported do not: what was lent before there were decisions rests on none.
fn decided(books: &Books, score: &str, decided_on: Option<&ScoreId>) -> Result<(), Error> {
    match decided_on {
        Some(on) if on.as_str() == score => Ok(()),
        Some(on) => Err(Error::Usage(format!(
            "decision: it is on the score `{on}`, and the loan names `{score}`; name the decision on that one"
        ))),
        None if books.needs_decisions() => Err(Error::Usage(format!(
            "decision: the loan rests on the score `{score}` of the records; decide on that score first, and name the decision"
        ))),
        None => Ok(()),
    }
}

/// The consent of the enterprise to the bank that is on record tells until when it stands.
async fn consent(books: &Books, enrolment: &mut Enrolment, on: Date) -> Result<(), Error> {
    if books.takes_stated() && enrolment.consent_until.is_some() {
        return Ok(());
    }
    let held: Vec<ConsentHeld> = consents_of(&books.store, &enrolment.enterprise).await?;
    let ask = Ask {
        enterprise: enrolment.enterprise.clone(),
        grantee: Grantee::Bank(enrolment.bank.clone()),
        purpose: Purpose::CoverMonitoring,
        classes: of_a_score(false),
        on,
        live_cover: false,
    };
    enrolment.consent_until = may_read(&held, &ask).ok().map(|grant| grant.until);
    Ok(())
}

/// That a score of the records is one on which this loan may rest; what was left open is filled from it.
async fn on_record(
    books: &Books,
    enrolment: &Enrolment,
    held: &mut ScoreHeld,
    stored: &StoredScore,
) -> Result<(), Error> {
    let score = &stored.score;
    let other_bank = score
        .reader
        .as_deref()
        .is_some_and(|bank| bank != enrolment.bank.as_str());
    // A score of another enterprise, or one that read another bank's evidence, is not there for this loan.
    if score.enterprise != enrolment.enterprise || other_bank {
        return Err(Error::UnknownScore(held.id.clone()));
    }
    let id = &held.id;
    if let Ok(name) = ScoreId::parse(id)
        && let Some(by) = books.store.superseded_by(&name).await?
    {
        let told =
            format!("the score `{id}` gave way to `{by}` after an objection; enrol on that one");
        return Err(Error::Usage(told));
    }
    let document: Value = serde_json::from_str(&score.assessment).unwrap_or(Value::Null);
    let grade: Result<GradeName, _> = serde_json::from_value(document["grade"].clone());
    let limit: Result<Amount, _> = serde_json::from_value(document["recommended_limit"].clone());
    let (Ok(grade), Ok(limit)) = (grade, limit) else {
        return Err(Error::Usage(format!(
            "the score `{id}` recommends no limit, and no loan can rest on it"
        )));
    };
    let model = document["model"]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let stated = [
        (
            "score-model",
            held.model != LEFT_OPEN && held.model != model,
            model.clone(),
        ),
        (
            "score-as-of",
            held.as_of != NO_DAY && held.as_of != score.as_of,
            score.as_of.to_string(),
        ),
        (
            "grade",
            held.grade.as_str() != LEFT_OPEN && held.grade != grade,
            grade.to_string(),
        ),
        (
            "score-limit",
            held.limit != Amount::ZERO && held.limit != limit,
            limit.to_string(),
        ),
    ];
    if let Some((field, _, says)) = stated.iter().find(|(_, differs, _)| *differs) {
        return Err(Error::Usage(format!(
            "{field}: the score `{id}` says {says}; leave it out, and it is read from the records"
        )));
    }
    held.model = model;
    held.as_of = score.as_of;
    held.grade = grade;
    held.limit = limit;
    Ok(())
}
