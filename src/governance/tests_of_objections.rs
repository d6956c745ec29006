//! The life of an objection: its steps in their order, four eyes, and twenty days.

use super::samples::{bank, caller, day, event, firm, received, score, upheld};
use super::*;
use crate::identity::Role;
use crate::units::Digest;

const CLEAN: &[u8] = b"what it rests on";

fn verified(finding: Finding) -> Verified {
    Verified {
        finding,
        evidence: vec![Digest::of(CLEAN)],
    }
}

/// An objection after so many steps: received by the enterprise, verified by li, decided by zhao.
fn after(steps: usize, finding: Finding) -> Objection {
    let mut events = Vec::new();
    let mut next = |role: Role, person: &str, what: Governed| {
        events.push(event(events.len(), role, person, what));
        Objection::fold(&events).pop().expect("there is one")
    };
    let receive = objecting::receive(
        &caller(Role::Enterprise(firm("one")), "boss"),
        received(),
        day("2021-03-01"),
    );
    let mut held = next(Role::Enterprise(firm("one")), "boss", receive.unwrap());
    if steps > 1 {
        let what = objecting::verify(&caller(Role::Maker, "li"), &held, verified(finding));
        held = next(Role::Maker, "li", what.unwrap());
    }
    if steps > 2 {
        let what = objecting::uphold(&caller(Role::Checker, "zhao"), &held, &[], upheld());
        held = next(Role::Checker, "zhao", what.unwrap());
    }
    if steps > 3 {
        let answered = Answered {
            answer: Digest::of(b"answer"),
            late: false,
        };
        let what = objecting::answer(&caller(Role::Maker, "li"), &held, answered);
        held = next(Role::Maker, "li", what.unwrap());
    }
    held
}

#[test]
fn it_marks_from_receipt_to_the_answer_and_is_late_after_twenty_days() {
    let stages: Vec<(Stage, bool)> = (1..=4)
        .map(|steps| after(steps, Finding::Founded))
        .map(|held| (held.stage(), held.marks()))
        .collect();
    assert_eq!(
        stages,
        [
            (Stage::Received, true),
            (Stage::Verified, true),
            (Stage::Upheld, true),
            (Stage::Answered, false)
        ]
    );
    // Received on 1 March: 20 days later is 21 March, the last day.
    let held = after(1, Finding::Founded);
    assert_eq!(held.received.due_on, day("2021-03-21"));
    assert!(!held.is_late(day("2021-03-21")) && held.is_late(day("2021-03-22")));
    assert!(!after(4, Finding::Founded).is_late(day("2022-01-01")));
    assert_eq!(
        after(2, Finding::Founded).verified_by.as_deref(),
        Some("maker:li")
    );
}

#[test]
fn every_step_is_taken_once_in_its_order_by_the_right_person() {
    let checker = |person| caller(Role::Checker, person);
    let maker = caller(Role::Maker, "li");
    let founded = |steps| after(steps, Finding::Founded);
    let refused = |reason: &str| Refused {
        reason: reason.to_owned(),
        evidence: Vec::new(),
    };
    let answered = Answered {
        answer: Digest::of(b"answer"),
        late: false,
    };
    let nothing = Verified {
        finding: Finding::Founded,
        evidence: Vec::new(),
    };
    let bare = |change: fn(&mut Upheld)| {
        let mut of = upheld();
        change(&mut of);
        objecting::uphold(&checker("zhao"), &founded(2), &[], of)
    };
    let said = [
        objecting::receive(
            &caller(Role::Bank(bank("a")), "w"),
            received(),
            day("2021-03-01"),
        ),
        objecting::receive(
            &caller(Role::Enterprise(firm("two")), "w"),
            received(),
            day("2021-03-01"),
        ),
        objecting::receive(
            &maker,
            Received {
                scores: vec![],
                ..received()
            },
            day("2021-03-01"),
        ),
        objecting::receive(&maker, received(), day("2021-02-28")),
        objecting::verify(&checker("zhao"), &founded(1), verified(Finding::Founded)),
        objecting::verify(&maker, &founded(1), nothing),
        objecting::verify(&maker, &founded(2), verified(Finding::Founded)),
        objecting::uphold(&checker("zhao"), &founded(1), &[], upheld()),
        objecting::uphold(&checker("Li"), &founded(2), &[], upheld()),
        objecting::uphold(&maker, &founded(2), &[], upheld()),
        objecting::uphold(
            &checker("zhao"),
            &after(2, Finding::Unfounded),
            &[],
            upheld(),
        ),
        bare(|of| of.batches.clear()),
        bare(|of| of.superseded.clear()),
        bare(|of| of.superseded[0].new = score("score-1")),
        objecting::uphold(&checker("zhao"), &founded(3), &[], upheld()),
        objecting::refuse(&checker("zhao"), &founded(2), refused(" ")),
        objecting::refuse(&checker("zhao"), &founded(3), refused("no")),
        objecting::answer(&maker, &founded(2), answered.clone()),
        objecting::answer(&caller(Role::Payer, "qian"), &founded(3), answered.clone()),
        objecting::answer(&maker, &founded(4), answered),
    ]
    .map(|refused| refused.unwrap_err().to_string())
    .join("\n");
    insta::assert_snapshot!(said, @"
    in the role of bank this cannot be done; the enterprise or a maker can do it
    there is no enterprise `x:one`
    name at least one score or fact that is objected to
    received_on: 2021-02-28 or an earlier day would pass
    in the role of checker this cannot be done; a maker can do it
    name at least one digest of what the finding rests on
    the objection `objection-1` is verified; it must be received and not verified
    the objection `objection-1` is received; it must be verified and not decided
    `Li` was the maker; somebody else must do this
    in the role of maker this cannot be done; a checker can do it
    the objection `objection-1` is verified as unfounded; it must be verified as founded, or refused
    an objection is upheld by facts; name the sealed batch that adds or takes back what was wrong
    the score `score-1` is objected to and has no successor; score the enterprise again
    the score `score-1` comes out as it was; the batches change nothing in it
    the objection `objection-1` is upheld; it must be verified and not decided
    say why: the enterprise is told why its objection is refused
    the objection `objection-1` is upheld; it must be verified and not decided
    the objection `objection-1` is verified; it must be upheld or refused, and not answered
    in the role of payer this cannot be done; a maker or a checker can do it
    the objection `objection-1` is answered; it must be upheld or refused, and not answered
    ");
    // A finding is no decision: the checker may refuse what a maker found founded.
    assert!(objecting::refuse(&checker("zhao"), &founded(2), refused("no")).is_ok());
}
