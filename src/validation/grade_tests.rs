//! Whether the probability of a grade is too low for the defaults it had: Jeffreys' test and the binomial one.
//!
//! Jeffreys' test is the ECB's (Instructions for reporting the validation results of internal models, February 2019,
//! 2.5.3.1): the probability, after the defaults seen, that the true rate is at most the probability in use. The binomial
//! test is of Basel Committee, Working Paper 14 (2005). Both take defaults as independent.

use super::bins::rate_interval;
use super::holm::holm;
use crate::statistics::{beta_cdf, binomial_at_least};
use crate::units::Problems;
use serde::Serialize;

/// One grade, or the whole portfolio.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradeTest {
    /// The grade.
    pub grade: String,
    /// How many obligors it held.
    pub obligors: f64,
    /// How many of them defaulted.
    pub defaults: f64,
    /// Defaults through obligors; none in an empty grade.
    pub rate: Option<f64>,
    /// Jeffreys' interval of the rate, 95%.
    pub interval: Option<[f64; 2]>,
    /// The probability of default in use: the mean over the grade.
    pub pd: f64,
    /// Jeffreys: how likely the true rate is at most `pd`. A small value says that `pd` is too low.
    pub jeffreys: Option<f64>,
    /// Binomial: how likely so many defaults or more are if `pd` is true.
    pub binomial: Option<f64>,
    /// Jeffreys' probability among those of all grades, by Holm; the portfolio's stands alone.
    pub jeffreys_of_all: Option<f64>,
    /// The binomial one, likewise.
    pub binomial_of_all: Option<f64>,
}

/// What is known of one grade.
#[derive(Debug, Clone, PartialEq)]
pub struct GradeCount {
    /// The grade.
    pub grade: String,
    /// Obligors.
    pub obligors: f64,
    /// Defaults.
    pub defaults: f64,
    /// The probability in use.
    pub pd: f64,
}

/// Tests each grade, in the order given, and the portfolio by its mean probability.
pub fn grade_tests(grades: &[GradeCount]) -> Result<(Vec<GradeTest>, GradeTest), Problems> {
    let mut problems = Problems::default();
    for grade in grades {
        let wrong = |what: &str| format!("grade {}: {what}", grade.grade);
        if !(0.0..=1.0).contains(&grade.pd) {
            problems.add(
                "pd",
                "grade.pd",
                wrong("its probability must lie from 0 to 1"),
            );
        }
        if !(grade.defaults >= 0.0
            && grade.defaults <= grade.obligors
            && grade.obligors.is_finite())
        {
            problems.add(
                "defaults",
                "grade.count",
                wrong("defaults must lie from 0 to its obligors"),
            );
        }
    }
    let obligors: f64 = grades.iter().map(|grade| grade.obligors).sum();
    let weighed: f64 = grades.iter().map(|grade| grade.obligors * grade.pd).sum();
    if obligors <= 0.0 {
        problems.add(
            "obligors",
            "grade.empty",
            "every grade is empty; one with an obligor is needed",
        );
    }
    problems.or(())?;
    let all = GradeCount {
        grade: "portfolio".to_owned(),
        obligors,
        defaults: grades.iter().map(|grade| grade.defaults).sum(),
        pd: weighed / obligors,
    };
    let mut tests: Vec<GradeTest> = grades.iter().map(test).collect();
    let tested: Vec<usize> = (0..tests.len())
        .filter(|at| tests[*at].rate.is_some())
        .collect();
    let all_of = |p: fn(&GradeTest) -> Option<f64>, tests: &[GradeTest]| {
        holm(
            &tested
                .iter()
                .filter_map(|at| p(&tests[*at]))
                .collect::<Vec<_>>(),
        )
    };
    let jeffreys = all_of(|test| test.jeffreys, &tests);
    let binomial = all_of(|test| test.binomial, &tests);
    for ((at, jeffreys), binomial) in tested.into_iter().zip(jeffreys).zip(binomial) {
        tests[at].jeffreys_of_all = Some(jeffreys);
        tests[at].binomial_of_all = Some(binomial);
    }
    Ok((tests, test(&all)))
}

fn test(count: &GradeCount) -> GradeTest {
    let GradeCount {
        grade,
        obligors,
        defaults,
        pd,
    } = count;
    let there = (*obligors > 0.0).then_some(());
    GradeTest {
        grade: grade.clone(),
        obligors: *obligors,
        defaults: *defaults,
        rate: there.map(|()| defaults / obligors),
        interval: there.map(|()| rate_interval(*defaults, *obligors, 0.95)),
        pd: *pd,
        jeffreys: there.map(|()| beta_cdf(*pd, defaults + 0.5, obligors - defaults + 0.5)),
        binomial: there.map(|()| binomial_at_least(*defaults, *obligors, *pd)),
        jeffreys_of_all: None,
        binomial_of_all: None,
    }
}
