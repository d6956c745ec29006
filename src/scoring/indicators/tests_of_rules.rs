//! Tests of the rules: what counts on the day, what is unknown, and what cannot be computed.

use super::sample::{Sample, application, day, filed, financial_year, value};
use super::{Cohorts, catalog, read};
use crate::evidence::Fact;
use crate::evidence::facts::{
    AdverseEvent, AdverseKind, Direction, IpRight, Obtained, PatentPublished, Qualification,
    QualificationKind, RightKind, Severity, Standing, Talent,
};
use crate::scoring::{IndicatorId, Value};
use crate::units::{Amount, Ratio};

const A: &str = "CN201510000001";
const B: &str = "CN201510000002";
const U: &str = "CN201520000001";

fn number(text: &str) -> Value {
    Value::Number(Ratio::parse(text).unwrap())
}

#[test]
fn without_evidence_nothing_is_known_and_nothing_is_zero() {
    let empty = Sample::default().on("2020-01-01");
    for indicator in catalog() {
        let found = indicator.compute(&empty, &Cohorts::default());
        assert_eq!(found.value, Value::Unknown, "{}", indicator.definition.id);
        assert!(found.facts.is_empty());
    }
}

#[test]
fn lapsed_and_transferred_patents_do_not_count_from_their_day() {
    let sample = Sample::default()
        .patent(A, "2015-01-01", "2017-01-01")
        .patent(B, "2015-01-01", "2017-01-01")
        .patent(U, "2015-01-01", "2015-09-01")
        .status(A, "2019-01-01", Standing::Dead)
        .transfer(B, "2019-06-01", Direction::Out);
    let count = |on: &str| value("ip.inventions@1", &sample.on(on));
    assert_eq!(count("2016-12-31"), number("0"));
    assert_eq!(count("2018-12-31"), number("2"));
    assert_eq!(count("2019-01-01"), number("1"));
    assert_eq!(count("2019-06-01"), number("0"));
    assert_eq!(
        value("ip.class_two@1", &sample.on("2019-06-01")),
        number("1")
    );
    assert_eq!(
        value("ip.value_events@1", &sample.on("2019-06-01")),
        number("1")
    );
    // A utility model ends after ten years.
    assert_eq!(
        value("ip.utility_models@1", &sample.on("2024-12-31")),
        number("1")
    );
    assert_eq!(
        value("ip.utility_models@1", &sample.on("2025-01-01")),
        number("0")
    );
}

#[test]
fn two_documents_of_one_application_are_one_patent() {
    let published = PatentPublished {
        application: application(A),
        published_on: day("2016-07-01"),
        publication: None,
    };
    let sample = Sample::default()
        .patent(A, "2015-01-01", "2017-01-01")
        .with(Fact::PatentPublished(published));
    assert_eq!(
        value("ip.inventions@1", &sample.on("2018-01-01")),
        number("1")
    );
    assert_eq!(value("ip.any@1", &sample.on("2018-01-01")), number("1"));
}

#[test]
fn a_restorable_patent_counts_only_as_that() {
    let sample = Sample::default()
        .patent(A, "2015-01-01", "2017-01-01")
        .status(A, "2019-01-01", Standing::Restorable);
    for (on, restorable) in [
        ("2018-12-31", "0"),
        ("2019-02-01", "1"),
        ("2019-03-02", "0"),
    ] {
        assert_eq!(
            value("ip.restorable@1", &sample.on(on)),
            number(restorable),
            "{on}"
        );
    }
    assert_eq!(
        value("ip.inventions@1", &sample.on("2019-02-01")),
        number("0")
    );
}

#[test]
fn co_owned_patents_count_by_share() {
    let mut shared = filed(A, "2015-01-01");
    shared.applicants = Some(3);
    let sample = Sample::default()
        .with(Fact::PatentFiled(shared))
        .granted(A, "2017-01-01");
    let share = |sample: &Sample| value("ip.inventions_share@1", &sample.on("2018-01-01"));
    assert_eq!(share(&sample), number("1/3"));
    let untold = sample.patent(B, "2015-01-01", "2017-01-01");
    assert_eq!(share(&untold), number("1/3"), "a lower bound");
    let stated = untold.share(B, "2017-06-01", Ratio::new(1, 2).unwrap());
    assert_eq!(share(&stated), number("5/6"));
    assert_eq!(
        value("ip.inventions@1", &stated.on("2018-01-01")),
        number("2")
    );
    let alone = Sample::default().patent(B, "2015-01-01", "2017-01-01");
    assert_eq!(share(&alone), Value::Unknown);
}

#[test]
fn where_a_right_came_from() {
    let right = |number: &str, obtained| {
        Fact::IpRight(IpRight {
            number: number.to_owned(),
            kind: RightKind::Software,
            registered_on: day("2018-01-01"),
            name: None,
            obtained,
            ended_on: Some(day("2020-01-01")),
            main_business: None,
        })
    };
    let own = |sample: &Sample| value("ip.obtained_self@1", &sample.on("2019-01-01"));
    let bought = Sample::default().with(right("1", Some(Obtained::Transferred)));
    assert_eq!(own(&bought), number("0"));
    let untold = bought.with(right("2", None));
    assert_eq!(own(&untold), Value::Unknown);
    let made = untold.with(right("3", Some(Obtained::SelfDeveloped)));
    assert_eq!(own(&made), number("1"));
    assert_eq!(value("ip.software@1", &made.on("2019-12-31")), number("3"));
    assert_eq!(value("ip.software@1", &made.on("2020-01-01")), number("0"));
    // A transfer on the register outweighs the word that was filed.
    let mut filed = filed(A, "2015-01-01");
    filed.obtained = Some(Obtained::SelfDeveloped);
    let transferred = Sample::default()
        .with(Fact::PatentFiled(filed))
        .granted(A, "2017-01-01")
        .transfer(A, "2018-01-01", Direction::In);
    assert_eq!(
        value("ip.class_one_self@1", &transferred.on("2019-01-01")),
        number("0")
    );
    assert_eq!(
        value("ip.class_one@1", &transferred.on("2019-01-01")),
        number("1")
    );
}

#[test]
fn an_application_that_cannot_be_seen_is_unknown() {
    let old = Sample::default().patent(A, "2015-01-01", "2017-01-01");
    let count = |sample: &Sample| value("ip.invention_applications@1", &sample.on("2019-01-01"));
    assert_eq!(count(&old), Value::Unknown);
    let untold = old.with(Fact::PatentFiled(filed(B, "2018-06-01")));
    assert_eq!(count(&untold), Value::Unknown);
    let mut model = filed(U, "2018-06-01");
    model.main_business = Some(true);
    let none = Sample::default().with(Fact::PatentFiled(model));
    assert_eq!(count(&none), number("0"));
}

#[test]
fn intensity_keeps_the_terms_of_the_enterprise() {
    let sample = Sample::default()
        .spend("2018-12-31", 5_000_000)
        .revenue("2018-12-31", 100_000_000);
    let Value::Number(ratio) = value("rnd.intensity@1", &sample.on("2019-07-01")) else {
        panic!("known");
    };
    assert_eq!((ratio.num(), ratio.den()), (5_000_000, 100_000_000));
    let nothing = Sample::default()
        .spend("2018-12-31", 5)
        .revenue("2018-12-31", 0);
    assert_eq!(
        value("rnd.intensity@1", &nothing.on("2019-07-01")),
        Value::NotComputable
    );
    // Three years: the one without revenue is left out, a fourth is too old.
    let three = sample
        .spend("2017-12-31", 7)
        .spend("2016-12-31", 1_000_000)
        .revenue("2016-12-31", 100_000_000)
        .spend("2015-12-31", 9)
        .revenue("2015-12-31", 1);
    let Value::Number(ratio) = value("rnd.intensity_3y@1", &three.on("2019-07-01")) else {
        panic!("known");
    };
    assert_eq!((ratio.num(), ratio.den()), (6_000_000, 200_000_000));
    assert_eq!(
        value("rnd.stock@1", &sample_stock().on("2019-07-01")),
        number("432")
    );
}

fn sample_stock() -> Sample {
    Sample::default()
        .spend("2017-12-31", 100)
        .spend("2018-12-31", 7)
}

#[test]
fn growth_of_fifteen_per_cent_is_fifteen_per_cent() {
    let sample = Sample::default()
        .revenue("2015-12-31", 10_000)
        .revenue("2016-12-31", 11_500)
        .revenue("2017-12-31", 13_225);
    assert_eq!(
        value("fin.growth@1", &sample.on("2018-07-01")),
        number("3/20")
    );
    assert_eq!(
        value("fin.net_assets_growth@1", &sample.on("2018-07-01")),
        Value::Unknown
    );
    let mut year = financial_year("2018-12-31");
    (year.assets, year.net_assets) = (Some(Amount::from_fen(100)), Some(Amount::from_fen(45)));
    let owed = Sample::default().with(Fact::FinancialYear(year));
    assert_eq!(
        value("fin.debt_ratio@1", &owed.on("2019-07-01")),
        number("0.55")
    );
}

#[test]
fn titles_hold_until_their_last_day() {
    let title = Qualification {
        kind: QualificationKind::HighTech,
        granted_on: day("2016-12-05"),
        valid_until: None,
        number: None,
    };
    let sample = Sample::default()
        .registered()
        .with(Fact::Qualification(title));
    for (on, holds) in [
        ("2016-12-04", "0"),
        ("2016-12-05", "1"),
        ("2019-12-04", "1"),
        ("2019-12-05", "0"),
    ] {
        assert_eq!(
            value("ent.high_tech@1", &sample.on(on)),
            number(holds),
            "{on}"
        );
    }
}

#[test]
fn no_event_is_no_only_where_the_registry_looked() {
    let event = |kind, severity, ended_on| {
        Fact::AdverseEvent(AdverseEvent {
            reference: "1".to_owned(),
            on: day("2018-06-01"),
            kind,
            severity,
            ended_on,
            amount: None,
        })
    };
    let clean = Sample::default().registered();
    assert_eq!(
        value("risk.dishonest@1", &clean.on("2019-01-01")),
        number("0")
    );
    let listed = event(AdverseKind::DishonestDebtor, None, Some(day("2018-12-01")));
    let listed = Sample::default().with(listed);
    for (on, flag) in [
        ("2018-06-01", "1"),
        ("2018-11-30", "1"),
        ("2018-12-01", "0"),
    ] {
        assert_eq!(
            value("risk.dishonest@1", &listed.on(on)),
            number(flag),
            "{on}"
        );
    }
    assert_eq!(
        value("risk.serious_breach_prior_year@1", &listed.on("2019-12-31")),
        number("1")
    );
    assert_eq!(
        value("risk.serious_breach_prior_year@1", &listed.on("2020-01-01")),
        number("0")
    );
    let grave = Sample::default().with(event(AdverseKind::Safety, Some(Severity::Serious), None));
    for (on, flag) in [("2019-05-31", "1"), ("2019-06-01", "0")] {
        assert_eq!(
            value("risk.serious_breach_12m@1", &grave.on(on)),
            number(flag),
            "{on}"
        );
    }
    let untold = Sample::default().with(event(AdverseKind::Safety, None, None));
    assert_eq!(
        value("risk.serious_breach_12m@1", &untold.on("2019-01-01")),
        Value::Unknown
    );
}

#[test]
fn shares_of_staff_come_from_the_latest_count() {
    let count = |on: &str, staff, technical| {
        Fact::Talent(Talent {
            counted_on: day(on),
            staff,
            technical,
            rnd_staff: None,
            postgraduates: None,
            awardees: None,
            graduates_hired: None,
            rnd_stayed: None,
        })
    };
    let sample = Sample::default()
        .with(count("2017-12-31", Some(10), Some(9)))
        .with(count("2018-12-31", Some(40), Some(4)));
    let share = |sample: &Sample| value("talent.technical_share@1", &sample.on("2019-07-01"));
    assert_eq!(share(&sample), number("0.1"));
    assert_eq!(
        share(&sample.clone().with(count("2019-06-30", Some(0), Some(0)))),
        Value::NotComputable
    );
    assert_eq!(
        share(&sample.with(count("2019-06-30", None, Some(4)))),
        Value::Unknown
    );
}

#[test]
fn a_vector_shows_the_first_facts_and_counts_them_all() {
    let sample = (1..=9).fold(Sample::default(), |sample, at| {
        sample.patent(&format!("CN20151000000{at}"), "2015-01-01", "2017-01-01")
    });
    let ids = ["ip.inventions@1", "fin.revenue@1"].map(|id| IndicatorId::parse(id).unwrap());
    let vector = read(&ids, &sample.on("2018-01-01"), &Cohorts::default());
    let reading = vector.get(&ids[0]).unwrap();
    assert_eq!(reading.value, number("9"));
    assert_eq!(
        (reading.evidence.facts, reading.evidence.shown.len()),
        (18, 5)
    );
    assert_eq!(vector.readings[1].value, Value::Unknown);
    assert_eq!(vector.cohorts, None);
}
