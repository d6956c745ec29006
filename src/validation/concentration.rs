//! Whether obligors crowd into few grades: the Herfindahl index, and the test that they crowd more than they did.
//!
//! ECB, Instructions for reporting the validation results of internal models (February 2019), 2.5.5.3. The index is 0
//! where every grade holds as many and 1 where one grade holds all; by exposure it is the same with amounts.

use super::sample::count;
use crate::statistics::normal_above;
use crate::units::Problems;
use serde::Serialize;

/// The concentration of grades.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Concentration {
    /// The coefficient of variation of the shares.
    pub variation: f64,
    /// The Herfindahl index: 1 + ln((CV² + 1) / K) / ln K.
    pub index: f64,
    /// How many grades there are.
    pub grades: usize,
}

impl Concentration {
    /// The concentration of what each grade holds.
    pub fn of(held: &[f64]) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let fits = |x: f64| x.is_finite() && x >= 0.0;
        super::sample::rows(
            &mut problems,
            "grade",
            "concentration.held",
            "must not be negative",
            held,
            fits,
        );
        let total: f64 = held.iter().sum();
        if held.len() < 2 {
            problems.add(
                "grade",
                "concentration.grades",
                "one grade; concentration needs at least two",
            );
        } else if total <= 0.0 {
            problems.add(
                "grade",
                "concentration.empty",
                "every grade is empty; one that is not is needed",
            );
        }
        problems.or(())?;
        let grades = count(held.len());
        let squares: f64 = held
            .iter()
            .map(|held| (held / total - 1.0 / grades).powi(2))
            .sum();
        let variation = (grades * squares).sqrt();
        let index = 1.0 + ((variation * variation + 1.0) / grades).ln() / grades.ln();
        Ok(Self {
            variation,
            index: index.max(0.0),
            grades: held.len(),
        })
    }

    /// How likely so much more concentration than at initial validation is by chance. A small value says that it grew.
    pub fn against_initial(&self, initial: &Self) -> f64 {
        let spread = self.variation * self.variation * (0.5 + self.variation * self.variation);
        let apart = self.variation - initial.variation;
        if spread > 0.0 {
            normal_above((count(self.grades) - 1.0).sqrt() * apart / spread.sqrt())
        } else {
            1.0
        }
    }
}
