//! What is decided about an endpoint later: it is disabled and enabled, gets a new secret, is told again, and ends.

use super::register::{one, scheme, tell_public};
use crate::governance::Refusal;
use crate::identity::{Caller, Role};
use crate::journal::{IdempotencyKey, Record};
use crate::service::Error;
use crate::service::governance::body::{Body, any};
use crate::service::identity::random;
use crate::service::keyed::Keyed;
use crate::store::{Appended, KeptWebhook, Store, WebhookChange};
use crate::units::{Digest, Moment};
use crate::webhooks::{Scheme, SigningSecret, Standing, WebhookEvent};
use serde_json::{Value, json};

/// How long the secret before signs as well where nothing is said, in microseconds: a day. [ours]
const OVERLAP: i64 = 86_400 * 1_000_000;
/// How long it may at most: 30 days. [ours]
const LONGEST_OVERLAP: i64 = 30 * OVERLAP;

/// What became of a request.
#[derive(Debug, Clone)]
pub struct Changed {
    /// Its record in the journal.
    pub record: Record,
    /// Whether it had been done before, and nothing was written now.
    pub replayed: bool,
    /// The secret, to be shown this once.
    pub secret: Option<SigningSecret>,
}

impl Changed {
    pub(super) fn of(appended: &Appended, secret: Option<SigningSecret>) -> Self {
        Self {
            record: appended.record.clone(),
            replayed: appended.replayed,
            secret: secret.filter(|_| !appended.replayed),
        }
    }
}

/// A request that changes an endpoint.
pub(super) struct Request<'a> {
    pub(super) keyed: Keyed<'a>,
}

impl<'a> Request<'a> {
    pub(super) fn new(
        at: (&'a Store, &'a Caller),
        named: (&'static str, &str),
        said: &Value,
        now: Moment,
    ) -> Result<Self, Error> {
        let keyed = Keyed::new(at, named, said, now)?;
        Ok(Self { keyed })
    }

    /// The answer of before, without its secret, if the same request was done already.
    pub(super) async fn before(&self) -> Result<Option<Changed>, Error> {
        let record = self.keyed.record().await?;
        Ok(record.map(|record| Changed {
            record,
            replayed: true,
            secret: None,
        }))
    }

    /// The key, and who asks.
    pub(super) fn named(&self) -> (IdempotencyKey, String) {
        (self.keyed.key.clone(), self.keyed.caller.to_string())
    }

    async fn keep(
        &self,
        kept: &KeptWebhook,
        what: WebhookEvent,
        secret: Option<SigningSecret>,
    ) -> Result<Changed, Error> {
        let id = &kept.endpoint.id;
        let mut body = what.body(&kept.endpoint, "", &self.keyed.digest);
        if let Some(secret) = &secret {
            tell_public(&mut body, secret);
        }
        let event = what.event(id, body, self.named(), self.keyed.now);
        let change = WebhookChange {
            id,
            what,
            secret: secret.clone(),
            event,
        };
        let appended = self.keyed.store.change_webhook(change).await?;
        Ok(Changed::of(&appended, secret))
    }
}

/// An endpoint that the caller changes and that has not ended: its owner does, and what `operates` the operator too.
async fn changeable(
    store: &Store,
    caller: &Caller,
    id: &str,
    operates: bool,
) -> Result<KeptWebhook, Error> {
    let kept = one(store, caller, id).await?;
    let may = kept.endpoint.client == caller.client || (operates && caller.role == Role::Operator);
    if !may {
        return Err(Refusal::Role {
            is: caller.role.word(),
            needs: "its owner",
        }
        .into());
    }
    if kept.endpoint.standing == Standing::Ended {
        return Err(state(id, "ended", "enabled or disabled"));
    }
    Ok(kept)
}

fn state(id: &str, is: &'static str, needs: &'static str) -> Error {
    let (what, name) = ("webhook", id.to_owned());
    let refusal = Refusal::WrongState {
        what,
        name,
        is,
        needs,
    };
    refusal.into()
}

/// Disables or enables an endpoint: `state`, and a `reason` if there is one.
pub async fn switch(
    store: &Store,
    caller: &Caller,
    (id, body): (&str, &Value),
    key: &str,
    now: Moment,
) -> Result<Changed, Error> {
    let said = json!({"webhook": id, "body": body});
    let request = Request::new((store, caller), ("webhook.state", key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let kept = changeable(store, caller, id, true).await?;
    let mut read = Body::new(body)?;
    let enabled = read.word("state", &[("enabled", true), ("disabled", false)]);
    let why = read.may("reason", any).unwrap_or_default();
    let enabled = read.finish(enabled)?;
    let is_enabled = kept.endpoint.standing == Standing::Enabled;
    match (enabled, is_enabled) {
        (true, true) => Err(state(id, "enabled", "disabled")),
        (false, false) => Err(state(id, "disabled", "enabled")),
        (true, false) => request.keep(&kept, WebhookEvent::Enabled, None).await,
        (false, true) => {
            let what = WebhookEvent::Disabled { why };
            request.keep(&kept, what, None).await
        }
    }
}

/// Gives an endpoint a new secret, of the same kind if `signature` names no other. The one before signs as well until
/// `overlap_until`.
pub async fn rotate(
    store: &Store,
    caller: &Caller,
    (id, body): (&str, &Value),
    key: &str,
    now: Moment,
) -> Result<Changed, Error> {
    let said = json!({"webhook": id, "body": body});
    let request = Request::new((store, caller), ("webhook.rotate", key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let kept = changeable(store, caller, id, false).await?;
    let mut read = Body::new(body)?;
    let last = Moment::from_micros(now.micros().saturating_add(LONGEST_OVERLAP));
    let until = read.may("overlap_until", |text| match Moment::parse(text) {
        Ok(until) if (now..=last).contains(&until) => Ok(until),
        Ok(until) => Err(format!("{until} is not from {now} to {last}")),
        Err(why) => Err(why.to_string()),
    });
    let day = Moment::from_micros(now.micros().saturating_add(OVERLAP));
    let scheme = scheme(&mut read);
    let overlap_until = read.finish(Some(until.unwrap_or(day)))?;
    let secrets = store.webhook_secrets(&kept.endpoint.id, now).await?;
    let before = secrets.first().map(SigningSecret::scheme);
    let scheme = scheme.or(before).unwrap_or(Scheme::Shared);
    let what = WebhookEvent::Rotated {
        number: kept.secret + 1,
        overlap_until,
    };
    let secret = SigningSecret::of(scheme, random()?);
    request.keep(&kept, what, Some(secret)).await
}

/// Tells an endpoint everything again that it was told after a record of the journal: `after`.
pub async fn replay(
    store: &Store,
    caller: &Caller,
    (id, body): (&str, &Value),
    key: &str,
    now: Moment,
) -> Result<Changed, Error> {
    let said = json!({"webhook": id, "body": body});
    let request = Request::new((store, caller), ("webhook.replay", key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let kept = changeable(store, caller, id, false).await?;
    let mut read = Body::new(body)?;
    let after = read
        .number("after")
        .and_then(|after| u64::try_from(after).ok());
    if after.is_some_and(|after| after > kept.told.record) {
        let message = format!(
            "it was told up to {}; a record before that would pass",
            kept.told.record
        );
        read.wrong("after", "webhook.after", message);
    }
    let after = read.finish(after)?;
    request
        .keep(&kept, WebhookEvent::Replayed { after }, None)
        .await
}

/// Ends an endpoint for ever.
pub async fn end(
    store: &Store,
    caller: &Caller,
    id: &str,
    key: &str,
    now: Moment,
) -> Result<Changed, Error> {
    let said = json!({ "webhook": id });
    let request = Request::new((store, caller), ("webhook.end", key), &said, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let kept = changeable(store, caller, id, true).await?;
    request.keep(&kept, WebhookEvent::Ended, None).await
}

/// Disables an endpoint whose receiver does not take messages: once for each turn of it.
pub(super) async fn give_up(
    store: &Store,
    kept: &KeptWebhook,
    why: String,
    now: Moment,
) -> Result<(), Error> {
    let id = &kept.endpoint.id;
    let name = format!("{id}/{}/{}", kept.told.turn, kept.told.record);
    let key = IdempotencyKey::new("zhixin", "webhook.state", name);
    let what = WebhookEvent::Disabled { why };
    let body = what.body(&kept.endpoint, "", &Digest::of(b""));
    let event = what.event(id, body, (key, "zhixin".to_owned()), now);
    let change = WebhookChange {
        id,
        what,
        secret: None,
        event,
    };
    store.change_webhook(change).await?;
    Ok(())
}
