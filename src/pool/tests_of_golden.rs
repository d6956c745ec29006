//! The worked example of docs/accounts.md, step by step, to the fen.

use super::account::{Account, Code};
use super::command::Action;
use super::event::PoolEvent;
use super::ledger::Ledger;
use super::samples::*;
use crate::units::names::ContributorId;
use crate::units::{Amount, Moment};

/// Runs the worked example, and tells the balances after each step.
pub(super) fn worked() -> (Desk, Vec<String>) {
    let mut desk = Desk::new(terms());
    let mut told = Vec::new();
    let mut tell =
        |desk: &Desk, step: &str| told.push(format!("{step}: {}", desk.balances(&home())));
    desk.open(&home());
    desk.contribute(&home(), "4000000", "6000000");
    tell(&desk, "in 10,000,000");
    let on = desk.today;
    desk.done(Action::Enrol {
        enrolment: Box::new(enrolment("L1", "1000000", on)),
    });
    tell(&desk, "enrol 1,000,000");
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("900000"),
    });
    tell(&desk, "draw 900,000");
    desk.done(Action::Lapse {
        loan: loan_id("L1"),
    });
    tell(&desk, "lapse 100,000");
    desk.done(Action::Repay {
        loan: loan_id("L1"),
        principal: yuan("100000"),
    });
    tell(&desk, "repay 100,000");
    desk.done(Action::ReportOverdue {
        loan: loan_id("L1"),
        since: on,
    });
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "800000")),
    });
    tell(&desk, "file 800,000");
    desk.approved("C1", "600000");
    tell(&desk, "approve 600,000");
    desk.pay("C1");
    tell(&desk, "pay");
    let recover = |name: &str, gross: &str, costs: &str| Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: name.into(),
        gross: yuan(gross),
        costs: yuan(costs),
    };
    desk.done(recover("R1", "300000", "20000"));
    desk.done(Action::RemitRecovery {
        claim: claim_id("C1"),
        amount: yuan("210000"),
    });
    tell(&desk, "recover 300,000 at 20,000");
    desk.done(Action::WriteOff {
        claim: claim_id("C1"),
    });
    tell(&desk, "write off");
    desk.done(recover("R2", "100000", "0"));
    desk.done(Action::RemitRecovery {
        claim: claim_id("C1"),
        amount: yuan("75000"),
    });
    tell(&desk, "recover 100,000");
    desk.done(Action::AccrueInterest {
        compartment: home(),
        amount: yuan("12345.67"),
    });
    desk.done(Action::ReceiveInterest {
        compartment: home(),
        amount: yuan("12345.67"),
    });
    desk.done(Action::ChargeFee {
        compartment: home(),
        amount: yuan("50"),
    });
    tell(&desk, "interest, fee");
    desk.today = day("2021-12-31");
    desk.done(Action::ClosePeriod {
        pool: home().pool,
        through: desk.today,
    });
    tell(&desk, "year end");
    (desk, told)
}

#[test]
fn the_worked_example_closes_to_the_fen() {
    let (desk, told) = worked();
    insta::assert_snapshot!(told.join("\n"), @"
    in 10,000,000: 1010 10000000.00 · 3010 10000000.00
    enrol 1,000,000: 1010 10000000.00 · 3010 10000000.00 · 9010 800000.00 · 9990 800000.00
    draw 900,000: 1010 10000000.00 · 3010 10000000.00 · 9010 80000.00 · 9020 720000.00 · 9990 800000.00
    lapse 100,000: 1010 10000000.00 · 3010 10000000.00 · 9020 720000.00 · 9990 720000.00
    repay 100,000: 1010 10000000.00 · 3010 10000000.00 · 9020 640000.00 · 9990 640000.00
    file 800,000: 1010 10000000.00 · 2010 640000.00 · 3010 10000000.00 · 5010 640000.00 · 9030 640000.00 · 9990 640000.00
    approve 600,000: 1010 10000000.00 · 2020 600000.00 · 3010 10000000.00 · 5010 600000.00
    pay: 1010 9400000.00 · 3010 10000000.00 · 5010 600000.00 · 9040 600000.00 · 9990 600000.00
    recover 300,000 at 20,000: 1010 9610000.00 · 3010 10000000.00 · 4010 210000.00 · 5010 600000.00 · 9040 390000.00 · 9990 390000.00
    write off: 1010 9610000.00 · 3010 10000000.00 · 4010 210000.00 · 5010 600000.00 · 9050 390000.00 · 9990 390000.00
    recover 100,000: 1010 9685000.00 · 3010 10000000.00 · 4010 285000.00 · 5010 600000.00 · 9050 315000.00 · 9990 315000.00
    interest, fee: 1010 9697295.67 · 3010 10000000.00 · 4010 285000.00 · 4020 12345.67 · 5010 600000.00 · 5020 50.00 · 9050 315000.00 · 9990 315000.00
    year end: 1010 9697295.67 · 3010 10000000.00 · 3020 -302704.33 · 9050 315000.00 · 9990 315000.00
    ");
    let state = desk.ledger.state();
    let of = |code: Code, who: &str| {
        let contributor = ContributorId::parse(who).unwrap();
        state.balance(
            &home(),
            Account {
                code,
                holder: super::account::Holder::Contributor(&contributor),
            },
        )
    };
    assert_eq!(state.total(&home(), Code::Cash), yuan("9697295.67"));
    assert_eq!(of(Code::PaidIn, "city"), yuan("4000000"));
    assert_eq!(of(Code::PaidIn, "district"), yuan("6000000"));
    assert_eq!(of(Code::Result, "city"), yuan("-121081.73"));
    assert_eq!(of(Code::Result, "district"), yuan("-181622.60"));
    assert_eq!(state.total(&home(), Code::WrittenOff), yuan("315000"));
    assert_eq!(state.total(&home(), Code::Contra), yuan("315000"));
    let others = Code::ALL.iter().filter(|code| {
        !matches!(
            code,
            Code::Cash | Code::PaidIn | Code::Result | Code::WrittenOff | Code::Contra
        )
    });
    for code in others {
        assert_eq!(state.total(&home(), *code), Amount::ZERO, "{code}");
    }
    assert_eq!(state.trial(&home()), (0, 0));
}

#[test]
fn the_journal_gives_the_same_state_to_the_byte() {
    let (desk, _) = worked();
    let at = Moment::parse("2021-12-31T08:00:00Z").unwrap();
    let read: Vec<PoolEvent> = desk
        .events
        .iter()
        .map(|event| {
            let record = event.to_journal(at);
            let text = serde_json::to_string(&record).unwrap();
            PoolEvent::from_journal(&serde_json::from_str(&text).unwrap()).unwrap()
        })
        .collect();
    assert_eq!(read, desk.events);
    let again = Ledger::replay(rules(terms()), &read);
    assert_eq!(again.state(), desk.ledger.state());
    assert_eq!(again.state().digest(), desk.ledger.state().digest());
}
