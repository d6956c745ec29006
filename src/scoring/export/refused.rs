//! What an exported model does not say, each part by its name.

use crate::scoring::Model;
use crate::scoring::model::Kind;

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

/// Everything of a model that leads beyond its points.
pub fn unsaid(model: &Model) -> Vec<String> {
    let outcome = &model.outcome;
    let mut parts = Vec::new();
    let mut some = |count: usize, what: &str| {
        if count > 0 {
            parts.push(format!("{what} ({count})"));
        }
    };
    some(model.conditions.len(), "conditions 条件");
    some(model.vetoes.len(), "vetoes 否决项");
    some(model.direct_passes.len(), "direct passes 直接通过");
    some(outcome.grades.len(), "grades and their limits 等级与额度");
    some(
        usize::from(outcome.matrix.is_some()),
        "the grade matrix 等级矩阵",
    );
    some(outcome.limit_caps.len(), "caps on the limit 额度上限");
    some(outcome.uplifts.len(), "raised grades 等级上调");
    some(
        usize::from(model.kind == Kind::Recognition && outcome.pass.is_some()),
        "the pass mark 通过分数",
    );
    some(
        usize::from(outcome.calibration.is_some()),
        "the probability of default 违约概率",
    );
    parts
}
