//! Decisions of banks on scores: what may follow what, and when a reason is needed.

use super::samples::{approved, bank, caller, day, event, firm, score};
use super::*;
use crate::identity::{Caller, Role};
use crate::units::Amount;

fn banker() -> Caller {
    caller(Role::Bank(bank("a")), "wang")
}

fn scored() -> Scored {
    Scored {
        id: score("score-1"),
        enterprise: firm("one"),
        reader: None,
        recommended_limit: Some(Amount::from_fen(100_000_000)),
        superseded_by: None,
    }
}

fn decide(before: Option<&LoanDecision>, outcome: Outcome) -> Result<LoanDecision, Refusal> {
    let what = deciding::decide(&banker(), &scored(), before, outcome, day("2021-03-05"))?;
    let event = event(1, Role::Bank(bank("a")), "wang", what);
    Ok(LoanDecision::current([&event]).expect("there is one"))
}

fn declined() -> Outcome {
    Outcome::Declined {
        reason: "行业限额已满".to_owned(),
    }
}

fn withdrawn() -> Outcome {
    Outcome::Withdrawn {
        reason: "企业不再需要".to_owned(),
    }
}

#[test]
fn a_bank_approves_or_declines_and_withdraws_what_it_approved() {
    let yes = decide(None, approved(1_000_000, None)).unwrap();
    let no = decide(None, declined()).unwrap();
    let back = decide(Some(&yes), withdrawn()).unwrap();
    assert_eq!(yes.id, back.id, "one decision for a score and a bank");
    assert_ne!(yes.id, LoanDecision::id_of(&score("score-1"), &bank("b")));
    let said = [
        decide(None, withdrawn()),
        decide(Some(&yes), approved(500_000, None)),
        decide(Some(&yes), declined()),
        decide(Some(&no), approved(500_000, None)),
        decide(Some(&no), withdrawn()),
        decide(Some(&back), withdrawn()),
    ]
    .map(|refused| refused.unwrap_err().to_string())
    .join("\n");
    insta::assert_snapshot!(said, @"
    the decision `decision-41c1e4e8f77d18bdedc26ecd` is not made; it must be approved
    the decision `decision-41c1e4e8f77d18bdedc26ecd` is approved; it must be withdrawn first, and decided anew on another score
    the decision `decision-41c1e4e8f77d18bdedc26ecd` is approved; it must be withdrawn first, and decided anew on another score
    the decision `decision-41c1e4e8f77d18bdedc26ecd` is declined; it must be decided anew on another score
    the decision `decision-41c1e4e8f77d18bdedc26ecd` is declined; it must be approved
    the decision `decision-41c1e4e8f77d18bdedc26ecd` is withdrawn; it must be approved
    ");
}

#[test]
fn above_the_recommended_limit_a_reason_is_needed() {
    // The limit is 1,000,000.00 yuan: one fen more is above it.
    let fen_more = |reason: Option<&str>| {
        let Outcome::Approved(mut of) = approved(1_000_000, reason) else {
            unreachable!()
        };
        of.amount = Amount::from_fen(100_000_001);
        decide(None, Outcome::Approved(of))
    };
    insta::assert_snapshot!(fen_more(None).unwrap_err(), @"the score recommends no more than 1,000,000.00; that much would pass, or more with a reason");
    assert!(fen_more(Some("  ")).is_err());
    assert!(fen_more(Some("母公司担保")).is_ok());
    assert!(decide(None, approved(1_000_000, None)).is_ok());
}

#[test]
fn what_cannot_be_decided_is_told() {
    let with = |change: fn(&mut Approved)| {
        let Outcome::Approved(mut of) = approved(1_000, None) else {
            unreachable!()
        };
        change(&mut of);
        decide(None, Outcome::Approved(of))
    };
    let on = |score: Scored, caller: &Caller| {
        deciding::decide(caller, &score, None, approved(1, None), day("2021-03-05"))
    };
    let mut said = vec![
        with(|of| of.amount = Amount::ZERO).unwrap_err(),
        with(|of| of.rate = crate::units::Ratio::from_int(0)).unwrap_err(),
        with(|of| of.rate = crate::units::Ratio::parse("3.85").unwrap()).unwrap_err(),
        with(|of| of.months = 0).unwrap_err(),
        with(|of| of.override_reason = Some("a\nb".to_owned())).unwrap_err(),
        decide(
            None,
            Outcome::Declined {
                reason: String::new(),
            },
        )
        .unwrap_err(),
    ];
    said.extend([
        on(scored(), &caller(Role::Maker, "li")).unwrap_err(),
        on(
            Scored {
                reader: Some("b".to_owned()),
                ..scored()
            },
            &banker(),
        )
        .unwrap_err(),
        on(
            Scored {
                superseded_by: Some(score("score-2")),
                ..scored()
            },
            &banker(),
        )
        .unwrap_err(),
    ]);
    let said: Vec<String> = said.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(said.join("\n"), @"
    amount: the amount must be above nought
    rate: a rate a year is a share above nought and not above 1, such as 0.0385
    rate: a rate a year is a share above nought and not above 1, such as 0.0385
    months: a loan is given for 1 to 360 months
    override_reason: one line of at most 500 characters would pass
    say why: the enterprise may ask for it
    in the role of maker this cannot be done; a bank can do it
    there is no score `score-1`
    the score gave way to `score-2` after an objection; decide on that one
    ");
    let own = Scored {
        reader: Some("a".to_owned()),
        ..scored()
    };
    assert!(
        on(own, &banker()).is_ok(),
        "its own private evidence was read for it"
    );
}

#[test]
fn a_loan_rests_on_an_approval_of_its_own_bank_and_borrower() {
    let yes = decide(None, approved(1_000_000, None)).unwrap();
    let back = decide(Some(&yes), withdrawn()).unwrap();
    let limit = Amount::from_fen(100_000_000);
    assert_eq!(yes.carries(&bank("a"), &firm("one")), Ok(limit));
    let said = [
        yes.carries(&bank("b"), &firm("one")),
        yes.carries(&bank("a"), &firm("two")),
        back.carries(&bank("a"), &firm("one")),
    ]
    .map(|refused| refused.unwrap_err())
    .join("\n");
    insta::assert_snapshot!(said, @"
    there is no decision `decision-41c1e4e8f77d18bdedc26ecd` of `b` on x:one
    there is no decision `decision-41c1e4e8f77d18bdedc26ecd` of `a` on x:two
    the decision `decision-41c1e4e8f77d18bdedc26ecd` is withdrawn; a loan rests on one that is approved
    ");
}
