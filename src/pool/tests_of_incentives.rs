//! Incentives worked out by hand: two quarters of one bank, the cap of the year over two districts, and what stops
//! or is not known.

use super::breaking::{BreakerMove, BreakerSite};
use super::command::Action;
use super::event::PoolEvent;
use super::happened::Happened;
use super::incentives::{NotReckoned, Reckoned, reckoned};
use super::lpr::LprSeries;
use super::samples::*;
use super::terms::*;
use crate::units::names::{BankId, ItemId, TermsId};
use crate::units::{Amount, Bilingual, Ratio};

fn incentive(id: &str, kind: IncentiveKind, share: &str) -> Incentive {
    Incentive {
        id: item(id),
        name: Bilingual::new("激励", "incentive"),
        kind,
        to: Beneficiary::Bank,
        paid_by: PaidBy::Pool,
        period: Period::Quarter,
        share: Some(ratio(share)),
        amount: None,
        loans_up_to: Some(known(yuan("2000000"))),
        yearly_cap: None,
        stopped_by_breaker: true,
    }
}

/// Every kind of incentive; the rate cap is the LPR of 3.85% and half a point.
fn rewarding() -> Terms {
    let mut terms = terms();
    terms.loan.rate_cap[0].cap = RateCap::Spread {
        over: RateIndex::LprOneYear,
        spread: ratio("0.005"),
    };
    let first = Incentive {
        share: None,
        amount: Some(known(yuan("2000"))),
        ..incentive("first", IncentiveKind::FirstLoan, "1")
    };
    terms.incentives = vec![
        Incentive {
            yearly_cap: Some(known(yuan("1800"))),
            ..incentive("volume", IncentiveKind::Volume, "0.001")
        },
        first,
        incentive("concession", IncentiveKind::RateConcession, "0.1"),
        Incentive {
            to: Beneficiary::Enterprise,
            paid_by: PaidBy::Elsewhere,
            ..incentive("subsidy", IncentiveKind::InterestSubsidy, "0.01")
        },
        incentive("interest", IncentiveKind::InterestShare, "0.3"),
        Incentive {
            paid_by: PaidBy::Elsewhere,
            period: Period::HalfYear,
            ..incentive("half", IncentiveKind::Volume, "0.002")
        },
    ];
    terms
}

fn desk() -> Desk {
    let mut desk = Desk::funded(rewarding(), "4000000", "6000000");
    let months = [
        "2020-12-21",
        "2021-01-20",
        "2021-02-20",
        "2021-03-22",
        "2021-04-20",
    ];
    let quotes = months.map(|on| format!("{{ published = {on}, one_year = \"0.0385\" }}"));
    let text = format!(
        "mark = \"ours\"\nsource = \"a test\"\nquotes = [{}]",
        quotes.join(",")
    );
    desk.ledger.rules.lpr = Some(LprSeries::parse(&text).unwrap());
    desk
}

fn lend(desk: &mut Desk, loan: &str, limit: &str, rate: &str, enterprise: &str) {
    let mut stated = enrolment(loan, limit, desk.today);
    stated.rate = Ratio::parse(rate).unwrap();
    stated.enterprise = enrolment(enterprise, "1", desk.today).enterprise;
    let enrolment = Box::new(stated);
    desk.done(Action::Enrol { enrolment });
}

fn draw(desk: &mut Desk, loan: &str, principal: &str) {
    desk.done(Action::Draw {
        loan: loan_id(loan),
        principal: yuan(principal),
    });
}

fn close(desk: &mut Desk, date: &str) {
    desk.today = day(date);
    let date = desk.today;
    desk.done(Action::CloseDay { date });
}

fn work_out(desk: &Desk, through: &str) -> Result<Vec<Reckoned>, NotReckoned> {
    let ledger = &desk.ledger;
    let pool = home().pool;
    reckoned(
        &ledger.rules,
        ledger.state(),
        &desk.events,
        &pool,
        day(through),
    )
}

fn told(rows: &[Reckoned]) -> String {
    let text = |amount: Option<Amount>| amount.map_or("?".to_owned(), |of| of.to_string());
    let lines = rows.iter().map(|of| {
        format!(
            "{} {} {} drawn {} first {} given up {} years {} before {} earns {} grant {}",
            of.compartment.district,
            of.enterprise
                .as_ref()
                .map_or(of.bank.to_string(), ToString::to_string),
            of.incentive,
            of.drawn,
            of.first_loans,
            text(of.interest_given_up),
            of.principal_years,
            text(of.before),
            text(of.earns),
            text(of.grant()),
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The first quarter. L1 is of 1,000,000 at 4%, its borrower's first; L2 of the same borrower at the cap; L3 is
/// too large to count.
fn first_quarter() -> Desk {
    let mut desk = desk();
    lend(&mut desk, "L1", "1000000", "0.04", "L1");
    lend(&mut desk, "L2", "500000", "0.0435", "L1");
    lend(&mut desk, "L3", "2000000.01", "0.04", "L3");
    desk.today = day("2021-01-15");
    draw(&mut desk, "L1", "600000");
    desk.today = day("2021-02-01");
    draw(&mut desk, "L3", "2000000");
    desk.today = day("2021-02-14");
    draw(&mut desk, "L1", "400000");
    desk.today = day("2021-03-01");
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("100000"),
    });
    desk.today = day("2021-03-31");
    draw(&mut desk, "L2", "500000");
    close(&mut desk, "2021-03-31");
    desk
}

#[test]
fn two_quarters_come_to_their_figures_by_hand() {
    let mut desk = first_quarter();
    // Drawn 600,000 + 400,000 + 500,000. Given up 1,000,000 × (4.35% − 4%) = 3,500 and nothing on L2. Days: 600,000
    // for 76, 400,000 for 46, less 100,000 for 31, and 500,000 for 1: 61,400,000 ÷ 365 = 168,219.178.
    let first = told(&work_out(&desk, "2021-03-31").unwrap());
    insta::assert_snapshot!(first, @"
    渝北区 bank-a volume drawn 1500000.00 first 1 given up 3500.00 years 168219.17 before 0.00 earns 1500.00 grant 1500.00
    渝北区 bank-a first drawn 1500000.00 first 1 given up 3500.00 years 168219.17 before 0.00 earns 2000.00 grant 2000.00
    渝北区 bank-a concession drawn 1500000.00 first 1 given up 3500.00 years 168219.17 before 0.00 earns 350.00 grant 350.00
    渝北区 x:firm-L1 subsidy drawn 1500000.00 first 1 given up 3500.00 years 168219.17 before 0.00 earns 1682.19 grant ?
    渝北区 bank-a interest drawn 1500000.00 first 1 given up 3500.00 years 168219.17 before 0.00 earns ? grant ?
    ");
    // In the second, L2's drawing is taken back on April 6; L1 is under claim from June 10 to June 19; L4, the
    // first loan of another borrower, is drawn on May 1 at 3.85%.
    desk.today = day("2021-04-06");
    let at = desk
        .events
        .iter()
        .rposition(|of| of.what.kind() == "pool.loan.drawn");
    let at = at.unwrap();
    desk.done(Action::Correct {
        sequence: at as u64 + 1,
        reason: "never drawn".into(),
    });
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: day("2021-04-01"),
    });
    desk.today = day("2021-05-01");
    lend(&mut desk, "L4", "1000000", "0.0385", "L4");
    draw(&mut desk, "L4", "1000000");
    desk.today = day("2021-06-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "900000")),
    });
    desk.today = day("2021-06-20");
    let claim = claim_id("C1");
    desk.done(Action::WithdrawClaim { claim });
    close(&mut desk, "2021-06-30");
    // Drawn 1,000,000 − 500,000. Days: 900,000 for 70 and 11, 500,000 for 5, 1,000,000 for 61: 136,400,000 ÷ 365 =
    // 373,698.630. Volume has 300 left of its 1,800 for the year. The half year drew 2,000,000.
    let second = told(&work_out(&desk, "2021-06-30").unwrap());
    insta::assert_snapshot!(second, @"
    渝北区 bank-a volume drawn 500000.00 first 1 given up 5000.00 years 373698.63 before 1500.00 earns 300.00 grant 300.00
    渝北区 bank-a first drawn 500000.00 first 1 given up 5000.00 years 373698.63 before 2000.00 earns 2000.00 grant 2000.00
    渝北区 bank-a concession drawn 500000.00 first 1 given up 5000.00 years 373698.63 before 350.00 earns 500.00 grant 500.00
    渝北区 x:firm-L1 subsidy drawn -500000.00 first 0 given up 0.00 years 206575.34 before 1682.19 earns 2065.75 grant ?
    渝北区 x:firm-L4 subsidy drawn 1000000.00 first 1 given up 5000.00 years 167123.28 before 0.00 earns 1671.23 grant ?
    渝北区 bank-a interest drawn 500000.00 first 1 given up 5000.00 years 373698.63 before ? earns ? grant ?
    渝北区 bank-a half drawn 2000000.00 first 2 given up 8500.00 years 541917.80 before 0.00 earns 4000.00 grant ?
    ");
    assert_eq!(
        told(&work_out(&desk, "2021-03-31").unwrap()),
        first,
        "it is over"
    );
}

#[test]
fn the_cap_of_a_year_is_over_all_districts_of_a_bank() {
    let mut desk = desk();
    desk.open(&at("两江新区"));
    desk.contribute(&at("两江新区"), "4000000", "6000000");
    lend(&mut desk, "L1", "1500000", "0.04", "L1");
    let mut stated = enrolment("L2", "1500000", desk.today);
    stated.rate = ratio("0.04").get();
    stated.compartment = at("两江新区");
    let enrolment = Box::new(stated);
    desk.done(Action::Enrol { enrolment });
    draw(&mut desk, "L1", "1500000");
    draw(&mut desk, "L2", "1500000");
    close(&mut desk, "2021-03-31");
    let rows = work_out(&desk, "2021-03-31").unwrap();
    let volume = rows.iter().filter(|of| of.incentive == item("volume"));
    let came_to: Vec<_> = volume.map(|of| (of.before, of.earns)).collect();
    let (all, left) = (Some(yuan("1500")), Some(yuan("300")));
    assert_eq!(came_to, [(Some(Amount::ZERO), all), (all, left)]);
}

/// A breaker that moves over a bank of the pool, on a day.
fn broken(desk: &Desk, on: &str, bank: &str, trips: bool) -> PoolEvent {
    let moved = Box::new(BreakerMove {
        site: BreakerSite {
            pool: home().pool,
            breaker: item("bank-loss"),
            district: None,
            bank: Some(BankId::parse(bank).unwrap()),
            product: None,
        },
        terms: TermsId::parse("test").unwrap(),
        numerator: yuan("1"),
        denominator: yuan("1"),
        effects: vec![Effect::StopEnrolment],
        payments_cap: None,
    });
    PoolEvent {
        booked_on: day(on),
        what: if trips {
            Happened::BreakerTripped { moved }
        } else {
            Happened::BreakerCleared { moved }
        },
        ..desk.events[0].clone()
    }
}

#[test]
fn a_breaker_that_is_tripped_at_the_end_of_a_period_stops_it() {
    let desk = first_quarter();
    let earns = |more: &[PoolEvent], incentive: &ItemId| {
        let ledger = &desk.ledger;
        let events = desk.events.iter().chain(more);
        let through = day("2021-03-31");
        let rows = reckoned(&ledger.rules, ledger.state(), events, &home().pool, through);
        let rows = rows.unwrap();
        let of = rows.iter().find(|of| of.incentive == *incentive).unwrap();
        (of.tripped, of.earns)
    };
    let volume = item("volume");
    let trips = |on, bank| broken(&desk, on, bank, true);
    let stopped = (true, Some(Amount::ZERO));
    let all = (false, Some(yuan("1500")));
    assert_eq!(earns(&[trips("2021-03-31", "bank-a")], &volume), stopped);
    assert_eq!(earns(&[trips("2021-04-01", "bank-a")], &volume), all);
    assert_eq!(earns(&[trips("2021-03-01", "bank-b")], &volume), all);
    let cleared = broken(&desk, "2021-03-30", "bank-a", false);
    assert_eq!(
        earns(&[trips("2021-03-01", "bank-a"), cleared], &volume),
        all
    );
}

#[test]
fn what_cannot_be_worked_out_is_told() {
    let mut desk = first_quarter();
    let lpr = desk.ledger.rules.lpr.take();
    let rows = work_out(&desk, "2021-03-31").unwrap();
    let concession = rows.iter().find(|of| of.incentive == item("concession"));
    assert_eq!(
        concession.map(|of| (of.interest_given_up, of.earns)),
        Some((None, None))
    );
    desk.ledger.rules.lpr = lpr;
    let said = ["2021-03-30", "2021-06-30", "2021-12-31"].map(|through| {
        let error = work_out(&desk, through).unwrap_err();
        error.to_string()
    });
    insta::assert_snapshot!(said.join("\n"), @"
    no period of an incentive ends on 2021-03-30; one ends on 2021-03-31
    2021-06-30 is not over: days are closed through 2021-03-31; close the days through 2021-06-30 first
    2021-12-31 is not over: days are closed through 2021-03-31; close the days through 2021-12-31 first
    ");
    let grant = |through: &str, incentive: &str| Action::AccrueIncentive {
        compartment: home(),
        bank: bank(),
        incentive: item(incentive),
        enterprise: None,
        amount: yuan("1500"),
        through: Some(day(through)),
    };
    desk.today = day("2021-04-01");
    let open = desk.refused(grant("2021-04-01", "volume"));
    let elsewhere = desk.refused(grant("2021-03-31", "half"));
    desk.done(grant("2021-03-31", "volume"));
    insta::assert_snapshot!(format!("{open}\n{elsewhere}"), @"
    day: an incentive is granted for days that are closed; close 2021-04-01 first
    terms.unfit: `half` is paid out of other money than the pool's
    ");
}
