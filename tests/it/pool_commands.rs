//! The books of pools on the command line: refusals, files of commands, audits, statements, the doctor.

use crate::place::{Place, cells};

#[test]
fn no_day_to_come_is_booked_or_closed() {
    let place = Place::new();
    let create = ["pool", "create", "--pool=cq", "--scheme=cq-knowledge-value"];
    place.ok(&[&create[..], &["--as=maker:ma"]].concat());
    let close = [
        "pool",
        "close-day",
        "--date=2100-12-31",
        "--booked-on=2100-12-31",
    ];
    let told = place.run(&[&close[..], &["--as=operator:ou"]].concat());
    assert_eq!(told.code, 2);
    let named = "[pool.day-to-come]";
    assert!(
        told.err
            .contains("booked-on: 2100-12-31 is later than today"),
        "{}",
        told.err
    );
    assert!(told.err.contains(named), "{}", told.err);
    // Nor by a file of commands, of which nothing is kept then, nor by an issue or a grant.
    place.file(
        "ahead.csv",
        "action,as,date,booked-on\nclose-day,operator:ou,2022-01-04,2022-01-04\nclose-day,operator:ou,2100-12-31,2100-12-31\n",
    );
    let batch = place.run(&["pool", "run", "ahead.csv", "--atomic"]);
    assert_eq!(batch.code, 1);
    assert!(
        batch.out.contains(named) || batch.err.contains(named),
        "{batch:?}"
    );
    let issue = place.run(&[
        "pool",
        "statement",
        "--pool=cq",
        "--from=2022-01-01",
        "--to=2022-01-31",
        "--issue",
        "--booked-on=2100-12-31",
        "--as=supervisor:sun",
    ]);
    assert!(issue.err.contains(named), "{}", issue.err);
    assert_eq!(
        cells(&place.ok(&["pool", "events", "--format=csv"])).len(),
        1
    );
}

#[test]
fn what_reads_two_ways_is_not_read() {
    let place = Place::new();
    let start = "action,as,pool,scheme,district\ncreate,maker:ma,cq,cq-knowledge-value,\nopen-district,maker:ma,cq,,d\n";
    place.file("start.csv", start);
    place.ok(&["pool", "run", "start.csv"]);
    let line = "contribute,maker:ma,cq,d,city,1";
    let json = r#"{"action":"contribute","as":"maker:ma","pool":"cq","district":"d","contributor":"city","amount":"1""#;
    let head = "action,as,pool,district,contributor,amount";
    let files = [
        ("twice.csv", format!("{head},amount\n{line},2\n")),
        ("twice.jsonl", format!("{json},\"amount\":\"2\"}}\n")),
        (
            "open.csv",
            format!("{head}\n{}\n{line}\n", line.replace("city", "\"city")),
        ),
        (
            "unseen.csv",
            "action,as,pool,district,line,amount\nsuspend-line,operator:ou,cq,d,T\u{0}1,1\n"
                .to_owned(),
        ),
        (
            "long.csv",
            format!("{head}\n{}\n", line.replace("ma", &"m".repeat(1_000_000))),
        ),
        (
            "deep.jsonl",
            format!("{{\"action\":{}\n", "[".repeat(100_000)),
        ),
    ];
    let mut told = Vec::new();
    for (name, text) in files {
        place.file(name, text);
        let ran = place.run(&["pool", "run", name]);
        assert_ne!(ran.code, 0, "{name}");
        told.push(format!("{}{}", ran.out, ran.err));
    }
    // A mark of the byte order is no part of the first name.
    place.file("mark.csv", format!("\u{feff}{head}\n{line}\n"));
    place.ok(&["pool", "run", "mark.csv"]);
    assert_eq!(
        cells(&place.ok(&["pool", "events", "--format=csv"])).len(),
        3
    );
    insta::assert_snapshot!(told.concat(), @"
    error: twice.csv:
    header: `amount` is there twice; a field has one column [csv.twice]
    error: twice.jsonl:
    line 1: is no JSON object: `amount` is said twice; say it once at line 1 column 113 [json]
    line 2: contributor: character 7 is a line break or another sign that nobody sees; write one line, and close every quote [pool.field]
    error: 1 of 1 lines would not do; the others were done
    line 2: line: character 2 is a line break or another sign that nobody sees; write one line, and close every quote [pool.field]
    error: 1 of 1 lines would not do; the others were done
    line 2: as: it is longer than 10000 characters; write it shorter [pool.field]
    error: 1 of 1 lines would not do; the others were done
    error: deep.jsonl:
    line 1: is no JSON object: recursion limit exceeded at line 1 column 137 [json]
    ");
}

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
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let refused = place
            .sql(&["update posting set fen = 1"])
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("never changed"), "{refused}");
        let change = "update balance set fen = fen + 1 \
             where account = (select number from account where code = 1010)";
        assert_eq!(place.sql(&[change]).await.unwrap(), 1);
    });
    let ran = place.run(&["ledger", "verify"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.err);
}

#[test]
fn a_statement_is_made_again_to_the_byte_after_later_events() {
    let place = Place::on_sqlite();
    place.ok(&["demo", "--into", "."]);
    let asked = [
        "pool",
        "statement",
        "--pool=demo",
        "--from=2022-01-01",
        "--to=2022-07-31",
        "--format=json",
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
    let own = Place::on_sqlite();
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
