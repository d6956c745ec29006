//! Tests of reading loans: each rule by rows worked by hand, each error in a file that has all of them.

use super::application::{Flow, Life};
use super::assumptions::Assumption;
use super::mapping::Mapping;
use super::read_loans::{Loans, Rows};
use crate::units::{Date, Problems};

/// Rows of comma-separated text, the header first; lines are counted as in a file.
fn table(text: &str) -> (Vec<String>, Vec<(u32, Vec<String>)>) {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let header = cells(lines.next().unwrap());
    (header, (2..).zip(lines.map(cells)).collect())
}

pub(super) fn read_with(
    text: &str,
    mapping: &Mapping,
    flows: Option<&str>,
) -> Result<Loans, Problems> {
    let end: Date = "2024-12-31".parse().unwrap();
    let (header, rows) = table(text);
    let flows = flows.map(table);
    let flows = flows.as_ref().map(|(header, rows)| Rows { header, rows });
    let table = Rows {
        header: &header,
        rows: &rows,
    };
    Loans::read(table, mapping, flows, end)
}

fn read(text: &str) -> Result<Loans, Problems> {
    read_with(text, &Mapping::plain(), None)
}

/// A life in one line.
fn told(life: Option<&Life>) -> String {
    let Some(life) = life else {
        return "not made".to_owned();
    };
    let flows = life.flows.iter().map(|(day, flow)| match flow {
        Flow::Repaid(amount) => format!("{day} repaid {amount}"),
        Flow::Cured => format!("{day} cured"),
        Flow::Overdue => format!("{day} overdue"),
        Flow::ChargedOff(amount) => format!("{day} charged off {amount}"),
        Flow::Recovered { gross, costs } => format!("{day} recovered {gross} at {costs}"),
    });
    let flows: Vec<String> = flows.collect();
    format!(
        "drawn {} {}: {}; known until {}",
        life.drawn_on,
        life.drawn,
        flows.join(", "),
        life.known_until
    )
}

pub(super) fn lives(loans: &Loans) -> String {
    let lives = loans
        .applications
        .iter()
        .map(|of| format!("{} {}", of.loan, told(of.life.as_ref())));
    lives.collect::<Vec<_>>().join("\n")
}

const HEADER: &str = "loan,bank,district,enterprise,decided_on,requested,months,made,drawn_on,drawn,repaid_on,overdue_since,cured_on,charged_off_on,charged_off,recovered_on,recovered,recovery_costs,known_until";

/// A file of the columns above; each row is what follows `loan,bank,district,enterprise,decided_on,requested,months`, of a loan of
/// 1,000 decided on 10 January 2020 for twelve months.
pub(super) fn outcomes(rows: &[&str]) -> String {
    let rows = rows.iter().enumerate().map(|(at, row)| {
        let given = row.split(',').count();
        let rest = ",".repeat(12 - given);
        format!(
            "L{},a,渝北区,x:f{at},2020-01-10,1000,12,{row}{rest}",
            at + 1
        )
    });
    let rows: Vec<String> = rows.collect();
    format!("{HEADER}\n{}", rows.join("\n"))
}

#[test]
fn every_rule_of_a_life_holds() {
    // made,drawn_on,drawn,repaid_on,overdue_since,cured_on,charged_off_on,charged_off,recovered_on,recovered,costs,known_until
    let loans = read(&outcomes(&[
        // Not made: nobody knows what would have come.
        "no",
        // Nothing told, mature on 10 January 2021: repaid then.
        "yes",
        // The same, and known until the day before maturity only: still running.
        ",2020-01-15,800,,,,,,,,,2021-01-09",
        // Repaid before maturity.
        ",,,2020-07-01,,,,,,,,2023-12-31",
        // Charged off in full: 90 days before 1 October 2020 is 3 July.
        ",2020-01-15,,,,,2020-10-01,1000,,,,2023-12-31",
        // Charged off in part: the rest was repaid on 2 July, the day before.
        ",2020-01-15,,,,,2020-10-01,600.50,,,,2023-12-31",
        // Charged off 20 days after the drawing: overdue from the drawing on, the rest repaid at once.
        ",2020-01-15,,,,,2020-02-04,600,,,,2023-12-31",
        // Overdue as told, the rest repaid when the row says, recovered later.
        ",2020-01-15,,2020-05-05,2020-06-01,,2020-10-01,600,2022-03-01,100,25,2023-12-31",
        // Overdue and never cured: still so at the end.
        ",2020-01-15,,,2020-06-01,,,,,,,2023-12-31",
        // Overdue and cured, then repaid at maturity; cured after maturity, repaid with the cure.
        ",2020-01-15,,,2020-06-01,2020-06-20,,,,,,2023-12-31",
        ",2020-01-15,,,2021-01-10,2021-02-20,,,,,,2023-12-31",
        // Overdue, cured, and lost soon after: overdue again from the cure on at the earliest.
        ",2020-01-15,,,2020-06-01,2020-06-20,2020-08-01,1000,,,,2023-12-31",
        // Nought written for nothing.
        ",2020-01-15,1000,,,,,0,,0,0,2023-12-31",
        "0,,0,,,,,0",
    ]))
    .unwrap();
    insta::assert_snapshot!(lives(&loans), @"
L1 not made
L2 drawn 2020-01-10 1000.00: 2021-01-10 repaid 1000.00; known until 2024-12-31
L3 drawn 2020-01-15 800.00: ; known until 2021-01-09
L4 drawn 2020-01-10 1000.00: 2020-07-01 repaid 1000.00; known until 2023-12-31
L5 drawn 2020-01-15 1000.00: 2020-07-03 overdue, 2020-10-01 charged off 1000.00; known until 2023-12-31
L6 drawn 2020-01-15 1000.00: 2020-07-02 repaid 399.50, 2020-07-03 overdue, 2020-10-01 charged off 600.50; known until 2023-12-31
L7 drawn 2020-01-15 1000.00: 2020-01-15 repaid 400.00, 2020-01-15 overdue, 2020-02-04 charged off 600.00; known until 2023-12-31
L8 drawn 2020-01-15 1000.00: 2020-05-05 repaid 400.00, 2020-06-01 overdue, 2020-10-01 charged off 600.00, 2022-03-01 recovered 100.00 at 25.00; known until 2023-12-31
L9 drawn 2020-01-15 1000.00: 2020-06-01 overdue; known until 2023-12-31
L10 drawn 2020-01-15 1000.00: 2020-06-01 overdue, 2020-06-20 cured, 2021-01-10 repaid 1000.00; known until 2023-12-31
L11 drawn 2020-01-15 1000.00: 2021-01-10 overdue, 2021-02-20 repaid 1000.00, 2021-02-20 cured; known until 2023-12-31
L12 drawn 2020-01-15 1000.00: 2020-06-01 overdue, 2020-06-20 cured, 2020-06-20 overdue, 2020-08-01 charged off 1000.00; known until 2023-12-31
L13 drawn 2020-01-15 1000.00: 2021-01-10 repaid 1000.00; known until 2023-12-31
L14 not made
");
    let notes: Vec<String> = loans
        .notes
        .iter()
        .map(|note| format!("{} {}", note.zh, note.en))
        .collect();
    insta::assert_snapshot!(notes.join("\n"), @"
[假定] 2 行:无提款日,视为决策日提款 [assumed] 2 rows: no day of drawing: taken as drawn on the day of the decision
[假定] 10 行:无提款金额,视为按申请金额提款 [assumed] 10 rows: no amount drawn: taken as drawn in full
[假定] 4 行:无逾期日,视为核销前 90 天(不早于提款日)起逾期 [assumed] 4 rows: charged off and no day overdue: taken as overdue from 90 days before, and not before the drawing
[假定] 2 行:未核销部分视为逾期前一日归还 [assumed] 2 rows: what was not charged off is taken as repaid the day before it became overdue
[假定] 4 行:无还款、逾期、核销记录且已到期,视为到期日还清 [assumed] 4 rows: no outcome, and mature: taken as repaid on the day of maturity
[假定] 1 行:无观察截止日,视为观察至回测结束或该行最后一日 [assumed] 1 row: no last day of observation: taken as known to the end of the walk, or the last day that the row tells of
");
    let count = |of| loans.assumptions.of(of);
    assert_eq!(count(Assumption::RestRepaid), 2);
    assert_eq!(count(Assumption::OverdueBefore), 4);
}

#[test]
fn what_lies_after_the_walk_is_no_error_where_nothing_says_how_far_a_file_knows() {
    // The walk ends with 2024; the row tells of 2026, and so is known until then.
    let loans = read(&outcomes(&["yes,,,2026-03-01"])).unwrap();
    insta::assert_snapshot!(lives(&loans), @"L1 drawn 2020-01-10 1000.00: 2026-03-01 repaid 1000.00; known until 2026-03-01");
}

#[test]
fn everything_known_on_the_day_of_the_decision_is_read() {
    let loans = read(
        "loan,bank,district,enterprise,decided_on,requested,matures_on,product,industry,rate,share,first_loan,incumbent_grade,research,score_of_ours
         HT-1,icbc,渝北区,914403001922038216,2020-01-10,300万,2021-01-10,standard,制造业,0.0435,0.8,是,AA,12万,17",
    );
    let shown = serde_json::to_string_pretty(&loans.unwrap().applications[0]).unwrap();
    insta::assert_snapshot!(shown, @r#"
{
  "row": 2,
  "loan": "HT-1",
  "bank": "icbc",
  "district": "渝北区",
  "enterprise": "914403001922038216",
  "product": "standard",
  "industry": "制造业",
  "decided_on": "2020-01-10",
  "requested": "3000000.00",
  "matures_on": "2021-01-10",
  "rate": "0.0435",
  "share": "0.8",
  "first_loan": true,
  "incumbent": "AA",
  "research": "120000.00",
  "life": {
    "drawn_on": "2020-01-10",
    "drawn": "3000000.00",
    "flows": [
      [
        "2021-01-10",
        {
          "repaid": "3000000.00"
        }
      ]
    ],
    "known_until": "2024-12-31"
  }
}
"#);
}

#[test]
fn every_error_of_a_file_is_told_at_once() {
    let rows = [
        // 2: names, ids, words and figures that are none.
        "L 1,A Bank,,firm,soon,-5,0,maybe,2020-13-01,x,,,,,,,,,",
        // 3: drawn before the decision; more than was asked for; known until before the drawing.
        "L2,a,d,x:2,2020-01-10,1000,12,yes,2020-01-09,,,,,,,,,,",
        "L3,a,d,x:3,2020-01-10,1000,12,yes,,1000.01,,,,,,,,,",
        "L4,a,d,x:4,2020-01-10,1000,12,yes,2020-02-01,,,,,,,,,,2020-01-31",
        // 6: drawn after maturity; nought asked for; nought drawn.
        "L5,a,d,x:5,2020-01-10,1000,12,yes,2021-02-01,,,,,,,,,,",
        "L6,a,d,x:6,2020-01-10,0,12,yes,,,,,,,,,,,",
        "L7,a,d,x:7,2020-01-10,1000,12,yes,,0,,,,,,,,,",
        // 9: outcomes before the drawing, and after the last day known.
        "L8,a,d,x:8,2020-01-10,1000,12,yes,2020-02-01,,2020-01-20,,,,,,,,",
        "L9,a,d,x:9,2020-01-10,1000,12,yes,,,2020-07-01,,,,,,,,2020-06-30",
        "L10,a,d,x:10,2020-01-10,1000,12,yes,,,,2020-07-01,,2020-10-01,100,2021-01-01,5,,2020-06-30",
        // 12: losses that cannot be.
        "L11,a,d,x:11,2020-01-10,1000,12,yes,,,,,,2020-10-01,1000.01,,,,",
        "L12,a,d,x:12,2020-01-10,1000,12,yes,,,,,,2020-10-01,,,,,",
        "L13,a,d,x:13,2020-01-10,1000,12,yes,,,,,,,400,,,,",
        "L14,a,d,x:14,2020-01-10,1000,12,yes,,,2020-05-01,,,2020-10-01,1000,,,,",
        "L15,a,d,x:15,2020-01-10,1000,12,yes,,,,2020-11-01,,2020-10-01,1000,,,,",
        // 17: overdue and cured that cannot be.
        "L16,a,d,x:16,2020-01-10,1000,12,yes,,,,,2020-05-01,,,,,,",
        "L17,a,d,x:17,2020-01-10,1000,12,yes,,,,2020-05-01,2020-05-01,,,,,,",
        "L18,a,d,x:18,2020-01-10,1000,12,yes,,,2020-04-01,2020-05-01,,,,,,,",
        // 20: recoveries that cannot be.
        "L19,a,d,x:19,2020-01-10,1000,12,yes,,,,,,,,2020-10-01,5,,",
        "L20,a,d,x:20,2020-01-10,1000,12,yes,,,,,,2020-10-01,100,2020-09-30,5,,",
        "L21,a,d,x:21,2020-01-10,1000,12,yes,,,,,,2020-10-01,100,2020-11-01,5,6,",
        "L22,a,d,x:22,2020-01-10,1000,12,yes,,,,,,2020-10-01,100,,5,,",
        "L23,a,d,x:23,2020-01-10,1000,12,yes,,,,,,2020-10-01,100,2020-11-01,,,",
        // 25: an outcome of what was not made; a loan that stands twice; no number at all.
        "L24,a,d,x:24,2020-01-10,1000,12,no,,500,2020-07-01,,,,,,,,",
        "L24,a,d,x:24,2020-01-10,1000,12,no,,,,,,,,,,,",
        // 27: cured after it was lost.
        "L25,a,d,x:25,2020-01-10,1000,12,yes,,,,2020-05-01,2020-11-01,2020-10-01,100,,,,",
        ",,,,,,,,,,,,,,,,,,",
    ];
    let problems = read(&format!("{HEADER}\n{}", rows.join("\n"))).unwrap_err();
    insta::assert_snapshot!(problems, @"
line 2: loan: `L 1`: character 2 is ` `; a loan's number (贷款编号) is written without spaces and control characters [name.character]
line 2: bank: `A Bank`: character 1 is `A`; a bank's id (银行) is written in small letters, digits and hyphens, a hyphen not first [name.character]
line 2: district: a loan says this [cell.missing]
line 2: enterprise: `firm` has 4 characters; a unified social credit code (统一社会信用代码) has 18 [enterprise.id]
line 2: decided_on: `soon` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日 [date.form]
line 2: requested: it is -5.00; no amount here is below nought [figure.range]
line 2: months: it is `0`; a whole number of months from 1 to 600 would pass [figure.range]
line 2: made: `maybe` is none of: yes, true, 1, y, Y, 是, no, false, 0, n, N, 否 [word.unknown]
line 3: drawn_on: it is 2020-01-09, before the decision of 2020-01-10 [dates.order]
line 4: drawn: it is 1000.01, more than the 1000.00 asked for; `least` in the mapping takes the lesser [figure.range]
line 5: known_until: it is 2020-01-31, before the drawing of 2020-02-01 [outcome.order]
line 6: drawn_on: it is 2021-02-01, after the maturity of 2021-01-10 [dates.order]
line 7: requested: it is nought; an amount above nought would pass [figure.range]
line 8: drawn: it is nought; an amount above nought would pass [figure.range]
line 9: repaid_on: it is 2020-01-20, before the drawing of 2020-02-01 [outcome.order]
line 10: repaid_on: it is 2020-07-01, and nothing is known after 2020-06-30 [outcome.unknown]
line 11: overdue_since: it is 2020-07-01, and nothing is known after 2020-06-30 [outcome.unknown]
line 11: charged_off_on: it is 2020-10-01, and nothing is known after 2020-06-30 [outcome.unknown]
line 11: recovered_on: it is 2021-01-01, and nothing is known after 2020-06-30 [outcome.unknown]
line 12: charged_off: it is 1000.01, more than the 1000.00 drawn [figure.range]
line 13: charged_off: there is a day of the charge-off; the principal given up, above nought, would pass [cell.missing]
line 14: charged_off_on: principal was given up as lost; the day would pass [cell.missing]
line 15: repaid_on: all that was drawn was charged off; nothing is left to be repaid [outcome.order]
line 16: overdue_since: it is 2020-11-01, after the charge-off of 2020-10-01 [outcome.order]
line 17: cured_on: nothing says since when it was overdue; `overdue_since` would pass [outcome.order]
line 18: cured_on: it was overdue since 2020-05-01; a day after that would pass [outcome.order]
line 19: overdue_since: it is 2020-05-01, and all was repaid on 2020-04-01 [outcome.order]
line 20: recovered_on: nothing was charged off; a recovery follows a loss [outcome.order]
line 21: recovered_on: it is 2020-09-30, before the charge-off of 2020-10-01 [outcome.order]
line 22: recovery_costs: they are 6.00, more than the 5.00 recovered [figure.range]
line 23: recovered_on: something was recovered; the day would pass [cell.missing]
line 24: recovered: there is a day or a cost of recovery; what was recovered, above nought, would pass [cell.missing]
line 25: drawn: it is `500`, and the loan was not made [outcome.unmade]
line 25: repaid_on: it is `2020-07-01`, and the loan was not made [outcome.unmade]
line 26: loan: `L24` of `a` stands in line 25 already [id.twice]
line 27: cured_on: it is 2020-11-01, after the charge-off of 2020-10-01 [outcome.order]
line 28: loan: a loan says this [cell.missing]
line 28: bank: a loan says this [cell.missing]
line 28: district: a loan says this [cell.missing]
line 28: enterprise: a loan says this [cell.missing]
line 28: decided_on: a loan says this [cell.missing]
line 28: requested: a loan says this [cell.missing]
line 28: months: a loan says this [cell.missing]
");
}

#[test]
fn errors_of_a_kind_are_counted_after_the_twentieth() {
    let rows: Vec<String> = (0..25)
        .map(|at| format!("L{at},a,d,x:{at},2020-01-10,0,12,,,,,,,,,,,,"))
        .collect();
    let problems = read(&format!("{HEADER}\n{}", rows.join("\n"))).unwrap_err();
    assert_eq!(problems.0.len(), 21);
    insta::assert_snapshot!(problems.0[20].message, @"and the same in 5 more rows");
}

#[test]
fn a_header_that_will_not_do_is_told_before_any_row() {
    let wrong = [
        "loan,bank,district,enterprise,requested,loan\n1,a,d,x:1,5,1",
        "loan,bank,district,enterprise,decided_on,requested,months,matures_on\n1,a,d,x:1,2020-01-10,5,12,2021-01-10",
    ];
    let problems = wrong.map(|text| read(text).unwrap_err().to_string());
    insta::assert_snapshot!(problems.join("\n\n"), @"
line 1: loan: two columns have this name; only one may [column.twice]
line 1: decided_on: a file of loans has this column [column.missing]
line 1: months: one of `months` and `matures_on` tells when a loan matures; a file has exactly one [column.either]

line 1: months: one of `months` and `matures_on` tells when a loan matures; a file has exactly one [column.either]
");
}

#[test]
fn a_file_without_rows_or_too_large_to_be_added_up_is_told() {
    let large = (0..3).map(|at| format!("L{at},a,d,x:{at},2020-01-10,5000000000000,12"));
    let large: Vec<String> = large.collect();
    let header = "loan,bank,district,enterprise,decided_on,requested,months";
    let said = [
        read(header),
        read(&format!("{header}\n{}", large.join("\n"))),
        read(&format!(
            "{header}\nL1,a,d,x:1,2020-01-10,10000000000000.01,12"
        )),
    ]
    .map(|read| read.unwrap_err().to_string());
    insta::assert_snapshot!(said.join("\n"), @"
line 1: loan: the file has no rows; one for each application would pass [rows.none]
line 4: requested: up to this row more than 10,000,000,000,000.00 is asked for, which is more than a pool is walked with [loans.large]
line 2: requested: it is 10000000000000.01; at most 10000000000000.00 would pass [figure.range]
");
}

#[test]
fn names_that_are_one_bank_have_each_number_once() {
    let text = "id = \"m\"
name = { zh = \"映射\", en = \"m\" }
[columns]
loan = \"loan\"
bank = { column = \"bank\", slug = true }
district = \"district\"
enterprise = \"enterprise\"
decided_on = \"decided_on\"
requested = \"requested\"
months = \"months\"
";
    let mapping = Mapping::parse(text).unwrap();
    let rows = "loan,bank,district,enterprise,decided_on,requested,months
        L1,Bank A,d,x:1,2020-01-10,5,12
        L1,BANK A,d,x:2,2020-01-10,5,12";
    insta::assert_snapshot!(read_with(rows, &mapping, None).unwrap_err(), @"line 3: loan: `L1` of `bank-a` stands in line 2 already [id.twice]");
}
