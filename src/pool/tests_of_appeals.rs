//! Appeals: under the same caps and breakers as a filing, on cover that waited for them; and fens at their ends.

use super::account::{Account, Code};
use super::command::Action;
use super::samples::*;
use super::samples_of_trouble::cap;
use super::terms::*;
use crate::units::{Amount, Bilingual};

fn file(desk: &mut Desk, claim: &str, loan: &str, principal: &str) {
    desk.done(Action::FileClaim {
        filing: Box::new(filing(claim, loan, principal)),
    });
}

fn refuse(desk: &mut Desk, claim: &str, reason: &str) {
    desk.done(Action::CheckClaim {
        claim: claim_id(claim),
        proposed: yuan("0.01"),
    });
    desk.done(Action::RefuseClaim {
        claim: claim_id(claim),
        reason: item(reason),
    });
}

fn appeal(claim: &str) -> Action {
    Action::AppealClaim {
        claim: claim_id(claim),
    }
}

/// Two overdue loans of 1,000 each, and a claim on the first that was refused.
fn refused(terms: Terms, reason: &str) -> Desk {
    let mut desk = Desk::funded(terms, "4000000", "6000000");
    desk.overdue("L1", "1000");
    desk.overdue("L2", "1000");
    desk.today = day("2021-03-10");
    file(&mut desk, "C1", "L1", "1000");
    refuse(&mut desk, "C1", reason);
    desk
}

fn capped(scope: CapScope, measure: CapMeasure, most: &str) -> Terms {
    let mut terms = terms();
    terms.caps = vec![cap("claims", scope, measure, most)];
    terms
}

#[test]
fn an_appeal_stays_within_the_caps_on_compensation() {
    for reason in ["late-notice", "fraud"] {
        let mut desk = refused(
            capped(CapScope::Bank, CapMeasure::Compensation, "1000"),
            reason,
        );
        // 800 of 1,000 are taken while the claim is refused.
        file(&mut desk, "C2", "L2", "1000");
        let told = desk.refused(appeal("C1"));
        insta::allow_duplicates! {
            insta::assert_snapshot!(told, @"cap: the cap `claims` allows 1,000.00, of which 800.00 is used; 200.00 would pass");
        }
        desk.done(Action::WithdrawClaim {
            claim: claim_id("C2"),
        });
        desk.done(appeal("C1"));
    }
}

#[test]
fn an_appeal_counts_in_the_year_in_which_its_claim_was_filed() {
    let mut terms = capped(CapScope::Bank, CapMeasure::CompensationYear, "800");
    terms.claim.appeal_within_working_days = None;
    terms.claim.deadline = None;
    let mut desk = refused(terms, "late-notice");
    desk.today = day("2022-01-10");
    // The new year is full, and the old one has room.
    file(&mut desk, "C2", "L2", "1000");
    desk.done(appeal("C1"));
}

#[test]
fn an_appeal_waits_for_a_breaker_that_stops_claims() {
    let mut terms = terms();
    terms.breakers = vec![Breaker {
        id: item("losses"),
        name: Bilingual::new("熔断", "losses"),
        scope: BreakerScope::Pool,
        numerator: vec![Measure::Filed],
        denominator: Measure::Drawn,
        window: Window::Ever,
        minimum_book: None,
        minimum_loans: None,
        trips: Trips::AtOrAbove,
        levels: vec![Level {
            at: ratio("0.2"),
            effect: Effect::StopClaims,
            payments_share: None,
        }],
        resume: Resume {
            by: ResumeBy::Ratio,
            at: None,
            held_days: None,
        },
    }];
    let mut desk = refused(terms, "late-notice");
    file(&mut desk, "C2", "L2", "1000");
    let told = desk.refused(appeal("C1"));
    insta::assert_snapshot!(told, @"breaker: the breaker `losses` is tripped (stop-claims); it passes once the breaker is clear");
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C2"),
    });
    desk.done(appeal("C1"));
}

#[test]
fn claims_that_were_refused_or_withdrawn_use_up_no_cap_of_the_loan() {
    let terms = capped(CapScope::Loan, CapMeasure::Compensation, "800");
    let mut desk = refused(terms, "late-notice");
    file(&mut desk, "C2", "L1", "1000");
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C2"),
    });
    file(&mut desk, "C3", "L1", "600");
    // 480 stand; of the 400 that are left outstanding the pool would bear 320.
    desk.approved("C3", "480");
    desk.pay("C3");
    file(&mut desk, "C4", "L1", "400");
}

#[test]
fn cover_waits_for_an_appeal_and_ends_after_its_day() {
    // The last day of filing is 2021-09-01: 60 days after 01-04 and 180 more.
    let late = |appealed: Option<&str>| {
        let mut desk = Desk::funded(terms(), "4000000", "6000000");
        desk.overdue("L1", "1000");
        desk.today = day("2021-09-01");
        file(&mut desk, "C1", "L1", "1000");
        refuse(&mut desk, "C1", "late-notice");
        // Ten working days later is the 15th.
        for date in ["2021-09-03", "2021-09-15"] {
            desk.today = day(date);
            desk.done(Action::CloseDay { date: day(date) });
            assert_eq!(
                desk.ledger.state().total(&home(), Code::InForce),
                yuan("800")
            );
        }
        desk.today = day("2021-09-16");
        if let Some(on) = appealed {
            let mut command = desk.command(appeal("C1"));
            command.effective_on = day(on);
            desk.run(&command).unwrap();
        }
        let date = desk.today;
        desk.done(Action::CloseDay { date });
        desk
    };
    let mut desk = late(None);
    let ended = desk.events.last().unwrap();
    assert_eq!(ended.what.kind(), "pool.loan.cover-ended");
    assert_eq!(ended.effective_on, day("2021-09-15"));
    desk.today = day("2021-09-17");
    let told = desk.refused(appeal("C1"));
    insta::assert_snapshot!(told, @"claim.no-cover: the loan is no longer covered; no claim on it would pass");
    // Nobody is late who appeals in time, whatever the last day of filing was; a new claim would be.
    let mut desk = late(Some("2021-09-15"));
    let under_claim = desk.ledger.state().total(&home(), Code::UnderClaim);
    assert_eq!(under_claim, yuan("800"));
    desk.today = day("2021-09-17");
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C1"),
    });
    let again = desk.refused(Action::FileClaim {
        filing: Box::new(filing("C2", "L1", "1000")),
    });
    insta::assert_snapshot!(again, @"claim.late: it had to be filed by 2021-09-01; no claim on this loan would pass any more");
    // Appealed once, it holds no cover any more.
    let date = desk.today;
    desk.done(Action::CloseDay { date });
    assert_eq!(
        desk.ledger.state().total(&home(), Code::InForce),
        Amount::ZERO
    );
}

#[test]
fn a_claim_of_less_than_a_fen_is_refused_with_the_least_that_would_pass() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "0.05");
    desk.overdue("L2", "0.01");
    desk.today = day("2021-03-10");
    let claim = |claim: &str, loan: &str, principal: &str| Action::FileClaim {
        filing: Box::new(filing(claim, loan, principal)),
    };
    // Of 5 fen the pool covers 4, of 4 it covers 3: one fen of principal is one of cover. Of 4 fen left 3 are
    // covered, of 3 left 2: again one. So it goes on until of 1 fen nothing is covered.
    for (id, most) in ["C1", "C2", "C3", "C4"]
        .iter()
        .zip(["0.05", "0.04", "0.03", "0.02"])
    {
        assert_eq!(
            desk.ledger
                .state()
                .loans
                .named(&loan_id("L1"))
                .unwrap()
                .1
                .outstanding,
            yuan(most)
        );
        desk.done(claim(id, "L1", "0.01"));
        desk.approved(id, "0.01");
        desk.pay(id);
    }
    let told = desk.refused(claim("C5", "L1", "0.01"));
    insta::assert_snapshot!(told, @"claim.nought: the pool's share of it is less than a fen; nothing would pass");
    let told = desk.refused(claim("C5", "L2", "0.01"));
    insta::assert_snapshot!(told, @"claim.nought: the pool's share of it is less than a fen; nothing would pass");
}

#[test]
fn the_least_claim_is_the_least() {
    let mut third = terms();
    third.sharing.rules[0].share = ratio("1/3");
    let mut desk = Desk::funded(third, "4000000", "6000000");
    desk.overdue("L1", "0.08");
    desk.today = day("2021-03-10");
    // Of 8 fen the pool covers 2; so it does of 7 and of 6, and of 5 it covers 1.
    let told = desk.refused(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "0.02")),
    });
    insta::assert_snapshot!(told, @"claim.nought: the pool's share of it is less than a fen; unpaid principal of 0.03 would pass");
    file(&mut desk, "C1", "L1", "0.03");
    assert_eq!(
        desk.ledger.state().total(&home(), Code::UnderClaim),
        yuan("0.01")
    );
}

#[test]
fn a_claim_that_repayment_lowers_below_a_fen_ends() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "1");
    desk.today = day("2021-03-10");
    file(&mut desk, "C1", "L1", "1");
    // 80 fen of 100; approved 1 of 80: half a principal repaid leaves half a fen.
    desk.approved("C1", "0.01");
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("0.50"),
    });
    assert_eq!(
        desk.ledger.state().claim_stage(&claim_id("C1")),
        Some("withdrawn")
    );
    let payment = crate::units::names::PaymentId::parse("P1").unwrap();
    let told = desk.refused(Action::InstructPayment {
        payment,
        claim: claim_id("C1"),
        amount: None,
    });
    insta::assert_snapshot!(told, @"state: the claim `C1` is withdrawn; it must be approved and payable");
}

/// Both kinds of a loan's cover, by the formula and on the books.
fn cover(desk: &Desk) -> [(Amount, Amount); 2] {
    let (state, id) = (desk.ledger.state(), loan_id("L1"));
    let loan = state.loans.named(&id).unwrap().1;
    let (undrawn, in_force) = loan.cover_of(loan.outstanding, loan.undrawn);
    let booked = |account: Account<'_>| state.balance(&home(), account);
    [
        (Amount::from_fen(undrawn), booked(Account::undrawn(&id))),
        (Amount::from_fen(in_force), booked(Account::in_force(&id))),
    ]
}

#[test]
fn cover_is_by_its_formula_after_every_step_of_a_claim() {
    let mut half = terms();
    half.sharing.rules[0].share = ratio("0.5");
    half.loan.draw_within_days = None;
    let mut desk = Desk::funded(half, "4000000", "6000000");
    let mut stated = enrolment("L1", "0.04", day("2021-01-04"));
    stated.matures_on = day("2021-12-31");
    desk.done(Action::Enrol {
        enrolment: Box::new(stated),
    });
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("0.03"),
    });
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: day("2021-01-04"),
    });
    desk.today = day("2021-03-10");
    let exact = |desk: &Desk, what: &str| {
        for (formula, booked) in cover(desk) {
            assert_eq!(formula, booked, "{what}");
        }
    };
    // Outstanding 3 and undrawn 1 at a half: 9020 is 1 and 9010 is 1. A claim on 2 takes 1, since what is left,
    // 1 and 1, is covered by 1 in all and by none in force.
    exact(&desk, "drawn");
    file(&mut desk, "C1", "L1", "0.02");
    exact(&desk, "filed");
    insta::assert_snapshot!(desk.balances(&home()), @"1010 10000000.00 · 2010 0.01 · 3010 10000000.00 · 5010 0.01 · 9010 0.01 · 9030 0.01 · 9990 0.02");
    refuse(&mut desk, "C1", "late-notice");
    exact(&desk, "refused");
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("0.01"),
    });
    desk.done(appeal("C1"));
    exact(&desk, "appealed");
    desk.done(Action::WithdrawClaim {
        claim: claim_id("C1"),
    });
    exact(&desk, "withdrawn");
}

#[test]
fn nothing_is_done_to_a_claim_as_of_a_day_before_it_was_filed() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "1000");
    desk.today = day("2021-03-10");
    file(&mut desk, "C1", "L1", "1000");
    let mut command = desk.command(Action::CheckClaim {
        claim: claim_id("C1"),
        proposed: yuan("800"),
    });
    command.effective_on = day("2021-03-09");
    let told = desk.run(&command).unwrap_err();
    insta::assert_snapshot!(told, @"it was filed on 2021-03-10; that day or a later one would pass");
    assert_eq!(told.code(), "day");
}
