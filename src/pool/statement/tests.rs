//! Statements of the worked example, to the fen, and the same bytes after whatever happens later.

use super::*;
use crate::journal::Head;
use crate::pool::account::Code;
use crate::pool::command::Action;
use crate::pool::samples::*;
use crate::pool::tests_of_golden::worked;
use crate::units::{Amount, Digest};

/// A head at a sequence; its hash stands for that of the journal.
fn head(sequence: u64) -> Head {
    Head {
        sequence,
        hash: Digest::of(&sequence.to_be_bytes()),
    }
}

fn period(from: &str, to: &str) -> Period {
    Period {
        from: day(from),
        to: day(to),
    }
}

fn make(desk: &Desk, scope: &Scope, period: Period, at: u64) -> Statement {
    Statement::make((1..).zip(&desk.events), scope, period, head(at)).unwrap()
}

fn whole(desk: &Desk, scope: &Scope) -> Statement {
    let at = desk.events.len() as u64;
    make(desk, scope, period("2021-01-01", "2021-12-31"), at)
}

fn closing(statement: &Statement, code: Code) -> Amount {
    let row = statement.rows.iter().find(|row| row.code == code);
    row.unwrap().closing
}

fn contributor(id: &str) -> Scope {
    Scope::Contributor {
        pool: home().pool,
        district: None,
        contributor: crate::units::names::ContributorId::parse(id).unwrap(),
    }
}

fn of_bank() -> Scope {
    Scope::Bank {
        pool: home().pool,
        district: None,
        bank: bank(),
    }
}

#[test]
fn the_worked_example_closes_to_the_fen_and_nought_is_a_row() {
    let (desk, _) = worked();
    let statement = whole(&desk, &Scope::compartment(&home()));
    assert_eq!(statement.rows.len(), Code::COUNT);
    for row in &statement.rows {
        assert_eq!(row.gap(), 0, "{}", row.code);
        assert_eq!(row.closing, desk.ledger.state().total(&home(), row.code));
    }
    let failed: Vec<_> = statement.checks.iter().filter(|of| !of.holds).collect();
    assert!(
        failed.is_empty() && statement.checks.len() == 12,
        "{failed:?}"
    );
    assert_eq!(closing(&statement, Code::Cash), yuan("9697295.67"));
    assert_eq!(closing(&statement, Code::WrittenOff), yuan("315000"));
    assert_eq!(closing(&statement, Code::InTransit), Amount::ZERO);
    assert_eq!(statement.totals.net_assets, yuan("9697295.67"));
    let head_and_tables = text::text(&statement);
    let shown = head_and_tables.split("序号 sequence").next().unwrap();
    insta::assert_snapshot!(shown, @"
    对账单 Statement
    分账 cq/渝北区 · compartment cq/渝北区
    2021-01-01 — 2021-12-31 · CNY 元
    链头 head 23 sha256:aed2b8245fdc8acc45eda51abc7d07e612c25f05cadd1579f3474f0bf1f6bdc6

    科目 account                                                    期初 opening    借 debits   贷 credits  期末 closing
    1010          托管存款          cash at custodian                       0.00  10297345.67    600050.00    9697295.67
    1020          定期存款          term deposits                           0.00         0.00         0.00          0.00
    1120          应收追偿款        recoveries due from banks               0.00    285000.00    285000.00          0.00
    1130          应收退回补偿款    clawbacks due                           0.00         0.00         0.00          0.00
    1140          应收利息          interest receivable                     0.00     12345.67     12345.67          0.00
    1150          应收其他分账垫款  due from compartments                   0.00         0.00         0.00          0.00
    1160          应收担保费        guarantee fees due from banks           0.00         0.00         0.00          0.00
    1910          待核对托管流水    unmatched custodian lines               0.00         0.00         0.00          0.00
    2010          待审补偿          claims under review                     0.00    640000.00    640000.00          0.00
    2020          应付补偿款        compensation payable                    0.00    600000.00    600000.00          0.00
    2030          在途付款          payments in transit                     0.00    600000.00    600000.00          0.00
    2040          应付出资方及其他  due to contributors and others          0.00         0.00         0.00          0.00
    2050          应付其他分账垫款  due to compartments                     0.00         0.00         0.00          0.00
    2060          应付激励          incentives payable                      0.00         0.00         0.00          0.00
    3010          实缴出资          paid-in                                 0.00         0.00  10000000.00   10000000.00
    3020          累计结余          accumulated result                      0.00    600050.00    297345.67    -302704.33
    4010          追偿收入          recoveries                              0.00    285000.00    285000.00          0.00
    4020          利息收入          interest                                0.00     12345.67     12345.67          0.00
    4030          担保费收入        guarantee fees                          0.00         0.00         0.00          0.00
    5010          补偿支出          compensation cost                       0.00    640000.00    640000.00          0.00
    5020          手续费            fees                                    0.00        50.00        50.00          0.00
    5030          激励支出          incentives                              0.00         0.00         0.00          0.00
    9010          未提款承诺        undrawn commitment                      0.00    800000.00    800000.00          0.00
    9020          在保责任          cover in force                          0.00    720000.00    720000.00          0.00
    9030          申请中责任        cover under claim                       0.00    640000.00    640000.00          0.00
    9040          追偿权            recovery rights                         0.00    600000.00    600000.00          0.00
    9050          账销案存          written off, still pursued              0.00    390000.00     75000.00     315000.00
    9060          认缴未缴          subscribed, not paid                    0.00         0.00         0.00          0.00
    9990          表外对方科目      memorandum contra                       0.00   1085000.00   1400000.00     315000.00

    补偿申请账龄（天） claims by age in days                   0-30     31-60     61-90    91-180           >180
    待审                                      filed        0 × 0.00  0 × 0.00  0 × 0.00  0 × 0.00       0 × 0.00
    已初审                                    checked      0 × 0.00  0 × 0.00  0 × 0.00  0 × 0.00       0 × 0.00
    待付                                      approved     0 × 0.00  0 × 0.00  0 × 0.00  0 × 0.00       0 × 0.00
    付款中                                    in transit   0 × 0.00  0 × 0.00  0 × 0.00  0 × 0.00       0 × 0.00
    已付追偿                                  paid         0 × 0.00  0 × 0.00  0 × 0.00  0 × 0.00       0 × 0.00
    账销案存                                  written off  0 × 0.00  0 × 0.00  0 × 0.00  0 × 0.00  1 × 315000.00

    勾稽 checks
    ✓            期初余额加减发生额等于期末余额：各行差额  opening + movements = closing: what the rows miss          0.00         0.00
    ✓            明细科目合计等于总账科目                  the accounts add up to the rows of their codes      20630000.00  20630000.00
    ✓            明细发生额等于各行发生额                  the movements add up to the rows                    36414274.02  36414274.02
    ✓            表内借方等于贷方                          real debits = credits                               13972137.01  13972137.01
    ✓            表外借方等于贷方                          memorandum debits = credits                          4235000.00   4235000.00
    ✓            资产减负债等于净资产加未结转收支          assets - liabilities = 3010 + 3020 + income - cost   9697295.67   9697295.67
    ✓            表外科目合计等于9990                      memorandum accounts = 9990                            315000.00    315000.00
    ✓            账龄表待审金额等于2010                    claims filed and checked = 2010                            0.00         0.00
    ✓            账龄表待付金额等于2020                    claims approved = 2020                                     0.00         0.00
    ✓            账龄表付款中金额等于2030                  claims in transit = 2030                                   0.00         0.00
    ✓            账龄表追偿权等于9040                      rights of claims paid = 9040                               0.00         0.00
    ✓            账龄表账销案存等于9050                    claims written off = 9050                             315000.00    315000.00
    ");
}

/// The worked example as the journal keeps it, read by the tests of the exports.
#[test]
fn the_journal_of_the_worked_example_stays_as_it_is() {
    let (desk, _) = worked();
    let at = crate::units::Moment::parse("2021-12-31T08:00:00Z").unwrap();
    let lines = desk
        .events
        .iter()
        .map(|event| serde_json::to_string(&event.to_journal(at)).unwrap());
    insta::with_settings!({
        snapshot_path => "../../../tests/it/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("worked_pool", lines.collect::<Vec<_>>().join("\n"));
    });
}

#[test]
fn each_scope_has_its_own_list() {
    let (desk, _) = worked();
    let city = whole(&desk, &contributor("city"));
    assert_eq!(closing(&city, Code::PaidIn), yuan("4000000"));
    assert_eq!(closing(&city, Code::Result), yuan("-121081.73"));
    let theirs = whole(&desk, &of_bank());
    assert_eq!(closing(&theirs, Code::WrittenOff), yuan("315000"));
    let told = |statement: &Statement| {
        assert!(statement.holds(), "{:?}", statement.checks);
        let rows = statement.rows.iter().map(|row| {
            format!(
                "{} {} {} {} {}",
                row.code, row.opening, row.debits, row.credits, row.closing
            )
        });
        rows.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(format!("{}\n\n{}", told(&city), told(&theirs)), @"
    2040 0.00 0.00 0.00 0.00
    3010 0.00 0.00 4000000.00 4000000.00
    3020 0.00 240020.00 118938.27 -121081.73
    4010 0.00 114000.00 114000.00 0.00
    4020 0.00 4938.27 4938.27 0.00
    4030 0.00 0.00 0.00 0.00
    5010 0.00 256000.00 256000.00 0.00
    5020 0.00 20.00 20.00 0.00
    5030 0.00 0.00 0.00 0.00
    9060 0.00 0.00 0.00 0.00

    1120 0.00 285000.00 285000.00 0.00
    1130 0.00 0.00 0.00 0.00
    1160 0.00 0.00 0.00 0.00
    2010 0.00 640000.00 640000.00 0.00
    2020 0.00 600000.00 600000.00 0.00
    2030 0.00 600000.00 600000.00 0.00
    2040 0.00 0.00 0.00 0.00
    2060 0.00 0.00 0.00 0.00
    9010 0.00 800000.00 800000.00 0.00
    9020 0.00 720000.00 720000.00 0.00
    9030 0.00 640000.00 640000.00 0.00
    9040 0.00 600000.00 600000.00 0.00
    9050 0.00 390000.00 75000.00 315000.00
    ");
    let unknown = Statement::make(
        (1..).zip(&desk.events),
        &contributor("nobody"),
        period("2021-01-01", "2021-12-31"),
        head(99),
    );
    insta::assert_snapshot!(unknown.unwrap_err(), @"contributor nobody of cq: the journal up to record 99 knows nothing of it");
}

#[test]
fn one_period_opens_where_the_last_closed() {
    let (desk, _) = worked();
    let at = desk.events.len() as u64;
    let scope = Scope::compartment(&home());
    let first = make(&desk, &scope, period("2021-01-01", "2021-02-28"), at);
    let second = make(&desk, &scope, period("2021-03-01", "2021-12-31"), at);
    for (before, after) in first.rows.iter().zip(&second.rows) {
        assert_eq!(before.closing, after.opening, "{}", before.code);
    }
    assert!(first.holds() && second.holds());
}

#[test]
fn claims_stand_by_stage_and_age() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    for loan in ["L1", "L2", "L3"] {
        desk.overdue(loan, "100000");
    }
    let mut told = Vec::new();
    let mut tell = |desk: &Desk, to: &str| {
        let scope = Scope::Pool { pool: home().pool };
        let at = desk.events.len() as u64;
        let statement = make(desk, &scope, period("2021-01-01", to), at);
        assert!(statement.holds(), "{:?}", statement.checks);
        let rows = statement.claims.iter().filter(|row| row.count > 0);
        let rows = rows.map(|row| {
            format!(
                "{} {}: {} × {}",
                row.stage.en(),
                row.days,
                row.count,
                row.amount
            )
        });
        told.push(format!("{to}: {}", rows.collect::<Vec<_>>().join(", ")));
    };
    desk.today = day("2021-03-10");
    for (claim, loan) in [("C1", "L1"), ("C2", "L2"), ("C3", "L3")] {
        desk.done(Action::FileClaim {
            filing: Box::new(filing(claim, loan, "100000")),
        });
    }
    tell(&desk, "2021-03-10");
    desk.approved("C1", "80000");
    desk.pay("C1");
    desk.approved("C2", "70000");
    tell(&desk, "2021-04-09");
    desk.done(Action::CheckClaim {
        claim: claim_id("C3"),
        proposed: yuan("1"),
    });
    desk.done(Action::RefuseClaim {
        claim: claim_id("C3"),
        reason: item("late-notice"),
    });
    desk.done(Action::WriteOff {
        claim: claim_id("C1"),
    });
    for to in ["2021-04-10", "2021-06-08", "2021-09-06", "2021-09-07"] {
        tell(&desk, to);
    }
    insta::assert_snapshot!(told.join("\n"), @"
    2021-03-10: filed 0-30: 3 × 240000.00
    2021-04-09: filed 0-30: 1 × 80000.00, approved 0-30: 1 × 70000.00, paid 0-30: 1 × 80000.00
    2021-04-10: approved 31-60: 1 × 70000.00, written off 31-60: 1 × 80000.00
    2021-06-08: approved 61-90: 1 × 70000.00, written off 61-90: 1 × 80000.00
    2021-09-06: approved 91-180: 1 × 70000.00, written off 91-180: 1 × 80000.00
    2021-09-07: approved >180: 1 × 70000.00, written off >180: 1 × 80000.00
    ");
}

#[test]
fn an_issued_statement_is_the_same_to_the_byte_after_later_corrections() {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.done(Action::AccrueInterest {
        compartment: home(),
        amount: yuan("100"),
    });
    let sequence = desk.ledger.state().sequence();
    desk.today = day("2021-12-31");
    desk.done(Action::ClosePeriod {
        pool: home().pool,
        through: desk.today,
    });
    let at = desk.events.len() as u64;
    let year = period("2021-01-01", "2021-12-31");
    let scopes = [Scope::compartment(&home()), contributor("city"), of_bank()];
    let every_form = |desk: &Desk| {
        let forms = scopes.iter().map(|scope| {
            let of = make(desk, scope, year, at);
            let tables = [csv::balances(&of), csv::movements(&of), csv::claims(&of)];
            let books = [hledger::hledger(&of), beancount::beancount(&of)];
            (json::json(&of), text::text(&of), tables, books)
        });
        forms.collect::<Vec<_>>()
    };
    let issued = every_form(&desk);
    desk.today = day("2022-01-04");
    desk.done(Action::Correct {
        sequence,
        reason: "booked twice".into(),
    });
    assert_eq!(every_form(&desk), issued);

    let scope = Scope::compartment(&home());
    let now = desk.events.len() as u64;
    let again = make(&desk, &scope, year, now);
    assert_eq!(again.rows, make(&desk, &scope, year, at).rows);
    let next = make(&desk, &scope, period("2022-01-01", "2022-01-31"), now);
    assert!(next.holds());
    assert_eq!(next.movements.len(), 3);
    assert!(
        next.movements
            .iter()
            .all(|of| of.prior_period && of.correction)
    );
    assert!(csv::movements(&next).contains(",true,true,"));
    assert!(hledger::hledger(&next).contains("prior-period:"));
    assert!(beancount::beancount(&next).contains("#prior-period"));
}

#[test]
fn a_period_has_its_days_and_events_their_order() {
    let (desk, _) = worked();
    let scope = Scope::compartment(&home());
    let back = period("2021-02-01", "2021-01-31");
    let events = || (1..).zip(&desk.events);
    let days = Statement::make(events(), &scope, back, head(9)).unwrap_err();
    let twice = events().take(1).chain(events().take(1));
    let ordered = period("2021-01-01", "2021-01-31");
    let order = Statement::make(twice, &scope, ordered, head(9)).unwrap_err();
    insta::assert_snapshot!(format!("{days}\n{order}"), @"
    the period ends on 2021-01-31, before it begins on 2021-02-01
    event 1 of the journal comes after event 1
    ");
}
