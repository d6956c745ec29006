//! The books of pools on the command line: refusals, files of commands, audits, statements, the doctor.

use crate::place::{Place, cells};

#[test]
fn everything_wrong_with_a_command_of_the_pool_is_told_at_once() {
    let place = Place::new();
    place.ok(&[
        "pool",
        "create",
        "--pool=cq",
        "--scheme=cq-knowledge-value",
        "--as=maker:ma",
    ]);
    let said: Vec<String> = [
        &[
            "pool", "enrol", "--pool", "X Y", "--limit", "12.345", "--as", "bai",
        ][..],
        &[
            "pool",
            "contribute",
            "--pool=cq",
            "--district=渝北区",
            "--contributor=city",
            "--amount=1",
            "--as=maker:ma",
        ],
        &[
            "pool",
            "create",
            "--pool=cq",
            "--scheme=cq-knowledge-value",
            "--as=maker:ma",
        ],
        &[
            "pool",
            "create",
            "--pool=other",
            "--scheme=nobody",
            "--as=maker:ma",
        ],
        &[
            "pool",
            "correct",
            "--event=9",
            "--because=x",
            "--as=maker:ma",
        ],
        &[
            "pool",
            "enrol",
            "--score=score-0",
            "--loan=L",
            "--pool=cq",
            "--district=d",
            "--bank=b",
            "--enterprise=x:a",
            "--product=p",
            "--limit=1",
            "--rate=0.03",
            "--approved-on=2022-01-01",
            "--matures-on=2022-12-01",
            "--as=bank:b:bai",
        ],
        &["pool", "run", "none.csv"],
    ]
    .into_iter()
    .map(|arguments| format!("> {}\n{}", arguments.join(" "), place.refused(arguments)))
    .collect();
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn a_file_of_commands_goes_on_after_a_bad_line_or_does_nothing() {
    let place = Place::new();
    place.file(
        "commands.csv",
        "action,as,booked-on,pool,district,scheme,contributor,amount,key\n\
         create,maker:ma,2022-01-04,cq,,cq-knowledge-value,,,\n\
         # a remark\n\
         open-district,maker:ma,2022-01-04,cq,渝北区,,,,\n\
         contribute,maker:ma,2022-01-04,cq,渝北区,,city,4.001,\n\
         contribute,maker:ma,2022-01-04,cq,江北区,,city,4,\n\
         contribute,maker:ma,2022-01-04,cq,渝北区,,city,4000,\n\
         pray,maker:ma,2022-01-04,cq,渝北区,,city,4000,\n",
    );
    let atomic = place.run(&["pool", "run", "commands.csv", "--atomic"]);
    let nothing = place.ok(&["pool", "events", "--format=csv"]);
    let first = place.run(&["pool", "run", "commands.csv"]);
    let again = place.run(&["pool", "run", "commands.csv"]);
    assert_eq!((atomic.code, first.code, again.code), (1, 1, 1));
    let position = place.ok(&["pool", "position", "--format=csv"]);
    assert!(
        position.contains("cq/渝北区,1010,托管存款 cash at custodian,4000.00"),
        "{position}"
    );
    let told = [atomic, first, again].map(|ran| format!("{}{}", ran.out, ran.err));
    insta::assert_snapshot!(format!("{}\n{nothing}", told.join("\n")));
}

#[test]
fn balances_that_are_not_their_events_are_found() {
    use sqlx::Connection;
    let place = Place::new();
    place.ok(&[
        "pool",
        "create",
        "--pool=cq",
        "--scheme=cq-knowledge-value",
        "--as=maker:ma",
    ]);
    place.ok(&[
        "pool",
        "open-district",
        "--pool=cq",
        "--district=渝北区",
        "--as=maker:ma",
    ]);
    place.ok(&[
        "pool",
        "contribute",
        "--pool=cq",
        "--district=渝北区",
        "--contributor=city",
        "--amount=5000",
        "--as=maker:ma",
    ]);
    assert!(place.ok(&["ledger", "verify"]).contains("2 balances"));
    let url = format!("sqlite://{}", place.path().join("zhixin.db").display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut records = sqlx::SqliteConnection::connect(&url).await.unwrap();
        let refused = sqlx::query("update posting set fen = 1")
            .execute(&mut records)
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("never changed"), "{refused}");
        let change = "update balance set fen = fen + 1 \
             where account = (select number from account where code = 1010)";
        sqlx::query(change).execute(&mut records).await.unwrap();
        records.close().await.unwrap();
    });
    let ran = place.run(&["ledger", "verify"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.err);
}

#[test]
fn a_statement_is_made_again_to_the_byte_after_later_events() {
    let place = Place::new();
    place.ok(&["demo", "--into", "."]);
    let asked = [
        "pool",
        "statement",
        "--pool=demo",
        "--from=2022-01-01",
        "--to=2022-07-31",
        "--form=json",
    ];
    let first = place.ok(&asked);
    let statement: serde_json::Value = serde_json::from_str(&first).unwrap();
    let at = format!("--at={}", statement["head"]["sequence"]);
    let district = statement["movements"][0]["district"].as_str().unwrap();
    let district = format!("--district={district}");
    place.ok(&[
        "pool",
        "contribute",
        "--pool=demo",
        &district,
        "--contributor=city",
        "--amount=1",
        "--as=maker:ma",
        "--booked-on=2022-08-01",
        "--on=2022-07-30",
    ]);
    assert_eq!(place.ok(&[&asked[..], &[at.as_str()]].concat()), first);
    let now = place.ok(&asked);
    assert_ne!(now, first, "without its own head it is another statement");
}

#[test]
fn the_doctor_tells_what_wants_an_eye() {
    let own = Place::new();
    own.ok(&["demo", "--into", "."]);
    // The records of the demonstration are old ones.
    let ran = own.run(&["doctor"]);
    assert!(ran.out.contains("none was ever made"), "{}", ran.out);
    own.ok(&["db", "backup", "copy.db"]);
    let well = own.ok(&["doctor"]);
    assert!(!well.contains("LOOK"), "{well}");
    let events = cells(&own.ok(&["pool", "events", "--format=csv"]));
    let district = events
        .iter()
        .find(|event| event[3] == "pool.compartment.opened")
        .unwrap()[4]
        .clone();
    let district = format!("--district={}", district.rsplit('/').next().unwrap());
    own.ok(&[
        "pool",
        "suspend-line",
        "--pool=demo",
        &district,
        "--line=T-9",
        "--amount=7",
        "--as=operator:ou",
        "--booked-on=2022-08-01",
    ]);
    let ran = own.run(&["doctor"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out
            .contains("`T-9` of 2022-08-01, 7.00 yuan, is unexplained"),
        "{}",
        ran.out
    );
}

#[test]
fn the_custodians_statement_is_held_against_the_books() {
    let place = Place::new();
    place.file(
        "commands.csv",
        "action,as,booked-on,pool,district,scheme,contributor,amount\n\
         create,maker:ma,2022-01-04,cq,,cq-knowledge-value,,\n\
         open-district,maker:ma,2022-01-04,cq,渝北区,,,\n\
         contribute,maker:ma,2022-01-05,cq,渝北区,,city,4000000\n\
         contribute,maker:ma,2022-01-06,cq,渝北区,,district,6000000\n\
         charge-fee,operator:ou,2022-01-10,cq,渝北区,,,50\n",
    );
    place.ok(&["pool", "run", "commands.csv"]);
    let header = "交易日期,流水号,收入,支出,余额,摘要,对方户名\n";
    let lines = "2022-01-05,T1,4000000.00,,4000000.00,出资,市财政\n\
                 2022-01-06,T2,6000000.00,,10000000.00,出资,区财政\n\
                 2022-01-10,T3,,50.00,9999950.00,手续费,托管行\n";
    place.file("whole.csv", format!("{header}{lines}"));
    place.file(
        "more.csv",
        format!("{header}{lines}2022-01-11,T4,7.00,,9999957.00,不明来款,某某\n"),
    );
    let asked = |file| ["pool", "reconcile", file, "--pool=cq", "--district=渝北区"];
    let whole = place.run(&asked("whole.csv"));
    assert_eq!(whole.code, 0, "{}{}", whole.out, whole.err);
    let more = place.run(&asked("more.csv"));
    assert_eq!(more.code, 1, "{}{}", more.out, more.err);
    // The hash of the head follows from the moment of recording.
    let told = format!("{}\n{}{}", whole.out, more.out, more.err);
    let lines: Vec<&str> = told
        .lines()
        .filter(|line| !line.starts_with("链头"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_position_shows_what_is_left_of_the_budget_of_the_year() {
    let place = Place::new();
    place.file(
        "commands.csv",
        "action,as,booked-on,pool,district,scheme,contributor,amount\n\
         create,maker:ma,2022-01-04,sba,,sized-guarantee,,\n\
         open-district,maker:ma,2022-01-04,sba,渝北区,,,\n\
         contribute,maker:ma,2022-01-04,sba,渝北区,,budget,4000\n",
    );
    place.ok(&["pool", "run", "commands.csv"]);
    let position = cells(&place.ok(&["pool", "position", "--format=csv"]));
    let budget = position.iter().find(|row| row[1] == "budget").unwrap();
    assert_eq!(
        (budget[0].as_str(), budget[3].as_str()),
        ("sba", "100000000.00")
    );
    assert!(budget[2].starts_with("年度预算 budget of 20"), "{budget:?}");
    assert!(
        budget[2].ends_with(": 0.00 approved of 100000000.00"),
        "{budget:?}"
    );
}
