//! What the columns of a file say of each row beside its score: outcome, weight, day, enterprise, parts, final grade.

use super::ask::{Ask, Group};
use super::columns::{WordColumns, Words};
use crate::units::{Date, DateStyle, Problems, parse_date};
use crate::validation::document::Parting;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows at fault are named for each column.
const NAMED: usize = 5;
/// What a cell without a value is called.
const MISSING: &str = "—";
/// A column with more values than this is no parting of a population.
const MOST_PARTS: usize = 60;

/// The columns of an ask, read.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) outcomes: Vec<bool>,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) days: Option<Vec<Date>>,
    pub(super) enterprises: Option<Vec<u32>>,
    pub(super) partings: Vec<Parting>,
    pub(super) cohorts: Vec<Parting>,
    pub(super) in_force: Option<Vec<usize>>,
}

/// Reads every column that the ask names; everything wrong in any of them is told at once.
pub(super) fn read(ask: &Ask, text: &WordColumns, grades: &[String]) -> Result<Rows, Problems> {
    let mut reader = Reader {
        text,
        problems: Problems::default(),
    };
    let rows = Rows {
        outcomes: reader.outcomes(&ask.outcome, &ask.event),
        weights: ask.weight.as_ref().map(|name| reader.weights(name)),
        days: ask.date.as_ref().map(|name| reader.days(name)),
        enterprises: ask.enterprise.as_ref().map(|name| reader.enterprises(name)),
        partings: ask.groups.iter().map(|group| reader.group(group)).collect(),
        cohorts: ask
            .cohorts
            .iter()
            .map(|name| reader.parting(name))
            .collect(),
        in_force: ask
            .final_grade
            .as_ref()
            .map(|name| reader.grades(name, grades)),
    };
    reader.problems.or(rows)
}

struct Reader<'t> {
    text: &'t WordColumns,
    problems: Problems,
}

impl<'t> Reader<'t> {
    fn words(&self, name: &str) -> &'t Words {
        self.text.words(name)
    }

    /// Reads each word once; the first few rows whose word will not do are told with their number, the rest counted.
    fn each<T: Default + Copy>(
        &mut self,
        name: &str,
        rule: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let words = self.words(name);
        let known: Vec<Result<T, String>> = words.words.iter().map(|word| read(word)).collect();
        let mut wrong = 0_usize;
        let mut values = Vec::with_capacity(words.of_rows.len());
        for (row, word) in (1_usize..).zip(&words.of_rows) {
            match &known[*word as usize] {
                Ok(value) => values.push(*value),
                Err(message) => {
                    wrong += 1;
                    if wrong <= NAMED {
                        self.problems
                            .add(name, rule, format!("row {row}: {message}"));
                    }
                    values.push(T::default());
                }
            }
        }
        if wrong > NAMED {
            let more = format!("and {} more rows like these", wrong - NAMED);
            self.problems.add(name, rule, more);
        }
        values
    }

    /// The event is named, and there is one other word at most: a third would be counted as "no event" without a word.
    fn outcomes(&mut self, name: &str, event: &str) -> Vec<bool> {
        let words = self.words(name).words.iter();
        let known: BTreeSet<&SmolStr> = words.filter(|word| !word.is_empty()).collect();
        let words = || {
            let shown: Vec<&str> = known.iter().take(10).map(|word| word.as_str()).collect();
            shown.join(", ")
        };
        if known.len() > 2 {
            let message = format!(
                "{} different words ({}); an outcome has two, the event `{event}` and one other: leave out rows whose outcome is not known",
                known.len(),
                words()
            );
            self.problems.add(name, "outcome.words", message);
        } else if !known.is_empty() && !known.iter().any(|word| word.as_str() == event) {
            let message = format!("no row has the event `{event}`; the words are: {}", words());
            self.problems.add(name, "outcome.event", message);
        }
        self.each(name, "outcome.missing", |cell| {
            if cell.is_empty() {
                return Err(
                    "the outcome is missing; leave out rows whose outcome is not known".to_owned(),
                );
            }
            Ok(cell == event)
        })
    }

    fn weights(&mut self, name: &str) -> Vec<f64> {
        self.each(name, "weight", |cell| {
            let number = cell
                .parse::<f64>()
                .ok()
                .filter(|w| w.is_finite() && *w >= 0.0);
            number.ok_or_else(|| {
                format!("`{cell}` is no weight; a number that is not negative would pass")
            })
        })
    }

    fn days(&mut self, name: &str) -> Vec<Date> {
        self.each(name, "date", |cell| {
            parse_date(cell, DateStyle::Auto).map_err(|error| error.to_string())
        })
    }

    /// Enterprises numbered in the order they come.
    fn enterprises(&mut self, name: &str) -> Vec<u32> {
        self.each(name, "enterprise.missing", |cell| {
            if cell.is_empty() {
                Err("the enterprise is missing".to_owned())
            } else {
                Ok(())
            }
        });
        self.words(name).of_rows.clone()
    }

    /// A parting by the words of a column, or by the bands that edges make of its numbers.
    fn group(&mut self, group: &Group) -> Parting {
        if group.edges.is_empty() {
            return self.parting(&group.column);
        }
        let name = &group.column;
        let bands = group.edges.len() + 1;
        let of_rows = self.each(name, "group.number", |cell| {
            if cell.is_empty() {
                return Ok(bands);
            }
            let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
            let number = number.ok_or_else(|| {
                format!("`{cell}` is no number, and edges part numbers; an empty cell would pass")
            })?;
            Ok(group.edges.partition_point(|edge| *edge <= number))
        });
        let mut values: Vec<String> = (0..bands).map(|at| group.band(at)).collect();
        if of_rows.contains(&bands) {
            values.push(MISSING.to_owned());
        }
        Parting {
            name: name.clone(),
            values,
            of_rows,
        }
    }

    /// The values of a column in the order of their text; an empty cell is a part of its own.
    fn parting(&mut self, name: &str) -> Parting {
        let words = self.words(name);
        let shown = |word: &'t SmolStr| {
            if word.is_empty() {
                MISSING
            } else {
                word.as_str()
            }
        };
        let mut values: BTreeMap<&str, usize> =
            words.words.iter().map(|word| (shown(word), 0)).collect();
        if values.len() > MOST_PARTS {
            let message = format!(
                "{} different values; a parting of the population has at most {MOST_PARTS}: give edges for numbers, as {name}:10,50 does, or group them first",
                values.len()
            );
            self.problems.add(name, "group.values", message);
        }
        values
            .values_mut()
            .zip(0..)
            .for_each(|(place, at)| *place = at);
        let places: Vec<usize> = words.words.iter().map(|word| values[shown(word)]).collect();
        let of_rows = words.of_rows.iter().map(|word| places[*word as usize]);
        Parting {
            name: name.to_owned(),
            of_rows: of_rows.collect(),
            values: values.into_keys().map(str::to_owned).collect(),
        }
    }

    fn grades(&mut self, name: &str, grades: &[String]) -> Vec<usize> {
        if grades.is_empty() {
            let message = "the model gives no grades, so none can be overruled";
            self.problems.add(name, "grade.none", message);
            return Vec::new();
        }
        self.each(name, "grade.word", |cell| {
            let place = grades.iter().position(|grade| grade == cell);
            place.ok_or_else(|| {
                format!(
                    "`{cell}` is no grade of the model; its grades are: {}",
                    grades.join(", ")
                )
            })
        })
    }
}
