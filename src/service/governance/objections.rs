//! Objections received, verified, upheld or refused, answered and listed.

use super::body::{Body, any};
use super::kept::{Answer, Request, all};
use super::rescoring::successor;
use super::things::{ThingPage, things};
use crate::governance::{
    Answered, Finding, Governed, LoanDecision, Objection, Received, Refusal, Refused, Successor,
    Topic, Upheld, Verified, duties, objecting,
};
use crate::identity::{Caller, Role};
use crate::service::Error;
use crate::store::{About, Store, StoredScore};
use crate::units::names::{BankId, ObjectionId, ScoreId};
use crate::units::{Date, Digest, EnterpriseId, Moment};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Takes an objection in: `enterprise`, `scores`, `facts`, `statement`, `evidence`, and `received_on` where a maker
/// had it in writing before today.
pub async fn object(
    store: &Store,
    caller: &Caller,
    body: &Value,
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let request = Request::new((store, caller), ("objection.receive", key), body, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let today = now.business_day();
    let id = ObjectionId::parse(&request.id("objection")).expect("such an id is a name");
    let mut read = Body::new(body)?;
    let enterprise = read.must("enterprise", EnterpriseId::parse);
    let scores = read.list("scores", ScoreId::parse);
    let facts = read.digests("facts");
    let statement = read.must("statement", Digest::parse);
    let evidence = read.digests("evidence");
    let received_on = read
        .may("received_on", super::body::read_day)
        .unwrap_or(today);
    if let Some(enterprise) = &enterprise {
        duties::object(caller, enterprise)?;
        there(store, enterprise, (&scores, &facts), &mut read).await?;
    }
    let whole = enterprise.zip(statement);
    let received = whole.map(|(enterprise, statement)| Received {
        id,
        enterprise,
        scores,
        facts,
        statement,
        evidence,
        received_on,
        due_on: objecting::due_on(received_on),
    });
    let received = read.finish(received)?;
    let what = objecting::receive(caller, received, today)?;
    request.keep(what, None).await
}

/// That scores and facts that are objected to are of the enterprise.
async fn there(
    store: &Store,
    enterprise: &EnterpriseId,
    (scores, facts): (&[ScoreId], &[Digest]),
    read: &mut Body<'_>,
) -> Result<(), Error> {
    for (at, id) in scores.iter().enumerate() {
        let score = store.score_by_id(id.as_str()).await?;
        if score.is_none_or(|score| score.score.enterprise != *enterprise) {
            let message = format!("there is no score `{id}` of this enterprise");
            read.wrong(&format!("scores/{at}"), "score.unknown", message);
        }
        if scores[..at].contains(id) {
            read.wrong(
                &format!("scores/{at}"),
                "score.twice",
                "it stands here twice",
            );
        }
    }
    if facts.is_empty() {
        return Ok(());
    }
    let head = store.head().await?.sealed_batches;
    let known = store.facts_of(enterprise, head).await?;
    for (at, digest) in facts.iter().enumerate() {
        if !known.iter().any(|fact| fact.digest == *digest) {
            let message = "there is no fact of this digest about this enterprise";
            read.wrong(&format!("facts/{at}"), "fact.unknown", message);
        }
    }
    Ok(())
}

/// An objection being taken a step on.
struct Step<'a> {
    request: Request<'a>,
    objection: Objection,
    body: Body<'a>,
}

/// Begins a step, or gives the answer of before.
async fn step<'a>(
    at: (&'a Store, &'a Caller),
    (id, body): (&str, &'a Value),
    (operation, key): (&'static str, &str),
    now: Moment,
) -> Result<Result<Step<'a>, Answer>, Error> {
    let said = json!({"objection": id, "body": body});
    let request = Request::new(at, (operation, key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(Err(before));
    }
    let objection = of_id(at.0, at.1, id).await?;
    let body = Body::new(body)?;
    Ok(Ok(Step {
        request,
        objection,
        body,
    }))
}

async fn of_id(store: &Store, caller: &Caller, id: &str) -> Result<Objection, Error> {
    let events = all(store, Topic::Objection, About::Id(id)).await?;
    let found = Objection::fold(&events).pop();
    let seen = found.filter(|of| duties::sees(caller, Some(&of.received.enterprise), None));
    let unknown = || Refusal::Unknown {
        what: "objection",
        name: id.to_owned(),
    };
    Ok(seen.ok_or_else(unknown)?)
}

/// Takes a step that the body alone tells of: read and decided, and kept.
async fn take(
    at: (&Store, &Caller),
    asked: (&str, &Value),
    named: (&'static str, &str),
    now: Moment,
    decide: impl FnOnce(&Objection, Body<'_>) -> Result<Governed, Error>,
) -> Result<Answer, Error> {
    match step(at, asked, named, now).await? {
        Ok(step) => {
            let what = decide(&step.objection, step.body)?;
            step.request.keep(what, None).await
        }
        Err(before) => Ok(before),
    }
}

/// A maker verifies it: `finding` and `evidence`.
pub async fn verify_objection(
    store: &Store,
    caller: &Caller,
    asked: (&str, &Value),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let named = ("objection.verify", key);
    take((store, caller), asked, named, now, |objection, mut body| {
        let finding = body.word("finding", Finding::WORDS);
        let evidence = body.digests("evidence");
        let verified = body.finish(finding.map(|finding| Verified { finding, evidence }))?;
        Ok(objecting::verify(caller, objection, verified)?)
    })
    .await
}

/// A checker upholds it: `batches` that mend the facts, and `evidence`. Every score objected to is made again, and
/// the banks that were shown it, or decided on it, stand in the event.
pub async fn uphold_objection(
    store: &Store,
    caller: &Caller,
    asked: (&str, &Value),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let begun = step((store, caller), asked, ("objection.uphold", key), now).await?;
    let Step {
        request,
        objection,
        mut body,
    } = match begun {
        Ok(step) => step,
        Err(before) => return Ok(before),
    };
    let enterprise = &objection.received.enterprise;
    let batches = body.numbers("batches");
    let evidence = body.digests("evidence");
    for (at, batch) in batches.iter().enumerate() {
        if !store.batch_tells_of(*batch, enterprise).await? {
            let message =
                "no sealed batch of this ordinal has a fact about the enterprise that all may see";
            body.wrong(&format!("batches/{at}"), "batch.unknown", message);
        }
    }
    body.finish(Some(()))?;
    // Looked at before scores are made again: a refusal leaves nothing behind.
    let upheld = |superseded, told| Upheld {
        batches: batches.clone(),
        superseded,
        told,
        evidence: evidence.clone(),
    };
    objecting::may_uphold(caller, &objection, &batches)?;
    let (gave_way, olds) = latest(store, &objection.received.scores).await?;
    let mut superseded = Vec::new();
    for old in &olds {
        let new = successor(store, old, &caller.to_string(), now).await?;
        let old = ScoreId::parse(&old.score.id).map_err(|error| Error::Usage(error.to_string()))?;
        superseded.push(Successor { old, new });
    }
    let told = receivers(store, enterprise, (&gave_way, &superseded)).await?;
    let upheld = upheld(superseded, told);
    let what = objecting::uphold(caller, &objection, &gave_way, upheld)?;
    request.keep(what, None).await
}

/// The scores that stand today in the place of those objected to, and the steps by which older ones gave way.
async fn latest(
    store: &Store,
    scores: &[ScoreId],
) -> Result<(Vec<Successor>, Vec<StoredScore>), Error> {
    let mut gave_way = Vec::new();
    let mut last = BTreeSet::new();
    for score in scores {
        let mut old = score.clone();
        while let Some(new) = store.superseded_by(&old).await? {
            let pair = Successor {
                old,
                new: new.clone(),
            };
            gave_way.push(pair);
            old = new;
        }
        last.insert(old);
    }
    let mut stored = Vec::new();
    for id in last {
        let found = store.score_by_id(id.as_str()).await?;
        stored.push(found.ok_or_else(|| Error::UnknownScore(id.to_string()))?);
    }
    Ok((gave_way, stored))
}

/// The banks that were shown a score that gives way, decided on it, or had their own evidence read for it.
async fn receivers(
    store: &Store,
    enterprise: &EnterpriseId,
    (gave_way, superseded): (&[Successor], &[Successor]),
) -> Result<Vec<BankId>, Error> {
    let pairs = gave_way.iter().chain(superseded);
    let olds: Vec<ScoreId> = pairs.map(|pair| pair.old.clone()).collect();
    let mut banks = store.banks_shown(&olds).await?;
    for event in all(store, Topic::Decision, About::Enterprise(enterprise)).await? {
        if let Governed::LoanDecided { decision } = event.what
            && olds.contains(&decision.score)
        {
            banks.insert(decision.bank);
        }
    }
    Ok(banks.into_iter().collect())
}

/// A checker refuses it: `reason` and `evidence`.
pub async fn refuse_objection(
    store: &Store,
    caller: &Caller,
    asked: (&str, &Value),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let named = ("objection.refuse", key);
    take((store, caller), asked, named, now, |objection, mut body| {
        let reason = body.must("reason", any);
        let evidence = body.digests("evidence");
        let refused = body.finish(reason.map(|reason| Refused { reason, evidence }))?;
        Ok(objecting::refuse(caller, objection, refused)?)
    })
    .await
}

/// The enterprise is answered: `answer`, the digest of what it was written.
pub async fn answer_objection(
    store: &Store,
    caller: &Caller,
    asked: (&str, &Value),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let named = ("objection.answer", key);
    take((store, caller), asked, named, now, |objection, mut body| {
        let answer = body.must("answer", Digest::parse);
        let late = objection.is_late(now.business_day());
        let answered = body.finish(answer.map(|answer| Answered { answer, late }))?;
        Ok(objecting::answer(caller, objection, answered)?)
    })
    .await
}

/// A page of the objections that a caller may see, of one enterprise or of all; of those that are late on a day, if one
/// is given, only these.
pub async fn objections(
    store: &Store,
    caller: &Caller,
    enterprise: Option<&EnterpriseId>,
    late_on: Option<Date>,
    page: (u64, u32),
) -> Result<ThingPage<Objection>, Error> {
    let about = match (enterprise, &caller.role) {
        (Some(enterprise), _) => About::Enterprise(enterprise),
        (None, Role::Enterprise(own)) => About::Enterprise(own),
        (None, _) => About::All,
    };
    if caller.role.bank().is_some() {
        // An objection is no bank's; it is told of open ones with what it reads.
        return Ok((Vec::new(), None));
    }
    let made = |events: Vec<_>| Objection::fold(&events).pop();
    things(store, (Topic::Objection, about), page, made, |of| {
        duties::sees(caller, Some(&of.received.enterprise), None)
            && late_on.is_none_or(|day| of.is_late(day))
    })
    .await
}

/// One objection; what the caller does not see is not there.
pub async fn objection(store: &Store, caller: &Caller, id: &str) -> Result<Objection, Error> {
    let events = all(store, Topic::Objection, About::Id(id)).await?;
    let found = Objection::fold(&events)
        .pop()
        .filter(|of| duties::sees(caller, Some(&of.received.enterprise), None));
    let unknown = || Refusal::Unknown {
        what: "objection",
        name: id.to_owned(),
    };
    Ok(found.ok_or_else(unknown)?)
}

/// The decision of a bank on a score, if it made one.
pub(super) async fn decided(
    store: &Store,
    score: &ScoreId,
    bank: &BankId,
) -> Result<Option<LoanDecision>, Error> {
    let id = LoanDecision::id_of(score, bank);
    let events = all(store, Topic::Decision, About::Id(id.as_str())).await?;
    Ok(LoanDecision::current(&events))
}
