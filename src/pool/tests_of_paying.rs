//! Payments under a breaker that caps them: it caps those of the loans that it is over, and counts those of its site.

use super::command::Action;
use super::samples::*;
use super::terms::*;
use crate::pool::actor::{Actor, Role};
use crate::units::Bilingual;
use crate::units::names::{BankId, PaymentId};

/// Above half of what was drawn, no more than a tenth of what was paid in is paid in a year.
fn capping(scope: BreakerScope) -> Terms {
    let mut terms = terms();
    terms.breakers = vec![Breaker {
        id: item("losses"),
        name: Bilingual::new("熔断", "losses"),
        scope,
        numerator: vec![Measure::Filed, Measure::Approved, Measure::Paid],
        denominator: Measure::Drawn,
        window: Window::Ever,
        minimum_book: None,
        minimum_loans: None,
        trips: Trips::AtOrAbove,
        levels: vec![Level {
            at: ratio("0.5"),
            effect: Effect::CapPayments,
            payments_share: Some(ratio("0.1")),
        }],
        resume: Resume {
            by: ResumeBy::Ratio,
            at: None,
            held_days: None,
        },
    }];
    terms
}

/// A loan of a bank in a district, drawn, overdue and claimed, and 80% of it approved.
fn owed(desk: &mut Desk, name: &str, district: &str, of: &str, principal: &str) {
    let of = BankId::parse(of).unwrap();
    let on = day("2021-01-04");
    let mut stated = enrolment(&format!("L{name}"), principal, on);
    stated.compartment = at(district);
    stated.bank = of.clone();
    let loan = loan_id(&format!("L{name}"));
    let claim = format!("C{name}");
    let steps = [
        Action::Enrol {
            enrolment: Box::new(stated),
        },
        Action::Draw {
            loan: loan.clone(),
            principal: yuan(principal),
        },
        Action::ReportOverdue { loan, since: on },
        Action::FileClaim {
            filing: Box::new(filing(&claim, &format!("L{name}"), principal)),
        },
    ];
    for action in steps {
        desk.today = match &action {
            Action::FileClaim { .. } => day("2021-03-10"),
            _ => on,
        };
        let mut command = desk.command(action);
        command.actor = Actor::new(Role::Bank(of.clone()), "bai");
        desk.run(&command).unwrap();
    }
    let share = crate::units::Amount::from_fen(yuan(principal).fen() * 8 / 10);
    desk.approved(&claim, &share.to_string());
}

fn pay(name: &str) -> Action {
    Action::InstructPayment {
        payment: PaymentId::parse(&format!("P{name}")).unwrap(),
        claim: claim_id(&format!("C{name}")),
        amount: None,
    }
}

#[test]
fn a_breaker_of_one_bank_caps_no_payment_to_another() {
    let mut desk = Desk::funded(capping(BreakerScope::Bank), "4000", "6000");
    // Either bank claims all that it lent.
    owed(&mut desk, "1", "渝北区", "bank-a", "2000");
    owed(&mut desk, "2", "渝北区", "bank-b", "2000");
    let tripped = desk.ledger.state().tripped(&home().pool).count();
    assert_eq!(tripped, 2);
    // A tenth of 10,000 is 1,000: 1,600 are too much for either while both are tripped.
    let told = desk.refused(pay("1"));
    insta::assert_snapshot!(told, @"pay.year: a tripped breaker caps this year's payments; 1,000.00 more would pass");
    // A loan of the second that nobody claims brings it below the half.
    let mut stated = enrolment("L3", "5000", desk.today);
    stated.bank = BankId::parse("bank-b").unwrap();
    for action in [
        Action::Enrol {
            enrolment: Box::new(stated),
        },
        Action::Draw {
            loan: loan_id("L3"),
            principal: yuan("5000"),
        },
    ] {
        let mut command = desk.command(action);
        command.actor = Actor::new(Role::Bank(BankId::parse("bank-b").unwrap()), "bai");
        desk.run(&command).unwrap();
    }
    let date = desk.today;
    desk.done(Action::CloseDay { date });
    desk.today = day("2021-03-11");
    assert_eq!(desk.ledger.state().tripped(&home().pool).count(), 1);
    desk.done(pay("2"));
    assert!(desk.refused(pay("1")).starts_with("pay.year"));
}

#[test]
fn a_breaker_of_one_bank_counts_no_payment_to_another() {
    let mut desk = Desk::funded(capping(BreakerScope::Bank), "4000", "6000");
    owed(&mut desk, "1", "渝北区", "bank-a", "1000");
    owed(&mut desk, "2", "渝北区", "bank-b", "1000");
    owed(&mut desk, "3", "渝北区", "bank-b", "300");
    // A tenth of 10,000 is 1,000 for either: 800 and 800, of which the first is on its way and then paid.
    desk.done(pay("1"));
    desk.done(pay("2"));
    let told = desk.refused(pay("3"));
    insta::assert_snapshot!(told, @"pay.year: a tripped breaker caps this year's payments; 200.00 more would pass");
    for name in ["P1", "P2"] {
        desk.done(Action::ConfirmPayment {
            payment: PaymentId::parse(name).unwrap(),
            line: name.to_owned(),
        });
    }
    assert_eq!(desk.refused(pay("3")), told);
}

#[test]
fn a_breaker_of_the_pool_counts_the_payments_of_all_its_districts() {
    let mut desk = Desk::funded(capping(BreakerScope::Pool), "4000", "6000");
    desk.open(&at("两江新区"));
    desk.contribute(&at("两江新区"), "4000", "6000");
    owed(&mut desk, "1", "渝北区", "bank-a", "2000");
    owed(&mut desk, "2", "两江新区", "bank-a", "1000");
    // A tenth of 20,000 is 2,000, of which the first district's 1,600 leave 400 for the other.
    desk.done(pay("1"));
    let told = desk.refused(pay("2"));
    insta::assert_snapshot!(told, @"pay.year: a tripped breaker caps this year's payments; 400.00 more would pass");
    // In a breaker of each district the other's payments do not count.
    let mut desk = Desk::funded(capping(BreakerScope::Compartment), "4000", "6000");
    desk.open(&at("两江新区"));
    desk.contribute(&at("两江新区"), "4000", "6000");
    owed(&mut desk, "1", "渝北区", "bank-a", "1000");
    owed(&mut desk, "2", "两江新区", "bank-a", "1000");
    desk.done(pay("1"));
    desk.done(pay("2"));
}
