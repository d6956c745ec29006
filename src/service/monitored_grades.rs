//! Whether the probabilities of a model in use are too low for the claims that came: by grade, and for all.

use super::Error;
use crate::governance::MonthTest;
use crate::validation::grade_tests::{GradeCount, GradeTest, grade_tests};

/// A test fails below this probability.
const LEVEL: f64 = 0.05;

/// What is known of the borrowers of one grade.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Held {
    /// The grade.
    pub(super) grade: String,
    /// How many borrowers.
    pub(super) obligors: usize,
    /// On how many of them a claim was filed.
    pub(super) defaults: usize,
    /// The sum of their probabilities.
    pub(super) probability: f64,
}

/// The tests of each grade, best first, and of the portfolio: the mean probability, and how likely so many claims are if
/// it is true, by Jeffreys and by the binomial distribution, one-sided. Those of grades are Holm's among all grades, so
/// that one of many does not fail by chance; the portfolio's stands alone.
pub(super) fn tests(held: &[Held]) -> Result<Vec<MonthTest>, Error> {
    let held = held.iter().filter(|held| held.obligors > 0);
    let counts: Vec<GradeCount> = held.map(count).collect();
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    let (grades, all) = grade_tests(&counts).map_err(Error::Request)?;
    let mut tests = Vec::new();
    for of in &grades {
        let adjusted = [of.jeffreys_of_all, of.binomial_of_all];
        tests.extend(shown(of, adjusted));
    }
    tests.extend(shown(&all, [all.jeffreys, all.binomial]));
    Ok(tests)
}

#[expect(clippy::cast_precision_loss, reason = "counts of borrowers are exact")]
fn count(held: &Held) -> GradeCount {
    let obligors = held.obligors as f64;
    GradeCount {
        grade: held.grade.clone(),
        obligors,
        defaults: held.defaults as f64,
        // Rounding may carry a mean of ones above one.
        pd: (held.probability / obligors).clamp(0.0, 1.0),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count, and shares in parts per million"
)]
fn shown(of: &GradeTest, [jeffreys, binomial]: [Option<f64>; 2]) -> [MonthTest; 3] {
    let ppm = |share: f64| (share * 1e6).round() as i64;
    let test = |what: &str, p: Option<f64>| MonthTest {
        test: format!("pd.{what}.{}", of.grade),
        of: of.obligors as u64,
        ppm: p.map(ppm),
        bound_ppm: Some(ppm(LEVEL)),
        failed: p.is_some_and(|p| p < LEVEL),
    };
    let mean = MonthTest {
        bound_ppm: None,
        failed: false,
        ..test("mean", Some(of.pd))
    };
    [mean, test("jeffreys", jeffreys), test("binomial", binomial)]
}

#[cfg(test)]
mod tests_of_grades {
    use super::*;

    #[test]
    fn a_grade_fails_by_its_adjusted_probability_and_the_portfolio_by_its_own() {
        let held = |grade: &str, obligors, defaults, pd: f64| Held {
            grade: grade.to_owned(),
            obligors,
            defaults,
            probability: pd * f64::from(u32::try_from(obligors).unwrap()),
        };
        let grades = [
            held("A", 100, 0, 0.01),
            held("B", 100, 12, 0.03),
            held("C", 0, 0, 0.1),
        ];
        let found = tests(&grades).unwrap();
        let told: Vec<String> = found
            .iter()
            .map(|of| {
                format!(
                    "{} of {}: {:?}{}",
                    of.test,
                    of.of,
                    of.ppm,
                    if of.failed { " failed" } else { "" }
                )
            })
            .collect();
        // Binomial of A: nought or more of 100 is sure. Of B: 12 or more of 100 at 3% is 0.000048 (scipy), by Holm twice
        // that among two grades. Both together: 12 or more of 200 at 2%.
        insta::assert_snapshot!(told.join("\n"), @r"
        pd.mean.A of 100: Some(10000)
        pd.jeffreys.A of 100: Some(844259)
        pd.binomial.A of 100: Some(1000000)
        pd.mean.B of 100: Some(30000)
        pd.jeffreys.B of 100: Some(44) failed
        pd.binomial.B of 100: Some(96) failed
        pd.mean.portfolio of 200: Some(20000)
        pd.jeffreys.portfolio of 200: Some(425) failed
        pd.binomial.portfolio of 200: Some(786) failed
        ");
        assert_eq!(tests(&[]).unwrap(), []);
    }
}
