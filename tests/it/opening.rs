//! Books that open from a snapshot: the same as from their beginning, whatever became of the snapshot, and the
//! keys of commands that are older than it.

use crate::place::{BACK_TO_7, Place};
use zhixin::pool::{PoolEvent, State};
use zhixin::service::pool::{Answer, Books, Fields, Who};
use zhixin::service::{ledger, pool};
use zhixin::store::{Snapshot, Store};
use zhixin::units::{Amount, Date, Digest, Moment};

fn now() -> Moment {
    Moment::from_micros(1_641_283_200_000_000)
}

fn who(line: u64) -> Who {
    Who {
        actor: Some("maker:ma".to_owned()),
        today: Date::constant(2022, 1, 4),
        client: "test".to_owned(),
        key: line.to_string(),
    }
}

fn fields(said: &str) -> Fields {
    let district = if said.contains("create") {
        ""
    } else {
        " district=渝北区"
    };
    let said = format!("action={said} pool=cq{district}");
    let pairs = said.split(' ').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The lines of a small pool, each with its number, which is its key.
fn lines() -> Vec<(u64, Fields)> {
    let said = [
        "create scheme=cq-knowledge-value",
        "open-district",
        "contribute contributor=city amount=4000000",
        "contribute contributor=district amount=6000000",
        "place-deposit amount=1000000",
        "accrue-interest amount=12.34",
        "subscribe contributor=city amount=500",
        "contribute contributor=city amount=200",
    ];
    (1..).zip(said.map(fields)).collect()
}

struct Records {
    place: Place,
    store: Store,
}

impl Records {
    async fn new() -> Self {
        Self::at(Place::new()).await
    }

    async fn at(place: Place) -> Self {
        let store = Store::open(&Self::url(&place)).await.unwrap();
        Self { place, store }
    }

    fn url(place: &Place) -> String {
        place.records()
    }

    async fn books(&self) -> Books {
        Books::open(&self.store).await.unwrap()
    }

    /// Records with all lines done, and snapshots after the fourth event and the sixth.
    async fn filled() -> Self {
        Self::filled_at(Place::new()).await
    }

    async fn filled_at(place: Place) -> Self {
        let of = Self::at(place).await;
        let (lines, mut books) = (lines(), of.books().await);
        for part in [&lines[..4], &lines[4..6]] {
            all_done(&mut books, part).await;
            books.take_snapshot().await.unwrap();
        }
        all_done(&mut books, &lines[6..]).await;
        drop(books);
        of
    }

    async fn sql(&self, text: &'static str) {
        self.place.sql(&[text]).await.unwrap();
    }
}

async fn all_done(books: &mut Books, lines: &[(u64, Fields)]) -> Vec<PoolEvent> {
    let told = books.ask_all(lines, who, true, now()).await.unwrap();
    let events = told.into_iter().flat_map(|line| match line.answer {
        Answer::Done(events) => events,
        answer => panic!("line {}: {answer:?}", line.line),
    });
    events.collect()
}

#[tokio::test]
async fn at_every_cut_the_books_open_as_from_their_beginning_and_go_on_alike() {
    let whole = Records::new().await;
    let mut never = whole.books().await;
    for (line, fields) in lines() {
        all_done(&mut never, &[(line, fields)]).await;
    }
    for cut in 1..=lines().len() {
        let of = Records::new().await;
        let mut books = of.books().await;
        let (before, after) = (lines()[..cut].to_vec(), lines()[cut..].to_vec());
        all_done(&mut books, &before).await;
        books.take_snapshot().await.unwrap();
        let mut again = of.books().await;
        assert_eq!(again.opened().snapshot, cut as u64);
        assert_eq!(again.state().digest(), books.state().digest());
        for line in after {
            all_done(&mut again, &[line]).await;
        }
        let last = of.books().await;
        assert_eq!(
            (last.opened().snapshot, last.last()),
            (cut as u64, never.last())
        );
        assert_eq!(last.opened().read, never.last() - cut as u64);
        assert_eq!(last.state().digest(), never.state().digest());
        pool::audit(&last).await.unwrap();
    }
}

#[tokio::test]
async fn books_that_were_overtaken_open_again_from_the_snapshot() {
    let of = Records::filled().await;
    let (mut one, mut two) = (of.books().await, of.books().await);
    let more = |line| [(line, fields("accrue-interest amount=1"))];
    all_done(&mut one, &more(40)).await;
    // A command that is on record is answered by whoever is asked, and another is decided anew.
    let told = two.ask_all(&more(40), who, false, now()).await.unwrap();
    assert!(matches!(told[0].answer, Answer::Before(9)));
    all_done(&mut two, &more(41)).await;
    assert_eq!((two.opened().snapshot, two.opened().read), (6, 3));
    assert_eq!(of.books().await.state().digest(), two.state().digest());
}

#[tokio::test]
async fn a_snapshot_is_taken_when_enough_has_happened_and_two_are_kept() {
    let of = Records::new().await;
    let mut books = of.books().await.with_snapshots_every(3);
    for line in lines() {
        all_done(&mut books, &[line]).await;
    }
    let kept = of.store.snapshots().await.unwrap();
    let numbers: Vec<u64> = kept.iter().map(|of| of.number).collect();
    assert_eq!(numbers, [6, 3]);
    let again = of.books().await;
    assert_eq!((again.opened().snapshot, again.opened().read), (6, 2));
    assert_eq!(again.state().digest(), books.state().digest());
}

#[tokio::test]
async fn a_snapshot_that_will_not_do_is_passed_over_and_told() {
    let ruin = [
        (
            "damaged",
            "update snapshot_part set bytes = cast(substr(bytes, 1, 40) || x'00' || substr(bytes, 42) as blob) where number = 6",
        ),
        (
            "cut",
            "update snapshot_part set bytes = substr(bytes, 1, length(bytes) - 1) where number = 6",
        ),
        (
            "without bytes",
            "delete from snapshot_part where number = 6",
        ),
        (
            "of another release",
            "update snapshot set form = 'zhixin/state/0 1' where number = 6",
        ),
        (
            "of another journal",
            "update snapshot set hash = (select hash from event where sequence = 1) where number = 6",
        ),
        (
            "ahead of the journal",
            "update snapshot_part set number = 99 where number = 6; update snapshot set number = 99 where number = 6",
        ),
        (
            "under another number",
            "update snapshot_part set number = 7 where number = 6; update snapshot set number = 7, sequence = 7, hash = (select hash from event where sequence = 7) where number = 6",
        ),
        (
            "with a digest that is none",
            "update snapshot set digest = 'x' where number = 6",
        ),
        (
            "with another digest",
            "update snapshot set digest = hash where number = 6",
        ),
        ("both gone", "delete from snapshot"),
        ("both damaged", "update snapshot_part set bytes = x'00'"),
    ];
    let whole = Records::filled_at(Place::on_sqlite()).await;
    let digest = whole.books().await.state().digest();
    let mut told = Vec::new();
    for (how, text) in ruin {
        let of = Records::filled_at(Place::on_sqlite()).await;
        of.sql(text).await;
        let mut books = of.books().await;
        assert_eq!(books.state().digest(), digest, "{how}");
        let opened = books.opened();
        told.push(format!(
            "{how}: from event {}, {} read; {}",
            opened.snapshot,
            opened.read,
            opened.unusable.join("; ")
        ));
        if let Err(error) = pool::audit(&books).await {
            told.push(format!("    and verifying: {error}"));
        }
        // The next snapshot takes the place of the bad one.
        books.take_snapshot().await.unwrap();
        let again = of.books().await;
        assert_eq!(
            (again.opened().snapshot, again.opened().unusable.len()),
            (8, 0),
            "{how}"
        );
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn the_doctor_tells_of_a_snapshot_that_was_not_used() {
    let of = Records::filled_at(Place::on_sqlite()).await;
    let well = of.place.run(&["doctor"]).out;
    assert!(
        well.contains("used, after event 6, and 2 events read"),
        "{well}"
    );
    of.sql("update snapshot_part set bytes = x'00'").await;
    let ran = of.place.run(&["doctor"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out
            .contains("not used, after event 6: its bytes are not those that were written"),
        "{}",
        ran.out
    );
}

#[tokio::test]
async fn keys_that_are_older_than_the_snapshot_are_known() {
    let of = Records::filled().await;
    let mut books = of.books().await;
    assert_eq!(books.opened().snapshot, 6);
    let before = books.last();
    // All lines again, of which the snapshot covers six: twice in one batch, and each alone.
    let twice = [lines(), lines()].concat();
    let told = books.ask_all(&twice, who, true, now()).await.unwrap();
    let numbers: Vec<u64> = told
        .iter()
        .map(|line| match line.answer {
            Answer::Before(number) => number,
            ref answer => panic!("{answer:?}"),
        })
        .collect();
    assert_eq!(numbers, (1..=8).chain(1..=8).collect::<Vec<_>>());
    let mut other = fields("contribute contributor=city amount=4000001");
    for line in [3, 8] {
        let answer = books.ask(&other, &who(line), now()).await.unwrap();
        let Answer::Refused(refusal) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(refusal.code(), "key.reused");
        assert!(
            refusal.to_string().contains(&format!("event {line};")),
            "{refusal}"
        );
    }
    assert_eq!(books.last(), before);
    // A new key twice in one batch is one command.
    other.insert("amount".to_owned(), "5".to_owned());
    let batch = [(50, other.clone()), (50, other)];
    let told = books.ask_all(&batch, who, false, now()).await.unwrap();
    assert!(matches!(told[0].answer, Answer::Done(_)));
    assert!(matches!(told[1].answer, Answer::Before(9)));
}

#[tokio::test]
async fn an_event_before_the_snapshot_is_corrected_and_one_of_the_same_batch() {
    let of = Records::filled().await;
    let mut books = of.books().await;
    let interest = books.state().compartments().next().unwrap().clone();
    let held = |books: &Books| {
        books
            .state()
            .total(&interest, zhixin::pool::Code::InterestReceivable)
    };
    assert_eq!(held(&books), Amount::parse("12.34").unwrap());
    let correct = |event: u64| {
        Fields::from([
            ("action".to_owned(), "correct".to_owned()),
            ("event".to_owned(), event.to_string()),
            ("because".to_owned(), "a mistake".to_owned()),
        ])
    };
    let batch = [
        (20, correct(6)),
        (21, fields("accrue-interest amount=1")),
        (22, correct(10)),
    ];
    all_done(&mut books, &batch).await;
    assert_eq!(held(&books), Amount::ZERO);
    let gone = books.ask(&correct(99), &who(23), now()).await.unwrap();
    assert!(
        matches!(&gone, Answer::Missing(why) if why == "there is no event 99 in the books"),
        "{gone:?}"
    );
    let again = of.books().await;
    assert_eq!(again.state().digest(), books.state().digest());
    pool::audit(&again).await.unwrap();
}

#[tokio::test]
async fn a_batch_of_which_one_line_does_not_stand_leaves_nothing_behind() {
    let of = Records::filled().await;
    let mut books = of.books().await;
    let before = (books.last(), books.state().digest());
    let batch = [
        (30, fields("accrue-interest amount=1")),
        (31, fields("accrue-interest amount=0")),
        (32, fields("accrue-interest amount=2")),
    ];
    let told = books.ask_all(&batch, who, true, now()).await.unwrap();
    assert_eq!(
        told.len(),
        2,
        "the answers end with the line that does not stand"
    );
    assert_eq!((books.last(), books.state().digest()), before);
    let told = books.ask_all(&batch, who, false, now()).await.unwrap();
    assert_eq!((told.len(), books.last()), (3, before.0 + 2));
    let again = of.books().await;
    assert_eq!(again.state().digest(), books.state().digest());
}

/// Two pools of as many events, of which the snapshot of one is put into the records of the other: it is in
/// balance, and its digest is right.
#[tokio::test]
async fn a_snapshot_that_is_not_what_the_events_give_is_found_by_verifying() {
    let (of, other) = (Records::filled().await, Records::new().await);
    let mut lines = lines();
    lines[3].1.insert("amount".to_owned(), "6000001".to_owned());
    let mut books = other.books().await;
    all_done(&mut books, &lines[..6]).await;
    let bytes = books.state().to_bytes();
    let kept = of.store.pool_event(6).await.unwrap().unwrap();
    let forged = Snapshot {
        number: 6,
        sequence: kept.sequence,
        hash: kept.hash.to_string(),
        form: State::form(),
        digest: Digest::of(&bytes).to_string(),
    };
    of.store.put_snapshot(&forged, &bytes).await.unwrap();
    ledger::verify(&of.store, ledger::Expected::default())
        .await
        .unwrap();
    let ran = of.place.run(&["ledger", "verify"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.err, @"error: the books differ from their events: the snapshot after event 6 is not what the events give");
}

#[tokio::test]
async fn records_of_an_earlier_release_have_their_events_numbered() {
    let of = Records::filled_at(Place::on_sqlite()).await;
    let digest = of.books().await.state().digest();
    of.sql(BACK_TO_7).await;
    of.sql(
        "drop table snapshot_part; drop table snapshot; drop table pool_event; drop table recorded_calendar; \
         delete from schema_version where version >= 6",
    )
    .await;
    let store = Store::open(&Records::url(&of.place)).await.unwrap();
    let books = Books::open(&store).await.unwrap();
    assert_eq!((books.opened().snapshot, books.opened().read), (0, 8));
    assert_eq!(books.state().digest(), digest);
    pool::audit(&books).await.unwrap();
}
