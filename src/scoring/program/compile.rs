//! Compiling: names become places, edges become thresholds, points become one array a table.

use super::column::{NOT_APPLICABLE, NOT_COMPUTABLE, UNKNOWN};
use super::{
    CompiledGroup, CompiledRule, CompiledTable, CompiledTest, Program, Subject, Threshold,
    UnknownFigures,
};
use crate::scoring::IndicatorId;
use crate::scoring::model::{
    Absent, Combine, Edge, Group, Model, Points, PointsBySegment, Rule, Table, Test, Tested,
};
use crate::units::Ratio;
use std::sync::{Arc, OnceLock};

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
            plates: OnceLock::new(),
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
                codes,
                ..
            } => {
                let edges = bands
                    .iter()
                    .filter_map(|band| band.interval.low)
                    .map(threshold);
                let rule = CompiledRule::Bands {
                    column: self.column(indicator),
                    edges: edges.collect(),
                    codes: codes.iter().map(|code| code.at).collect(),
                };
                let mut slots: Vec<&PointsBySegment> =
                    bands.iter().map(|band| &band.points).collect();
                slots.extend([unknown, not_applicable, not_computable]);
                slots.extend(codes.iter().map(|code| &code.points));
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
                absent: test.absent.map(|absent| match absent {
                    Absent::Unknown => UNKNOWN,
                    Absent::NotApplicable => NOT_APPLICABLE,
                    Absent::NotComputable => NOT_COMPUTABLE,
                }),
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
    let (below, beyond) = doubtful(plain);
    Threshold {
        below,
        beyond,
        edge,
        whole: i64::try_from(least).unwrap_or(if least < 0 { i64::MIN } else { i64::MAX }),
        unreachable: least > i128::from(i64::MAX),
        narrow,
    }
}

/// The stretch around an edge in which a quotient in floating point is not believed.
///
/// A numerator and a denominator are each rounded once on their way into an `f64`, and so is their
/// quotient; the same holds for the edge. Each rounding is off by at most 2⁻⁵³ of the value, so quotient
/// and edge together are off by less than 7 × 2⁻⁵³ of it, and their order is right wherever they differ
/// by more than 2⁻⁴⁸, four times as much. The sign of a quotient is always right, so that the stretch
/// around zero is zero itself. No quotient of 64-bit numbers underflows.
#[expect(
    clippy::cast_precision_loss,
    reason = "the loss is what is bounded here"
)]
fn doubtful(edge: Ratio) -> (f64, f64) {
    const MARGIN: f64 = 1.0 / (1_u64 << 48) as f64;
    let near = edge.num() as f64 / edge.den() as f64;
    let margin = near.abs() * MARGIN;
    (near - margin, near + margin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        #[expect(clippy::cast_precision_loss, reason = "it is what the core does")]
        fn outside_the_doubtful_stretch_a_quotient_is_on_its_side(
            (edge_num, edge_den) in (any::<i64>(), 1..i64::MAX),
            (num, den) in (any::<i64>(), 1..i64::MAX),
            nudge in -3_i64..=3, scale in 1..1000_i64, above in any::<bool>(),
        ) {
            let edge = Edge { at: Ratio::new(edge_num.into(), edge_den.into()).unwrap(), above };
            let threshold = threshold(edge);
            // A number of no relation, and one that is nearly the edge.
            let small = Edge { at: Ratio::new((edge_num % 1000).into(), scale.into()).unwrap(), above };
            let near = (edge_num % 1000).saturating_mul(1 << 40).saturating_add(nudge);
            for (threshold, num, den) in [
                (threshold, num, den),
                (self::threshold(small), near, scale.saturating_mul(1 << 40)),
            ] {
                let quotient = num as f64 / den as f64;
                if quotient > threshold.beyond {
                    prop_assert!(threshold.passes(num, den));
                }
                if quotient < threshold.below {
                    prop_assert!(!threshold.passes(num, den));
                }
            }
        }
    }
}
