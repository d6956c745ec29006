//! Skipping draws the same distribution as asking every borrower, and the same bits whoever draws.

use super::cells::{Cells, threshold};
use super::dependence::Dependence;
use super::draws::{Factors, defaults};
use super::hazard::Hazard;
use super::plan::Plan;
use super::samples::*;
use super::tail::walked;
use crate::statistics::{normal_cdf, normal_quantile};
use crate::validation::stream::Stream;

/// Loans of mixed risk, industries and districts, some almost certain to default and some never.
fn mixed() -> super::book::Book {
    let mut book = book(60, "1", 0.0);
    for (at, loan) in book.loans.iter_mut().enumerate() {
        loan.pd = [0.0, 0.004, 0.05, 0.3, 0.97, 1.0][at % 6];
        loan.industry = format!("industry-{}", at % 4).into();
    }
    book
}

const DEPENDENCE: Dependence = Dependence {
    common: 0.12,
    industry: 0.1,
    district: 0.05,
    persistence: 0.0,
};

/// The counts of defaults in each class of risk and of all in one path, asked one by one.
fn naively(cells: &Cells, stream: &mut Stream) -> u32 {
    let mut normal = || normal_quantile((stream.unit() + 2f64.powi(-54)).min(1.0 - 1e-16));
    let common = normal();
    let industries: Vec<f64> = cells.industries.iter().map(|_| normal()).collect();
    let district = normal();
    let mut count = 0;
    for obligor in &cells.obligors {
        let shared = DEPENDENCE.common.sqrt() * common
            + DEPENDENCE.industry.sqrt() * industries[obligor.industry as usize]
            + DEPENDENCE.district.sqrt() * district;
        let latent = shared + DEPENDENCE.own() * normal();
        count += u32::from(latent < threshold(obligor.pds[0]));
    }
    count
}

#[test]
fn skipping_has_the_distribution_of_asking_everybody() {
    let scenario = scenario(DEPENDENCE, 0.0);
    let cells = Cells::new(&mixed(), &scenario, 1);
    let (hazards, mut factors) = (Hazard::new(), Factors::new(&cells));
    let paths = 60_000;
    let (mut skipped, mut asked) = ([0_u32; 61], [0_u32; 61]);
    for number in 0..paths {
        let mut stream = Stream::new(5, number);
        factors.draw(&DEPENDENCE, &mut stream, true);
        let mut seen = [0_u32; 60];
        defaults(
            &cells,
            &hazards,
            &DEPENDENCE,
            &factors,
            &mut stream,
            0,
            |of| seen[of as usize] += 1,
        );
        assert!(
            seen.iter().all(|times| *times <= 1),
            "nobody defaults twice"
        );
        assert!(
            seen.iter().skip(5).step_by(6).all(|times| *times == 1),
            "what is certain happens"
        );
        assert!(
            seen.iter().step_by(6).all(|times| *times == 0),
            "what is impossible does not"
        );
        skipped[seen.iter().sum::<u32>() as usize] += 1;
        asked[naively(&cells, &mut Stream::new(6, number)) as usize] += 1;
    }
    // Pearson's test of two samples, over counts that are there often enough.
    let (mut square, mut freedom) = (0.0, -1.0);
    for (a, b) in skipped.iter().zip(&asked).filter(|(a, b)| **a + **b >= 20) {
        let (a, b) = (f64::from(*a), f64::from(*b));
        square += (a - b).powi(2) / (a + b);
        freedom += 1.0;
    }
    let p = crate::statistics::chi_squared_above(square, freedom);
    assert!(p > 1e-4, "χ² = {square:.1} on {freedom}, p = {p:.2e}");
}

#[test]
fn given_the_factors_each_defaults_with_its_own_chance() {
    let scenario = scenario(Dependence::NONE, 0.0);
    let cells = Cells::new(&mixed(), &scenario, 1);
    let (hazards, factors) = (Hazard::new(), Factors::new(&cells));
    let paths = 40_000_u32;
    let mut counts = [0_u32; 60];
    let mut stream = Stream::new(9, 1);
    for _ in 0..paths {
        defaults(
            &cells,
            &hazards,
            &Dependence::NONE,
            &factors,
            &mut stream,
            0,
            |of| counts[of as usize] += 1,
        );
    }
    for (obligor, count) in cells.obligors.iter().zip(counts) {
        let pd = obligor.pds[0];
        let error = (pd * (1.0 - pd) * f64::from(paths)).sqrt();
        assert!(
            (f64::from(count) - pd * f64::from(paths)).abs() <= 5.0 * error,
            "{pd}: {count}"
        );
    }
    assert!(
        (normal_cdf(cells.cells[1].thresholds[0])
            - cells.obligors[cells.order[cells.cells[1].from as usize] as usize].pds[0])
            .abs()
            < 1e-12
    );
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let terms = terms(CQ, &[]);
    let mut book = book(300, "20000", 0.04);
    for (at, loan) in book.loans.iter_mut().enumerate() {
        loan.industry = format!("industry-{}", at % 5).into();
    }
    let money = money("300000");
    let plan = Plan::new(&terms, &book, &money, &scenario(DEPENDENCE, 0.3), 3).unwrap();
    let numbers: Vec<u64> = (0..1_000).collect();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let walked = pool.install(|| walked(&plan, 42, &numbers));
        (
            walked.paths,
            walked.by_loan,
            walked.tripped,
            walked.ruined,
            walked.paid,
        )
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(7));
    // A path does not depend on those before it.
    let alone = walked(&plan, 42, &[617]);
    assert_eq!(alone.paths[0], one.0[617]);
}

#[test]
fn part_of_a_year_has_part_of_the_intensity_and_a_repaid_loan_none() {
    let mut book = book(1, "1", 0.19);
    book.loans[0].months = 18;
    let cells = Cells::new(&book, &scenario(Dependence::NONE, 0.0), 3);
    let pds = &cells.obligors[0].pds;
    assert_eq!(pds[0], 0.19);
    // 1 − √0.81
    assert!((pds[1] - 0.1).abs() < 1e-12);
    assert_eq!(pds[2], 0.0);
}
