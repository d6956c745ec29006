//! Issued statements: the same bytes for ever, whatever was booked since; and those of past releases, kept in
//! `fixtures/statements`.

use crate::place::{Place, cells};
use crate::scenarios::commands_of;
use std::fs;
use std::path::PathBuf;
use zhixin::journal::{Record, verify};
use zhixin::pool::statement::json;
use zhixin::pool::{Happened, PoolEvent};

const COMMANDS: &str = "action,as,booked-on,on,pool,district,scheme,contributor,amount,through,event,because\n\
    create,maker:马,2022-01-04,,cq,,cq-knowledge-value,,,,,\n\
    open-district,maker:马,2022-01-04,,cq,渝北区,,,,,,\n\
    contribute,maker:马,2022-01-05,,cq,渝北区,,city,4000000,,,\n\
    contribute,maker:马,2022-01-06,,cq,渝北区,,district,6000000,,,\n\
    charge-fee,operator:韩,2022-01-10,,cq,渝北区,,,50,,,\n\
    accrue-interest,maker:马,2022-01-31,,cq,渝北区,,,12345.67,,,\n\
    close-period,supervisor:孙,2022-02-01,,cq,,,,,2022-01-31,,\n";

/// The fee was none, and interest of January came too late for it.
const LATER: &str = "action,as,booked-on,on,pool,district,amount,event,because\n\
    correct,maker:马,2022-02-08,,,,,5,未收取\n\
    accrue-interest,maker:马,2022-02-09,2022-01-31,cq,渝北区,0.33,,\n";

fn closed() -> Place {
    let place = Place::new();
    place.file("commands.csv", COMMANDS);
    place.ok(&["pool", "run", "commands.csv"]);
    place
}

const JANUARY: [&str; 5] = [
    "pool",
    "statement",
    "--pool=cq",
    "--from=2022-01-01",
    "--to=2022-01-31",
];
const ISSUE: [&str; 3] = ["--issue", "--as=supervisor:孙", "--booked-on=2022-02-07"];

fn issue<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&JANUARY[..], &ISSUE, more].concat()
}

#[test]
fn an_issued_statement_has_the_same_bytes_for_ever() {
    let place = closed();
    let first = place.run(&issue(&["--format=json"]));
    assert_eq!(first.code, 0, "{}", first.err);
    let bank = place.run(&issue(&["--bank=bank-a"]));
    place.file("later.csv", LATER);
    place.ok(&["pool", "run", "later.csv"]);
    // Issued again by somebody else on another day: it stands as it was.
    let again = place.run(
        &[
            &JANUARY[..],
            &["--issue", "--as=supervisor:李", "--format=json"],
        ]
        .concat(),
    );
    assert_eq!(again.out, first.out);
    assert_eq!(place.ok(&["pool", "statement", "--issued=1"]), first.out);
    assert_eq!(
        place.ok(&["pool", "statement", "--issued=2", "--format=text"]),
        bank.out
    );
    let listed = cells(&place.ok(&["pool", "statements", "--format=csv"]));
    let digest = zhixin::units::Digest::of(first.out.as_bytes()).to_string();
    assert_eq!(
        listed[0][..8],
        [
            "1",
            "pool cq",
            "2022-01-01",
            "2022-01-31",
            "7",
            "8",
            "2022-02-07",
            "supervisor:孙"
        ]
    );
    assert_eq!(
        (&*listed[0][8], &*listed[1][1], listed.len()),
        (&*digest, "bank bank-a of cq", 2)
    );
    assert!(first.err.contains(&digest) && again.err.contains("had been issued as number 1"));
    // What was found later shows as prior-period items of the next period.
    let february = place.ok(&[
        "pool",
        "statement",
        "--pool=cq",
        "--from=2022-02-01",
        "--to=2022-02-28",
        "--format=movements",
    ]);
    let prior = cells(&february)
        .into_iter()
        .map(|row| row[row.len() - 6].clone());
    let prior: Vec<String> = prior.collect();
    assert!(
        prior.len() == 6 && prior.iter().all(|item| item == "true"),
        "{february}"
    );
    assert!(
        place
            .ok(&["ledger", "verify"])
            .contains("the issued statements come out to the byte: 2\n")
    );
}

#[test]
fn only_a_statement_of_a_closed_period_is_issued_and_by_a_supervisor() {
    let place = closed();
    let asked = |pool: &str, from: &str, to: &str, by: &str| {
        let said = [
            "pool".to_owned(),
            "statement".to_owned(),
            "--issue".to_owned(),
            format!("--pool={pool}"),
            format!("--from={from}"),
            format!("--to={to}"),
            format!("--as={by}"),
            "--booked-on=2022-02-07".to_owned(),
        ];
        place.refused(&said.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let supervisor = "supervisor:孙";
    let told = [
        asked("cq", "2022-01-01", "2022-02-28", supervisor),
        asked("cq", "2022-01-31", "2022-01-01", supervisor),
        asked("other", "2022-01-01", "2022-01-31", supervisor),
        asked("cq", "2022-01-01", "2022-01-31", "operator:韩"),
        asked("cq", "2022-01-01", "2022-01-31", "孙"),
        place.refused(&["pool", "statement", "--issued=1"]),
    ];
    assert_eq!(
        place
            .run(&["pool", "statement", "--issued=1", "--pool=cq"])
            .code,
        2
    );
    assert_eq!(place.run(&["pool", "statement", "--pool=cq"]).code, 2);
    insta::assert_snapshot!(told.join("\n"), @"
    error: refused: a statement to 2022-02-28 is issued once its period is closed: periods are closed through 2022-01-31; one to that day would pass [day]
    exit code 1
    error: the period ends on 2022-01-01, before it begins on 2022-01-31
    exit code 2
    error: pool other: the journal up to record 7 knows nothing of it
    exit code 2
    error: refused: a operator cannot do this; supervisor can [role]
    exit code 1
    error: as: `孙` does not read maker:NAME, checker:NAME, payer:NAME, supervisor:NAME, operator:NAME, bank:BANK:NAME or contributor:POOL:DISTRICT:CONTRIBUTOR:NAME [pool.field]
    exit code 2
    error: no statement 1 was issued; there are 0
    exit code 2
    ");
}

#[test]
fn other_bytes_than_were_issued_are_a_loud_error() {
    let place = closed();
    place.ok(&issue(&[]));
    let statements = [
        &*place.unguarded("event_is_never_updated", "event"),
        "update event set body = replace(body, '12345.67', '12345.68') where sequence = 6",
    ];
    place.change(&statements);
    let ran = place.run(&["pool", "statement", "--issued=1"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.starts_with("error: the statement 1 does not come out as it was issued: its bytes have the digest sha256:"), "{}", ran.err);
}

fn kept() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/statements"))
}

/// The worked example issued to everybody, with a correction behind it; written once when the form is new.
#[test]
#[ignore = "writes fixtures/statements for this form"]
fn write_the_statements_of_this_form() {
    let place = Place::new();
    place.file("worked.jsonl", commands_of("worked_example.txt"));
    place.run(&["pool", "run", "worked.jsonl"]);
    let scopes: [&[&str]; 5] = [
        &["--from=2022-01-01", "--to=2024-12-31"],
        &["--from=2022-01-01", "--to=2022-07-06", "--district=渝北区"],
        &["--from=2024-12-01", "--to=2024-12-31", "--contributor=city"],
        &["--from=2022-07-07", "--to=2022-12-31", "--bank=bank-a"],
        &[
            "--from=2022-01-01",
            "--to=2022-12-31",
            "--bank=bank-a",
            "--district=渝北区",
        ],
    ];
    let folder = kept().join("form-1");
    fs::create_dir_all(&folder).unwrap();
    let issue = [
        "pool",
        "statement",
        "--pool=cq",
        "--issue",
        "--as=supervisor:sun",
        "--booked-on=2025-01-06",
        "--format=json",
    ];
    for (number, scope) in (1..).zip(scopes) {
        let bytes = place.ok(&[&issue[..], scope].concat());
        fs::write(folder.join(format!("{number}.json")), bytes).unwrap();
    }
    let events = cells(&place.ok(&["pool", "events", "--format=csv"]));
    let fee = events
        .iter()
        .find(|row| row[3] == "pool.fee.charged")
        .unwrap();
    let fee = format!("--event={}", fee[0]);
    place.ok(&[
        "pool",
        "correct",
        &fee,
        "--because=未收取",
        "--as=maker:ma",
        "--booked-on=2025-01-07",
    ]);
    fs::write(
        folder.join("journal.jsonl"),
        place.ok(&["ledger", "export"]),
    )
    .unwrap();
}

#[test]
fn statements_of_past_releases_come_out_to_the_byte() {
    let forms: Vec<PathBuf> = fs::read_dir(kept())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(!forms.is_empty());
    for form in forms {
        let journal = fs::read_to_string(form.join("journal.jsonl")).unwrap();
        let records = journal.lines().map(|line| Record::from_line(line).unwrap());
        let records: Vec<Record> = records.collect();
        verify(&records).unwrap();
        let read = |record: &Record| {
            (
                record.sequence,
                PoolEvent::from_journal(&record.event).unwrap(),
            )
        };
        let events: Vec<(u64, PoolEvent)> = records.iter().map(read).collect();
        let mut made = 0;
        for (_, event) in &events {
            let Happened::StatementIssued { number, issue } = &event.what else {
                continue;
            };
            let mut making = issue.remaking().unwrap();
            for (at, event) in &events {
                making.read(*at, event).unwrap();
            }
            let again = issue.remade(making);
            let bytes = fs::read_to_string(form.join(format!("{number}.json"))).unwrap();
            assert_eq!(json::json(&again.unwrap()), bytes, "statement {number}");
            made += 1;
        }
        assert_eq!(made, 5);
    }
}

#[test]
fn a_contributor_signs_what_was_issued_of_its_compartment() {
    let place = closed();
    place.ok(&issue(&["--district=渝北区"]));
    place.ok(&issue(&[]));
    let before = place.ok(&["pool", "statement", "--issued=1"]);
    let listed = cells(&place.ok(&["pool", "statements", "--format=csv"]));
    let (own, whole) = (listed[0][8].clone(), listed[1][8].clone());
    let sign = |number: &str, digest: &str, district: &str| {
        [
            "pool".to_owned(),
            "sign".to_owned(),
            "--pool=cq".to_owned(),
            format!("--statement={number}"),
            format!("--digest={digest}"),
            format!("--as=contributor:cq:{district}:district:区"),
            "--booked-on=2022-02-08".to_owned(),
        ]
    };
    let run = |words: [String; 7]| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ran = place.run(&words);
        format!("{}{}", ran.out, ran.err)
    };
    let told = [
        run(sign("2", &whole, "渝北区")),
        run(sign("1", &own, "江北区")),
        run(sign("1", &whole, "渝北区")).replace(&own, "[its own]"),
        run(sign("1", &own, "渝北区")),
        run(sign("1", &own, "渝北区")),
    ];
    insta::assert_snapshot!(told.concat(), @"
    error: refused: there is no statement `2` [unknown]
    error: refused: there is no compartment `cq/江北区` [unknown]
    error: refused: statement 1 was issued with the digest [its own]; that one would pass [sign.digest]
    event 10: pool.statement.signed cq/渝北区 on 2022-02-08 by contributor:cq:渝北区:district:区
    error: refused: `district` signed it by event 10; a statement that it has not signed would pass [sign.done]
    ");
    assert_eq!(place.ok(&["pool", "statement", "--issued=1"]), before);
    let listed = cells(&place.ok(&["pool", "statements", "--format=csv"]));
    assert_eq!(listed[0][9], "district by 区 on 2022-02-08");
    assert_eq!(listed[1][9], "");
    let verified = place.ok(&["ledger", "verify"]);
    let signed = "the signatures are of what was issued: 1";
    assert!(verified.contains(signed), "{verified}");
}
