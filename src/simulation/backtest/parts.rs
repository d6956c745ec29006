//! What a policy came to in each part: bank, district, grade, industry, and year of drawing.

use super::application::Application;
use super::choice::{Choice, Verdict};
use super::course::Fate;
use super::definition::Definition;
use super::outcome::{Horizon, Outcome};
use crate::units::{Amount, Date};
use serde::Serialize;
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;

/// One part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Which; empty where the file does not say.
    pub name: SmolStr,
    /// Applications.
    pub applications: u64,
    /// Of them, approved.
    pub approved: u64,
    /// Loans lent under cover.
    pub loans: u64,
    /// Their principal.
    pub lent: Amount,
    /// Of them, those that came to an end, by default or payment.
    pub ended: u64,
    /// Of these, those in default.
    pub defaulted: u64,
    /// Compensation paid 代偿.
    pub paid: Amount,
    /// What of it was recovered 追偿.
    pub recovered: Amount,
}

/// Every way of parting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Parts {
    /// By bank.
    pub banks: Vec<Part>,
    /// By district.
    pub districts: Vec<Part>,
    /// By grade.
    pub grades: Vec<Part>,
    /// By industry.
    pub industries: Vec<Part>,
    /// By year of drawing: loans lent alone.
    pub years: Vec<Part>,
}

impl Part {
    /// Compensation paid less recoveries.
    pub fn net(&self) -> Amount {
        Amount::from_fen(self.paid.fen() - self.recovered.fen())
    }

    fn add(&mut self, choice: &Choice, fate: &Fate, outcome: Option<Outcome>) {
        let more = |sum: &mut Amount, fen: i64| *sum = Amount::from_fen(sum.fen() + fen);
        self.applications += 1;
        self.approved += u64::from(choice.verdict == Verdict::Approved);
        if let Some(outcome) = outcome {
            self.loans += 1;
            self.ended += u64::from(outcome != Outcome::Censored);
            self.defaulted += u64::from(outcome == Outcome::Defaulted);
        }
        more(&mut self.lent, fate.lent);
        more(&mut self.paid, fate.paid);
        more(&mut self.recovered, fate.recovered);
    }
}

impl Parts {
    /// The parts of what a policy came to; the three lists are of one order.
    pub fn of(
        applications: &[Application],
        choices: &[Choice],
        fates: &[Fate],
        definition: &Definition,
        watched: Date,
    ) -> Self {
        let mut maps: [BTreeMap<SmolStr, Part>; 5] = Default::default();
        for ((application, choice), fate) in applications.iter().zip(choices).zip(fates) {
            let life = application.life.as_ref().filter(|_| fate.lent > 0);
            let outcome = life.map(|life| Horizon::Life.outcome(life, definition, watched));
            let grade = choice
                .grade
                .as_ref()
                .map(crate::units::names::GradeName::as_str);
            let names = [
                Some(application.bank.as_str().into()),
                Some(application.district.as_str().into()),
                Some(grade.unwrap_or_default().into()),
                Some(application.industry.clone().unwrap_or_default()),
                life.map(|life| format_smolstr!("{}", life.drawn_on.year())),
            ];
            for (map, name) in maps.iter_mut().zip(names) {
                if let Some(name) = name {
                    map.entry(name).or_default().add(choice, fate, outcome);
                }
            }
        }
        let [banks, districts, grades, industries, years] = maps.map(|map| {
            let named = map.into_iter().map(|(name, part)| Part { name, ..part });
            named.collect()
        });
        Self {
            banks,
            districts,
            grades,
            industries,
            years,
        }
    }
}
