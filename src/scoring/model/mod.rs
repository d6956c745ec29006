//! Models as data: segments, groups, tables, conditions, overrides and an outcome, read from a file.

mod check;
mod check_outcome;
mod check_points;
mod digest;
mod edge;
mod input;
mod outcome;
mod parse;
mod parse_inputs;
mod parse_outcome;
mod parse_parts;
mod parse_rules;
mod parse_tables;
mod points;
mod rules;
mod table;
mod write;
mod write_parts;

pub use edge::{Edge, Interval};
pub use input::{Input, InputKind};
pub use outcome::{
    Calibration, CalibrationStep, Grade, GradeMatrix, LimitCap, Outcome, PassMark, RiskGrade,
    Uplift,
};
pub use points::{Figure, Points, PointsBySegment};
pub use rules::{Absent, Condition, DirectPass, OnUnknown, Test, Tested, Veto};
pub use table::{Band, Code, Direction, ExpertLevel, Row, Rule, Table};

pub use crate::units::{Mark, Origin};

use super::{Definition, IndicatorId, indicators};
use crate::units::{Bilingual, Date, Digest, Problems};
use serde::Serialize;

/// What a model decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Passes, fails, or depends on an expert 认定.
    Recognition,
    /// Points only 排序.
    Ranking,
    /// Grade and recommended limit 授信.
    Credit,
}

/// One part of the population, with points of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Segment {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// The tests, all of which must hold. The first segment that holds is taken.
    pub when: Vec<Test>,
}

/// How the tables of a group make its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// Their sum.
    Sum,
    /// The best of them, where the enterprise may choose.
    Best,
}

/// Tables whose points belong together: a dimension 维度.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// How its tables combine.
    pub combine: Combine,
    /// The most it can give, if it is capped below what its tables can give.
    pub cap: Option<i32>,
    /// Whether it is added on top of the base rather than weighted within it 加分.
    pub bonus: bool,
    /// The subtotal it belongs to, where grades come from a matrix.
    pub subtotal: Option<String>,
}

/// What a version changes, and why 修订.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revision {
    /// The digest of the model that it takes the place of.
    pub of: Digest,
    /// Why it was changed.
    pub reason: String,
}

/// An evaluation model 评价模型.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// Its id, the name of its file.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// What it decides.
    pub kind: Kind,
    /// What it is called.
    pub name: Bilingual,
    /// What it is and how far to trust it.
    pub about: Bilingual,
    /// Where it comes from.
    pub origin: Origin,
    /// From when it may be used.
    pub effective_from: Option<Date>,
    /// What it changes of the version before, where it was changed by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// Figures that it reads from rows that are given; empty for a model that reads dossiers alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Input>,
    /// Parts of the population; empty means one.
    pub segments: Vec<Segment>,
    /// Dimensions.
    pub groups: Vec<Group>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// Vetoes.
    pub vetoes: Vec<Veto>,
    /// Direct passes.
    pub direct_passes: Vec<DirectPass>,
    /// Outcome.
    pub outcome: Outcome,
}

impl Model {
    /// Reads and checks a model file; every problem is told at once, with its line.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        parse::model(text)
    }

    /// The digest over the model's meaning: its figures and its texts, not its layout, order of keys
    /// or comments.
    pub fn digest(&self) -> Digest {
        digest::of(self)
    }

    /// The text of a model file that reads back as this model.
    pub fn to_text(&self) -> String {
        write::text(self)
    }

    /// What an indicator means: one of the catalogue, or an input of this model.
    pub fn definition(&self, id: &IndicatorId) -> Option<&Definition> {
        let given = self.inputs.iter().find(|input| input.indicator == *id);
        let of_catalog = || indicators::find(id).map(|known| &known.definition);
        given.map(Input::definition).or_else(of_catalog)
    }

    /// The group of an id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// What it decides from figures that are not known; a model with any refuses to run.
    pub fn unknown_figures(&self) -> Vec<String> {
        check::unknown_figures(self)
    }
}
