//! Loans on a bank's decision: together they are never more than it decided.

use super::command::Action;
use super::samples::*;
use super::state::State;
use crate::units::Amount;
use crate::units::names::DecisionId;

fn decision() -> DecisionId {
    DecisionId::parse("decision-1").unwrap()
}

/// A loan of so much on a decision about 100,000.
fn on_it(desk: &Desk, loan: &str, limit: &str) -> Action {
    let mut stated = enrolment(loan, limit, desk.today);
    stated.decision = Some(decision());
    stated.decided = Some(yuan("100000"));
    Action::Enrol {
        enrolment: Box::new(stated),
    }
}

fn lent(desk: &Desk) -> (usize, Amount) {
    let on = desk.ledger.state().lent_on(&decision());
    (on.loans.len(), on.lent)
}

#[test]
fn loans_on_a_decision_are_no_more_in_all_than_it_decided() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    assert_eq!(lent(&desk), (0, Amount::ZERO));
    let too_much = desk.refused(on_it(&desk, "L1", "100000.01"));
    insta::assert_snapshot!(too_much, @"enrol.decided: the decision `decision-1` approves 100,000.00, of which 0.00 is lent; 100,000.00 would pass");
    // 60,000 + 40,000 = 100,000: nothing is left, and one fen more is told so.
    desk.done(on_it(&desk, "L1", "60000"));
    let second = desk.refused(on_it(&desk, "L2", "40000.01"));
    insta::assert_snapshot!(second, @"enrol.decided: the decision `decision-1` approves 100,000.00, of which 60,000.00 is lent; 40,000.00 would pass");
    desk.done(on_it(&desk, "L2", "40000"));
    assert_eq!(lent(&desk), (2, yuan("100000")));
    assert!(
        desk.refused(on_it(&desk, "L3", "0.01"))
            .contains("0.00 would pass")
    );

    // What is repaid was lent all the same; what lapses before it is drawn was not: 10,000 + 40,000 of L1 and L2.
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("10000"),
    });
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("10000"),
    });
    desk.done(Action::Lapse {
        loan: loan_id("L1"),
    });
    assert_eq!(lent(&desk), (2, yuan("50000")));
    // A loan that lapses whole leaves its part of the decision free again.
    desk.done(on_it(&desk, "L3", "50000"));
    assert_eq!(lent(&desk), (3, yuan("100000")));
    desk.done(Action::Lapse {
        loan: loan_id("L3"),
    });
    assert_eq!(lent(&desk), (3, yuan("50000")));

    // A loan that may be drawn again takes up its limit, however often it is drawn.
    let mut again = on_it(&desk, "L4", "30000");
    if let Action::Enrol { enrolment } = &mut again {
        enrolment.revolving = true;
    }
    desk.done(again);
    for _ in 0..2 {
        desk.done(Action::Draw {
            loan: loan_id("L4"),
            principal: yuan("30000"),
        });
        desk.done(Action::Repay {
            loan: loan_id("L4"),
            principal: yuan("30000"),
        });
    }
    assert_eq!(lent(&desk).1, yuan("80000"));
    let state = desk.ledger.state();
    // Keys are in the journal alone.
    let again = State::from_bytes(&state.to_bytes()).unwrap();
    assert_eq!(again.digest(), state.digest());
    assert_eq!(again.lent_on(&decision()), state.lent_on(&decision()));
}
