//! Paths against closed forms, each within what the chance of the draw explains; the seeds are fixed.

use super::closed_forms::*;
use super::dependence::Dependence;
use super::plan::Plan;
use super::samples::*;
use super::stress::{Settings, Stress};
use super::tail::walked;

/// Bounds of five standard errors: by chance beyond them once in two million, and the seeds are fixed.
const ERRORS: f64 = 5.0;

fn common(correlation: f64) -> Dependence {
    Dependence {
        common: correlation,
        ..Dependence::NONE
    }
}

/// The principal that defaulted in the first year of each path, in loans of one yuan each.
fn defaults(loans: usize, pd: f64, dependence: Dependence, paths: u64) -> Vec<u32> {
    let terms = terms(CQ, &[]);
    let (book, money) = (book(loans, "1", pd), money("1000000"));
    let plan = Plan::new(&terms, &book, &money, &scenario(dependence, 0.0), 1).unwrap();
    let numbers: Vec<u64> = (0..paths).collect();
    let found = walked(&plan, 7, &numbers).first_year;
    found
        .iter()
        .map(|fen| u32::try_from(fen / 100).unwrap())
        .collect()
}

#[track_caller]
fn near(share: f64, exact: f64, paths: u64) {
    let error = (exact * (1.0 - exact) / paths as f64).sqrt();
    let away = (share - exact) / error;
    assert!(
        away.abs() < ERRORS,
        "{share} against {exact}: {away:.1} standard errors"
    );
}

fn share_of(paths: &[u32], of: impl Fn(u32) -> bool) -> f64 {
    paths.iter().filter(|count| of(**count)).count() as f64 / paths.len() as f64
}

#[test]
fn one_loan_defaults_as_often_as_it_says_whatever_hangs_together() {
    for (dependence, pd) in [
        (Dependence::NONE, 0.02),
        (common(0.3), 0.02),
        (common(0.6), 0.9),
    ] {
        let paths = defaults(1, pd, dependence, 200_000);
        near(share_of(&paths, |count| count == 1), pd, 200_000);
    }
}

#[test]
fn two_loans_default_together_as_two_normal_values_do() {
    // scipy.stats.multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf([ppf(p), ppf(p)])
    for (pd, correlation) in [(0.05, 0.2), (0.2, 0.5)] {
        let exact = both_default(pd, pd, correlation);
        let paths = defaults(2, pd, common(correlation), 400_000);
        near(share_of(&paths, |count| count == 2), exact, 400_000);
    }
    // Independent: the product. As one: the smaller.
    assert!((both_default(0.05, 0.2, 0.0) - 0.01).abs() < 1e-12);
    assert!((both_below(0.0, 0.0, 0.5) - 1.0 / 3.0).abs() < 1e-10);
}

#[test]
fn without_dependence_the_count_is_binomial() {
    let (loans, pd, paths) = (40, 0.06, 300_000);
    let found = defaults(loans, pd, Dependence::NONE, paths);
    let mut exact = (1.0 - pd).powi(40);
    for count in 0..=8_u32 {
        near(share_of(&found, |of| of == count), exact, paths);
        exact *= f64::from(40 - count) / f64::from(count + 1) * pd / (1.0 - pd);
    }
}

#[test]
fn a_large_portfolio_has_the_quantiles_of_vasicek() {
    let (loans, pd, correlation, paths) = (5_000, 0.03, 0.15, 40_000);
    let found = defaults(loans, pd, common(correlation), paths);
    for q in [0.05, 0.5, 0.95, 0.99, 0.999] {
        let share = large_portfolio_quantile(pd, correlation, q);
        assert!((large_portfolio_cdf(pd, correlation, share) - q).abs() < 1e-10);
        // Of 5,000 loans the share is itself binomial about the limit: the law of the limit is smeared by at most one part in
        // a few hundred of the density, which is allowed for beside the error of the draw.
        let below = share_of(&found, |count| f64::from(count) <= share * loans as f64);
        let smear = large_portfolio_density(pd, correlation, share) * share / loans as f64 * 4.0;
        let error = (q * (1.0 - q) / paths as f64).sqrt();
        assert!((below - q).abs() < ERRORS * error + smear, "{q}: {below}");
    }
    // The density is that of the distribution.
    let step = 1e-6;
    let slope = (large_portfolio_cdf(pd, correlation, 0.04 + step)
        - large_portfolio_cdf(pd, correlation, 0.04 - step))
        / (2.0 * step);
    assert!((slope / large_portfolio_density(pd, correlation, 0.04) - 1.0).abs() < 1e-6);
}

#[test]
fn industry_and_district_add_to_what_is_common() {
    let dependence = Dependence {
        common: 0.1,
        industry: 0.15,
        district: 0.05,
        persistence: 0.4,
    };
    // Two of one industry and district hang together by 0.3, two of other industries by 0.15.
    for (industry, correlation) in [("software", 0.3), ("medicine", 0.15)] {
        let terms = terms(CQ, &[]);
        let mut book = book(2, "1", 0.1);
        book.loans[1].industry = industry.into();
        let plan = Plan::new(&terms, &book, &money("1"), &scenario(dependence, 0.0), 1).unwrap();
        let numbers: Vec<u64> = (0..300_000).collect();
        let found = walked(&plan, 11, &numbers).first_year;
        let both = found.iter().filter(|fen| **fen == 200).count() as f64 / 300_000.0;
        near(both, both_default(0.1, 0.1, correlation), 300_000);
    }
}

#[test]
fn losses_of_independent_loans_have_the_mean_and_deviation_of_the_binomial() {
    // 400 loans of 10,000 yuan over one year at 5%: the pool bears 8,000 of each. Mean 400·0.05·8,000 = 160,000; standard
    // deviation 8,000·√(400·0.05·0.95) = 34,871.
    let terms = terms(CQ, &[]);
    let (book, money) = (book(400, "10000", 0.05), money("10000000"));
    let plan = Plan::new(&terms, &book, &money, &scenario(Dependence::NONE, 0.0), 1).unwrap();
    let settings = Settings {
        seed: 3,
        paths: 50_000,
        target_ppm: 10_000,
    };
    let found = Stress::of(&plan, &terms, &book, &money, settings).unwrap();
    let ends = found.expected_loss;
    assert!(
        ends.low <= yuan("160000") && yuan("160000") <= ends.high,
        "{ends:?}"
    );
    assert!(
        (found.deviation.fen() as f64 / 3_487_120.0 - 1.0).abs() < 0.02,
        "{:?}",
        found.deviation
    );
    // scipy.stats.binom(400, 0.05).ppf(0.99) = 31 defaults.
    let var = found.levels[2].value_at_risk;
    assert!(
        var.low <= yuan("248000") && yuan("248000") <= var.high,
        "{var:?}"
    );
    assert_eq!(found.ruin.paths, 0);
    assert!(found.check.errors.abs() < ERRORS);
    // The parts of the expected shortfall make the whole, but for the fen to which each is rounded.
    let parts: i64 = found
        .concentration
        .banks
        .iter()
        .map(|part| part.shortfall.fen())
        .sum();
    assert!((parts - found.levels[2].expected_shortfall.value.fen()).abs() <= 1);
}
