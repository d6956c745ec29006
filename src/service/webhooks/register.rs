//! Endpoints registered and shown.

use super::changes::{Changed, Request};
use super::targets::Targets;
use crate::governance::Refusal;
use crate::identity::{Caller, Role};
use crate::service::Error;
use crate::service::governance::body::{Body, any};
use crate::service::identity::random;
use crate::store::{KeptAttempt, KeptWebhook, Store};
use crate::units::names::WebhookId;
use crate::units::{Moment, Problems};
use crate::webhooks::{Endpoint, Notice, Scheme, SigningSecret, Standing, WebhookEvent};
use serde_json::{Value, json};

/// So many endpoints of a client are not ended at most. [ours]
const MOST_OF_A_CLIENT: usize = 8;
/// So many of all clients together: each has one send under way at most. [ours]
const MOST: usize = 256;

/// Registers an endpoint: `url`, `kinds`, and a `description` and a `signature` if there are any. A shared secret is in the
/// answer, and in no later one; of a key the public half is.
pub async fn register(
    store: &Store,
    (caller, targets): (&Caller, &Targets),
    body: &Value,
    key: &str,
    now: Moment,
) -> Result<Changed, Error> {
    let request = Request::new((store, caller), ("webhook.register", key), body, now)?;
    if let Some(before) = request.before().await? {
        return Ok(before);
    }
    let id = WebhookId::parse(&request.keyed.id("webhook")).expect("such an id is a name");
    let (endpoint, scheme) = endpoint(id, (caller, targets), body, now)?;
    let all = store.webhooks(None).await?;
    let live = |kept: &&KeptWebhook| kept.endpoint.standing != Standing::Ended;
    let own = |kept: &&KeptWebhook| kept.endpoint.client == caller.client;
    let count = all.iter().filter(live).filter(own).count();
    let registered = store.registry().await?.client(&caller.client).is_some();
    let refused = if !registered {
        Some("only a client of the register has endpoints".to_owned())
    } else if count >= MOST_OF_A_CLIENT {
        Some(format!(
            "the client has {count} endpoints; end one of them first"
        ))
    } else if all.iter().filter(live).count() >= MOST {
        Some(format!(
            "there are {MOST} endpoints already; the operator can end some"
        ))
    } else {
        None
    };
    if let Some(why) = refused {
        let mut problems = Problems::default();
        problems.add("", "webhook.many", why);
        return Err(Error::Request(problems));
    }
    let url = targets.read(&endpoint.url).map_err(Error::Usage)?;
    let origin = url.origin().ascii_serialization();
    let secret = SigningSecret::of(scheme, random()?);
    let what = WebhookEvent::Registered;
    let mut said = what.body(&endpoint, &origin, &request.keyed.digest);
    tell_public(&mut said, &secret);
    let event = what.event(&endpoint.id, said, request.named(), now);
    let appended = store.register_webhook(&endpoint, &secret, event).await?;
    Ok(Changed::of(&appended, Some(secret)))
}

/// The journal has the public half of a key: what was signed by it can be proved for ever.
pub(super) fn tell_public(said: &mut Value, secret: &SigningSecret) {
    if let Some(public) = secret.public() {
        said["public_key"] = json!(public);
    }
}

/// Reads how messages are to be signed.
pub(super) fn scheme(read: &mut Body<'_>) -> Option<Scheme> {
    read.field("signature")?;
    read.word("signature", Scheme::WORDS)
}

fn endpoint(
    id: WebhookId,
    (caller, targets): (&Caller, &Targets),
    body: &Value,
    now: Moment,
) -> Result<(Endpoint, Scheme), Error> {
    let open: Vec<(&'static str, Notice)> = Notice::WORDS
        .iter()
        .filter(|(_, notice)| notice.is_open_to(&caller.role))
        .copied()
        .collect();
    if open.is_empty() {
        return Err(Refusal::Role {
            is: caller.role.word(),
            needs: "a bank, a contributor, the commission, an auditor or the operator",
        }
        .into());
    }
    let mut read = Body::new(body)?;
    let url = read.must("url", |text| targets.read(text));
    let mut notices = read.words("kinds", &open);
    if notices.is_empty() {
        let words: Vec<&str> = open.iter().map(|(word, _)| *word).collect();
        let message = format!("name at least one of: {}", words.join(", "));
        read.wrong("kinds", "webhook.kinds", message);
    }
    notices.sort_unstable();
    notices.dedup();
    let description = read.may("description", any).unwrap_or_default();
    let scheme = scheme(&mut read).unwrap_or(Scheme::Shared);
    let endpoint = url.map(|url| Endpoint {
        id,
        client: caller.client.clone(),
        url: url.to_string(),
        notices,
        description,
        registered_at: now,
        standing: Standing::Enabled,
    });
    read.finish(endpoint.map(|endpoint| (endpoint, scheme)))
}

/// The public keys by which messages to an endpoint are verified at a moment, the newest first; none of a shared secret.
pub async fn public_keys(
    store: &Store,
    kept: &KeptWebhook,
    now: Moment,
) -> Result<Vec<String>, Error> {
    let secrets = store.webhook_secrets(&kept.endpoint.id, now).await?;
    Ok(secrets.iter().filter_map(SigningSecret::public).collect())
}

/// The endpoints that a caller sees: a client its own, the operator and auditors every one.
pub async fn list(store: &Store, caller: &Caller) -> Result<Vec<KeptWebhook>, Error> {
    let all = matches!(caller.role, Role::Operator | Role::Auditor);
    let only = (!all).then_some(&caller.client);
    Ok(store.webhooks(only).await?)
}

/// One endpoint, if the caller sees it.
pub async fn one(store: &Store, caller: &Caller, id: &str) -> Result<KeptWebhook, Error> {
    let found = match WebhookId::parse(id) {
        Ok(id) => store.webhook(&id).await?,
        Err(_) => None,
    };
    let all = matches!(caller.role, Role::Operator | Role::Auditor);
    let seen = found.filter(|kept| all || kept.endpoint.client == caller.client);
    let unknown = || Refusal::Unknown {
        what: "webhook",
        name: id.to_owned(),
    };
    Ok(seen.ok_or_else(unknown)?)
}

/// The last tries of an endpoint before a number (0 for the newest), the newest first.
pub async fn tries(
    store: &Store,
    caller: &Caller,
    id: &str,
    page: (u64, u32),
) -> Result<(KeptWebhook, Vec<KeptAttempt>), Error> {
    let kept = one(store, caller, id).await?;
    let tries = store.webhook_attempts(&kept.endpoint.id, page).await?;
    Ok((kept, tries))
}
