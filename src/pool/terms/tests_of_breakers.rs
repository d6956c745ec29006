//! Tests of breakers, contributions, leverage and incentives.

use super::{CapError, Judged, Measure, Rewarded, Terms, UsableTerms};
use crate::units::names::District;
use crate::units::{Amount, Ratio};

const CHONGQING: &str = include_str!("../../../models/terms/cq-2017.toml");
const HUBEI: &str = include_str!("../../../models/terms/hubei-2025.toml");
const SBA: &str = include_str!("../../../models/terms/sba-like.toml");

fn usable(text: &str) -> UsableTerms {
    let read = Terms::parse(text).unwrap_or_else(|problems| panic!("{problems}"));
    read.usable().unwrap()
}

fn yuan(yuan: i64) -> Amount {
    Amount::from_yuan(yuan).unwrap()
}

fn ratio(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

fn judge(terms: &UsableTerms, id: &str, figures: &[(Measure, i64)], loans: u32) -> String {
    let breaker = terms.breakers.iter().find(|one| one.id.as_str() == id);
    let of = |measure: Measure| {
        let found = figures.iter().find(|(one, _)| *one == measure);
        yuan(found.map_or(0, |(_, amount)| *amount))
    };
    match breaker.unwrap().judge(of, loans).unwrap() {
        Judged::TooSmall => "too small".to_owned(),
        Judged::Ratio { ratio, reached } => {
            let words: Vec<&str> = reached.iter().map(|level| level.effect.word()).collect();
            format!("{ratio} {}", words.join("+")).trim_end().to_owned()
        }
    }
}

#[test]
fn breakers_trip_at_their_levels() {
    use Measure::{
        Approved, DrawnPoolShare, Filed, NetAssets, NonPerforming, Outstanding, Paid, PaidIn,
        Recovered,
    };
    let hubei = usable(HUBEI);
    let ratio_of = |bad, good| {
        let figures = [(NonPerforming, bad), (Outstanding, good)];
        judge(&hubei, "non-performing", &figures, 1)
    };
    assert_eq!(ratio_of(499_999, 10_000_000), "499999/10000000");
    assert_eq!(ratio_of(500_000, 10_000_000), "0.05 warn");
    assert_eq!(ratio_of(800_000, 10_000_000), "0.08 warn+stop-claims");
    assert_eq!(ratio_of(9_999_999, 9_999_999), "too small");
    let cq = usable(CHONGQING);
    let loss = |figures: &[(Measure, i64)], loans| judge(&cq, "bank-loss", figures, loans);
    let claims = [
        (Filed, 400_000),
        (Approved, 300_000),
        (Paid, 200_000),
        (Recovered, 100_000),
        (DrawnPoolShare, 10_000_000),
    ];
    assert_eq!(loss(&claims, 10), "0.08 warn+stop-enrolment");
    assert_eq!(loss(&claims, 9), "too small");
    let assets = |net, paid| {
        let figures = [(NetAssets, net), (PaidIn, paid)];
        judge(&cq, "pool-assets", &figures, 0)
    };
    assert_eq!(assets(50, 100), "0.5", "half is not below half");
    assert_eq!(assets(49, 100), "0.49 warn");
    assert_eq!(assets(29, 100), "0.29 warn+stop-enrolment");
    assert_eq!(assets(-1, 100), "-0.01 warn+stop-enrolment");
    assert_eq!(assets(0, 0), "too small");
}

#[test]
fn a_breaker_is_well_again_inside_its_line() {
    let cq = usable(CHONGQING);
    let loss = &cq.breakers[0];
    assert!(loss.is_well(ratio("0.0499")));
    assert!(!loss.is_well(ratio("0.05")));
    let assets = &cq.breakers[1];
    assert!(assets.is_well(ratio("0.5")));
    assert!(!assets.is_well(ratio("0.4999")));
    let sba = usable(SBA);
    assert!(
        sba.breakers[0].is_well(ratio("0.0999")),
        "below the level that stops"
    );
    assert!(!sba.breakers[0].is_well(ratio("0.1")));
}

#[test]
fn contributors_have_other_ratios_in_some_districts() {
    let text = CHONGQING.replace(
        "[[leverage]]",
        "[[funding.districts]]\ndistricts = [\"城口县\"]\nratios = { city = 0.7, district = 0.3 }\n\n[[leverage]]",
    );
    let terms = usable(&text);
    let ratios = |district: &str| {
        let ratios = terms.ratios(&District::parse(district).unwrap());
        let lines: Vec<String> = ratios
            .iter()
            .map(|(id, one)| format!("{id} {one}"))
            .collect();
        lines.join(", ")
    };
    assert_eq!(ratios("渝北区"), "city 0.4, district 0.6");
    assert_eq!(ratios("城口县"), "city 0.7, district 0.3");
    let sba = usable(SBA).ratios(&District::parse("x").unwrap());
    let owner = sba.iter().map(|(id, ratio)| format!("{id} {ratio}"));
    assert_eq!(owner.collect::<Vec<_>>(), ["budget 1"]);
}

#[test]
fn leverage_is_measured_on_what_is_there() {
    let cq = usable(CHONGQING);
    let allows = |base| cq.leverage[0].allows(yuan(base));
    assert_eq!(allows(10_000_000), Ok(yuan(100_000_000)));
    assert_eq!(allows(-1), Ok(Amount::ZERO));
    assert_eq!(allows(90_000_000_000_000_000), Err(CapError::Overflow));
}

#[test]
fn incentives_come_to_their_figures() {
    let cq = usable(CHONGQING);
    let earns = |id: &str, what: Rewarded| {
        let one = cq.incentives.iter().find(|one| one.id.as_str() == id);
        one.unwrap().earns(&what).unwrap()
    };
    let what = Rewarded {
        drawn: yuan(50_000_000),
        first_loans: 7,
        interest_given_up: Amount::from_fen(12_345),
        ..Rewarded::default()
    };
    assert_eq!(earns("volume", what), yuan(50_000));
    assert_eq!(earns("first-loan", what), yuan(14_000));
    assert_eq!(earns("rate-concession", what), Amount::from_fen(1_234));
    let tripped = Rewarded {
        tripped: true,
        ..what
    };
    assert_eq!(earns("volume", tripped), Amount::ZERO);
    let nearly = Rewarded {
        before: yuan(999_999),
        ..what
    };
    assert_eq!(
        earns("volume", nearly),
        yuan(1),
        "no more than the cap of the year"
    );
    let hubei = usable(HUBEI);
    let subsidy = hubei.incentives.last().unwrap();
    let quarter = Rewarded {
        principal_years: yuan(250_000),
        tripped: true,
        ..Rewarded::default()
    };
    assert_eq!(
        subsidy.earns(&quarter),
        Some(yuan(2_500)),
        "enterprises are not stopped"
    );
}
