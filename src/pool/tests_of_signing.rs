//! The order of refusals when a contributor signs a statement.

use super::account::CompartmentId;
use super::actor::Role;
use super::command::{Action, Command};
use super::issue::Issue;
use super::samples::*;
use super::statement::{FORM, Scope};
use super::tests_of_refusals::{new_key, walk};
use crate::journal::Head;
use crate::units::Digest;
use crate::units::names::{ContributorId, PoolId};

fn issue(desk: &mut Desk, scope: Scope, from: &str, to: &str) {
    let issue = Box::new(Issue {
        scope,
        from: day(from),
        to: day(to),
        head: Head::genesis(),
        form: FORM.to_owned(),
        accounts: vec![],
        digest: Digest::of(to.as_bytes()),
    });
    desk.done(Action::IssueStatement { issue });
}

/// Half of January, of all of the pool, and January.
fn issued() -> Desk {
    let mut desk = Desk::funded(terms(), "4000000", "6000000");
    desk.today = day("2021-02-01");
    desk.done(Action::ClosePeriod {
        pool: home().pool,
        through: day("2021-01-31"),
    });
    let own = Scope::compartment(&home());
    issue(&mut desk, own.clone(), "2021-01-01", "2021-01-15");
    let pool = Scope::Pool { pool: home().pool };
    issue(&mut desk, pool, "2021-01-01", "2021-01-31");
    issue(&mut desk, own, "2021-01-01", "2021-01-31");
    desk
}

fn seat(compartment: CompartmentId, contributor: &str) -> Role {
    Role::Contributor {
        compartment,
        contributor: ContributorId::parse(contributor).unwrap(),
    }
}

fn of(command: &mut Command, which: u64) {
    let Action::SignStatement { statement, .. } = &mut command.action else {
        panic!("a signature");
    };
    *statement = which;
}

#[test]
fn a_signature_is_refused_in_order() {
    let mut desk = issued();
    let mut command = desk.command(Action::SignStatement {
        pool: PoolId::parse("other").unwrap(),
        statement: 9,
        digest: Digest::of(b"other bytes"),
    });
    command.key = desk.events[0].key.clone();
    command.actor.role = Role::Supervisor;
    walk(
        &mut desk,
        command,
        &[
            ("key.reused", new_key),
            ("role", |_, c| c.actor.role = seat(at("别处"), "nobody")),
            ("unknown", |_, c| {
                if let Action::SignStatement { pool, .. } = &mut c.action {
                    *pool = home().pool;
                }
            }),
            ("unknown", |_, c| c.actor.role = seat(home(), "nobody")),
            ("unknown", |_, c| c.actor.role = seat(home(), "district")),
            ("unknown", |_, c| of(c, 2)),
            ("unknown", |_, c| of(c, 1)),
            ("sign.superseded", |_, c| of(c, 3)),
            ("sign.digest", |_, c| {
                if let Action::SignStatement { digest, .. } = &mut c.action {
                    *digest = Digest::of(b"2021-01-31");
                }
            }),
        ],
    );
    let again = desk.refused(Action::SignStatement {
        pool: home().pool,
        statement: 3,
        digest: Digest::of(b"2021-01-31"),
    });
    insta::assert_snapshot!(again, @"sign.done: `district` signed it by event 9; a statement that it has not signed would pass");
}
