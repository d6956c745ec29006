//! The round of one endpoint: the next message that is its own is sent until it is told, and then the one after it.

use super::changes::give_up;
use super::courier::CourierParts;
use super::message::{Eyes, Message};
use super::sending::{Sender, Sent};
use crate::journal::EventKind;
use crate::service::Error;
use crate::store::{Attempt, Came, KeptWebhook};
use crate::units::Moment;
use crate::units::names::WebhookId;
use crate::webhooks::Standing;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How many records are looked through at a time.
const PAGE: u32 = 64;
/// How long the clock is left unread at most.
const REST: Duration = Duration::from_secs(1);
/// So many records that are none of the endpoint's are passed before that is kept.
const PASSED: u64 = 10_000;

/// The round of an endpoint.
pub(super) struct Round {
    pub(super) id: WebhookId,
    pub(super) parts: CourierParts,
    pub(super) sender: Sender,
    /// Where the journal ends.
    pub(super) heads: watch::Receiver<u64>,
    pub(super) stop: CancellationToken,
}

/// What comes next.
enum Next {
    /// Look again at once.
    More,
    /// Look again after a while, or when the journal moved.
    Rest(Duration),
    /// The endpoint is told no more.
    Over,
}

/// Up to where a turn was looked through; kept in mind alone.
#[derive(Default)]
struct Passed {
    turn: i64,
    record: u64,
}

impl Round {
    /// Goes on until the endpoint is told no more, or the service stops.
    pub(super) async fn run(mut self) {
        let mut passed = Passed::default();
        while !self.stop.is_cancelled() {
            let rest = match self.step(&mut passed).await {
                Ok(Next::More) => continue,
                Ok(Next::Rest(rest)) => rest,
                Ok(Next::Over) => return,
                Err(error) => {
                    tracing::warn!(%error, webhook = %self.id, "an endpoint could not be told");
                    REST
                }
            };
            tokio::select! {
                () = tokio::time::sleep(rest) => {}
                _ = self.heads.changed() => {}
                () = self.stop.cancelled() => {}
            }
        }
    }

    async fn step(&mut self, passed: &mut Passed) -> Result<Next, Error> {
        if self.parts.writer.other().is_some() {
            // Of several services the one that writes tells: two at a time would tell out of order.
            return Ok(Next::Rest(REST));
        }
        let now = (self.parts.now)();
        // Read anew each time: it may have been disabled, replayed or given a new secret meanwhile.
        let kept = self.parts.store.webhook(&self.id).await?;
        let Some(kept) = kept.filter(|kept| kept.endpoint.standing == Standing::Enabled) else {
            return Ok(Next::Over);
        };
        if let Some(at) = kept.told.next_at.filter(|at| *at > now) {
            let micros = u64::try_from(at.micros() - now.micros()).unwrap_or(0);
            return Ok(Next::Rest(Duration::from_micros(micros).min(REST)));
        }
        let through = *self.heads.borrow_and_update();
        if passed.turn != kept.told.turn {
            (passed.turn, passed.record) = (kept.told.turn, 0);
        }
        let after = passed.record.max(kept.told.record);
        let Some((message, looked)) = self.next(&kept, (after, through)).await? else {
            return Ok(Next::Rest(REST));
        };
        passed.record = looked;
        let Some(message) = message else {
            if looked.saturating_sub(kept.told.record) >= PASSED {
                let place = (&self.id, kept.told.turn);
                self.parts
                    .store
                    .move_webhook(place, &Came::Told(looked), None)
                    .await?;
            }
            let more = looked < through;
            return Ok(if more { Next::More } else { Next::Rest(REST) });
        };
        self.tell(&kept, &message, now).await?;
        Ok(Next::More)
    }

    /// The first message in a stretch of the journal, and up to where there is none before it. `None` while the register
    /// does not know the client, or no longer does.
    async fn next(
        &self,
        kept: &KeptWebhook,
        (after, through): (u64, u64),
    ) -> Result<Option<(Option<Message>, u64)>, Error> {
        let registry = self.parts.access.registry();
        let client = registry.client(&kept.endpoint.client);
        let Some(client) = client.filter(|client| !client.revoked) else {
            return Ok(None);
        };
        let notices = kept.endpoint.notices.iter();
        let mut kinds: Vec<EventKind> =
            notices.flat_map(|notice| notice.kinds()).copied().collect();
        kinds.push(EventKind::Corrected);
        let stretch = (after, through);
        let records = self
            .parts
            .store
            .records_of_kinds(stretch, &kinds, PAGE)
            .await?;
        let books = self.parts.writer.books().await;
        let eyes = Eyes {
            role: &client.caller.role,
            registry: &registry,
            state: books.state(),
        };
        for record in &records {
            let asked = crate::webhooks::Notice::of(&record.event);
            if !asked.is_some_and(|of| kept.endpoint.notices.contains(&of)) {
                continue;
            }
            if let Some(message) = eyes.message(&self.id, record)? {
                let before = record.sequence.saturating_sub(1);
                return Ok(Some((Some(message), before)));
            }
        }
        let full = records.len() == PAGE as usize;
        let last = records.last().filter(|_| full).map(|last| last.sequence);
        Ok(Some((None, last.unwrap_or(through.max(after)))))
    }

    /// Sends a message, and keeps what came of it.
    async fn tell(&self, kept: &KeptWebhook, message: &Message, at: Moment) -> Result<(), Error> {
        let secrets = self.parts.store.webhook_secrets(&self.id, at).await?;
        let sent = self
            .sender
            .send(&kept.endpoint.url, &secrets, message, at)
            .await;
        let attempt = Attempt {
            message: message.id.clone(),
            record: message.record,
            at,
            status: sent.status,
            outcome: sent.outcome.clone(),
            micros: sent.micros,
        };
        let place = (&self.id, kept.told.turn);
        if sent.is_told() {
            let came = Came::Told(message.record);
            self.parts
                .store
                .move_webhook(place, &came, Some(&attempt))
                .await?;
            return Ok(());
        }
        let failed = kept.told.tries + 1;
        let mut chance = [0; 4];
        // Without chance endpoints come back together, and that is all.
        let _ = getrandom::fill(&mut chance);
        let wait = self
            .parts
            .pace
            .wait(failed, sent.wait, u32::from_ne_bytes(chance));
        let seconds = wait.filter(|_| !sent.is_gone());
        let wait = i64::try_from(seconds.unwrap_or(self.parts.pace.first)).unwrap_or(i64::MAX);
        let now = (self.parts.now)().micros();
        let came = Came::Again {
            tries: failed,
            next_at: Moment::from_micros(now.saturating_add(wait.saturating_mul(1_000_000))),
        };
        let stands = self
            .parts
            .store
            .move_webhook(place, &came, Some(&attempt))
            .await?;
        if stands && seconds.is_none() {
            self.give_up(kept, &sent).await?;
        }
        Ok(())
    }

    /// Disables the endpoint, in the writer's turn.
    async fn give_up(&self, kept: &KeptWebhook, sent: &Sent) -> Result<(), Error> {
        let why = if sent.is_gone() {
            "the receiver answered 410: it wants to hear no more".to_owned()
        } else {
            format!(
                "tried {} times in vain; at last: {}",
                kept.told.tries + 1,
                sent.outcome
            )
        };
        let kept = kept.clone();
        let done = self
            .parts
            .writer
            .run(async move |store, now| give_up(&store, &kept, why, now).await)
            .await;
        match done {
            Ok(done) => done,
            // A writer that is full or stopping has it next time.
            Err(why) => {
                tracing::warn!(%why, webhook = %self.id, "an endpoint could not be disabled yet");
                Ok(())
            }
        }
    }
}
