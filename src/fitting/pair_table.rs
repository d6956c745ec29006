//! A table of two figures as a list of rows, each a rectangle of bands.

use super::Layout;
use super::boosting::{Pair, PairPoints};
use crate::scoring::IndicatorId;
use crate::scoring::model::{Edge, Interval, Points, PointsBySegment, Row, Rule, Test, Tested};
use crate::units::Bilingual;

/// Points of two figures together 交互评分表. What is missing, a special code or never seen on either side has the
/// points of `beside`.
#[derive(Debug, Clone, PartialEq)]
pub struct PairTable {
    rows: Vec<PairRow>,
    beside: i32,
}

/// A rectangle.
#[derive(Debug, Clone, PartialEq)]
struct PairRow {
    sides: [Option<Side>; 2],
    points: i32,
}

/// One side of a rectangle.
#[derive(Debug, Clone, PartialEq)]
enum Side {
    Numbers(Interval),
    Words(Vec<String>),
}

impl PairTable {
    /// The rectangles of a boosted pair: neighbours of the same points are one, and those of the points beside are left
    /// to the last row.
    pub fn of(pair: &Pair, points: &PairPoints, layouts: [&Layout; 2]) -> Self {
        let beside = points.beside;
        let mut rows = Vec::new();
        for (side, layout) in layouts.iter().enumerate() {
            // A code lies within a band, so that it must be met before it.
            if let Layout::Numbers { codes, .. } = layout {
                for code in codes {
                    let [low, high] = [false, true].map(|above| Some(Edge { at: *code, above }));
                    let mut sides = [None, None];
                    sides[side] = Some(Side::Numbers(Interval { low, high }));
                    rows.push(PairRow {
                        sides,
                        points: beside,
                    });
                }
            }
        }
        let [down, across] = pair.size;
        let cell = |row: usize, column: usize| points.cells[row * across + column];
        let line = |row: usize| {
            (0..across)
                .map(|column| cell(row, column))
                .collect::<Vec<_>>()
        };
        let tall: Vec<Vec<i32>> = (0..down).map(line).collect();
        for first in runs(&tall, layouts[0]) {
            let line = &tall[first[0]];
            for second in runs(line, layouts[1]) {
                let points = line[second[0]];
                if points != beside {
                    let sides = [
                        Some(side(layouts[0], &pair.row_of_bin, &first)),
                        Some(side(layouts[1], &pair.column_of_bin, &second)),
                    ];
                    rows.push(PairRow { sides, points });
                }
            }
        }
        Self { rows, beside }
    }

    /// The least and the most points.
    pub fn ends(&self) -> [i32; 2] {
        let all = || self.rows.iter().map(|row| row.points).chain([self.beside]);
        [
            all().min().expect("the points beside"),
            all().max().expect("the points beside"),
        ]
    }

    /// The rule of a table of a model.
    pub fn rule(&self, indicators: [&IndicatorId; 2]) -> Rule {
        let given = |points: i32| PointsBySegment::All(Points::exactly(points));
        let mut rows: Vec<Row> = self
            .rows
            .iter()
            .map(|row| {
                let sides = row.sides.iter().zip(indicators);
                let tests = sides.filter_map(|(side, id)| Some(side.as_ref()?.test(id)));
                let names: Vec<String> = row.sides.iter().flatten().map(Side::name).collect();
                let name = names.join(" × ");
                Row {
                    when: tests.collect(),
                    points: given(row.points),
                    name: Bilingual::new(name.clone(), name),
                }
            })
            .collect();
        rows.push(Row {
            when: Vec::new(),
            points: given(self.beside),
            name: Bilingual::new("其他", "otherwise"),
        });
        Rule::List {
            rows,
            unknown: given(self.beside),
        }
    }
}

impl Side {
    fn test(&self, indicator: &IndicatorId) -> Test {
        let (interval, words) = match self {
            Self::Numbers(interval) => (*interval, Vec::new()),
            Self::Words(words) => (Interval::default(), words.clone()),
        };
        Test {
            tested: Tested::Indicator(indicator.clone()),
            interval,
            words,
            absent: None,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Words(words) => words.join(" | "),
            Self::Numbers(Interval { low, high }) => {
                let low = low.map_or("(−∞".to_owned(), |edge| format!("[{}", edge.at.exact()));
                let closed = high.is_some_and(|edge| edge.above);
                let high = high.map_or("∞".to_owned(), |edge| edge.at.exact());
                format!("{low}, {high}{}", if closed { "]" } else { ")" })
            }
        }
    }
}

/// Places of equal content: neighbours of a line, any of a category.
fn runs<T: PartialEq>(all: &[T], layout: &Layout) -> Vec<Vec<usize>> {
    let anywhere = matches!(layout, Layout::Words { .. });
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (place, content) in all.iter().enumerate() {
        let same = |run: &&mut Vec<usize>| all[run[0]] == *content;
        let last = runs.len().saturating_sub(1);
        let from = if anywhere { 0 } else { last };
        match runs[from..].iter_mut().find(same) {
            Some(run) => run.push(place),
            None => runs.push(vec![place]),
        }
    }
    // A test of the whole line is none, and a row without it would hold what is missing too.
    if !anywhere && runs.len() == 1 && all.len() > 1 {
        let rest = runs[0].split_off(1);
        runs.push(rest);
    }
    runs
}

/// What the coarse places of a side hold.
fn side(layout: &Layout, place_of_bin: &[u8], places: &[usize]) -> Side {
    let bands: Vec<usize> = (0..layout.bands())
        .filter(|band| places.contains(&usize::from(place_of_bin[*band])))
        .collect();
    match layout {
        Layout::Words { groups, .. } => Side::Words(
            bands
                .iter()
                .flat_map(|band| groups[*band].iter().cloned())
                .collect(),
        ),
        Layout::Numbers { cuts, .. } => {
            let edge = |at| Edge { at, above: false };
            let (first, last) = (bands[0], bands[bands.len() - 1]);
            Side::Numbers(Interval {
                low: first.checked_sub(1).map(|at| edge(cuts[at])),
                high: cuts.get(last).copied().map(edge),
            })
        }
    }
}
