//! The writer under faults: every asker is answered truly, nothing is half there, and the next batch goes on.

use super::{Unwritten, Writer, WriterRules};
use crate::service::pool::tests_of_faults::{contribution, now, records, who, whole};
use crate::service::pool::{Answer, Asking, Books, Told, command};
use crate::store::Store;
use crate::store::faults::WRITES;
use std::time::Duration;

const RULES: WriterRules<'static> = WriterRules {
    name: "test",
    queue: 64,
    batch: 16,
    takes_stated: true,
    now,
};

fn asking(amount: u32, key: &str) -> Asking {
    Asking {
        asked: command(&contribution(amount), &who(key)).unwrap(),
        expected: None,
        about: None,
    }
}

/// Six askers at the same time.
async fn six(writer: &Writer) -> Vec<Result<Told, Unwritten>> {
    let asks = (1..=6).map(|line: u32| {
        let writer = writer.clone();
        tokio::spawn(async move { writer.ask(asking(10 + line, &line.to_string())).await })
    });
    let mut told = Vec::new();
    for ask in asks.collect::<Vec<_>>() {
        told.push(ask.await.unwrap());
    }
    told
}

/// What is read through the writer is what the journal has.
async fn holds(writer: &Writer, store: &Store) {
    whole(&*writer.books().await, store).await;
}

#[tokio::test]
async fn whichever_row_cannot_be_written_every_asker_is_told_and_may_ask_again() {
    for table in WRITES {
        let (_folder, store) = records().await;
        let writer = Writer::begin(&store, RULES).await.unwrap();
        let counts = store.counts().await;
        store.fail(table, 0).await;
        let told = six(&writer).await;
        store.mend().await;
        for one in told {
            let Err(Unwritten::Failed(error)) = one else {
                panic!("{table:?}: {one:?}");
            };
            assert!(error.to_string().contains("a fault of the disk"), "{error}");
        }
        assert_eq!(store.counts().await, counts, "{table:?}");
        holds(&writer, &store).await;
        for one in six(&writer).await {
            assert!(
                matches!(one, Ok(Told::Kept { before: false, .. })),
                "{one:?}"
            );
        }
        assert_eq!(store.counts().await.events, counts.events + 6);
        holds(&writer, &store).await;
        writer.stop().await;
    }
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_acknowledged_with_its_records() {
    let (_folder, store) = records().await;
    let writer = Writer::begin(&store, RULES).await.unwrap();
    store.lose_an_answer();
    let Ok(Told::Kept {
        events,
        before: false,
    }) = writer.ask(asking(7, "7")).await
    else {
        panic!("it stands in the journal");
    };
    let kept = store.pool_event(events[0].number).await.unwrap().unwrap();
    assert_eq!(
        (kept.sequence, kept.hash),
        (events[0].sequence, events[0].hash)
    );
    let again = writer.ask(asking(7, "7")).await;
    let Ok(Told::Kept {
        events: same,
        before: true,
    }) = again
    else {
        panic!("{again:?}");
    };
    assert_eq!(same, events);
    holds(&writer, &store).await;
}

#[tokio::test]
async fn a_command_over_which_the_ledger_breaks_off_is_refused_alone() {
    let (_folder, store) = records().await;
    let writer = Writer::begin(&store, RULES).await.unwrap();
    let counts = store.counts().await;
    let broken = tokio::spawn({
        let writer = writer.clone();
        async move { writer.ask(asking(9, "breaks off")).await }
    });
    let told = six(&writer).await;
    assert!(matches!(broken.await.unwrap(), Ok(Told::Broke)));
    for one in told {
        assert!(
            matches!(one, Ok(Told::Kept { before: false, .. })),
            "{one:?}"
        );
    }
    assert_eq!(store.counts().await.events, counts.events + 6);
    assert_eq!(writer.pulse().broken(), 1);
    holds(&writer, &store).await;
    let after = writer.ask(asking(8, "8")).await;
    assert!(
        matches!(after, Ok(Told::Kept { before: false, .. })),
        "{after:?}"
    );
}

#[tokio::test]
async fn whoever_stops_waiting_finds_by_the_key_what_became_of_it() {
    let (_folder, store) = records().await;
    let writer = Writer::begin(&store, RULES).await.unwrap();
    let held = store.hold().await;
    let moment = Duration::from_millis(50);
    let given_up = tokio::time::timeout(moment, writer.ask(asking(7, "7"))).await;
    assert!(given_up.is_err(), "it waits for the lock");
    drop(held);
    // It was queued, and stands once.
    let again = writer.ask(asking(7, "7")).await;
    assert!(
        matches!(again, Ok(Told::Kept { before: true, .. })),
        "{again:?}"
    );
    holds(&writer, &store).await;
}

#[tokio::test]
async fn another_process_that_went_first_is_read_and_decided_on() {
    let (folder, store) = records().await;
    let writer = Writer::begin(&store, RULES).await.unwrap();
    let url = folder.url.clone();
    let other = Store::open(&url).await.unwrap();
    for key in ["1", "3"] {
        let mut books = Books::open(&other).await.unwrap();
        let answer = books.ask(&contribution(5), &who(key), now()).await.unwrap();
        assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
        let next = format!("{key}1");
        let told = writer.ask(asking(5, &next)).await;
        assert!(
            matches!(told, Ok(Told::Kept { before: false, .. })),
            "{told:?}"
        );
    }
    let told = writer.ask(asking(5, "1")).await;
    assert!(
        matches!(told, Ok(Told::Kept { before: true, .. })),
        "{told:?}"
    );
    holds(&writer, &store).await;
}

#[tokio::test]
async fn of_two_services_the_second_waits_for_its_turn_and_the_first_is_fenced() {
    let (folder, store) = records().await;
    let url = folder.url.clone();
    let first = Writer::begin(&store, RULES).await.unwrap();
    let beside = Store::open(&url).await.unwrap();
    let rules = WriterRules {
        name: "second",
        ..RULES
    };
    let second = Writer::begin(&beside, rules).await.unwrap();
    let told = second.ask(asking(5, "1")).await;
    assert!(
        matches!(&told, Err(Unwritten::Held(by)) if by == "test"),
        "{told:?}"
    );
    assert!(first.ask(asking(5, "1")).await.is_ok());
    // The first is thought gone, as a paused machine is, and its lease is taken from between two beats.
    loop {
        let lease = beside.lease().await.unwrap().unwrap();
        let taken = beside.take_lease("third", Some(&lease)).await.unwrap();
        if taken.is_ok() {
            break;
        }
    }
    // Awake again it is fenced: what it decides then is written by nobody, and it says who writes.
    let late = first.ask(asking(5, "3")).await;
    assert!(late.is_err(), "{late:?}");
    let told = first.ask(asking(5, "4")).await;
    assert!(
        matches!(&told, Err(Unwritten::Held(by)) if by == "third"),
        "{told:?}"
    );
    // The third never moves, and the second takes over after a while; so would the first.
    first.stop().await;
    let mut told = second.ask(asking(5, "2")).await;
    for _ in 0..100 {
        if told.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        told = second.ask(asking(5, "2")).await;
    }
    assert!(
        matches!(told, Ok(Told::Kept { before: false, .. })),
        "{told:?}"
    );
    let told = second.ask(asking(5, "3")).await;
    assert!(
        matches!(told, Ok(Told::Kept { before: false, .. })),
        "{told:?}"
    );
    holds(&second, &beside).await;
}

#[tokio::test]
async fn a_writer_that_stops_writes_what_waits_and_takes_no_more() {
    let (_folder, store) = records().await;
    let writer = Writer::begin(&store, RULES).await.unwrap();
    let counts = store.counts().await;
    let waiting = tokio::spawn({
        let writer = writer.clone();
        async move { six(&writer).await }
    });
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    writer.stop().await;
    let told = waiting.await.unwrap();
    let kept = told
        .iter()
        .filter(|one| matches!(one, Ok(Told::Kept { .. })))
        .count();
    let away = told
        .iter()
        .filter(|one| matches!(one, Err(Unwritten::Stopping)))
        .count();
    assert_eq!(kept + away, 6, "{told:?}");
    assert_eq!(
        store.counts().await.events,
        counts.events + i64::try_from(kept).unwrap()
    );
    let late = writer.ask(asking(8, "8")).await;
    assert!(matches!(late, Err(Unwritten::Stopping)), "{late:?}");
}

#[tokio::test]
async fn an_errand_that_breaks_off_is_told_and_the_next_one_goes_on() {
    let (_folder, store) = records().await;
    let writer = Writer::begin(&store, RULES).await.unwrap();
    let broken: Result<u8, Unwritten> = writer
        .run(async |_, _| panic!("an errand that breaks off"))
        .await;
    assert!(matches!(broken, Err(Unwritten::Broke)), "{broken:?}");
    let head = writer
        .run(|store, _| async move { store.journal_head().await })
        .await;
    assert_eq!(head.unwrap().unwrap(), store.journal_head().await.unwrap());
}
