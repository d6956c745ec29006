//! The assessment: the document of a score, from points to reasons and what would raise it.

mod assess;
mod change_words;
mod document;
mod improve;
mod plates;
mod print;
mod reasons;
mod step;
mod wording;

pub use assess::{Subject, assess, assess_with};
pub use document::{
    Assessment, ConditionResult, DimensionResult, EvidenceConflict, ExpertPart, Improvement,
    IndicatorResult, ModelName, PointsRange, PointsResult, Probability, Reason, VetoResult,
};
pub(in crate::scoring) use plates::Plates;
pub use print::print;

#[cfg(test)]
mod tests_of_print;
