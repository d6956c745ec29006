//! Trials 重新拟合检验: models made again from some of the rows and tried on the others, fold by fold.

use super::settings::Settings;
use crate::units::{Bilingual, Date, Problems};
use crate::validation::bins::bins;
use crate::validation::brier::Brier;
use crate::validation::splits::{Split, forward, k_fold, out_of_time};
use crate::validation::subgroups::{Subgroup, subgroups};
use crate::validation::{Contest, Sample};
use serde::Serialize;

/// How rows are parted into those that a model is made from and those that it is tried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Folds of rows.
    KFold,
    /// Folds of whole enterprises: none is on both sides.
    ByEnterprise,
    /// Blocks of time: made from what was before, tried on the next.
    Forward,
    /// Made from before a day, tried from it on.
    OutOfTime,
}

impl Scheme {
    /// What it is called, in Chinese and in English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::KFold => ("按行分折", "k-fold of rows"),
            Self::ByEnterprise => ("按企业分折", "k-fold by enterprise"),
            Self::Forward => ("时间前推", "forward in time"),
            Self::OutOfTime => ("跨期", "out of time"),
        }
    }
}

/// The folds of one scheme, before anything is made from them.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The scheme.
    pub scheme: Scheme,
    /// Each fold with its name.
    pub folds: Vec<(String, Split)>,
}

/// What came of one scheme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trials {
    /// The scheme.
    pub scheme: Scheme,
    /// Its folds.
    pub folds: Vec<Trial>,
    /// All rows that were tried, each by the model that had not seen it.
    pub pooled: Option<Tried>,
    /// The models of all folds against challengers made from the same rows, where the spec asks for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challengers: Option<Contest>,
}

/// One fold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// Its number, or its days.
    pub name: String,
    /// How many rows the model was made from.
    pub learned: usize,
    /// How many were left out of these, since their enterprise is tried.
    pub left_out: usize,
    /// What the model made of the others; none where no model came about.
    pub tried: Option<Tried>,
    /// Why no model came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// How a model does on rows that it has not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    /// Rows, rate of events and mean probability, area and distance, with their intervals.
    pub part: Subgroup,
    /// The Brier score, where there are probabilities.
    pub brier: Option<f64>,
}

/// Rows that were tried, by their place among all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TriedRows {
    /// The rows.
    pub rows: Vec<usize>,
    /// Their scores: the higher, the riskier.
    pub scores: Vec<f64>,
    /// Their probabilities, where the model is calibrated.
    pub probabilities: Option<Vec<f64>>,
    /// The probabilities of each challenger, or why there is none.
    pub challengers: Vec<(Bilingual, Result<Vec<f64>, String>)>,
}

impl TriedRows {
    /// Puts the challengers of a fold behind those of the folds before; one that a fold lacks has none of all.
    fn challenged(&mut self, fold: &str, more: &[(Bilingual, Result<Vec<f64>, String>)]) {
        if self.challengers.is_empty() {
            let none = more.iter().map(|(name, _)| (name.clone(), Ok(Vec::new())));
            self.challengers = none.collect();
        }
        for ((_, all), (_, told)) in self.challengers.iter_mut().zip(more) {
            match (&mut *all, told) {
                (Ok(all), Ok(told)) => all.extend(told),
                (Ok(_), Err(why)) => *all = Err(format!("{fold}: {why}")),
                (Err(_), _) => {}
            }
        }
    }
}

/// What is known of the rows before they are parted.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Whether the event happened.
    pub outcomes: &'a [bool],
    /// What each row counts.
    pub weights: Option<&'a [f64]>,
    /// The day of each row.
    pub days: Option<&'a [Date]>,
    /// The enterprise of each row.
    pub enterprises: Option<&'a [u32]>,
}

impl Known<'_> {
    /// The folds that these rows allow: by enterprise where rows tell theirs, of rows, forward in time where they have days,
    /// and out of time where a day parts them. Refused: more folds than enterprises or days.
    pub fn plans(&self, settings: &Settings) -> Result<Vec<Plan>, Problems> {
        let mut plans = Vec::new();
        let numbered = |splits: Vec<Split>| -> Vec<(String, Split)> {
            (1..)
                .zip(splits)
                .map(|(at, split)| (format!("{at}"), split))
                .collect()
        };
        if settings.folds > 0 {
            let rows = self.outcomes.len();
            let grouped = self.enterprises.map(|of| (Scheme::ByEnterprise, Some(of)));
            // Folds of rows stand beside those of enterprises: how much better the model seems on them is what rows of one
            // enterprise tell of each other.
            for (scheme, groups) in grouped.into_iter().chain([(Scheme::KFold, None)]) {
                let splits = k_fold(rows, groups, settings.folds, settings.seed)?;
                plans.push(Plan {
                    scheme,
                    folds: numbered(splits),
                });
            }
        }
        if let Some(days) = self.days.filter(|_| settings.folds > 0) {
            let splits = forward(days, self.enterprises, settings.folds)?;
            let named = splits
                .into_iter()
                .map(|split| (span(days, &split.test), split));
            plans.push(Plan {
                scheme: Scheme::Forward,
                folds: named.collect(),
            });
        }
        if let Some((days, since)) = self.days.zip(settings.since.as_ref()) {
            let split = out_of_time(days, since, self.enterprises)?;
            plans.push(Plan {
                scheme: Scheme::OutOfTime,
                folds: vec![(span(days, &split.test), split)],
            });
        }
        Ok(plans)
    }

    /// What came of a plan: each fold's rows as its model scored them, or why there was no model.
    pub fn trials(&self, plan: &Plan, tried: Vec<Result<TriedRows, String>>) -> Trials {
        let mut all = TriedRows {
            probabilities: Some(Vec::new()),
            ..TriedRows::default()
        };
        for ((name, _), rows) in plan.folds.iter().zip(&tried) {
            let Ok(rows) = rows else { continue };
            all.challenged(name, &rows.challengers);
            all.rows.extend(&rows.rows);
            all.scores.extend(&rows.scores);
            all.probabilities =
                all.probabilities
                    .zip(rows.probabilities.as_ref())
                    .map(|(mut sum, more)| {
                        sum.extend(more);
                        sum
                    });
        }
        if let Some(probabilities) = &all.probabilities {
            // Points of two models are not of one scale; probabilities are.
            all.scores.clone_from(probabilities);
        }
        let folds = plan.folds.iter().zip(tried).map(|((name, split), tried)| {
            let tried =
                tried.and_then(|rows| self.judged(name, &rows).map_err(|told| told.to_string()));
            Trial {
                name: name.clone(),
                learned: split.train.len(),
                left_out: split.left_out,
                why: tried.as_ref().err().cloned(),
                tried: tried.ok(),
            }
        });
        Trials {
            scheme: plan.scheme,
            folds: folds.collect(),
            pooled: self.judged("pooled", &all).ok(),
            challengers: self.contest(&all),
        }
    }

    /// The model against its challengers, on all rows that were tried.
    fn contest(&self, tried: &TriedRows) -> Option<Contest> {
        let model = tried.probabilities.as_ref()?;
        let outcomes: Vec<bool> = tried.rows.iter().map(|row| self.outcomes[*row]).collect();
        let weights = self.weights.map(|weights| {
            let of = tried.rows.iter().map(|row| weights[*row]);
            of.collect::<Vec<f64>>()
        });
        let challenged = !tried.challengers.is_empty();
        let judge = || Contest::of(model, &tried.challengers, &outcomes, weights.as_deref()).ok();
        challenged.then(judge).flatten()
    }

    fn judged(&self, name: &str, tried: &TriedRows) -> Result<Tried, Problems> {
        let outcomes: Vec<bool> = tried.rows.iter().map(|row| self.outcomes[*row]).collect();
        let weights = self.weights.map(|weights| {
            tried
                .rows
                .iter()
                .map(|row| weights[*row])
                .collect::<Vec<f64>>()
        });
        let weights = weights.as_deref();
        let sample = Sample::new(&tried.scores, &outcomes, weights)?;
        let probabilities = tried.probabilities.as_deref();
        let names = [name.to_owned()];
        let parts = subgroups(&sample, probabilities, &vec![0; tried.rows.len()], &names)?;
        let brier = probabilities.map(|probabilities| {
            let sample = Sample::of_probabilities(probabilities, &outcomes, weights)?;
            Ok::<_, Problems>(Brier::of(&sample, &bins(&sample, 1)).score)
        });
        Ok(Tried {
            part: parts.into_iter().next().expect("one name gives one part"),
            brier: brier.transpose()?,
        })
    }
}

/// The first and the last day of some rows.
fn span(days: &[Date], rows: &[usize]) -> String {
    let of = || rows.iter().map(|row| days[*row]);
    match (of().min(), of().max()) {
        (Some(first), Some(last)) => format!("{first} – {last}"),
        _ => String::new(),
    }
}
