//! Sites: the parts of a pool over which a breaker is measured or a cap adds up, and the sums that each holds.

use crate::pool::terms::Measure;

/// What a site sums up, in fen; loans are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    Filed,
    Approved,
    Paid,
    Recovered,
    Overdue,
    NonPerforming,
    Outstanding,
    Drawn,
    DrawnShare,
    Loans,
    /// Compensation filed in the year.
    Year,
    /// Compensation paid in the year.
    PaidInYear,
}

/// How many sums there are.
pub(super) const SUMS: usize = 12;

/// One value for each sum.
pub(super) type Sums = [i64; SUMS];

impl Sum {
    /// That of a measure of breakers; none where the books of compartments tell it.
    pub(super) fn of(measure: Measure) -> Option<Self> {
        Some(match measure {
            Measure::Filed => Self::Filed,
            Measure::Approved => Self::Approved,
            Measure::Paid => Self::Paid,
            Measure::Recovered => Self::Recovered,
            Measure::Overdue => Self::Overdue,
            Measure::NonPerforming => Self::NonPerforming,
            Measure::Outstanding => Self::Outstanding,
            Measure::Drawn => Self::Drawn,
            Measure::DrawnPoolShare => Self::DrawnShare,
            Measure::NetAssets | Measure::PaidIn => return None,
        })
    }
}

/// A site: of which breaker or cap, by which books, and what it holds at the beginning.
pub(super) struct Site {
    /// The place of its breaker among those of the terms; none for the site of a cap.
    pub(super) breaker: Option<usize>,
    /// The compartment by whose books it is measured; none is the whole pool.
    pub(super) compartment: Option<u32>,
    pub(super) opening: Sums,
}

/// That a loan counts at a site, and for how many years it stays within its window.
#[derive(Clone, Copy)]
pub(super) struct Member {
    pub(super) site: u32,
    pub(super) years: u32,
}

/// A cap over a loan: at which site it adds up, and how much it allows.
#[derive(Clone, Copy)]
pub(super) struct Capped {
    pub(super) site: u32,
    /// What stands under it: each sum so many times.
    pub(super) counts: [i64; 2],
    pub(super) most: i64,
}
