//! Checkpoints signed, and single records proved; checked by the program and by the script, which must
//! agree.

use crate::journal::{lines, recorded, sample, script};
use crate::place::Place;
use std::path::Path;

/// Runs the same check in both languages.
#[track_caller]
fn both(place: &Place, code: i32, program: &[&str], other: &[&str]) {
    let ran = place.run(&[&["ledger", "verify", "--public-key", "key.pub"], program].concat());
    assert_eq!(ran.code, code, "{program:?}: {}", ran.err);
    if let Some(ran) = script(place, &[other, &["--public-key", "key.pub"]].concat()) {
        assert_eq!(ran.code, code, "{other:?}: {}{}", ran.out, ran.err);
    }
}

fn replaced(path: &Path, from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    text.replacen(from, to, 1)
}

#[test]
fn a_checkpoint_is_signed_and_holds_while_the_journal_grows() {
    let place = recorded();
    place.ok(&["ledger", "key", "new", "key"]);
    place.ok(&["ledger", "key", "new", "other"]);
    let again = place.refused(&["ledger", "key", "new", "key"]);
    assert!(again.ends_with("exit code 2"), "{again}");
    #[cfg(unix)]
    {
        let meta = std::fs::metadata(place.path().join("key")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(&meta.permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let signed = place.ok(&["ledger", "checkpoint", "--key", "key"]);
    let checkpoint = place.file("checkpoint.json", &signed);
    let other = place.ok(&["ledger", "checkpoint", "--key", "other"]);
    place.file("other.json", &other);
    place.file("years2.csv", "enterprise,年度,营业收入\nx:c,2016,7\n");
    place.ok(&["import", "years2.csv"]);
    let export = place.ok(&["ledger", "export"]);
    place.file("journal.jsonl", &export);
    let short: Vec<&str> = export.lines().take(2).collect();
    place.file("short.jsonl", short.join("\n"));
    place.file(
        "later.json",
        replaced(&checkpoint, "\"sequence\":", "\"sequence\":1"),
    );
    place.file("rewritten.jsonl", lines(&sample()).join("\n"));
    let said = place.ok(&[
        "ledger",
        "verify",
        "--checkpoint",
        "checkpoint.json",
        "--public-key",
        "key.pub",
    ]);
    assert!(said.contains("whole"), "{said}");
    for (code, journal, checkpoint) in [
        (0, "journal.jsonl", "checkpoint.json"),
        (1, "journal.jsonl", "other.json"),
        (1, "journal.jsonl", "later.json"),
        (1, "short.jsonl", "checkpoint.json"),
        (1, "rewritten.jsonl", "checkpoint.json"),
    ] {
        both(
            &place,
            code,
            &["--export", journal, "--checkpoint", checkpoint],
            &[journal, "--checkpoint", checkpoint],
        );
    }
    let unkeyed = place.run(&["ledger", "verify", "--checkpoint", "checkpoint.json"]);
    assert_eq!(unkeyed.code, 2);
}

#[test]
fn one_record_is_proved_to_whoever_holds_only_the_public_key() {
    let place = recorded();
    place.ok(&["ledger", "key", "new", "key"]);
    let checkpoint = place.ok(&["ledger", "checkpoint", "--key", "key"]);
    place.file("checkpoint.json", checkpoint);
    place.file("years2.csv", "enterprise,年度,营业收入\nx:c,2016,7\n");
    place.ok(&["import", "years2.csv"]);
    let count = place.ok(&["ledger", "export"]).lines().count();
    for sequence in 1..count {
        let sequence = sequence.to_string();
        let proof = place.ok(&[
            "ledger",
            "prove",
            &sequence,
            "--checkpoint",
            "checkpoint.json",
        ]);
        place.file("proof.json", proof);
        both(
            &place,
            0,
            &["--proof", "proof.json"],
            &["--proof", "proof.json"],
        );
        let receipt = place.ok(&["ledger", "receipt", &sequence]);
        let said = place.ok(&[
            "ledger",
            "verify",
            "--proof",
            "proof.json",
            "--public-key",
            "key.pub",
        ]);
        assert!(said.contains(receipt.trim()), "{said}");
        place.ok(&["ledger", "verify", "--receipt", receipt.trim()]);
    }
    let proof = place.path().join("proof.json");
    for (from, to) in [
        (
            "\"path\":[\"sha256:",
            "\"path\":[\"sha256:0000000000000000000000000000000000000000000000000000000000000000\",\"sha256:",
        ),
        ("\"actor\":\"", "\"actor\":\"x"),
        (
            "\"root\":\"sha256:",
            "\"root\":\"sha256:0000000000000000000000000000000000000000000000000000000000000000\",\"root\":\"sha256:",
        ),
    ] {
        place.file("forged.json", replaced(&proof, from, to));
        let ran = place.run(&[
            "ledger",
            "verify",
            "--public-key",
            "key.pub",
            "--proof",
            "forged.json",
        ]);
        assert_ne!(ran.code, 0, "{}", ran.out);
        if let Some(ran) = script(
            &place,
            &["--proof", "forged.json", "--public-key", "key.pub"],
        ) {
            assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        }
    }
    let last = count.to_string();
    for arguments in [
        &["ledger", "prove", &last, "--checkpoint", "checkpoint.json"][..],
        &["ledger", "prove", "0", "--checkpoint", "checkpoint.json"],
        &["ledger", "receipt", "999"],
        &[
            "ledger", "redact", "1", "--reason", "x", "--actor", "operator",
        ],
        &["ledger", "checkpoint", "--key", "key.pub"],
        &[
            "ledger",
            "verify",
            "--proof",
            "checkpoint.json",
            "--public-key",
            "key.pub",
        ],
    ] {
        let said = place.refused(arguments);
        assert!(said.ends_with("exit code 2"), "{said}");
    }
}
