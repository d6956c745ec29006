//! Snapshots of the state: read back whole, told apart by their form, never a crash when they are damaged. That
//! a ledger read back decides as the one that was written, the desk of the samples sees to at every command.

use super::command::Action;
use super::samples::*;
use super::state::State;
use super::terms::ResumeBy;
use super::tests_of_golden::worked;
use super::tests_of_limits::with_breaker;

/// Books with a claim under review, and a breaker that it tripped.
fn tripped() -> Desk {
    let mut desk = Desk::funded(with_breaker(ResumeBy::Decision), "4000000", "6000000");
    desk.overdue("L1", "900000");
    desk.overdue("L2", "100000");
    desk.today = day("2021-03-10");
    desk.done(Action::FileClaim {
        filing: Box::new(filing("C1", "L2", "100000")),
    });
    assert_eq!(desk.ledger.state().tripped(&home().pool).count(), 1);
    desk
}

#[test]
fn what_is_read_back_is_what_was_written() {
    for desk in [worked().0, tripped()] {
        let mut written = desk.ledger.clone();
        written.forget_keys();
        let read = desk.read_back();
        assert_eq!(read.state(), written.state());
        assert_eq!(read.state().digest(), written.state().digest());
    }
}

/// Where this fails, a state holds something else than it did, or is written otherwise: raise `FORM` in
/// `state/snapshot.rs`, so that no release reads the snapshots of another, and accept the digests.
#[test]
fn the_form_of_a_snapshot_is_that_of_its_version() {
    let digests = [worked().0, tripped()].map(|desk| desk.ledger.state().digest().short());
    let form = State::form();
    let version = form.split(' ').next().unwrap();
    insta::assert_snapshot!(format!("{version}: {}", digests.join(" ")), @"zhixin/state/8: ba0f7a148509 7d18b2080f51");
}

#[test]
fn damaged_bytes_are_an_error_or_another_state_and_no_crash() {
    let desk = worked().0;
    let (bytes, digest) = (desk.ledger.state().to_bytes(), desk.ledger.state().digest());
    for at in 0..bytes.len() {
        assert!(State::from_bytes(&bytes[..at]).is_err(), "cut at {at}");
        for bit in [1, 8, 128] {
            let mut changed = bytes.clone();
            changed[at] ^= bit;
            if let Ok(state) = State::from_bytes(&changed) {
                assert_ne!(state.digest(), digest, "bit {bit} at {at}");
            }
        }
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    let error = State::from_bytes(&longer).unwrap_err().to_string();
    assert_eq!(error, "it does not read: 1 bytes are left over");
}

#[test]
fn a_key_that_the_state_forgot_is_answered_from_the_records() {
    let mut desk = worked().0;
    let first = Action::OpenPool {
        pool: home().pool,
        scheme: crate::units::names::Scheme::parse("test").unwrap(),
        tiers: vec![],
    };
    let mut again = desk.command(first);
    again.key = desk.events[0].key.clone();
    again.request = desk.events[0].request;
    let known = desk.ledger.state().keys.done(&again.key).copied().into();
    let mut late = desk.read_back();
    // Nobody told it, and so it looks at the command itself.
    assert_eq!(late.run(&again).unwrap_err().code(), "exists");
    assert_eq!(
        late.run_knowing(&again, &known).unwrap_err().code(),
        "key.done"
    );
    again.request = crate::units::Digest::of(b"another");
    let refusal = late.run_knowing(&again, &known).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "the key stands for another command, done as event 1; send this one under a new key"
    );
}
