//! A dossier made ready: what several indicators need of it is worked out once, when first asked.

use super::{Cohorts, Found};
use crate::evidence::facts::{Enterprise, IpRight, RightKind, Standing};
use crate::evidence::{Dossier, Held, Patent};
use crate::scoring::Value;
use crate::units::{Date, PatentKind};
use std::cell::OnceCell;

/// A patent with what the day says of it.
pub(super) struct Right<'d> {
    pub(super) patent: &'d Patent,
    pub(super) kind: Option<PatentKind>,
    pub(super) standing: Standing,
    pub(super) owned: bool,
    /// Whether it was granted by the Chinese office, as the recognition of enterprises asks.
    pub(super) chinese: bool,
}

impl Right<'_> {
    /// Owned and in force on the day.
    pub(super) fn counts(&self) -> bool {
        self.owned && self.standing == Standing::InForce
    }
}

/// A dossier, the cohorts, and what was worked out so far.
pub(super) struct Prepared<'d> {
    pub(super) dossier: &'d Dossier,
    pub(super) cohorts: &'d Cohorts,
    /// The day 截至日.
    pub(super) day: Date,
    patents: OnceCell<Vec<Right<'d>>>,
}

impl<'d> Prepared<'d> {
    pub(super) fn new(dossier: &'d Dossier, cohorts: &'d Cohorts) -> Self {
        Self {
            dossier,
            cohorts,
            day: dossier.view.as_of,
            patents: OnceCell::new(),
        }
    }

    /// Every patent with its standing on the day.
    pub(super) fn patents(&self) -> &[Right<'d>] {
        self.patents.get_or_init(|| {
            let patents = self.dossier.patents().iter();
            let rights = patents.map(|patent| Right {
                patent,
                kind: patent.kind(),
                standing: patent.standing(self.day),
                owned: patent.is_owned(self.day),
                chinese: patent.application.country() == "CN",
            });
            rights.collect()
        })
    }

    /// The patents owned and in force on the day.
    pub(super) fn in_force(&self) -> impl Iterator<Item = &Right<'d>> {
        self.patents().iter().filter(|right| right.counts())
    }

    /// Other rights that stand on the day; trademarks are no technology and are left out.
    pub(super) fn rights(&self) -> impl Iterator<Item = &'d Held<IpRight>> {
        let day = self.day;
        self.dossier.rights().iter().filter(move |right| {
            right.kind != RightKind::Trademark && right.ended_on.is_none_or(|end| end > day)
        })
    }

    /// Whether there is any evidence of intellectual property; without it a count is unknown.
    pub(super) fn has_ip(&self) -> bool {
        !self.dossier.patents().is_empty() || !self.dossier.rights().is_empty()
    }

    /// Whether the registry knows the enterprise; then a public list without it says that it is not
    /// on the list.
    pub(super) fn is_registered(&self) -> bool {
        !self.dossier.registry().is_empty()
    }

    /// The newest that the registry said of something.
    pub(super) fn registry<T>(
        &self,
        read: impl Fn(&'d Enterprise) -> Option<T>,
    ) -> Option<(T, &'d [usize])> {
        let mut newest = self.dossier.registry().iter().rev();
        newest.find_map(|held| read(&held.value).map(|value| (value, held.from.as_slice())))
    }

    /// The first day that a window of so many months leaves out.
    pub(super) fn months_ago(&self, months: i32) -> Date {
        super::periods::plus_months(self.day, -months)
    }

    /// Counts what is on a public list: zero where the registry knows the enterprise and the list
    /// does not name it.
    pub(super) fn count_listed<T>(&self, list: &[Held<T>], keep: impl Fn(&T) -> bool) -> Found {
        if list.is_empty() && !self.is_registered() {
            return Found::unknown();
        }
        let (count, facts) = count(list, keep);
        Found::new(Value::count(count), facts)
    }
}

/// Counts the items kept, with the facts behind them.
pub(super) fn count<T>(list: &[Held<T>], keep: impl Fn(&T) -> bool) -> (usize, Vec<usize>) {
    let (mut count, mut facts) = (0, Vec::new());
    for held in list.iter().filter(|held| keep(&held.value)) {
        count += 1;
        facts.extend_from_slice(&held.from);
    }
    (count, facts)
}

/// Adds the facts by which a patent is known to stand: filing, grant and the last status.
pub(super) fn standing_facts(patent: &Patent, into: &mut Vec<usize>) {
    if let Some(granted) = &patent.granted {
        into.extend_from_slice(&granted.from);
    }
    if let Some(filed) = &patent.filed {
        into.extend_from_slice(&filed.from);
    }
    if let Some(status) = patent.statuses.last() {
        into.extend_from_slice(&status.from);
    }
    if let Some(transfer) = patent.transfers.last() {
        into.extend_from_slice(&transfer.from);
    }
}
