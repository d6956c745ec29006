//! Gathering a sample in two passes over a table of any size: first sketches, then slots.
//!
//! The first pass keeps of each column at most 4,096 values or 1.2 MB of quantiles, and at most 10,000 words. The
//! second keeps one byte for each variable and row. Beside them a row takes 2 bytes for its outcome, 8 for its weight,
//! 8 for its offset, 4 for its day and 4 for its enterprise, where there are such columns. So a table of n rows
//! and v variables is learned from in n · (v + 2 … 26) bytes and 2 MB a column: a file of fifty million rows
//! and thirty columns, of ten gigabytes, in two.

use super::chunk::Chunk;
use super::column_sketch::{ColumnSketch, RowLabels};
use super::labels::Labels;
use super::parse_spec::name_of;
use super::placed::Placed;
use super::prebins::{Prebins, kind_of, prebins};
use super::spec::Availability;
use super::{Profile, Refused, Roles, Sample, Spec, Variable};
use crate::units::{Problems, Ratio};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use rayon::prelude::*;

/// The first pass.
#[derive(Debug)]
pub struct Gathering<'s> {
    spec: &'s Spec,
    roles: &'s Roles,
    labels: Labels<'s>,
    columns: Vec<ColumnSketch>,
    codes: Vec<Vec<Ratio>>,
}

impl<'s> Gathering<'s> {
    /// Nothing taken yet.
    pub fn new(spec: &'s Spec, roles: &'s Roles) -> Self {
        let codes_of = |(_, name): &(usize, String)| {
            let own = spec
                .variable(name)
                .and_then(|variable| variable.special.clone());
            own.unwrap_or_else(|| spec.columns.special.clone())
        };
        let codes: Vec<Vec<Ratio>> = roles.variables.iter().map(codes_of).collect();
        let weighed = roles.weight.is_some();
        let sketch =
            |codes: &Vec<Ratio>| ColumnSketch::new(codes.iter().map(|code| code.to_f64()), weighed);
        Self {
            spec,
            roles,
            labels: Labels::new(spec, roles),
            columns: codes.iter().map(sketch).collect(),
            codes,
        }
    }

    /// Outcomes that the table does not hold, in the order of its rows.
    pub fn outcomes(&mut self, outcomes: Vec<Option<bool>>) {
        self.labels.outcomes = outcomes;
    }

    /// Takes a chunk; each column by itself, so that any number of threads gives the same.
    pub fn take(&mut self, chunk: &Chunk) {
        self.labels.take(chunk);
        let rows = as_place(chunk.first)..as_place(chunk.first) + chunk.rows;
        let labels = RowLabels {
            outcomes: &self.labels.outcomes[rows.clone()],
            weights: self.labels.weights.get(rows).unwrap_or_default(),
        };
        let missing = &self.spec.columns.missing;
        let pairs = self.columns.par_iter_mut().zip(&self.roles.variables);
        pairs.for_each(|(column, (at, _))| {
            column.take(&chunk.columns[*at], chunk.first, labels, missing);
        });
    }

    /// Ends the first pass: the fine bins of every column that can be used, and the profile of all.
    pub fn placing(mut self) -> Result<Placing<'s>, Problems> {
        let mut problems = self.labels.check().err().unwrap_or_default();
        let mut placing = Placing {
            spec: self.spec,
            columns: Vec::new(),
            profiles: Vec::new(),
            labels: self.labels,
        };
        let mut seen: HashMap<u64, &str, FixedState> = HashMap::default();
        for (place, (at, name)) in self.roles.variables.iter().enumerate() {
            let sketch = &self.columns[place];
            let spec = self.spec.variable(name);
            let mut profile = Profile::of(name, kind_of(sketch, spec), sketch);
            let same = seen.get(&sketch.digest()).copied();
            seen.entry(sketch.digest()).or_insert(name);
            let made = prebins(sketch, spec, &self.codes[place], &self.spec.binning);
            let told = Told {
                named: spec.is_some(),
                late: placing.is_late(name),
                same,
                sketch,
            };
            match told.left_out(&made, name, &mut problems) {
                Some(reason) => profile.left_out = Some(reason),
                None => {
                    if let Prebins::Made {
                        layout,
                        trend,
                        fixed,
                    } = made
                    {
                        placing
                            .columns
                            .push(Placed::new(*at, name, layout, trend, fixed));
                    }
                }
            }
            placing.profiles.push(profile);
        }
        if placing.columns.is_empty() && problems.is_empty() {
            let reasons = placing.profiles.iter().map(|profile| {
                let reason = profile.left_out.as_deref().unwrap_or_default();
                format!("{}: {reason}", profile.column)
            });
            let reasons = reasons.take(20).collect::<Vec<_>>().join("; ");
            let message = format!("no column can be used ({reasons})");
            problems.add("", "sample.variables", message);
        }
        problems.or(placing)
    }
}

/// What is known of a column when it is decided whether it is used.
struct Told<'t> {
    /// Whether the spec names it: what it cannot do is a problem then, not a note.
    named: bool,
    late: Option<String>,
    same: Option<&'t str>,
    sketch: &'t ColumnSketch,
}

impl Told<'_> {
    /// Why a column is left out, if it is; what the spec asked for and cannot have is a problem.
    fn left_out(&self, made: &Prebins, name: &str, problems: &mut Problems) -> Option<String> {
        let sketch = self.sketch;
        let (rule, reason) = match made {
            Prebins::Made { .. } => match (&self.late, self.same) {
                (Some(late), _) => return Some(late.clone()),
                (None, Some(same)) => return Some(format!("the same in every row as `{same}`")),
                (None, None) => return None,
            },
            Prebins::Constant => {
                let values = sketch.distinct().unwrap_or(0);
                let reason = if values == 0 {
                    "missing in every row"
                } else {
                    "the same value in every row"
                };
                ("column.constant", reason.to_owned())
            }
            Prebins::TooManyWords => (
                "column.words",
                format!(
                    "more than {} different words: is it a name or a number of something? Exclude it, or group it before",
                    super::column_sketch::MOST_WORDS
                ),
            ),
            Prebins::Mixed => {
                let (row, word) = sketch.first_word.clone().unwrap_or_default();
                let message = format!(
                    "row {row} holds `{word}` among numbers; if it means missing, list it in columns.missing; if these are codes, give kind = \"category\""
                );
                problems.add(name, "column.mixed", message.clone());
                return Some(message);
            }
            Prebins::Trend(problem) => {
                problems.add(name, "column.trend", problem.clone());
                return Some(problem.clone());
            }
            Prebins::Words(problem) => {
                problems.add(name, "column.words", problem.clone());
                return Some(problem.clone());
            }
        };
        if self.named {
            problems.add(name, rule, reason.clone());
        }
        Some(reason)
    }
}

/// The second pass.
#[derive(Debug)]
pub struct Placing<'s> {
    spec: &'s Spec,
    columns: Vec<Placed>,
    profiles: Vec<Profile>,
    labels: Labels<'s>,
}

impl Placing<'_> {
    /// Why a column is not known in time, if it is not.
    fn is_late(&self, column: &str) -> Option<String> {
        let Availability::Since(since) = self.spec.variable(column)?.available else {
            return None;
        };
        let first = self.labels.days.iter().min();
        match first {
            Some(first) if *first >= since => None,
            Some(first) => Some(format!(
                "known from {since} on, and there are rows of {first}"
            )),
            None => Some(format!(
                "known from {since} on, and no column tells the day of a row"
            )),
        }
    }

    /// The profile of every column so far.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// Takes a chunk of the same rows again.
    pub fn take(&mut self, chunk: &Chunk) {
        let rows = as_place(chunk.first)..as_place(chunk.first) + chunk.rows;
        let outcomes = &self.labels.outcomes[rows.clone()];
        let refused = self.labels.refused.get(rows).unwrap_or_default();
        let missing = &self.spec.columns.missing;
        self.columns.par_iter_mut().for_each(|column| {
            let cells = &chunk.columns[column.at];
            for (row, outcome) in outcomes.iter().enumerate() {
                let slot = || column.slot(cells.get(row, missing));
                if outcome.is_some() {
                    let slot = slot();
                    column.slots.push(slot);
                } else if refused.get(row).copied().unwrap_or(false) {
                    let slot = slot();
                    column.refused.push(slot);
                }
            }
        });
    }

    /// Takes a chunk of the refused from a file of their own, with the columns in the order of the table's, after all
    /// rows of the table.
    pub fn take_refused(&mut self, chunk: &Chunk) {
        self.labels.take_refused(chunk);
        let missing = &self.spec.columns.missing;
        self.columns.par_iter_mut().for_each(|column| {
            let cells = &chunk.columns[column.at];
            for row in 0..chunk.rows {
                let slot = column.slot(cells.get(row, missing));
                column.refused.push(slot);
            }
        });
    }

    /// What is wrong with the rows of a file of the refused.
    pub fn check_refused(&mut self) -> Result<(), Problems> {
        self.labels.check_refused()
    }

    /// The sample, and the profile with a look at what ranks too well.
    pub fn finish(self) -> Result<(Sample, Vec<Profile>), Problems> {
        let Self {
            spec,
            mut columns,
            mut profiles,
            labels,
        } = self;
        let refused = refused(spec, &mut columns, &labels)?;
        let kept: Vec<bool> = labels.outcomes.iter().map(Option::is_some).collect();
        let variables = columns.into_iter().map(|column| Variable {
            name: name_of(spec.variable(&column.name), &column.name),
            column: column.name,
            layout: column.layout,
            trend: column.trend,
            fixed: column.fixed,
            slots: column.slots,
            missing: spec.columns.missing.clone(),
        });
        let sample = Sample {
            variables: variables.collect(),
            outcomes: labels.outcomes.iter().copied().flatten().collect(),
            weights: of_kept(labels.weights, &kept),
            offsets: of_kept(labels.offsets, &kept),
            days: of_kept(labels.days, &kept),
            groups: of_kept(labels.groups, &kept),
            refused,
        };
        sample.check()?;
        let mut problems = Problems::default();
        let counts: Vec<_> = sample
            .variables
            .par_iter()
            .map(|v| sample.counts(v))
            .collect();
        for (variable, counts) in sample.variables.iter().zip(&counts) {
            let profile = profiles.iter_mut().find(|p| p.column == variable.column);
            let Some(profile) = profile else { continue };
            profile.look(&variable.layout, counts);
            let allowed = spec.columns.allow_separating.contains(&variable.column);
            if profile.separates && !allowed {
                let told = profile.warnings.join("; ");
                let message = format!(
                    "it separates the classes by itself: it is the outcome, or was known after it ({told}); exclude it with its reason, or, if it was truly known before, name it in columns.allow_separating"
                );
                problems.add(&variable.column, "column.separates", message);
            }
        }
        problems.or((sample, profiles))
    }
}

/// The rows of the refused, if the spec asks for a look at them.
fn refused(
    spec: &Spec,
    columns: &mut [Placed],
    labels: &Labels<'_>,
) -> Result<Option<Refused>, Problems> {
    if spec.reject.is_none() {
        return Ok(None);
    }
    let marks = &labels.refused;
    let rows = marks.iter().filter(|refused| **refused).count();
    if rows == 0 {
        let mut problems = Problems::default();
        let message = "no row is of somebody who was refused: name the column and its values, or give the file of the refused with --refused";
        problems.add("reject", "reject.none", message);
        return Err(problems);
    }
    Ok(Some(Refused {
        rows,
        slots: columns
            .iter_mut()
            .map(|column| std::mem::take(&mut column.refused))
            .collect(),
        weights: of_kept(labels.weights.clone(), marks),
        offsets: of_kept(labels.offsets.clone(), marks),
        days: of_kept(labels.days.clone(), marks),
        groups: of_kept(labels.groups.clone(), marks),
    }))
}

fn of_kept<T>(mut all: Vec<T>, kept: &[bool]) -> Vec<T> {
    let mut row = 0..;
    all.retain(|_| kept[row.next().unwrap_or_default()]);
    all
}

fn as_place(row: u64) -> usize {
    usize::try_from(row).expect("the rows of a table in memory fit a place")
}
