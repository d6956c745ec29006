//! Assessing one enterprise: the core runs over one row, and every step of it is written down.

use super::document::{
    Assessment, ConditionResult, DimensionResult, EvidenceConflict, IndicatorResult, ModelName,
    PointsResult, ReadingResult, Reason, VetoResult,
};
use super::step::{Line, Step};
use super::{improve, reasons, wording};
use crate::scoring::IndicatorVector;
use crate::scoring::program::{self, Block, ExpertSheet, Program};
use crate::units::{Date, Digest, EnterpriseId};
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
    let (verdict, truths) = program::worked(program, &subject.vector, &subject.expert, block, {
        forced_segment(program, subject)
    });
    let step = Step::new(program, subject, block, &verdict);
    let lines = step.lines();
    let (probability_of_default, probability_absent) = step.probability();
    let mut told: Vec<Reason> = Vec::new();
    reasons::tell(&step, &lines, &truths, &mut told);
    let model = &program.model;
    let outcome = &model.outcome;
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
        segment: step.segment_name().cloned(),
        status: verdict.status,
        grade: step.grade().cloned(),
        points: PointsResult {
            low: verdict.points.low,
            high: verdict.points.high,
            max: outcome.max,
        },
        recommended_limit: verdict.limit,
        valid_until: step.valid_until(),
        probability_of_default,
        probability_absent,
        dimensions: dimensions(&step),
        indicators: lines.iter().map(|line| indicator(&step, line)).collect(),
        conditions: conditions(&step, &truths.conditions),
        vetoes: vetoes(&step, &truths.vetoes),
        reasons: told,
        improvements: Vec::new(),
        conflicts: subject.conflicts.clone(),
        expert: subject.expert.clone(),
    };
    let rises = improve::of(program, subject, &verdict, block);
    assessment.improvements = rises.iter().map(|rise| rise.improvement(subject)).collect();
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

fn dimensions(step: &Step<'_>) -> Vec<DimensionResult> {
    let groups = step.program.model.groups.iter().enumerate();
    groups
        .map(|(at, group)| DimensionResult {
            id: group.id.clone(),
            name: group.name.clone(),
            bonus: group.bonus,
            points: step.group_points(at),
        })
        .collect()
}

fn indicator(step: &Step<'_>, line: &Line<'_>) -> IndicatorResult {
    let table = line.table;
    IndicatorResult {
        id: table.id.clone(),
        dimension: table.group.clone(),
        name: table.name.clone(),
        mark: table.origin.mark,
        readings: step
            .reads(line)
            .map(|column| reading(step, column))
            .collect(),
        band: step.program.slot_words(line.at, line.slot).clone(),
        points: line.points,
        expert: line.expert,
    }
}

fn reading(step: &Step<'_>, column: usize) -> ReadingResult {
    let (value, evidence) = step.read(column);
    ReadingResult {
        indicator: step.program.indicators[column].clone(),
        shown: wording::value(step.definition(column), value),
        value: value.clone(),
        evidence: evidence.map_or_else(Arc::default, Arc::clone),
    }
}

fn conditions(step: &Step<'_>, truths: &[program::Truth]) -> Vec<ConditionResult> {
    let conditions = step.program.model.conditions.iter().zip(truths);
    conditions
        .map(|(condition, truth)| ConditionResult {
            id: condition.id.clone(),
            name: condition.name.clone(),
            result: reasons::of_condition(*truth),
            expert: condition.any.is_empty(),
        })
        .collect()
}

fn vetoes(step: &Step<'_>, truths: &[program::Truth]) -> Vec<VetoResult> {
    let vetoes = step.program.model.vetoes.iter().zip(truths);
    vetoes
        .filter(|(_, truth)| **truth != program::NO)
        .map(|(veto, truth)| VetoResult {
            id: veto.id.clone(),
            name: veto.name.clone(),
            result: reasons::of_veto(*truth),
        })
        .collect()
}
