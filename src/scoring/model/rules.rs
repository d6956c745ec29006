//! Tests, conditions, vetoes and direct passes: what must hold beside the points.

use super::{Interval, Origin};
use crate::scoring::IndicatorId;
use crate::units::Bilingual;
use serde::Serialize;

/// What a test looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tested {
    /// An indicator.
    Indicator(IndicatorId),
    /// The points of a group.
    Group(String),
    /// The total.
    Total,
}

/// Why a figure has no value, where a test asks for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// Nobody knows it 未知.
    Unknown,
    /// It does not apply 不适用.
    NotApplicable,
    /// It cannot be computed 不可计算.
    NotComputable,
}

impl Absent {
    /// All of them, with their words in model files.
    pub const WORDS: [(&'static str, Self); 3] = [
        ("unknown", Self::Unknown),
        ("not_applicable", Self::NotApplicable),
        ("not_computable", Self::NotComputable),
    ];

    /// Its word in model files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NotApplicable => "not_applicable",
            Self::NotComputable => "not_computable",
        }
    }
}

/// One test of a number or a word, or of why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Test {
    /// What it looks at.
    pub tested: Tested,
    /// The stretch in which a number must lie.
    pub interval: Interval,
    /// The words of which one must stand, for indicators that are words.
    pub words: Vec<String>,
    /// Why there must be no value. Such a test is never open, and asks nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<Absent>,
}

/// What an open question means for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnUnknown {
    /// It stays open, and the outcome says so.
    Open,
    /// It is taken as failed (or as struck, for a veto).
    Fail,
    /// It is taken as held (or as clear, for a veto).
    Hold,
}

/// A condition that a recognition asks for 条件.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// Where it comes from.
    pub origin: Origin,
    /// Alternatives, each a list of tests that must all hold; one alternative is enough. Empty for
    /// a condition that only an expert can tell.
    pub any: Vec<Vec<Test>>,
    /// What an open question means.
    pub on_unknown: OnUnknown,
}

/// What refuses a score outright 否决项.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Veto {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// Where it comes from.
    pub origin: Origin,
    /// Alternatives, each a list of tests; one that holds strikes.
    pub any: Vec<Vec<Test>>,
    /// What an open question means.
    pub on_unknown: OnUnknown,
}

/// What passes without points 直接通过, once the named conditions hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DirectPass {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
    /// Where it comes from.
    pub origin: Origin,
    /// Alternatives, each a list of tests; one that holds is enough.
    pub any: Vec<Vec<Test>>,
    /// Conditions that must hold all the same.
    pub needs: Vec<String>,
}
