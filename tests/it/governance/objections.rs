//! Objections from receipt to answer, and the log of look-ups with its seals.

use super::*;
use zhixin::service::replay;

#[tokio::test]
async fn an_objection_that_is_upheld_mends_the_score_and_tells_who_received_it() {
    let (place, store) = records().await;
    consent(&store, "bank-a").await;
    consent(&store, "bank-b").await;
    let old = score(&store, None).await;
    show(&store, &banker("bank-a"), &old).await;
    let body = json!({"enterprise": FIRM, "scores": [old.id], "statement": paper("营收有误")});
    let missing = json!({"enterprise": FIRM, "scores": ["score-x", old.id], "facts": [paper("x")], "statement": paper("s")});
    let error = desk::object(&store, &boss(), &missing, "o0", now())
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"
    /scores/0: there is no score `score-x` of this enterprise [score.unknown]
    /facts/0: there is no fact of this digest about this enterprise [fact.unknown]
    ");
    let answer = desk::object(&store, &boss(), &body, "o1", now())
        .await
        .unwrap();
    let Governed::ObjectionReceived { received } = answer.event.what else {
        panic!()
    };
    assert_eq!(received.due_on.to_string(), "2022-07-21");
    let id = received.id.as_str();
    // Everything read is marked, and the score may still be read.
    let marks = show(&store, &banker("bank-b"), &old).await.marks;
    assert_eq!((marks.len(), marks[0].objection.as_str()), (1, id));

    let li = caller(Role::Maker, "li");
    let verify = json!({"finding": "founded", "evidence": [paper("register")]});
    desk::verify_objection(&store, &li, (id, &verify), "v1", now())
        .await
        .unwrap();
    let uphold = json!({"batches": [2]});
    let uphold = async |store: &Store, who: &Caller| {
        desk::uphold_objection(store, who, (id, &uphold), "u1", now()).await
    };
    let zhao = caller(Role::Checker, "zhao");
    let early = uphold(&store, &zhao).await.unwrap_err();
    insta::assert_snapshot!(early, @"/batches/0: no sealed batch of this ordinal has a fact about the enterprise that all may see [batch.unknown]");
    import(
        &place,
        "corrected",
        "shared",
        &(year(2020, "9000000") + "\n"),
    );
    let store = reopen(&place).await;
    assert_eq!(
        code(
            &uphold(&store, &caller(Role::Checker, "Li"))
                .await
                .unwrap_err()
        ),
        "person.same"
    );
    let upheld = uphold(&store, &zhao).await.unwrap();
    let Governed::ObjectionUpheld { upheld: what, .. } = &upheld.event.what else {
        panic!()
    };
    assert_eq!(what.told, [bank("bank-a"), bank("bank-b")]);
    let pair = &what.superseded[0];
    assert_eq!(pair.old.as_str(), old.id);
    assert!(uphold(&store, &zhao).await.unwrap().replayed);
    // The old score stays to the byte, and names the one in its place.
    let stays = replay::replay(&store, &old.id).await.unwrap();
    assert_eq!(stays.assessment.as_bytes(), old.assessment.to_bytes());
    let new = replay::rebuild(&store, pair.new.as_str(), now())
        .await
        .unwrap();
    assert_ne!(new.assessment, stays.assessment);
    let by = store.superseded_by(&pair.old).await.unwrap();
    assert_eq!(by.as_ref(), Some(&pair.new));
    let approve = json!({"outcome": "approved", "amount": {"amount": "1000", "currency": "CNY"}, "rate": "0.04", "months": 12});
    let late = desk::decide(&store, &banker("bank-a"), (&old.id, &approve), "d", now()).await;
    assert_eq!(code(&late.unwrap_err()), "score.superseded");

    // An objection to the old score again goes on from its successor.
    let again = desk::object(&store, &boss(), &body, "o2", now())
        .await
        .unwrap();
    let Governed::ObjectionReceived { received: second } = again.event.what else {
        panic!()
    };
    let second = second.id.as_str();
    desk::verify_objection(&store, &li, (second, &verify), "v2", now())
        .await
        .unwrap();
    import(
        &place,
        "corrected-again",
        "shared",
        &(year(2021, "9500000") + "\n"),
    );
    let store = reopen(&place).await;
    let batches = json!({"batches": [3]});
    let next = desk::uphold_objection(&store, &zhao, (second, &batches), "u2", now())
        .await
        .unwrap();
    let Governed::ObjectionUpheld { upheld: next, .. } = next.event.what else {
        panic!()
    };
    assert_eq!(next.superseded[0].old, pair.new);

    let answer = json!({"answer": paper("letter")});
    for (id, key) in [(id, "a1"), (second, "a2")] {
        let late = Moment::parse("2022-07-23T02:00:00Z").unwrap();
        let said = desk::answer_objection(&store, &li, (id, &answer), key, late)
            .await
            .unwrap();
        let Governed::ObjectionAnswered { answered, .. } = said.event.what else {
            panic!()
        };
        assert!(answered.late);
    }
    assert_eq!(desk::marks(&store, &firm()).await.unwrap(), []);
    let seen = async |who: &Caller| {
        let held = desk::objections(&store, who, None, None, desk::EVERY).await;
        held.unwrap().0.len()
    };
    assert_eq!(
        (
            seen(&boss()).await,
            seen(&li).await,
            seen(&banker("bank-a")).await
        ),
        (2, 2, 0)
    );
}

#[tokio::test]
async fn the_enterprise_is_given_its_log_and_the_seals_find_what_was_changed() {
    let (place, store) = records_at(Place::on_sqlite()).await;
    consent(&store, "bank-a").await;
    let scored = score(&store, None).await;
    for _ in 0..3 {
        show(&store, &banker("bank-a"), &scored).await;
    }
    let own = desk::look_ups(&store, &boss(), &firm(), (1, 10))
        .await
        .unwrap();
    let told: Vec<_> = own
        .iter()
        .map(|row| {
            (
                row.number,
                row.look_up.role.as_str(),
                row.look_up.person.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [(2, "bank:bank-a", ""), (3, "bank:bank-a", "")]);
    let auditor = caller(Role::Auditor, "sun");
    let all = desk::look_ups(&store, &auditor, &firm(), (0, 10))
        .await
        .unwrap();
    assert_eq!(all[0].look_up.person, "w-bank-a");
    let stranger = caller(Role::Enterprise(EnterpriseId::parse("x:two").unwrap()), "b");
    assert!(
        desk::look_ups(&store, &stranger, &firm(), (0, 10))
            .await
            .is_err()
    );
    assert!(
        desk::look_ups(&store, &banker("bank-a"), &firm(), (0, 10))
            .await
            .is_err()
    );

    let operator = caller(Role::Operator, "ou");
    let sealed = desk::seal_look_ups(&store, &operator, now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((sealed.from, sealed.through, sealed.count), (1, 3, 3));
    assert_eq!(
        desk::seal_look_ups(&store, &operator, now()).await.unwrap(),
        None
    );
    show(&store, &banker("bank-a"), &scored).await;
    desk::seal_look_ups(&store, &operator, now()).await.unwrap();
    let seals = desk::verify_seals(&store).await.unwrap();
    assert_eq!((seals.seals, seals.through), (2, 4));
    drop(store);
    // Behind the triggers a row loses its purpose, and then one is gone.
    for change in [
        "update look_up set purpose = 'claim' where number = 2",
        "delete from look_up where number in (2, 3)",
    ] {
        let store = tampered(&place, change).await;
        let error = desk::verify_seals(&store).await.unwrap_err();
        assert!(
            error.to_string().contains("look-ups 1 to 3 are not those"),
            "{error}"
        );
    }
}

async fn tampered(place: &Place, change: &'static str) -> Store {
    use sqlx::{Connection, Executor};
    let url = format!("sqlite://{}", place.path().join("zhixin.db").display());
    let mut db = sqlx::SqliteConnection::connect(&url).await.unwrap();
    for text in [
        "drop trigger if exists look_up_is_never_updated",
        "drop trigger if exists look_up_is_never_deleted",
        change,
    ] {
        db.execute(text).await.unwrap();
    }
    db.close().await.unwrap();
    open(&url).await.unwrap()
}
