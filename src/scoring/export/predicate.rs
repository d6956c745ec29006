//! Predicates of PMML, and the three-valued tests of a model said in them.

use super::field::{Field, FieldKind};
use crate::scoring::model::{Edge, Test, Tested};
use crate::units::Ratio;
use std::fmt::Write as _;

/// A predicate. One on a missing value is unknown in PMML, so that tests say first whether it is missing.
#[derive(Debug, Clone)]
pub(super) enum Predicate {
    True,
    False,
    All(Vec<Self>),
    Any(Vec<Self>),
    Missing(String),
    Known(String),
    Compared {
        field: String,
        operator: &'static str,
        value: String,
    },
    OneOf {
        field: String,
        words: Vec<String>,
    },
}

impl Predicate {
    pub(super) fn write(&self, out: &mut String) {
        let written = match self {
            Self::True => write!(out, "<True/>"),
            Self::False => write!(out, "<False/>"),
            Self::All(each) => return compound("and", each, out),
            Self::Any(each) => return compound("or", each, out),
            Self::Missing(field) => {
                write!(
                    out,
                    "<SimplePredicate field=\"{field}\" operator=\"isMissing\"/>"
                )
            }
            Self::Known(field) => {
                write!(
                    out,
                    "<SimplePredicate field=\"{field}\" operator=\"isNotMissing\"/>"
                )
            }
            Self::Compared {
                field,
                operator,
                value,
            } => write!(
                out,
                "<SimplePredicate field=\"{field}\" operator=\"{operator}\" value=\"{}\"/>",
                escaped(value)
            ),
            Self::OneOf { field, words } => {
                let each: Vec<String> = words.iter().map(|word| array_word(word)).collect();
                write!(
                    out,
                    "<SimpleSetPredicate field=\"{field}\" booleanOperator=\"isIn\">\
                     <Array type=\"string\" n=\"{}\">{}</Array></SimpleSetPredicate>",
                    words.len(),
                    escaped(&each.join(" "))
                )
            }
        };
        written.expect("a string takes any text");
    }
}

/// PMML asks for two parts at least.
fn compound(operator: &str, each: &[Predicate], out: &mut String) {
    match each {
        [] if operator == "and" => Predicate::True.write(out),
        [] => Predicate::False.write(out),
        [one] => one.write(out),
        each => {
            write!(out, "<CompoundPredicate booleanOperator=\"{operator}\">")
                .expect("a string takes any text");
            each.iter().for_each(|of| of.write(out));
            out.push_str("</CompoundPredicate>");
        }
    }
}

fn array_word(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\\\""))
}

/// A text in XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            sign => out.push(sign),
        }
    }
    out
}

/// The nearest number in floating point: a quotient of numbers that are not huge lies on the same side of it as of the
/// number itself.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers beyond 53 bits are refused before"
)]
pub(super) fn nearest(number: Ratio) -> String {
    let at = number.reduced();
    format!("{:?}", at.num() as f64 / at.den() as f64)
}

/// That a number lies on the upper side of an edge, or that it does not.
pub(super) fn passes(field: &str, edge: Edge, yes: bool) -> Predicate {
    let operator = match (edge.above, yes) {
        (true, true) => "greaterThan",
        (false, true) => "greaterOrEqual",
        (true, false) => "lessOrEqual",
        (false, false) => "lessThan",
    };
    Predicate::Compared {
        field: field.to_owned(),
        operator,
        value: nearest(edge.at),
    }
}

/// All of several tests: that they hold, or that one is no.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) holds: Predicate,
    pub(super) fails: Predicate,
    /// Neither.
    pub(super) open: Predicate,
}

pub(super) fn all(tests: &[Test], fields: &[Field]) -> Said {
    let each: Vec<(String, Predicate, Predicate)> =
        tests.iter().map(|of| one(of, fields)).collect();
    let holds = each
        .iter()
        .map(|(field, yes, _)| Predicate::All(vec![Predicate::Known(field.clone()), yes.clone()]));
    let fails = each
        .iter()
        .map(|(field, _, no)| Predicate::All(vec![Predicate::Known(field.clone()), no.clone()]));
    let not_no = each.iter().map(|(field, yes, _)| {
        Predicate::Any(vec![Predicate::Missing(field.clone()), yes.clone()])
    });
    let missing = each
        .iter()
        .map(|(field, ..)| Predicate::Missing(field.clone()));
    let some_missing = Predicate::Any(missing.collect());
    Said {
        holds: Predicate::All(holds.collect()),
        fails: Predicate::Any(fails.collect()),
        open: Predicate::All(not_no.chain([some_missing]).collect()),
    }
}

/// A test on a known value: its column, that it holds, and that it does not.
fn one(test: &Test, fields: &[Field]) -> (String, Predicate, Predicate) {
    let field = match &test.tested {
        Tested::Indicator(id) => fields.iter().find(|field| field.indicator == *id),
        _ => None,
    };
    let field = field.expect("a checked model tests indicators that it reads");
    let column = field.column.clone();
    if field.kind == FieldKind::Word {
        let held = if test.words.is_empty() {
            Predicate::False
        } else {
            Predicate::OneOf {
                field: column.clone(),
                words: test.words.clone(),
            }
        };
        let others = test.words.iter().map(|word| Predicate::Compared {
            field: column.clone(),
            operator: "notEqual",
            value: word.clone(),
        });
        return (column.clone(), held, Predicate::All(others.collect()));
    }
    let low = test.interval.low;
    let high = test.interval.high;
    let inside = low.map(|edge| passes(&column, edge, true));
    let inside = inside
        .into_iter()
        .chain(high.map(|edge| passes(&column, edge, false)));
    let outside = low.map(|edge| passes(&column, edge, false));
    let outside = outside
        .into_iter()
        .chain(high.map(|edge| passes(&column, edge, true)));
    let (inside, outside) = (inside.collect(), outside.collect());
    (column, Predicate::All(inside), Predicate::Any(outside))
}
