//! The journal written out and verified by another program in another language.

use crate::place::{Place, Ran};
use std::process::Command;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/verify_journal.py");

#[test]
fn the_script_of_the_documentation_verifies_an_export_and_finds_a_changed_byte() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("NOT TESTED: python3 is not installed, so docs/verify_journal.py was not run");
        return;
    }
    let place = Place::new();
    place.file(
        "years.csv",
        "enterprise,年度,营业收入\nx:重庆,2017,13225\nx:b,2017,1\n",
    );
    place.ok(&["import", "years.csv"]);
    place.ok(&["score", "--all", "--as-of", "2018-12-31"]);
    let export = place.ok(&["ledger", "export"]);
    let verify = |name: &str, text: &str| {
        let path = place.file(name, text);
        Ran::of(
            Command::new("python3")
                .arg(SCRIPT)
                .arg(path)
                .output()
                .unwrap(),
        )
    };
    let whole = verify("journal.jsonl", &export);
    assert_eq!(whole.code, 0, "{}{}", whole.out, whole.err);
    let head = place.ok(&["ledger", "verify"]);
    let hash = head.lines().next().unwrap().rsplit(' ').next().unwrap();
    assert!(whole.out.contains(hash), "{} is not in {}", hash, whole.out);
    let broken = verify("broken.jsonl", &export.replacen("x:b", "x:c", 1));
    assert_eq!(broken.code, 1, "{}", broken.out);
}
