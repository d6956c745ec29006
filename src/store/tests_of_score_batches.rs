//! Batches of scores on record, on each engine that there is.

use super::samples::{Place, event, score};
use super::{BatchEnd, BatchOf, LineDone, NewScoreBatch, Outcome, Store};
use crate::governance::{Ground, LookUp, Purpose, Shown, ShownKind};
use crate::identity::{Caller, Role};
use crate::journal::{Event, EventKind, IdempotencyKey, WrittenEvent, canonical_digest};
use crate::units::names::{ClientId, ScoreBatchId};
use crate::units::{EnterpriseId, Moment};
use serde_json::{Value, json};

fn caller() -> Caller {
    Caller {
        client: ClientId::parse("bank-a").unwrap(),
        person: "bai".to_owned(),
        role: Role::parse("bank:bank-a").unwrap(),
    }
}

fn id() -> ScoreBatchId {
    ScoreBatchId::parse("batch-1").unwrap()
}

fn named(at: usize) -> EnterpriseId {
    EnterpriseId::parse(&format!("x:{at}")).unwrap()
}

fn of_batch(kind: EventKind, key: &str, rows: usize) -> Event {
    let mut event = event(1);
    event.kind = kind.into();
    event.subject = "batch-1".to_owned();
    event.key = IdempotencyKey::new("bank-a", "score-batch", key);
    event.body = json!({"rows": rows, "by": caller().to_string()});
    event
}

/// A batch of so many enterprises, asked for twice under one key.
async fn asked(place: &Place, rows: usize) -> Store {
    let store = place.open().await;
    let enterprises: Vec<EnterpriseId> = (1..=rows).map(named).collect();
    for replayed in [false, true] {
        let new = NewScoreBatch {
            id: &id(),
            caller: &caller(),
            trace: "t",
            enterprises: &enterprises,
            event: of_batch(EventKind::ScoreBatchAsked, "ask", rows),
        };
        let appended = store.ask_score_batch(new).await.unwrap();
        assert_eq!(appended.replayed, replayed);
    }
    store
}

fn scored(n: i64) -> LineDone {
    let issued = score(n.unsigned_abs());
    let look_up = LookUp {
        at: Moment::from_micros(0),
        client: "bank-a".to_owned(),
        person: "bai".to_owned(),
        role: "bank:bank-a".to_owned(),
        enterprise: issued.enterprise.clone(),
        purpose: Purpose::CreditAssessment,
        ground: Ground::Audit,
        shown: Shown {
            kind: ShownKind::Score,
            id: issued.id.clone(),
            digest: issued.assessment_digest,
        },
        trace: "t".to_owned(),
    };
    LineDone {
        enterprise: issued.enterprise.clone(),
        outcome: Outcome::Scored(Box::new((written(event(n)), issued, look_up))),
    }
}

fn written(event: Event) -> WrittenEvent {
    WrittenEvent {
        body: event.body.to_string(),
        digest: canonical_digest(&event.body).unwrap(),
        event: Event {
            body: Value::Null,
            ..event
        },
    }
}

fn refused(at: usize) -> LineDone {
    LineDone {
        enterprise: named(at),
        outcome: Outcome::Refused {
            code: "consent.none".to_owned(),
            reason: "没有授权".to_owned(),
        },
    }
}

#[tokio::test]
async fn enterprises_are_found_from_any_line() {
    for place in Place::on_each() {
        let store = asked(&place, 2_500).await;
        let found = async |after: u64, limit: usize| {
            let found = store.score_batch_enterprises(&id(), (after, limit)).await;
            found.unwrap()
        };
        for (after, limit) in [
            (0, 3),
            (998, 4),
            (999, 2),
            (1_000, 1),
            (2_499, 9),
            (990, 1_100),
        ] {
            let last = (after + limit).min(2_500);
            let expected: Vec<EnterpriseId> = (after + 1..=last).map(named).collect();
            assert_eq!(
                found(after as u64, limit).await,
                expected,
                "{after} {limit}"
            );
        }
        assert_eq!(found(2_500, 64).await, []);
        let kept = store.score_batch("batch-1").await.unwrap().unwrap();
        assert_eq!((kept.rows, kept.done, kept.end), (2_500, 0, None));
        assert_eq!(kept.caller, caller());
        assert_eq!(store.score_batch("batch-2").await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_slice_is_kept_once_and_wholly() {
    for place in Place::on_each() {
        let store = asked(&place, 4).await;
        let first = || vec![scored(2), refused(2)];
        assert!(store.keep_score_slice(&id(), 0, first()).await.unwrap());
        // The same slice again, and one that does not follow, change nothing.
        for (after, lines) in [(0, first()), (1, vec![refused(3)]), (3, vec![refused(4)])] {
            assert!(!store.keep_score_slice(&id(), after, lines).await.unwrap());
        }
        // A score that cannot be kept takes its slice with it.
        let mut forged = scored(3);
        if let Outcome::Scored(of) = &mut forged.outcome {
            of.1.assessment.push(' ');
        }
        let bad = store
            .keep_score_slice(&id(), 2, vec![refused(3), forged])
            .await;
        bad.unwrap_err();
        let kept = store.score_batch_outcomes(&id(), (0, 10)).await.unwrap();
        let told: Vec<_> = kept
            .iter()
            .map(|of| (of.line, of.score.as_deref(), of.code.as_str()))
            .collect();
        assert_eq!(told, [(1, Some("score-2"), ""), (2, None, "consent.none")]);
        assert_eq!(store.look_ups(None, 0, 10).await.unwrap().len(), 1);
        assert!(store.score_by_id("score-2").await.unwrap().is_some());
        assert!(
            store
                .keep_score_slice(&id(), 2, vec![refused(3)])
                .await
                .unwrap()
        );
        let open = store.open_score_batches().await.unwrap();
        assert_eq!((open.len(), open[0].done), (1, 3));
        // What has ended goes on no more.
        let end = BatchEnd {
            done: false,
            reason: "called off".to_owned(),
            at: Moment::from_micros(7),
        };
        let event = of_batch(EventKind::ScoreBatchEnded, "end", 4);
        store.end_score_batch(&id(), &end, event).await.unwrap();
        assert!(
            !store
                .keep_score_slice(&id(), 3, vec![refused(4)])
                .await
                .unwrap()
        );
        assert_eq!(store.open_score_batches().await.unwrap(), []);
        let role = caller().role;
        let of = store
            .score_batches(BatchOf::Role(&role), (0, 10))
            .await
            .unwrap();
        assert_eq!((of.len(), of[0].end.clone()), (1, Some(end)));
        let other = ClientId::parse("bank-b").unwrap();
        let of = store.score_batches(BatchOf::Client(&other), (0, 10)).await;
        assert_eq!(of.unwrap(), []);
    }
}

#[tokio::test]
async fn what_is_on_record_is_never_changed() {
    for place in Place::on_each() {
        let store = asked(&place, 2).await;
        store
            .keep_score_slice(&id(), 0, vec![refused(1)])
            .await
            .unwrap();
        for change in [
            "update score_batch set row_count = 1",
            "delete from score_batch_part",
            "update score_batch_outcome set code = ''",
            "delete from score_batch_outcome",
        ] {
            let error = store.engine.script(change).await.unwrap_err();
            assert!(error.to_string().contains("never"), "{change}: {error}");
        }
    }
}
