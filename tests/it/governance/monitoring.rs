//! A model watched month by month: what moved is told with since when, and a challenger beside it says what it would do.

use super::{bank, caller, import, reopen, year};
use crate::place::Place;
use zhixin::evidence::Basis;
use zhixin::governance::{Failing, ModelLife};
use zhixin::identity::Role;
use zhixin::service::comparing::compared;
use zhixin::service::monitoring::{MonitorAsk, monitor};
use zhixin::service::records::Store;
use zhixin::service::score::{Request, Run, Used};
use zhixin::service::{catalog, experts};
use zhixin::units::names::ModelId;
use zhixin::units::{Date, Moment};

const MODEL: &str = "cq-knowledge-value-2018";

/// The year of sixty firms, whose sales are a share of a million yuan that depends on the firm.
fn sixty(of: i32, share: impl Fn(i64) -> i64) -> String {
    let firms = 0..60;
    let lines = firms.map(|firm| {
        let line = year(of, &format!("{}", 10_000 * share(firm)));
        line.replace("x:firm", &format!("x:f{firm:02}"))
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn request(on: Date, issue: bool) -> Request {
    Request {
        as_of: on,
        basis: Basis::Available,
        segment: None,
        experts: experts::ExpertSheets::new(),
        reader: None,
        asked: None,
        used: Used::default(),
        approval: None,
        actor: "cli".to_owned(),
        now: Moment::parse(&format!("{on}T04:00:00Z")).unwrap(),
        today: on,
        issue,
    }
}

async fn scored(store: &Store, on: Date) {
    let loaded = catalog::find(MODEL).unwrap();
    let run = Run::prepare(store, &loaded, request(on, true))
        .await
        .unwrap();
    let mut scored = 0;
    run.score_all(|_, page| {
        scored += page.len();
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(scored, 60);
}

async fn failing(store: &Store, month: &str) -> Vec<Failing> {
    let life = ModelLife::new(ModelId::parse(MODEL).unwrap());
    let ask = MonitorAsk {
        digest: catalog::find(MODEL).unwrap().model.digest(),
        month: month.to_owned(),
        baseline: ("2022-04".to_owned(), "2022-05".to_owned()),
    };
    let now = Moment::parse("2022-09-01T04:00:00Z").unwrap();
    let analyst = caller(Role::Analyst, "an");
    monitor(store, &analyst, &life, &ask, now).await.unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_moved_fails_since_the_month_in_which_it_did() {
    let place = Place::new();
    let years = sixty(2019, |_| 100) + &sixty(2020, |firm| 80 + firm);
    import(&place, "before", "shared", &years);
    let store = reopen(&place).await;
    for month in [4, 5, 6] {
        scored(&store, Date::constant(2022, month, 10)).await;
    }
    assert_eq!(failing(&store, "2022-06").await, []);
    // Sales of all of them fall by half.
    store.close().await;
    import(
        &place,
        "after",
        "shared",
        &sixty(2021, |firm| i64::midpoint(80, firm)),
    );
    let store = reopen(&place).await;
    for month in [7, 8] {
        scored(&store, Date::constant(2022, month, 10)).await;
    }
    let first = failing(&store, "2022-07").await;
    assert!(first.iter().any(|of| of.test == "psi.points"), "{first:?}");
    let second = failing(&store, "2022-08").await;
    let points = second.iter().find(|of| of.test == "psi.points").unwrap();
    assert_eq!((points.since.as_str(), points.months), ("2022-07", 2));
    assert!(points.ppm > points.bound_ppm);
    // A bank has no business here, and a baseline that holds the month itself is none.
    let life = ModelLife::new(ModelId::parse(MODEL).unwrap());
    let ask = MonitorAsk {
        digest: catalog::find(MODEL).unwrap().model.digest(),
        month: "2022-07".to_owned(),
        baseline: ("2022-04".to_owned(), "2022-08".to_owned()),
    };
    let now = Moment::parse("2022-09-01T04:00:00Z").unwrap();
    for who in [
        caller(Role::Bank(bank("a")), "bai"),
        caller(Role::Analyst, "an"),
    ] {
        assert!(monitor(&store, &who, &life, &ask, now).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn champion_and_challenger_are_told_apart_on_the_same_enterprises() {
    let place = Place::new();
    let years = sixty(2019, |_| 100) + &sixty(2020, |firm| 80 + firm);
    import(&place, "before", "shared", &years);
    let store = reopen(&place).await;
    let champion = catalog::find(MODEL).unwrap();
    let on = Date::constant(2022, 6, 10);
    let same = compared(&store, (&champion, &champion), &request(on, true), |_| ())
        .await
        .unwrap();
    assert_eq!((same.enterprises, same.moved.len()), (60, 0));
    assert_eq!(same.tenths[0], same.tenths[1]);
    let other = catalog::find("cq-knowledge-value-2017").unwrap();
    let found = compared(&store, (&champion, &other), &request(on, true), |_| ())
        .await
        .unwrap();
    let sum = found.both + found.neither + found.swapped_in + found.swapped_out;
    assert_eq!((found.enterprises, sum), (60, 60));
    let cells: u64 = found.moves.values().flat_map(|row| row.values()).sum();
    assert_eq!(cells, 60);
    // Nothing was issued by it.
    assert_eq!(store.journal_head().await.unwrap().sequence, 1);
}
