//! The life of a model: who may take which step, what stands on which day, and what would pass instead.

use super::in_force::standing;
use super::samples::{caller, day, event};
use super::*;
use crate::identity::{Caller, Role};
use crate::units::Digest;
use crate::units::names::{ApprovalId, ModelId, PoolId};

/// The life of one model, moved by decisions and nothing else.
pub(super) struct Story {
    pub(super) life: ModelLife,
    events: Vec<GovernedEvent>,
}

pub(super) fn model() -> ModelId {
    ModelId::parse("points").unwrap()
}

fn id(text: &str) -> ApprovalId {
    ApprovalId::parse(text).unwrap()
}

fn digest(version: i64) -> Digest {
    Digest::of(&version.to_be_bytes())
}

fn registered(version: i64) -> Registered {
    Registered {
        version,
        digest: digest(version),
        developer: "ding".to_owned(),
        purposes: [Purpose::CreditAssessment, Purpose::CoverMonitoring].into(),
    }
}

fn validated(version: i64, finding: Suitability) -> Validated {
    Validated {
        digest: digest(version),
        report: Digest::of(b"report"),
        finding,
        conditions: None,
    }
}

pub(super) fn asked(version: i64, approval: &str, from: &str) -> approving::Asked {
    approving::Asked {
        id: id(approval),
        digest: digest(version),
        used_as: UsedAs::InForce,
        purposes: [Purpose::CreditAssessment].into(),
        scopes: vec![Scope::default()],
        from: day(from),
    }
}

fn stopped(version: i64, on: &str) -> Stopped {
    Stopped {
        digest: digest(version),
        on: day(on),
        reason: "分值漂移".to_owned(),
    }
}

impl Story {
    pub(super) fn new() -> Self {
        Self {
            life: ModelLife::new(model()),
            events: Vec::new(),
        }
    }

    /// Takes a decided step as somebody, on a day.
    fn take(&mut self, who: &Caller, on: &str, what: Result<Governed, Refusal>) {
        let mut one = event(
            self.events.len(),
            who.role.clone(),
            &who.person,
            what.unwrap(),
        );
        one.on = day(on);
        self.events.push(one);
        self.life = ModelLife::fold(&self.events).pop().unwrap();
    }

    pub(super) fn approve(&mut self, version: i64, approval: &str, on: &str, from: &str) {
        self.approve_as(on, asked(version, approval, from));
    }

    pub(super) fn approve_as(&mut self, on: &str, asked: approving::Asked) {
        let (checker, supervisor) = (checker(), supervisor());
        let approval = asked.id.clone();
        let first = approving::propose(&checker, &self.life, asked, day(on));
        self.take(&checker, on, first);
        let second = approving::sign(&supervisor, &self.life, &approval, day(on));
        self.take(&supervisor, on, second);
    }

    pub(super) fn fit(&mut self, version: i64, on: &str) {
        let (analyst, validator) = (analyst(), validator());
        let new = approving::register(&analyst, &self.life, registered(version));
        self.take(&analyst, on, new);
        let fit = validated(version, Suitability::Fit);
        let fit = approving::validate(&validator, &self.life, fit, day(on));
        self.take(&validator, on, fit);
    }

    fn told(&self, on: &str) -> String {
        let lives = std::slice::from_ref(&self.life);
        match in_force(lives, &wanted(on)) {
            Ok(of) => format!("{on}: version {} by {}", of.version, of.approval),
            Err(refusal) => format!("{on}: {refusal}"),
        }
    }
}

pub(super) fn wanted(on: &str) -> Use {
    Use {
        model: Some(model()),
        digest: None,
        used_as: UsedAs::InForce,
        purpose: Some(Purpose::CreditAssessment),
        at: Scope::default(),
        on: day(on),
    }
}

fn analyst() -> Caller {
    caller(Role::Analyst, "an")
}

fn validator() -> Caller {
    caller(Role::Auditor, "yan")
}

fn checker() -> Caller {
    caller(Role::Checker, "chen")
}

fn supervisor() -> Caller {
    caller(Role::Supervisor, "sun")
}

#[test]
fn a_new_version_takes_over_on_its_day_and_a_stopped_one_gives_way() {
    let mut story = Story::new();
    story.fit(1, "2021-01-04");
    story.approve(1, "a1", "2021-01-05", "2021-02-01");
    story.fit(2, "2021-03-01");
    story.approve(2, "a2", "2021-03-02", "2021-04-01");
    let mut told: Vec<String> = ["2021-01-31", "2021-02-01", "2021-03-31", "2021-04-01"]
        .map(|on| story.told(on))
        .into();
    let stop = approving::suspend(
        &supervisor(),
        &story.life,
        stopped(2, "2021-05-10"),
        day("2021-05-09"),
    );
    story.take(&supervisor(), "2021-05-09", stop);
    told.extend(["2021-05-09", "2021-05-10"].map(|on| story.told(on)));
    assert_eq!(
        story.life.versions[1].stage(day("2021-05-10")),
        ModelStage::Suspended
    );
    // A suspension ends by another approval, and the day of the second signature is the first of use.
    let again = asked(2, "a3", "2021-05-12");
    let first = approving::propose(&checker(), &story.life, again, day("2021-05-12"));
    story.take(&checker(), "2021-05-12", first);
    told.push(story.told("2021-05-13"));
    let second = approving::sign(&supervisor(), &story.life, &id("a3"), day("2021-05-14"));
    story.take(&supervisor(), "2021-05-14", second);
    told.extend(["2021-05-13", "2021-05-14"].map(|on| story.told(on)));
    for version in [1, 2] {
        let stop = approving::retire(
            &checker(),
            &story.life,
            stopped(version, "2021-06-01"),
            day("2021-05-20"),
        );
        story.take(&checker(), "2021-05-20", stop);
    }
    told.push(story.told("2021-06-01"));
    insta::assert_snapshot!(told.join("\n"), @"
    2021-01-31: `points` for credit-assessment everywhere is not in force on 2021-01-31; none is; one that is validated and approved by two would pass
    2021-02-01: version 1 by a1
    2021-03-31: version 1 by a1
    2021-04-01: version 2 by a2
    2021-05-09: version 2 by a2
    2021-05-10: version 1 by a1
    2021-05-13: version 1 by a1
    2021-05-13: version 1 by a1
    2021-05-14: version 2 by a3
    2021-06-01: `points` for credit-assessment everywhere is not in force on 2021-06-01; none is; one that is validated and approved by two would pass
    ");
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one life, every refusal in its order"
)]
fn every_step_is_somebodys_and_nobody_judges_what_is_his_own() {
    let mut story = Story::new();
    let mut told = Vec::new();
    let mut refused = |what: Result<Governed, Refusal>| told.push(what.unwrap_err().to_string());
    let today = day("2021-03-05");
    refused(approving::register(&checker(), &story.life, registered(1)));
    let mut nobody = registered(1);
    nobody.developer = "analyst: ".to_owned();
    refused(approving::register(&analyst(), &story.life, nobody));
    let mut nothing = registered(1);
    nothing.purposes.clear();
    refused(approving::register(&analyst(), &story.life, nothing));
    let new = approving::register(&analyst(), &story.life, registered(1));
    story.take(&analyst(), "2021-03-05", new);
    refused(approving::register(&analyst(), &story.life, registered(1)));
    let fit = || validated(1, Suitability::Fit);
    for who in [checker(), analyst(), caller(Role::Auditor, "Ding ")] {
        refused(approving::validate(&who, &story.life, fit(), today));
    }
    refused(approving::validate(
        &validator(),
        &story.life,
        validated(7, Suitability::Fit),
        today,
    ));
    refused(approving::propose(
        &checker(),
        &story.life,
        asked(1, "a", "2021-03-05"),
        today,
    ));
    let unfit = approving::validate(
        &validator(),
        &story.life,
        validated(1, Suitability::Unfit),
        today,
    );
    story.take(&validator(), "2021-03-05", unfit);
    refused(approving::propose(
        &checker(),
        &story.life,
        asked(1, "a", "2021-03-05"),
        today,
    ));
    let now_fit = approving::validate(&validator(), &story.life, fit(), today);
    story.take(&validator(), "2021-03-05", now_fit);
    for who in [
        analyst(),
        caller(Role::Checker, "ding"),
        caller(Role::Supervisor, "yan"),
    ] {
        refused(approving::propose(
            &who,
            &story.life,
            asked(1, "a", "2021-03-05"),
            today,
        ));
    }
    refused(approving::propose(
        &checker(),
        &story.life,
        asked(1, "a", "2021-03-04"),
        today,
    ));
    let mut wide = asked(1, "a", "2021-03-05");
    wide.purposes = [Purpose::Claim].into();
    refused(approving::propose(&checker(), &story.life, wide, today));
    let mut nowhere = asked(1, "a", "2021-03-05");
    nowhere.scopes.clear();
    refused(approving::propose(&checker(), &story.life, nowhere, today));
    let first = approving::propose(&checker(), &story.life, asked(1, "a", "2021-03-05"), today);
    story.take(&checker(), "2021-03-05", first);
    for who in [
        caller(Role::Supervisor, "CHEN"),
        caller(Role::Checker, "cui"),
        caller(Role::Supervisor, "an"),
        caller(Role::Supervisor, "yan"),
        caller(Role::Maker, "ma"),
    ] {
        refused(approving::sign(&who, &story.life, &id("a"), today));
    }
    refused(approving::sign(&supervisor(), &story.life, &id("b"), today));
    let mut silent = stopped(1, "2021-03-05");
    silent.reason = " ".to_owned();
    refused(approving::suspend(
        &supervisor(),
        &story.life,
        silent,
        today,
    ));
    refused(approving::suspend(
        &supervisor(),
        &story.life,
        stopped(1, "2021-03-04"),
        today,
    ));
    // What was signed for first no longer stands after a suspension: it is signed for anew.
    let stop = approving::suspend(&supervisor(), &story.life, stopped(1, "2021-03-05"), today);
    story.take(&supervisor(), "2021-03-05", stop);
    refused(approving::sign(&supervisor(), &story.life, &id("a"), today));
    story.approve(1, "c", "2021-03-05", "2021-03-05");
    refused(approving::sign(&supervisor(), &story.life, &id("c"), today));
    let stop = approving::retire(&checker(), &story.life, stopped(1, "2021-03-09"), today);
    story.take(&checker(), "2021-03-05", stop);
    refused(approving::propose(
        &checker(),
        &story.life,
        asked(1, "d", "2021-03-05"),
        today,
    ));
    insta::assert_snapshot!(told.join("\n"), @"
    in the role of checker this cannot be done; an analyst can do it
    name at least one developer, by the name by which that person signs
    name at least one purpose
    version 1 of `points` will not do after version 1; a file whose version is above 1 would pass
    in the role of checker this cannot be done; an analyst or an auditor can do it
    `an` was the one who registered it; somebody else must do this
    `Ding ` was the developer; somebody else must do this
    there is no registered version `sha256:a3eb8db89fc5123ccfd49585059f292bc40a1c0d550b860f24f84efb4760fbf2`
    no validation that finds version 1 of `points` fit is the last one on record; one with its report, by somebody other than the developer, would pass
    no validation that finds version 1 of `points` fit is the last one on record; one with its report, by somebody other than the developer, would pass
    in the role of analyst this cannot be done; a checker or a supervisor can do it
    `ding` was the developer; somebody else must do this
    `yan` was the validator; somebody else must do this
    from: what was scored before was scored without it; 2021-03-05 or later would pass
    it was not registered for: claim; it was for: credit-assessment, cover-monitoring
    name at least one scope; an empty one is everywhere
    `CHEN` was the one who signed first; somebody else must do this
    a checker signed already; the second signature is a supervisor's
    `an` was the one who registered it; somebody else must do this
    `yan` was the validator; somebody else must do this
    in the role of maker this cannot be done; a checker or a supervisor can do it
    there is no approval `b`
    say why: who used the model is told why it may be used no longer
    on: scores of days before stand; 2021-03-05 or later would pass
    the approval `a` is signed for on what no longer stands; it must be proposed anew, on the last validation and after any suspension
    `c` is approved already; a change of it is another approval
    the version `1` is retired; it must be another one, registered anew
    ");
}

#[test]
fn the_narrower_scope_goes_first_and_a_shadow_never_stands() {
    let mut story = Story::new();
    story.fit(1, "2021-01-04");
    story.approve(1, "wide", "2021-01-04", "2021-01-04");
    story.fit(2, "2021-01-04");
    let pool = PoolId::parse("cq").unwrap();
    let mut narrow = asked(2, "narrow", "2021-01-04");
    narrow.scopes = vec![Scope {
        pool: Some(pool.clone()),
        ..Scope::default()
    }];
    story.approve_as("2021-01-04", narrow);
    story.fit(3, "2021-02-01");
    let mut shadow = asked(3, "shadow", "2021-02-01");
    shadow.used_as = UsedAs::Shadow;
    story.approve_as("2021-02-01", shadow);
    let lives = [story.life];
    let stands = |of: &Use| in_force(&lives, of).map(|of| of.approval.to_string());
    let mut of = wanted("2021-03-01");
    assert_eq!(stands(&of).unwrap(), "wide");
    of.at.pool = Some(pool);
    assert_eq!(stands(&of).unwrap(), "narrow");
    of.digest = Some(digest(1));
    assert_eq!(stands(&of).unwrap(), "wide");
    of.digest = None;
    of.used_as = UsedAs::Shadow;
    let shadows = standing(&lives, &of);
    assert_eq!(shadows.len(), 1);
    assert_eq!(shadows[0].version, 3);
    let mut claims = wanted("2021-03-01");
    claims.purpose = Some(Purpose::Claim);
    insta::assert_snapshot!(in_force(&lives, &claims).unwrap_err(), @"`points` for claim everywhere is not in force on 2021-03-01; in force is `points` for credit-assessment everywhere; `points` for credit-assessment pool cq");
    insta::assert_snapshot!(in_force(&[], &claims).unwrap_err(), @"`points` for claim everywhere is not in force on 2021-03-01; none is; one that is validated and approved by two would pass");
}
