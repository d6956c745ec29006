//! How far policies differ, with intervals from a bootstrap by enterprise: the loans of one enterprise are not independent
//! of each other, so whole enterprises are drawn.
//!
//! B. Efron, Annals of Statistics 7 (1979) 1; percentile intervals of 95%. A replicate draws as many enterprises as there
//! are, with replacement, from a stream of its own, so that results do not depend on threads; every policy has the same
//! draw, and differences are of pairs. The courses stand as they were replayed: what a draw would have done to a pool, its
//! caps and breakers, is not replayed again.

use super::application::Application;
use super::course::Fate;
use super::definition::Definition;
use super::lent::watched_until;
use super::outcome::{Horizon, Outcome};
use crate::units::{Amount, Date};
use crate::validation::stream::Stream;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;

/// The confidence of intervals.
pub const CONFIDENCE: f64 = 0.95;

/// Replicates that walk over the sums together.
const TOGETHER: usize = 4;

/// Sums of each enterprise under each policy, in this order: lent, loans, known, defaulted, and net compensation.
const SUMS: usize = 5;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Principal lent under cover.
    Lent,
    /// Loans lent under cover.
    Loans,
    /// The default rate by number, of known outcomes.
    DefaultRate,
    /// Compensation paid less recoveries.
    Net,
    /// The same for each yuan lent.
    CostPerYuan,
}

impl Measure {
    /// All, in the order of reports.
    pub const ALL: [Self; 5] = [
        Self::Lent,
        Self::Loans,
        Self::DefaultRate,
        Self::Net,
        Self::CostPerYuan,
    ];

    fn of(self, [lent, loans, known, defaulted, net]: [f64; SUMS]) -> Option<f64> {
        let over = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        match self {
            Self::Lent => Some(lent),
            Self::Loans => Some(loans),
            Self::DefaultRate => over(defaulted, known),
            Self::Net => Some(net),
            Self::CostPerYuan => over(net, lent),
        }
    }

    fn quantity(self, value: f64) -> Quantity {
        match self {
            Self::Lent | Self::Net => Quantity::Money(Amount::from_fen(value.round() as i64)),
            Self::Loans => Quantity::Count(value.round() as i64),
            Self::DefaultRate | Self::CostPerYuan => Quantity::Share(value),
        }
    }
}

/// A quantity of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Quantity {
    /// Money, to the nearest fen.
    Money(Amount),
    /// A number of things, to the nearest whole one.
    Count(i64),
    /// A share.
    Share(f64),
}

/// How far the first policy stands above another in one measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The measure.
    pub measure: Measure,
    /// The id of the first policy.
    pub policy: String,
    /// That of the other.
    pub against: String,
    /// What the first has; none where it can't be worked out, as with a rate of nothing.
    pub own: Option<Quantity>,
    /// What the other has.
    pub others: Option<Quantity>,
    /// The first less the other.
    pub difference: Option<Quantity>,
    /// Its interval of 95%; none without replicates.
    pub interval: Option<[Quantity; 2]>,
    /// Replicates in which it could not be worked out, and that are left out.
    pub left_out: u32,
}

/// What policies are compared over.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The applications.
    pub applications: &'a [Application],
    /// When a loan counts as defaulted.
    pub definition: &'a Definition,
    /// Within which time.
    pub horizon: Horizon,
    /// The end of the walk.
    pub to: Date,
    /// How often is drawn.
    pub replicates: u32,
    /// The seed.
    pub seed: u64,
}

impl Ground<'_> {
    /// How the first of these policies, each with its id and its fates, differs from each of the others in each measure.
    pub fn differences(&self, policies: &[(&str, &[Fate])]) -> Vec<Difference> {
        let Some(((first, _), others)) = policies.split_first() else {
            return Vec::new();
        };
        let sums = Sums::of(self, policies);
        let drawn = sums.drawn(self.replicates, self.seed);
        let whole = sums.once();
        let measures = others
            .iter()
            .enumerate()
            .flat_map(|(at, (other, _))| Measure::ALL.map(|measure| (at + 1, *other, measure)));
        let found = measures.map(|(at, other, measure)| {
            let apart = |sums: &[f64]| Some(measure.of(row(sums, 0))? - measure.of(row(sums, at))?);
            let mut values: Vec<f64> = drawn.iter().filter_map(|sums| apart(sums)).collect();
            values.sort_unstable_by(f64::total_cmp);
            let told = |value: Option<f64>| value.map(|value| measure.quantity(value));
            Difference {
                measure,
                policy: (*first).to_owned(),
                against: other.to_owned(),
                own: told(measure.of(row(&whole, 0))),
                others: told(measure.of(row(&whole, at))),
                difference: told(apart(&whole)),
                interval: interval(&values).map(|ends| ends.map(|end| measure.quantity(end))),
                left_out: (drawn.len() - values.len()) as u32,
            }
        });
        found.collect()
    }
}

/// The sums of the policy at this place.
fn row(sums: &[f64], at: usize) -> [f64; SUMS] {
    std::array::from_fn(|sum| sums[at * SUMS + sum])
}

/// What each enterprise adds, policy by policy: whole numbers, so that their sums are exact below 2⁵³.
struct Sums {
    width: usize,
    rows: Vec<f64>,
}

impl Sums {
    fn of(ground: &Ground<'_>, policies: &[(&str, &[Fate])]) -> Self {
        let watched = watched_until(ground.applications, ground.to);
        let width = policies.len() * SUMS;
        let mut places = HashMap::new();
        let mut rows = Vec::new();
        for (at, application) in ground.applications.iter().enumerate() {
            let next = places.len();
            let place = *places.entry(&application.enterprise).or_insert(next);
            if place == next {
                rows.resize((next + 1) * width, 0.0);
            }
            let Some(life) = &application.life else {
                continue;
            };
            let outcome = ground.horizon.outcome(life, ground.definition, watched);
            let known = f64::from(u8::from(outcome != Outcome::Censored));
            let defaulted = f64::from(u8::from(outcome == Outcome::Defaulted));
            let own = &mut rows[place * width..(place + 1) * width];
            for (sums, (_, fates)) in own.chunks_exact_mut(SUMS).zip(policies) {
                let fate = &fates[at];
                if fate.lent > 0 {
                    let net = (fate.paid - fate.recovered) as f64;
                    let more = [fate.lent as f64, 1.0, known, defaulted, net];
                    sums.iter_mut()
                        .zip(more)
                        .for_each(|(sum, more)| *sum += more);
                }
            }
        }
        Self { width, rows }
    }

    fn once(&self) -> Vec<f64> {
        let mut whole = vec![0.0; self.width];
        for own in self.rows.chunks_exact(self.width) {
            whole
                .iter_mut()
                .zip(own)
                .for_each(|(sum, more)| *sum += more);
        }
        whole
    }

    /// The sums of each replicate, in the order of their numbers.
    fn drawn(&self, replicates: u32, seed: u64) -> Vec<Vec<f64>> {
        let enterprises = self.rows.len() / self.width.max(1);
        let Some(bound) = u32::try_from(enterprises).ok().filter(|bound| *bound > 0) else {
            return Vec::new();
        };
        let groups = (0..replicates).into_par_iter().step_by(TOGETHER);
        let groups = groups.map_init(
            || vec![[0.0_f64; TOGETHER]; enterprises],
            |counts, group| {
                counts.fill([0.0; TOGETHER]);
                let numbers = group..replicates.min(group + TOGETHER as u32);
                for (lane, number) in numbers.clone().enumerate() {
                    let mut stream = Stream::new(seed, u64::from(number));
                    stream.draws(enterprises, bound, |drawn| counts[drawn][lane] += 1.0);
                }
                let sums = self.counted(counts);
                let lanes = 0..numbers.len();
                lanes
                    .map(|lane| sums.iter().map(|sum| sum[lane]).collect())
                    .collect::<Vec<Vec<f64>>>()
            },
        );
        groups.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// The sums of replicates by how often each enterprise was drawn for them, enterprise by enterprise in one order.
    fn counted(&self, counts: &[[f64; TOGETHER]]) -> Vec<[f64; TOGETHER]> {
        let mut sums = vec![[0.0; TOGETHER]; self.width];
        for (own, counts) in self.rows.chunks_exact(self.width).zip(counts) {
            for (sum, value) in sums.iter_mut().zip(own) {
                for lane in 0..TOGETHER {
                    sum[lane] += counts[lane] * value;
                }
            }
        }
        sums
    }
}

/// The interval of sorted values that leaves out as many on either side.
fn interval(sorted: &[f64]) -> Option<[f64; 2]> {
    let tail = (1.0 - CONFIDENCE) / 2.0;
    Some([quantile(sorted, tail)?, quantile(sorted, 1.0 - tail)?])
}

/// The quantile of sorted values by linear interpolation (Hyndman and Fan's type 7).
fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = last as f64 * p;
    let low = place.floor() as usize;
    let high = (low + 1).min(last);
    Some(sorted[low] + (sorted[high] - sorted[low]) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::super::samples_of_lives::{course, ninety_days, six, yuan};
    use super::*;
    use jiff::civil::date;

    fn differences(second: &[Fate], replicates: u32) -> Vec<Difference> {
        let (applications, definition) = (six(), ninety_days());
        let ground = Ground {
            applications: &applications,
            definition: &definition,
            horizon: Horizon::Life,
            to: date(2021, 6, 30),
            replicates,
            seed: 7,
        };
        let first = course().fates;
        ground.differences(&[("own", &first), ("other", second)])
    }

    /// Five enterprises, each with one loan of 100 under the first policy and none under the second: every draw has five
    /// loans and 500 yuan more.
    #[test]
    fn a_constant_difference_has_an_interval_of_no_width() {
        let mut applications = six();
        applications.remove(1);
        for one in &mut applications {
            one.life.clone_from(&six()[0].life);
        }
        let fate = |lent| Fate {
            lent,
            ..Fate::default()
        };
        let (own, other) = (vec![fate(yuan(100).fen()); 5], vec![fate(0); 5]);
        let ground = Ground {
            applications: &applications,
            definition: &ninety_days(),
            horizon: Horizon::Life,
            to: date(2021, 6, 30),
            replicates: 99,
            seed: 1,
        };
        let found = ground.differences(&[("own", &own), ("other", &other)]);
        let lent = Quantity::Money(yuan(500));
        assert_eq!(
            (found[0].difference, found[0].interval),
            (Some(lent), Some([lent; 2]))
        );
        assert_eq!(found[1].interval, Some([Quantity::Count(5); 2]));
        // The other lends nothing, so it has no rate: no difference, and no interval.
        assert_eq!(
            (found[2].difference, found[2].interval, found[2].left_out),
            (None, None, 99)
        );
    }

    #[test]
    fn threads_do_not_move_a_bit() {
        let other = vec![Fate::default(); 6];
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.expect("a small pool of threads");
            pool.install(|| differences(&other, 203))
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(3));
        assert_ne!(one[0].interval, differences(&other, 7)[0].interval);
    }

    /// Against lending the second and fourth loans alone: 2,200 − 1,000 = 1,200 yuan more, two loans more, a default rate
    /// of 1/3 against none of two, 700 yuan more of net compensation. Both loans of the first enterprise are drawn
    /// together, so what is lent differs by 1,000 times its draws and 200 times those of the third.
    #[test]
    fn differences_by_hand() {
        let mut other = course().fates;
        other[0] = Fate::default();
        other[2] = Fate::default();
        let found = differences(&other, 400);
        let told: Vec<Option<Quantity>> = found.iter().map(|one| one.difference).collect();
        let share = |share: f64| Some(Quantity::Share(share));
        assert_eq!(
            told[..2],
            [Some(Quantity::Money(yuan(1200))), Some(Quantity::Count(2))]
        );
        assert_eq!(
            told[2..4],
            [share(1.0 / 3.0), Some(Quantity::Money(yuan(700)))]
        );
        assert_eq!(told[4], share(700.0 / 2200.0));
        let Some([Quantity::Money(low), Quantity::Money(high)]) = found[0].interval else {
            panic!("money has an interval of money");
        };
        assert!(
            low >= Amount::ZERO && low < yuan(1200) && high > yuan(1200),
            "{low} {high}"
        );
        assert!(differences(&other, 0)[0].interval.is_none());
    }
}
