//! Loans that rest on decisions, and monthly reports held against the books.

use super::*;
use std::collections::BTreeSet;
use zhixin::service::import::Input;
use zhixin::service::pool::{Answer, Books, Fields, Who};

const COMMANDS: &str = "\
create,maker:ma,2022-01-04,pool=cq;scheme=cq-knowledge-value
open-district,maker:ma,2022-01-04,pool=cq;district=渝北区
contribute,maker:ma,2022-01-04,pool=cq;district=渝北区;contributor=city;amount=4000000
contribute,maker:ma,2022-01-04,pool=cq;district=渝北区;contributor=district;amount=6000000";

fn fields(action: &str, by: &str, on: &str, rest: &[(&str, &str)]) -> Fields {
    let first = [
        ("action", action),
        ("as", by),
        ("on", on),
        ("booked-on", on),
    ];
    let all = first.iter().chain(rest);
    all.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

async fn ask(books: &mut Books, line: u64, fields: Fields) -> Answer {
    let who = Who {
        actor: None,
        today: TODAY,
        client: "desk".to_owned(),
        key: format!("k-{line}"),
    };
    books.ask(&fields, &who, now()).await.unwrap()
}

async fn pool(store: &Store) -> Books {
    let mut books = Books::open(store).await.unwrap();
    for (line, text) in (1..).zip(COMMANDS.lines()) {
        let parts: Vec<&str> = text.split(',').collect();
        let rest: Vec<(&str, &str)> = parts[3]
            .split(';')
            .map(|pair| pair.split_once('=').unwrap())
            .collect();
        let answer = ask(
            &mut books,
            line,
            fields(parts[0], parts[1], parts[2], &rest),
        )
        .await;
        assert!(answer.stands(), "{answer:?}");
    }
    books
}

fn enrol(loan: &str, limit: &str, more: &[(&str, &str)]) -> Fields {
    let mut all = fields(
        "enrol",
        "bank:bank-a:bai",
        "2022-01-24",
        &[
            ("pool", "cq"),
            ("district", "渝北区"),
            ("loan", loan),
            ("bank", "bank-a"),
            ("enterprise", FIRM),
            ("product", "knowledge-value"),
            ("limit", limit),
            ("rate", "0.037"),
            ("approved-on", "2022-01-24"),
            ("matures-on", "2022-12-20"),
            ("classes", "technology-enterprise"),
            ("requirements", "technology-enterprise;clean-record"),
            ("score", "s-L1"),
            ("score-model", "cq-knowledge-value-2017"),
            ("score-as-of", "2022-01-04"),
            ("grade", "A"),
            ("score-limit", "3000000"),
            ("consent-until", "2023-06-30"),
        ],
    );
    all.extend(
        more.iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned())),
    );
    all
}

fn told(answer: &Answer) -> String {
    match answer {
        Answer::Done(events) => events[0].what.kind().to_owned(),
        Answer::Missing(why) => why.clone(),
        Answer::Before(number) => format!("done before, as {number}"),
        Answer::Refused(refusal) => refusal.to_string(),
        other @ Answer::Unread(_) => format!("{other:?}"),
    }
}

#[tokio::test]
async fn a_loan_rests_on_its_banks_decision() {
    let (_place, store) = records().await;
    consent(&store, "bank-a").await;
    consent(&store, "bank-b").await;
    let scored = score(&store, None).await;
    let approve = json!({"outcome": "approved", "amount": {"amount": "1000000", "currency": "CNY"}, "rate": "0.037", "months": 11, "override_reason": "母公司担保"});
    // It recommends no limit, for it has no grade: whoever lends all the same says why.
    let mut bare = approve.clone();
    bare.as_object_mut().unwrap().remove("override_reason");
    let bare = desk::decide(&store, &banker("bank-a"), (&scored.id, &bare), "d0", now()).await;
    assert_eq!(code(&bare.unwrap_err()), "decision.override");
    let mut ids = Vec::new();
    for to in ["bank-a", "bank-b"] {
        let answer = desk::decide(&store, &banker(to), (&scored.id, &approve), "d1", now())
            .await
            .unwrap();
        let Governed::LoanDecided { decision } = answer.event.what else {
            panic!()
        };
        ids.push(decision.id.to_string());
    }
    let twice = desk::decide(
        &store,
        &banker("bank-a"),
        (&scored.id, &approve),
        "d2",
        now(),
    )
    .await;
    assert_eq!(code(&twice.unwrap_err()), "state");
    // Another bank's decision is not there.
    assert_eq!(
        code(
            &desk::decision(&store, &banker("bank-b"), &ids[0])
                .await
                .unwrap_err()
        ),
        "unknown"
    );
    let (seen, _) = desk::decisions(&store, &boss(), &firm(), desk::EVERY)
        .await
        .unwrap();
    assert_eq!(seen.len(), 2);

    let mut books = pool(&store).await;
    let mine = [("decision", ids[0].as_str())];
    let first = enrol("L1", "600000", &mine);
    let mut said = vec![
        told(&ask(&mut books, 11, enrol("L0", "1000000.01", &mine)).await),
        told(&ask(&mut books, 12, enrol("L0", "1", &[("decision", &ids[1])])).await),
        told(
            &ask(
                &mut books,
                13,
                enrol("L0", "1", &[("decision", "decision-x")]),
            )
            .await,
        ),
        told(&ask(&mut books, 14, first.clone()).await),
        told(&ask(&mut books, 16, enrol("L2", "400000.01", &mine)).await),
    ];
    let withdraw = json!({"outcome": "withdrawn", "reason": "企业不再需要"});
    desk::decide(
        &store,
        &banker("bank-a"),
        (&scored.id, &withdraw),
        "d3",
        now(),
    )
    .await
    .unwrap();
    said.push(told(&ask(&mut books, 15, enrol("L2", "1", &mine)).await));
    // What was enrolled stays so, and the same request again is answered as before.
    said.push(told(&ask(&mut books, 14, first).await));
    let said = said.join("\n").replace(&ids[0], "A").replace(&ids[1], "B");
    insta::assert_snapshot!(said, @"
    the decision `A` approves 1,000,000.00, of which 0.00 is lent; 1,000,000.00 would pass
    there is no decision `B` of `bank-a` on x:firm
    there is no decision `decision-x` of `bank-a` on x:firm
    pool.loan.enrolled
    the decision `A` approves 1,000,000.00, of which 600,000.00 is lent; 400,000.00 would pass
    the decision `A` is withdrawn; a loan rests on one that is approved
    done before, as 5
    ");
    assert!(books.state().has_live_cover(&bank("bank-a"), &firm()));
    assert!(!books.state().has_live_cover(&bank("bank-b"), &firm()));
}

fn said(found: &desk::Differences) -> String {
    let list = found.list.iter().map(|of| {
        let settle = of.settle.as_ref().map_or_else(
            || format!("- {}", of.look.unwrap()),
            |fields| fields.values().cloned().collect::<Vec<_>>().join(" "),
        );
        format!(
            "{} {} {} -> {}: {settle}",
            of.loan,
            of.kind.word(),
            of.books,
            of.report
        )
    });
    let end = format!(
        "agreed {} claimed {} outside {:?}",
        found.agreed, found.claimed, found.outside
    );
    list.chain([end]).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_monthly_report_is_held_against_the_books_and_settled_on_confirmation() {
    let (_place, store) = records().await;
    let mut books = pool(&store).await;
    let mut line = 20;
    for (loan, drawn) in [
        ("L1", "100000"),
        ("L2", "100000"),
        ("L3", "100000"),
        ("L4", "100000"),
        ("L5", "100000"),
        ("L6", "100000"),
    ] {
        let draw = fields(
            "draw",
            "bank:bank-a:bai",
            "2022-01-25",
            &[("loan", loan), ("principal", drawn)],
        );
        for one in [enrol(loan, "200000", &[]), draw] {
            line += 1;
            let answer = ask(&mut books, line, one).await;
            assert!(answer.stands(), "{answer:?}");
        }
    }
    let overdue = fields(
        "overdue",
        "bank:bank-a:bai",
        "2022-05-01",
        &[("loan", "L3"), ("since", "2022-05-01")],
    );
    assert!(ask(&mut books, 40, overdue).await.stands());
    let after = fields(
        "repay",
        "bank:bank-a:bai",
        "2022-07-01",
        &[("loan", "L6"), ("principal", "10000")],
    );
    assert!(ask(&mut books, 42, after).await.stands());
    // L1 drew 50,000 and matures later; L2 repaid 40,000 and is overdue; L3 is well again; L4 is above its limit and
    // classed; L5 is missing; HT-9 is under no cover; L6 repaid 10,000 on the day after.
    let text = "loan,balance,overdue_since,matures_on,class\n\
        L1,150000,,2022-12-30,\nL2,60000,2022-06-15,2022-12-20,\nL3,100000,,,\nL4,200000.01,,,次级\nHT-9,1,,,\nL6,100000,,,\n";
    let input = Input::from_bytes("六月.csv", text.as_bytes().to_vec()).unwrap();
    let file = desk::ReportFile {
        input: &input,
        sheet: None,
        as_of: Date::constant(2022, 6, 30),
    };
    let a = banker("bank-a");
    let answer = desk::receive_report(&store, &a, &file, "m1", now())
        .await
        .unwrap();
    assert!(
        desk::receive_report(&store, &a, &file, "m1", now())
            .await
            .unwrap()
            .replayed
    );
    let Governed::LoanReportReceived { report } = answer.event.what else {
        panic!()
    };
    let id = report.id.as_str();
    let other = desk::differences(&store, books.state(), &banker("bank-b"), id).await;
    assert_eq!(code(&other.unwrap_err()), "unknown");
    let found = desk::differences(&store, books.state(), &a, id)
        .await
        .unwrap();
    insta::assert_snapshot!(said(&found), @"
    L1 drawn 100000.00 -> 150000.00: draw L1 2022-06-30 50000.00
    L1 matures-later 2022-12-20 -> 2022-12-30: extend L1 2022-12-30 2022-06-30
    L2 repaid 100000.00 -> 60000.00: repay L2 2022-06-30 40000.00
    L2 overdue - -> 2022-06-15: overdue L2 2022-06-30 2022-06-15
    L3 cured 2022-05-01 -> -: cure L3 2022-06-30
    L4 above-limit 100000.00 -> 200000.01: - more is unpaid than the limit and the days of drawing allow; only what was undrawn is covered
    L4 class normal -> substandard: - the books class by days overdue at each day's end; the bank's class is told and changes nothing
    L6 drawn 90000.00 -> 100000.00: - the books moved on this loan after the day of the report; settle by hand what is left
    L5 missing 100000.00 -> -: - a loan with unpaid principal must stand in the report; add it, or repay it in the books
    agreed 0 claimed 0 outside [6]
    ");

    // The books move before the bank confirms: the list is another, and it is told which.
    let repay = fields(
        "repay",
        "bank:bank-a:bai",
        "2022-06-30",
        &[("loan", "L2"), ("principal", "10000")],
    );
    assert!(ask(&mut books, 41, repay).await.stands());
    let stale = desk::confirm_report(&mut books, &store, &a, (id, &found.digest, "y"), now()).await;
    assert_eq!(code(&stale.unwrap_err()), "report.changed");
    let found = desk::differences(&store, books.state(), &a, id)
        .await
        .unwrap();
    let done = desk::confirm_report(&mut books, &store, &a, (id, &found.digest, "y"), now())
        .await
        .unwrap();
    let answers: Vec<String> = done.lines.iter().map(|line| told(&line.answer)).collect();
    insta::assert_snapshot!(answers.join("\n"), @"
    it had to be drawn by 2022-04-24; nothing more is drawn under this cover
    pool.loan.extended
    pool.loan.repaid
    pool.loan.overdue
    pool.loan.cured
    ");
    let again = desk::confirm_report(&mut books, &store, &a, (id, &found.digest, "y"), now())
        .await
        .unwrap();
    assert!(again.answer.replayed && again.lines.is_empty());
    let other_key =
        desk::confirm_report(&mut books, &store, &a, (id, &found.digest, "z"), now()).await;
    assert_eq!(code(&other_key.unwrap_err()), "state");
    // What the books took is settled; what they refused, and what no command settles, is still told.
    let left = desk::differences(&store, books.state(), &a, id)
        .await
        .unwrap();
    let kinds: BTreeSet<&str> = left.list.iter().map(|of| of.kind.word()).collect();
    assert_eq!(kinds, ["above-limit", "class", "drawn", "missing"].into());
}

#[tokio::test]
async fn a_report_with_a_wrong_row_leaves_nothing_behind() {
    let (_place, store) = records().await;
    let input = Input::from_bytes("六月.csv", b"loan,balance\nL1,x\nL2,1\n".to_vec()).unwrap();
    let file = desk::ReportFile {
        input: &input,
        sheet: None,
        as_of: TODAY,
    };
    let before = store.journal_head().await.unwrap();
    let error = desk::receive_report(&store, &banker("bank-a"), &file, "m", now()).await;
    insta::assert_snapshot!(error.unwrap_err(), @"
    六月.csv:
    line 2: 贷款余额: `x` is not an amount; write 1234.56, 1.2万 or 3亿 [amount.number]
    ");
    assert_eq!(store.journal_head().await.unwrap(), before);
    let nobody: Value = json!({});
    let error =
        desk::record_consent(&store, &caller(Role::Analyst, "x"), &nobody, "k", now()).await;
    assert!(matches!(error, Err(Error::Request(_))));
}
