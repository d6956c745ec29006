//! How fast a pool is stressed: 100,000 paths of 5,000 loans over three years, every loan with a probability of its own, beside
//! a naive loop that only asks each borrower each year and keeps no pool.
//!
//! `cargo bench --bench stress [-- PATHS]`. Seconds of processors are told beside those of the clock, since a machine may have other
//! work; the naive loop walks a tenth of the paths on one thread.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench measures, and tells what it measured"
)]

use std::time::Instant;
use zhixin::service::{stress::shipped_scenario, terms};
use zhixin::simulation::opening::Compartment;
use zhixin::simulation::{Book, Loan, Opening, Plan, Scenario, Settings, Stress};
use zhixin::statistics::{normal_cdf, normal_quantile};
use zhixin::units::names::{BankId, District, LoanId, ProductId};
use zhixin::units::{Amount, Ratio};
use zhixin::validation::stream::Stream;

const LOANS: u32 = 5_000;
const PATHS: u32 = 100_000;
const YEARS: usize = 3;
const DISTRICTS: u32 = 20;

fn district(number: u32) -> District {
    District::parse(&format!("district-{number}")).expect("a name")
}

fn book() -> Book {
    let mut stream = Stream::new(1, 1);
    let loan = |at: u32| Loan {
        loan: LoanId::parse(&format!("L{at}")).expect("a name"),
        bank: BankId::parse(&format!("bank-{}", at % 12)).expect("a name"),
        district: district(at % DISTRICTS),
        industry: format!("industry-{}", at % 9).into(),
        enterprise: format!("firm-{at}").into(),
        group: None,
        principal: Amount::from_fen(i64::from(10_000_000 + stream.below(200_000_000))),
        share: Ratio::parse("0.8").expect("a decimal"),
        product: ProductId::parse("knowledge-value").expect("a name"),
        grade: None,
        pd: 0.005 + 0.05 * stream.unit(),
        months: 36,
        age: 0,
    };
    Book {
        loans: (0..LOANS).map(loan).collect(),
    }
}

/// Cash of an eighth of the principal, so that it runs short on some of the paths.
fn money(book: &Book) -> Opening {
    let each = Amount::from_fen(book.principal() / 8 / i64::from(DISTRICTS));
    let of = |number| Compartment {
        district: district(number),
        cash: each,
        paid_in: each,
    };
    Opening {
        compartments: (0..DISTRICTS).map(of).collect(),
    }
}

/// Seconds that this process had of all processors, where the system tells.
fn of_processors() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = text.rsplit(')').next()?.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / 100.0)
}

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let (clock, before) = (Instant::now(), of_processors());
    let done = run();
    let (clock, after) = (clock.elapsed().as_secs_f64(), of_processors());
    match before.zip(after) {
        Some((before, after)) => println!(
            "{what}: {clock:.2} s, {:.2} s of processors",
            after - before
        ),
        None => println!("{what}: {clock:.2} s"),
    }
    done
}

/// Every borrower's latent value in every year, and the principal that defaults: no cash, claims, breakers or recoveries.
fn naive(book: &Book, paths: u32) -> f64 {
    let lines: Vec<f64> = book
        .loans
        .iter()
        .map(|loan| normal_quantile(loan.pd))
        .collect();
    let (common, own) = (0.14_f64.sqrt(), 0.86_f64.sqrt());
    let mut lost = 0.0;
    for number in 0..paths {
        let mut stream = Stream::new(1, number.into());
        let mut gone = vec![false; lines.len()];
        for _ in 0..YEARS {
            let factor = normal_quantile(stream.unit().clamp(1e-16, 1.0 - 1e-16));
            for (at, line) in lines.iter().enumerate() {
                // The chance under the factor, and a number held against it.
                let falls = stream.unit() < normal_cdf((line - common * factor) / own);
                if falls && !std::mem::replace(&mut gone[at], true) {
                    lost += book.loans[at].principal.fen() as f64;
                }
            }
        }
    }
    lost / f64::from(paths)
}

fn main() {
    let asked = std::env::args().skip(1).find_map(|of| of.parse().ok());
    let paths: u32 = asked.unwrap_or(PATHS);
    let loaded = terms::find("cq-2022").expect("terms that are shipped");
    let terms = zhixin::pool::Terms::clone(&loaded.terms);
    let terms = terms.usable().expect("terms that run");
    let text = shipped_scenario("base").expect("a scenario that is shipped");
    let scenario = Scenario::parse(text).expect("a right scenario");
    let book = book();
    let settings = Settings {
        seed: 1,
        paths,
        target_ppm: 10_000,
    };
    let opening = money(&book);
    let what = format!("zhixin stress, {paths} paths × {LOANS} loans × {YEARS} years");
    let stress = timed(&what, || {
        let plan = Plan::new(&terms, &book, &opening, &scenario, YEARS).expect("a right plan");
        Stress::of(&plan, &terms, &book, &opening, settings).expect("right settings")
    });
    println!(
        "  expected loss {}, short on {:.4} of the paths, {:.2} standard errors from the exact first year",
        stress.expected_loss.value, stress.ruin.share, stress.check.errors
    );
    let part = (paths / 10).max(1);
    let what = format!("a naive loop, {part} paths");
    let lost = timed(&what, || naive(&book, part));
    println!("  {:.0} yuan default on average", lost / 100.0);
}
