//! How fast areas under the curve and bootstraps are, best of a few: the half of `scripts/bench/peers
//! validation` that is ours.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench measures, and tells what it measured"
)]

use std::time::Instant;
use zhixin::validation::bootstrap::Bootstrap;
use zhixin::validation::stream::Stream;
use zhixin::validation::{Auc, Sample};

/// Rows of the area, rows of the bootstrap, and its replicates.
const AREA: usize = 10_000_000;
const DRAWN: usize = 100_000;
const REPLICATES: u32 = 1_000;
/// How often each is measured.
const TIMES: usize = 5;

fn best(what: &str, mut run: impl FnMut() -> f64) {
    let mut best = f64::INFINITY;
    let mut value = 0.0;
    for _ in 0..TIMES {
        let start = Instant::now();
        value = run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("zhixin {what}: {best:.3} s (value {value:.6})");
}

fn main() {
    let mut stream = Stream::new(1, 1);
    let scores: Vec<f64> = (0..AREA).map(|_| stream.unit()).collect();
    let outcomes: Vec<bool> = scores
        .iter()
        .map(|score| stream.unit() < score * score)
        .collect();
    best("auc with interval, 10,000,000 rows", || {
        let sample =
            Sample::new(&scores, &outcomes, None).expect("the rows are numbers of both classes");
        let auc = Auc::of(&sample).expect("there are both classes");
        auc.interval(0.95).map_or(f64::NAN, |_| auc.value)
    });
    let sample = Sample::of_probabilities(&scores[..DRAWN], &outcomes[..DRAWN], None)
        .expect("the rows are probabilities of both classes");
    best(
        "1,000 bootstraps of auc, ks and brier, 100,000 rows",
        || {
            let drawn = Bootstrap::of(&sample, Some(&scores[..DRAWN]), None, REPLICATES, 1)
                .expect("there are both classes");
            drawn
                .interval(|one| Some(one.auc), 0.95)
                .map_or(f64::NAN, |ends| ends[0])
        },
    );
}
