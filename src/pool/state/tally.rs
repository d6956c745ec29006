//! Tallies: sums over all loans of a pool, a district, a bank, a product, a grade, an enterprise, for caps
//! and breakers.

use super::years::Years;
use serde::{Deserialize, Serialize};

/// What is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pool) enum Sum {
    /// Covered principal in force, drawn and committed.
    Principal,
    /// The drawn part of it.
    Outstanding,
    /// The pool's share of it, drawn and committed.
    Share,
    /// Principal ever drawn.
    Drawn,
    /// The pool's share of principal ever drawn.
    DrawnShare,
    /// The pool's share of principal overdue and not claimed.
    Overdue,
    /// Outstanding principal classified substandard or worse.
    NonPerforming,
    /// Compensation under review.
    Filed,
    /// Compensation approved and not paid.
    Approved,
    /// Compensation paid, less clawbacks.
    Paid,
    /// Recovered for the pool.
    Recovered,
    /// Loans drawn.
    LoansDrawn,
    /// Loans with cover in force or undrawn.
    LoansInForce,
}

/// How many sums there are.
pub(in crate::pool) const SUMS: usize = 13;

/// One value for each sum.
pub(in crate::pool) type Measures = [i64; SUMS];

/// The sums over one place, and compensation by the year of filing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::pool) struct Tally {
    sums: Measures,
    years: Years,
}

impl Tally {
    pub(in crate::pool) fn get(&self, sum: Sum) -> i64 {
        self.sums[sum as usize]
    }

    /// The sum at a place among all sums.
    #[cfg(test)]
    pub(in crate::pool) fn at(&self, place: usize) -> i64 {
        self.sums[place]
    }

    /// Filed, approved and paid of claims filed in a year.
    pub(in crate::pool) fn year(&self, year: i16) -> i64 {
        self.years.of(year)
    }

    pub(in crate::pool) fn add(&mut self, change: &Measures) {
        for (sum, change) in self.sums.iter_mut().zip(change) {
            *sum += change;
        }
    }

    pub(in crate::pool) fn add_year(&mut self, year: i16, change: i64) {
        self.years.add(year, change);
    }
}

/// Over what a tally sums up; the numbers are those of the state's tables, the first that of the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::pool) enum Place {
    /// A pool.
    Pool(u32),
    /// A compartment.
    Compartment(u32),
    /// A bank in a pool.
    Bank(u32, u32),
    /// A bank in a compartment.
    BankDistrict(u32, u32),
    /// A product.
    Product(u32, u32),
    /// A grade.
    Grade(u32, u32),
    /// A bank under a product.
    Portfolio(u32, u32, u32),
    /// An enterprise.
    Enterprise(u32, u32),
    /// The finest: compartment, bank, product, grade, channel, and month of enrolment.
    Cell(Cell),
}

/// The finest part of a pool that is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::pool) struct Cell {
    pub(in crate::pool) pool: u32,
    pub(in crate::pool) compartment: u32,
    pub(in crate::pool) bank: u32,
    pub(in crate::pool) product: u32,
    pub(in crate::pool) grade: u32,
    pub(in crate::pool) channel: crate::pool::terms::Channel,
    pub(in crate::pool) year: i16,
    pub(in crate::pool) month: i8,
}

/// How many places a loan counts in.
pub(in crate::pool) const PLACES: usize = 9;
