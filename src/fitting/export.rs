//! A scorecard as a model: the same kind of file as one that is written by hand.

use super::pair_table::PairTable;
use super::probabilities::{Probabilities, ppm};
use super::spec::Tell;
use super::{Binning, Layout, Sample, Scorecard, Spec};
use crate::scoring::IndicatorId;
use crate::scoring::model::{
    Calibration, Combine, Group, Input, InputKind, Kind, Mark, Model, Origin, Outcome, Points,
    PointsBySegment, Row, Rule, Table,
};
use crate::units::{Bilingual, Digest};
use std::collections::HashSet;

/// What the rows were that a model was learned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Learned {
    /// Columns of a file with this digest.
    File(Digest),
    /// Columns of a file, and those of the refused in another.
    Files(Digest, Digest),
    /// Indicators read from the records, as this says.
    Records(String),
}

impl Learned {
    /// The digest, or the words.
    pub fn shown(&self) -> String {
        match self {
            Self::File(digest) => digest.to_string(),
            Self::Files(digest, refused) => format!("{digest}, the refused {refused}"),
            Self::Records(what) => what.clone(),
        }
    }
}

/// Tables that each add points, with their base and what the points mean: what every fitted model is made of.
#[derive(Debug, Clone)]
pub struct Parts<'p> {
    /// Points that everybody has.
    pub base: i32,
    /// The tables.
    pub tables: Vec<Part<'p>>,
    /// Tables of two of them.
    pub pairs: Vec<PairPart>,
    /// What points mean.
    pub probabilities: &'p Probabilities,
}

/// One table of two variables.
#[derive(Debug, Clone)]
pub struct PairPart {
    /// Their places among the tables.
    pub places: [usize; 2],
    /// The points.
    pub table: PairTable,
}

/// One table of one variable.
#[derive(Debug, Clone)]
pub struct Part<'p> {
    /// The column.
    pub column: &'p str,
    /// What it is called.
    pub name: &'p Bilingual,
    /// How values fall into slots.
    pub layout: &'p Layout,
    /// The direction of points along the bands.
    pub direction: crate::scoring::model::Direction,
    /// The points of each slot.
    pub points: &'p [i32],
}

impl Scorecard {
    /// The model.
    pub fn model(
        &self,
        spec: &Spec,
        sample: &Sample,
        (learned, probabilities): (&Learned, &Probabilities),
    ) -> Model {
        let tables = self.used().zip(&self.points.tables.each);
        let tables = tables.map(|((binning, _), points)| {
            let binning: &Binning = binning;
            Part {
                column: &binning.column,
                name: &binning.name,
                layout: &binning.layout,
                direction: match binning.layout {
                    Layout::Numbers { .. } => binning.trend.direction(),
                    Layout::Words { .. } => crate::scoring::model::Direction::None,
                },
                points,
            }
        });
        let parts = Parts {
            base: self.points.tables.base,
            tables: tables.collect(),
            pairs: Vec::new(),
            probabilities,
        };
        model(&parts, spec, sample, learned)
    }
}

/// A model of these tables.
pub fn model(parts: &Parts<'_>, spec: &Spec, sample: &Sample, learned: &Learned) -> Model {
    let origin = origin(spec, sample, learned);
    let mut inputs: Vec<Input> = Vec::new();
    let mut indicators: Vec<IndicatorId> = Vec::new();
    let mut taken = HashSet::new();
    let mut tables = vec![base(parts.base, &origin)];
    for (place, part) in parts.tables.iter().enumerate() {
        let indicator = match learned {
            Learned::Records(_) => IndicatorId::parse(part.column),
            Learned::File(_) | Learned::Files(..) => {
                let input = input(part, place + 1, sample, &inputs);
                let id = input.indicator.clone();
                inputs.push(input);
                Some(id)
            }
        };
        let indicator = indicator.expect("what is read from the records is an indicator");
        let mut id = table_id(&indicator);
        while id == BASE || !taken.insert(id.clone()) {
            id.push('_');
        }
        let max = part.points.iter().copied().max().unwrap_or(0);
        tables.push(Table {
            id,
            group: "figures".to_owned(),
            name: part.name.clone(),
            max: PointsBySegment::All(Points::exactly(max)),
            segments: Vec::new(),
            origin: origin.clone(),
            rule: part.layout.rule(&indicator, part.direction, part.points),
        });
        indicators.push(indicator);
    }
    for (at, pair) in parts.pairs.iter().enumerate() {
        let mut id = format!("pair_{}", at + 1);
        while !taken.insert(id.clone()) {
            id.push('_');
        }
        tables.push(pair_table(id, pair, parts, &indicators, &origin));
    }
    Model {
        id: spec.id.clone(),
        version: spec.version,
        kind: Kind::Ranking,
        name: spec.name.clone(),
        about: spec.about.clone(),
        origin,
        effective_from: None,
        revision: spec.revision.clone(),
        inputs,
        segments: Vec::new(),
        groups: vec![
            group(BASE, "基础分", "base points"),
            group("figures", "指标得分", "points of figures"),
        ],
        tables,
        conditions: Vec::new(),
        vetoes: Vec::new(),
        direct_passes: Vec::new(),
        outcome: outcome(parts, spec),
    }
}

fn group(id: &str, zh: &str, en: &str) -> Group {
    Group {
        id: id.to_owned(),
        name: Bilingual::new(zh, en),
        combine: Combine::Sum,
        cap: None,
        bonus: false,
        subtotal: None,
    }
}

/// The id of an indicator's table.
fn table_id(indicator: &IndicatorId) -> String {
    let name = indicator.as_str().trim_start_matches(Input::PREFIX);
    let name = name.chars().take_while(|c| *c != '@');
    name.map(|c| if c == '.' { '_' } else { c }).collect()
}

/// A table of two figures.
fn pair_table(
    id: String,
    pair: &PairPart,
    parts: &Parts<'_>,
    indicators: &[IndicatorId],
    origin: &Origin,
) -> Table {
    let [first, second] = pair.places.map(|place| parts.tables[place].name);
    Table {
        id,
        group: "figures".to_owned(),
        name: Bilingual::new(
            format!("{} × {}", first.zh, second.zh),
            format!("{} × {}", first.en, second.en),
        ),
        max: PointsBySegment::All(Points::exactly(pair.table.ends()[1])),
        segments: Vec::new(),
        origin: origin.clone(),
        rule: pair.table.rule(pair.places.map(|place| &indicators[place])),
    }
}

const BASE: &str = "base";

fn origin(spec: &Spec, sample: &Sample, learned: &Learned) -> Origin {
    let from = match learned {
        Learned::File(digest) => format!("the file {digest}"),
        Learned::Files(digest, refused) => {
            format!("the file {digest} and of the refused {refused}")
        }
        Learned::Records(what) => what.clone(),
    };
    Origin {
        mark: Mark::Ours,
        source: format!(
            "fitted to {} rows of {from} by the spec {}",
            sample.rows(),
            spec.digest
        ),
    }
}

/// Points that everybody has, as a table of one row.
fn base(points: i32, origin: &Origin) -> Table {
    let points = PointsBySegment::All(Points::exactly(points));
    // The points of an open row are among those that a table can give; this one is never open.
    let row = Row {
        when: Vec::new(),
        points: points.clone(),
        name: Bilingual::new("所有企业", "everybody"),
    };
    Table {
        id: BASE.to_owned(),
        group: BASE.to_owned(),
        name: Bilingual::new("基础分", "base points"),
        max: points.clone(),
        segments: Vec::new(),
        origin: origin.clone(),
        rule: Rule::List {
            rows: vec![row],
            unknown: points,
        },
    }
}

fn input(part: &Part<'_>, place: usize, sample: &Sample, known: &[Input]) -> Input {
    let mut indicator = Input::id_for(part.column, place);
    if known.iter().any(|input| input.indicator == indicator) {
        indicator = Input::id_for("", place);
    }
    let kind = match part.layout {
        Layout::Numbers { .. } => InputKind::Number,
        Layout::Words { .. } => InputKind::Category,
    };
    let mut input = Input::new(indicator, part.column, part.name.clone(), kind);
    let variable = sample.variable(part.column);
    input.missing = variable.map(|v| v.missing.clone()).unwrap_or_default();
    if let Layout::Words { groups, .. } = part.layout {
        input.words = groups.iter().flatten().cloned().collect();
    }
    input
}

/// The most points, and the probability of the event at each number of points.
fn outcome(parts: &Parts<'_>, spec: &Spec) -> Outcome {
    let ends = |of: fn(&[i32]) -> i32| {
        let single: i32 = parts.tables.iter().map(|table| of(table.points)).sum();
        let pairs: i32 = parts.pairs.iter().map(|pair| of(&pair.table.ends())).sum();
        parts.base + single + pairs
    };
    let least = ends(|points| points.iter().copied().min().unwrap_or(0));
    let most = ends(|points| points.iter().copied().max().unwrap_or(0));
    let grades = parts.probabilities.risk_grades();
    let table: Vec<(i32, i64)> = if parts.probabilities.tell == Tell::Grade {
        let steps = grades.iter().rev().map(|grade| (grade.from, grade.ppm));
        steps.collect()
    } else {
        // One step a point; of a very long scale every n-th, with the probability at its lower end, which is the
        // higher.
        let step = usize::try_from((most - least) / 1_000 + 1).unwrap_or(1);
        let steps = (least..=most).step_by(step);
        steps
            .map(|points| (points, ppm(parts.probabilities.told(points))))
            .collect()
    };
    Outcome {
        max: most,
        calibration: Some(Calibration {
            population: spec.population.name.clone(),
            default_definition: spec.target.definition.clone(),
            horizon_months: spec.target.horizon_months,
            prior_ppm: ppm(parts.probabilities.prior.population),
            table,
            grades,
            steps: parts.probabilities.steps.clone(),
        }),
        ..Outcome::default()
    }
}
