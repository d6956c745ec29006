//! Borrowers sorted into cells: those of one industry, one district and one probability of default have, once the factors are
//! drawn, the same chance.

use super::book::Book;
use super::scenario::Scenario;
use crate::statistics::normal_quantile;
use smol_str::SmolStr;
use std::collections::HashMap;

/// A borrower: an enterprise, or a group that stands and falls together.
pub(super) struct Obligor {
    /// Its loans, by their places in the book.
    pub(super) loans: Vec<u32>,
    pub(super) industry: u32,
    pub(super) district: u32,
    /// How likely it defaults in each year, if it lives until then.
    pub(super) pds: Vec<f64>,
}

/// Borrowers alike.
pub(super) struct Cell {
    pub(super) industry: u32,
    pub(super) district: u32,
    /// Below which its latent value is a default, for each year.
    pub(super) thresholds: Vec<f64>,
    /// Where its borrowers stand among all in the order of cells.
    pub(super) from: u32,
    pub(super) to: u32,
}

/// All borrowers of a book.
pub(super) struct Cells {
    pub(super) obligors: Vec<Obligor>,
    pub(super) cells: Vec<Cell>,
    /// The borrowers in the order of the cells.
    pub(super) order: Vec<u32>,
    pub(super) industries: Vec<SmolStr>,
    pub(super) districts: u32,
}

/// Numbers names in the order in which they come.
pub(super) fn numbered<K: Eq + std::hash::Hash + Clone>(
    names: &mut HashMap<K, u32>,
    name: &K,
) -> u32 {
    let next = u32::try_from(names.len()).expect("a book has fewer loans than 32 bits hold");
    *names.entry(name.clone()).or_insert(next)
}

impl Cells {
    pub(super) fn new(book: &Book, scenario: &Scenario, years: usize) -> Self {
        let (mut names, mut industries, mut districts) =
            (HashMap::new(), HashMap::new(), HashMap::new());
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for (at, loan) in (0..).zip(&book.loans) {
            let number = numbered(&mut names, loan.name()) as usize;
            numbered(&mut industries, &loan.industry);
            numbered(&mut districts, &loan.district);
            if number == groups.len() {
                groups.push(Vec::new());
            }
            groups[number].push(at);
        }
        let obligors = groups.into_iter().map(|loans| {
            // It belongs where its largest loan does, and is as risky as its riskiest.
            let own = loans.iter().map(|at| &book.loans[*at as usize]);
            let largest = own.clone().reduce(|best, of| {
                if of.principal > best.principal {
                    of
                } else {
                    best
                }
            });
            let largest = largest.expect("a borrower has a loan");
            let pd = own.clone().map(|of| of.pd).fold(0.0, f64::max);
            let months = own.map(|of| of.months).max().unwrap_or(0);
            Obligor {
                industry: industries[&largest.industry],
                district: districts[&largest.district],
                pds: (0..years)
                    .map(|year| {
                        let raised = pd * scenario.multiplier(year, &largest.industry);
                        of_part(raised.clamp(0.0, 1.0), months, year)
                    })
                    .collect(),
                loans,
            }
        });
        let obligors: Vec<Obligor> = obligors.collect();
        let (cells, order) = sorted(&obligors);
        let mut named: Vec<(SmolStr, u32)> = industries.into_iter().collect();
        named.sort_by_key(|(_, number)| *number);
        Self {
            obligors,
            cells,
            order,
            industries: named.into_iter().map(|(name, _)| name).collect(),
            districts: u32::try_from(districts.len()).expect("fewer than loans"),
        }
    }
}

/// The probability of the part of a year in which a loan is still there, with the same intensity all through.
fn of_part(pd: f64, months: u32, year: usize) -> f64 {
    let before = u32::try_from(year).unwrap_or(u32::MAX).saturating_mul(12);
    match months.saturating_sub(before) {
        0 => 0.0,
        12.. => pd,
        left => -libm::expm1(f64::from(left) / 12.0 * libm::log1p(-pd)),
    }
}

fn sorted(obligors: &[Obligor]) -> (Vec<Cell>, Vec<u32>) {
    let key = |of: &Obligor| {
        let bits: Vec<u64> = of.pds.iter().map(|pd| pd.to_bits()).collect();
        (of.industry, of.district, bits)
    };
    let mut order: Vec<u32> = (0..).take(obligors.len()).collect();
    order.sort_by_cached_key(|at| (key(&obligors[*at as usize]), *at));
    let mut cells: Vec<Cell> = Vec::new();
    for (place, at) in (0_u32..).zip(&order) {
        let of = &obligors[*at as usize];
        let before = place
            .checked_sub(1)
            .map(|before| &obligors[order[before as usize] as usize]);
        match (before, cells.last_mut()) {
            (Some(before), Some(cell)) if key(before) == key(of) => cell.to = place + 1,
            _ => cells.push(Cell {
                industry: of.industry,
                district: of.district,
                thresholds: of.pds.iter().map(|pd| threshold(*pd)).collect(),
                from: place,
                to: place + 1,
            }),
        }
    }
    (cells, order)
}

/// Φ⁻¹(pd), at the ends without end.
pub(super) fn threshold(pd: f64) -> f64 {
    if pd <= 0.0 {
        f64::NEG_INFINITY
    } else if pd >= 1.0 {
        f64::INFINITY
    } else {
        normal_quantile(pd)
    }
}
