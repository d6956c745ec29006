//! Labels: the outcome, weight, day and enterprise of every row, read and checked.

use super::chunk::{Cells, Chunk, Given, same, word_of};
use super::{Roles, Spec};
use crate::units::{Date, DateStyle, Problems, parse_date};
use hashbrown::HashMap;

/// How many rows with a problem are told one by one.
const SHOWN: usize = 20;

/// The labels of all rows so far. A row that the spec leaves out has an outcome of `None` and keeps its place.
#[derive(Debug)]
pub struct Labels<'s> {
    spec: &'s Spec,
    roles: &'s Roles,
    /// The outcome of each row.
    pub outcomes: Vec<Option<bool>>,
    /// What each row counts; empty without a column of weights.
    pub weights: Vec<f64>,
    /// The known part of the log-odds.
    pub offsets: Vec<f64>,
    /// The day.
    pub days: Vec<Date>,
    /// Whom it is about.
    pub groups: Vec<u32>,
    /// Whether a row is of somebody who was refused; empty where the spec asks for no look at them.
    pub refused: Vec<bool>,
    ids: HashMap<String, u32, foldhash::fast::FixedState>,
    others: Vec<String>,
    event: Vec<Listed>,
    other: Vec<Listed>,
    skip: Vec<Listed>,
    turned_down: Vec<Listed>,
    problems: Problems,
    wrong: usize,
}

impl<'s> Labels<'s> {
    /// No rows yet.
    pub fn new(spec: &'s Spec, roles: &'s Roles) -> Self {
        Self {
            spec,
            roles,
            outcomes: Vec::new(),
            weights: Vec::new(),
            offsets: Vec::new(),
            days: Vec::new(),
            groups: Vec::new(),
            refused: Vec::new(),
            ids: HashMap::default(),
            others: Vec::new(),
            event: Listed::all(&spec.target.event),
            other: Listed::all(&spec.target.other),
            skip: Listed::all(&spec.target.skip),
            turned_down: spec
                .reject
                .as_ref()
                .map(|rules| Listed::all(&rules.values))
                .unwrap_or_default(),
            problems: Problems::default(),
            wrong: 0,
        }
    }

    /// Takes the rows of a chunk.
    pub fn take(&mut self, chunk: &Chunk) {
        let missing = &self.spec.columns.missing;
        for row in 0..chunk.rows {
            let at = chunk.first + row as u64 + 1;
            let cell = |column: usize| chunk.columns[column].get(row, missing);
            let turned_down = self.roles.reject.is_some_and(|reject| {
                let given = cell(reject);
                self.turned_down.iter().any(|listed| listed.is(given))
            });
            if self.roles.reject.is_some() {
                self.refused.push(turned_down);
            }
            if turned_down {
                self.outcomes.push(None);
            } else if let Some(target) = self.roles.target {
                let outcome = self.outcome(cell(target), at);
                self.outcomes.push(outcome);
            }
            self.beside(chunk, row);
        }
    }

    /// Takes rows of the refused from a file of their own, with the columns in the order of the table's.
    pub fn take_refused(&mut self, chunk: &Chunk) {
        self.refused.resize(self.outcomes.len(), false);
        for row in 0..chunk.rows {
            self.outcomes.push(None);
            self.refused.push(true);
            self.beside(chunk, row);
        }
    }

    /// Weight, offset, day and enterprise of a row.
    fn beside(&mut self, chunk: &Chunk, row: usize) {
        let missing = &self.spec.columns.missing;
        let at = chunk.first + row as u64 + 1;
        let cell = |column: usize| chunk.columns[column].get(row, missing);
        if let Some(weight) = self.roles.weight {
            let weight = self.number(cell(weight), at, "weight", "sample.weight", true);
            self.weights.push(weight);
        }
        if let Some(offset) = self.roles.offset {
            let offset = self.number(cell(offset), at, "offset", "sample.offset", false);
            self.offsets.push(offset);
        }
        if let Some(time) = self.roles.time {
            self.day(&chunk.columns[time], row, at);
        }
        if let Some(id) = self.roles.id {
            let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
            let text = chunk.columns[id].text(row);
            self.groups.push(*self.ids.entry(text).or_insert(next));
        }
    }

    /// What is wrong with the rows of the refused that were taken since the last check.
    pub fn check_refused(&mut self) -> Result<(), Problems> {
        if self.wrong > SHOWN {
            let message = format!("and {} more rows with problems", self.wrong - SHOWN);
            self.problems.add("", "rows.more", message);
        }
        std::mem::take(&mut self.problems).or(())
    }

    fn wrong(&mut self, row: u64, field: &str, rule: &str, message: impl Into<String>) {
        self.wrong += 1;
        if self.wrong <= SHOWN {
            let message = format!("row {row}: {}", message.into());
            self.problems.add(field, rule, message);
        }
    }

    /// Whether a row is an event. What is neither an event nor an other nor to be skipped is told.
    fn outcome(&mut self, cell: Given<'_>, row: u64) -> Option<bool> {
        let is = |values: &[Listed]| values.iter().any(|value| value.is(cell));
        if is(&self.event) {
            return Some(true);
        }
        if is(&self.skip) {
            return None;
        }
        let spec = self.spec;
        let column = &spec.target.column;
        let text = match cell {
            Given::Missing | Given::NotApplicable | Given::NotComputable => {
                let message = "the outcome is missing; `skip = [\"\"]` leaves such rows out";
                self.wrong(row, column, "target.missing", message);
                return None;
            }
            _ if is(&self.other) => return Some(false),
            Given::Number(number) => word_of(number),
            Given::Word(word) => word.to_owned(),
        };
        if self.other.is_empty() {
            if !self.others.contains(&text) && self.others.len() < 8 {
                self.others.push(text);
            }
        } else {
            let message = format!("`{text}` is neither an event, nor an other, nor to be skipped");
            self.wrong(row, column, "target.value", message);
        }
        Some(false)
    }

    fn number(
        &mut self,
        cell: Given<'_>,
        row: u64,
        field: &str,
        rule: &str,
        positive: bool,
    ) -> f64 {
        match cell {
            Given::Number(number) if !positive || number >= 0.0 => return number,
            Given::Number(number) => {
                let message = format!("{number} is below nought; a weight is nought or more");
                self.wrong(row, field, rule, message);
            }
            Given::Missing | Given::NotApplicable | Given::NotComputable => {
                self.wrong(row, field, rule, "it is missing");
            }
            Given::Word(word) => self.wrong(row, field, rule, format!("`{word}` is no number")),
        }
        0.0
    }

    fn day(&mut self, cells: &Cells, row: usize, at: u64) {
        let text = cells.text(row);
        match parse_date(&text, DateStyle::Auto) {
            Ok(day) => self.days.push(day),
            Err(error) => {
                self.days.push(Date::ZERO);
                self.wrong(at, "time", "sample.time", error.to_string());
            }
        }
    }

    /// Whom rows are about, if a column tells: how many there are.
    pub fn enterprises(&self) -> usize {
        self.ids.len()
    }

    /// Everything wrong with the labels, at the end of the rows.
    pub fn check(&mut self) -> Result<(), Problems> {
        let column = self.spec.target.column.clone();
        if self.others.len() > 1 {
            let message = format!(
                "beside the event there are the values {}; list in `other` which are no event, and in `skip` which are left out",
                quoted(&self.others)
            );
            self.problems.add(&column, "target.values", message);
        }
        if self.wrong > SHOWN {
            let message = format!("and {} more rows with problems", self.wrong - SHOWN);
            self.problems.add("", "rows.more", message);
        }
        let (mut events, mut others) = (0_u64, 0_u64);
        for (row, outcome) in self.outcomes.iter().enumerate() {
            let counts = self.weights.get(row).is_none_or(|weight| *weight > 0.0);
            match outcome {
                Some(true) if counts => events += 1,
                Some(false) if counts => others += 1,
                _ => {}
            }
        }
        if self.outcomes.is_empty() {
            self.problems
                .add("", "sample.empty", "there are no rows to learn from");
        } else if events == 0 {
            let message = format!(
                "no row is an event: of {} rows none has the value {}",
                self.outcomes.len(),
                quoted(&self.spec.target.event)
            );
            self.problems.add(&column, "sample.one_class", message);
        } else if others == 0 {
            let message =
                format!("all {events} rows are events: there is nothing to tell them from");
            self.problems.add(&column, "sample.one_class", message);
        }
        self.wrong = 0;
        std::mem::take(&mut self.problems).or(())
    }
}

/// A value that the spec lists: a number by its size, a word by its letters.
#[derive(Debug)]
enum Listed {
    Missing,
    Number(f64),
    Word(String),
}

impl Listed {
    fn all(values: &[String]) -> Vec<Self> {
        let listed = |value: &String| match Given::read(value, &[]) {
            Given::Missing | Given::NotApplicable | Given::NotComputable => Self::Missing,
            Given::Number(number) => Self::Number(number),
            Given::Word(word) => Self::Word(word.to_owned()),
        };
        values.iter().map(listed).collect()
    }

    fn is(&self, cell: Given<'_>) -> bool {
        match (self, cell) {
            (Self::Missing, Given::Missing) => true,
            (Self::Number(known), Given::Number(number)) => same(*known, number),
            (Self::Word(known), Given::Word(word)) => known == word,
            _ => false,
        }
    }
}

fn quoted(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(", ")
}
