//! A model as PMML 4.4: scorecards, one for each group where groups are capped, in one mining model for each segment.

use super::End;
use super::expression::{apply, capped, constant, reference};
use super::field::{Field, FieldKind, fields};
use super::pmml_outcome::{has_range, led_to, says};
use super::predicate::{Predicate, all, escaped, nearest, passes};
use super::refused::{Refused, Unsaid, unsaid};
use super::sql::edges_of_points;
use super::sql_parts::of_segment;
use crate::scoring::model::{Combine, Group, Points, Rule, Table};
use crate::scoring::{Model, Program};
use std::fmt::Write as _;

/// The name of the result.
const POINTS: &str = "points";

/// Whole numbers up to here are exact in floating point.
const EXACT: i128 = 1 << 53;

/// A model as PMML 4.4, whose output `points` is the total. Of ranges of points the asked end is taken; where a model
/// has any, and none is asked for, it is refused.
///
/// PMML compares in floating point. A quotient falls into the band of the core as long as its denominator, times that
/// of the edge and times the edge's own size, stays below 2⁵²: amounts in fen do by far.
pub fn pmml(program: &Program, end: Option<End>, beyond: Unsaid) -> Result<String, Refused> {
    let model = &program.model;
    let says = says(model, end);
    let left_out = unsaid(model, says);
    let mut wrong = Vec::new();
    if end.is_none() {
        let ranges = model.tables.iter().filter(|table| has_range(table));
        wrong.extend(ranges.map(|table| {
            format!(
                "the range of points of the table `{}` (--points least or most chooses)",
                table.id
            )
        }));
    }
    let wide = edges_of_points(model).into_iter().filter(|edge| {
        let at = edge.at.reduced();
        at.num().abs() > EXACT || at.den() > EXACT
    });
    wrong.extend(wide.map(|edge| format!("the edge {} (more than 53 bits)", edge.at)));
    if beyond == Unsaid::Refused {
        wrong.extend(left_out.iter().cloned());
    }
    if !wrong.is_empty() {
        return Err(Refused {
            format: "PMML",
            model: model.id.clone(),
            parts: wrong,
            pass: "the rest would pass without these, which the file then names: --points-only",
        });
    }
    let writer = Writer {
        model,
        fields: fields(program),
        end: end.unwrap_or(End::Least),
        led_to: led_to(program, says),
    };
    Ok(writer.document(program, &left_out))
}

struct Writer<'m> {
    model: &'m Model,
    fields: Vec<Field>,
    end: End,
    /// Outputs beside the points.
    led_to: String,
}

impl Writer<'_> {
    fn document(&self, program: &Program, left_out: &[String]) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\">\n",
        );
        let about = format!(
            "{} version {} {}",
            self.model.id, self.model.version, program.digest
        );
        let mut notes = vec![about];
        notes.extend(left_out.iter().map(|part| format!("left out 未含: {part}")));
        put(
            &mut out,
            format_args!("<Header description=\"{}\">", escaped(&notes.join("; "))),
        );
        put(
            &mut out,
            format_args!("<Application name=\"zhixin\"/></Header>\n"),
        );
        self.dictionary(&mut out);
        if self.model.segments.len() < 2 {
            let segment = self.model.segments.first().map_or("", |of| of.id.as_str());
            self.body(segment, Some(POINTS), &mut out);
        } else {
            self.segments(&mut out);
        }
        out.push_str("</PMML>\n");
        out
    }

    fn dictionary(&self, out: &mut String) {
        out.push_str("<DataDictionary>\n");
        for field in &self.fields {
            let (name, optype, data) = match field.kind {
                FieldKind::Word => (&field.column, "categorical", "string"),
                _ => (&field.column, "continuous", "double"),
            };
            put(
                out,
                format_args!(
                    "<DataField name=\"{name}\" optype=\"{optype}\" dataType=\"{data}\"/>\n"
                ),
            );
            put(
                out,
                format_args!(
                    "<DataField name=\"{name}_state\" optype=\"categorical\" dataType=\"string\"/>\n"
                ),
            );
        }
        out.push_str("</DataDictionary>\n");
    }

    fn schema(&self, more: &[String], out: &mut String) {
        out.push_str("<MiningSchema>\n");
        for field in &self.fields {
            let name = &field.column;
            put(
                out,
                format_args!("<MiningField name=\"{name}\" invalidValueTreatment=\"asIs\"/>\n"),
            );
            put(
                out,
                format_args!(
                    "<MiningField name=\"{name}_state\" invalidValueTreatment=\"asIs\"/>\n"
                ),
            );
        }
        for name in more {
            put(out, format_args!("<MiningField name=\"{name}\"/>\n"));
        }
        out.push_str("</MiningSchema>\n");
    }

    /// The first segment that holds, as long as no earlier one is open; else the last.
    fn segments(&self, out: &mut String) {
        out.push_str("<MiningModel functionName=\"regression\">\n");
        self.schema(&[], out);
        self.output(Some(POINTS), out);
        out.push_str("<Segmentation multipleModelMethod=\"selectFirst\">\n");
        let mut before: Vec<Predicate> = Vec::new();
        let last = self.model.segments.len() - 1;
        for (at, segment) in self.model.segments.iter().enumerate() {
            let said = all(&segment.when, &self.fields);
            let mut when = before.clone();
            when.push(said.holds);
            before.push(said.fails);
            let when = if at == last {
                Predicate::True
            } else {
                Predicate::All(when)
            };
            put(
                out,
                format_args!("<Segment id=\"{}\">", escaped(&segment.id)),
            );
            when.write(out);
            out.push('\n');
            self.body(&segment.id, None, out);
            out.push_str("</Segment>\n");
        }
        out.push_str("</Segmentation>\n</MiningModel>\n");
    }

    /// What one segment earns: one scorecard where the points are one sum, else a chain of them.
    fn body(&self, segment: &str, name: Option<&str>, out: &mut String) {
        let outcome = &self.model.outcome;
        let plain = |group: &Group| group.combine == Combine::Sum && group.cap.is_none();
        let one_sum = self.model.groups.iter().all(plain)
            && outcome.base_cap.is_none()
            && outcome.bonus_cap.is_none()
            && outcome.cap.is_none()
            && outcome.matrix.is_none();
        if one_sum {
            let tables: Vec<&Table> = self.model.tables.iter().collect();
            self.scorecard(&tables, segment, name, out);
            return;
        }
        out.push_str("<MiningModel functionName=\"regression\">\n");
        self.schema(&[], out);
        self.output(name, out);
        out.push_str("<Segmentation multipleModelMethod=\"modelChain\">\n");
        let names = cards(self.model);
        for (group, names) in self.model.groups.iter().zip(&names) {
            let tables = self.model.tables.iter();
            let tables: Vec<&Table> = tables.filter(|table| table.group == group.id).collect();
            let cards: Vec<Vec<&Table>> = match group.combine {
                Combine::Sum => vec![tables],
                Combine::Best => tables.into_iter().map(|table| vec![table]).collect(),
            };
            for (tables, name) in cards.iter().zip(names) {
                out.push_str("<Segment><True/>\n");
                self.scorecard(tables, segment, Some(name), out);
                out.push_str("</Segment>\n");
            }
        }
        out.push_str("<Segment><True/>\n");
        self.total(&names, out);
        out.push_str("</Segment>\n</Segmentation>\n</MiningModel>\n");
    }

    /// Names what a model predicts; within others only where a later one reads it, since a name is given once.
    fn output(&self, name: Option<&str>, out: &mut String) {
        let Some(name) = name else {
            return;
        };
        let beside = if name == POINTS {
            self.led_to.as_str()
        } else {
            ""
        };
        put(
            out,
            format_args!(
                "<Output><OutputField name=\"{name}\" optype=\"continuous\" dataType=\"double\" feature=\"predictedValue\"/>{beside}</Output>\n"
            ),
        );
    }

    fn scorecard(&self, tables: &[&Table], segment: &str, name: Option<&str>, out: &mut String) {
        out.push_str(
            "<Scorecard functionName=\"regression\" initialScore=\"0\" useReasonCodes=\"false\">\n",
        );
        self.schema(&[], out);
        self.output(name, out);
        out.push_str("<Characteristics>\n");
        for table in tables {
            put(
                out,
                format_args!("<Characteristic name=\"{}\">\n", escaped(&table.id)),
            );
            for (when, points) in self.attributes(table, &of_segment(table, segment)) {
                put(out, format_args!("<Attribute partialScore=\"{points}\">"));
                when.write(out);
                out.push_str("</Attribute>\n");
            }
            out.push_str("</Characteristic>\n");
        }
        out.push_str("</Characteristics>\n</Scorecard>\n");
    }

    /// The attributes of a table, the first of which that holds is taken.
    fn attributes(&self, table: &Table, slots: &[Points]) -> Vec<(Predicate, i32)> {
        let end = |points: &Points| match self.end {
            End::Least => points.low,
            End::Most => points.high,
        };
        let mut found = Vec::new();
        match &table.rule {
            Rule::Bands {
                indicator,
                bands,
                codes,
                ..
            } => {
                let field = self
                    .fields
                    .iter()
                    .find(|field| field.indicator == *indicator);
                let column = &field.expect("a program reads what its tables read").column;
                let after = bands.len() + 3;
                for (code, points) in codes.iter().zip(slots.iter().skip(after)) {
                    let is = Predicate::Compared {
                        field: column.clone(),
                        operator: "equal",
                        value: nearest(code.at),
                    };
                    found.push((is, end(points)));
                }
                for (band, points) in bands.iter().zip(slots) {
                    let low = band.interval.low.map(|edge| passes(column, edge, true));
                    let high = band.interval.high.map(|edge| passes(column, edge, false));
                    let known = Predicate::Known(column.clone());
                    let when = [known].into_iter().chain(low).chain(high);
                    found.push((Predicate::All(when.collect()), end(points)));
                }
                let unknown = slots.get(bands.len());
                let states = [(1, "not_applicable"), (2, "not_computable")];
                for (after, state) in states {
                    let is = Predicate::Is {
                        field: format!("{column}_state"),
                        word: state.to_owned(),
                        yes: true,
                    };
                    let points = slots.get(bands.len() + after).map_or(0, end);
                    found.push((is, points));
                }
                found.push((Predicate::True, unknown.map_or(0, end)));
            }
            Rule::List { rows, .. } => {
                let open = slots.last().map_or(0, end);
                for (row, points) in rows.iter().zip(slots) {
                    if row.when.is_empty() {
                        found.push((Predicate::True, end(points)));
                        continue;
                    }
                    let said = all(&row.when, &self.fields);
                    found.push((said.holds, end(points)));
                    found.push((said.open, open));
                }
            }
            Rule::Expert { .. } => {
                found.push((Predicate::True, slots.first().map_or(0, end)));
            }
        }
        found
    }

    /// Groups capped and added up.
    fn total(&self, names: &[Vec<String>], out: &mut String) {
        let outcome = &self.model.outcome;
        let (mut base, mut bonus) = (Vec::new(), Vec::new());
        for (group, cards) in self.model.groups.iter().zip(names) {
            let of_group = of_group(group, cards);
            if group.bonus {
                bonus.push(of_group);
            } else {
                base.push(of_group);
            }
        }
        let sum = |parts: Vec<String>, cap| {
            let first = constant(0);
            let sum = parts
                .into_iter()
                .fold(first, |sum, part| apply("+", &[sum, part]));
            capped(sum, cap)
        };
        let all = apply(
            "+",
            &[sum(base, outcome.base_cap), sum(bonus, outcome.bonus_cap)],
        );
        let all = capped(all, outcome.cap);
        out.push_str("<RegressionModel functionName=\"regression\">\n<MiningSchema>\n");
        for name in names.iter().flatten() {
            put(out, format_args!("<MiningField name=\"{name}\"/>\n"));
        }
        out.push_str("</MiningSchema>\n");
        out.push_str("<LocalTransformations>\n");
        put(
            out,
            format_args!(
                "<DerivedField name=\"total\" optype=\"continuous\" dataType=\"double\">{all}</DerivedField>\n"
            ),
        );
        out.push_str(
            "</LocalTransformations>\n<RegressionTable intercept=\"0\">\
             <NumericPredictor name=\"total\" coefficient=\"1\"/></RegressionTable>\n</RegressionModel>\n",
        );
    }
}

/// The names of the scorecards of each group: one, or one for each table where the best counts.
pub(super) fn cards(model: &Model) -> Vec<Vec<String>> {
    let groups = model.groups.iter().enumerate().map(|(at, group)| {
        let many = match group.combine {
            Combine::Sum => 1,
            Combine::Best => {
                let of_group = model.tables.iter().filter(|table| table.group == group.id);
                of_group.count()
            }
        };
        (0..many).map(|card| format!("group{at}_{card}")).collect()
    });
    groups.collect()
}

/// The points of a group from those of its scorecards.
pub(super) fn of_group(group: &Group, cards: &[String]) -> String {
    let cards: Vec<String> = cards.iter().map(|card| reference(card)).collect();
    let raw = match group.combine {
        Combine::Sum => cards.concat(),
        Combine::Best => apply("max", &[cards, vec![constant(0)]].concat()),
    };
    capped(raw, group.cap)
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a string takes any text");
}
