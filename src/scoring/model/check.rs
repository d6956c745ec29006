//! The checks of meaning: what a model file says must hold together before it may score anyone.

use super::parse::Lines;
use super::{Figure, Input, InputKind, Kind, Model, Rule, Test, Tested};
use super::{check_outcome, check_points};
use crate::scoring::IndicatorId;
use crate::scoring::indicators;
use crate::units::form::Form;
use std::collections::HashSet;

/// Where problems are told.
pub(super) struct Check<'a> {
    pub(super) model: &'a Model,
    pub(super) lines: &'a Lines,
    form: &'a Form<'a>,
}

impl Check<'_> {
    pub(super) fn problem(&self, line: u32, field: &str, rule: &str, message: impl Into<String>) {
        self.form.problem(line, field, rule, message);
    }

    /// The ids of the segments, or one empty id where there are none.
    pub(super) fn segment_ids(&self) -> Vec<&str> {
        let ids: Vec<&str> = self.model.segments.iter().map(|s| s.id.as_str()).collect();
        if ids.is_empty() { vec![""] } else { ids }
    }
}

/// Checks a model; one that was read in part only by what does not refer to other parts.
pub(super) fn meaning<'a>(model: &'a Model, lines: &'a Lines, form: &'a Form<'a>) {
    let check = Check { model, lines, form };
    check.ids();
    check.inputs();
    check_points::tables(&check);
    if !lines.partial {
        check.references();
        check_outcome::outcome(&check);
        check.kind();
    }
}

impl Check<'_> {
    fn ids(&self) {
        let model = self.model;
        let parts: [(&str, Vec<&str>, &[u32]); 6] = [
            (
                "segments",
                model.segments.iter().map(|s| s.id.as_str()).collect(),
                &self.lines.segments,
            ),
            (
                "groups",
                model.groups.iter().map(|g| g.id.as_str()).collect(),
                &self.lines.groups,
            ),
            (
                "tables",
                model.tables.iter().map(|t| t.id.as_str()).collect(),
                &self.lines.tables,
            ),
            (
                "conditions",
                model.conditions.iter().map(|c| c.id.as_str()).collect(),
                &self.lines.conditions,
            ),
            (
                "vetoes",
                model.vetoes.iter().map(|v| v.id.as_str()).collect(),
                &self.lines.vetoes,
            ),
            (
                "direct_passes",
                model.direct_passes.iter().map(|p| p.id.as_str()).collect(),
                &self.lines.passes,
            ),
        ];
        for (part, ids, lines) in parts {
            let mut seen = HashSet::new();
            for (id, line) in ids.iter().zip(lines) {
                if !seen.insert(*id) {
                    self.problem(
                        *line,
                        part,
                        "id.twice",
                        format!("the id `{id}` is used twice"),
                    );
                }
            }
        }
        if model.segments.len() > 200
            || model
                .tables
                .iter()
                .any(|table| rule_size(&table.rule) > 200)
        {
            self.problem(
                1,
                "tables",
                "table.size",
                "more than 200 segments, bands or rows",
            );
        }
    }

    /// Inputs have names of their own, and columns of their own.
    fn inputs(&self) {
        let inputs = &self.model.inputs;
        for (at, (input, line)) in inputs.iter().zip(&self.lines.inputs).enumerate() {
            let id = input.indicator.as_str();
            if !id.starts_with(Input::PREFIX) {
                let message = format!("`{id}` is no name of an input; it begins with `given.`");
                self.problem(*line, "inputs.indicator", "input.name", message);
            }
            let twice =
                |known: &Input| known.indicator == input.indicator || known.column == input.column;
            if inputs[..at].iter().any(twice) {
                let message = format!("`{id}` or its column is declared twice");
                self.problem(*line, "inputs", "input.twice", message);
            }
            if (input.kind == InputKind::Category) == input.words.is_empty() {
                let message = "a category lists its known words; a number has none";
                self.problem(*line, "inputs.words", "input.words", message);
            }
        }
    }

    fn references(&self) {
        let model = self.model;
        for (group, line) in model.groups.iter().zip(&self.lines.groups) {
            if !model.tables.iter().any(|table| table.group == group.id) {
                let message = format!("the group `{}` has no table", group.id);
                self.problem(*line, "groups", "group.empty", message);
            }
        }
        for (table, line) in model.tables.iter().zip(&self.lines.tables) {
            if model.group(&table.group).is_none() {
                let message = format!("there is no group `{}`", table.group);
                self.problem(*line, "tables.group", "group.unknown", message);
            }
            for segment in &table.segments {
                if !model.segments.iter().any(|known| known.id == *segment) {
                    let message = format!("there is no segment `{segment}`");
                    self.problem(*line, "tables.segments", "segment.unknown", message);
                }
            }
            match &table.rule {
                Rule::Bands { indicator, .. } => {
                    self.indicator(*line, "tables.indicator", indicator);
                }
                Rule::List { rows, .. } => {
                    for row in rows {
                        self.tests(*line, "tables.rows.when", &row.when, false);
                    }
                }
                Rule::Expert { .. } => {}
            }
        }
        for (segment, line) in model.segments.iter().zip(&self.lines.segments) {
            self.tests(*line, "segments.when", &segment.when, false);
        }
        self.rules();
    }

    /// Conditions, vetoes, direct passes, and what the outcome reads.
    fn rules(&self) {
        let model = self.model;
        let conditions = model
            .conditions
            .iter()
            .map(|c| &c.any)
            .zip(&self.lines.conditions);
        let vetoes = model.vetoes.iter().map(|v| &v.any).zip(&self.lines.vetoes);
        let passes = model
            .direct_passes
            .iter()
            .map(|p| &p.any)
            .zip(&self.lines.passes);
        for (any, line) in conditions.chain(vetoes).chain(passes) {
            for tests in any {
                self.tests(*line, "all", tests, true);
            }
        }
        for (pass, line) in model.direct_passes.iter().zip(&self.lines.passes) {
            for need in &pass.needs {
                if !model
                    .conditions
                    .iter()
                    .any(|condition| condition.id == *need)
                {
                    let message = format!("there is no condition `{need}`");
                    self.problem(*line, "direct_passes.needs", "condition.unknown", message);
                }
            }
        }
        let line = self.lines.outcome;
        for uplift in &model.outcome.uplifts {
            self.tests(line, "outcome.uplifts.when", &uplift.when, true);
            if uplift.grades < 1 {
                self.problem(
                    line,
                    "outcome.uplifts.grades",
                    "uplift.grades",
                    "a raise is 1 grade or more",
                );
            }
        }
        for cap in &model.outcome.limit_caps {
            self.indicator(line, "outcome.limit_caps.indicator", &cap.indicator);
        }
    }

    fn indicator(&self, line: u32, field: &str, id: &IndicatorId) {
        if self.model.definition(id).is_none() {
            let message = format!("there is no indicator `{id}`{}", closest(id));
            self.problem(line, field, "indicator.unknown", message);
        }
    }

    /// A word of a category is one that its input lists, so that what was never seen has one band.
    fn words(&self, line: u32, field: &str, id: &IndicatorId, words: &[String]) {
        let input = self
            .model
            .inputs
            .iter()
            .find(|input| input.indicator == *id);
        let Some(input) = input else { return };
        for word in words.iter().filter(|word| !input.words.contains(word)) {
            let message = format!("`{word}` is none of the words of `{id}`");
            self.problem(line, field, "input.word", message);
        }
    }

    fn tests(&self, line: u32, field: &str, tests: &[Test], with_points: bool) {
        for test in tests {
            match &test.tested {
                Tested::Indicator(id) => {
                    self.indicator(line, field, id);
                    self.words(line, field, id, &test.words);
                }
                Tested::Group(_) | Tested::Total if !with_points => {
                    let message = "points are not known yet where this is tested";
                    self.problem(line, field, "test.too_early", message);
                }
                Tested::Group(id) if self.model.group(id).is_none() => {
                    let message = format!("there is no group `{id}`");
                    self.problem(line, field, "group.unknown", message);
                }
                Tested::Group(_) | Tested::Total => {}
            }
        }
    }

    /// Each kind has what it needs and nothing that it would not use.
    fn kind(&self) {
        let outcome = &self.model.outcome;
        let line = self.lines.outcome;
        let has_grades = !outcome.grades.is_empty();
        let (pass, grades) = match self.model.kind {
            Kind::Recognition => (true, false),
            Kind::Ranking => (false, false),
            Kind::Credit => (false, true),
        };
        if outcome.pass.is_some() != pass {
            let message = if pass {
                "a recognition needs a pass mark"
            } else {
                "only a recognition has a pass mark"
            };
            self.problem(line, "outcome.pass_from", "kind.pass", message);
        }
        if has_grades != grades {
            let message = if grades {
                "a credit model needs grades"
            } else {
                "only a credit model has grades"
            };
            self.problem(line, "outcome.grades", "kind.grades", message);
        }
    }
}

fn rule_size(rule: &Rule) -> usize {
    match rule {
        Rule::Bands { bands, codes, .. } => bands.len() + codes.len(),
        Rule::List { rows, .. } => rows.len(),
        Rule::Expert { levels } => levels.len(),
    }
}

/// Another version of the same indicator, for the sentence.
fn closest(id: &IndicatorId) -> String {
    let name = id.as_str().split('@').next().unwrap_or_default();
    indicators::catalog()
        .iter()
        .map(|known| known.definition.id.as_str())
        .find(|known| known.split('@').next() == Some(name))
        .map_or(String::new(), |known| format!("; its version is `{known}`"))
}

/// Figures that are unknown and matter: without them a limit would be a guess.
pub(super) fn unknown_figures(model: &Model) -> Vec<String> {
    model
        .outcome
        .grades
        .iter()
        .filter(|grade| grade.limit == Figure::Unknown)
        .map(|grade| format!("outcome.grades: the limit of grade {}", grade.grade))
        .collect()
}
