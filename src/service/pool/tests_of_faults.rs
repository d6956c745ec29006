//! Faults of the real database within and around one commit: nothing is half-written, the books do not run ahead of the
//! journal, and the same command again has the effect of once.

use super::{Answer, Books, Fields, Line, Who, audit};
use crate::service::ledger;
use crate::store::faults::WRITES;
use crate::store::samples::Place;
use crate::store::{Conflict, Store};
use crate::units::{Date, Moment};

pub(in crate::service) fn now() -> Moment {
    Moment::parse("2022-01-04T08:00:00Z").unwrap()
}

pub(in crate::service) fn who(key: &str) -> Who {
    Who {
        actor: Some("maker:ma".to_owned()),
        today: Date::constant(2022, 1, 4),
        client: "test".to_owned(),
        key: key.to_string(),
    }
}

fn by_line(line: u64) -> Who {
    who(&line.to_string())
}

fn asked(text: &str) -> Fields {
    let pairs = text.split(' ').map(|pair| pair.split_once('=').unwrap());
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

pub(in crate::service) fn contribution(amount: u32) -> Fields {
    // The second contributor pays even amounts, and has no account yet.
    let who = if amount.is_multiple_of(2) {
        "district"
    } else {
        "city"
    };
    asked(&format!(
        "action=contribute pool=cq district=渝北区 contributor={who} amount={amount}"
    ))
}

/// Records with a pool and a district, and 101 yuan of the city.
pub(in crate::service) async fn records() -> (Place, Store) {
    let place = Place::new();
    let store = records_at(&place).await;
    (place, store)
}

async fn records_at(place: &Place) -> Store {
    let store = place.open().await;
    let mut books = Books::open(&store).await.unwrap();
    for (key, text) in [
        ("open", "action=create pool=cq scheme=cq-knowledge-value"),
        ("district", "action=open-district pool=cq district=渝北区"),
    ] {
        let answer = books.ask(&asked(text), &who(key), now()).await.unwrap();
        assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
    }
    let answer = books.ask(&contribution(101), &who("first"), now()).await;
    assert!(matches!(answer, Ok(Answer::Done(_))));
    store
}

/// The books are those of the journal, and the journal and every balance are whole.
pub(in crate::service) async fn whole(books: &Books, store: &Store) {
    let again = Books::open(store).await.unwrap();
    assert_eq!(again.state().digest(), books.state().digest());
    assert_eq!(again.last(), books.last());
    audit(books).await.unwrap();
    ledger::verify(store, ledger::Expected::default())
        .await
        .unwrap();
}

/// A batch of a few commands that write to every table.
fn batch() -> Vec<(u64, Fields)> {
    (1..=6)
        .map(|line| (line, contribution(10 + u32::try_from(line).unwrap())))
        .collect()
}

fn done(lines: &[Line]) -> bool {
    lines
        .iter()
        .all(|line| matches!(line.answer, Answer::Done(_)))
}

#[tokio::test]
async fn whichever_row_cannot_be_written_nothing_is() {
    for table in WRITES {
        for place in Place::on_each() {
            whichever_row_of(table, &records_at(&place).await).await;
        }
    }
}

async fn whichever_row_of(table: (&str, &str), store: &Store) {
    let mut books = Books::open(store).await.unwrap();
    let (before, counts) = (books.state().digest(), store.counts().await);
    let mut faults = 0;
    loop {
        store.fail(table, faults).await;
        let told = books.ask_all(&batch(), by_line, false, now()).await;
        store.mend().await;
        let Err(error) = told else { break };
        faults += 1;
        assert!(error.to_string().contains("a fault of the disk"), "{error}");
        assert_eq!(
            books.state().digest(),
            before,
            "the books ran ahead: {table:?}"
        );
        assert_eq!(store.counts().await, counts, "half was written: {table:?}");
        whole(&books, store).await;
    }
    // The head moves once; six events have a row and two postings each, on three accounts of which one is new.
    let least = match table.1 {
        "journal_head" | "account" => 1,
        "event" | "pool_event" => 6,
        "posting" => 12,
        _ => 3,
    };
    assert!(faults >= least, "{table:?}: {faults} faults");
    let again = books
        .ask_all(&batch(), by_line, false, now())
        .await
        .unwrap();
    let before = |line: &Line| matches!(line.answer, Answer::Before(_));
    assert!(again.iter().all(before), "{again:?}");
    assert_eq!(store.counts().await.events, counts.events + 6);
    whole(&books, store).await;
}

#[tokio::test]
async fn a_full_disk_takes_nothing_and_room_takes_it_once() {
    let place = Place::on_sqlite();
    let store = records_at(&place).await;
    let mut books = Books::open(&store).await.unwrap();
    let (before, counts) = (books.state().digest(), store.counts().await);
    let many: Vec<(u64, Fields)> = (1..=200).map(|line| (line, contribution(1))).collect();
    let mut full = 0;
    // With every page more the commit comes a little further.
    for pages in (0..).step_by(7) {
        store.room(Some(pages)).await;
        let told = books.ask_all(&many, by_line, false, now()).await;
        store.room(None).await;
        let Err(error) = told else { break };
        full += 1;
        assert!(error.to_string().contains("full"), "{error}");
        assert_eq!(books.state().digest(), before);
        assert_eq!(store.counts().await, counts);
    }
    assert!(full > 3, "{full} times");
    assert_eq!(store.counts().await.events, counts.events + 200);
    whole(&books, &store).await;
}

#[tokio::test]
async fn a_lock_that_is_held_too_long_is_told_and_waits_for_another_day() {
    let (_folder, store) = records().await;
    store.impatient().await;
    let mut books = Books::open(&store).await.unwrap();
    let (before, counts) = (books.state().digest(), store.counts().await);
    let held = store.hold().await;
    let error = books
        .ask(&contribution(7), &who("7"), now())
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"another process has been writing for too long; try again");
    assert_eq!(books.state().digest(), before);
    drop(held);
    assert_eq!(store.counts().await, counts);
    let answer = books.ask(&contribution(7), &who("7"), now()).await.unwrap();
    assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
    whole(&books, &store).await;
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_found_in_the_journal() {
    let (_folder, store) = records().await;
    let mut books = Books::open(&store).await.unwrap();
    let counts = store.counts().await;
    store.lose_an_answer();
    let answer = books.ask(&contribution(7), &who("7"), now()).await.unwrap();
    assert!(
        matches!(&answer, Answer::Done(events) if events.len() == 1),
        "{answer:?}"
    );
    store.lose_an_answer();
    let told = books.ask_all(&batch(), by_line, true, now()).await.unwrap();
    assert!(done(&told), "{told:?}");
    assert_eq!(store.counts().await.events, counts.events + 7);
    whole(&books, &store).await;
    // The same command again is done before, and the next one goes on.
    let again = books.ask(&contribution(7), &who("7"), now()).await.unwrap();
    assert!(matches!(again, Answer::Before(4)), "{again:?}");
    let next = books.ask(&contribution(8), &who("8"), now()).await.unwrap();
    assert!(matches!(next, Answer::Done(_)), "{next:?}");
    whole(&books, &store).await;
}

#[tokio::test]
async fn what_is_asked_and_then_given_up_leaves_nothing_behind() {
    let (_folder, store) = records().await;
    let mut books = Books::open(&store).await.unwrap();
    let counts = store.counts().await;
    let held = store.hold().await;
    let (fields, by) = (contribution(7), who("7"));
    let moment = std::time::Duration::from_millis(100);
    let given_up = tokio::time::timeout(moment, books.ask(&fields, &by, now())).await;
    assert!(given_up.is_err(), "it waits for the lock");
    drop(held);
    // What was decided and not kept does not come along with the next command.
    let next = books.ask(&contribution(8), &who("8"), now()).await.unwrap();
    assert!(matches!(next, Answer::Done(_)), "{next:?}");
    assert_eq!(store.counts().await.events, counts.events + 1);
    whole(&books, &store).await;
}

#[tokio::test]
async fn the_store_appends_nothing_to_a_journal_that_moved() {
    let (_folder, store) = records().await;
    let mut books = Books::open(&store).await.unwrap();
    let before = books.head(None).await.unwrap();
    let answer = books.ask(&contribution(7), &who("7"), now()).await.unwrap();
    let Answer::Done(events) = answer else {
        panic!("{answer:?}")
    };
    let counts = store.counts().await;
    let stale = store.append_pool_events(before, &events, now()).await;
    let stale = stale.unwrap_err();
    assert!(
        matches!(stale, crate::store::StoreError::Conflict(Conflict::Writer)),
        "{stale}"
    );
    assert_eq!(store.counts().await, counts);
}
