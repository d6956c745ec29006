//! Compiling: names become places, edges become thresholds, points become one array a table.

use super::{
    CompiledGroup, CompiledRule, CompiledTable, CompiledTest, Program, Subject, Threshold,
    UnknownFigures,
};
use crate::scoring::IndicatorId;
use crate::scoring::model::{
    Combine, Edge, Group, Model, Points, PointsBySegment, Rule, Table, Test, Tested,
};
use std::sync::Arc;

impl Program {
    /// Compiles a checked model; one with an unknown figure that matters refuses.
    pub fn compile(model: Arc<Model>) -> Result<Self, UnknownFigures> {
        let figures = model.unknown_figures();
        if !figures.is_empty() {
            return Err(UnknownFigures {
                model: model.id.clone(),
                figures,
            });
        }
        let mut names = Names {
            model: &model,
            indicators: Vec::new(),
            subtotals: Vec::new(),
        };
        let tables = model.tables.iter().map(|t| names.table(t)).collect();
        let segments = model.segments.iter().map(|s| names.all(&s.when)).collect();
        let groups = model
            .groups
            .iter()
            .map(|g| names.compiled_group(g))
            .collect();
        let conditions = model.conditions.iter().map(|c| names.any(&c.any)).collect();
        let vetoes = model.vetoes.iter().map(|v| names.any(&v.any)).collect();
        let passes = model
            .direct_passes
            .iter()
            .map(|p| names.any(&p.any))
            .collect();
        let outcome = &model.outcome;
        let uplifts = outcome.uplifts.iter().map(|u| names.all(&u.when)).collect();
        let limit_caps = outcome
            .limit_caps
            .iter()
            .map(|cap| names.column(&cap.indicator))
            .collect();
        let Names {
            indicators,
            subtotals,
            ..
        } = names;
        let digest = model.digest();
        Ok(Self {
            model,
            digest,
            indicators,
            segments,
            tables,
            groups,
            subtotals,
            conditions,
            vetoes,
            passes,
            uplifts,
            limit_caps,
        })
    }
}

/// Names met so far, and their places.
struct Names<'m> {
    model: &'m Model,
    indicators: Vec<IndicatorId>,
    subtotals: Vec<String>,
}

impl Names<'_> {
    fn column(&mut self, id: &IndicatorId) -> usize {
        place(&mut self.indicators, id)
    }

    fn subtotal(&mut self, name: &String) -> usize {
        place(&mut self.subtotals, name)
    }

    fn compiled_group(&mut self, group: &Group) -> CompiledGroup {
        CompiledGroup {
            best: group.combine == Combine::Best,
            cap: group.cap,
            bonus: group.bonus,
            subtotal: group.subtotal.as_ref().map(|name| self.subtotal(name)),
        }
    }

    fn group(&self, id: &str) -> usize {
        let found = self.model.groups.iter().position(|group| group.id == id);
        found.expect("a checked model names only groups that it has")
    }

    fn table(&mut self, table: &Table) -> CompiledTable {
        let (rule, slots) = match &table.rule {
            Rule::Bands {
                indicator,
                bands,
                unknown,
                not_applicable,
                not_computable,
                ..
            } => {
                let edges = bands
                    .iter()
                    .filter_map(|band| band.interval.low)
                    .map(threshold);
                let rule = CompiledRule::Bands {
                    column: self.column(indicator),
                    edges: edges.collect(),
                };
                let mut slots: Vec<&PointsBySegment> =
                    bands.iter().map(|band| &band.points).collect();
                slots.extend([unknown, not_applicable, not_computable]);
                (rule, slots)
            }
            Rule::List { rows, unknown } => {
                let compiled = rows.iter().map(|row| self.all(&row.when)).collect();
                let mut slots: Vec<&PointsBySegment> = rows.iter().map(|row| &row.points).collect();
                slots.push(unknown);
                (CompiledRule::List { rows: compiled }, slots)
            }
            Rule::Expert { .. } => (CompiledRule::Expert, Vec::new()),
        };
        let ids: Vec<&str> = if self.model.segments.is_empty() {
            vec![""]
        } else {
            self.model
                .segments
                .iter()
                .map(|segment| segment.id.as_str())
                .collect()
        };
        let mut points = Vec::new();
        for id in &ids {
            let counts = table.segments.is_empty() || table.segments.iter().any(|s| s == id);
            if let Rule::Expert { levels } = &table.rule {
                points.push(if counts {
                    open_range(levels, id)
                } else {
                    Points::default()
                });
            }
            points.extend(slots.iter().map(|slot| {
                if counts {
                    slot.of(id)
                } else {
                    Points::default()
                }
            }));
        }
        let group = self.group(&table.group);
        CompiledTable {
            group,
            rule,
            slots: points.len() / ids.len(),
            points,
        }
    }

    fn any(&mut self, any: &[Vec<Test>]) -> Vec<Vec<CompiledTest>> {
        any.iter().map(|all| self.all(all)).collect()
    }

    fn all(&mut self, tests: &[Test]) -> Vec<CompiledTest> {
        tests
            .iter()
            .map(|test| CompiledTest {
                subject: match &test.tested {
                    Tested::Indicator(id) => Subject::Column(self.column(id)),
                    Tested::Group(id) => Subject::Group(self.group(id)),
                    Tested::Total => Subject::Total,
                },
                low: test.interval.low.map(threshold),
                high: test.interval.high.map(threshold),
                words: test.words.clone(),
            })
            .collect()
    }
}

fn place<T: Clone + PartialEq>(places: &mut Vec<T>, item: &T) -> usize {
    places
        .iter()
        .position(|known| known == item)
        .unwrap_or_else(|| {
            places.push(item.clone());
            places.len() - 1
        })
}

/// While no expert has spoken: from the least to the most that any level gives.
fn open_range(levels: &[crate::scoring::model::ExpertLevel], segment: &str) -> Points {
    let ranges = levels.iter().map(|level| level.points.of(segment));
    ranges
        .reduce(|a, b| Points {
            low: a.low.min(b.low),
            high: a.high.max(b.high),
        })
        .unwrap_or_default()
}

fn threshold(edge: Edge) -> Threshold {
    let least = if edge.above {
        edge.at.floor() + 1
    } else {
        edge.at.ceil()
    };
    let plain = edge.at.reduced();
    let narrow = i64::try_from(plain.num())
        .ok()
        .zip(i64::try_from(plain.den()).ok());
    Threshold {
        edge,
        whole: i64::try_from(least).unwrap_or(if least < 0 { i64::MIN } else { i64::MAX }),
        unreachable: least > i128::from(i64::MAX),
        narrow,
    }
}
