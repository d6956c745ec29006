//! Terms on record: put there once, kept to the byte, decided by, and never in the way of what was decided before.

use crate::place::{BACK_TO_7, Place, cells};

const SHIPPED: &str = include_str!("../../models/terms/cq-2022.toml");

/// Terms of an administrator's own, in the shape of the shipped ones.
pub(crate) fn own(id: &str, changes: &[(&str, &str)]) -> String {
    let mut text = SHIPPED.replace("id = \"cq-2022\"", &format!("id = \"{id}\""));
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

pub(crate) const SCHEME: (&str, &str) = ("scheme = \"cq-knowledge-value\"", "scheme = \"own\"");
pub(crate) const RECORD: [&str; 4] = ["terms", "record", "own.toml", "--as=supervisor:孙"];

pub(crate) fn funded(place: &Place, scheme: &str) {
    place.file(
        "pool.csv",
        format!(
            "action,as,booked-on,pool,district,scheme,contributor,amount\n\
             create,maker:ma,2022-01-04,own,,{scheme},,\n\
             open-district,maker:ma,2022-01-04,own,渝北区,,,\n\
             contribute,maker:ma,2022-01-04,own,渝北区,,city,400000\n\
             contribute,maker:ma,2022-01-04,own,渝北区,,district,600000\n"
        ),
    );
    place.ok(&["pool", "run", "pool.csv"]);
}

pub(crate) fn enrol<'a>(loan: &'a str, approved_on: &'a str) -> Vec<String> {
    let said = [
        ("loan", loan),
        ("approved-on", approved_on),
        ("booked-on", approved_on),
        ("pool", "own"),
        ("district", "渝北区"),
        ("bank", "bank-a"),
        ("enterprise", "x:a"),
        ("product", "knowledge-value"),
        ("limit", "100000"),
        ("rate", "0.037"),
        ("matures-on", "2022-12-20"),
        ("classes", "technology-enterprise"),
        ("requirements", "technology-enterprise;clean-record"),
        ("score", "s-1"),
        ("score-model", "cq-knowledge-value-2017"),
        ("score-as-of", "2022-01-04"),
        ("grade", "A"),
        ("score-limit", "3000000"),
        ("consent-until", "2023-06-30"),
        ("as", "bank:bank-a:bai"),
    ];
    let flags = said.iter().map(|(name, text)| format!("--{name}={text}"));
    ["pool".to_owned(), "enrol".to_owned()]
        .into_iter()
        .chain(flags)
        .collect()
}

pub(crate) fn texts(of: &[String]) -> Vec<&str> {
    of.iter().map(String::as_str).collect()
}

#[test]
fn an_administrators_own_terms_are_kept_to_the_byte_and_decide() {
    let place = Place::new();
    let text = own(
        "own-2022",
        &[SCHEME, ("share = { value = 0.8", "share = { value = 0.7")],
    );
    let text = format!("# 自有条款\r\n{text}\t\n");
    place.file("own.toml", &text);
    let first = place.ok(&RECORD);
    let again = place.ok(&RECORD);
    // The same meaning in another layout is the same terms; the first text stays.
    place.file("own.toml", format!("\n\n{text}"));
    let laid_out = place.ok(&RECORD);
    let shown = ["terms", "show", "own-2022", "--recorded"];
    assert_eq!(place.ok(&[&shown[..], &["--text"]].concat()), text);
    assert!(place.ok(&shown).starts_with("重庆知识价值信用贷款"));
    let listed = cells(&place.ok(&["terms", "list", "--recorded", "--format=csv"]));
    assert_eq!(listed.len(), 1);
    assert_eq!(
        listed[0][..5],
        ["own-2022", "own", "2", "2022-01-01", "sample"]
    );
    assert_eq!((&*listed[0][6], &*listed[0][8]), ("1", "supervisor:孙"));
    insta::assert_snapshot!(format!("{first}{again}{laid_out}"), @"
    own-2022: on record, by record 1 of the journal
    own-2022: recorded before, as record 1
    own-2022: recorded before, as record 1
    ");

    funded(&place, "own");
    place.ok(&texts(&enrol("L1", "2022-01-24")));
    let position = place.ok(&["pool", "position", "--format=csv"]);
    // 70% of 100,000 by the own terms; the shipped ones have 80%.
    assert!(
        position.contains("own/渝北区,9010,未提款承诺 undrawn commitment,70000.00"),
        "{position}"
    );
    assert!(
        place
            .ok(&["ledger", "verify"])
            .ends_with("as they were recorded: 1\n")
    );
}

#[test]
fn what_stands_against_a_recording_is_told_at_once() {
    let place = Place::new();
    funded(&place, "cq-knowledge-value");
    place.ok(&texts(&enrol("L1", "2022-01-24")));
    place.ok(&[
        "pool",
        "close-day",
        "--date=2022-01-31",
        "--booked-on=2022-01-31",
        "--as=operator:ou",
    ]);
    let mut told = Vec::new();
    let mut refused = |text: &str, by: &str| {
        place.file("own.toml", text);
        told.push(place.refused(&["terms", "record", "own.toml", by]));
    };
    let by = "--as=supervisor:sun";
    refused(&own("cq-2022", &[]), by);
    // It would begin before what was decided, on closed days, as a draft, and with a number that is taken.
    let draft = ("status = \"sample\"", "status = \"draft\"");
    let january = ("effective_from = 2022-01-01", "effective_from = 2022-01-15");
    refused(&own("cq-late", &[draft, january]), by);
    refused(
        &own(
            "cq-wrong",
            &[
                ("version = 2", "version = \"x\""),
                ("channels = [\"credit\"]", ""),
            ],
        ),
        by,
    );
    let february = ("effective_from = 2022-01-01", "effective_from = 2022-02-01");
    let third = ("version = 2", "version = 3");
    refused(&own("cq-third", &[february, third]), "--as=maker:ma");
    refused(&own("cq-third", &[february, third]), "--as=sun");
    assert_eq!(
        place
            .ok(&["terms", "list", "--recorded", "--format=csv"])
            .lines()
            .count(),
        1
    );
    place.ok(&["terms", "record", "own.toml", by]);
    refused(
        &own(
            "cq-third",
            &[february, third, ("renewals = 1", "renewals = 2")],
        ),
        by,
    );
    insta::assert_snapshot!(told.join("\n\n"), @r#"
    error: own.toml:
    id: `cq-2022` is the id of shipped terms; choose another [record.id]
    exit code 2

    error: own.toml:
    status: a draft is no rule; record it once it is decided [record.draft]
    effective_from: days are closed through 2022-01-31; a version that begins on 2022-02-01 or later would pass [record.closed]
    effective_from: a loan of `cq-knowledge-value` approved on 2022-01-24 was decided under the versions there are; a version that begins on 2022-01-25 or later would pass [record.decided]
    version: `cq-2022` and `cq-late` do not follow each other: the number of the later version is not the greater [record.order]
    exit code 2

    error: own.toml:
    line 1: channels: at least one is required [list.empty]
    line 4: version: expected a whole number, found the text "x" [form.type]
    exit code 2

    error: a maker cannot put terms on record; supervisor can
    exit code 2

    error: --as: `sun` does not read maker:NAME, checker:NAME, payer:NAME, supervisor:NAME, operator:NAME, bank:BANK:NAME or contributor:POOL:DISTRICT:CONTRIBUTOR:NAME
    exit code 2

    error: own.toml:
    id: `cq-third` is on record with another meaning, by record 7; a new version takes a new id [record.id]
    exit code 2
    "#);
    // Loans approved from then on fall under the new version, those before under the old one.
    place.ok(&texts(&enrol("L2", "2022-02-01")));
}

#[test]
fn a_version_with_an_unknown_figure_refuses_what_falls_under_it_and_nothing_else() {
    let place = Place::new();
    funded(&place, "cq-knowledge-value");
    let unknown = own(
        "cq-third",
        &[
            ("effective_from = 2022-01-01", "effective_from = 2022-02-01"),
            ("version = 2", "version = 3"),
            ("months_up_to = 12", "months_up_to = \"unknown\""),
        ],
    );
    place.file("own.toml", &unknown);
    let recorded = place.run(&RECORD);
    assert_eq!(recorded.code, 0);
    place.ok(&texts(&enrol("L1", "2022-01-24")));
    let told = [
        recorded.err,
        place.refused(&texts(&enrol("L2", "2022-02-01"))),
        place.refused(&[
            "pool",
            "open-district",
            "--pool=own",
            "--district=江北区",
            "--booked-on=2022-02-01",
            "--as=maker:ma",
        ]),
    ];
    insta::assert_snapshot!(told.join("\n"), @"
    whatever falls under `cq-third` is refused until these are known: loan.months_up_to

    error: refused: no version of `cq-knowledge-value` holds for a loan approved on 2022-02-01; `cq-third` cannot be used until these figures are known: loan.months_up_to [terms.none]
    exit code 1
    error: refused: no version of `cq-knowledge-value` holds for a loan approved on 2022-02-01; `cq-third` cannot be used until these figures are known: loan.months_up_to [terms.none]
    exit code 1
    ");
}

#[test]
fn a_text_on_record_that_is_not_what_was_recorded_is_found() {
    let place = Place::new();
    place.file("own.toml", own("own-2022", &[SCHEME]));
    place.ok(&RECORD);
    let forged = "update recorded_terms set body = replace(body, '0.8', '0.9')";
    let free = place.unguarded("recorded_terms_are_never_updated", "recorded_terms");
    place.change(&[&free, forged]);
    let forged = place.run(&["ledger", "verify"]);
    // Nothing is decided by it either.
    let refused = place.run(&[
        "pool",
        "create",
        "--pool=own",
        "--scheme=own",
        "--as=maker:ma",
    ]);
    let gone = "delete from recorded_terms";
    let free = place.unguarded("recorded_terms_are_never_deleted", "recorded_terms");
    place.change(&[&free, gone]);
    let gone = place.run(&["ledger", "verify"]);
    assert_eq!((forged.code, refused.code, gone.code), (1, 1, 1));
    insta::assert_snapshot!([forged.err, refused.err, gone.err].concat(), @"
    error: the terms on record differ from the journal: `own-2022`: the text has not the digest that the journal states
    error: the terms on record differ from the journal: `own-2022`: the text has not the digest that the journal states
    error: the terms on record differ from the journal: the text that record 1 put on record is gone
    ");
}

#[test]
fn records_of_an_older_schema_are_brought_forward() {
    let place = Place::on_sqlite();
    funded(&place, "cq-knowledge-value");
    let back = [
        BACK_TO_7,
        "drop table recorded_terms",
        "drop table backup",
        "drop table pool_event",
        "drop table snapshot",
        "drop table snapshot_part",
        "drop table recorded_calendar",
        "delete from schema_version where version > 3",
    ];
    place.change(&back);
    place.file("own.toml", own("own-2022", &[SCHEME]));
    place.ok(&RECORD);
    assert!(
        place
            .ok(&["ledger", "verify"])
            .contains("as they were recorded: 1")
    );
}
