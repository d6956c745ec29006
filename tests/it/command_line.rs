//! What the program says to a person: refusals with their exit codes, models, one score explained.

use crate::place::{DEMO_RECORDS, Place, cells, demo};

const ONE_FIRM: &str =
    "统一社会信用代码,企业名称,核准日期\n91500108MA5U3X0004,某某公司,2018-03-01\n";

#[test]
fn bad_questions_are_told_what_is_wrong() {
    let place = Place::new();
    place.file(
        "firm.csv",
        "enterprise,年度,营业收入\nx:firm,2017,1000\nx:other,2018,5\n",
    );
    place.ok(&["import", "firm.csv"]);
    let said: Vec<String> = [
        &["score", "x:firm", "--model", "nope"][..],
        &["score", "x:nobody"],
        &["score", "x:firm", "--as-of", "2099-12-31"],
        &["score", "x:firm", "--as-of", "2016-12-31"],
        &["score", "x:firm", "--as-of", "2018-02-30"],
        &["score", "x:firm", "--basis", "rumour"],
        &["score", "x:firm", "--stage", "seed"],
        &["score", "91500108MA5U3X0000", "914403001922038216"],
        &["score"],
        &["score", "replay", "score-0"],
        &["score", "x:firm", "--database", "sqlite://none.db"],
        &["score", "x:firm", "--database", "mysql://localhost"],
        &[
            "import",
            "firm.csv",
            "--database",
            "sqlite://no/folder/x.db",
        ],
        &["import"],
        &["import", "none.csv"],
        &["import", "firm.csv", "--as", "loans"],
        &[
            "import",
            "firm.csv",
            "--recorded-at",
            "2999-01-01T00:00:00Z",
        ],
        &["models", "show", "nope"],
        &["ledger", "verify", "--receipt", "x"],
    ]
    .into_iter()
    .map(|arguments| format!("> {}\n{}", arguments.join(" "), place.refused(arguments)))
    .collect();
    let mut said = said.join("\n\n");
    let today = said.find("today is ").unwrap() + "today is ".len();
    said.replace_range(today..today + "2026-01-01".len(), "[today]");
    insta::assert_snapshot!(said);
}

#[test]
fn a_model_file_with_ten_mistakes_is_told_all_ten() {
    let place = Place::new();
    place.file("bad.toml", include_str!("ten_mistakes.toml"));
    insta::assert_snapshot!(place.refused(&["models", "check", "bad.toml"]));
    insta::assert_snapshot!("score_by_ten_mistakes", {
        place.file("firm.csv", ONE_FIRM);
        place.run(&["import", "firm.csv"]);
        place.refused(&["score", "--all", "--model", "bad.toml"])
    });
}

#[test]
fn rejected_rows_are_told_with_file_row_field_and_rule() {
    let place = Place::new();
    place.file(
        "years.csv",
        "enterprise,年度,营业收入(万元)\nx:a,2017,12.5\nx:a,2018,一些\n91500108MA5U3X0000,2018,1\nx:a,2017,12.5\n合计,,25\n",
    );
    let first = place.run(&["import", "years.csv"]);
    let again = place.run(&["import", "years.csv"]);
    let rejects = place.ok(&["import", "rejects"]);
    let strict = place.refused(&[
        "import",
        "years.csv",
        "--strict",
        "--database=sqlite://strict.db",
    ]);
    insta::assert_snapshot!(format!(
        "{}{}\n{}{}\n{rejects}\n{strict}",
        first.out, first.err, again.out, again.err
    ));
}

#[test]
fn a_quote_that_is_never_closed_is_named() {
    let place = Place::new();
    place.file(
        "open.csv",
        "enterprise,年度,营业收入\nx:a,2016,1\n\"x:a,2017,1\nx:b,2018,2\n",
    );
    let taken = place.run(&["import", "open.csv"]);
    let rejects = place.ok(&["import", "rejects"]);
    insta::assert_snapshot!(format!("{}{}\n{rejects}", taken.out, taken.err));
}

#[test]
fn the_models_are_listed_and_shown() {
    let place = Place::new();
    insta::assert_snapshot!("models_list", place.ok(&["models", "list"]));
    insta::assert_snapshot!(
        "models_show",
        place.ok(&["models", "show", "technology-sme-2017"])
    );
    for model in place
        .ok(&["models", "list", "--format", "csv"])
        .lines()
        .skip(1)
    {
        let id = model.split(',').next().unwrap();
        place.ok(&["models", "check", id]);
        let shown = place.ok(&["models", "show", id]);
        assert!(
            shown.contains("[rule]") || shown.contains("[ours]"),
            "{id} shows no mark"
        );
    }
}

#[test]
fn the_terms_are_listed_shown_and_checked() {
    let place = Place::new();
    insta::assert_snapshot!("terms_list", place.ok(&["terms", "list"]));
    insta::assert_snapshot!("terms_show", place.ok(&["terms", "show", "cq-2017"]));
    for terms in place
        .ok(&["terms", "list", "--format", "csv"])
        .lines()
        .skip(1)
    {
        let id = terms.split(',').next().unwrap();
        place.ok(&["terms", "check", id]);
        place.ok(&["terms", "show", id, "--format", "json"]);
    }
    place.file("bad.toml", include_str!("mistakes_of_terms.toml"));
    let bad = place.refused(&["terms", "check", "bad.toml", "nope"]);
    assert!(bad.contains("bad.toml:\nline 1: id: "), "{bad}");
    assert!(bad.contains("there are no terms `nope`"), "{bad}");
}

#[test]
fn a_first_mapping_can_be_used_as_it_is() {
    let place = Place::new();
    place.file("years.csv", "firm,year,营业收入(万元)\nx:a,2017,12.5\n");
    let mapping = place.ok(&["import", "--guess", "years.csv"]);
    insta::assert_snapshot!(mapping);
    place.file("m.toml", mapping);
    let taken = place.ok(&["import", "years.csv", "--mapping", "m.toml"]);
    assert!(taken.contains("1 rows read = 1 accepted"), "{taken}");
}

#[test]
fn the_demonstration_tells_everything_and_can_be_run_again() {
    let (place, ran) = demo();
    assert_eq!(ran.code, 0, "{}", ran.err);
    insta::assert_snapshot!("demo", ran.out);
    let page = std::fs::read_to_string(place.path().join("zhixin-demo/report.html")).unwrap();
    assert!(page.contains("<svg") && !page.contains("<script") && !page.contains("http"));
    insta::assert_snapshot!("report", page.replace("><", ">\n<"));
}

#[test]
fn what_the_demonstration_offers_to_try_works() {
    let (place, ran) = demo();
    let offered: Vec<&str> = ran
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  zhixin "))
        .collect();
    assert!(offered.len() >= 5, "{offered:?}");
    for line in offered {
        let arguments: Vec<&str> = line.split(' ').collect();
        let out = place.ok(&arguments);
        assert!(!out.is_empty(), "{line}");
    }
    assert!(
        place
            .ok(&["ledger", "verify", DEMO_RECORDS])
            .contains("whole")
    );
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
        let change = "update balance set fen = fen + 1 where code = 1010";
        sqlx::query(change).execute(&mut records).await.unwrap();
        records.close().await.unwrap();
    });
    let ran = place.run(&["ledger", "verify"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.err);
}

#[test]
fn a_statement_is_made_again_to_the_byte_after_later_events() {
    let (place, _) = demo();
    let asked = [
        "pool",
        "statement",
        "--pool=demo",
        "--from=2022-01-01",
        "--to=2022-07-31",
        "--form=json",
        DEMO_RECORDS,
    ];
    let first = place.ok(&asked);
    let statement: serde_json::Value = serde_json::from_str(&first).unwrap();
    let at = format!("--at={}", statement["head"]["sequence"]);
    let own = Place::new();
    own.ok(&["demo", "--into", "."]);
    let district = statement["movements"][0]["district"]
        .as_str()
        .unwrap()
        .to_owned();
    let district = format!("--district={district}");
    own.ok(&[
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
    let again = [&asked[..6], &[at.as_str()]].concat();
    assert_eq!(own.ok(&again), first);
    assert_ne!(
        own.ok(&asked[..6]),
        first,
        "without its own head it is another statement"
    );
}

#[test]
fn the_doctor_tells_what_wants_an_eye() {
    let (place, _) = demo();
    let well = place.ok(&["doctor", DEMO_RECORDS]);
    assert!(!well.contains("LOOK"), "{well}");
    let own = Place::new();
    own.ok(&["demo", "--into", "."]);
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
        ran.out.contains("7.00 yuan on 1910 are unexplained"),
        "{}",
        ran.out
    );
}
