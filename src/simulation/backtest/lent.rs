//! A loan lent under cover: what it was decided on, what the ledger made of it, and how it went.

use super::application::{Application, Life};
use super::choice::Choice;
use super::course::Fate;
use crate::units::Date;
use crate::units::names::GradeName;

/// A loan of which principal was drawn under cover.
#[derive(Debug, Clone, Copy)]
pub struct Lent<'a> {
    /// What was asked for.
    pub application: &'a Application,
    /// How it went.
    pub life: &'a Life,
    /// The grade that it went under cover with.
    pub grade: Option<&'a GradeName>,
    /// What the ledger made of it.
    pub fate: &'a Fate,
}

/// The loans that a policy lent, in the order of the applications; the three lists are of one order.
pub fn lent<'a>(
    applications: &'a [Application],
    choices: &'a [Choice],
    fates: &'a [Fate],
) -> Vec<Lent<'a>> {
    let all = applications.iter().zip(choices).zip(fates);
    let all = all.filter_map(|((application, choice), fate)| {
        let life = application.life.as_ref()?;
        (fate.lent > 0).then_some(Lent {
            application,
            life,
            grade: choice.grade.as_ref(),
            fate,
        })
    });
    all.collect()
}

/// The last day on which anything could be seen 观察期末: the end of the walk, or before it the last day that is known of any loan.
pub fn watched_until(applications: &[Application], to: Date) -> Date {
    let lives = applications
        .iter()
        .filter_map(|application| application.life.as_ref());
    let last = lives.map(|life| life.known_until).max();
    last.map_or(to, |last| last.min(to))
}
