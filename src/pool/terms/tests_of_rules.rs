//! Tests of what terms say of one loan: caps, rates, admission, scores and claims.

use super::{
    Applicant, Cap, CapError, CapFigures, CapQuery, Channel, ClaimDays, LoanClass, LoanFacts,
    Plight, Security, TaxGrade, Terms, UsableTerms,
};
use crate::pool::lpr::LprSeries;
use crate::units::names::{BankId, ClassId, District, GradeName, ItemId, ProductId};
use crate::units::{Amount, Date, Ratio};

const ANHUI: &str = include_str!("../../../models/terms/anhui-2022.toml");
const CHONGQING: &str = include_str!("../../../models/terms/cq-2017.toml");
const CHONGQING_2022: &str = include_str!("../../../models/terms/cq-2022.toml");
const EIF: &str = include_str!("../../../models/terms/eif-portfolio.toml");
const HUBEI: &str = include_str!("../../../models/terms/hubei-2025.toml");
const HUNAN: &str = include_str!("../../../models/terms/hunan-2025.toml");
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

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn cap<'t>(terms: &'t UsableTerms, id: &str) -> &'t Cap {
    terms.caps.iter().find(|cap| cap.id.as_str() == id).unwrap()
}

#[test]
fn caps_allow_what_the_file_says() {
    let cq = usable(CHONGQING);
    let line = |grade: &str| {
        let grade = GradeName::parse(grade).unwrap();
        let figures = CapFigures {
            grade: Some(&grade),
            ..CapFigures::default()
        };
        cap(&cq, "grade-line").allows(&figures).unwrap()
    };
    assert_eq!(line("A"), yuan(3_000_000));
    assert_eq!(line("E"), yuan(400_000));
    assert_eq!(line("F"), Amount::ZERO);
    let limit = cap(&cq, "enterprise");
    let figures = CapFigures {
        score_limit: Some(yuan(1_234_567)),
        ..CapFigures::default()
    };
    assert_eq!(limit.allows(&figures), Ok(yuan(1_234_567)));
    let none = CapFigures::default();
    assert_eq!(limit.allows(&none), Err(CapError::Missing("score-limit")));
}

#[test]
fn a_portfolio_is_capped_at_a_share_of_what_was_drawn() {
    let eif = usable(EIF);
    // 50% of 10,000,000.01 drawn is 5,000,000.005; the pool's share is handed in as 5,000,000.00.
    let figures = CapFigures {
        drawn_pool_share: Some(Amount::from_fen(500_000_003)),
        ..CapFigures::default()
    };
    let allowed = cap(&eif, "cap-rate").allows(&figures);
    assert_eq!(
        allowed,
        Ok(Amount::from_fen(60_000_000)),
        "0.36 fen are cut off"
    );
}

#[test]
fn revenue_bands_have_exact_ends() {
    let anhui = usable(ANHUI);
    let allowed = |revenue: i64| {
        let figures = CapFigures {
            revenue: Some(yuan(revenue)),
            ..CapFigures::default()
        };
        cap(&anhui, "by-revenue").allows(&figures).unwrap()
    };
    assert_eq!(allowed(19_999_999), yuan(5_000_000));
    assert_eq!(allowed(20_000_000), yuan(10_000_000));
    assert_eq!(allowed(100_000_000), yuan(20_000_000));
}

#[test]
fn caps_hold_for_the_loans_they_name() {
    let hunan = usable(HUNAN);
    let ids = |channel| {
        let query = CapQuery {
            product: &ProductId::parse("knowledge-value").unwrap(),
            channel,
            bank: &BankId::parse("bank-a").unwrap(),
            district: &District::parse("长沙市").unwrap(),
            grade: None,
            classes: &[],
        };
        let caps = hunan.caps_for(&query).into_iter();
        caps.map(|cap| cap.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(Channel::Credit), ["enterprise", "area-year"]);
    assert_eq!(
        ids(Channel::Guaranteed),
        ["enterprise", "guaranteed-loan", "area-year"]
    );
}

#[test]
fn rate_caps_follow_the_index_of_the_day() {
    let lpr = LprSeries::parse(include_str!("../../../models/calendar/lpr.toml")).unwrap();
    let cap = |text: &str, on: &str, loan: i64| {
        usable(text)
            .rate_cap(day(on), yuan(loan), &lpr)
            .map(|cap| cap.map_or_else(|| "none".to_owned(), |cap| cap.to_string()))
    };
    for (text, on, loan, expected) in [
        (CHONGQING, "2017-06-01", 1, "0.0435"),
        (CHONGQING_2022, "2022-01-19", 1, "0.038"),
        (CHONGQING_2022, "2022-01-20", 1, "0.037"),
        (HUBEI, "2024-10-20", 1, "0.0485"),
        (HUBEI, "2024-10-21", 1, "0.046"),
        (ANHUI, "2022-09-01", 1, "0.04745"), // 3.65% × 1.3
        (SBA, "2020-05-01", 350_000, "0.1035"),
        (SBA, "2020-05-01", 350_001, "0.0985"),
        (SBA, "2020-05-01", 9_000_000, "0.0685"),
        (EIF, "2020-05-01", 1, "none"),
    ] {
        assert_eq!(cap(text, on, loan).unwrap(), expected, "{on} {loan}");
    }
    assert!(
        cap(HUBEI, "2026-11-20", 1).is_err(),
        "a missing month refuses"
    );
}

#[test]
fn everything_that_stands_against_cover_is_told() {
    let hunan = usable(HUNAN);
    let good = Applicant {
        district: Some(District::parse("沅江市").unwrap()),
        registered: Some(true),
        classes: vec![ClassId::parse("high-tech").unwrap()],
        age_months: Some(12),
        tax_grade: Some(TaxGrade::M),
        clean_months: Some(24),
        ..Applicant::default()
    };
    assert_eq!(hunan.unmet(&good), []);
    let bad = Applicant {
        district: Some(District::parse("武汉市").unwrap()),
        age_months: Some(11),
        tax_grade: Some(TaxGrade::D),
        clean_months: None,
        ..good.clone()
    };
    let said = |who: &Applicant| {
        let unmet = hunan.unmet(who);
        let lines: Vec<String> = unmet.iter().map(ToString::to_string).collect();
        lines.join("\n")
    };
    insta::assert_snapshot!(said(&bad), @"
    it is in none of the zones in which these terms hold
    the requirement `registered` is not met
    the requirement `one-year` is not met
    the requirement `tax-grade` is not met
    whether the requirement `clean-record` is met is not known
    ");
    let excused = Applicant {
        age_months: Some(3),
        tax_grade: None,
        clean_months: Some(3),
        waived: ["one-year", "tax-grade", "clean-record"]
            .map(|id| ItemId::parse(id).unwrap())
            .to_vec(),
        ..good
    };
    assert_eq!(
        said(&excused),
        "the requirement `clean-record` is not met",
        "experts cannot excuse from that one"
    );
}

#[test]
fn faults_of_a_loan_are_told_together() {
    let hubei = usable(HUBEI);
    let loan = LoanFacts {
        months: 37,
        rate: ratio("0.0451"),
        guarantee_fee: None,
        securities: &[Security::Ip, Security::RealEstate],
    };
    let faults = hubei.loan.faults(&loan, Some(ratio("0.045")));
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(said.join("\n"), @"
    a term of 37 months is above 36
    a rate of 0.0451 is above the cap of 0.045
    a loan secured by `real-estate` has no cover
    ");
    let right = LoanFacts {
        months: 36,
        rate: ratio("0.045"),
        securities: &[Security::Ip],
        ..loan
    };
    assert_eq!(hubei.loan.faults(&right, Some(ratio("0.045"))), []);
}

#[test]
fn a_score_stands_for_its_days() {
    let cq = usable(CHONGQING);
    let score = cq.score.as_ref().unwrap();
    assert!(score.stands(day("2018-01-01"), day("2018-01-01")));
    assert!(score.stands(day("2018-01-01"), day("2019-01-01")));
    assert!(!score.stands(day("2018-01-01"), day("2019-01-02")));
    assert!(!score.stands(day("2018-01-01"), day("2017-12-31")));
    let grade = |text| GradeName::parse(text).ok();
    assert!(score.accepts("cq-knowledge-value-2017", grade("E").as_ref()));
    assert!(!score.accepts("cq-knowledge-value-2017", grade("F").as_ref()));
    assert!(!score.accepts("cq-knowledge-value-2017", None));
    assert!(!score.accepts("other", grade("A").as_ref()));
    let hunan = usable(HUNAN);
    assert!(hunan.score.as_ref().unwrap().accepts("any", None));
}

#[test]
fn claims_open_and_close_on_their_days() {
    let hubei = usable(HUBEI);
    let met = |plight: Plight| hubei.claim.met(&plight).len();
    let plight = Plight::default();
    assert_eq!(met(plight), 0);
    assert_eq!(
        met(Plight {
            days_overdue: 59,
            ..plight
        }),
        0
    );
    assert_eq!(
        met(Plight {
            days_overdue: 60,
            ..plight
        }),
        1
    );
    let class = |class| Plight {
        class: Some(class),
        ..plight
    };
    assert_eq!(met(class(LoanClass::SpecialMention)), 0);
    assert_eq!(met(class(LoanClass::Loss)), 1);
    assert_eq!(
        met(Plight {
            bankrupt_days: Some(0),
            ..plight
        }),
        1
    );
    let anhui = usable(ANHUI);
    let recovery = |recovery_days, recovery_finished| {
        let plight = Plight {
            recovery_days,
            recovery_finished,
            ..plight
        };
        anhui.claim.met(&plight).len()
    };
    assert_eq!(recovery(Some(179), false), 0);
    assert_eq!(recovery(Some(180), false), 1);
    assert_eq!(recovery(Some(10), true), 1);
    let days = ClaimDays {
        trigger: day("2021-03-02"),
        default: day("2021-01-01"),
        maturity: day("2021-12-31"),
    };
    assert_eq!(hubei.claim.last_day(&days), Some(day("2021-08-29")));
    let sba = usable(SBA);
    assert_eq!(sba.claim.last_day(&days), Some(day("2022-04-30")));
    let given: Vec<ItemId> = ["application", "loan-contract", "overdue-proof"]
        .map(|id| ItemId::parse(id).unwrap())
        .to_vec();
    let missing: Vec<&str> = hubei
        .claim
        .missing_documents(&given)
        .iter()
        .map(|document| document.id.as_str())
        .collect();
    assert_eq!(missing, ["demand-proof", "repayment-record"]);
    assert_eq!(hubei.claim.missing_steps(&[]).len(), 1);
}
