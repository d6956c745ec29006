//! Proof that may follow: provisional cover, the proof, and the end of cover without it.

use super::command::Action;
use super::enrolment::Enrolment;
use super::happened::Happened;
use super::samples::*;
use super::terms::{Proof, Provisional, Terms};
use crate::units::{Amount, Bilingual, Date};
use proptest::prelude::*;

fn provisional(days: u32) -> Terms {
    let mut terms = terms();
    terms.eligibility.provisional = Some(Provisional {
        proof: Bilingual::new("入库编号", "the number of the register"),
        within_days: known(days),
    });
    terms
}

fn later(loan: &str, limit: &str, on: Date) -> Enrolment {
    let mut stated = enrolment(loan, limit, on);
    stated.proof = Some(Proof::Later);
    stated
}

fn enrol(enrolment: Enrolment) -> Action {
    Action::Enrol {
        enrolment: Box::new(enrolment),
    }
}

fn draw(principal: &str) -> Action {
    Action::Draw {
        loan: loan_id("L1"),
        principal: yuan(principal),
    }
}

fn repay(principal: &str) -> Action {
    Action::Repay {
        loan: loan_id("L1"),
        principal: yuan(principal),
    }
}

fn prove() -> Action {
    Action::Prove {
        loan: loan_id("L1"),
    }
}

fn claim(principal: &str) -> Action {
    Action::FileClaim {
        filing: Box::new(filing("C1", "L1", principal)),
    }
}

/// 80% of a loan of 1,000,000 of which 400,000 is drawn: 320,000 in force and 480,000 undrawn, as any cover. The
/// proof may come until 3 February, 30 days after 4 January; it does not, and all 800,000 lapse on the 4th.
#[test]
fn without_its_proof_all_cover_lapses_once_the_days_are_over() {
    let mut desk = Desk::funded(provisional(30), "4000000", "6000000");
    desk.done(enrol(later("L1", "1000000", desk.today)));
    desk.done(draw("400000"));
    let covered =
        "1010 10000000.00 · 3010 10000000.00 · 9010 480000.00 · 9020 320000.00 · 9990 800000.00";
    assert_eq!(desk.balances(&home()), covered);
    assert_eq!(desk.close("2021-02-03"), "");
    assert_eq!(
        desk.close("2021-02-04"),
        "2021-02-03 pool.loan.proof-missed"
    );
    assert_eq!(
        desk.balances(&home()),
        "1010 10000000.00 · 3010 10000000.00"
    );
    let Happened::ProofMissed {
        outstanding,
        undrawn,
        ..
    } = &desk.events.last().unwrap().what
    else {
        panic!("the last event tells what lapsed");
    };
    assert_eq!((*outstanding, *undrawn), (yuan("400000"), yuan("600000")));
    desk.today = day("2021-02-05");
    let mut told = vec![
        desk.refused(draw("1")),
        desk.refused(prove()),
        desk.refused(claim("1")),
    ];
    // Obtained in time and told too late.
    let mut in_time = desk.command(prove());
    in_time.effective_on = day("2021-02-03");
    told.push(desk.run(&in_time).unwrap_err().to_string());
    insta::assert_snapshot!(told.join("\n"), @"
    proof.late: its proof had to come by 2021-02-03; no later one would pass
    proof.late: its proof had to come by 2021-02-03; no later one would pass
    claim.not-yet: nothing opens a claim yet; what would: 60 days overdue
    the loan is no longer covered; no claim on it would pass
    ");
    // The loan itself goes on without cover, and nothing lapses twice.
    desk.done(repay("100000"));
    assert_eq!(desk.close("2021-04-10"), "");
    assert_eq!(
        desk.balances(&home()),
        "1010 10000000.00 · 3010 10000000.00"
    );
}

#[test]
fn a_proof_in_time_keeps_the_cover_and_opens_the_claim() {
    let mut desk = Desk::funded(provisional(90), "4000000", "6000000");
    desk.done(enrol(later("L1", "800000", desk.today)));
    desk.done(draw("800000"));
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: desk.today,
    });
    desk.today = day("2021-03-10");
    insta::assert_snapshot!(desk.refused(claim("800000")), @"claim.unproven: its proof is not there; it may come until 2021-04-04, and the claim after it");
    let mut bare = desk.command(prove());
    bare.documents.clear();
    insta::assert_snapshot!(desk.run(&bare).unwrap_err().to_string(), @"a proof is a document; the digest of one or more would pass");
    // The last day of 90 after 4 January.
    desk.today = day("2021-04-04");
    desk.done(prove());
    insta::assert_snapshot!(desk.refused(prove()), @"state: the loan `L1` is in need of no proof; it must be enrolled before its proof, and not proven");
    desk.done(claim("800000"));
    let missed = desk.close("2021-04-10");
    assert!(!missed.contains("proof-missed"), "{missed}");
    assert_eq!(
        desk.ledger.state().claim_stage(&claim_id("C1")),
        Some("filed")
    );
}

#[test]
fn a_proof_taken_back_may_come_again_unless_something_rests_on_it() {
    let mut desk = Desk::funded(provisional(30), "4000000", "6000000");
    desk.done(enrol(later("L1", "1000000", desk.today)));
    desk.done(prove());
    let proof = desk.events.len();
    desk.done(draw("400000"));
    let drawn = desk.events.len();
    let early = desk.taking_back(proof);
    insta::assert_snapshot!(desk.refused(early), @"correct.depended: later events rest on it: 7; take those back first");
    let action = desk.taking_back(drawn);
    desk.done(action);
    let action = desk.taking_back(proof);
    desk.done(action);
    assert_eq!(
        desk.close("2021-02-04"),
        "2021-02-03 pool.loan.proof-missed"
    );
}

/// What was repaid in full has nothing left to lapse; a renewal does not move the last day.
#[test]
fn a_loan_repaid_or_renewed_before_its_proof() {
    let mut desk = Desk::funded(provisional(60), "4000000", "6000000");
    desk.done(enrol(later("L1", "1000000", desk.today)));
    desk.done(draw("1000000"));
    desk.done(repay("1000000"));
    assert_eq!(desk.close("2021-03-10"), "");

    let mut desk = Desk::funded(provisional(60), "4000000", "6000000");
    desk.done(enrol(later("L1", "1000000", desk.today)));
    desk.done(draw("1000000"));
    desk.today = day("2021-02-01");
    desk.done(Action::Renew {
        loan: loan_id("L1"),
        matures_on: day("2021-12-01"),
    });
    // 60 days after 4 January are 5 March.
    assert_eq!(desk.close("2021-03-05"), "");
    assert_eq!(
        desk.close("2021-03-06"),
        "2021-03-05 pool.loan.proof-missed"
    );
}

#[test]
fn what_is_not_said_of_the_proof_is_asked_for() {
    let mut desk = Desk::funded(provisional(30), "4000000", "6000000");
    let mut stated = enrolment("L1", "1000000", desk.today);
    let unsaid = desk.refused(enrol(stated.clone()));
    stated.proof = Some(Proof::Given);
    desk.done(enrol(stated));
    // Given with the enrolment, there is nothing left to prove.
    let needless = desk.refused(prove());
    assert_eq!(desk.close("2021-02-10"), "");
    let mut plain = Desk::funded(terms(), "4000000", "6000000");
    let unknown = plain.refused(enrol(later("L1", "1000000", plain.today)));
    insta::assert_snapshot!([unsaid, needless, unknown].join("\n"), @"
    enrol.proof: say whether the proof is given or comes later (the number of the register); it may come until 2021-02-03
    state: the loan `L1` is in need of no proof; it must be enrolled before its proof, and not proven
    enrol.proof: the terms know of no proof that may come later; without that it would pass
    ");
}

/// Provisional cover counts for leverage as any other: ten times 10,000 is full.
#[test]
fn provisional_cover_counts() {
    let mut desk = Desk::funded(provisional(30), "4000", "6000");
    desk.done(enrol(later("L1", "100000", desk.today)));
    let full = enrol(later("L2", "1", desk.today));
    assert!(desk.refused(full).starts_with("leverage: "));
    assert_eq!(
        desk.close("2021-02-04"),
        "2021-02-03 pool.loan.proof-missed"
    );
    desk.today = day("2021-02-05");
    desk.done(enrol(later("L2", "100000", desk.today)));
}

proptest! {
    /// After any day's end a loan has the cover of its principal, or none: none just when the proof's last day
    /// is over and no proof came.
    #[test]
    fn cover_stands_until_the_day_is_over_or_for_good(
        within in 1u32..40,
        steps in prop::collection::vec((0u8..5, 1i64..400_000), 1..25),
    ) {
        let mut desk = Desk::funded(provisional(within), "4000000", "6000000");
        let start = desk.today;
        desk.done(enrol(later("L1", "10000", desk.today)));
        let by = start.checked_add(jiff::Span::new().days(i64::from(within))).unwrap();
        let (mut undrawn, mut owed, mut proven) = (1_000_000i64, 0i64, false);
        let mut lost = false;
        for (what, fen) in steps {
            let principal = Amount::from_fen(fen);
            match what {
                0 if desk.attempt(Action::Draw { loan: loan_id("L1"), principal }).is_ok() => {
                    undrawn -= fen;
                    owed += fen;
                }
                1 if desk.attempt(Action::Repay { loan: loan_id("L1"), principal }).is_ok() => owed -= fen,
                2 if fen < 100_000 => proven |= desk.attempt(prove()).is_ok(),
                3 | 4 => {
                    let days = jiff::Span::new().days(1 + fen % 9);
                    desk.today = desk.today.checked_add(days).unwrap();
                    let date = desk.today;
                    desk.done(Action::CloseDay { date });
                    if !proven && by < date && owed + undrawn > 0 && !lost {
                        lost = true;
                        undrawn = 0;
                    }
                    desk.today = desk.today.tomorrow().unwrap();
                    // Not drawn within 90 days, or matured.
                    let lapsed = date.duration_since(start).as_hours() / 24 > 90;
                    undrawn = if lapsed { 0 } else { undrawn };
                }
                _ => {}
            }
            let state = desk.ledger.state();
            let cover = [super::Code::Undrawn, super::Code::InForce]
                .map(|code| state.total(&home(), code).fen());
            let right = if lost { 0 } else { (owed + undrawn) * 8 / 10 };
            prop_assert_eq!(cover[0] + cover[1], right, "{} {}", desk.today, by);
        }
    }
}
