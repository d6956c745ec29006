//! The spec of a fit: what is to be learned from which columns, and under which limits.

use super::boosting::Settings;
pub use super::calibration_rules::{
    CalibrationRules, CentralRule, GradeRules, LowDefaultMethod, LowDefaultRules, Sampling,
    ScaleGrade, Tell,
};
use super::reject::RejectRules;
use super::trees::ChallengerRules;
use super::{Counts, Objective, Trend};
use crate::scoring::model::{InputKind, Revision};
use crate::units::{Bilingual, Date, Digest, Ratio};

/// What a spec file says 建模规范. `docs/fitting.md` has the grammar.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The id of the model.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// What it is called.
    pub name: Bilingual,
    /// What it is and how far to trust it.
    pub about: Bilingual,
    /// How it is learned.
    pub method: Method,
    /// The seed of whatever is drawn.
    pub seed: u64,
    /// What is to be told.
    pub target: Target,
    /// Whose rows these are.
    pub population: Population,
    /// Columns that are no variables, and words that are no values.
    pub columns: ColumnRoles,
    /// How bins are made.
    pub binning: BinningRules,
    /// What single variables ask for; every column that is not named follows the rules for all.
    pub variables: Vec<VariableSpec>,
    /// Whether only the variables that are named are used.
    pub only_named: bool,
    /// How variables are chosen.
    pub selection: Selection,
    /// The scale of points.
    pub scale: Scale,
    /// The penalty on squared coefficients.
    pub l2: f64,
    /// How an additive model is boosted.
    pub additive: AdditiveRules,
    /// How its probabilities are calibrated.
    pub calibration: CalibrationRules,
    /// How challengers are made, if the model is to be held against any.
    pub challengers: Option<ChallengerRules>,
    /// What is assumed of applicants who were refused, if they are to be looked at.
    pub reject: Option<RejectRules>,
    /// What this version changes by hand.
    pub revision: Option<Revision>,
    /// The digest of the file.
    pub digest: Digest,
}

/// How a model is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Optimal binning and a logistic regression on weights of evidence 评分卡.
    Scorecard,
    /// Boosted shapes of one variable, and of selected pairs.
    Additive,
}

/// What is to be told 目标变量.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The column; empty where the outcome comes from the records.
    pub column: String,
    /// The values that are the event.
    pub event: Vec<String>,
    /// The values that are not; empty where any one other value is.
    pub other: Vec<String>,
    /// The values whose rows are left out, such as an outcome not yet known.
    pub skip: Vec<String>,
    /// The named, versioned definition of the event.
    pub definition: String,
    /// Over how many months it is looked for.
    pub horizon_months: i64,
}

/// Whose rows these are, and how frequent the event is among them 总体.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Whom the rows stand for.
    pub name: String,
    /// The rate of events among them where the rows do not show it, as in a case-control sample; `None` where the
    /// spec says that the rows do.
    pub rate: Option<Ratio>,
    /// Which shares of events and others were drawn, where that is known in place of the rate.
    pub sampling: Option<Sampling>,
}

impl Population {
    /// The rate of events in the population from which rows with these totals were drawn.
    pub fn rate_of(&self, sample: Counts) -> f64 {
        match (self.rate, &self.sampling) {
            (Some(rate), _) => rate.to_f64(),
            (None, Some(drawn)) => {
                let events = sample.events / drawn.events.to_f64();
                events / (events + sample.others / drawn.others.to_f64())
            }
            (None, None) => sample.rate(),
        }
    }
}

/// Columns that are no variables, and words that are no values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColumnRoles {
    /// What each row counts.
    pub weight: Option<String>,
    /// The day of each row.
    pub time: Option<String>,
    /// Whom each row is about.
    pub id: Option<String>,
    /// A known part of the log-odds.
    pub offset: Option<String>,
    /// Texts that mean that a value is missing, beside the empty one.
    pub missing: Vec<String>,
    /// Special codes of every number.
    pub special: Vec<Ratio>,
    /// Columns that may separate the classes by themselves, since somebody knows that they were known before.
    pub allow_separating: Vec<String>,
    /// Columns that are not used, each with its reason.
    pub exclude: Vec<Exclusion>,
}

/// A column that is not used 排除.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Exclusion {
    /// The column.
    pub column: String,
    /// Why, as "known only after the outcome".
    pub reason: String,
}

/// How bins are made 分箱规则.
#[derive(Debug, Clone, PartialEq)]
pub struct BinningRules {
    /// The most bins to begin with.
    pub max_prebins: usize,
    /// The most bins to end with.
    pub max_bins: usize,
    /// The least share of the weight in a bin.
    pub min_size: f64,
    /// The least weight of events in a bin.
    pub min_events: f64,
    /// The least weight of others in a bin.
    pub min_others: f64,
    /// What is made as large as it can be.
    pub objective: Objective,
    /// The trend of numbers that name none.
    pub trend: Trend,
    /// Words with less than this share of the weight are grouped.
    pub rare: f64,
    /// What stands for a value of which no row tells: missing where none was, a word never seen.
    pub untold: Untold,
}

impl Default for BinningRules {
    fn default() -> Self {
        Self {
            max_prebins: 64,
            max_bins: 8,
            min_size: 0.05,
            min_events: 1.0,
            min_others: 1.0,
            objective: Objective::InformationValue,
            trend: Trend::Auto,
            rare: 0.01,
            untold: Untold::Worst,
        }
    }
}

/// What stands for a value of which no row tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Untold {
    /// The worst of the variable's bins.
    Worst,
    /// No evidence either way.
    Neutral,
}

/// What one variable asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct VariableSpec {
    /// The column.
    pub column: String,
    /// What it is called; the name of the column if nothing is given.
    pub name: Option<Bilingual>,
    /// What it holds, where that is not to be found out.
    pub kind: Option<InputKind>,
    /// How the rate of events may move.
    pub trend: Option<Trend>,
    /// Special codes of this variable, in place of those of all.
    pub special: Option<Vec<Ratio>>,
    /// What is done with missing values.
    pub missing: MissingPolicy,
    /// The words of an ordered category, in their order.
    pub order: Vec<String>,
    /// When a row's value is known. One that is known only after the outcome is not used.
    pub available: Availability,
    /// Cuts set by hand.
    pub cuts: Option<Vec<Ratio>>,
    /// Groups of words set by hand.
    pub groups: Option<Vec<Vec<String>>>,
    /// Why they were set by hand.
    pub reason: String,
}

/// What is done with missing values 缺失值处理.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingPolicy {
    /// They have a bin of their own, with what the rows tell of it.
    Own,
    /// They get the worst of the variable's bins.
    Worst,
    /// They say nothing either way.
    Neutral,
}

/// When the value of a column is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// When the row is decided.
    AtDecision,
    /// Only after the outcome: it would tell the outcome, not foresee it.
    AfterOutcome,
    /// From a day on; it is used where every row is of that day or later.
    Since(Date),
}

/// How variables are chosen 变量筛选.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// In which way.
    pub way: SelectionWay,
    /// The least information value.
    pub min_iv: f64,
    /// The greatest correlation of weights of evidence with one that tells more.
    pub max_correlation: f64,
    /// The greatest variance inflation factor; a greater one is told, and drops nothing.
    pub max_vif: f64,
    /// The level at which a variable enters.
    pub enter: f64,
    /// The level at which it leaves.
    pub leave: f64,
    /// The most variables.
    pub most: usize,
}

impl Default for Selection {
    fn default() -> Self {
        Self {
            way: SelectionWay::InformationValue,
            min_iv: 0.02,
            max_correlation: 0.8,
            max_vif: 5.0,
            enter: 0.05,
            leave: 0.05,
            most: 30,
        }
    }
}

/// In which way variables are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectionWay {
    /// Every one that can be used.
    All,
    /// By information value, less those that repeat a better one.
    InformationValue,
    /// By information value, then stepwise: the score test lets in, the Wald test turns out.
    Stepwise,
}

/// How an additive model is boosted 可加模型.
#[derive(Debug, Clone, PartialEq)]
pub struct AdditiveRules {
    /// Of each step and round.
    pub settings: Settings,
    /// How many models, each with other rows held out, are averaged.
    pub bags: usize,
    /// The share of rows that each holds out, to know when to stop.
    pub held_out: f64,
}

impl Default for AdditiveRules {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            bags: 8,
            held_out: 0.15,
        }
    }
}

/// The scale of points 分值刻度: `base` points stand for odds of `odds` to one against the event, and `pdo` points double
/// the odds.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Scale {
    /// Points at the odds.
    pub base: f64,
    /// Odds against the event.
    pub odds: f64,
    /// Points to double the odds.
    pub pdo: f64,
}

impl Default for Scale {
    fn default() -> Self {
        Self {
            base: 600.0,
            odds: 50.0,
            pdo: 20.0,
        }
    }
}

impl Scale {
    /// Points for one unit of log-odds.
    pub fn factor(self) -> f64 {
        self.pdo / std::f64::consts::LN_2
    }

    /// Points at even odds.
    pub fn offset(self) -> f64 {
        self.base - self.factor() * self.odds.ln()
    }

    /// The probability of the event at so many points.
    pub fn probability(self, points: f64) -> f64 {
        1.0 / (1.0 + ((points - self.offset()) / self.factor()).exp())
    }
}

impl Spec {
    /// What the spec says of a column.
    pub fn variable(&self, column: &str) -> Option<&VariableSpec> {
        self.variables
            .iter()
            .find(|variable| variable.column == column)
    }

    /// Why a column is not used, if it is named as such.
    pub fn excluded(&self, column: &str) -> Option<&str> {
        let named = self.columns.exclude.iter().find(|out| out.column == column);
        let late = || {
            let spec = self.variable(column)?;
            (spec.available == Availability::AfterOutcome).then_some("known only after the outcome")
        };
        named.map(|out| out.reason.as_str()).or_else(late)
    }
}
