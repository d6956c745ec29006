//! What must hold of records wherever they are kept, tried on each engine that there is.

use super::cluster::Database;
use super::samples::{Place, event, file, fill, firm, import, row, score, slice};
use super::statement::Statement;
use super::{Conflict, Snapshot, Store, StoreError};
use crate::journal::{Head, verify};
use std::time::Duration;

/// Every table that keeps history, with a column of it.
const KEPT: [(&str, &str); 9] = [
    ("event", "subject"),
    ("fact", "body"),
    ("reject", "given"),
    ("batch", "label"),
    ("model", "version"),
    ("issued_score", "assessment"),
    ("document_base", "body"),
    ("recorded_terms", "body"),
    ("recorded_calendar", "body"),
];

#[tokio::test]
async fn what_was_recorded_is_never_changed() {
    for place in Place::on_each() {
        let store = place.open().await;
        fill(&store).await;
        let at = store.journal_head().await.unwrap();
        let recorded = store.record_terms(at, ("own", "x"), event(901)).await;
        recorded.unwrap();
        let at = store.journal_head().await.unwrap();
        let recorded = store.record_calendar(at, ("lpr", "x"), event(902)).await;
        recorded.unwrap();
        for (table, column) in KEPT {
            let mut ways = vec![
                format!("delete from {table}"),
                format!("update {table} set {column} = 'x'"),
            ];
            if place.url.starts_with("postgres") {
                ways.push(format!("truncate {table} cascade"));
            }
            for way in ways {
                let error = store.engine.script(&way).await.unwrap_err().to_string();
                assert!(error.contains("never"), "{way}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn everything_reads_back_as_it_was_written() {
    for place in Place::on_each() {
        let store = place.open().await;
        import(&store, &file("a"), &slice(2..402, 4)).await;
        let facts = store.facts_of(&firm(5), 1).await.unwrap();
        assert_eq!(*facts[0].fact, row(5)[0].fact);
        assert_eq!(store.rejects(None, 0, 1000).await.unwrap().len(), 100);
        assert_eq!(
            store.find_by_name("b%科", 9, 1).await.unwrap().len(),
            0,
            "a wildcard is a letter"
        );
        assert_eq!(
            store.find_by_name("信3号ａｂ", 9, 1).await.unwrap().len(),
            1
        );
        let issued = (1..=20).map(|n| (event(n), score(n.unsigned_abs())));
        store.issue_scores(issued.collect()).await.unwrap();
        assert_eq!(
            store.score_by_id("score-7").await.unwrap().unwrap().score,
            score(7)
        );
        let records = store.records(0, 1000).await.unwrap();
        assert_eq!(verify(&records), Ok(store.journal_head().await.unwrap()));
        let of = Snapshot {
            number: 3,
            sequence: 4,
            hash: "h".to_owned(),
            form: "f".to_owned(),
            digest: "d".to_owned(),
        };
        let bytes: Vec<u8> = (0..9_000_000_u32).map(|at| at.to_le_bytes()[0]).collect();
        store.put_snapshot(&of, &bytes).await.unwrap();
        assert_eq!(store.snapshots().await.unwrap(), [of]);
        let mut kept = Vec::new();
        for part in 1.. {
            let Some(part) = store.snapshot_part(3, part).await.unwrap() else {
                break;
            };
            kept.extend(part);
        }
        assert_eq!(kept, bytes);
    }
}

#[tokio::test]
async fn of_two_writers_one_goes_on() {
    for place in Place::on_each() {
        let (one, two) = (place.open().await, place.open().await);
        one.append_event(event(1)).await.unwrap();
        two.append_event(event(2)).await.unwrap();
        let error = one.append_event(event(3)).await;
        assert!(matches!(error, Err(StoreError::Conflict(Conflict::Writer))));
        one.append_event(event(3)).await.unwrap();
        // Both at once wait for each other; each of them either writes or is told that it was late.
        let events = |from| async move { (from..from + 5).map(event).collect::<Vec<_>>() };
        let (a, b) = (events(10).await, events(20).await);
        let (first, second) = tokio::join!(one.append_events(a), two.append_events(b));
        let went = [first.is_ok(), second.is_ok()];
        assert!(went.contains(&true), "{first:?} {second:?}");
        for refused in [first, second].into_iter().filter_map(Result::err) {
            assert!(
                matches!(refused, StoreError::Conflict(Conflict::Writer)),
                "{refused}"
            );
        }
        let records = one.records(0, 100).await.unwrap();
        assert_eq!(verify(&records), Ok(two.journal_head().await.unwrap()));
    }
}

#[tokio::test]
async fn records_of_a_later_release_and_of_another_program_are_refused() {
    for place in Place::on_each() {
        let store = place.open().await;
        let script = |text| store.engine.script(text);
        script("insert into schema_version (version) values (99)")
            .await
            .unwrap();
        let error = Store::open(&place.url).await.unwrap_err();
        assert!(
            matches!(error, StoreError::Newer { found: 99, .. }),
            "{error}"
        );
        script("alter table journal_head rename to other")
            .await
            .unwrap();
        let error = Store::open(&place.url).await.unwrap_err();
        assert!(matches!(error, StoreError::NotOurs(_)), "{error}");
    }
}

#[tokio::test]
async fn many_that_open_an_empty_database_at_once_all_find_records() {
    for place in Place::on_each() {
        let opening = (0..6).map(|_| {
            let url = place.url.clone();
            tokio::spawn(async move { Store::open(&url).await })
        });
        for opened in opening.collect::<Vec<_>>() {
            let store = opened.await.unwrap().unwrap();
            assert_eq!(store.journal_head().await.unwrap(), Head::genesis());
        }
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_told_without_the_password() {
    let Some(database) = Database::new() else {
        return;
    };
    let error = Store::open_existing(&database.url).await.unwrap_err();
    assert!(matches!(error, StoreError::Missing(_)), "{error}");
    let (before, after) = database.url.split_once('?').unwrap_or((&database.url, ""));
    let (server, _) = before.rsplit_once('/').unwrap();
    let server = server.replace("zhixin@", "zhixin:secret@");
    for url in [
        format!("{server}/nowhere?{after}"),
        "postgres://zhixin:secret@127.0.0.1:1/zhixin".to_owned(),
    ] {
        let error = Store::open(&url).await.unwrap_err();
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
        let told = format!("{error} {error:?}");
        assert!(!told.contains("secret"), "{told}");
    }
}

#[tokio::test]
async fn a_writer_whose_connection_is_ended_leaves_nothing_and_the_next_goes_on() {
    let Some(place) = Place::on_postgres() else {
        return;
    };
    let store = place.open().await;
    store.append_event(event(1)).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let moved = "update journal_head set sequence = 7";
    Statement::of(moved).execute(&mut tx).await.unwrap();
    let ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
         where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in%'";
    let ended: i64 = Statement::of(ended)
        .value(&mut store.db().await.unwrap())
        .await
        .unwrap();
    assert_eq!(ended, 1);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let error = tx.commit().await.unwrap_err();
    assert!(matches!(error, StoreError::Lost(_)), "{error}");
    assert_eq!(store.journal_head().await.unwrap().sequence, 1);
    store.append_event(event(2)).await.unwrap();
    // All idle connections may be ended too, as when the server is started again.
    let ended = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
         where datname = current_database() and pid <> pg_backend_pid()";
    let other = place.open().await;
    let ended: Result<i64, _> = Statement::of(ended)
        .value(&mut other.db().await.unwrap())
        .await;
    assert!(ended.unwrap() >= 1);
    store.append_event(event(3)).await.unwrap();
}

#[tokio::test]
async fn people_read_days_and_amounts() {
    let Some(place) = Place::on_postgres() else {
        return;
    };
    let store = place.open().await;
    fill(&store).await;
    for (text, told) in [
        (
            "select cast(booked_on - date '2020-06-30' as text) from read_event limit 1",
            "1",
        ),
        (
            "select cast(pg_typeof(balance) as text) from (select null union all select balance from read_balance) b (balance) limit 1",
            "numeric",
        ),
        ("select cast(count(*) as text) from read_fact", "16"),
        (
            "select cast(pg_typeof(recorded_at) as text) from read_event limit 1",
            "timestamp with time zone",
        ),
        (
            "select to_char(begun_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') from read_batch",
            "2021-01-04T01:00:00",
        ),
    ] {
        let found: String = Statement::of(text)
            .value(&mut store.db().await.unwrap())
            .await
            .unwrap();
        assert_eq!(found, told, "{text}");
    }
    for view in [
        "event",
        "posting",
        "balance",
        "issued_score",
        "fact",
        "batch",
    ] {
        let text = format!("select * from read_{view}");
        Statement::of(text)
            .all(&mut store.db().await.unwrap())
            .await
            .unwrap();
    }
}
