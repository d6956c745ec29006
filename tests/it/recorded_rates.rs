//! Rates on record: said once, decided by, never said otherwise. The figures are made up.

use crate::place::{BACK_TO_7, Place, cells};
use crate::recorded_calendar::year;
use crate::recorded_terms::texts;

pub(crate) const MADE_UP: &str =
    "mark = \"ours\"\nsource = \"made up for a test, no official figure\"\n";
pub(crate) const BY: &str = "--as=supervisor:孙";
const LPR: [&str; 4] = ["terms", "record-lpr", "lpr.toml", BY];

/// Publications of the rate that nobody made.
pub(crate) fn rates(quotes: &[(&str, &str)]) -> String {
    let quote = |(published, rate): &(&str, &str)| {
        format!("  {{ published = {published}, one_year = \"{rate}\" }},\n")
    };
    let quotes: String = quotes.iter().map(quote).collect();
    format!("{MADE_UP}quotes = [\n{quotes}]\n")
}

fn hubei(place: &Place) {
    place.file(
        "pool.csv",
        "action,as,booked-on,pool,district,scheme,contributor,amount\n\
         create,maker:ma,2025-04-17,hb,,hubei-knowledge-value,,\n\
         open-district,maker:ma,2025-04-17,hb,咸宁市,,,\n\
         contribute,maker:ma,2025-04-17,hb,咸宁市,,province,500000\n\
         contribute,maker:ma,2025-04-17,hb,咸宁市,,city,500000\n",
    );
    place.ok(&["pool", "run", "pool.csv"]);
}

fn enrol(loan: &str, approved_on: &str, rate: &str) -> Vec<String> {
    let said = [
        ("loan", loan),
        ("approved-on", approved_on),
        ("booked-on", "2025-06-26"),
        ("pool", "hb"),
        ("district", "咸宁市"),
        ("bank", "bank-a"),
        ("enterprise", "x:a"),
        ("product", "knowledge-value"),
        ("limit", "100000"),
        ("rate", rate),
        ("matures-on", "2026-06-20"),
        ("classes", "technology-enterprise"),
        ("requirements", "technology-industry"),
        ("score", "s-1"),
        ("score-model", "hubei-2025"),
        ("score-as-of", "2025-06-02"),
        ("grade", "A"),
        ("score-limit", "3000000"),
        ("consent-until", "2027-06-30"),
        ("as", "bank:bank-a:bai"),
    ];
    let flags = said.iter().map(|(name, text)| format!("--{name}={text}"));
    let verb = ["pool", "enrol"].map(str::to_owned).into_iter();
    verb.chain(flags).collect()
}

#[test]
fn a_month_on_record_lets_a_loan_under_its_cap() {
    let place = Place::new();
    hubei(&place);
    let mut told = vec![place.refused(&texts(&enrol("L1", "2025-06-25", "0.045")))];
    let text = rates(&[
        ("2025-02-20", "0.0310"),
        ("2025-03-20", "0.0310"),
        ("2025-04-21", "0.0310"),
        ("2025-05-20", "0.0305"),
        ("2025-06-20", "0.0300"),
    ]);
    let text = format!("# 虚构\r\n{text}\t\n");
    place.file("lpr.toml", &text);
    told.push(place.ok(&LPR));
    told.push(place.ok(&LPR));
    // One-year LPR of 20 June, 3.00%, and 150 basis points: 4.50% is the most.
    told.push(place.refused(&texts(&enrol("L1", "2025-06-25", "0.0451"))));
    place.ok(&texts(&enrol("L1", "2025-06-25", "0.045")));
    // On the 19th that of May holds, 3.05%.
    place.ok(&texts(&enrol("L2", "2025-06-19", "0.0455")));
    let show = ["terms", "show", "lpr/2025-02", "--recorded"];
    assert_eq!(place.ok(&[&show[..], &["--text"]].concat()), text);
    told.push(place.ok(&show));
    let listed = cells(&place.ok(&["terms", "list", "--recorded", "--format=csv"]));
    let on = &listed[0];
    let row = [&on[0], &on[1], &on[3], &on[4], &on[6], &on[8], &on[9]].map(|cell| &**cell);
    told.push(row.join(" | "));
    let verified = place.ok(&["ledger", "verify"]);
    told.push(verified.lines().last().unwrap().to_owned());
    insta::assert_snapshot!(told.join("\n"), @"
    error: refused: no LPR is known for 2025-06-25: the last publication in the series is of 2025-01-20 [data]
    exit code 1
    lpr/2025-02: on record, by record 5 of the journal

    lpr/2025-02: recorded before, as record 5

    error: refused: a rate above 0.045 is not covered; 0.045 would pass [enrol.rate]
    exit code 1
    lpr/2025-02 from 2025-02-20 to 2025-06-20  record 5  digest sha256:5f52a5ab1fc704e6300792f41b66e133297af3655e94fe94bd70d85223b1cfc8
    [ours] made up for a test, no official figure

    published   one_year
    2025-02-20  0.031
    2025-03-20  0.031
    2025-04-21  0.031
    2025-05-20  0.0305
    2025-06-20  0.03

    lpr/2025-02 | rates | 2025-02-20 | on-record | 5 | supervisor:孙 | 一年期 LPR · one-year LPR to 2025-06-20
    the working days and rates on record are as they were recorded: 1
    ");
}

#[test]
fn what_stands_against_rates_is_told_at_once() {
    let place = Place::new();
    let mut told = Vec::new();
    let mut refused = |text: &str, by: &str| {
        place.file("lpr.toml", text);
        told.push(place.refused(&["terms", "record-lpr", "lpr.toml", by]));
    };
    // A rate otherwise, a day otherwise.
    refused(
        &rates(&[
            ("2024-11-20", "0.0310"),
            ("2024-12-23", "0.0310"),
            ("2025-01-20", "0.0311"),
            ("2025-02-18", "0.0310"),
        ]),
        BY,
    );
    refused(&rates(&[("2025-03-20", "0.0310")]), BY);
    refused(&rates(&[("2019-06-20", "0.0431")]), BY);
    refused(
        &rates(&[("2025-02-20", "3.10"), ("2025-04-21", "0.0310")]),
        BY,
    );
    refused(&rates(&[]), BY);
    refused(&year(2031, "2031-12-31", ""), BY);
    refused(&rates(&[("2025-02-20", "0.0310")]), "--as=checker:cui");
    place.file("lpr.toml", rates(&[("2999-03-20", "0.0310")]));
    let future = place.refused(&LPR);
    assert!(future.contains("quotes[1]: 2999-03-20 has not come yet: today is "));
    let records = place.ok(&["ledger", "verify"]);
    assert!(records.contains(" 0 records"), "{records}");
    // What is known may be said again, and leaves nothing.
    place.file("lpr.toml", rates(&[("2025-01-20", "0.0310")]));
    told.push(place.ok(&LPR));
    place.file(
        "lpr.toml",
        rates(&[("2025-01-20", "0.0310"), ("2025-02-20", "0.0310")]),
    );
    told.push(place.ok(&LPR));
    insta::assert_snapshot!(told.join("\n"), @"
    error: lpr.toml:
    quotes[2]: the rate of 2024-12 at hand is 0.031, published on 2024-12-20; by this file 0.031, published on 2024-12-23 [record.rate]
    quotes[3]: the rate of 2025-01 at hand is 0.031, published on 2025-01-20; by this file 0.0311, published on 2025-01-20 [record.rate]
    quotes[4]: 2025-02-18 is before the 20th: no rate is published then [lpr.day]
    exit code 2
    error: lpr.toml:
    quotes: 2025-03-20 is not in the month after 2025-01-20; a file with the publications between would pass [lpr.gap]
    exit code 2
    error: lpr.toml:
    quotes: 2019-08-20 is not in the month after 2019-06-20; a file with the publications between would pass [lpr.gap]
    exit code 2
    error: lpr.toml:
    line 4: quotes[1].one_year: a rate a year is a share such as 0.0385 for 3.85% [figure.range]
    line 5: quotes[2].published: 2025-04-21 is not in the month after 2025-02-20 [lpr.gap]
    exit code 2
    error: lpr.toml:
    line 3: quotes: at least one is required [list.empty]
    exit code 2
    error: lpr.toml:
    line 1: quotes: at least one is required [list.empty]
    line 3: year: this key is not known here; known are: mark, source, quotes [form.unknown_key]
    line 4: settled_to: this key is not known here; known are: mark, source, quotes [form.unknown_key]
    line 5: holidays: this key is not known here; known are: mark, source, quotes [form.unknown_key]
    exit code 2
    error: a checker cannot put rates on record; supervisor can
    exit code 2
    lpr/2025-01: all that it says is known already; nothing was recorded

    lpr/2025-01: on record, by record 1 of the journal
    ");
}

#[test]
fn a_slip_is_replaced_until_the_books_go_on() {
    let place = Place::new();
    let march = ("2025-03-20", "0.0310");
    let mut told = Vec::new();
    let mut record = |quotes: &[(&str, &str)]| {
        place.file("lpr.toml", rates(quotes));
        let ran = place.run(&LPR);
        told.push([ran.out, ran.err].concat());
    };
    let slip = [("2025-02-20", "0.0130"), march];
    let right = [("2025-02-20", "0.0310"), march];
    record(&slip);
    // Alone it would leave March out.
    record(&[("2025-04-21", "0.0310")]);
    record(&right[..1]);
    record(&right);
    record(&slip);
    record(&right);
    record(&right);
    hubei(&place);
    record(&slip);
    record(&right);
    let listed = cells(&place.ok(&["terms", "list", "--recorded", "--format=csv"]));
    let listed = listed.iter().map(|row| format!("{} {}", row[6], row[4]));
    told.extend(listed);
    let shown = place.ok(&[
        "terms",
        "show",
        "lpr/2025-02@1",
        "--recorded",
        "--format=csv",
    ]);
    assert!(shown.contains("0.013"), "{shown}");
    told.push(place.refused(&["terms", "show", "lpr/2025-03", "--recorded"]));
    insta::assert_snapshot!(told.join("\n"), @"
    lpr/2025-02: on record, by record 1 of the journal

    lpr/2025-04: on record, by record 2 of the journal

    error: lpr.toml:
    quotes: 2025-04-21 is not in the month after 2025-02-20; a file with the publications between would pass [lpr.gap]

    lpr/2025-02: on record, by record 3 of the journal

    lpr/2025-02: on record, by record 4 of the journal

    lpr/2025-02: on record, by record 5 of the journal

    lpr/2025-02: recorded before, as record 5

    error: lpr.toml:
    quotes[1]: the rate of 2025-02 at hand is 0.031, published on 2025-02-20; by this file 0.013, published on 2025-02-20 [record.rate]

    lpr/2025-02: recorded before, as record 5

    1 replaced by 3
    2 on-record
    3 replaced by 4
    4 replaced by 5
    5 on-record
    error: nothing is on record as `lpr/2025-03`; `zhixin terms list --recorded` tells what is
    exit code 2
    ");
}

#[test]
fn what_was_replaced_may_come_back() {
    let place = Place::new();
    let whole = [("2025-02-20", "0.0310"), ("2025-03-20", "0.0310")];
    let slip = [("2025-02-20", "0.0130"), ("2025-03-20", "0.0310")];
    let mut told = String::new();
    for quotes in [&whole[..], &slip, &whole[..1], &whole, &whole] {
        place.file("lpr.toml", rates(quotes));
        told += place.ok(&LPR).trim_end();
        told += "\n";
    }
    insta::assert_snapshot!(told, @"
    lpr/2025-02: on record, by record 1 of the journal
    lpr/2025-02: on record, by record 2 of the journal
    lpr/2025-02: on record, by record 3 of the journal
    lpr/2025-02: on record, by record 4 of the journal
    lpr/2025-02: recorded before, as record 4
    ");
}

#[test]
fn a_file_on_record_that_is_not_what_was_recorded_is_found() {
    let place = Place::new();
    place.file("lpr.toml", rates(&[("2025-02-20", "0.0310")]));
    place.ok(&LPR);
    let mut told = Vec::new();
    for (trigger, statement) in [
        (
            "recorded_calendar_is_never_updated",
            "update recorded_calendar set body = replace(body, '0.0310', '0.0910')",
        ),
        (
            "recorded_calendar_is_never_deleted",
            "delete from recorded_calendar",
        ),
    ] {
        let free = place.unguarded(trigger, "recorded_calendar");
        place.change(&[&free, statement]);
        told.push(place.refused(&["ledger", "verify"]));
        // Nothing is decided by it either.
        let create = "--scheme=hubei-knowledge-value";
        told.push(place.refused(&["pool", "create", "--pool=hb", create, "--as=maker:ma"]));
    }
    insta::assert_snapshot!(told.join("\n"), @"
    error: the terms on record differ from the journal: `lpr/2025-02`: the text has not the digest that the journal states
    exit code 1
    error: the terms on record differ from the journal: `lpr/2025-02`: the text has not the digest that the journal states
    exit code 1
    error: the terms on record differ from the journal: the text that record 1 put on record is gone
    exit code 1
    error: the terms on record differ from the journal: the text that record 1 put on record is gone
    exit code 1
    ");
}

#[test]
fn records_of_an_older_schema_take_rates() {
    let place = Place::on_sqlite();
    hubei(&place);
    let back = [
        BACK_TO_7,
        "drop table recorded_calendar",
        "delete from schema_version where version > 6",
    ];
    place.change(&back);
    place.file("lpr.toml", rates(&[("2025-02-20", "0.0310")]));
    assert_eq!(
        place.ok(&LPR),
        "lpr/2025-02: on record, by record 5 of the journal\n"
    );
    assert!(
        place
            .ok(&["ledger", "verify"])
            .ends_with("rates on record are as they were recorded: 1\n")
    );
}
