//! The books open twice over one file, and under a clock that goes back.

use crate::place::Place;
use zhixin::journal::{Head, verify};
use zhixin::pool::Code;
use zhixin::service::pool::{Answer, Books, Fields, Who, audit};
use zhixin::service::{doctor, records};
use zhixin::store::Store;
use zhixin::units::{Date, Moment};

fn asked(said: &str) -> Fields {
    let pairs = said.split(' ').map(|pair| pair.split_once('=').unwrap());
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn who(key: &str, today: Date) -> Who {
    Who {
        actor: Some("operator:ou".to_owned()),
        today,
        client: "test".to_owned(),
        key: key.to_owned(),
    }
}

const DAY: Date = Date::constant(2022, 1, 4);

fn noon() -> Moment {
    Moment::parse("2022-01-04T04:00:00Z").unwrap()
}

async fn ask(books: &mut Books, key: &str, said: &str) -> Answer {
    books
        .ask(&asked(said), &who(key, DAY), noon())
        .await
        .unwrap()
}

/// Records with 100 yuan of the city.
async fn funded(place: &Place) -> (Store, String) {
    let url = place.records();
    let store = records::open(&url).await.unwrap();
    let mut books = Books::open(&store).await.unwrap();
    let at = "pool=cq district=渝北区 as=maker:ma";
    for (key, said) in [
        (
            "pool",
            "action=create pool=cq scheme=cq-knowledge-value as=maker:ma".to_owned(),
        ),
        ("district", format!("action=open-district {at}")),
        (
            "city",
            format!("action=contribute {at} contributor=city amount=100"),
        ),
    ] {
        let answer = ask(&mut books, key, &said).await;
        assert!(answer.stands(), "{answer:?}");
    }
    (store, url)
}

const FEE: &str = "action=charge-fee pool=cq district=渝北区 amount=80";

#[tokio::test]
async fn books_that_are_open_twice_decide_on_what_the_other_wrote() {
    let place = Place::new();
    let (one, url) = funded(&place).await;
    let two = records::open_existing(&url).await.unwrap();
    let (mut first, mut second) = (
        Books::open(&one).await.unwrap(),
        Books::open(&two).await.unwrap(),
    );
    let answer = ask(&mut first, "a", FEE).await;
    assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
    // On the state that the second still had, 80 of 100 would be there.
    let answer = ask(&mut second, "b", FEE).await;
    let Answer::Refused(refusal) = answer else {
        panic!("{answer:?}")
    };
    insta::assert_snapshot!(refusal, @"cash is short by 60.00; it waits for funding");
    // The same key over there is found to be done, by whichever of them.
    let answer = ask(&mut second, "a", FEE).await;
    assert!(matches!(answer, Answer::Before(4)), "{answer:?}");
    let small = "action=charge-fee pool=cq district=渝北区 amount=1";
    for (turn, key) in ["c", "d", "e"].iter().enumerate() {
        let books = if turn == 1 { &mut first } else { &mut second };
        let answer = ask(books, key, small).await;
        assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
    }
    // A batch of all or none is decided anew as a whole.
    let lines: Vec<(u64, Fields)> = (1..=3).map(|line| (line, asked(small))).collect();
    let told = first
        .ask_all(&lines, |line| who(&line.to_string(), DAY), true, noon())
        .await;
    assert!(told.unwrap().iter().all(|line| line.answer.stands()));
    let books = Books::open(&one).await.unwrap();
    let at = books.state().compartments().next().unwrap();
    assert_eq!(books.state().total(at, Code::Cash).to_string(), "14.00");
    audit(&books).await.unwrap();
    let recorded = one.records(0, 100).await.unwrap();
    let head = Head {
        sequence: 10,
        hash: recorded[9].hash,
    };
    assert_eq!(verify(&recorded), Ok(head));
}

#[tokio::test]
async fn a_clock_that_goes_back_moves_no_day_that_is_over() {
    let place = Place::new();
    let (store, _) = funded(&place).await;
    let mut books = Books::open(&store).await.unwrap();
    let answer = ask(
        &mut books,
        "day",
        "action=close-day date=2022-01-03 booked-on=2022-01-03",
    )
    .await;
    assert!(answer.stands(), "{answer:?}");
    // The clock of the machine is set back by three days. What rests on it for its accounting day is refused,
    let before = Moment::parse("2022-01-01T04:00:00Z").unwrap();
    let (said, yesterday) = (
        asked("action=charge-fee pool=cq district=渝北区 amount=1"),
        Date::constant(2022, 1, 1),
    );
    let answer = books
        .ask(&said, &who("a", yesterday), before)
        .await
        .unwrap();
    let Answer::Refused(refusal) = answer else {
        panic!("{answer:?}")
    };
    insta::assert_snapshot!(refusal, @"days are closed through 2022-01-03; book it on a later day with its own effective date");
    // and so is what names its day, for by that clock it is to come.
    let mut said = said;
    said.insert("booked-on".to_owned(), "2022-01-04".to_owned());
    let answer = books
        .ask(&said, &who("b", yesterday), before)
        .await
        .unwrap();
    let Answer::Unread(problems) = answer else {
        panic!("{answer:?}")
    };
    insta::assert_snapshot!(problems, @"booked-on: 2022-01-04 is later than today, 2022-01-01 in Asia/Shanghai; 2022-01-01 or an earlier day would pass, and if that is not today, set the machine's clock first [pool.day-to-come]");
    // Set back by an hour it is booked on its day, though it is recorded earlier than what came before.
    let hour = Moment::parse("2022-01-04T03:00:00Z").unwrap();
    let answer = books.ask(&said, &who("b", DAY), hour).await.unwrap();
    assert!(matches!(answer, Answer::Done(_)), "{answer:?}");
    let recorded = store.records(0, 100).await.unwrap();
    let times: Vec<String> = recorded
        .iter()
        .rev()
        .take(2)
        .map(|of| of.event.recorded_at.to_string())
        .collect();
    assert_eq!(times, ["2022-01-04T03:00:00Z", "2022-01-04T04:00:00Z"]);
    assert!(verify(&recorded).is_ok());
    audit(&books).await.unwrap();
    // Sent again under another clock it is done before.
    for at in [noon(), before] {
        let answer = books.ask(&said, &who("b", DAY), at).await.unwrap();
        assert!(matches!(answer, Answer::Before(_)), "{answer:?}");
    }
    // The doctor sees nothing wrong now, and a record and a day to come when the clock is behind them.
    let told = |findings: Vec<doctor::Finding>| {
        let of = ["clock", "days"].map(|what| {
            let of = findings.iter().find(|of| of.what.starts_with(what));
            of.unwrap().clone()
        });
        (
            of.iter().all(|of| of.well),
            of.map(|of| of.found).join("\n"),
        )
    };
    assert!(told(doctor::look(&store, noon(), DAY).await.unwrap()).0);
    let behind = Moment::parse("2021-12-31T04:00:00Z").unwrap();
    let (well, found) = told(doctor::look(&store, behind, yesterday).await.unwrap());
    assert!(!well && found.contains("a clock went back"), "{found}");
    assert!(
        found.contains("days are closed through 2022-01-03, and today is 2022-01-01"),
        "{found}"
    );
}
