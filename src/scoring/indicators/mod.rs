//! Indicators 指标: the exact figures that models read, worked out from nothing but a dossier and the
//! reference cohorts of patents.

mod catalog;
mod cohorts;
mod enterprise;
mod finance;
mod ip;
mod ip_activity;
mod knowledge_stock;
mod measure;
mod patent_value;
mod periods;
mod prepared;
mod product;
mod research;
mod risk;
mod rnd;
mod talent;

pub use catalog::{Indicator, catalog, find, find_named};
pub use cohorts::{Cohorts, CohortsBuilder};

use super::vector::{Witness, Witnesses};
use super::{IndicatorId, IndicatorVector, Reading, Value};
use crate::evidence::{Dossier, RecordedFact};
use prepared::Prepared;

/// What an indicator found in a dossier.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The value.
    pub value: Value,
    /// The facts behind it, as places in [`Dossier::facts`], best first for each thing counted.
    pub facts: Vec<usize>,
    /// Whether the reference cohorts were looked at.
    pub used_cohorts: bool,
}

impl Found {
    /// A value and the facts behind it.
    fn new(value: Value, facts: Vec<usize>) -> Self {
        Self {
            value,
            facts,
            used_cohorts: false,
        }
    }

    /// The evidence does not tell.
    fn unknown() -> Self {
        Self::new(Value::Unknown, Vec::new())
    }
}

/// Reads indicators from a dossier, in the order asked. An id that the catalogue does not have is
/// unknown; a checked model names none.
pub fn read(ids: &[IndicatorId], dossier: &Dossier, cohorts: &Cohorts) -> IndicatorVector {
    let prepared = Prepared::new(dossier, cohorts);
    let mut used_cohorts = false;
    let readings = ids.iter().map(|id| {
        let found = find(id).map_or_else(Found::unknown, |known| known.read_from(&prepared));
        used_cohorts |= found.used_cohorts;
        Reading {
            indicator: id.clone(),
            value: found.value,
            evidence: witnesses(&found.facts, dossier.facts()).into(),
        }
    });
    let readings = readings.collect();
    let cohorts = used_cohorts.then(|| cohorts.digest());
    IndicatorVector { readings, cohorts }
}

/// How many facts stand behind a reading, and the first of them.
fn witnesses(places: &[usize], facts: &[RecordedFact]) -> Witnesses {
    let shown = places.iter().take(Witnesses::SHOWN).map(|at| {
        let fact = &facts[*at];
        Witness {
            fact: fact.digest,
            kind: fact.fact.kind().to_owned(),
            happened_on: fact.happened_on,
            available_on: fact.available.on,
            assumed: fact.available.assumed.clone(),
            source: fact.source.name.clone(),
            file: fact.source.file.clone(),
            row: fact.row,
        }
    });
    Witnesses {
        facts: u64::try_from(places.len()).expect("a list in memory has fewer than 2^64 items"),
        shown: shown.collect(),
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests_of_leaks;
#[cfg(test)]
mod tests_of_oracle;
#[cfg(test)]
mod tests_of_rules;
