//! Caps by the class of an enterprise: a class that one of its loans states holds for all that is added to it.

use super::command::Action;
use super::decide::exceeded;
use super::samples::*;
use super::samples_of_trouble::cap;
use super::terms::{CapMeasure, CapScope};
use crate::units::EnterpriseId;
use crate::units::names::{ClassId, GroupId};

/// 500 of principal for an enterprise of the class, nothing else is capped.
fn capped() -> Desk {
    let mut terms = terms();
    let mut small = cap("small", CapScope::Enterprise, CapMeasure::Principal, "500");
    small.when.classes = vec![ClassId::parse("technology-sme").unwrap()];
    terms.caps = vec![small];
    Desk::funded(terms, "4000", "6000")
}

fn enrol(
    desk: &mut Desk,
    (loan, firm): (&str, &str),
    limit: &str,
    classes: &[&str],
) -> Result<(), String> {
    let mut stated = enrolment(loan, limit, desk.today);
    stated.enterprise = EnterpriseId::parse(&format!("x:{firm}")).unwrap();
    stated.group = firm
        .starts_with("of-group")
        .then(|| GroupId::parse("group").unwrap());
    let classes = classes.iter().map(|class| ClassId::parse(class).unwrap());
    stated.classes = classes.collect();
    let enrolment = Box::new(stated);
    let attempt = desk.attempt(Action::Enrol { enrolment });
    attempt.map_err(|refusal| refusal.to_string())
}

fn told(desk: &Desk) -> String {
    let all = exceeded(&desk.ledger.rules, desk.ledger.state(), desk.today);
    let words = all.iter().map(|of| {
        let by = of.by();
        format!(
            "{} over {}: {} of {}, by {by}",
            of.limit, of.over, of.stands, of.most
        )
    });
    words.collect::<Vec<_>>().join("\n")
}

fn draw(desk: &mut Desk, loan: &str, principal: &str) {
    desk.done(Action::Draw {
        loan: loan_id(loan),
        principal: yuan(principal),
    });
}

fn repay(desk: &mut Desk, loan: &str, principal: &str) {
    desk.done(Action::Repay {
        loan: loan_id(loan),
        principal: yuan(principal),
    });
}

#[test]
fn a_loan_that_states_no_class_is_under_the_caps_of_its_enterprises_class() {
    let mut desk = capped();
    enrol(&mut desk, ("L1", "firm"), "400", &["technology-sme"]).unwrap();
    let refused = enrol(&mut desk, ("L2", "firm"), "100.01", &[]).unwrap_err();
    insta::assert_snapshot!(refused, @"the cap `small` allows 500.00, of which 400.00 is used; 100.00 would pass");
    enrol(&mut desk, ("L2", "firm"), "100", &["high-tech"]).unwrap();
    enrol(&mut desk, ("L3", "another"), "600", &[]).unwrap();
    // When nothing that states the class is in force any more, nobody is known to be of it.
    draw(&mut desk, "L1", "400");
    repay(&mut desk, "L1", "400");
    enrol(&mut desk, ("L4", "firm"), "600", &[]).unwrap();
    assert_eq!(told(&desk), "");
}

#[test]
fn what_a_group_adds_is_under_the_caps_of_a_members_class() {
    let mut desk = capped();
    enrol(&mut desk, ("L1", "of-group-1"), "400", &["technology-sme"]).unwrap();
    assert!(enrol(&mut desk, ("L2", "of-group-2"), "100.01", &[]).is_err());
    enrol(&mut desk, ("L2", "of-group-2"), "100", &[]).unwrap();
}

/// 400 are drawn and 300 repaid; 400 more fill the cap; then the repayment turns out to be none: 800 of 500.
#[test]
fn a_cap_of_a_class_that_is_passed_otherwise_is_told() {
    let mut desk = capped();
    enrol(&mut desk, ("L1", "firm"), "400", &["technology-sme"]).unwrap();
    draw(&mut desk, "L1", "400");
    repay(&mut desk, "L1", "300");
    let sequence = desk.events.len();
    enrol(&mut desk, ("L2", "firm"), "400", &[]).unwrap();
    desk.done(Action::Correct {
        sequence: sequence as u64,
        reason: "another loan's repayment".into(),
    });
    insta::assert_snapshot!(told(&desk), @"small over x:firm: 800.00 of 500.00, by 300.00");
}
