//! Leverage, caps and breakers: what they refuse, what they let pass, and what they tell.

use super::command::Action;
use super::happened::{Happened, Payee};
use super::samples::*;
use super::samples_of_trouble::cap;
use super::terms::*;
use crate::units::names::{ClassId, ContributorId};
use crate::units::{Amount, Bilingual, Date};

fn enrol(loan: &str, limit: &str, on: Date) -> Action {
    Action::Enrol {
        enrolment: Box::new(enrolment(loan, limit, on)),
    }
}

#[test]
fn leverage_tells_what_would_pass() {
    let mut desk = Desk::funded(terms(), "40000", "60000");
    desk.done(enrol("L1", "1000000", day("2021-01-04")));
    let full = desk.refused(enrol("L2", "1250000", day("2021-01-04")));
    insta::assert_snapshot!(full, @"leverage: leverage 10 reached: 1,250,000.00 more principal needs 125,000.00 more net assets; 0.00 would pass");
    desk.contribute(&home(), "50000", "75000");
    desk.done(enrol("L2", "1250000", day("2021-01-04")));
    let back = desk.refused(Action::ReturnContribution {
        compartment: home(),
        contributor: ContributorId::parse("city").unwrap(),
        paid_in: yuan("0.01"),
        result: Amount::ZERO,
    });
    insta::assert_snapshot!(back, @"above: no more than 0.00 is free of cover by the leverage of the terms; that much would pass");
}

#[test]
fn a_loss_breaches_passively_and_only_new_cover_is_refused() {
    let mut desk = Desk::funded(terms(), "40000", "60000");
    desk.overdue("L1", "500000");
    desk.done(enrol("L2", "500000", day("2021-01-04")));
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "500000")),
    });
    assert_eq!(desk.ledger.state().net_assets(&home()), yuan("-300000"));
    let on = desk.today;
    assert!(desk.refused(enrol("L3", "1", on)).starts_with("leverage"));
    desk.done(Action::Draw {
        loan: loan_id("L2"),
        principal: yuan("500000"),
    });
}

/// 500,000 for an enterprise of the class and 2,000,000 for any: the lowest that holds binds.
#[test]
fn a_cap_narrows_by_the_class_of_the_enterprise() {
    let mut by_class = terms();
    let any = cap(
        "any",
        CapScope::Enterprise,
        CapMeasure::Principal,
        "2000000",
    );
    let mut small = cap(
        "small",
        CapScope::Enterprise,
        CapMeasure::Principal,
        "500000",
    );
    small.when.classes = vec![ClassId::parse("technology-sme").unwrap()];
    by_class.caps = vec![any, small];
    let mut desk = Desk::funded(by_class, "4000000", "6000000");
    let of = |loan: &str, limit: &str, classes: &[&str]| {
        let mut stated = enrolment(loan, limit, day("2021-01-04"));
        stated.enterprise = enrolment("firm", limit, day("2021-01-04")).enterprise;
        let classes = classes.iter().map(|class| ClassId::parse(class).unwrap());
        stated.classes = classes.collect();
        Action::Enrol {
            enrolment: Box::new(stated),
        }
    };
    desk.done(of("L1", "400000", &["high-tech"]));
    let small = desk.refused(of("L2", "100000.01", &["high-tech", "technology-sme"]));
    insta::assert_snapshot!(small, @"cap: the cap `small` allows 500,000.00, of which 400,000.00 is used; 100,000.00 would pass");
    desk.done(of("L2", "100000.01", &[]));
}

/// Of 100 yuan on equipment, whose sale brings 30, the pool bears 80% of 70: 56.
#[test]
fn proceeds_of_collateral_come_off_before_the_claim() {
    let mut net = terms();
    net.loan.excluded_security = vec![];
    net.sharing.net_of_collateral = true;
    let mut desk = Desk::funded(net, "4000", "6000");
    for (loan, by) in [("L1", Security::Equipment), ("L2", Security::Guarantor)] {
        let mut stated = enrolment(loan, "100", day("2021-01-04"));
        stated.securities = vec![Security::Owners, by];
        desk.done(Action::Enrol {
            enrolment: Box::new(stated),
        });
        desk.done(Action::Draw {
            loan: loan_id(loan),
            principal: yuan("100"),
        });
        desk.done(Action::ReportOverdue {
            loan: loan_id(loan),
            since: day("2021-01-04"),
        });
    }
    desk.today = day("2021-03-10");
    let claim = |claim: &str, loan: &str, principal: &str, realised: bool| {
        let mut filing = filing(claim, loan, principal);
        filing.collateral_realised = realised;
        Action::FileClaim {
            filing: Box::new(filing),
        }
    };
    let early = desk.refused(claim("C1", "L1", "100", false));
    insta::assert_snapshot!(early, @"claim.collateral: the proceeds of collateral come off the loss first; once they are repaid, a claim that states the collateral as realised would pass");
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("30"),
    });
    let above = desk.refused(claim("C1", "L1", "100", true));
    insta::assert_snapshot!(above, @"claim.above-cover: unpaid principal under cover is 70.00; that much would pass");
    desk.done(claim("C1", "L1", "70", true));
    // A guarantor's word is nothing that is sold.
    desk.done(claim("C2", "L2", "100", false));
    let filed = desk.events.iter().filter_map(|event| match &event.what {
        Happened::ClaimFiled { filed } => Some(filed.amount),
        _ => None,
    });
    assert_eq!(filed.collect::<Vec<_>>(), [yuan("56"), yuan("80")]);
}

#[test]
fn the_cap_of_an_enterprise_counts_its_group_and_all_districts() {
    let mut with_cap = terms();
    with_cap.caps = vec![Cap {
        id: item("one-enterprise"),
        name: Bilingual::new("单户", "one enterprise"),
        scope: CapScope::Enterprise,
        measure: CapMeasure::Principal,
        when: CapWhen::default(),
        size: CapSize::Amount {
            amount: known(yuan("3000000")),
        },
    }];
    let mut desk = Desk::funded(with_cap, "4000000", "6000000");
    desk.open(&at("两江新区"));
    desk.contribute(&at("两江新区"), "4000000", "6000000");
    let group = Some(crate::units::names::GroupId::parse("G").unwrap());
    let on = desk.today;
    let mut one = enrolment("L1", "2000000", on);
    one.group.clone_from(&group);
    desk.done(Action::Enrol {
        enrolment: Box::new(one),
    });
    let mut two = enrolment("L2", "1000000.01", on);
    two.group = group;
    two.compartment = at("两江新区");
    let above = desk.refused(Action::Enrol {
        enrolment: Box::new(two.clone()),
    });
    insta::assert_snapshot!(above, @"cap: the cap `one-enterprise` allows 3,000,000.00, of which 2,000,000.00 is used; 1,000,000.00 would pass");
    two.limit = yuan("1000000");
    desk.done(Action::Enrol {
        enrolment: Box::new(two),
    });
}

pub(super) fn with_breaker(by: ResumeBy) -> Terms {
    let mut terms = terms();
    terms.breakers = vec![Breaker {
        id: item("bank-loss"),
        name: Bilingual::new("熔断", "bank loss"),
        scope: BreakerScope::Bank,
        numerator: vec![
            Measure::Filed,
            Measure::Approved,
            Measure::Paid,
            Measure::Recovered,
        ],
        denominator: Measure::Drawn,
        window: Window::Ever,
        minimum_book: None,
        minimum_loans: None,
        trips: Trips::AtOrAbove,
        levels: vec![
            Level {
                at: ratio("0.05"),
                effect: Effect::Warn,
                payments_share: None,
            },
            Level {
                at: ratio("0.08"),
                effect: Effect::StopEnrolment,
                payments_share: None,
            },
        ],
        resume: Resume {
            by,
            at: None,
            held_days: None,
        },
    }];
    terms
}

#[test]
fn a_breaker_trips_in_the_event_that_moved_it_and_two_persons_reset_it() {
    let mut desk = Desk::funded(with_breaker(ResumeBy::Decision), "4000000", "6000000");
    desk.overdue("L1", "900000");
    desk.overdue("L2", "100000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L2", "100000")),
    });
    let kinds: Vec<_> = desk
        .events
        .iter()
        .rev()
        .take(2)
        .map(|event| event.what.kind())
        .collect();
    assert_eq!(kinds, ["pool.breaker.tripped", "pool.claim.filed"]);
    let Happened::BreakerTripped { moved } = &desk.events.last().unwrap().what else {
        panic!("a breaker tripped");
    };
    let site = moved.site.clone();
    assert_eq!(
        (moved.numerator, moved.denominator),
        (yuan("80000"), yuan("1000000"))
    );
    let on = desk.today;
    let stopped = desk.refused(enrol("L3", "1000", on));
    let reset = Action::ResetBreaker {
        site: Box::new(site),
        second: "sui".into(),
        reason: "cured".into(),
    };
    let early = desk.refused(reset.clone());
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C1"),
    });
    let mut alone = desk.command(reset.clone());
    alone.actor.person = "sui".into();
    let alone = desk.run(&alone).unwrap_err();
    for second in [
        " Sun",
        "SUN",
        "supervisor:sun",
        "监督：sun",
        "s\u{200b}un",
        " \u{feff}",
    ] {
        let mut same = reset.clone();
        if let Action::ResetBreaker { second: of, .. } = &mut same {
            second.clone_into(of);
        }
        assert!(desk.attempt(same).is_err(), "{second}");
    }
    insta::assert_snapshot!(format!("{stopped}\n{early}\n{alone}"), @"
    breaker: the breaker `bank-loss` is tripped (stop-enrolment); it passes once the breaker is clear
    breaker.reset: its ratio is not well yet, or not for as long as the terms ask; it may be reset once it is
    `sui` was the other of the two persons; somebody else must do this
    ");
    desk.done(reset);
    desk.done(enrol("L3", "1000", on));
}

#[test]
fn a_breaker_that_clears_by_its_ratio_clears_alone() {
    let mut desk = Desk::funded(with_breaker(ResumeBy::Ratio), "4000000", "6000000");
    desk.overdue("L1", "1000000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "1000000")),
    });
    assert_eq!(desk.ledger.state().tripped(&home().pool).count(), 1);
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C1"),
    });
    assert_eq!(
        desk.events.last().unwrap().what.kind(),
        "pool.breaker.cleared"
    );
    assert_eq!(desk.ledger.state().tripped(&home().pool).count(), 0);
}

#[test]
fn an_incentive_is_granted_by_the_terms_and_stops_with_the_breaker() {
    let mut terms = with_breaker(ResumeBy::Ratio);
    let incentive = |id: &str, paid_by: PaidBy| Incentive {
        id: item(id),
        name: Bilingual::new("激励", "incentive"),
        kind: IncentiveKind::Volume,
        to: Beneficiary::Bank,
        paid_by,
        period: Period::Year,
        share: Some(ratio("0.01")),
        amount: None,
        loans_up_to: None,
        yearly_cap: None,
        stopped_by_breaker: true,
    };
    terms.incentives = vec![
        incentive("volume", PaidBy::Pool),
        incentive("other", PaidBy::Elsewhere),
    ];
    let mut desk = Desk::funded(terms, "4000000", "6000000");
    desk.overdue("L1", "1000000");
    desk.today = day("2021-03-10");
    let accrue = |id: &str| Action::AccrueIncentive {
        through: None,
        compartment: home(),
        bank: bank(),
        incentive: item(id),
        enterprise: None,
        amount: yuan("100.01"),
    };
    let pay = |amount: &str| Action::PayIncentive {
        compartment: home(),
        payee: Payee::Bank(bank()),
        amount: yuan(amount),
    };
    let elsewhere = desk.refused(accrue("other"));
    desk.done(accrue("volume"));
    let more = desk.refused(pay("100.02"));
    desk.done(pay("100.01"));
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "1000000")),
    });
    let tripped = desk.refused(accrue("volume"));
    insta::assert_snapshot!([elsewhere, more, tripped].join("\n"), @r"
    terms.unfit: `other` is paid out of other money than the pool's
    above: no more than 100.01 is payable of incentives; that much would pass
    breaker: the breaker `bank-loss` is tripped (stop-enrolment); it passes once the breaker is clear
    ");
}

#[test]
fn contributions_go_back_as_leverage_allows_and_out_of_cash() {
    let mut desk = Desk::funded(terms(), "40000", "60000");
    desk.done(Action::Subscribe {
        compartment: home(),
        contributor: ContributorId::parse("city").unwrap(),
        amount: yuan("500"),
    });
    desk.contribute(&home(), "600", "1");
    assert_eq!(
        desk.ledger.state().total(&home(), super::Code::Unpaid),
        Amount::ZERO
    );
    desk.done(enrol("L1", "900000", day("2021-01-04")));
    let back = |amount: &str| Action::ReturnContribution {
        compartment: home(),
        contributor: ContributorId::parse("city").unwrap(),
        paid_in: yuan(amount),
        result: Amount::ZERO,
    };
    let above = desk.refused(back("10601.01"));
    insta::assert_snapshot!(above, @"above: no more than 10,601.00 is free of cover by the leverage of the terms; that much would pass");
    desk.done(back("10601"));
    let due = |amount: &str| Action::PayDue {
        compartment: home(),
        payee: Payee::Contributor(ContributorId::parse("city").unwrap()),
        amount: yuan(amount),
    };
    assert!(desk.refused(due("10601.01")).starts_with("above"));
    desk.done(due("10601"));
    assert_eq!(desk.ledger.state().net_assets(&home()), yuan("90000"));
}

#[test]
fn a_breaker_waits_for_the_days_that_the_terms_ask() {
    let mut terms = with_breaker(ResumeBy::Ratio);
    terms.breakers[0].resume.held_days = Some(known(2));
    let mut desk = Desk::funded(terms, "4000000", "6000000");
    desk.overdue("L1", "1000000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "1000000")),
    });
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C1"),
    });
    let last = |desk: &Desk| desk.events.last().unwrap().what.kind();
    assert_eq!(last(&desk), "pool.breaker.well");
    for (date, expected) in [
        ("2021-03-11", "pool.loan.classified"),
        ("2021-03-12", "pool.breaker.cleared"),
    ] {
        desk.today = day(date);
        let date = desk.today;
        desk.done(Action::CloseDay { date });
        assert_eq!(last(&desk), expected);
    }
}
