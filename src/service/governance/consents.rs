//! Consents recorded, taken back and listed.

use super::body::{Body, any};
use super::kept::{Answer, Request, all};
use super::things::{ThingPage, things};
use crate::governance::{
    Consent, ConsentHeld, DataClass, Grantee, Obtained, Purpose, Refusal, Revocation, Topic,
    consenting, duties,
};
use crate::identity::{Caller, Role};
use crate::service::Error;
use crate::store::{About, Store};
use crate::units::names::ConsentId;
use crate::units::{Digest, EnterpriseId, Moment};
use serde_json::{Value, json};

/// Records a consent: `enterprise`, `grantee`, `purposes`, `classes`, `from`, `until`, `evidence`, `obtained`.
pub async fn record_consent(
    store: &Store,
    caller: &Caller,
    body: &Value,
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let request = Request::new((store, caller), ("consent.record", key), body, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let id = ConsentId::parse(&request.id("consent")).expect("such an id is a name");
    let consent = consent(id, body)?;
    let held = consents_of(store, &consent.enterprise).await?;
    let what = consenting::record(caller, consent, &held, now.business_day())?;
    request.keep(what, None).await
}

fn consent(id: ConsentId, body: &Value) -> Result<Consent, Error> {
    let mut body = Body::new(body)?;
    let enterprise = body.must("enterprise", EnterpriseId::parse);
    let grantee = body.must("grantee", Grantee::parse);
    let purposes = body.words("purposes", Purpose::WORDS);
    let classes = body.words("classes", DataClass::WORDS);
    let (from, until) = (body.day("from"), body.day("until"));
    let evidence = body.must("evidence", Digest::parse);
    let obtained = body.word("obtained", Obtained::WORDS);
    let whole = || {
        Some(Consent {
            id,
            enterprise: enterprise?,
            grantee: grantee?,
            purposes: purposes.into_iter().collect(),
            classes: classes.into_iter().collect(),
            from: from?,
            until: until?,
            evidence: evidence?,
            obtained: obtained?,
        })
    };
    let whole = whole();
    body.finish(whole)
}

/// Takes a consent back: `on`, `reason` and `evidence`, of which only the day must be there.
pub async fn revoke_consent(
    store: &Store,
    caller: &Caller,
    (id, body): (&str, &Value),
    key: &str,
    now: Moment,
) -> Result<Answer, Error> {
    let said = json!({"consent": id, "body": body});
    let request = Request::new((store, caller), ("consent.revoke", key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let mut read = Body::new(body)?;
    let on = read.day("on");
    let reason = read.may("reason", any);
    let evidence = read.may("evidence", Digest::parse);
    let revocation = on.map(|on| Revocation {
        on,
        reason,
        evidence,
    });
    let revocation = read.finish(revocation)?;
    let events = all(store, Topic::Consent, About::Id(id)).await?;
    let held = ConsentHeld::fold(&events).pop();
    let held = held.ok_or_else(|| Refusal::Unknown {
        what: "consent",
        name: id.to_owned(),
    })?;
    let what = consenting::revoke(caller, &held, revocation)?;
    request.keep(what, None).await
}

/// A page of the consents that a caller may see, of one enterprise or of all: a bank those given to it, an enterprise
/// its own, the commission and an auditor every one.
pub async fn consents(
    store: &Store,
    caller: &Caller,
    enterprise: Option<&EnterpriseId>,
    page: (u64, u32),
) -> Result<ThingPage<ConsentHeld>, Error> {
    let about = match (enterprise, &caller.role) {
        (Some(enterprise), _) => About::Enterprise(enterprise),
        (None, Role::Bank(bank)) => About::Bank(bank),
        (None, Role::Enterprise(own)) => About::Enterprise(own),
        (None, _) => About::All,
    };
    let made = |events: Vec<_>| ConsentHeld::fold(&events).pop();
    things(store, (Topic::Consent, about), page, made, |held| {
        let consent = &held.consent;
        duties::sees(caller, Some(&consent.enterprise), consent.grantee.bank())
    })
    .await
}

/// One consent; what the caller does not see is not there.
pub async fn consent_held(store: &Store, caller: &Caller, id: &str) -> Result<ConsentHeld, Error> {
    let events = all(store, Topic::Consent, About::Id(id)).await?;
    let found = ConsentHeld::fold(&events).pop().filter(|held| {
        let consent = &held.consent;
        duties::sees(caller, Some(&consent.enterprise), consent.grantee.bank())
    });
    let unknown = || Refusal::Unknown {
        what: "consent",
        name: id.to_owned(),
    };
    Ok(found.ok_or_else(unknown)?)
}

/// Every consent of an enterprise.
pub(in crate::service) async fn consents_of(
    store: &Store,
    enterprise: &EnterpriseId,
) -> Result<Vec<ConsentHeld>, Error> {
    let events = all(store, Topic::Consent, About::Enterprise(enterprise)).await?;
    Ok(ConsentHeld::fold(&events))
}
