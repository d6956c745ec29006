//! Backups on the command line: whole, verified, never over a file, and told of by the doctor.

use super::place::{Place, cells};
use zhixin::service::doctor;
use zhixin::store::Store;
use zhixin::units::Moment;

const DAYS: i64 = 24 * 3600 * 1_000_000;

fn funded() -> Place {
    let place = Place::new();
    fund(&place);
    place
}

fn fund(place: &Place) {
    place.file(
        "commands.csv",
        "action,as,booked-on,pool,district,scheme,contributor,amount\n\
         create,maker:ma,2022-01-04,cq,,cq-knowledge-value,,\n\
         open-district,maker:ma,2022-01-04,cq,渝北区,,,\n\
         contribute,maker:ma,2022-01-05,cq,渝北区,,city,4000000\n",
    );
    place.ok(&["pool", "run", "commands.csv"]);
}

#[test]
fn a_backup_holds_all_records_and_verifies() {
    let place = funded();
    let told = cells(&place.ok(&["db", "backup", "copy.db", "--format=csv"]));
    assert_eq!(told[0][1], "3");
    assert!(told[0][0].ends_with("/copy.db"), "{told:?}");
    let of = |database: &str, asked: &[&str]| {
        place.ok(&[asked, &[&format!("--database={database}")]].concat())
    };
    for asked in [
        &["ledger", "verify"][..],
        &["pool", "position", "--format=csv"],
        &["ledger", "export"],
    ] {
        assert_eq!(
            of("sqlite://copy.db", asked),
            of(&place.records(), asked),
            "{asked:?}"
        );
    }
    assert!(of("sqlite://copy.db", &["ledger", "verify"]).contains(&told[0][2][..12]));
    let left: Vec<_> = std::fs::read_dir(place.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("copy"))
        .collect();
    assert!(left.iter().all(|name| !name.contains("part")), "{left:?}");
}

#[test]
fn a_backup_takes_the_place_of_nothing_and_leaves_nothing_half() {
    let place = funded();
    place.file("copy.db", "a letter");
    let told = [
        place.refused(&["db", "backup", "copy.db"]),
        place.refused(&["db", "backup", "nowhere/copy.db"]),
        place.refused(&["db", "backup", "more.db", "--database=sqlite://none.db"]),
    ];
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(
        std::fs::read(place.path().join("copy.db")).unwrap(),
        b"a letter"
    );
}

/// What the doctor says of backups so many days after the moment of the last record.
async fn doctor_says(place: &Place, days: i64) -> (bool, String) {
    let url = place.records();
    let store = Store::open(&url).await.unwrap();
    let last = store.records(2, 1).await.unwrap()[0].event.recorded_at;
    let now = Moment::from_micros(last.micros() + days * DAYS + DAYS / 2);
    let found = doctor::look(&store, now, now.utc_date()).await.unwrap();
    store.close().await;
    let mut found = found.into_iter();
    let of = found
        .find(|finding| finding.what.starts_with("backup"))
        .unwrap();
    (of.well, of.found)
}

#[tokio::test]
async fn the_doctor_asks_for_a_backup_once_records_are_a_week_old() {
    let place = funded();
    assert!(doctor_says(&place, 7).await.0, "seven days are no week yet");
    let (well, found) = doctor_says(&place, 8).await;
    assert!(!well);
    insta::assert_snapshot!(found, @"none was ever made; see `zhixin db backup`");
    place.ok(&["db", "backup", "copy.db"]);
    let (well, found) = doctor_says(&place, 30).await;
    assert!(well, "nothing came since");
    insta::assert_snapshot!(found, @"the last is 30 days old, 0 records came since");
    place.ok(&[
        "pool",
        "contribute",
        "--pool=cq",
        "--district=渝北区",
        "--contributor=district",
        "--amount=6000000",
        "--as=maker:ma",
        "--booked-on=2022-01-06",
    ]);
    let (well, found) = doctor_says(&place, 8).await;
    assert!(!well);
    insta::assert_snapshot!(found, @"the last is 8 days old, 1 records came since");
}

/// Records on one engine, backed up, and restored on the other and on the same.
#[test]
fn a_backup_is_restored_on_either_engine_and_verifies_against_the_last_receipt() {
    let (Some(postgres), Some(other)) = (Place::on_postgres(), Place::on_postgres()) else {
        return;
    };
    let sqlite = Place::on_sqlite();
    for place in [&sqlite, &postgres] {
        fund(place);
        let receipt = place.ok(&["ledger", "receipt", "3"]);
        let receipt = format!("--receipt={}", receipt.trim());
        place.ok(&["db", "backup", "copy.db"]);
        let restored = format!("sqlite://{}", place.path().join("restored.db").display());
        let into = [restored, other.records()];
        let into = if place.records() == sqlite.records() {
            &into[..]
        } else {
            &into[..1]
        };
        for into in into {
            let told = place.ok(&["db", "restore", "copy.db", "--into", into, "--format=csv"]);
            let database = format!("--database={into}");
            let verified = place.ok(&["db", "verify", &receipt, &database, "--format=csv"]);
            assert_eq!(told, verified);
            assert_eq!(
                place.ok(&["pool", "position", &database]),
                place.ok(&["pool", "position"])
            );
            // Over records that are there nothing is restored.
            let refused = place.refused(&["db", "restore", "copy.db", "--into", into]);
            assert!(
                refused.contains("there are records already") && refused.ends_with("code 2"),
                "{refused}"
            );
            assert_eq!(
                verified,
                place.ok(&["db", "verify", &receipt, &database, "--format=csv"])
            );
        }
        let forged = format!("3:sha256:{}", "0".repeat(64));
        let ran = place.run(&["db", "verify", "--receipt", &forged]);
        assert_eq!(ran.code, 1, "{}", ran.err);
    }
}

#[test]
fn the_state_of_the_database_is_told_and_its_schema_is_brought_forward() {
    let place = Place::new();
    assert!(
        place
            .ok(&["db", "migrate"])
            .starts_with("records were made, of schema version ")
    );
    assert!(place.ok(&["db", "migrate"]).ends_with(" already\n"));
    let told = cells(&place.ok(&["db", "status", "--format=csv"]));
    let of = |what: &str| told.iter().find(|row| row[0] == what).unwrap()[1].clone();
    assert_eq!(
        (of("records"), of("last backup")),
        ("0".to_owned(), "none".to_owned())
    );
    assert!(of("engine").contains("SQL"), "{told:?}");
    assert!(of("bytes").parse::<u64>().unwrap() > 0);
    let refused = place.refused(&["db", "restore", "none.db", "--into=sqlite://new.db"]);
    insta::assert_snapshot!(refused, @"
    error: there are no records at none.db; import evidence first, or name another --database
    exit code 2
    ");
    assert!(!place.path().join("new.db").exists());
}
