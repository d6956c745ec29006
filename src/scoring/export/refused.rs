//! What an exported model does not say, each part by its name.

use crate::scoring::Model;
use crate::scoring::model::{Condition, Figure, Grade, Kind, Test, Tested};

/// Why a model cannot be exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{format} cannot say of the model `{model}`:\n  {}\n{pass}", parts.join("\n  "))]
pub struct Refused {
    /// The format.
    pub format: &'static str,
    /// The model.
    pub model: String,
    /// Each part that it cannot say.
    pub parts: Vec<String>,
    /// What would pass.
    pub pass: &'static str,
}

/// Whether what leads beyond the points may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaid {
    /// No: a model that has any of it is refused.
    Refused,
    /// Yes: only the points are wanted, and the file names what it leaves out.
    Named,
}

/// What a format says of a model beyond its points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Says {
    /// The grade, with all that strikes, holds up and raises it.
    pub grades: bool,
    /// The probability of default.
    pub probability: bool,
}

/// Everything of a model that leads beyond its points and that a format does not say.
pub fn unsaid(model: &Model, says: Says) -> Vec<String> {
    let outcome = &model.outcome;
    let mut parts = Vec::new();
    let mut some = |count: usize, what: &str| {
        if count > 0 {
            parts.push(format!("{what} ({count})"));
        }
    };
    if !says.grades {
        some(model.conditions.len(), "conditions 条件");
        some(model.vetoes.len(), "vetoes 否决项");
        some(outcome.grades.len(), "grades 等级");
        some(
            usize::from(outcome.matrix.is_some()),
            "the grade matrix 等级矩阵",
        );
        some(outcome.uplifts.len(), "raised grades 等级上调");
    }
    some(model.direct_passes.len(), "direct passes 直接通过");
    let known = |grade: &&Grade| matches!(grade.limit, Figure::Known(_));
    some(
        outcome.grades.iter().filter(known).count(),
        "limits of grades 额度",
    );
    some(outcome.limit_caps.len(), "caps on the limit 额度上限");
    some(
        usize::from(model.kind == Kind::Recognition && outcome.pass.is_some()),
        "the pass mark 通过分数",
    );
    let of_risk = outcome.calibration.as_ref();
    some(
        of_risk.map_or(0, |calibration| calibration.grades.len()),
        "grades of risk 风险等级",
    );
    some(
        usize::from(outcome.calibration.is_some() && !says.probability),
        "the probability of default 违约概率",
    );
    parts
}

/// Whether a model's grades rest on indicators and points alone, which no expert is asked for.
pub(super) fn grades_by_indicators(model: &Model) -> bool {
    let by_rule = |condition: &Condition| !condition.any.is_empty();
    model.kind == Kind::Credit
        && !model.outcome.grades.is_empty()
        && model.conditions.iter().all(by_rule)
        && tests_of_grades(model).all(|test| matches!(test.tested, Tested::Indicator(_)))
}

/// The tests on which a grade rests beside the points.
pub(super) fn tests_of_grades(model: &Model) -> impl Iterator<Item = &Test> {
    let vetoes = model.vetoes.iter().flat_map(|veto| &veto.any);
    let conditions = model.conditions.iter().flat_map(|condition| &condition.any);
    let uplifts = model.outcome.uplifts.iter().map(|uplift| &uplift.when);
    vetoes.chain(conditions).chain(uplifts).flatten()
}
