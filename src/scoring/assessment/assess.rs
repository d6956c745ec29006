//! Assessing one enterprise: the core runs over one row, and every step of it is written down.

use super::document::{
    Assessment, ConditionResult, DimensionResult, EvidenceConflict, ExpertPart, IndicatorResult,
    ModelName, PointsResult, Probability, ReadingResult, VetoResult,
};
use super::{improve, reasons, wording};
use crate::scoring::model::{Model, Rule, Table, Tested};
use crate::scoring::program::{self, Block, Columns, ExpertSheet, Program, Status, Verdict};
use crate::scoring::{IndicatorId, IndicatorVector, Value};
use crate::units::{Bilingual, Date, Digest, EnterpriseId};
use std::sync::Arc;

/// Everything that an assessment is made from: with the model, enough to replay it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Subject {
    /// Whom it is about.
    pub enterprise: EnterpriseId,
    /// As of which date.
    pub as_of: Date,
    /// On which basis.
    pub basis: String,
    /// The digest of every fact in view.
    pub evidence_digest: Digest,
    /// What was read.
    pub vector: IndicatorVector,
    /// Where sources differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<EvidenceConflict>,
    /// What experts said.
    #[serde(default, skip_serializing_if = "ExpertSheet::is_empty")]
    pub expert: ExpertSheet,
    /// The segment that was asked for, where the reader chose one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
}

/// Assesses one enterprise.
pub fn assess(program: &Program, subject: &Subject) -> Assessment {
    assess_with(program, subject, &mut Block::default())
}

/// Assesses one enterprise in a working space that is kept from one to the next.
pub fn assess_with(program: &Program, subject: &Subject, block: &mut Block) -> Assessment {
    let columns = Columns::of_vectors(program, [&subject.vector]);
    let sheet = Some(&subject.expert);
    let forced = forced_segment(program, subject);
    program.work(&columns, block, 0, 1, forced, sheet);
    let verdict = program::verdict(program, &columns, block, 0, sheet);
    let truths = program::truths(program, &columns, block, 0, sheet);
    let step = Step {
        program,
        subject,
        block,
        verdict: &verdict,
    };
    let dimensions = step.dimensions();
    let indicators = step.indicators();
    let conditions = step.conditions(&truths.conditions);
    let vetoes = step.vetoes(&truths.vetoes);
    let (probability_of_default, probability_absent) = step.probability();
    let reasons = reasons::of(&step, &indicators, &conditions, &vetoes);
    let model = &program.model;
    let outcome = &model.outcome;
    let grade = verdict
        .grade
        .map(|at| outcome.grades[usize::from(at)].grade.clone());
    let mut assessment = Assessment {
        schema: Assessment::SCHEMA,
        enterprise: subject.enterprise.clone(),
        model: ModelName {
            id: model.id.clone(),
            version: model.version,
            name: model.name.clone(),
            mark: model.origin.mark,
        },
        model_digest: program.digest,
        evidence_digest: subject.evidence_digest,
        cohorts_digest: subject.vector.cohorts,
        as_of: subject.as_of,
        basis: subject.basis.clone(),
        segment: model
            .segments
            .get(usize::from(verdict.segment))
            .map(|s| s.name.clone()),
        status: verdict.status,
        grade,
        points: PointsResult {
            low: verdict.points.low,
            high: verdict.points.high,
            max: outcome.max,
        },
        recommended_limit: verdict.limit,
        valid_until: outcome
            .valid_days
            .filter(|_| verdict.limit.is_some())
            .map(|days| subject.as_of.saturating_add(jiff::Span::new().days(days))),
        probability_of_default,
        probability_absent,
        dimensions,
        indicators,
        conditions,
        vetoes,
        reasons,
        improvements: Vec::new(),
        conflicts: subject.conflicts.clone(),
        expert: subject.expert.clone(),
    };
    assessment.improvements = improve::of(program, subject, &verdict, block);
    assessment
}

/// The segment that a reader chose, if the model has it.
pub(super) fn forced_segment(program: &Program, subject: &Subject) -> Option<u8> {
    let asked = subject.segment.as_ref()?;
    let at = program
        .model
        .segments
        .iter()
        .position(|segment| segment.id == *asked)?;
    u8::try_from(at).ok()
}

/// One row worked out, with all that is needed to tell of it.
pub(super) struct Step<'a> {
    pub(super) program: &'a Program,
    pub(super) subject: &'a Subject,
    pub(super) block: &'a Block,
    pub(super) verdict: &'a Verdict,
}

impl Step<'_> {
    fn segment(&self) -> usize {
        usize::from(self.verdict.segment)
    }

    fn dimensions(&self) -> Vec<DimensionResult> {
        let id = self.program.segment_id(self.segment());
        let groups = self.program.model.groups.iter().enumerate();
        groups
            .map(|(at, group)| {
                let (low, high) = self.block.group_points(at, 0);
                let tables = self
                    .program
                    .model
                    .tables
                    .iter()
                    .filter(|t| t.group == group.id);
                let maxima = tables.filter(|t| counts(t, id)).map(|t| t.max.of(id).high);
                let most: i32 = match group.combine {
                    crate::scoring::model::Combine::Sum => maxima.sum(),
                    crate::scoring::model::Combine::Best => maxima.max().unwrap_or(0),
                };
                let max = group.cap.map_or(most, |cap| most.min(cap));
                DimensionResult {
                    id: group.id.clone(),
                    name: group.name.clone(),
                    bonus: group.bonus,
                    points: PointsResult { low, high, max },
                }
            })
            .collect()
    }

    fn indicators(&self) -> Vec<IndicatorResult> {
        let id = self.program.segment_id(self.segment());
        let tables = self.program.model.tables.iter().enumerate();
        tables
            .filter(|(_, table)| counts(table, id))
            .map(|(at, table)| self.table(at, table))
            .collect()
    }

    fn table(&self, at: usize, table: &Table) -> IndicatorResult {
        let slot = self.block.slot(at, 0);
        let range = self.program.slot_points(at, self.segment(), slot);
        let given = self.subject.expert.points.get(&table.id).copied();
        let points = program::settled(range, given);
        let expert = match (range.low == range.high, given) {
            (true, _) => ExpertPart::None,
            (false, Some(_)) => ExpertPart::Given,
            (false, None) => ExpertPart::Open,
        };
        IndicatorResult {
            id: table.id.clone(),
            dimension: table.group.clone(),
            name: table.name.clone(),
            mark: table.origin.mark,
            readings: indicators_of(table)
                .into_iter()
                .map(|id| self.reading(id))
                .collect(),
            band: self.program.slot_words(at, slot).clone(),
            points: PointsResult {
                low: points.low,
                high: points.high,
                max: table.max.of(self.program.segment_id(self.segment())).high,
            },
            expert,
        }
    }

    fn reading(&self, id: &IndicatorId) -> ReadingResult {
        let reading = self.subject.vector.get(id);
        let value = reading.map_or(Value::Unknown, |reading| reading.value.clone());
        ReadingResult {
            indicator: id.clone(),
            shown: wording::value(self.program.definition(id), &value),
            value,
            evidence: reading.map_or_else(Arc::default, |reading| Arc::clone(&reading.evidence)),
        }
    }

    fn conditions(&self, truths: &[program::Truth]) -> Vec<ConditionResult> {
        let conditions = self.program.model.conditions.iter().zip(truths);
        conditions
            .map(|(condition, truth)| ConditionResult {
                id: condition.id.clone(),
                name: condition.name.clone(),
                result: match *truth {
                    program::YES => "holds",
                    program::NO => "fails",
                    _ => "open",
                },
                expert: condition.any.is_empty(),
            })
            .collect()
    }

    fn vetoes(&self, truths: &[program::Truth]) -> Vec<VetoResult> {
        let vetoes = self.program.model.vetoes.iter().zip(truths);
        vetoes
            .filter(|(_, truth)| **truth != program::NO)
            .map(|(veto, truth)| VetoResult {
                id: veto.id.clone(),
                name: veto.name.clone(),
                result: if *truth == program::YES {
                    "struck"
                } else {
                    "open"
                },
            })
            .collect()
    }

    /// A probability only where a calibration was made and points were given.
    fn probability(&self) -> (Option<Probability>, Option<&'static str>) {
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

/// The indicators that a table reads, each once.
pub(super) fn indicators_of(table: &Table) -> Vec<&IndicatorId> {
    let mut ids: Vec<&IndicatorId> = Vec::new();
    match &table.rule {
        Rule::Bands { indicator, .. } => ids.push(indicator),
        Rule::List { rows, .. } => {
            for test in rows.iter().flat_map(|row| &row.when) {
                if let Tested::Indicator(id) = &test.tested
                    && !ids.contains(&id)
                {
                    ids.push(id);
                }
            }
        }
        Rule::Expert { .. } => {}
    }
    ids
}

/// What each slot of a table is called: worked out once for a compiled model.
pub(in crate::scoring) fn slot_words(model: &Model, table: &Table) -> Vec<Bilingual> {
    let unknown = || Bilingual::new("未知", "unknown");
    match &table.rule {
        Rule::Bands {
            indicator,
            bands,
            codes,
            ..
        } => {
            let definition = model.definition(indicator);
            let definition = definition.expect("a checked model names only indicators that exist");
            let words = bands.iter().map(|band| wording::band(definition, band));
            let beside = [
                unknown(),
                Bilingual::new("不适用", "not applicable"),
                Bilingual::new("不可计算", "not computable"),
            ];
            let codes = codes.iter().map(|code| wording::code(definition, code.at));
            words.chain(beside).chain(codes).collect()
        }
        Rule::List { rows, .. } => {
            let words = rows.iter().map(|row| row.name.clone());
            words.chain([unknown()]).collect()
        }
        Rule::Expert { .. } => vec![Bilingual::new("专家评价", "by an expert")],
    }
}
