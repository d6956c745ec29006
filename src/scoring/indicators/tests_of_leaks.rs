//! Properties over all indicators: nothing known later is seen, and better evidence never counts
//! for less.

use super::sample::{Sample, day};
use super::{Cohorts, catalog, read};
use crate::evidence::Fact;
use crate::evidence::facts::{
    AdverseEvent, AdverseKind, Award, CitationDirection, Direction, Level, Severity, Standing,
};
use crate::scoring::{IndicatorId, IndicatorVector};
use crate::units::{Amount, Date};
use proptest::prelude::*;

const DAY: &str = "2019-01-01";

/// Some fact of one of many kinds.
fn with_fact(sample: Sample, kind: u8, at: u32, on: Date, known: Date) -> Sample {
    let number = format!("CN20151{:07}", at % 7);
    let text = on.to_string();
    let facts = match kind % 9 {
        0 => Sample::default().patent(&number, &text, &text),
        1 => Sample::default().status(&number, &text, Standing::Dead),
        2 => Sample::default().transfer(&number, &text, Direction::Out),
        3 => Sample::default().revenue(&text, i64::from(at)),
        4 => Sample::default().spend(&text, i64::from(at)),
        5 => Sample::default().citation(
            &number,
            &text,
            &text,
            CitationDirection::Received,
            Some("G06F"),
        ),
        6 => Sample::default().registered(),
        7 => Sample::default().with(Fact::AdverseEvent(AdverseEvent {
            reference: number,
            on,
            kind: AdverseKind::Safety,
            severity: Some(Severity::Serious),
            ended_on: None,
            amount: Some(Amount::from_fen(1)),
        })),
        _ => Sample::default().with(Fact::Award(Award {
            name: number,
            awarded_on: on,
            level: Level::National,
            rank: Some(at % 5),
        })),
    };
    facts
        .on("2100-01-01")
        .facts()
        .iter()
        .fold(sample, |sample, fact| {
            sample.known((*fact.fact).clone(), known.max(fact.happened_on))
        })
}

fn all(sample: &Sample) -> IndicatorVector {
    let ids: Vec<IndicatorId> = catalog()
        .iter()
        .map(|known| known.definition.id.clone())
        .collect();
    read(&ids, &sample.on(DAY), &Cohorts::default())
}

fn some_facts() -> impl Strategy<Value = Vec<(u8, u32, i32)>> {
    proptest::collection::vec((any::<u8>(), 0..1_000_u32, 0..2_000_i32), 0..25)
}

fn before(days: i32) -> Date {
    day(DAY).saturating_sub(jiff::Span::new().days(days))
}

fn sample_of(facts: &[(u8, u32, i32)]) -> Sample {
    facts
        .iter()
        .fold(Sample::default(), |sample, (kind, at, days)| {
            with_fact(sample, *kind, *at, before(*days), before(*days))
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_could_be_known_only_later_changes_nothing(
        facts in some_facts(), later in some_facts(), lag in 1..2_000_i32,
    ) {
        let sample = sample_of(&facts);
        let known = day(DAY).saturating_add(jiff::Span::new().days(lag));
        let more = later.iter().fold(sample.clone(), |sample, (kind, at, days)| {
            with_fact(sample, *kind, *at, before(*days), known)
        });
        prop_assert_eq!(all(&sample), all(&more));
    }

    #[test]
    fn one_more_patent_never_lowers_a_count(facts in some_facts(), on in 1..1_000_i32) {
        let sample = sample_of(&facts);
        let more = sample.clone().patent("CN201610000099", "2016-01-01", &before(on).to_string().max("2016-01-02".to_owned()));
        for id in ["ip.inventions@1", "ip.any@1", "ip.class_one@1", "ip.recent_grants@1", "ip.inventions_share@1"] {
            let id = IndicatorId::parse(id).unwrap();
            let number = |sample| all(sample).get(&id).unwrap().value.number();
            if let (Some(less), Some(now)) = (number(&sample), number(&more)) {
                prop_assert!(now >= less, "{} {} {}", id, less, now);
            }
        }
    }
}
