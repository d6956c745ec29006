//! A pool in which everything can go wrong, for the order of refusals.

use super::command::Action;
use super::enrolment::Enrolment;
use super::samples::*;
use super::terms::*;
use crate::units::{Bilingual, Ratio};

pub(super) fn cap(id: &str, scope: CapScope, measure: CapMeasure, most: &str) -> Cap {
    Cap {
        id: item(id),
        name: Bilingual::new("限额", "cap"),
        scope,
        measure,
        when: CapWhen::default(),
        size: CapSize::Amount {
            amount: known(yuan(most)),
        },
    }
}

/// Terms under which everything can go wrong.
pub(super) fn strict() -> Terms {
    let mut terms = terms();
    terms.eligibility.requirements = vec![Requirement {
        id: item("clean"),
        name: Bilingual::new("无不良", "clean"),
        of: RequirementOf::Enterprise,
        test: Requires::Statement,
        waivable: false,
    }];
    terms.eligibility.one_loan_at_a_time = true;
    terms.eligibility.provisional = Some(Provisional {
        proof: Bilingual::new("入库编号", "the number of the register"),
        within_days: known(90),
    });
    if let Funding::Pool(funding) = &mut terms.funding {
        funding.first_paid_in = Some(ratio("0.5"));
        funding.top_ups = vec![top_up(TopUpTrigger::OnCall, None, 10)];
    }
    terms.sharing.rules[0].up_to = true;
    terms.sharing.net_of_collateral = true;
    terms.sharing.public_ceiling = Some(ratio("1"));
    terms.caps = vec![
        cap("one-bank", CapScope::Bank, CapMeasure::Principal, "200000"),
        cap(
            "one-claim",
            CapScope::Loan,
            CapMeasure::Compensation,
            "30000",
        ),
    ];
    terms
        .claim
        .triggers
        .push(Trigger::Bankruptcy { days: None });
    let level = |effect: Effect| Level {
        at: ratio("0.5"),
        effect,
        payments_share: None,
    };
    terms.breakers = vec![Breaker {
        id: item("bank-loss"),
        name: Bilingual::new("熔断", "bank loss"),
        scope: BreakerScope::Bank,
        numerator: vec![Measure::Filed],
        denominator: Measure::Drawn,
        window: Window::Ever,
        minimum_book: None,
        minimum_loans: None,
        trips: Trips::AtOrAbove,
        levels: vec![level(Effect::StopEnrolment), level(Effect::StopClaims)],
        resume: Resume {
            by: ResumeBy::Ratio,
            at: None,
            held_days: None,
        },
    }];
    terms
}

pub(super) fn clean(loan: &str, limit: &str, desk: &Desk) -> Enrolment {
    let mut stated = enrolment(loan, limit, desk.today);
    stated.requirements = vec![item("clean")];
    stated.share_decided = Ratio::parse("0.8").ok();
    stated.proof = Some(Proof::Given);
    stated
}

pub(super) fn lend(desk: &mut Desk, loan: &str, limit: &str) {
    let stated = clean(loan, limit, desk);
    drawn(desk, stated);
}

/// Enrols a loan and draws it in full.
fn drawn(desk: &mut Desk, stated: Enrolment) {
    let (loan, principal) = (stated.loan.clone(), stated.limit);
    desk.done(Action::Enrol {
        enrolment: Box::new(stated),
    });
    desk.done(Action::Draw { loan, principal });
}

/// Three loans, one of them before its proof; days closed to the end of January, the period to that of February; a claim that trips.
pub(super) fn troubled() -> Desk {
    let mut desk = Desk::funded(strict(), "7999", "12000");
    let mut unproven = clean("L0", "5000", &desk);
    unproven.proof = Some(Proof::Later);
    drawn(&mut desk, unproven);
    lend(&mut desk, "L1", "30000");
    let mut on_equipment = clean("L2", "5000", &desk);
    on_equipment.securities = vec![Security::Equipment];
    drawn(&mut desk, on_equipment);
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: day("2021-01-04"),
    });
    desk.today = day("2021-01-31");
    let date = desk.today;
    desk.done(Action::CloseDay { date });
    desk.today = day("2021-03-01");
    desk.done(Action::ClosePeriod {
        pool: home().pool,
        through: day("2021-02-28"),
    });
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "30000")),
    });
    assert_eq!(desk.ledger.state().tripped(&home().pool).count(), 1);
    desk
}
