//! The assessment: the document of a score, from points to reasons and what would raise it.

mod assess;
mod change_words;
mod document;
mod improve;
mod reasons;
mod wording;

pub(in crate::scoring) use assess::slot_words;
pub use assess::{Subject, assess, assess_with};
pub use document::{
    Assessment, ConditionResult, DimensionResult, EvidenceConflict, ExpertPart, Improvement,
    IndicatorResult, ModelName, PointsRange, PointsResult, Probability, Reason, VetoResult,
};
