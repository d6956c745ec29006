//! Tests of exact flows: they stand in the place of columns of outcomes, and tell every error at once.

use super::assumptions::Assumption;
use super::mapping::Mapping;
use super::tests_of_loans::{lives, outcomes, read_with};

const FLOWS: &str = "loan,bank,on,what,amount,costs";

#[test]
fn exact_flows_stand_in_the_place_of_outcomes() {
    let loans = outcomes(&[
        ",2020-01-15,,2020-07-01",
        ",2020-01-15,,,,,,,,,,2020-12-31",
        "no",
    ]);
    let flows = format!(
        "{FLOWS}
        L1,a,2020-10-01,charged-off,300,
        L1,a,2020-03-01,repaid,400,
        L1,a,2020-04-01,overdue,,
        L1,a,2020-04-20,cured,,
        L1,a,2020-04-20,repaid,300,
        L1,a,2020-06-01,overdue,,
        L1,a,2021-02-01,recovered,50,5"
    );
    let loans = read_with(&loans, &Mapping::plain(), Some(&flows)).unwrap();
    // Of the second nothing is told: it is outstanding until the last day known, and nothing is assumed.
    insta::assert_snapshot!(lives(&loans), @"
L1 drawn 2020-01-15 1000.00: 2020-03-01 repaid 400.00, 2020-04-01 overdue, 2020-04-20 repaid 300.00, 2020-04-20 cured, 2020-06-01 overdue, 2020-10-01 charged off 300.00, 2021-02-01 recovered 50.00 at 5.00; known until 2024-12-31
L2 drawn 2020-01-15 1000.00: ; known until 2020-12-31
L3 not made
");
    assert_eq!(loans.assumptions.of(Assumption::OutcomesReplaced), 1);
}

#[test]
fn every_error_of_flows_is_told_at_once() {
    let loans = outcomes(&[",2020-01-15,,,,,,,,,,2020-12-31", "no"]);
    let rows = "
        L1,a,2020-01-14,repaid,1,
        L1,a,2020-02-01,cured,,
        L1,a,2020-02-02,overdue,,
        L1,a,2020-02-03,overdue,,
        L1,a,2020-02-04,recovered,1,
        L1,a,2020-02-05,charged-off,999.01,
        L1,a,2021-01-01,repaid,0.50,
        L2,a,2020-02-05,repaid,5,
        L9,a,2020-02-05,repaid,5,";
    let problems =
        read_with(&loans, &Mapping::plain(), Some(&format!("{FLOWS}{rows}"))).unwrap_err();
    insta::assert_snapshot!(problems, @"
line 2: flows.on: it is 2020-01-14, before the drawing of 2020-01-15 [outcome.order]
line 3: flows.what: nothing is overdue [outcome.order]
line 5: flows.what: it is overdue already [outcome.order]
line 6: flows.what: nothing was charged off; a recovery follows a loss [outcome.order]
line 7: flows.amount: it is 999.01, and 999.00 is left of what was drawn [figure.range]
line 8: flows.on: it is 2021-01-01, and nothing is known after 2020-12-31 [outcome.unknown]
line 8: flows.amount: it is 0.50, and 0.00 is left of what was drawn [figure.range]
line 9: flows.loan: `L2` of `a` was not made [outcome.unmade]
line 10: flows.loan: there is no loan `L9` of `a` [id.unknown]
");
    let rows = "
        L1,a,soon,repaid,1,
        L1,a,2020-02-01,paid,1,
        L1,a,2020-02-01,repaid,,
        L1,a,2020-02-01,repaid,0,
        L1,a,2020-02-01,overdue,3,
        L1,a,2020-02-01,repaid,-3,
        L1,a,2020-02-01,recovered,3,4
        L1,a,2020-02-01,repaid,3,1
        ,,,,,";
    let problems =
        read_with(&loans, &Mapping::plain(), Some(&format!("{FLOWS}{rows}"))).unwrap_err();
    insta::assert_snapshot!(problems, @"
line 2: flows.on: `soon` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日 [date.form]
line 3: flows.what: `paid` is none of: repaid, overdue, cured, charged-off, recovered [word.unknown]
line 4: flows.amount: `repaid` has an amount above nought [cell.missing]
line 5: flows.amount: `repaid` has an amount above nought [cell.missing]
line 6: flows.amount: `overdue` has no amount [cell.missing]
line 7: flows.amount: it is -3.00; an amount of nought to 10000000000000.00 would pass [figure.range]
line 8: flows.costs: only what was recovered has costs, and no more than it brought [figure.range]
line 9: flows.costs: only what was recovered has costs, and no more than it brought [figure.range]
line 10: flows.on: a flow says this [cell.missing]
line 10: flows.what: `` is none of: repaid, overdue, cured, charged-off, recovered [word.unknown]
line 10: flows.loan: a flow says this [cell.missing]
line 10: flows.bank: a flow says this [cell.missing]
");
    let problems = read_with(&loans, &Mapping::plain(), Some("loan,bank,day,on,on\n")).unwrap_err();
    insta::assert_snapshot!(problems, @"
line 1: day: a table of flows has no such column; it may have: loan, bank, on, what, amount, costs [column.unknown]
line 1: on: two columns have this name; only one may [column.twice]
line 1: what: a table of flows has this column [column.missing]
");
}
