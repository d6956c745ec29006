//! Endpoints that are told of what happened: each decision beside its event, and what comes of them.

use super::events::append_one;
use super::row::Row;
use super::statement::Statement;
use super::store::Store;
use super::webhook_places::ToldTo;
use super::{Appended, StoreError, rows};
use crate::journal::Event;
use crate::units::names::{ClientId, WebhookId};
use crate::units::{Digest, Moment};
use crate::webhooks::{Endpoint, Notice, SigningSecret, Standing, WebhookEvent};

/// An endpoint as the records have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptWebhook {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The number of its newest secret.
    pub secret: u32,
    /// How far it was told.
    pub told: ToldTo,
}

/// Something that is decided about an endpoint, with what goes beside it.
#[derive(Debug)]
pub struct WebhookChange<'a> {
    /// Which.
    pub id: &'a WebhookId,
    /// What.
    pub what: WebhookEvent,
    /// The new secret, where it gets one.
    pub secret: Option<SigningSecret>,
    /// As the journal tells it.
    pub event: Event,
}

const COLUMNS: &str = "w.id, w.client, w.url, w.kinds, w.description, w.registered_at, e.body as said, \
     c.what, c.why, p.told_to, p.turn, p.tries, p.next_at, \
     (select coalesce(max(s.number), 0) from webhook_secret s where s.webhook = w.id) as secret";

/// The last decision on whether an endpoint is told anything stands beside it.
const FROM: &str = "webhook w join event e on e.sequence = w.sequence \
     join webhook_place p on p.webhook = w.id \
     left join webhook_change c on c.sequence = (select max(l.sequence) from webhook_change l \
     where l.webhook = w.id and l.what in ('disabled', 'enabled', 'ended'))";

impl Store {
    /// Puts an endpoint on record with its first secret, to be told what happens from its own event on.
    pub async fn register_webhook(
        &self,
        endpoint: &Endpoint,
        secret: &SigningSecret,
        event: Event,
    ) -> Result<Appended, StoreError> {
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        // Endpoints are decided on by themselves: where the journal ends matters to none of it.
        writer.head = None;
        let (appended, head) = append_one(&mut tx, &mut writer, event).await?;
        if !appended.replayed {
            let sequence = rows::signed(appended.record.sequence)?;
            let kinds: Vec<&str> = endpoint.notices.iter().map(|one| one.word()).collect();
            let text = "insert into webhook (id, sequence, client, url, kinds, description, registered_at) \
                 values ($1, $2, $3, $4, $5, $6, $7)";
            Statement::of(text)
                .bind(endpoint.id.as_str())
                .bind(sequence)
                .bind(endpoint.client.as_str())
                .bind(&endpoint.url)
                .bind(kinds.join(" "))
                .bind(&endpoint.description)
                .bind(endpoint.registered_at.micros())
                .execute(&mut tx)
                .await?;
            let at = endpoint.registered_at;
            add_secret(&endpoint.id, (1, secret), (at, at))
                .execute(&mut tx)
                .await?;
            let text = "insert into webhook_place (webhook, told_to, turn, tries, next_at) \
                 values ($1, $2, 1, 0, null)";
            Statement::of(text)
                .bind(endpoint.id.as_str())
                .bind(sequence)
                .execute(&mut tx)
                .await?;
        }
        writer.head = None;
        self.commit(tx).await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// Puts a decision about an endpoint on record.
    pub async fn change_webhook(&self, change: WebhookChange<'_>) -> Result<Appended, StoreError> {
        let WebhookChange {
            id,
            what,
            secret,
            event,
        } = change;
        let now = event.recorded_at;
        let mut writer = self.writer.lock().await;
        let mut tx = self.begin().await?;
        writer.head = None;
        let (appended, head) = append_one(&mut tx, &mut writer, event).await?;
        if !appended.replayed {
            let why = match &what {
                WebhookEvent::Disabled { why } => why.as_str(),
                _ => "",
            };
            let text =
                "insert into webhook_change (sequence, webhook, what, why) values ($1, $2, $3, $4)";
            let mut statements = vec![
                Statement::of(text)
                    .bind(rows::signed(appended.record.sequence)?)
                    .bind(id.as_str())
                    .bind(what.word())
                    .bind(why),
            ];
            statements.extend(consequences(id, &what, secret.as_ref(), now)?);
            for statement in statements {
                statement.execute(&mut tx).await?;
            }
        }
        writer.head = None;
        self.commit(tx).await?;
        writer.head = Some(head);
        Ok(appended)
    }

    /// An endpoint, if there is one of that id. An address or a list of kinds that was changed behind the journal's back is
    /// told nothing.
    pub async fn webhook(&self, id: &WebhookId) -> Result<Option<KeptWebhook>, StoreError> {
        let text = format!("select {COLUMNS} from {FROM} where w.id = $1");
        let row = Statement::of(text)
            .bind(id.as_str())
            .optional(&mut self.db().await?)
            .await?;
        row.as_ref().map(kept).transpose()
    }

    /// All endpoints in the order of their registration, of one client or of all.
    pub async fn webhooks(
        &self,
        client: Option<&ClientId>,
    ) -> Result<Vec<KeptWebhook>, StoreError> {
        let only = client.map_or("", |_| "where w.client = $1");
        let text = format!("select {COLUMNS} from {FROM} {only} order by w.sequence");
        let mut query = Statement::of(text);
        if let Some(client) = client {
            query = query.bind(client.as_str());
        }
        let found = query.all(&mut self.db().await?).await?;
        found.iter().map(kept).collect()
    }

    /// The secrets with which an endpoint signs at a moment, the newest first.
    pub async fn webhook_secrets(
        &self,
        id: &WebhookId,
        now: Moment,
    ) -> Result<Vec<SigningSecret>, StoreError> {
        let text = "select secret, number, earlier_until from webhook_secret where webhook = $1 \
             order by number desc";
        let found = Statement::of(text)
            .bind(id.as_str())
            .all(&mut self.db().await?)
            .await?;
        let mut secrets = Vec::new();
        let mut until = i64::MAX;
        for row in found {
            if now.micros() >= until {
                break;
            }
            let secret = SigningSecret::parse(&row.get::<String>("secret")?);
            let secret = secret.ok_or_else(|| {
                StoreError::damaged("webhook_secret", id.as_str(), "it is no secret")
            })?;
            secrets.push(secret);
            until = until.min(row.get("earlier_until")?);
        }
        Ok(secrets)
    }
}

fn add_secret(
    id: &WebhookId,
    (number, secret): (u32, &SigningSecret),
    (now, earlier_until): (Moment, Moment),
) -> Statement {
    let text = "insert into webhook_secret (webhook, number, secret, added_at, earlier_until) \
         values ($1, $2, $3, $4, $5)";
    Statement::of(text)
        .bind(id.as_str())
        .bind(i64::from(number))
        .bind(secret.text())
        .bind(now.micros())
        .bind(earlier_until.micros())
}

/// What a decision changes beside its own row.
fn consequences(
    id: &WebhookId,
    what: &WebhookEvent,
    secret: Option<&SigningSecret>,
    now: Moment,
) -> Result<Vec<Statement>, StoreError> {
    Ok(match what {
        WebhookEvent::Rotated {
            number,
            overlap_until,
        } => {
            let secret = secret.ok_or_else(|| {
                StoreError::damaged("webhook_secret", id.as_str(), "the new one is missing")
            })?;
            // Of those before, only the last goes on for a while.
            let text = "delete from webhook_secret where webhook = $1 and number < $2";
            vec![
                Statement::of(text)
                    .bind(id.as_str())
                    .bind(i64::from(*number) - 1),
                add_secret(id, (*number, secret), (now, *overlap_until)),
            ]
        }
        WebhookEvent::Enabled => {
            let text = "update webhook_place set tries = 0, next_at = null, turn = turn + 1 where webhook = $1";
            vec![Statement::of(text).bind(id.as_str())]
        }
        WebhookEvent::Replayed { after } => {
            let text = "update webhook_place set told_to = $1, tries = 0, next_at = null, \
                 turn = turn + 1 where webhook = $2";
            let after = rows::signed(*after)?;
            vec![Statement::of(text).bind(after).bind(id.as_str())]
        }
        WebhookEvent::Ended => {
            let text = "delete from webhook_secret where webhook = $1";
            vec![Statement::of(text).bind(id.as_str())]
        }
        WebhookEvent::Registered | WebhookEvent::Disabled { .. } => Vec::new(),
    })
}

fn kept(row: &Row) -> Result<KeptWebhook, StoreError> {
    let at: String = row.get("id")?;
    let wrong = |why: &dyn std::fmt::Display| StoreError::damaged("webhook", &at, why);
    let kinds: String = row.get("kinds")?;
    let notice = |word: &str| {
        let mut all = Notice::WORDS.iter();
        all.find(|(known, _)| *known == word).map(|(_, of)| *of)
    };
    // A kind that an earlier release knew is told no more.
    let notices = kinds.split(' ').filter_map(notice).collect();
    let standing = match row.get::<Option<String>>("what")?.as_deref() {
        None | Some("enabled") => Standing::Enabled,
        Some("disabled") => Standing::Disabled {
            why: row.get("why")?,
        },
        Some(_) => Standing::Ended,
    };
    let endpoint = Endpoint {
        id: WebhookId::parse(&at).map_err(|why| wrong(&why))?,
        client: ClientId::parse(&row.get::<String>("client")?).map_err(|why| wrong(&why))?,
        url: row.get("url")?,
        notices,
        description: row.get("description")?,
        registered_at: Moment::from_micros(row.get("registered_at")?),
        standing,
    };
    let said: serde_json::Value = serde_json::from_str(&row.get::<String>("said")?)
        .map_err(|why| StoreError::damaged("event", &at, why))?;
    let words: Vec<&str> = said["kinds"].as_array().map_or_else(Vec::new, |all| {
        all.iter().filter_map(|one| one.as_str()).collect()
    });
    let same = said["url_digest"] == Digest::of(endpoint.url.as_bytes()).to_string()
        && said["client"] == endpoint.client.as_str()
        && words.join(" ") == kinds;
    if !same {
        return Err(wrong(&"it is not what the journal says"));
    }
    let number: i64 = row.get("secret")?;
    Ok(KeptWebhook {
        secret: u32::try_from(number).map_err(|why| wrong(&why))?,
        told: ToldTo::of(row)?,
        endpoint,
    })
}
