//! Reconciliations of the worked example, of lines that nobody can place, and of what is booked late.

use super::*;
use crate::pool::account::Code;
use crate::pool::samples::*;
use crate::pool::tests_of_golden::worked;
use crate::units::Digest;
use crate::units::names::{ContributorId, PaymentId};

fn line(id: &str, on: &str, amount: &str, text: &str) -> CustodianLine {
    CustodianLine {
        line: id.into(),
        on: day(on),
        amount: yuan(amount),
        reference: String::new(),
        counterparty: "户名".into(),
        text: text.into(),
        balance: None,
    }
}

fn custodian(from: &str, to: &str, opening: &str, lines: Vec<CustodianLine>) -> CustodianStatement {
    let moved: i64 = lines.iter().map(|line| line.amount.fen()).sum();
    CustodianStatement {
        from: day(from),
        to: day(to),
        opening: yuan(opening),
        closing: Amount::from_fen(yuan(opening).fen() + moved),
        lines,
    }
}

fn held(desk: &Desk, custodian: &CustodianStatement, brought: Brought) -> Reconciliation {
    let head = Head {
        sequence: desk.events.len() as u64,
        hash: Digest::of(b"head"),
    };
    let scope = Scope::compartment(&home());
    reconcile((1..).zip(&desk.events), &scope, custodian, brought, head).unwrap()
}

#[test]
fn the_worked_example_is_proved_to_the_fen() {
    let (desk, _) = worked();
    let lines = vec![
        line("t-1", "2021-01-04", "4000000", "出资"),
        line("t-2", "2021-01-05", "6000000", "出资"),
        line("line-C1", "2021-03-10", "-600000", "补偿"),
        line("t-4", "2021-03-12", "210000", "追偿款 C1"),
        line("t-5", "2021-03-12", "75000", "追偿款"),
        line("t-6", "2021-03-10", "12345.67", "利息"),
        line("t-7", "2021-03-10", "-50", "手续费"),
    ];
    let custodian = custodian("2021-01-01", "2021-12-31", "0", lines);
    let found = held(&desk, &custodian, Brought::default());
    assert!(found.is_explained(), "{}", text::text(&found));
    assert!(found.proof.steps.is_empty() && found.due.is_empty());
    assert_eq!(found.proof.book, yuan("9697295.67"));
    let mut how: Vec<_> = found
        .matched
        .iter()
        .map(|of| (&*of.line.line, of.how))
        .collect();
    how.sort_by_key(|(line, _)| *line);
    insta::assert_debug_snapshot!(how, @r#"
    [
        (
            "line-C1",
            Line,
        ),
        (
            "t-1",
            Amount,
        ),
        (
            "t-2",
            Amount,
        ),
        (
            "t-4",
            Name,
        ),
        (
            "t-5",
            Amount,
        ),
        (
            "t-6",
            Amount,
        ),
        (
            "t-7",
            Amount,
        ),
    ]
    "#);
}

#[test]
fn every_difference_is_listed() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.overdue("L1", "100000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L1", "100000")),
    });
    desk.approved("C1", "80000");
    desk.done(Action::InstructPayment {
        payment: PaymentId::parse("p-C1").unwrap(),
        claim: claim_id("C1"),
        amount: None,
    });
    desk.done(Action::AccrueInterest {
        compartment: home(),
        amount: yuan("300"),
    });
    desk.done(Action::ChargeFee {
        compartment: home(),
        amount: yuan("20"),
    });
    let lines = vec![
        line("t-1", "2021-01-04", "4000000", "出资 city"),
        line("t-2", "2021-01-04", "6000000", "出资 district"),
        line("t-3", "2021-03-11", "-80000", "付款p-C1"),
        line("t-4", "2021-03-20", "100", "p-C1 退"),
        line("t-5", "2021-03-21", "300", ""),
        line("t-6", "2021-03-22", "-7.5", "不明"),
    ];
    let custodian = custodian("2021-01-01", "2021-03-31", "0", lines);
    let found = held(&desk, &custodian, Brought::default());
    assert_eq!(found.proof.difference, Amount::ZERO);
    assert!(!found.is_explained());
    insta::assert_snapshot!(text::text(&found), @"
    托管对账 Reconciliation
    分账 cq/渝北区 · compartment cq/渝北区
    2021-01-01 — 2021-03-31 · CNY 元
    链头 head 13 sha256:9f2e6d33a3717ee826353a404ba4618d1aeeb6879ad7936bce8ed5f46814924d
    已勾对 matched 2

    余额调节表 proof
    托管行余额            custodian's balance                                                            9920392.50
    托管行已记，待入账    line to be booked             2021-03-11 t-3 在途付款 payment in transit p-C1    80000.00
    托管行已记，待入账    line to be booked             2021-03-21 t-5 应收利息 interest due cq/渝北区      -300.00
    托管行已记，待核对    line that nothing explains    2021-03-20 t-4 p-C1 退                              -100.00
    托管行已记，待核对    line that nothing explains    2021-03-22 t-6 不明                                    7.50
    账上已记，托管行未记  booked, not at the custodian  2021-03-10 #13 pool.fee.charged cq/渝北区            -20.00
    账面余额              book cash (1010)                                                               9999980.00
    差额                  difference                                                                           0.00

    未勾对流水 unmatched lines
    t-4                         2021-03-20  户名  100.00  无对应账项 nothing is like it
    t-6                         2021-03-22  户名   -7.50  无对应账项 nothing is like it

    尚有未核对项 something is not explained
    ");
    // What the lines show is booked, and the rest goes to suspense.
    desk.today = day("2021-03-22");
    for action in found.actions() {
        desk.done(action);
    }
    let after = held(&desk, &custodian, Brought::default());
    assert_eq!(after.suspense_account, yuan("-92.50"));
    assert!(after.unmatched.is_empty() && !after.is_explained());
    insta::assert_snapshot!(text::text(&after), @"
    托管对账 Reconciliation
    分账 cq/渝北区 · compartment cq/渝北区
    2021-01-01 — 2021-03-31 · CNY 元
    链头 head 17 sha256:9f2e6d33a3717ee826353a404ba4618d1aeeb6879ad7936bce8ed5f46814924d
    已勾对 matched 6

    余额调节表 proof
    托管行余额            custodian's balance                                                      9920392.50
    账上已记，托管行未记  booked, not at the custodian  2021-03-10 #13 pool.fee.charged cq/渝北区      -20.00
    账面余额              book cash (1010)                                                         9920372.50
    差额                  difference                                                                     0.00

    待核对流水 in suspense (1910)
    t-4                            2021-03-20  cq/渝北区  100.00
    t-6                            2021-03-22  cq/渝北区   -7.50

    尚有未核对项 something is not explained
    ");
}

#[test]
fn alike_lines_are_refused_and_not_guessed() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    for _ in 0..2 {
        desk.done(Action::ChargeFee {
            compartment: home(),
            amount: yuan("20"),
        });
    }
    let lines = vec![
        line("t-1", "2021-01-04", "4000000", ""),
        line("t-2", "2021-01-20", "6000000", ""),
        line("t-3", "2021-01-04", "-20", "手续费"),
        line("t-4", "2021-01-04", "-20", "手续费"),
    ];
    let custodian = custodian("2021-01-01", "2021-01-31", "0", lines);
    let found = held(&desk, &custodian, Brought::default());
    let open: Vec<&str> = found.unmatched.iter().map(|of| &*of.line.line).collect();
    assert_eq!(open, ["t-2", "t-3", "t-4"], "too late, and twice the same");
    assert_eq!(found.not_at_custodian.len(), 3);
    assert_eq!(found.proof.difference, Amount::ZERO);
}

#[test]
fn what_is_open_is_brought_into_the_next_month() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    let january = custodian(
        "2021-01-01",
        "2021-01-31",
        "0",
        vec![
            line("t-1", "2021-01-04", "4000000", "city"),
            line("t-2", "2021-01-30", "5", "?"),
        ],
    );
    let first = held(&desk, &january, Brought::default());
    assert_eq!(first.not_at_custodian.len(), 1);
    desk.today = day("2021-01-31");
    for action in first.actions() {
        desk.done(action);
    }
    let settled = held(&desk, &january, Brought::default());
    let open = &settled.suspense[0];
    assert_eq!(
        (&*open.line, open.on, open.amount),
        ("t-2", day("2021-01-30"), yuan("5"))
    );
    desk.today = day("2021-02-10");
    desk.done(Action::ExplainLine {
        compartment: home(),
        line: "t-2".into(),
    });
    let february = custodian(
        "2021-02-01",
        "2021-02-28",
        "4000005",
        vec![line("t-3", "2021-02-01", "6000000", "district")],
    );
    let open = held(&desk, &february, settled.brought());
    assert_eq!(open.unmatched[0].line.line, "t-2", "{}", text::text(&open));
    for action in [
        Action::AccrueInterest {
            compartment: home(),
            amount: yuan("5"),
        },
        Action::ReceiveInterest {
            compartment: home(),
            amount: yuan("5"),
        },
    ] {
        desk.done(action);
    }
    let second = held(&desk, &february, settled.brought());
    assert!(second.is_explained(), "{}", text::text(&second));
    let forgotten = held(&desk, &february, Brought::default());
    assert_eq!(forgotten.proof.difference, yuan("6000000"));
}

#[test]
fn a_correction_opens_the_line_again() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.done(Action::ChargeFee {
        compartment: home(),
        amount: yuan("20"),
    });
    let sequence = desk.ledger.state().sequence();
    desk.done(Action::Correct {
        sequence,
        reason: "not ours".into(),
    });
    let lines = vec![
        line("t-1", "2021-01-04", "4000000", "city"),
        line("t-2", "2021-01-04", "6000000", "district"),
        line("t-3", "2021-01-04", "-20", "手续费"),
    ];
    let custodian = custodian("2021-01-01", "2021-01-31", "0", lines);
    let found = held(&desk, &custodian, Brought::default());
    assert_eq!(found.unmatched.len(), 1);
    assert_eq!(found.proof.difference, Amount::ZERO);
    assert_eq!(
        desk.ledger.state().total(&home(), Code::Cash),
        found.proof.book
    );
}

#[test]
fn a_statement_that_does_not_add_up_is_refused() {
    let (desk, _) = worked();
    let head = Head {
        sequence: 99,
        hash: Digest::of(b"head"),
    };
    let refused = |custodian: &CustodianStatement, scope: &Scope| {
        let events = (1..).zip(&desk.events);
        let fault = reconcile(events, scope, custodian, Brought::default(), head);
        fault.unwrap_err().to_string()
    };
    let own = Scope::compartment(&home());
    let good = custodian(
        "2021-01-01",
        "2021-01-31",
        "0",
        vec![line("t-1", "2021-01-04", "5", "")],
    );
    let mut closing = good.clone();
    closing.closing = yuan("6");
    let mut running = good.clone();
    running.lines[0].balance = Some(yuan("4"));
    let mut late = good.clone();
    late.lines[0].on = day("2021-02-01");
    let city = Scope::Contributor {
        pool: home().pool,
        district: None,
        contributor: ContributorId::parse("city").unwrap(),
    };
    let said = [
        refused(&closing, &own),
        refused(&running, &own),
        refused(&late, &own),
        refused(&good, &city),
    ];
    insta::assert_snapshot!(said.join("\n"), @"
    the custodian closes with 6.00; its lines add up to 5.00
    after line t-1 the custodian says 4.00; its lines add up to 5.00
    line t-1 is of 2021-02-01, outside the statement's days
    contributor city of cq: only a pool or a compartment has cash at the custodian
    ");
}
