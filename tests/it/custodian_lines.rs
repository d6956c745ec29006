//! Lines of the custodian that nothing stands for: put in suspense once, told everywhere alike, and in the way of
//! every close until they are explained.

use crate::place::{Place, Ran, cells};

const HEADER: &str = "交易日期,流水号,收入,支出,余额,摘要,对方户名\n";
const JANUARY: &str = "2022-01-05,T1,4000000.00,,4000000.00,出资,市财政\n\
    2022-01-06,T2,6000000.00,,10000000.00,出资,区财政\n\
    2022-01-10,T3,,50.00,9999950.00,手续费,托管行\n\
    2022-01-11,T4,7.00,,9999957.00,不明来款,某某\n\
    2022-01-28,T5,,8.00,9999949.00,不明付款,某某\n\
    2022-01-30,T6,100.00,,10000049.00,出资,市财政\n";

fn funded() -> Place {
    let place = Place::new();
    place.file(
        "commands.csv",
        "action,as,booked-on,on,pool,district,scheme,contributor,amount\n\
         create,maker:ma,2022-01-04,,cq,,cq-knowledge-value,,\n\
         open-district,maker:ma,2022-01-04,,cq,渝北区,,,\n\
         contribute,maker:ma,2022-01-05,,cq,渝北区,,city,4000000\n\
         contribute,maker:ma,2022-01-06,,cq,渝北区,,district,6000000\n\
         charge-fee,operator:ou,2022-01-10,,cq,渝北区,,,50\n\
         contribute,maker:ma,2022-02-01,2022-01-30,cq,渝北区,,city,100\n",
    );
    place.ok(&["pool", "run", "commands.csv"]);
    place.file("january.csv", format!("{HEADER}{JANUARY}"));
    place
}

fn reconcile(place: &Place, more: &[&str]) -> Ran {
    let asked = ["pool", "reconcile", "january.csv", "--pool=cq"];
    place.run(&[&asked[..], more].concat())
}

const APPLY: [&str; 4] = [
    "--district=渝北区",
    "--apply",
    "--as=operator:ou",
    "--booked-on=2022-02-07",
];

fn events(place: &Place) -> usize {
    cells(&place.ok(&["pool", "events", "--format=csv"])).len()
}

fn close(place: &Place, date: &str) -> Ran {
    let (date, booked) = (format!("--date={date}"), format!("--booked-on={date}"));
    place.run(&["pool", "close-day", &date, &booked, "--as=operator:ou"])
}

fn explain(place: &Place, line: &str, booked: &str) {
    let (line, booked) = (format!("--line={line}"), format!("--booked-on={booked}"));
    place.ok(&[
        "pool",
        "explain-line",
        "--pool=cq",
        "--district=渝北区",
        &line,
        &booked,
        "--as=operator:ou",
    ]);
}

#[test]
fn what_nothing_stands_for_goes_to_suspense_once() {
    let place = funded();
    let before = events(&place);
    assert_eq!(reconcile(&place, &APPLY[..1]).code, 1);
    assert_eq!(events(&place), before, "without --apply nothing is booked");
    assert_eq!(reconcile(&place, &APPLY[1..]).code, 2, "of which district?");
    assert_eq!(reconcile(&place, &APPLY[..2]).code, 2, "by whom?");
    let applied = reconcile(&place, &APPLY);
    // T6 was booked in February: something stands for it today.
    assert_eq!((applied.code, events(&place)), (1, before + 2));
    let (_, told) = applied
        .out
        .split_once("something is not explained\n")
        .unwrap();
    let again = reconcile(&place, &APPLY);
    let later = [&APPLY[..3], &["--booked-on=2022-02-08", "--format=json"]].concat();
    reconcile(&place, &later);
    assert_eq!(events(&place), before + 2);
    // Explained, and booked much later than the line: it is not put there again either.
    explain(&place, "T4", "2022-02-07");
    place.ok(&[
        "pool",
        "contribute",
        "--pool=cq",
        "--district=渝北区",
        "--contributor=city",
        "--amount=7",
        "--booked-on=2022-02-28",
        "--as=maker:ma",
    ]);
    reconcile(&place, &APPLY);
    assert_eq!(events(&place), before + 4);
    assert!(
        again
            .out
            .ends_with("没有新的待核对流水 no line goes to suspense\n")
    );
    insta::assert_snapshot!(told, @"
    T4 2022-01-11 7.00: event 7: pool.line.suspended cq/渝北区 on 2022-02-07 by operator:ou
    T5 2022-01-28 -8.00: event 8: pool.line.suspended cq/渝北区 on 2022-02-07 by operator:ou
    ");
}

#[test]
fn no_day_and_no_period_is_closed_over_an_unexplained_line() {
    let place = funded();
    reconcile(&place, &APPLY);
    let period = |through: &str| {
        let through = format!("--through={through}");
        place.run(&[
            "pool",
            "close-period",
            "--pool=cq",
            &through,
            "--as=supervisor:sun",
            "--booked-on=2022-02-07",
        ])
    };
    let mut told = vec![close(&place, "2022-02-07").err];
    assert_eq!(
        close(&place, "2022-01-10").code,
        0,
        "before the first of them"
    );
    told.push(close(&place, "2022-01-28").err);
    told.push(period("2022-01-31").err);
    assert_eq!(period("2021-12-31").code, 0);
    told.push(place.run(&["doctor"]).out);
    explain(&place, "T4", "2022-02-07");
    told.push(close(&place, "2022-02-07").err);
    explain(&place, "T5", "2022-02-07");
    assert_eq!(close(&place, "2022-02-07").code, 0);
    let told = told.join("\n");
    let told: Vec<&str> = told
        .lines()
        .filter(|line| !line.contains("well  "))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    error: refused: lines of the custodian stand unexplained: `T4` of 2022-01-11 in cq/渝北区, 7.00; `T5` of 2022-01-28 in cq/渝北区, -8.00; it passes once they are explained, and until then a day up to 2022-01-10 [close.lines]

    error: refused: lines of the custodian stand unexplained: `T4` of 2022-01-11 in cq/渝北区, 7.00; `T5` of 2022-01-28 in cq/渝北区, -8.00; it passes once they are explained [close.lines]

    error: refused: lines of the custodian stand unexplained: `T4` of 2022-01-11 in cq/渝北区, 7.00; `T5` of 2022-01-28 in cq/渝北区, -8.00; it passes once they are explained, and until then a period through 2021-12-31 [close.lines]

    state  what                      found
    LOOK   custodian lines 托管流水  cq/渝北区: `T4` of 2022-01-11, 7.00 yuan, is unexplained; its day cannot be closed; cq/渝北区: `T5` of 2022-01-28, -8.00 yuan, is unexplained; its day cannot be closed

    error: refused: lines of the custodian stand unexplained: `T5` of 2022-01-28 in cq/渝北区, -8.00; it passes once they are explained, and until then a day up to 2022-01-27 [close.lines]
    ");
    assert!(place.ok(&["doctor"]).contains("none unexplained"));
}

#[test]
fn a_line_that_cash_does_not_reach_for_is_told_and_the_others_go_on() {
    let place = funded();
    let lines = "2022-01-05,T1,10.00,,10.00,不明,\n2022-01-06,T2,,99999999.00,-99999989.00,不明,\n";
    place.file("january.csv", format!("{HEADER}{lines}"));
    let before = events(&place);
    let ran = reconcile(&place, &[&APPLY[..], &["--format=json"]].concat());
    assert_eq!((ran.code, events(&place)), (1, before + 1));
    let answers: Vec<serde_json::Value> = ran
        .out
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers[0]["answer"], "done");
    assert_eq!(answers[0]["events"][0]["what"]["on"], "2022-01-05");
    assert_eq!(answers[1]["code"], "pay.cash");
    assert_eq!(ran.err, "error: these lines are not in suspense: T2\n");
}
