//! Breakers as a path watches them: the same reading, levels and resumption as the ledger's, on sums of whole fen.

use super::sites::{Site, Sum, Sums};
use crate::pool::terms::{Breaker, Effect, Figure, Measure, ResumeBy, Trips};
use crate::units::Ratio;

/// What a path knows of a breaker at a site.
#[derive(Clone, Copy, Default)]
pub(super) struct Held {
    /// How many of its levels act.
    pub(super) levels: u8,
    /// The most that is paid in a year, where a level caps payments.
    pub(super) cap: Option<i64>,
}

/// A breaker, its ratios ready to be compared.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of the terms by itself"
)]
pub(super) struct Watch {
    numerator: Vec<(Measure, i64)>,
    denominator: Measure,
    least_book: i64,
    least_loans: i64,
    below: bool,
    levels: Vec<Line>,
    well: (i128, i128),
    by_ratio: bool,
    rests: bool,
    /// Whether it reads another ratio before a claim is approved, or paid, than after.
    pub(super) steps: bool,
}

struct Line {
    at: (i128, i128),
    effect: Effect,
    payments: Option<Ratio>,
}

/// What the books of a site's compartments say.
#[derive(Clone, Copy)]
pub(super) struct Books {
    pub(super) net_assets: i64,
    pub(super) paid_in: i64,
}

impl Watch {
    pub(super) fn new(breaker: &Breaker) -> Self {
        let parts = |ratio: Ratio| (ratio.num(), ratio.den());
        let levels = breaker.levels.iter().map(|level| Line {
            at: parts(level.at.get()),
            effect: level.effect,
            payments: level.payments_share.as_ref().map(Figure::get),
        });
        let stops = breaker
            .levels
            .iter()
            .find(|level| level.effect != Effect::Warn);
        let mildest = stops.or(breaker.levels.first()).map(|level| &level.at);
        let well = breaker.resume.at.as_ref().or(mildest);
        let holds = |measure| breaker.numerator.contains(&measure);
        let claims = [Measure::Filed, Measure::Approved, Measure::Paid].map(holds);
        Self {
            numerator: breaker
                .numerator
                .iter()
                .map(|of| (*of, if *of == Measure::Recovered { -1 } else { 1 }))
                .collect(),
            denominator: breaker.denominator,
            least_book: breaker
                .minimum_book
                .as_ref()
                .map_or(0, |least| least.get().fen()),
            least_loans: breaker
                .minimum_loans
                .as_ref()
                .map_or(0, |least| least.get().into()),
            below: breaker.trips == Trips::Below,
            levels: levels.collect(),
            well: well.map_or((0, 1), |line| parts(line.get())),
            by_ratio: breaker.resume.by == ResumeBy::Ratio,
            rests: breaker
                .resume
                .held_days
                .as_ref()
                .is_some_and(|days| days.get() > 0),
            steps: claims != [claims[0]; 3],
        }
    }

    /// Whether any level stops what is asked.
    pub(super) fn stops(&self, held: Held, effect: Effect) -> bool {
        let acting = &self.levels[..usize::from(held.levels)];
        acting.iter().any(|line| line.effect == effect)
    }

    /// Judges a site, and moves what is held as the ledger does; tells how many levels are reached. `rested` says that a
    /// year went by, after which any time of recovery is over.
    pub(super) fn judge(&self, held: &mut Held, sums: &Sums, books: Books, rested: bool) -> u8 {
        let measure = |of: Measure| match (Sum::of(of), of) {
            (Some(sum), _) => sums[sum as usize],
            (None, Measure::PaidIn) => books.paid_in,
            (None, _) => books.net_assets,
        };
        let book = measure(self.denominator);
        let judged =
            book > 0 && book >= self.least_book && sums[Sum::Loans as usize] >= self.least_loans;
        let above: i64 = self
            .numerator
            .iter()
            .map(|(of, sign)| sign * measure(*of))
            .sum();
        let reaches = |(num, den): (i128, i128)| {
            let (own, line) = (i128::from(above) * den, num * i128::from(book));
            if self.below { own < line } else { own >= line }
        };
        let count = self
            .levels
            .iter()
            .take_while(|line| judged && reaches(line.at))
            .count();
        let before = &self.levels[..usize::from(held.levels)];
        let known = |effect: Effect| before.iter().any(|line| line.effect == effect);
        let reached = u8::try_from(count).expect("a breaker has few levels");
        if self.levels[..count].iter().any(|line| !known(line.effect)) {
            let share = self.levels[..count]
                .iter()
                .rev()
                .find_map(|line| line.payments);
            let cap = share.and_then(|share| {
                let most = share.checked_mul(Ratio::from_int(books.paid_in.into()))?;
                i64::try_from(most.floor()).ok()
            });
            *held = Held {
                levels: reached,
                cap,
            };
            return reached;
        }
        let warned = before.iter().all(|line| line.effect == Effect::Warn);
        let well = !judged || !reaches(self.well);
        if held.levels > 0
            && count == 0
            && well
            && (rested || !self.rests)
            && (warned || self.by_ratio)
        {
            *held = Held::default();
        }
        reached
    }
}

/// The books that a site is measured by.
pub(super) fn books(site: &Site, net_assets: &[i64], paid_in: &[i64]) -> Books {
    match site.compartment {
        Some(at) => Books {
            net_assets: net_assets[at as usize],
            paid_in: paid_in[at as usize],
        },
        None => Books {
            net_assets: net_assets.iter().sum(),
            paid_in: paid_in.iter().sum(),
        },
    }
}
