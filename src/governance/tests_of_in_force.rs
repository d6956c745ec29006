//! Which model stands: shadows in their scope, and what serves whoever names no use.

use super::in_force::standing;
use super::samples::day;
use super::tests_of_models::{Story, asked, model, wanted};
use super::*;
use crate::units::names::PoolId;

#[test]
fn a_shadow_keeps_to_its_scope_and_its_purposes() {
    let mut story = Story::new();
    story.fit(1, "2021-01-04");
    let pool = PoolId::parse("cq").unwrap();
    let mut shadow = asked(1, "shadow", "2021-01-04");
    shadow.used_as = UsedAs::Shadow;
    shadow.scopes = vec![Scope {
        pool: Some(pool.clone()),
        ..Scope::default()
    }];
    story.approve_as("2021-01-04", shadow);
    let lives = [story.life];
    let mut of = wanted("2021-03-01");
    of.used_as = UsedAs::Shadow;
    assert_eq!(standing(&lives, &of), [], "of no pool");
    of.at.pool = Some(pool);
    assert_eq!(standing(&lives, &of).len(), 1);
    of.purpose = Some(Purpose::Claim);
    assert_eq!(standing(&lives, &of), [], "for another purpose");
    assert_eq!(in_any_use(&lives, &model(), day("2021-03-01")), None);
}

#[test]
fn for_whatever_use_the_widest_scope_goes_first_and_of_equals_the_later() {
    let mut story = Story::new();
    let found = |story: &Story, on: &str| {
        let found = in_any_use(std::slice::from_ref(&story.life), &model(), day(on));
        found.map(|of| of.approval.to_string())
    };
    story.fit(1, "2021-01-04");
    let mut narrow = asked(1, "narrow", "2021-01-04");
    narrow.scopes = vec![Scope {
        pool: Some(PoolId::parse("cq").unwrap()),
        ..Scope::default()
    }];
    story.approve_as("2021-01-04", narrow);
    assert_eq!(found(&story, "2021-01-03"), None);
    assert_eq!(found(&story, "2021-03-01").as_deref(), Some("narrow"));
    story.approve(1, "wide", "2021-01-05", "2021-01-05");
    assert_eq!(found(&story, "2021-03-01").as_deref(), Some("wide"));
    story.fit(2, "2021-02-01");
    story.approve(2, "later", "2021-02-01", "2021-02-02");
    assert_eq!(found(&story, "2021-02-01").as_deref(), Some("wide"));
    assert_eq!(found(&story, "2021-02-02").as_deref(), Some("later"));
}
