//! An import killed in the middle: nothing of it is seen, and it goes on where it stopped.

use crate::place::{Place, cells};
use std::fmt::Write as _;
use std::process::Stdio;
use std::time::Duration;

const ROWS: u32 = 150_000;

fn years() -> String {
    let mut text = String::from("enterprise,年度,营业收入\n");
    for row in 0..ROWS {
        let _ = writeln!(text, "x:firm-{},{},{row}", row / 10, 2010 + row % 10);
    }
    text
}

#[test]
fn a_killed_import_shows_nothing_and_goes_on_where_it_stopped() {
    let place = Place::new();
    place.file("years.csv", years());
    let mut import = place
        .command(&["import", "years.csv"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let read = loop {
        assert!(
            import.try_wait().unwrap().is_none(),
            "it ended before it was killed"
        );
        std::thread::sleep(Duration::from_millis(20));
        let batches = place.run(&["import", "batches", "--format", "csv"]);
        let read: u32 = cells(&batches.out)
            .first()
            .map_or(0, |batch| batch[5].parse().unwrap());
        if read > 0 {
            break read;
        }
    };
    import.kill().unwrap();
    import.wait().unwrap();
    assert!(read < ROWS, "{read} rows were read at once");
    let unseen = place.refused(&["score", "x:firm-0", "--as-of", "2021-12-31"]);
    assert!(unseen.contains("there is no enterprise"), "{unseen}");
    let done = place.ok(&["import", "years.csv"]);
    assert!(
        done.contains(&format!("{ROWS} rows read = {ROWS} accepted")),
        "{done}"
    );
    assert!(done.contains("went on after"), "{done}");
    place.ok(&["score", "x:firm-0", "--as-of", "2021-12-31", "--preview"]);
    place.ok(&["ledger", "verify"]);
}
