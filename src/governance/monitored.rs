//! What a month's tests of a model in use came to, and since when one has failed.

use crate::units::Digest;
use crate::units::names::ModelId;
use serde::{Deserialize, Serialize};

/// One test of one month 监测检验. Figures are in parts per million, so that the journal has no fractions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthTest {
    /// Which, such as `psi.points` or `missing.fin.growth@1`.
    pub test: String,
    /// Among how many.
    pub of: u64,
    /// What it came to; absent where there was nothing to measure.
    pub ppm: Option<i64>,
    /// The bound that it must not pass; absent where it is only told.
    pub bound_ppm: Option<i64>,
    /// Whether it failed.
    pub failed: bool,
}

/// The tests of a month 月度监测.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Monitored {
    /// The model.
    pub model: ModelId,
    /// The version, by its digest.
    pub digest: Digest,
    /// The month, such as `2026-05`.
    pub month: String,
    /// Which run over this month it is, from 1: outcomes come late, and the last run counts.
    pub run: i64,
    /// The months that it is held against, from the first to the last.
    pub baseline: (String, String),
    /// How many enterprises were scored in the month.
    pub enterprises: u64,
    /// The tests.
    pub tests: Vec<MonthTest>,
}

impl Monitored {
    /// Its id: the months of one version.
    pub fn id(&self) -> String {
        format!("{} {}", self.digest, self.month)
    }
}

/// A test that fails now 未通过的检验.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failing {
    /// Which.
    pub test: String,
    /// The first month of the run of months in which it failed, every one that was tested.
    pub since: String,
    /// How many months that is.
    pub months: u64,
    /// What it came to last.
    pub ppm: Option<i64>,
    /// The bound.
    pub bound_ppm: Option<i64>,
}

/// The tests that failed in the last month, each with since when. Of several runs over a month the last counts.
pub fn failing(all: &[Monitored]) -> Vec<Failing> {
    let mut months: Vec<&Monitored> = Vec::new();
    for one in all {
        match months.iter_mut().find(|held| held.month == one.month) {
            Some(held) if held.run < one.run => *held = one,
            Some(_) => {}
            None => months.push(one),
        }
    }
    months.sort_by(|one, other| other.month.cmp(&one.month));
    let Some(last) = months.first() else {
        return Vec::new();
    };
    let failed = |of: &Monitored, test: &str| {
        let found = of.tests.iter().find(|of| of.test == test);
        found.is_some_and(|of| of.failed)
    };
    let now = last.tests.iter().filter(|of| of.failed);
    now.map(|of| {
        let streak = months.iter().take_while(|month| failed(month, &of.test));
        let streak: Vec<_> = streak.collect();
        Failing {
            test: of.test.clone(),
            since: streak
                .last()
                .map_or_else(String::new, |month| month.month.clone()),
            months: streak.len() as u64,
            ppm: of.ppm,
            bound_ppm: of.bound_ppm,
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(month: &str, run: i64, failed: &[&str]) -> Monitored {
        let test = |test: &str| MonthTest {
            test: test.to_owned(),
            of: 100,
            ppm: Some(300_000),
            bound_ppm: Some(100_000),
            failed: failed.contains(&test),
        };
        Monitored {
            model: ModelId::parse("points").unwrap(),
            digest: Digest::of(b"model"),
            month: month.to_owned(),
            run,
            baseline: ("2025-01".to_owned(), "2025-12".to_owned()),
            enterprises: 100,
            tests: ["psi.points", "vetoed"].map(test).into(),
        }
    }

    #[test]
    fn a_test_fails_since_the_first_month_of_its_run_of_months() {
        let mut all = vec![
            month("2026-01", 1, &["psi.points"]),
            month("2026-02", 1, &["vetoed"]),
            month("2026-04", 1, &["psi.points", "vetoed"]),
            month("2026-03", 1, &["psi.points", "vetoed"]),
        ];
        let told = |all: &[Monitored]| {
            let each = failing(all).into_iter();
            each.map(|of| format!("{} since {} ({})", of.test, of.since, of.months))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told(&all),
            ["psi.points since 2026-03 (2)", "vetoed since 2026-02 (3)"]
        );
        // Run again with what came late, the month passes, and the run of months is shorter.
        all.push(month("2026-03", 2, &["vetoed"]));
        assert_eq!(
            told(&all),
            ["psi.points since 2026-04 (1)", "vetoed since 2026-02 (3)"]
        );
        assert_eq!(failing(&[]), []);
    }
}
