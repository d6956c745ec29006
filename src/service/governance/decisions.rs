//! Banks decide on scores, and loans rest on what they decided.

use super::body::{Body, any};
use super::classes::of_a_score;
use super::kept::{Answer, Request, all};
use super::objections::decided;
use super::things::{ThingPage, things};
use crate::governance::{
    Approved, Ask, ConsentHeld, Grantee, LoanDecision, Outcome, Purpose, Refusal, Scored, Topic,
    deciding, duties, may_read,
};
use crate::identity::Caller;
use crate::scoring::program::Status;
use crate::service::Error;
use crate::store::{About, Store, StoredScore};
use crate::units::names::{BankId, DecisionId, ScoreId};
use crate::units::{Amount, Date, EnterpriseId, Moment, Ratio};
use serde_json::{Value, json};

fn unknown(what: &'static str, name: &str) -> Error {
    Error::Refused(Refusal::Unknown {
        what,
        name: name.to_owned(),
    })
}

/// A bank decides on a score: `outcome` approved with `amount`, `rate`, `months` and, above the recommended limit,
/// `override_reason`; or declined or withdrawn with `reason`.
pub async fn decide(
    store: &Store,
    caller: &Caller,
    (score, body): (&str, &Value),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let said = json!({"score": score, "body": body});
    let request = Request::new((store, caller), ("score.decide", key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let bank = duties::bank(caller)?;
    let today = now.business_day();
    let stored = store.score_by_id(score).await?;
    let stored = stored.ok_or_else(|| unknown("score", score))?;
    let id = ScoreId::parse(score).map_err(|_| unknown("score", score))?;
    let before = decided(store, &id, bank).await?;
    if before.is_none() && !reads(store, (bank, &id), &stored, today).await? {
        return Err(unknown("score", score));
    }
    let outcome = outcome(body)?;
    let scored = Scored {
        recommended_limit: limit(&stored)?,
        enterprise: stored.score.enterprise,
        reader: stored.score.reader,
        superseded_by: store.superseded_by(&id).await?,
        id,
    };
    let what = deciding::decide(caller, &scored, before.as_ref(), outcome, today)?;
    request.keep(what, None).await
}

/// Whether a bank may know of a score: it was shown to it, or it may be shown to it now.
async fn reads(
    store: &Store,
    (bank, id): (&BankId, &ScoreId),
    stored: &StoredScore,
    today: Date,
) -> Result<bool, Error> {
    let score = &stored.score;
    if store
        .banks_shown(std::slice::from_ref(id))
        .await?
        .contains(bank)
    {
        return Ok(true);
    }
    let events = all(store, Topic::Consent, About::Enterprise(&score.enterprise)).await?;
    let ask = Ask {
        enterprise: score.enterprise.clone(),
        grantee: Grantee::Bank(bank.clone()),
        purpose: Purpose::CreditAssessment,
        classes: of_a_score(score.reader.is_some()),
        on: today,
        live_cover: false,
    };
    Ok(may_read(&ConsentHeld::fold(&events), &ask).is_ok())
}

/// What a score recommends at most, as its document says. One that struck a veto, failed or is open recommends
/// nothing; one of a model that ranks says nothing about limits.
fn limit(stored: &StoredScore) -> Result<Option<Amount>, Error> {
    let damaged = |error: serde_json::Error| {
        Error::ReplayDiffers(stored.score.id.clone(), format!("its document: {error}"))
    };
    let document: Value = serde_json::from_str(&stored.score.assessment).map_err(damaged)?;
    let status: Status = serde_json::from_value(document["status"].clone()).map_err(damaged)?;
    let limit: Option<Amount> =
        serde_json::from_value(document["recommended_limit"].clone()).map_err(damaged)?;
    Ok(match status {
        Status::Graded | Status::Ranked | Status::Passes => limit,
        Status::Ungraded
        | Status::Vetoed
        | Status::Fails
        | Status::DependsOnExpert
        | Status::DependsOnEvidence => limit.or(Some(Amount::ZERO)),
    })
}

fn outcome(body: &Value) -> Result<Outcome, Error> {
    let mut read = Body::new(body)?;
    let words = [("approved", 0), ("declined", 1), ("withdrawn", 2)];
    let Some(word) = read.word("outcome", &words) else {
        return read.finish(None);
    };
    if word == 0 {
        let amount = read.money("amount");
        let rate = read.must("rate", Ratio::parse);
        let months = read.number("months");
        let months = months.map(|months| u32::try_from(months).unwrap_or(u32::MAX));
        let override_reason = read.may("override_reason", any);
        let whole = amount.zip(rate).zip(months);
        let whole = whole.map(|((amount, rate), months)| Approved {
            amount,
            rate,
            months,
            override_reason,
        });
        return read.finish(whole.map(Outcome::Approved));
    }
    let reason = read.must("reason", any);
    read.finish(reason.map(|reason| match word {
        1 => Outcome::Declined { reason },
        _ => Outcome::Withdrawn { reason },
    }))
}

/// The decision of an id, for the bank that made it, the enterprise, the commission or an auditor.
pub async fn decision(store: &Store, caller: &Caller, id: &str) -> Result<LoanDecision, Error> {
    let events = all(store, Topic::Decision, About::Id(id)).await?;
    let found = LoanDecision::current(&events);
    let seen = found.filter(|of| duties::sees(caller, Some(&of.enterprise), Some(&of.bank)));
    seen.ok_or_else(|| unknown("decision", id))
}

/// A page of the decisions that a caller may see on an enterprise, each as it stands.
pub async fn decisions(
    store: &Store,
    caller: &Caller,
    enterprise: &EnterpriseId,
    page: (u64, u32),
) -> Result<ThingPage<LoanDecision>, Error> {
    let of = (Topic::Decision, About::Enterprise(enterprise));
    let made = |events: Vec<_>| LoanDecision::current(&events);
    things(store, of, page, made, |of| {
        duties::sees(caller, Some(&of.enterprise), Some(&of.bank))
    })
    .await
}

/// How much loans of a bank to an enterprise may come to on a decision, and on which score it is; or why none may rest
/// on it.
pub(in crate::service) async fn carried(
    store: &Store,
    id: &DecisionId,
    (bank, enterprise): (&BankId, &EnterpriseId),
) -> Result<(Amount, ScoreId), Error> {
    let events = all(store, Topic::Decision, About::Id(id.as_str())).await?;
    let decision = LoanDecision::current(&events);
    let carries = decision.map_or_else(
        || {
            Err(format!(
                "there is no decision `{id}` of `{bank}` on {enterprise}"
            ))
        },
        |decision| Ok((decision.carries(bank, enterprise)?, decision.score)),
    );
    carries.map_err(Error::Usage)
}
