//! Scoring: indicators read from a dossier, models as data, and one core that assesses one
//! enterprise or a million.

pub mod assessment;
pub mod export;
pub mod indicator;
pub mod indicators;
pub mod model;
pub mod program;
pub mod value;
pub mod vector;

pub use assessment::{Assessment, Subject, assess};
pub use indicator::{Definition, IndicatorId, Unit};
pub use model::Model;
pub use program::{ExpertSheet, Program, Status, Verdict};
pub use value::Value;
pub use vector::{IndicatorVector, Reading};
