//! Redaction as verification sees it: what may go, what must be said, and what nobody may erase.

use super::samples::{event, journal};
use super::{
    Broken, Chain, EventKind, Head, KindName, Reason, Record, Redaction, Verifier, redacted, verify,
};
use crate::units::Digest;

/// Five records, the second erasable, the fourth telling of its redaction; nothing is erased yet.
fn redactable() -> Vec<Record> {
    let mut chain = Chain::default();
    let mut records: Vec<Record> = Vec::new();
    for n in 1..=5 {
        let mut event = event(n);
        if n == 2 {
            event.kind = KindName::stored("personal.sample");
        }
        if n == 4 {
            event.kind = EventKind::BodyRedacted.into();
            let redaction = Redaction::of(&records[1], "撤回同意");
            (event.subject, event.body) = (redaction.subject(), redaction.body());
        }
        records.push(chain.append(event).unwrap());
    }
    records
}

fn erase(record: &mut Record) {
    record.event.body = redacted(&record.event.body_digest().unwrap());
}

/// Both ways of reading, which must agree.
fn walk(records: &[Record]) -> Result<(Head, u64), Broken> {
    let (mut one, mut other) = (
        Verifier::after(Head::genesis()),
        Verifier::after(Head::genesis()),
    );
    for record in records {
        let line = record.to_line().unwrap();
        let read = one.read(record);
        assert_eq!(read, other.read_line(line.as_bytes()));
        read?;
    }
    let redacted = one.redacted();
    assert_eq!(redacted, other.redacted());
    let (one, other) = (one.finish(), other.finish());
    assert_eq!(one, other);
    Ok((one?, redacted))
}

#[test]
fn a_body_may_go_when_a_later_event_says_so() {
    let mut records = redactable();
    let (head, redacted) = walk(&records).unwrap();
    assert_eq!(redacted, 0);
    erase(&mut records[1]);
    assert_eq!(walk(&records), Ok((head, 1)));
    assert_eq!(verify(&records), Ok(head));
}

#[test]
fn a_body_that_is_gone_without_a_word_is_found() {
    let mut records = redactable();
    erase(&mut records[1]);
    let broken = Broken {
        sequence: 2,
        reason: Reason::NotRedacted,
    };
    assert_eq!(walk(&records[..3]), Err(broken));
}

#[test]
fn no_redaction_erases_a_score_or_a_claim() {
    let mut records = journal(3);
    erase(&mut records[1]);
    let broken = walk(&records).unwrap_err();
    let reason = Reason::NotErasable(records[1].event.kind.to_string());
    assert_eq!(
        broken,
        Broken {
            sequence: 2,
            reason
        }
    );
}

#[test]
fn another_digest_in_place_of_the_body_is_a_change() {
    let mut records = redactable();
    records[1].event.body = redacted(&Digest::of(b"another"));
    let broken = walk(&records).unwrap_err();
    assert!(matches!(broken.reason, Reason::Changed { .. }));
    assert_eq!(broken.sequence, 2);
}

#[test]
fn a_redaction_of_another_hash_or_another_record_accounts_for_nothing() {
    for (sequence, hash) in [(2, Digest::of(b"x")), (1, redactable()[1].hash)] {
        let mut chain = Chain::default();
        let mut records: Vec<Record> = Vec::new();
        for (n, record) in (1..).zip(redactable()) {
            let mut event = record.event;
            if n == 4 {
                let reason = String::new();
                event.body = Redaction {
                    sequence,
                    hash,
                    reason,
                }
                .body();
            }
            records.push(chain.append(event).unwrap());
        }
        erase(&mut records[1]);
        let broken = walk(&records).unwrap_err();
        assert_eq!((broken.sequence, broken.reason), (2, Reason::NotRedacted));
    }
}
