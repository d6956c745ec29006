//! Incentives on the command line: worked out for a period that is over, and granted once, whoever asks again.

use crate::place::{Place, cells};
use crate::recorded_terms::{RECORD, SCHEME, enrol, funded, own, texts};

const ASKED: [&str; 4] = ["pool", "incentives", "--pool=own", "--through=2022-03-31"];
const GRANT: [&str; 3] = ["--grant", "--as=maker:ma", "--booked-on=2022-04-06"];

fn asked<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&ASKED[..], more].concat()
}

/// A pool under terms of its own, of which the first incentive, for volume, is paid by the pool every quarter.
fn lent() -> Place {
    let place = Place::new();
    let terms = own("own-2022", &[SCHEME]);
    let elsewhere = "paid_by = \"elsewhere\"\nperiod = \"year\"";
    let terms = terms.replacen(elsewhere, "paid_by = \"pool\"\nperiod = \"quarter\"", 1);
    place.file("own.toml", terms);
    place.ok(&RECORD);
    funded(&place, "own");
    place.ok(&texts(&enrol("L1", "2022-01-24")));
    place.ok(&[
        "pool",
        "draw",
        "--loan=L1",
        "--principal=100000",
        "--booked-on=2022-01-24",
        "--as=bank:bank-a:bai",
    ]);
    place
}

fn close(place: &Place, date: &str) {
    let (date, booked) = (format!("--date={date}"), format!("--booked-on={date}"));
    place.ok(&["pool", "close-day", &date, &booked, "--as=operator:ou"]);
}

#[test]
fn what_is_due_out_of_the_pool_is_granted_once() {
    let place = lent();
    let open = place.refused(&asked(&[]));
    assert!(open.contains("no day is closed"), "{open}");
    close(&place, "2022-03-31");
    let shown = place.ok(&asked(&["--format=csv"]));
    let rows: Vec<serde_json::Value> = place
        .ok(&asked(&["--format=json"]))
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 1, "the other incentives are of a year");
    assert_eq!(rows[0]["earns"], "100.00");
    assert!(rows[0]["fees"].is_null() && rows[0]["interest_paid"].is_null());
    assert_eq!(place.run(&asked(&["--grant"])).code, 2, "by whom?");
    let granted = place.ok(&asked(&GRANT));
    // Somebody else, on another day, by another form: it stands.
    let again = place.ok(&asked(&[
        "--grant",
        "--as=maker:li",
        "--booked-on=2022-04-07",
    ]));
    let events = cells(&place.ok(&["pool", "events", "--format=csv"]));
    let accrued = events
        .iter()
        .filter(|row| row[3] == "pool.incentive.accrued");
    assert_eq!(accrued.count(), 1);
    let position = place.ok(&["pool", "position", "--format=csv"]);
    assert!(
        position.contains("own/渝北区,2060,应付激励 incentives payable,100.00"),
        "{position}"
    );
    place.ok(&["ledger", "verify"]);
    insta::assert_snapshot!([shown, granted, again].concat(), @"
    compartment,bank,enterprise,incentive,kind,from,through,drawn,first_loans,interest_given_up,principal_years,interest_paid,fees,before,tripped,paid_by,earns
    own/渝北区,bank-a,,volume,volume,2022-01-01,2022-03-31,100000.00,0,0.00,18356.16,未知 not known,未知 not known,0.00,no,pool,100.00
    own/渝北区 bank-a volume 100.00: event 8: pool.incentive.accrued own/渝北区 on 2022-04-06 by maker:ma
    own/渝北区 bank-a volume 100.00: done before, as event 8
    ");
}

#[test]
fn a_grant_that_was_wrong_is_taken_back_while_it_is_owed_and_granted_anew() {
    let place = lent();
    close(&place, "2022-03-31");
    place.ok(&asked(&GRANT));
    let correct = [
        "pool",
        "correct",
        "--event=8",
        "--because=drawn a quarter later",
        "--booked-on=2022-04-08",
        "--as=maker:ma",
    ];
    let pay = |amount| {
        [
            "pool",
            "pay-incentive",
            "--pool=own",
            "--district=渝北区",
            "--bank=bank-a",
            amount,
            "--booked-on=2022-04-07",
            "--as=payer:peng",
        ]
    };
    place.ok(&correct);
    let anew = place.ok(&asked(&GRANT));
    let again = place.ok(&asked(&GRANT));
    place.ok(&pay("--amount=0.01"));
    let paid = place.refused(&[&correct[..2], &["--event=10"], &correct[3..]].concat());
    place.ok(&["ledger", "verify"]);
    insta::assert_snapshot!([anew, again, paid].concat(), @"
    own/渝北区 bank-a volume 100.00: event 10: pool.incentive.accrued own/渝北区 on 2022-04-06 by maker:ma
    own/渝北区 bank-a volume 100.00: done before, as event 10
    error: refused: no more than 99.99 is still owed, to be taken back; that much would pass [above]
    exit code 1
    ");
}

#[test]
fn what_cannot_be_granted_is_told() {
    let place = lent();
    close(&place, "2022-03-31");
    let told = [
        place.refused(&["pool", "incentives", "--pool=own", "--through=2022-03-30"]),
        place.refused(&["pool", "incentives", "--pool=none", "--through=2022-03-31"]),
        place.refused(&[
            "pool",
            "incentives",
            "--pool=O W",
            "--through=x",
            "--grant",
            "--as=ma",
        ]),
    ];
    insta::assert_snapshot!(told.join("\n"), @"
    error: no period of an incentive ends on 2022-03-30; one ends on 2022-03-31
    exit code 2
    error: there is no pool `none`
    exit code 2
    error: pool: `O W`: character 1 is `O`; a pool's id (资金池) is written in small letters, digits and hyphens, a hyphen not first [pool.field]
    through: `x` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日 [pool.field]
    as: `ma` does not read maker:NAME, checker:NAME, payer:NAME, supervisor:NAME, operator:NAME, bank:BANK:NAME or contributor:POOL:DISTRICT:CONTRIBUTOR:NAME [pool.field]
    exit code 2
    ");
    let role = place.run(&asked(&[
        "--grant",
        "--as=operator:ou",
        "--booked-on=2022-04-06",
    ]));
    assert_eq!(role.code, 1);
    assert!(role.err.contains("[role]"), "{}", role.err);
    // Nothing of the pool's own: shown, and nothing to grant.
    let place = Place::new();
    funded(&place, "cq-knowledge-value");
    place.ok(&texts(&enrol("L1", "2022-01-24")));
    close(&place, "2022-12-31");
    let year = ["pool", "incentives", "--pool=own", "--through=2022-12-31"];
    let shown = cells(&place.ok(&[&year[..], &["--format=csv"]].concat()));
    let earns: Vec<(&str, &str)> = shown
        .iter()
        .map(|row| (row[3].as_str(), row[16].as_str()))
        .collect();
    assert_eq!(
        earns,
        [
            ("volume", "0.00"),
            ("first-loan", "0.00"),
            ("rate-concession", "0.00")
        ]
    );
    let nothing = place.ok(&[
        &year[..],
        &["--grant", "--as=maker:ma", "--booked-on=2023-01-04"],
    ]
    .concat());
    assert_eq!(
        nothing,
        "没有由资金池支付的激励 nothing is due out of the pool\n"
    );
}
