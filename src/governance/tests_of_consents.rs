//! Consents: who may give and take them back, and what they let somebody read, beside a naive reading.

use super::Purpose::{Claim, CoverMonitoring, CreditAssessment};
use super::samples::{bank, caller, consent, day, firm, held};
use super::*;
use crate::identity::Role;
use crate::units::Date;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn ask(purpose: Purpose, on: &str, live_cover: bool) -> Ask {
    Ask {
        enterprise: firm("one"),
        grantee: Grantee::Bank(bank("a")),
        purpose,
        classes: [DataClass::Registry].into(),
        on: day(on),
        live_cover,
    }
}

#[test]
fn every_refusal_of_a_read_tells_what_would_pass() {
    let stands = [held(None)];
    let back = [held(Some("2021-06-01"))];
    let mut wide = ask(CreditAssessment, "2021-05-31", false);
    wide.classes.insert(DataClass::Financial);
    let mut nothing = wide.clone();
    nothing.classes.clear();
    let said = [
        may_read(&[], &ask(CreditAssessment, "2021-05-31", false)),
        may_read(&stands, &nothing),
        may_read(&stands, &ask(CreditAssessment, "2022-01-01", false)),
        may_read(&stands, &ask(CreditAssessment, "2020-12-31", false)),
        may_read(&back, &ask(CreditAssessment, "2021-06-01", true)),
        may_read(&back, &ask(CoverMonitoring, "2021-06-01", false)),
        may_read(&stands, &ask(Claim, "2021-05-31", true)),
        may_read(&stands, &wide),
        // Its own period is over: watching goes on under a new one.
        may_read(&back, &ask(CoverMonitoring, "2022-01-01", true)),
    ]
    .map(|read| {
        let refusal = read.unwrap_err();
        format!("{refusal} [{}]", refusal.code())
    })
    .join("\n");
    insta::assert_snapshot!(said, @"
    no consent of x:one to bank:a is on record; one recorded with its evidence would pass [consent.none]
    name at least one data class [nothing-named]
    the consent ended on 2021-12-31; a new one would pass [consent.ended]
    the consent begins on 2021-01-01; that day or later would pass [consent.to-come]
    the consent was taken back from 2021-06-01; a new one would pass, and so would cover-monitoring while a covered loan given under it is live [consent.revoked]
    the consent was taken back from 2021-06-01; a new one would pass, and so would cover-monitoring while a covered loan given under it is live [consent.revoked]
    the consent is not for claim; it is for: credit-assessment, cover-monitoring [consent.purpose]
    the consent does not open: financial; it opens: registry, patents [consent.classes]
    the consent ended on 2021-12-31; a new one would pass [consent.ended]
    ");
}

#[test]
fn what_was_taken_back_still_watches_a_live_covered_loan() {
    let back = [held(Some("2021-06-01"))];
    let before = may_read(&back, &ask(Purpose::CreditAssessment, "2021-05-31", false)).unwrap();
    assert_eq!(before.until, day("2021-05-31"));
    let watching = may_read(&back, &ask(Purpose::CoverMonitoring, "2021-06-01", true)).unwrap();
    assert_eq!(watching.until, day("2021-12-31"));
}

#[test]
fn of_several_the_one_that_stands_longest_is_named() {
    let named = |id: &str, until: &str| {
        let mut held = held(None);
        held.consent.id = id.parse().unwrap();
        held.consent.until = day(until);
        held
    };
    let three = [
        named("c-1", "2021-08-01"),
        named("c-2", "2021-12-31"),
        named("c-3", "2021-12-31"),
    ];
    let grant = may_read(&three, &ask(Purpose::CreditAssessment, "2021-05-31", false)).unwrap();
    assert_eq!(grant.consent.as_str(), "c-2");
    // Two halves are no whole: each opens a part of what is asked.
    let mut halves = [named("c-1", "2021-12-31"), named("c-2", "2021-12-31")];
    halves[0].consent.classes = [DataClass::Registry].into();
    halves[1].consent.classes = [DataClass::Patents].into();
    let mut both = ask(Purpose::CreditAssessment, "2021-05-31", false);
    both.classes.insert(DataClass::Patents);
    assert_eq!(
        may_read(&halves, &both).unwrap_err().code(),
        "consent.classes"
    );
}

fn some<T: Clone + std::fmt::Debug + Ord + 'static>(
    all: &[T],
) -> impl Strategy<Value = BTreeSet<T>> + use<T> {
    proptest::sample::subsequence(all.to_vec(), 0..=all.len())
        .prop_map(|some| some.into_iter().collect())
}

fn purposes() -> impl Strategy<Value = BTreeSet<Purpose>> {
    let all: Vec<Purpose> = Purpose::WORDS.iter().map(|(_, purpose)| *purpose).collect();
    some(&all)
}

fn classes() -> impl Strategy<Value = BTreeSet<DataClass>> {
    let all: Vec<DataClass> = DataClass::WORDS.iter().map(|(_, class)| *class).collect();
    some(&all)
}

prop_compose! {
    fn any_held()(
        (firm_of, to_bank, first, days) in (0..2, 0..3, 1i8..20, 0i8..10),
        purposes in purposes(), classes in classes(),
        revoked in proptest::option::of(1i8..30),
    ) -> ConsentHeld {
        let mut held = held(None);
        held.consent.enterprise = firm(["one", "two"][usize::try_from(firm_of).unwrap()]);
        held.consent.grantee = match to_bank { 0 => Grantee::Commission, 1 => Grantee::Bank(bank("a")), _ => Grantee::Bank(bank("b")) };
        held.consent.purposes = purposes;
        held.consent.classes = classes;
        held.consent.from = Date::constant(2021, 1, first);
        held.consent.until = Date::constant(2021, 1, first + days);
        held.revoked = revoked.map(|on| Revocation { on: Date::constant(2021, 1, on), reason: None, evidence: None });
        held
    }
}

/// The same read by a person with a table of days: is this consent good for this ask on this day?
fn naive(held: &ConsentHeld, ask: &Ask) -> bool {
    let good_days: Vec<Date> = (1..=31)
        .map(|on| Date::constant(2021, 1, on))
        .filter(|on| *on >= held.consent.from && *on <= held.consent.until)
        .filter(|on| match &held.revoked {
            Some(_) if ask.live_cover && ask.purpose == Purpose::CoverMonitoring => true,
            Some(revoked) => *on < revoked.on,
            None => true,
        })
        .collect();
    let same = held.consent.enterprise == ask.enterprise && held.consent.grantee == ask.grantee;
    let every = ask
        .classes
        .iter()
        .all(|class| held.consent.classes.contains(class));
    same && !ask.classes.is_empty()
        && every
        && good_days.contains(&ask.on)
        && held.consent.purposes.contains(&ask.purpose)
}

proptest! {
    #[test]
    fn the_answer_is_that_of_a_naive_reading(
        all in proptest::collection::vec(any_held(), 0..6),
        purpose in proptest::sample::select(Purpose::WORDS.to_vec()),
        classes in classes(), on in 1i8..31, live_cover: bool,
    ) {
        let ask = Ask {
            enterprise: firm("one"), grantee: Grantee::Bank(bank("a")), purpose: purpose.1,
            classes, on: Date::constant(2021, 1, on), live_cover,
        };
        let good: Vec<&ConsentHeld> = all.iter().filter(|held| naive(held, &ask)).collect();
        match may_read(&all, &ask) {
            Ok(grant) => {
                prop_assert!(!good.is_empty());
                // It stays good to its last day, and no consent is good for longer.
                let last = Ask { on: grant.until, ..ask.clone() };
                prop_assert!(all.iter().any(|held| naive(held, &last)));
                let next = Ask { on: grant.until.tomorrow().unwrap(), ..ask.clone() };
                prop_assert!(!good.iter().any(|held| naive(held, &next)));
            }
            Err(_) => prop_assert!(good.is_empty()),
        }
    }
}

#[test]
fn each_role_reads_on_its_own_ground_or_not_at_all() {
    let classes: BTreeSet<DataClass> = [DataClass::Registry].into();
    let told = |role: Role, purpose: Purpose| {
        let word = role.to_string();
        let consents = [held(None)];
        let asked = (&firm("one"), purpose, &classes);
        let leave = ground(
            &caller(role, "p"),
            asked,
            (&consents, false),
            day("2021-05-31"),
        );
        match leave {
            Ok(leave) => format!("{word} {}: {}", purpose.word(), leave.ground),
            Err(refusal) => format!("{word} {}: {refusal}", purpose.word()),
        }
    };
    let said = [
        told(Role::Bank(bank("a")), CreditAssessment),
        told(Role::Bank(bank("b")), CreditAssessment),
        told(Role::Enterprise(firm("one")), CreditAssessment),
        told(Role::Enterprise(firm("two")), CreditAssessment),
        told(Role::Maker, CreditAssessment),
        told(Role::Maker, Claim),
        told(Role::Auditor, CreditAssessment),
        told(Role::Analyst, Purpose::Statistics),
        told(Role::Operator, Claim),
    ]
    .join("\n");
    insta::assert_snapshot!(said, @"
    bank:a credit-assessment: consent:consent-1
    bank:b credit-assessment: no consent of x:one to bank:b is on record; one recorded with its evidence would pass
    enterprise:x:one credit-assessment: own-data
    enterprise:x:two credit-assessment: there is no enterprise `x:one`
    maker credit-assessment: no consent of x:one to commission is on record; one recorded with its evidence would pass
    maker claim: supervision
    auditor credit-assessment: audit
    analyst statistics: in the role of analyst this cannot be done; a bank, the commission, an auditor or the enterprise itself can do it
    operator claim: in the role of operator this cannot be done; a bank, the commission, an auditor or the enterprise itself can do it
    ");
}

#[test]
fn who_may_record_a_consent_and_which() {
    let today = day("2021-03-01");
    let record = |role: Role, change: fn(&mut Consent)| {
        let mut consent = consent();
        change(&mut consent);
        consenting::record(&caller(role, "p"), consent, &[], today).map(|what| what.kind())
    };
    let may = [
        record(Role::Maker, |_| ()),
        record(Role::Enterprise(firm("one")), |_| ()),
        record(Role::Bank(bank("a")), |_| ()),
    ];
    assert!(may.iter().all(Result::is_ok), "{may:?}");
    let said = [
        record(Role::Bank(bank("b")), |_| ()),
        record(Role::Bank(bank("a")), |of| of.grantee = Grantee::Commission),
        record(Role::Enterprise(firm("two")), |_| ()),
        record(Role::Checker, |_| ()),
        record(Role::Operator, |_| ()),
        record(Role::Maker, |of| of.purposes.clear()),
        record(Role::Maker, |of| of.classes.clear()),
        record(Role::Maker, |of| of.from = of.until.tomorrow().unwrap()),
        record(Role::Maker, |of| of.until = day("2021-02-28")),
    ]
    .map(|refused| refused.unwrap_err().to_string())
    .join("\n");
    insta::assert_snapshot!(said, @"
    in the role of bank that is not the grantee this cannot be done; the grantee, the enterprise or a maker can do it
    in the role of bank that is not the grantee this cannot be done; the grantee, the enterprise or a maker can do it
    there is no enterprise `x:one`
    in the role of checker this cannot be done; the enterprise, the bank it is given to or a maker can do it
    in the role of operator this cannot be done; the enterprise, the bank it is given to or a maker can do it
    name at least one purpose
    name at least one data class
    until: it begins on 2022-01-01; that day or later would pass
    until: a consent that is over lets nobody read; 2021-03-01 or later would pass
    ");
}

#[test]
fn who_may_take_it_back_and_once_only() {
    let revoke = |role: Role, held: &ConsentHeld, on: &str| {
        let revocation = Revocation {
            on: day(on),
            reason: Some("又不需要了".to_owned()),
            evidence: None,
        };
        consenting::revoke(&caller(role, "p"), held, revocation)
    };
    let stands = held(None);
    for role in [
        Role::Maker,
        Role::Enterprise(firm("one")),
        Role::Bank(bank("a")),
    ] {
        assert!(revoke(role, &stands, "2021-06-01").is_ok());
    }
    let said = [
        revoke(Role::Bank(bank("b")), &stands, "2021-06-01"),
        revoke(Role::Enterprise(firm("two")), &stands, "2021-06-01"),
        revoke(Role::Payer, &stands, "2021-06-01"),
        revoke(Role::Maker, &stands, "2022-01-01"),
        revoke(Role::Maker, &held(Some("2021-05-01")), "2021-06-01"),
    ]
    .map(|refused| refused.unwrap_err().to_string())
    .join("\n");
    insta::assert_snapshot!(said, @"
    there is no consent `consent-1`
    there is no consent `consent-1`
    in the role of payer this cannot be done; the enterprise, the bank it is given to or a maker can do it
    on: it ends on 2021-12-31 by itself; that day or earlier would pass
    it was taken back already, from 2021-05-01
    ");
}

#[test]
fn a_paper_that_was_taken_back_opens_nothing_again_and_a_bank_holds_paper_only() {
    let bank_a = caller(Role::Bank(bank("a")), "p");
    let record = |who: &crate::identity::Caller, change: fn(&mut Consent), back: &[ConsentHeld]| {
        let mut consent = consent();
        change(&mut consent);
        consenting::record(who, consent, back, day("2021-03-01")).map(|what| what.kind())
    };
    let back = [held(Some("2021-02-01"))];
    let said = [
        record(&bank_a, |_| (), &back),
        record(&bank_a, |of| of.obtained = Obtained::Online, &[]),
        record(&bank_a, |of| of.obtained = Obtained::Issuer, &[]),
    ]
    .map(|done| done.unwrap_err().to_string());
    insta::assert_snapshot!(said.join("\n"), @"
    evidence: the consent on this paper was taken back from 2021-02-01, and it opens nothing again; a new one would pass
    obtained: a bank holds signed paper, and `paper` would pass; what was given online or through an issuer is recorded by the enterprise itself or a maker
    obtained: a bank holds signed paper, and `paper` would pass; what was given online or through an issuer is recorded by the enterprise itself or a maker
    ");
    let new = |of: &mut Consent| of.evidence = crate::units::Digest::of(b"a new paper");
    assert!(record(&bank_a, new, &back).is_ok());
    assert!(record(&bank_a, |_| (), &[held(None)]).is_ok());
    let own = caller(Role::Enterprise(firm("one")), "p");
    assert!(record(&own, |of| of.obtained = Obtained::Online, &[]).is_ok());
    let other = |of: &mut Consent| of.grantee = Grantee::Bank(bank("b"));
    let bank_b = caller(Role::Bank(bank("b")), "p");
    assert!(record(&bank_b, other, &back).is_ok());
}
