//! What a view may never show: facts of later, and old views that change with what is loaded today.

use super::facts::{FinancialYear, Retraction};
use super::{
    Availability, Basis, Dossier, Fact, RecordedFact, Source, SourceClass, View, Visibility,
};
use crate::units::{Amount, Date, Digest, EnterpriseId, Moment};
use proptest::prelude::*;
use std::sync::Arc;

fn enterprise() -> EnterpriseId {
    EnterpriseId::parse("x:one").unwrap()
}

fn source(class: SourceClass) -> Arc<Source> {
    Arc::new(Source {
        name: class.word().to_owned(),
        class,
        visibility: if class == SourceClass::BankPrivate {
            Visibility::PrivateTo("bank-1".to_owned())
        } else {
            Visibility::Shared
        },
        file: "file.csv".to_owned(),
        file_digest: Digest::of(b"file"),
    })
}

fn day(days: i64) -> Date {
    jiff::civil::date(2015, 1, 1).saturating_add(jiff::Span::new().days(days))
}

fn recorded(
    sequence: i64,
    fact: Fact,
    available: i64,
    recorded: i64,
    class: SourceClass,
) -> RecordedFact {
    let source = source(class);
    let available = Availability {
        on: day(available),
        assumed: None,
    };
    let digest = RecordedFact::content_digest(&enterprise(), &fact, &available, &source);
    RecordedFact {
        sequence,
        enterprise: enterprise(),
        happened_on: fact.happened_on(),
        available,
        recorded_at: Moment::from_micros(recorded),
        source,
        row: 2,
        fact: Box::new(fact),
        digest,
    }
}

fn year(end: i64, revenue: Option<i64>, assets: Option<i64>) -> Fact {
    let mut year: FinancialYear =
        serde_json::from_value(serde_json::json!({ "period_end": day(end) })).unwrap();
    year.revenue = revenue.map(Amount::from_fen);
    year.assets = assets.map(Amount::from_fen);
    Fact::FinancialYear(year)
}

fn facts() -> impl Strategy<Value = Vec<RecordedFact>> {
    let class = prop_oneof![
        Just(SourceClass::BankPrivate),
        Just(SourceClass::Filed),
        Just(SourceClass::Audited),
        Just(SourceClass::Registry),
    ];
    let one = (
        0..4_i64,
        0..800_i64,
        0..1000_i64,
        proptest::option::of(0..5_i64),
        proptest::option::of(0..5_i64),
        class,
    );
    proptest::collection::vec(one, 0..12).prop_map(|rows| {
        let each = rows.into_iter().enumerate();
        each.map(|(at, (end, lag, at_moment, revenue, assets, class))| {
            let fact = year(end * 100, revenue, assets);
            recorded(
                i64::try_from(at).unwrap() + 1,
                fact,
                end * 100 + lag,
                at_moment,
                class,
            )
        })
        .collect()
    })
}

fn settled(dossier: &Dossier) -> Vec<(FinancialYear, Vec<Digest>)> {
    let digests = |from: &[usize]| from.iter().map(|at| dossier.facts()[*at].digest).collect();
    dossier
        .finance()
        .iter()
        .map(|held| (held.value.clone(), digests(&held.from)))
        .collect()
}

proptest! {
    #[test]
    fn no_later_fact_leaks(facts in facts(), as_of in 0..1200_i64, moment in 0..1000_i64) {
        let available = View::available(day(as_of));
        let dossier = Dossier::assemble(enterprise(), facts.clone(), available);
        prop_assert!(dossier.facts().iter().all(|fact| fact.available.on <= day(as_of)));
        let basis = Basis::Recorded(Moment::from_micros(moment));
        let view = View { as_of: day(as_of), basis, reader: None };
        let dossier = Dossier::assemble(enterprise(), facts, view);
        prop_assert!(dossier.facts().iter().all(|fact| fact.recorded_at.micros() <= moment));
    }

    #[test]
    fn what_comes_later_changes_no_earlier_view(
        facts in facts(), as_of in 0..1200_i64, later in 1..500_i64,
    ) {
        let view = View::available(day(as_of));
        let before = Dossier::assemble(enterprise(), facts.clone(), view.clone());
        let mut more = facts;
        for end in [0, 100, 200, 300] {
            let sequence = i64::try_from(more.len()).unwrap() + 1;
            let fact = year(end, Some(99), Some(99));
            let on = (as_of + later).max(end);
            more.push(recorded(sequence, fact, on, 5, SourceClass::Registry));
        }
        let after = Dossier::assemble(enterprise(), more, view);
        prop_assert_eq!(before.digest(), after.digest());
        prop_assert_eq!(settled(&before), settled(&after));
    }

    #[test]
    fn the_order_of_loading_does_not_matter(facts in facts().prop_shuffle(), as_of in 0..1200_i64) {
        let view = View::available(day(as_of));
        let mut sorted = facts.clone();
        sorted.sort_by_key(|fact| fact.sequence);
        let one = Dossier::assemble(enterprise(), facts, view.clone());
        let other = Dossier::assemble(enterprise(), sorted, view);
        prop_assert_eq!(settled(&one), settled(&other));
        prop_assert_eq!(one.digest(), other.digest());
    }

    #[test]
    fn private_evidence_changes_nothing_for_others(facts in facts(), as_of in 0..1200_i64) {
        let shared: Vec<RecordedFact> = facts
            .iter()
            .filter(|fact| fact.source.visibility == Visibility::Shared)
            .cloned()
            .collect();
        let view = View { reader: Some("bank-2".to_owned()), ..View::available(day(as_of)) };
        let with = Dossier::assemble(enterprise(), facts, view.clone());
        let without = Dossier::assemble(enterprise(), shared, view);
        prop_assert_eq!(with.digest(), without.digest());
        prop_assert_eq!(settled(&with), settled(&without));
    }
}

#[test]
fn history_loaded_today_is_there_for_an_old_date() {
    let fact = recorded(
        1,
        year(0, Some(7), None),
        180,
        i64::MAX / 2,
        SourceClass::Filed,
    );
    let old = Dossier::assemble(enterprise(), vec![fact.clone()], View::available(day(200)));
    assert_eq!(old.finance().len(), 1);
    let early = Dossier::assemble(enterprise(), vec![fact.clone()], View::available(day(179)));
    assert!(early.is_empty());
    let audit = View {
        as_of: day(200),
        basis: Basis::Recorded(Moment::from_micros(0)),
        reader: None,
    };
    assert!(Dossier::assemble(enterprise(), vec![fact], audit).is_empty());
}

#[test]
fn a_conflict_goes_by_class_then_day_then_order_and_is_shown() {
    let filed = recorded(1, year(0, Some(7), Some(1)), 200, 1, SourceClass::Filed);
    let audited = recorded(2, year(0, Some(5), None), 190, 2, SourceClass::Audited);
    let restated = recorded(3, year(0, Some(6), None), 400, 3, SourceClass::Audited);
    let facts = vec![filed, audited, restated];
    let revenue = |as_of| {
        let dossier = Dossier::assemble(enterprise(), facts.clone(), View::available(day(as_of)));
        let year = dossier.finance()[0].value.clone();
        (
            year.revenue.unwrap().fen(),
            year.assets.map(Amount::fen),
            dossier.conflicts().len(),
        )
    };
    assert_eq!(
        revenue(250),
        (5, Some(1), 1),
        "audited before filed; what it lacks is filled"
    );
    assert_eq!(
        revenue(400),
        (6, Some(1), 2),
        "the restated year from its day on"
    );
    assert_eq!(revenue(250), (5, Some(1), 1), "and the old view as before");
}

#[test]
fn a_fact_taken_back_is_gone_from_that_day_on() {
    let wrong = recorded(1, year(0, Some(7), None), 10, 1, SourceClass::Filed);
    let back = Fact::Retraction(Retraction {
        retracts: wrong.digest,
        on: day(50),
        reason: None,
    });
    let back = recorded(2, back, 50, 2, SourceClass::Filed);
    let years = |as_of| {
        let facts = vec![wrong.clone(), back.clone()];
        Dossier::assemble(enterprise(), facts, View::available(day(as_of)))
            .finance()
            .len()
    };
    assert_eq!((years(49), years(50)), (1, 0));
}
