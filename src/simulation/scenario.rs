//! A scenario: how default rates, recoveries and rates go in each year, and how borrowers hang together.

use super::dependence::Dependence;
use super::parse_scenario;
use crate::units::{Bilingual, Digest, Origin, Problems};
use serde::Serialize;
use std::collections::BTreeMap;

/// A scenario 情景.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scenario {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// Whose figures they are.
    pub origin: Origin,
    /// How borrowers hang together.
    pub dependence: Dependence,
    /// Probabilities of default by grade, for loans that state a grade and no probability.
    pub pd: BTreeMap<String, f64>,
    /// By how much default rates grow for one percentage point on the rate: 0.15 is by 15% of themselves.
    pub per_point: f64,
    /// Default rates of some industries, as multiples of the rest's.
    pub industries: BTreeMap<String, f64>,
    /// The years; the last one holds for all that follow.
    pub years: Vec<Year>,
}

/// One year of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Year {
    /// Default rates as a multiple of those of the book.
    pub default_rate: f64,
    /// What is added to the rate that borrowers pay, in percentage points.
    pub rate_shock: f64,
    /// What is recovered of the unpaid principal of the year's defaults.
    pub recovery_rate: f64,
    /// How many years later it comes in.
    pub recovery_delay: u32,
    /// What it costs, of what comes in.
    pub recovery_costs: f64,
}

impl Scenario {
    /// Reads and checks a scenario file; every problem is told at once, with its line.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        parse_scenario::scenario(text)
    }

    /// The year of a number, from 0.
    pub fn year(&self, number: usize) -> &Year {
        self.years
            .get(number)
            .or(self.years.last())
            .expect("a scenario that was read has a year")
    }

    /// What a year's default rate of an industry is multiplied by.
    pub fn multiplier(&self, number: usize, industry: &str) -> f64 {
        let year = self.year(number);
        let own = self.industries.get(industry).copied().unwrap_or(1.0);
        year.default_rate * own * (1.0 + self.per_point * year.rate_shock)
    }

    /// The digest of what it says.
    pub fn digest(&self) -> Digest {
        let body = serde_json::to_vec(self).expect("text keys and finite numbers");
        Digest::of(&[b"zhixin/scenario/1\n".as_slice(), &body].concat())
    }
}
