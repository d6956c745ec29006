//! Layouts: how the values of a figure fall into slots, and the table of points that says the same.

use super::chunk::same;
use crate::scoring::IndicatorId;
use crate::scoring::model::{
    Absent, Band, Code, Direction, Edge, Interval, Points, PointsBySegment, Row, Rule, Test, Tested,
};
use crate::units::{Bilingual, Ratio};

/// How the values of one figure fall into slots 分箱方式. Slots are numbered: the bands, then missing, then the
/// special codes of a number or, of a category, the words that were never seen.
#[derive(Debug, Clone, PartialEq)]
pub enum Layout {
    /// A number: `[low, high)` between cuts.
    Numbers {
        /// Where a band ends and the next begins, rising.
        cuts: Vec<Ratio>,
        /// Numbers with a slot of their own.
        codes: Vec<Ratio>,
        /// Whether what does not apply and what cannot be computed have slots of their own, the last two, as figures from
        /// the records have; missing is then what is unknown.
        states: bool,
    },
    /// A category: the words of each band.
    Words {
        /// The words, band by band.
        groups: Vec<Vec<String>>,
        /// As of a number: the last two slots are then of what does not apply and what cannot be computed.
        states: bool,
    },
}

impl Layout {
    /// The most slots that a layout has: a slot is a byte, here and in the core, whose tables hold 200 bands.
    pub const MOST: usize = 200;

    /// How many bands.
    pub fn bands(&self) -> usize {
        match self {
            Self::Numbers { cuts, .. } => cuts.len() + 1,
            Self::Words { groups, .. } => groups.len(),
        }
    }

    /// How many slots.
    pub fn slots(&self) -> usize {
        match self {
            Self::Numbers { codes, states, .. } => {
                self.bands() + 1 + codes.len() + if *states { 2 } else { 0 }
            }
            Self::Words { states, .. } => self.bands() + if *states { 4 } else { 2 },
        }
    }

    /// The slot of what is missing.
    pub fn missing(&self) -> usize {
        self.bands()
    }

    /// Whether a slot is of rows without a value, for whichever reason.
    pub fn is_absent(&self, slot: usize) -> bool {
        slot == self.missing() || self.not_applicable().is_some_and(|from| slot >= from)
    }

    /// The slot of what does not apply, where it has one; that of what cannot be computed comes behind it.
    pub fn not_applicable(&self) -> Option<usize> {
        match self {
            Self::Numbers { states: true, .. } | Self::Words { states: true, .. } => {
                Some(self.slots() - 2)
            }
            _ => None,
        }
    }

    /// The slot of words that were never seen, of a category.
    pub fn unseen(&self) -> Option<usize> {
        matches!(self, Self::Words { .. }).then_some(self.bands() + 1)
    }

    /// Bands joined into fewer: each part lists the bands that make one, neighbours where they are of a number.
    /// The list beside it gives the new slot of each old one.
    pub fn joined(&self, parts: &[Vec<usize>]) -> (Self, Vec<u8>) {
        let mut moved = vec![0_u8; self.slots()];
        for (new, part) in parts.iter().enumerate() {
            for old in part {
                moved[*old] = byte(new);
            }
        }
        for (new, old) in (parts.len()..).zip(self.bands()..self.slots()) {
            moved[old] = byte(new);
        }
        let joined = match self {
            Self::Numbers {
                cuts,
                codes,
                states,
            } => Self::Numbers {
                cuts: parts.iter().skip(1).map(|part| cuts[part[0] - 1]).collect(),
                codes: codes.clone(),
                states: *states,
            },
            Self::Words { groups, states } => {
                let join = |part: &Vec<usize>| {
                    let words = part.iter().flat_map(|at| groups[*at].iter().cloned());
                    words.collect()
                };
                Self::Words {
                    groups: parts.iter().map(join).collect(),
                    states: *states,
                }
            }
        };
        (joined, moved)
    }

    /// What each slot is called, in Chinese and English.
    pub fn names(&self) -> Vec<Bilingual> {
        let same = |text: String| Bilingual::new(text.clone(), text);
        let states = self.not_applicable().is_some();
        let missing = if states {
            Bilingual::new("未知", "unknown")
        } else {
            Bilingual::new("缺失", "missing")
        };
        let others = [("不适用", "not applicable"), ("不可计算", "not computable")];
        let others = others.map(|(zh, en)| Bilingual::new(zh, en));
        let others = others.into_iter().filter(|_| states);
        match self {
            Self::Numbers { cuts, codes, .. } => {
                let bands = (0..=cuts.len()).map(|band| {
                    let low = band.checked_sub(1).map(|at| cuts[at].exact());
                    let high = cuts.get(band).map(|cut| cut.exact());
                    same(match (low, high) {
                        (None, None) => "(−∞, ∞)".to_owned(),
                        (None, Some(high)) => format!("(−∞, {high})"),
                        (Some(low), None) => format!("[{low}, ∞)"),
                        (Some(low), Some(high)) => format!("[{low}, {high})"),
                    })
                });
                let codes = codes.iter().map(|code| {
                    let code = code.exact();
                    Bilingual::new(format!("特殊值 {code}"), format!("special {code}"))
                });
                bands.chain([missing]).chain(codes).chain(others).collect()
            }
            Self::Words { groups, .. } => {
                let bands = groups.iter().map(|words| same(words.join(" | ")));
                let unseen = Bilingual::new("未见过的类别", "never seen");
                bands.chain([missing, unseen]).chain(others).collect()
            }
        }
    }

    /// The rule of a table that gives each slot its points.
    pub fn rule(&self, indicator: &IndicatorId, direction: Direction, points: &[i32]) -> Rule {
        let given = |slot: usize| PointsBySegment::All(Points::exactly(points[slot]));
        let missing = given(self.missing());
        match self {
            Self::Numbers { cuts, codes, .. } => {
                let edge = |at: &Ratio| Edge {
                    at: *at,
                    above: false,
                };
                let bands = (0..=cuts.len()).map(|band| Band {
                    interval: Interval {
                        low: band.checked_sub(1).map(|at| edge(&cuts[at])),
                        high: cuts.get(band).map(edge),
                    },
                    points: given(band),
                });
                let codes = (self.missing() + 1..).zip(codes).map(|(slot, at)| Code {
                    at: *at,
                    points: given(slot),
                });
                Rule::Bands {
                    indicator: indicator.clone(),
                    direction,
                    bands: bands.collect(),
                    unknown: missing.clone(),
                    not_applicable: self.not_applicable().map_or(missing.clone(), given),
                    not_computable: self.not_applicable().map_or(missing, |at| given(at + 1)),
                    codes: codes.collect(),
                }
            }
            Self::Words { groups, .. } => {
                let names = self.names();
                let row = |slot: usize, when: Vec<Test>| Row {
                    when,
                    points: given(slot),
                    name: names[slot].clone(),
                };
                let test = |words: &[String], absent: Option<Absent>| Test {
                    tested: Tested::Indicator(indicator.clone()),
                    interval: Interval::default(),
                    words: words.to_vec(),
                    absent,
                };
                // Why there is no word is asked first: behind a test of words nothing more can be told.
                let states = [Absent::NotApplicable, Absent::NotComputable];
                let states = self.not_applicable().into_iter().flat_map(|first| {
                    let tests = states.map(|absent| vec![test(&[], Some(absent))]);
                    (first..).zip(tests)
                });
                let words = groups.iter().map(|words| vec![test(words, None)]);
                let rows = states.chain((0..).zip(words));
                let rows = rows.chain([(self.bands() + 1, Vec::new())]);
                let rows = rows.map(|(slot, when)| row(slot, when)).collect();
                Rule::List {
                    rows,
                    unknown: missing,
                }
            }
        }
    }
}

fn byte(slot: usize) -> u8 {
    u8::try_from(slot).expect("a layout has at most 200 bands")
}

/// Reads numbers into the slots of a layout: the cuts in floating point.
///
/// A cut that was fitted lies above one value that was met and not above the next, as floating-point numbers
/// too; so a value that the core compares exactly falls into the same band as it did here.
#[derive(Debug, Clone)]
pub struct Places {
    cuts: Vec<f64>,
    codes: Vec<f64>,
    missing: u8,
}

impl Places {
    /// The places of a layout of numbers; none for one of words.
    pub fn of(layout: &Layout) -> Option<Self> {
        let Layout::Numbers { cuts, codes, .. } = layout else {
            return None;
        };
        Some(Self {
            cuts: cuts.iter().map(|cut| cut.to_f64()).collect(),
            codes: codes.iter().map(|code| code.to_f64()).collect(),
            missing: byte(layout.missing()),
        })
    }

    /// The slot of a value; what is no number is missing.
    #[inline]
    pub fn slot(&self, value: f64) -> u8 {
        if value.is_nan() {
            return self.missing;
        }
        if let Some(code) = self.codes.iter().position(|code| same(*code, value)) {
            return self.missing + 1 + byte(code);
        }
        let mut low = 0;
        let mut size = self.cuts.len();
        while size > 0 {
            let half = size / 2;
            let right = self.cuts[low + half] <= value;
            low = if right { low + half + 1 } else { low };
            size = if right { size - half - 1 } else { half };
        }
        byte(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(cuts: &[&str], codes: &[&str]) -> Layout {
        let read = |texts: &[&str]| texts.iter().map(|t| Ratio::parse(t).unwrap()).collect();
        Layout::Numbers {
            cuts: read(cuts),
            codes: read(codes),
            states: false,
        }
    }

    #[test]
    fn a_value_on_a_cut_begins_the_next_band_and_codes_stand_aside() {
        let layout = numbers(&["0.1", "25", "40.5"], &["-999", "30"]);
        let places = Places::of(&layout).unwrap();
        let slots: Vec<u8> = [
            -1000.0,
            0.1,
            24.999,
            25.0,
            40.5,
            1e9,
            f64::NAN,
            -999.0,
            30.0,
            30.5,
        ]
        .iter()
        .map(|value| places.slot(*value))
        .collect();
        assert_eq!(slots, [0, 1, 1, 2, 3, 3, 4, 5, 6, 2]);
        assert_eq!(
            (layout.bands(), layout.missing(), layout.slots()),
            (4, 4, 7)
        );
        let names: Vec<String> = layout.names().into_iter().map(|name| name.en).collect();
        assert_eq!(names[1], "[0.1, 25)");
        assert_eq!(names[6], "special 30");
    }

    /// Figures from the records: unknown, not applicable and not computable are three bins, with three numbers of points.
    #[test]
    fn three_ways_of_not_knowing_have_a_slot_each() {
        let Layout::Numbers { cuts, codes, .. } = numbers(&["1"], &["9"]) else {
            unreachable!()
        };
        let layout = Layout::Numbers {
            cuts,
            codes,
            states: true,
        };
        let (layout, moved) = layout.joined(&[vec![0, 1]]);
        assert_eq!(moved, [0, 0, 1, 2, 3, 4]);
        let names: Vec<String> = layout.names().into_iter().map(|name| name.en).collect();
        assert_eq!(
            names[1..],
            ["unknown", "special 9", "not applicable", "not computable"]
        );
        let absent: Vec<usize> = (0..layout.slots())
            .filter(|slot| layout.is_absent(*slot))
            .collect();
        assert_eq!(absent, [1, 3, 4]);
        let id = IndicatorId::parse("fin.growth@1").unwrap();
        let Rule::Bands {
            unknown,
            not_applicable,
            not_computable,
            codes,
            ..
        } = layout.rule(&id, Direction::None, &[50, 10, 20, 30, 40])
        else {
            unreachable!()
        };
        let exactly = |points| PointsBySegment::All(Points::exactly(points));
        assert_eq!(
            [
                unknown,
                codes[0].points.clone(),
                not_applicable,
                not_computable
            ],
            [10, 20, 30, 40].map(exactly)
        );
    }

    /// Words from the records likewise: what is asked first is why there is none, since a test of words is open then.
    #[test]
    fn words_have_the_same_three() {
        let layout = Layout::Words {
            groups: ["a", "b"].map(|w| vec![w.to_owned()]).to_vec(),
            states: true,
        };
        let (layout, moved) = layout.joined(&[vec![1, 0]]);
        assert_eq!(moved, [0, 0, 1, 2, 3, 4]);
        assert_eq!((layout.missing(), layout.unseen()), (1, Some(2)));
        let absent: Vec<usize> = (0..5).filter(|slot| layout.is_absent(*slot)).collect();
        assert_eq!(absent, [1, 3, 4]);
        let id = IndicatorId::parse("id.stage@1").unwrap();
        let rule = layout.rule(&id, Direction::None, &[50, 10, 20, 30, 40]);
        let Rule::List { rows, unknown } = rule else {
            unreachable!()
        };
        let exactly = |points| PointsBySegment::All(Points::exactly(points));
        assert_eq!(unknown, exactly(10));
        let told: Vec<(String, Option<Absent>, PointsBySegment)> = rows
            .into_iter()
            .map(|row| {
                let absent = row.when.first().and_then(|test| test.absent);
                (row.name.en, absent, row.points)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("not applicable", Some(Absent::NotApplicable), exactly(30)),
                ("not computable", Some(Absent::NotComputable), exactly(40)),
                ("b | a", None, exactly(50)),
                ("never seen", None, exactly(20)),
            ]
            .map(|(name, absent, points)| (name.to_owned(), absent, points))
        );
    }

    #[test]
    fn joined_bands_keep_their_neighbours() {
        let layout = numbers(&["1", "2", "3"], &["9"]);
        let (joined, moved) = layout.joined(&[vec![0, 1], vec![2, 3]]);
        assert_eq!(joined, numbers(&["2"], &["9"]));
        assert_eq!(moved, [0, 0, 1, 1, 2, 3]);
        let words = Layout::Words {
            groups: ["a", "b", "c"].map(|w| vec![w.to_owned()]).to_vec(),
            states: false,
        };
        let (joined, moved) = words.joined(&[vec![2, 0], vec![1]]);
        let Layout::Words { groups, .. } = &joined else {
            unreachable!()
        };
        assert_eq!(groups[0], ["c", "a"]);
        assert_eq!(moved, [0, 1, 0, 2, 3]);
        assert_eq!(joined.unseen(), Some(3));
    }
}
