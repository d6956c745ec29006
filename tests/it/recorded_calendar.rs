//! Working days on record: a year is completed, decided by, and never said otherwise. The days are made up.

use crate::place::Place;
use crate::recorded_rates::{BY, MADE_UP, rates};
use crate::recorded_terms::{SCHEME, own};

const YEAR: [&str; 4] = ["terms", "record-calendar", "year.toml", BY];

/// A year that nobody had, with only the holidays that it must have and those of `more`.
pub(crate) fn year(number: i16, settled_to: &str, more: &str) -> String {
    let off = |from: &str, to: &str| {
        format!(
            "[[holidays]]\nname = {{ zh = \"假日\", en = \"holiday\" }}\nfrom = {number}-{from}\nto = {number}-{to}\n"
        )
    };
    let holidays = [
        off("01-01", "01-01"),
        off("05-01", "05-01"),
        off("10-01", "10-03"),
    ];
    let holidays = holidays.concat();
    format!("{MADE_UP}year = {number}\nsettled_to = {settled_to}\n{holidays}{more}")
}

const CALL: [&str; 8] = [
    "pool",
    "call-top-up",
    "--pool=own",
    "--district=渝北区",
    "--contributor=city",
    "--amount=1000",
    "--booked-on=2016-11-01",
    "--as=maker:ma",
];

/// A pool of 2016, of which no release has the working days.
fn old_pool(place: &Place) {
    let from = ("effective_from = 2022-01-01", "effective_from = 2016-01-01");
    place.file("own.toml", own("own-2016", &[SCHEME, from]));
    place.ok(&["terms", "record", "own.toml", BY]);
    place.file(
        "pool.csv",
        "action,as,booked-on,pool,district,scheme\n\
         create,maker:ma,2016-10-31,own,,own\n\
         open-district,maker:ma,2016-10-31,own,渝北区,\n",
    );
    place.ok(&["pool", "run", "pool.csv"]);
}

#[test]
fn a_year_on_record_gives_deadlines() {
    let place = Place::new();
    old_pool(&place);
    let mut told = vec![place.refused(&CALL)];
    // Settled too early, then to the end: the second file says the first again.
    place.file("year.toml", year(2016, "2016-11-30", ""));
    told.push(place.ok(&YEAR));
    told.push(place.refused(&CALL));
    place.file("year.toml", year(2016, "2016-12-31", ""));
    told.push(place.ok(&YEAR));
    told.push(place.ok(&YEAR));
    place.ok(&CALL);
    // Thirty working days after Tuesday 1 November: 21 to the 30th, nine from 1 December.
    let journal = place.ok(&["ledger", "export"]);
    let called = journal.lines().last().unwrap();
    assert!(called.contains("\"due\":\"2016-12-13\""), "{called}");
    // A day off in the time that was reckoned over comes too late, and nothing changes.
    let off = "[[holidays]]\nname = { zh = \"又\", en = \"again\" }\nfrom = 2016-11-10\nto = 2016-11-12\n";
    place.file("year.toml", year(2016, "2016-12-31", off));
    told.push(place.refused(&YEAR));
    assert_eq!(place.ok(&["ledger", "export"]), journal);
    told.push(place.ok(&["terms", "show", "calendar/2016", "--recorded"]));
    let verified = place.ok(&["ledger", "verify"]);
    told.extend(verified.lines().skip(1).map(str::to_owned));
    insta::assert_snapshot!(told.join("\n"), @"
    error: refused: the top-up of own/渝北区 has no last day: whether 2016-11-02 is a working day is not known: there is no calendar for 2016 [data]
    exit code 1
    calendar/2016: on record, by record 4 of the journal

    error: refused: the top-up of own/渝北区 has no last day: whether 2016-12-01 is a working day is not known: the calendar is settled to 2016-11-30 [data]
    exit code 1
    calendar/2016: on record, by record 5 of the journal

    calendar/2016: recorded before, as record 5

    error: year.toml:
    holidays: 2016-11-10 is a working day by the calendar at hand, and none by this file [record.day]
    holidays: 2016-11-11 is a working day by the calendar at hand, and none by this file [record.day]
    exit code 2
    calendar/2016 from 2016-01-01 to 2016-12-31  record 5  digest sha256:212ddddd4e82c80a2a338f52eb81df9724fe43a3fbc67af7c84aa568f5436bd7
    [ours] made up for a test, no official figure

    day         is
    2016-01-01  off
    2016-05-01  off
    2016-10-01  off
    2016-10-02  off
    2016-10-03  off

    the books are their events': 3 events, 2 balances derived again, 1 compartments in balance
    the terms on record are as they were recorded: 1
    the working days and rates on record are as they were recorded: 2
    ");
}

#[test]
fn shipped_years_are_completed_and_never_said_otherwise() {
    let place = Place::new();
    let mut told = Vec::new();
    let mut record = |text: &str| {
        place.file("year.toml", text);
        let ran = place.run(&YEAR);
        told.push([ran.out, ran.err].concat());
    };
    let shipped = include_str!("../../models/calendar/cn-2026.toml");
    record(shipped);
    // Made up: nobody knows yet who works in the last days of the year.
    record(&shipped.replace("settled_to = 2026-12-25", "settled_to = 2026-12-31"));
    let old = include_str!("../../models/calendar/cn-2017.toml");
    record(&old.replace("国办发明电〔2016〕17号", "made up"));
    // A Thursday less of the Spring Festival, a Sunday less that is worked.
    let otherwise = old.replace("to = 2017-02-02", "to = 2017-02-01");
    record(&otherwise.replace("[2017-01-22, 2017-02-04]", "[2017-02-04]"));
    record("year = 70000\nsettled_to = 2031-12-31\n");
    record(&year(2031, "2030-12-31", ""));
    record(&rates(&[("2025-02-20", "0.0310")]));
    insta::assert_snapshot!(told.join("\n"), @"
    calendar/2026: all that it says is known already; nothing was recorded

    calendar/2026: on record, by record 1 of the journal

    calendar/2017: all that it says is known already; nothing was recorded

    error: year.toml:
    holidays: 2017-01-22 is a working day by the calendar at hand, and none by this file [record.day]
    holidays: 2017-02-02 is no working day by the calendar at hand, and one by this file [record.day]

    error: year.toml:
    line 1: mark: this key is required [form.missing]
    line 1: source: this key is required [form.missing]
    line 1: year: 70000 is no year [figure.range]
    line 1: holidays: a year without a holiday is not one [list.empty]

    error: year.toml:
    line 4: settled_to: 2030-12-31 is not in 2031 [calendar.year]

    error: year.toml:
    line 1: year: this key is required [form.missing]
    line 1: settled_to: this key is required [form.missing]
    line 1: holidays: a year without a holiday is not one [list.empty]
    line 3: quotes: this key is not known here; known are: mark, source, year, settled_to, holidays [form.unknown_key]
    ");
}
