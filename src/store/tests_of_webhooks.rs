//! Endpoints on record, on each engine that there is.

use super::samples::Place;
use super::{Attempt, Came, Store, WebhookChange};
use crate::identity::AccessEvent;
use crate::identity::samples::{client, moment};
use crate::journal::{EventKind, IdempotencyKey};
use crate::units::names::{ClientId, WebhookId};
use crate::units::{Digest, Moment};
use crate::webhooks::{Endpoint, Notice, Scheme, SigningSecret, Standing, WebhookEvent};

fn endpoint() -> Endpoint {
    Endpoint {
        id: WebhookId::parse("webhook-1").unwrap(),
        client: ClientId::parse("bank-a").unwrap(),
        url: "https://hooks.example.com/通知".to_owned(),
        notices: vec![Notice::ClaimDecided, Notice::ClaimPaid],
        description: "测试".to_owned(),
        registered_at: moment(0),
        standing: Standing::Enabled,
    }
}

fn secret(of: u8) -> SigningSecret {
    SigningSecret::of(Scheme::Shared, [of; 32])
}

/// Records with a client and an endpoint of it.
async fn registered(place: &Place) -> Store {
    let store = place.open().await;
    let of = AccessEvent::Registered((*client("bank-a", "bank:bank-a", &[]).caller).clone());
    let event = of.event("operator:li", moment(0));
    store.record_access(vec![(of, event)]).await.unwrap();
    let endpoint = endpoint();
    let what = WebhookEvent::Registered;
    let body = what.body(&endpoint, "https://hooks.example.com", &Digest::of(b""));
    let key = IdempotencyKey::new("bank-a", "webhook.register", "1");
    let event = what.event(
        &endpoint.id,
        body,
        (key, "bank:bank-a:li".to_owned()),
        moment(0),
    );
    for replayed in [false, true] {
        let appended = store
            .register_webhook(&endpoint, &secret(1), event.clone())
            .await;
        assert_eq!(appended.unwrap().replayed, replayed);
    }
    store
}

async fn change(store: &Store, key: &str, what: WebhookEvent, new: Option<u8>, now: Moment) {
    let endpoint = endpoint();
    let body = what.body(&endpoint, "", &Digest::of(key.as_bytes()));
    let named = (
        IdempotencyKey::new("bank-a", "webhook", key),
        "bank:bank-a:li".to_owned(),
    );
    let event = what.event(&endpoint.id, body, named, now);
    let change = WebhookChange {
        id: &endpoint.id,
        what,
        secret: new.map(secret),
        event,
    };
    store.change_webhook(change).await.unwrap();
}

#[tokio::test]
async fn an_endpoint_reads_back_with_what_was_decided_about_it() {
    for place in Place::on_each() {
        let store = registered(&place).await;
        let id = endpoint().id;
        let kept = store.webhook(&id).await.unwrap().unwrap();
        assert_eq!(
            (&kept.endpoint, kept.secret, kept.told.record),
            (&endpoint(), 1, 2)
        );
        let own = store.webhooks(Some(&endpoint().client)).await.unwrap();
        assert_eq!(own, [kept]);
        let strange = ClientId::parse("bank-b").unwrap();
        assert_eq!(store.webhooks(Some(&strange)).await.unwrap(), []);
        let stop = WebhookEvent::Disabled {
            why: "维护".to_owned(),
        };
        change(&store, "stop", stop, None, moment(1)).await;
        let kept = store.webhook(&id).await.unwrap().unwrap();
        let why = "维护".to_owned();
        assert_eq!(kept.endpoint.standing, Standing::Disabled { why });
        change(&store, "go", WebhookEvent::Enabled, None, moment(2)).await;
        change(
            &store,
            "again",
            WebhookEvent::Replayed { after: 1 },
            None,
            moment(3),
        )
        .await;
        let kept = store.webhook(&id).await.unwrap().unwrap();
        assert_eq!(kept.endpoint.standing, Standing::Enabled);
        assert_eq!((kept.told.record, kept.told.turn), (1, 3));
        change(&store, "end", WebhookEvent::Ended, None, moment(4)).await;
        let kept = store.webhook(&id).await.unwrap().unwrap();
        assert_eq!(kept.endpoint.standing, Standing::Ended);
        assert_eq!(store.webhook_secrets(&id, moment(5)).await.unwrap(), []);
    }
}

#[tokio::test]
async fn of_two_secrets_the_earlier_one_signs_for_a_while() {
    for place in Place::on_each() {
        let store = registered(&place).await;
        let id = endpoint().id;
        for number in [2, 3] {
            let overlap_until = moment(i64::from(number) * 100);
            let rotated = WebhookEvent::Rotated {
                number,
                overlap_until,
            };
            let new = u8::try_from(number).unwrap();
            change(
                &store,
                &format!("rotate-{number}"),
                rotated,
                Some(new),
                moment(50),
            )
            .await;
        }
        // The first one was deleted with the second rotation.
        for (at, signs) in [(50, vec![3, 2]), (299, vec![3, 2]), (300, vec![3])] {
            let found = store.webhook_secrets(&id, moment(at)).await.unwrap();
            let signs: Vec<SigningSecret> = signs.into_iter().map(secret).collect();
            assert_eq!(found, signs, "{at}");
        }
        assert_eq!(store.webhook(&id).await.unwrap().unwrap().secret, 3);
    }
}

#[tokio::test]
async fn a_try_moves_its_own_turn_alone_and_the_oldest_tries_go() {
    for place in Place::on_each() {
        let store = registered(&place).await;
        let id = endpoint().id;
        let attempt = |record| Attempt {
            message: format!("msg_{record}"),
            record,
            at: moment(9),
            status: (record > 3).then_some(500),
            outcome: "no connection came about".to_owned(),
            micros: 12_345,
        };
        let next_at = moment(60);
        let again = Came::Again { tries: 1, next_at };
        assert!(
            store
                .move_webhook((&id, 1), &again, Some(&attempt(3)))
                .await
                .unwrap()
        );
        let told = store.webhook(&id).await.unwrap().unwrap().told;
        assert_eq!(
            (told.record, told.tries, told.next_at),
            (2, 1, Some(next_at))
        );
        assert!(
            store
                .move_webhook((&id, 1), &Came::Told(7), None)
                .await
                .unwrap()
        );
        change(
            &store,
            "again",
            WebhookEvent::Replayed { after: 0 },
            None,
            moment(3),
        )
        .await;
        let late = store
            .move_webhook((&id, 1), &Came::Told(9), Some(&attempt(9)))
            .await;
        assert!(!late.unwrap());
        let told = store.webhook(&id).await.unwrap().unwrap().told;
        assert_eq!(
            (told.record, told.turn, told.tries, told.next_at),
            (0, 2, 0, None)
        );
        for record in 10..=208 {
            store
                .move_webhook((&id, 2), &again, Some(&attempt(record)))
                .await
                .unwrap();
        }
        let tries = store.webhook_attempts(&id, (0, 1_000)).await.unwrap();
        assert_eq!((tries.len(), tries[0].number), (200, 201));
        assert_eq!(tries[0].attempt, attempt(208));
        assert_eq!(tries[199].attempt, attempt(9), "the first try is gone");
    }
}

#[tokio::test]
async fn what_was_decided_is_never_changed_and_a_changed_address_is_told_nothing() {
    for place in Place::on_each() {
        let store = registered(&place).await;
        change(&store, "go", WebhookEvent::Enabled, None, moment(2)).await;
        for way in [
            "update webhook set url = 'https://evil.example.com/'",
            "delete from webhook",
            "update webhook_change set what = 'ended'",
            "delete from webhook_change",
            "update webhook_secret set secret = 'x'",
        ] {
            let error = store.engine.script(way).await.unwrap_err().to_string();
            assert!(error.contains("never"), "{way}: {error}");
        }
        let kinds = [EventKind::WebhookRegistered, EventKind::WebhookEnabled];
        let found = store.records_of_kinds((0, 2), &kinds, 9).await.unwrap();
        assert_eq!(found.len(), 1);
        let found = store.records_of_kinds((0, 3), &kinds, 9).await.unwrap();
        assert_eq!(found.len(), 2);
        let drop = if place.url.starts_with("postgres") {
            "drop trigger webhook_is_never_updated on webhook"
        } else {
            "drop trigger webhook_is_never_updated"
        };
        store.engine.script(drop).await.unwrap();
        let evil = "update webhook set url = 'https://evil.example.com/'";
        store.engine.script(evil).await.unwrap();
        let error = store.webhook(&endpoint().id).await.unwrap_err();
        assert!(
            error.to_string().contains("not what the journal says"),
            "{error}"
        );
    }
}
