//! Events of governance at their places, look-ups and refused requests, as the records keep them.

use super::samples::{Place, event, score as issued};
use super::statement::Statement;
use super::*;
use crate::governance::{
    Consent, Denial, Governed, GovernedEvent, Grantee, Ground, LookUp, Obtained, Purpose,
    ReportReceived, Revocation, Seal, Shown, ShownKind, Successor, Topic, Upheld,
};
use crate::identity::{Caller, Role};
use crate::journal::{IdempotencyKey, verify};
use crate::units::names::{BankId, ClientId, ConsentId, ObjectionId, ReportId, ScoreId};
use crate::units::{Date, Digest, EnterpriseId, Moment};

const NOW: Moment = Moment::from_micros(1_614_900_000_000_000);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn firm(name: &str) -> EnterpriseId {
    EnterpriseId::parse(&format!("x:{name}")).unwrap()
}

fn consent(id: &str, firm_of: &str, bank: &str) -> Governed {
    Governed::ConsentRecorded {
        consent: Consent {
            id: ConsentId::parse(id).unwrap(),
            enterprise: firm(firm_of),
            grantee: Grantee::parse(bank).unwrap(),
            purposes: [Purpose::Claim].into(),
            classes: [crate::governance::DataClass::Registry].into(),
            from: day("2021-01-01"),
            until: day("2021-12-31"),
            evidence: Digest::of(b"paper"),
            obtained: Obtained::Paper,
        },
    }
}

fn of(key: &str, what: Governed) -> GovernedEvent {
    let caller = Caller {
        client: ClientId::parse("desk").unwrap(),
        person: "li".to_owned(),
        role: Role::Maker,
    };
    let request = Digest::of(format!("{what:?}").as_bytes());
    let key = IdempotencyKey::new("desk", "consent", key);
    GovernedEvent::new(&caller, key, request, day("2021-03-05"), what)
}

async fn put(store: &Store, key: &str, what: Governed) -> Result<Appended, StoreError> {
    store.append_governed(&of(key, what), None, NOW).await
}

#[tokio::test]
async fn a_step_is_taken_once_and_a_request_has_the_effect_of_once() {
    let place = Place::new();
    let store = place.open().await;
    store.append_event(event(1)).await.unwrap();
    let first = put(&store, "k1", consent("c-1", "one", "bank:a"))
        .await
        .unwrap();
    // On another day the same request is the same event.
    let mut later = of("k1", consent("c-1", "one", "bank:a"));
    later.on = day("2021-03-06");
    let again = store.append_governed(&later, None, NOW).await.unwrap();
    assert!(again.replayed && again.record == first.record);
    let other = put(&store, "k1", consent("c-2", "one", "bank:a")).await;
    assert!(matches!(other, Err(StoreError::Conflict(Conflict::Key(_)))));
    let twice = put(&store, "k2", consent("c-1", "one", "bank:a")).await;
    assert!(matches!(
        twice,
        Err(StoreError::Conflict(Conflict::Step("consent", _)))
    ));
    // What another writer wrote meanwhile is in nobody's way.
    let two = place.open().await;
    two.append_event(event(2)).await.unwrap();
    put(&store, "k3", consent("c-3", "two", "commission"))
        .await
        .unwrap();
    let records = store.records(0, 10).await.unwrap();
    assert_eq!(records.len(), 4);
    verify(&records).unwrap();
}

#[tokio::test]
async fn events_are_read_by_what_they_are_about_and_page_by_page() {
    let place = Place::new();
    let store = place.open().await;
    let (bank, one) = (BankId::parse("a").unwrap(), firm("one"));
    for (key, id, firm, to) in [
        ("1", "c-1", "one", "bank:a"),
        ("2", "c-2", "two", "bank:a"),
        ("3", "c-3", "one", "commission"),
    ] {
        put(&store, key, consent(id, firm, to)).await.unwrap();
    }
    let revoked = Governed::ConsentRevoked {
        consent: ConsentId::parse("c-1").unwrap(),
        enterprise: firm("one"),
        bank: Some(bank.clone()),
        revocation: Revocation {
            on: day("2021-06-01"),
            reason: None,
            evidence: None,
        },
    };
    put(&store, "4", revoked).await.unwrap();
    let read = async |about, after| {
        let found = store
            .governed(Topic::Consent, about, after, 10)
            .await
            .unwrap();
        found.iter().map(|kept| kept.sequence).collect::<Vec<_>>()
    };
    assert_eq!(read(About::All, 0).await, [1, 2, 3, 4]);
    assert_eq!(read(About::Enterprise(&one), 0).await, [1, 3, 4]);
    assert_eq!(read(About::Enterprise(&one), 1).await, [3, 4]);
    assert_eq!(read(About::Bank(&bank), 0).await, [1, 2, 4]);
    assert_eq!(read(About::Id("c-1"), 0).await, [1, 4]);
    let none = store.governed(Topic::Objection, About::All, 0, 10).await;
    assert_eq!(none.unwrap(), []);
}

fn look_up(n: u64) -> LookUp {
    LookUp {
        at: NOW,
        client: "bank-a".to_owned(),
        person: "wang".to_owned(),
        role: if n.is_multiple_of(2) {
            "bank:a"
        } else {
            "auditor"
        }
        .to_owned(),
        enterprise: firm(if n.is_multiple_of(3) { "one" } else { "two" }),
        purpose: Purpose::CreditAssessment,
        ground: Ground::Consent(ConsentId::parse("c-1").unwrap()),
        shown: Shown {
            kind: ShownKind::Score,
            id: format!("score-{}", n % 4),
            digest: Digest::of(b"document"),
        },
        trace: format!("trace-{n}"),
    }
}

#[tokio::test]
async fn look_ups_are_numbered_without_gaps_and_read_back() {
    let place = Place::new();
    let store = place.open().await;
    assert_eq!(store.append_look_ups(&[]).await.unwrap(), 0);
    let many: Vec<LookUp> = (1..=400).map(look_up).collect();
    assert_eq!(store.append_look_ups(&many[..399]).await.unwrap(), 399);
    assert_eq!(store.append_look_ups(&many[399..]).await.unwrap(), 400);
    let all = store.look_ups(None, 0, 1000).await.unwrap();
    assert!(all.iter().map(|one| one.number).eq(1..=400));
    assert!(all.iter().map(|one| &one.look_up).eq(&many));
    let own = store.look_ups(Some(&firm("one")), 300, 10).await.unwrap();
    let numbers: Vec<u64> = own.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [303, 306, 309, 312, 315, 318, 321, 324, 327, 330]);
    // Even scores went to bank a, odd ones to an auditor.
    let shown = async |id: &str| {
        store
            .banks_shown(&[ScoreId::parse(id).unwrap()])
            .await
            .unwrap()
    };
    assert_eq!(shown("score-2").await, [BankId::parse("a").unwrap()].into());
    assert_eq!(shown("score-3").await, [].into());
    // The rows that are read have the digests that were sealed.
    let mut seal = Seal::default();
    let mut read = Seal::default();
    (1..)
        .zip(&many)
        .for_each(|(n, of)| seal.push(n, &of.digest(n)));
    all.iter()
        .for_each(|one| read.push(one.number, &one.look_up.digest(one.number)));
    assert_eq!(seal.finish(), read.finish());
}

#[tokio::test]
async fn what_was_refused_is_kept() {
    let place = Place::new();
    let store = place.open().await;
    let denial = |n: i64| Denial {
        at: Moment::from_micros(n),
        client: String::new(),
        caller: "bank:b:wang".to_owned(),
        route: "GET /v1/scores/{id}".to_owned(),
        reason: "consent.none".to_owned(),
        more: 7,
        trace: "t".to_owned(),
    };
    store.append_denials(&[denial(1), denial(2)]).await.unwrap();
    store.append_denials(&[denial(3)]).await.unwrap();
    let kept = store.denials(1, 10).await.unwrap();
    assert_eq!(kept, [(2, denial(2)), (3, denial(3))]);
}

/// Two scores, an objection that made the second stand for the first, a report, a look-up and a refused request.
async fn full(store: &Store) {
    let scores = [(event(1), issued(1)), (event(2), issued(2))];
    store.issue_scores(scores.into()).await.unwrap();
    let upheld = Governed::ObjectionUpheld {
        objection: ObjectionId::parse("o-1").unwrap(),
        enterprise: firm("one"),
        upheld: Upheld {
            batches: vec![1],
            superseded: vec![Successor {
                old: ScoreId::parse(&issued(1).id).unwrap(),
                new: ScoreId::parse(&issued(2).id).unwrap(),
            }],
            told: Vec::new(),
            evidence: Vec::new(),
        },
    };
    put(store, "k1", upheld).await.unwrap();
    let received = Governed::LoanReportReceived {
        report: ReportReceived {
            id: ReportId::parse("r-1").unwrap(),
            bank: BankId::parse("a").unwrap(),
            as_of: day("2021-02-28"),
            file_digest: Digest::of(b"file"),
            rows_digest: Digest::of(b"[]"),
            rows: 0,
        },
    };
    let report = StoredReport {
        file: "月报.csv".to_owned(),
        rows: "[]".to_owned(),
    };
    let event = of("k2", received);
    let appended = store.append_governed(&event, Some(&report), NOW).await;
    assert!(!appended.unwrap().replayed);
    store.append_look_ups(&[look_up(1)]).await.unwrap();
    let denial = Denial {
        at: NOW,
        client: String::new(),
        caller: String::new(),
        route: "POST /oauth/token".to_owned(),
        reason: "unauthenticated".to_owned(),
        more: 0,
        trace: String::new(),
    };
    store.append_denials(&[denial]).await.unwrap();
    assert_eq!(store.loan_report("r-1").await.unwrap(), Some(report));
    assert_eq!(store.loan_report("r-2").await.unwrap(), None);
}

#[tokio::test]
async fn a_score_that_gave_way_names_its_successor() {
    let place = Place::new();
    let store = place.open().await;
    full(&store).await;
    let id = |n| ScoreId::parse(&issued(n).id).unwrap();
    assert_eq!(store.superseded_by(&id(1)).await.unwrap(), Some(id(2)));
    assert_eq!(store.superseded_by(&id(2)).await.unwrap(), None);
}

#[tokio::test]
async fn nothing_of_it_is_ever_changed() {
    let place = Place::new();
    let store = place.open().await;
    full(&store).await;
    for (table, column) in [
        ("governed", "step"),
        ("superseded_score", "sequence"),
        ("look_up", "at"),
        ("denial", "at"),
        ("loan_report", "sequence"),
    ] {
        for text in [
            format!("update {table} set {column} = 9"),
            format!("delete from {table}"),
        ] {
            let mut db = store.db().await.unwrap();
            let error = Statement::of(text.clone())
                .execute(&mut db)
                .await
                .unwrap_err();
            assert!(error.to_string().contains("never"), "{text}: {error}");
        }
    }
}
