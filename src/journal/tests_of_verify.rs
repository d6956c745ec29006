//! Verification on good journals, and on every way of breaking one.

use super::chain::Head;
use super::reason::{Broken, Reason};
use super::record::Record;
use super::verify::*;
use crate::journal::samples::{checkpoint, journal, mutations};
use crate::units::Digest;
use proptest::prelude::*;

fn broken_at(records: &[Record]) -> u64 {
    verify(records).unwrap_err().sequence
}

#[test]
fn a_journal_and_its_tail_verify() {
    let records = journal(6);
    let head = Head {
        sequence: 6,
        hash: records[5].hash,
    };
    assert_eq!(verify(&records), Ok(head));
    let middle = verify(&records[..3]).unwrap();
    assert_eq!(verify_from(middle, &records[3..]), Ok(head));
    assert_eq!(verify(Vec::<Record>::new()), Ok(Head::genesis()));
}

#[test]
fn removed_moved_inserted_and_repeated_records_are_found() {
    let mut records = journal(6);
    records.remove(2);
    assert_eq!(broken_at(&records), 3);
    let mut records = journal(6);
    records.swap(1, 3);
    assert_eq!(broken_at(&records), 2);
    let mut records = journal(6);
    records.insert(4, records[4].clone());
    assert_eq!(broken_at(&records), 6);
    assert_eq!(broken_at(&journal(6)[1..]), 1);
}

#[test]
fn another_genesis_is_found() {
    let other = Head {
        sequence: 0,
        hash: Digest::of(b"another"),
    };
    let mut chain = crate::journal::Chain::resume(other);
    let record = chain.append(crate::journal::samples::event(1)).unwrap();
    assert!(matches!(
        verify([record]).unwrap_err().reason,
        Reason::NotLinked { .. }
    ));
}

#[test]
fn a_rewritten_past_contradicts_the_receipt() {
    let receipt = journal(6)[3].receipt();
    assert!(verify_receipt(receipt, journal(6)).is_ok());
    assert_eq!(
        verify_receipt(receipt, &journal(6)[..3]).unwrap_err(),
        Broken {
            sequence: 4,
            reason: Reason::ReceiptMissing(3)
        }
    );
    let mut chain = crate::journal::Chain::default();
    let rewritten: Vec<_> = journal(6)
        .into_iter()
        .map(|mut record| {
            record.event.actor.push('!');
            chain.append(record.event).unwrap()
        })
        .collect();
    assert!(verify(&rewritten).is_ok());
    let broken = verify_receipt(receipt, &rewritten).unwrap_err();
    assert!(matches!(
        broken,
        Broken {
            sequence: 4,
            reason: Reason::ReceiptDiffers { .. }
        }
    ));
}

#[test]
fn a_receipt_of_the_trusted_head_itself_is_met() {
    let records = journal(3);
    let head = verify(&records).unwrap();
    assert_eq!(
        Verifier::after(head)
            .expecting(records[2].receipt())
            .finish(),
        Ok(head)
    );
    let mut wrong = records[2].receipt();
    wrong.hash = Digest::of(b"another");
    assert!(Verifier::after(head).expecting(wrong).finish().is_err());
}

#[test]
fn an_unknown_kind_verifies() {
    let mut event = crate::journal::samples::event(1);
    event.kind = crate::journal::KindName::stored("claim.filed");
    let record = crate::journal::Chain::default().append(event).unwrap();
    assert!(verify([record]).is_ok());
}

proptest! {
    #[test]
    fn any_change_of_any_field_is_found(at in 0usize..5, text in "\\PC{1,4}", n in 1u64..) {
        for mutate in mutations() {
            let mut records = journal(5);
            mutate(&mut records[at], &text, n);
            prop_assert_eq!(broken_at(&records), at as u64 + 1);
            // A forger who also mends the record's own hash breaks the next link, or the receipt.
            records[at].hash = records[at].computed_hash().unwrap();
            let unharmed = records == journal(5);
            prop_assert_eq!(verify_receipt(journal(5)[4].receipt(), &records).is_ok(), unharmed);
        }
    }
}

fn lines(records: &[Record]) -> Vec<String> {
    records.iter().map(|one| one.to_line().unwrap()).collect()
}

fn read_lines(lines: &[String]) -> Result<Head, Broken> {
    let mut verifier = Verifier::after(Head::genesis());
    for line in lines {
        verifier.read_line(line.as_bytes())?;
    }
    verifier.finish()
}

#[test]
fn lines_verify_like_records_and_a_line_that_is_none_is_named() {
    let good = lines(&journal(6));
    assert_eq!(read_lines(&good), verify(journal(6)));
    let breaks: [fn(&str) -> String; 6] = [
        |line| line[..line.len() - 1].to_owned(),
        |line| line.replacen('{', "{\"note\":1,", 1),
        |line| line.replacen("\"points\":", "\"points\":1,\"points\":", 1),
        |line| line.replacen("\"points\":7", "\"points\":7.0", 1),
        |line| line.replacen("2020-06-30", "20200630", 1),
        |_| String::new(),
    ];
    for spoil in breaks {
        let mut bad = good.clone();
        bad[3] = spoil(&bad[3]);
        assert_ne!(bad[3], good[3]);
        let broken = read_lines(&bad).unwrap_err();
        assert_eq!(broken.sequence, 4);
        assert!(matches!(broken.reason, Reason::Unreadable(_)), "{broken}");
    }
}

#[test]
fn a_checkpoint_holds_for_the_journal_it_was_signed_over_and_for_every_longer_one() {
    for length in 0..=6 {
        let walk = |from: u64| {
            let records = journal(6);
            let from = usize::try_from(from).unwrap();
            let start = verify(&records[..from]).unwrap();
            let mut verifier = Verifier::after(start).containing(checkpoint(length).0);
            records[from..]
                .iter()
                .try_for_each(|record| verifier.read(record))?;
            verifier.finish()
        };
        assert_eq!(walk(0), verify(journal(6)), "{length}");
        assert_eq!(walk(3).is_ok(), length >= 3, "{length}");
    }
    let mut short = Verifier::after(Head::genesis()).containing(checkpoint(4).0);
    short.read(&journal(1)[0]).unwrap();
    let broken = short.finish().unwrap_err();
    assert_eq!(
        (broken.sequence, broken.reason),
        (4, Reason::CheckpointMissing(1))
    );
}

#[test]
fn a_checkpoint_of_another_past_is_found() {
    let changes: [fn(&mut crate::journal::Checkpoint); 2] = [
        |bad| bad.hash = Digest::of(b"another"),
        |bad| bad.root = Digest::of(b"another"),
    ];
    for at in [0, 4] {
        for change in changes {
            let (mut bad, _) = checkpoint(at);
            change(&mut bad);
            let mut verifier = Verifier::after(Head::genesis()).containing(bad);
            let mut records = journal(6).into_iter();
            let broken = records
                .find_map(|record| verifier.read(&record).err())
                .unwrap();
            assert_eq!(broken.sequence, at);
            assert!(matches!(broken.reason, Reason::CheckpointDiffers { .. }));
        }
    }
}

/// The lines of an export of a journal.
fn exported(records: &[Record]) -> Vec<String> {
    let lines = records.iter().map(Record::to_line);
    lines.map(Result::unwrap).collect()
}

proptest! {
    // Each case builds a pool of threads and reads a journal twice.
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn lines_read_together_are_found_wrong_where_lines_read_one_by_one_are(
        at in prop::collection::vec((0..120usize, any::<prop::sample::Index>(), any::<u8>()), 0..3),
        threads in 1..5usize,
        pieces in 1..130usize,
    ) {
        let mut lines: Vec<Vec<u8>> = exported(&journal(120)).into_iter().map(String::into_bytes).collect();
        for (line, place, byte) in at {
            let place = place.index(lines[line].len());
            lines[line][place] = byte;
        }
        let mut single = Verifier::after(Head::genesis());
        let one_by_one = lines.iter().try_for_each(|line| single.read_line(line));
        let mut all = Verifier::after(Head::genesis());
        let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let together = pool.install(|| lines.chunks(pieces).try_for_each(|some| all.read_lines(some)));
        prop_assert_eq!(together, one_by_one);
        prop_assert_eq!(all.head(), single.head());
    }
}
