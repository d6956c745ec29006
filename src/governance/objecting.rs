//! What is decided on objections: who may take each step, and when it may be taken.

use super::duties;
use super::governed::Governed;
use super::objection::{Objection, Stage};
use super::objection_steps::{Answered, Finding, Received, Refused, Successor, Upheld, Verified};
use super::refusal::Refusal;
use crate::identity::Caller;
use crate::units::Date;
use crate::units::names::ScoreId;
use jiff::ToSpan;

/// In how many calendar days an objection is verified and answered: article 25 of the Regulation on the
/// Administration of the Credit Reporting Industry 《征信业管理条例》第二十五条, 20 days from receipt.
pub const DAYS: i64 = 20;

/// The last day to answer what came in on a day.
pub fn due_on(received_on: Date) -> Date {
    received_on.checked_add(DAYS.days()).unwrap_or(Date::MAX)
}

/// Takes an objection in.
pub fn receive(caller: &Caller, received: Received, today: Date) -> Result<Governed, Refusal> {
    duties::object(caller, &received.enterprise)?;
    if received.scores.is_empty() && received.facts.is_empty() {
        return Err(Refusal::NothingNamed {
            what: "score or fact that is objected to",
        });
    }
    if received.received_on > today {
        return Err(Refusal::Day {
            field: "received_on",
            why: format!("{today} or an earlier day would pass"),
        });
    }
    Ok(Governed::ObjectionReceived { received })
}

/// Verifies it.
pub fn verify(
    caller: &Caller,
    objection: &Objection,
    verified: Verified,
) -> Result<Governed, Refusal> {
    duties::maker(caller)?;
    at(objection, &[Stage::Received], "received and not verified")?;
    if verified.evidence.is_empty() {
        return Err(Refusal::NothingNamed {
            what: "digest of what the finding rests on",
        });
    }
    Ok(Governed::ObjectionVerified {
        objection: objection.received.id.clone(),
        enterprise: objection.received.enterprise.clone(),
        verified,
    })
}

/// Whether somebody may decide on it now.
pub fn may_decide(caller: &Caller, objection: &Objection) -> Result<(), Refusal> {
    duties::checker(caller, objection.verified_by.as_deref().unwrap_or_default())?;
    at(objection, &[Stage::Verified], "verified and not decided")
}

/// Whether somebody may uphold it now by some batches.
pub fn may_uphold(caller: &Caller, objection: &Objection, batches: &[i64]) -> Result<(), Refusal> {
    may_decide(caller, objection)?;
    let found = objection.verified.as_ref().map(|verified| verified.finding);
    if found != Some(Finding::Founded) {
        return Err(Refusal::WrongState {
            what: "objection",
            name: objection.received.id.to_string(),
            is: "verified as unfounded",
            needs: "verified as founded, or refused",
        });
    }
    if batches.is_empty() {
        return Err(mended(
            "an objection is upheld by facts; name the sealed batch that adds or takes back what was wrong",
        ));
    }
    Ok(())
}

fn mended(why: &str) -> Refusal {
    Refusal::NothingMended {
        why: why.to_owned(),
    }
}

/// Upholds it. Facts must mend what was wrong, and every score objected to must have given way to another, by this
/// objection or by one before it.
pub fn uphold(
    caller: &Caller,
    objection: &Objection,
    before: &[Successor],
    upheld: Upheld,
) -> Result<Governed, Refusal> {
    may_uphold(caller, objection, &upheld.batches)?;
    let gave_way = |score: &ScoreId| {
        let mut pairs = before.iter().chain(&upheld.superseded);
        pairs.any(|pair| pair.old == *score)
    };
    let mut named = objection.received.scores.iter();
    if let Some(left) = named.find(|score| !gave_way(score)) {
        return Err(mended(&format!(
            "the score `{left}` is objected to and has no successor; score the enterprise again"
        )));
    }
    if let Some(pair) = upheld.superseded.iter().find(|pair| pair.old == pair.new) {
        return Err(mended(&format!(
            "the score `{}` comes out as it was; the batches change nothing in it",
            pair.old
        )));
    }
    Ok(Governed::ObjectionUpheld {
        objection: objection.received.id.clone(),
        enterprise: objection.received.enterprise.clone(),
        upheld,
    })
}

/// Refuses it.
pub fn refuse(
    caller: &Caller,
    objection: &Objection,
    refused: Refused,
) -> Result<Governed, Refusal> {
    may_decide(caller, objection)?;
    if refused.reason.trim().is_empty() {
        return Err(Refusal::NoReason {
            needs: "the enterprise is told why its objection is refused",
        });
    }
    Ok(Governed::ObjectionRefused {
        objection: objection.received.id.clone(),
        enterprise: objection.received.enterprise.clone(),
        refused,
    })
}

/// Answers the enterprise.
pub fn answer(
    caller: &Caller,
    objection: &Objection,
    answered: Answered,
) -> Result<Governed, Refusal> {
    duties::answer(caller)?;
    let decided = [Stage::Upheld, Stage::Refused];
    at(objection, &decided, "upheld or refused, and not answered")?;
    Ok(Governed::ObjectionAnswered {
        objection: objection.received.id.clone(),
        enterprise: objection.received.enterprise.clone(),
        answered,
    })
}

fn at(objection: &Objection, stages: &[Stage], needs: &'static str) -> Result<(), Refusal> {
    let stage = objection.stage();
    if stages.contains(&stage) {
        return Ok(());
    }
    Err(Refusal::WrongState {
        what: "objection",
        name: objection.received.id.to_string(),
        is: stage.word(),
        needs,
    })
}
