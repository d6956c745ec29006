//! One row worked out, and what documents tell of it.

use super::assess::Subject;
use super::document::{ExpertPart, PointsResult, Probability};
use super::plates::Plates;
use crate::scoring::indicator::Definition;
use crate::scoring::model::{Combine, Table};
use crate::scoring::program::{self, Block, Program, Status, Verdict};
use crate::scoring::vector::Witnesses;
use crate::scoring::{Reading, Value};
use crate::units::{Bilingual, Date};
use std::sync::Arc;

/// One row worked out, with all that is needed to tell of it.
pub(super) struct Step<'a> {
    pub(super) program: &'a Program,
    pub(super) subject: &'a Subject,
    pub(super) block: &'a Block,
    pub(super) verdict: &'a Verdict,
    pub(super) plates: &'a Plates,
    /// What was read for each column of the program.
    readings: Vec<Option<&'a Reading>>,
}

/// One table that counts in the segment, as it came out.
pub(super) struct Line<'a> {
    /// Its place in the model.
    pub(super) at: usize,
    pub(super) table: &'a Table,
    pub(super) slot: usize,
    pub(super) points: PointsResult,
    pub(super) expert: ExpertPart,
}

impl<'a> Step<'a> {
    pub(super) fn new(
        program: &'a Program,
        subject: &'a Subject,
        block: &'a Block,
        verdict: &'a Verdict,
    ) -> Self {
        let vector = &subject.vector;
        let readings = program.indicators.iter().enumerate();
        let readings = readings.map(|(at, id)| vector.get_near(at, id)).collect();
        Self {
            program,
            subject,
            block,
            verdict,
            plates: program.plates(),
            readings,
        }
    }

    fn segment(&self) -> usize {
        usize::from(self.verdict.segment)
    }

    pub(super) fn segment_name(&self) -> Option<&'a Bilingual> {
        let segment = self.program.model.segments.get(self.segment());
        segment.map(|segment| &segment.name)
    }

    pub(super) fn grade(&self) -> Option<&'a String> {
        let grades = &self.program.model.outcome.grades;
        self.verdict.grade.map(|at| &grades[usize::from(at)].grade)
    }

    pub(super) fn valid_until(&self) -> Option<Date> {
        let days = self.program.model.outcome.valid_days;
        days.filter(|_| self.verdict.limit.is_some()).map(|days| {
            self.subject
                .as_of
                .saturating_add(jiff::Span::new().days(days))
        })
    }

    /// The points of a dimension, and the most that it could give in the segment.
    pub(super) fn group_points(&self, at: usize) -> PointsResult {
        let model = &self.program.model;
        let group = &model.groups[at];
        let id = self.program.segment_id(self.segment());
        let (low, high) = self.block.group_points(at, 0);
        let tables = model.tables.iter().filter(|t| t.group == group.id);
        let maxima = tables.filter(|t| counts(t, id)).map(|t| t.max.of(id).high);
        let most: i32 = match group.combine {
            Combine::Sum => maxima.sum(),
            Combine::Best => maxima.max().unwrap_or(0),
        };
        let max = group.cap.map_or(most, |cap| most.min(cap));
        PointsResult { low, high, max }
    }

    /// The tables that count, in the order of the model.
    pub(super) fn lines(&self) -> Vec<Line<'a>> {
        let id = self.program.segment_id(self.segment());
        let tables = self.program.model.tables.iter().enumerate();
        let counting = tables.filter(|(_, table)| counts(table, id));
        counting
            .map(|(at, table)| self.line(at, table, id))
            .collect()
    }

    fn line(&self, at: usize, table: &'a Table, segment: &str) -> Line<'a> {
        let slot = self.block.slot(at, 0);
        let range = self.program.slot_points(at, self.segment(), slot);
        let given = self.subject.expert.points.get(&table.id).copied();
        let points = program::settled(range, given);
        let expert = match (range.low == range.high, given) {
            (true, _) => ExpertPart::None,
            (false, Some(_)) => ExpertPart::Given,
            (false, None) => ExpertPart::Open,
        };
        Line {
            at,
            table,
            slot,
            points: PointsResult {
                low: points.low,
                high: points.high,
                max: table.max.of(segment).high,
            },
            expert,
        }
    }

    /// The columns that a table reads, each once.
    pub(super) fn reads(&self, line: &Line<'_>) -> impl Iterator<Item = usize> + use<'a> {
        self.plates.tables[line.at].reads.iter().copied()
    }

    /// What was read for a column, and the facts behind it.
    pub(super) fn read(&self, column: usize) -> (&'a Value, Option<&'a Arc<Witnesses>>) {
        match self.readings[column] {
            Some(reading) => (&reading.value, Some(&reading.evidence)),
            None => (&Value::Unknown, None),
        }
    }

    /// What the indicator of a column means.
    pub(super) fn definition(&self, column: usize) -> &'a Definition {
        &self.plates.definitions[column]
    }

    /// A probability only where a calibration was made and points were given.
    pub(super) fn probability(&self) -> (Option<Probability>, Option<&'static str>) {
        let Some(calibration) = &self.program.model.outcome.calibration else {
            return (None, Some("not_calibrated"));
        };
        if !matches!(
            self.verdict.status,
            Status::Graded | Status::Ungraded | Status::Ranked
        ) {
            return (None, Some("not_graded"));
        }
        let ppm = calibration.ppm(self.verdict.points.low);
        let probability = ppm.map(|ppm| Probability {
            ppm,
            population: calibration.population.clone(),
            default_definition: calibration.default_definition.clone(),
            horizon_months: calibration.horizon_months,
            grade: calibration
                .grade(self.verdict.points.low)
                .map(|at| calibration.grades[at].grade.clone()),
        });
        (probability, None)
    }
}

/// Whether a table counts in a segment.
pub(super) fn counts(table: &Table, segment: &str) -> bool {
    table.segments.is_empty() || table.segments.iter().any(|known| known == segment)
}
