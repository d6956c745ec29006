//! Reference cohorts 参照组: what patents of one kind, class and filing year measure, so that one patent
//! is compared with its like.

use super::measure::{COMPARED, Class, Measure, Measures, NAMES, class_of, measures};
use crate::evidence::facts::Standing;
use crate::evidence::{Dossier, Patent};
use crate::units::{ApplicationNumber, Date, Digest, PatentKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Fewer known values than this make no cohort; the next wider one is taken.
const LEAST: usize = 10;
/// How many filing years on either side join, where one year is too small.
const YEARS_AROUND: i16 = 2;
/// The percentile at which a measure counts as full.
const PERCENTILE: usize = 98;

/// Which patents are alike: kind, technology class (blank where not told) and filing year.
type Like = (PatentKind, Option<Class>, i16);
/// The 98th percentile of each measure.
type Scales = [Option<Measure>; COMPARED];
/// The known values of each measure.
type Pools = [Vec<Measure>; COMPARED];

/// The finished cohorts: the scale of every measure, by kind, class and filing year.
#[derive(Debug, Clone)]
pub struct Cohorts {
    by_year: BTreeMap<Like, Scales>,
    by_kind: BTreeMap<PatentKind, Scales>,
    patents: usize,
    digest: Digest,
}

impl Default for Cohorts {
    fn default() -> Self {
        CohortsBuilder::default().finish()
    }
}

impl Cohorts {
    /// The digest over all the values, whatever the order in which patents were added.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// How many patents stand in them.
    pub fn patents(&self) -> usize {
        self.patents
    }

    /// Whether there is nothing to compare with.
    pub fn is_empty(&self) -> bool {
        self.patents == 0
    }

    /// The scales for patents like one; `None` where nothing of its kind is known.
    pub(super) fn scales(&self, like: &Like) -> Option<&Scales> {
        self.by_year.get(like).or_else(|| self.by_kind.get(&like.0))
    }
}

/// Which cohort a patent belongs to; `None` without its kind or filing date.
pub(super) fn like(patent: &Patent) -> Option<Like> {
    let filed = patent.filed.as_ref()?;
    let class = class_of(filed.technology.as_deref());
    Some((patent.kind()?, class, filed.filed_on.year()))
}

/// Gathers patents into cohorts; parts built apart can be merged, in any order.
#[derive(Debug, Clone, Default)]
pub struct CohortsBuilder {
    patents: BTreeMap<ApplicationNumber, (Like, Measures)>,
}

impl CohortsBuilder {
    /// Adds the granted patents of a dossier as they stood on its day. A patent of several
    /// enterprises is one patent.
    pub fn add(&mut self, dossier: &Dossier) {
        for patent in dossier.patents() {
            self.add_patent(patent, dossier.view.as_of);
        }
    }

    /// Adds one patent as it stood on a day, if it was ever granted.
    fn add_patent(&mut self, patent: &Patent, day: Date) {
        let mut statuses = patent.statuses.iter();
        let granted =
            patent.granted.is_some() || statuses.any(|status| status.standing == Standing::InForce);
        if let Some(like) = like(patent).filter(|_| granted) {
            self.put(patent.application.clone(), (like, measures(patent, day)));
        }
    }

    /// Joins what was gathered elsewhere.
    pub fn merge(&mut self, other: Self) {
        for (application, measured) in other.patents {
            self.put(application, measured);
        }
    }

    /// Two owners may know different things of one patent: the fuller, then the greater account is
    /// kept, so that the order does not matter.
    fn put(&mut self, application: ApplicationNumber, measured: (Like, Measures)) {
        let rank = |(like, measures): &(Like, Measures)| {
            (measures.iter().flatten().count(), *measures, *like)
        };
        let kept = self.patents.entry(application).or_insert(measured);
        if rank(&measured) > rank(kept) {
            *kept = measured;
        }
    }

    /// Works out the scales.
    pub fn finish(self) -> Cohorts {
        let mut years: BTreeMap<Like, Pools> = BTreeMap::new();
        let mut kinds: BTreeMap<PatentKind, Pools> = BTreeMap::new();
        for (like, measures) in self.patents.values() {
            pour(measures, years.entry(*like).or_default());
            pour(measures, kinds.entry(like.0).or_default());
        }
        let pools = years.values_mut().chain(kinds.values_mut());
        pools.flatten().for_each(|pool| pool.sort_unstable());
        let by_kind: BTreeMap<_, _> = kinds
            .iter()
            .map(|(kind, pools)| (*kind, pools.each_ref().map(|pool| percentile(pool))))
            .collect();
        let mut by_year = BTreeMap::new();
        for (kind, class, year) in years.keys() {
            for near in year - YEARS_AROUND..=year + YEARS_AROUND {
                let like = (*kind, *class, near);
                by_year
                    .entry(like)
                    .or_insert_with(|| scales(&years, like, &by_kind[kind]));
            }
        }
        Cohorts {
            digest: digest(&years),
            by_year,
            by_kind,
            patents: self.patents.len(),
        }
    }
}

fn pour(measures: &Measures, pools: &mut Pools) {
    for (measure, pool) in measures.iter().zip(pools) {
        pool.extend(*measure);
    }
}

/// The scales of one cohort: of its own year, else of the years around it, else of its kind.
fn scales(years: &BTreeMap<Like, Pools>, like: Like, of_kind: &Scales) -> Scales {
    let (kind, class, year) = like;
    std::array::from_fn(|at| {
        let own = years.get(&like).and_then(|pools| percentile(&pools[at]));
        own.or_else(|| {
            let around = (year - YEARS_AROUND..=year + YEARS_AROUND)
                .filter_map(|near| years.get(&(kind, class, near)));
            let mut joined: Vec<Measure> = around.flat_map(|pools| &pools[at]).copied().collect();
            joined.sort_unstable();
            percentile(&joined)
        })
        .or(of_kind[at])
    })
}

/// The 98th percentile by nearest rank: the value at place ⌈0.98 n⌉ of the sorted ones; `None` for
/// too few.
fn percentile(sorted: &[Measure]) -> Option<Measure> {
    if sorted.len() < LEAST {
        return None;
    }
    let place = (sorted.len() * PERCENTILE).div_ceil(100);
    sorted.get(place - 1).copied()
}

/// One line for each cohort and measure, in order, then its values, in order.
fn digest(years: &BTreeMap<Like, Pools>) -> Digest {
    let mut text = String::from("zhixin/cohorts/1\n");
    for ((kind, class, year), pools) in years {
        let kind = match kind {
            PatentKind::Invention => "invention",
            PatentKind::UtilityModel => "utility_model",
            PatentKind::Design => "design",
        };
        let class = class.unwrap_or(*b"----");
        let class = String::from_utf8_lossy(&class);
        for (name, pool) in NAMES.iter().zip(pools) {
            let _ = write!(text, "{kind} {class} {year} {name}");
            for Measure { num, den } in pool {
                let _ = write!(text, " {num}/{den}");
            }
            text.push('\n');
        }
    }
    Digest::of(text.as_bytes())
}
