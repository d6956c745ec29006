//! Predicates of PMML, and the three-valued tests of a model said in them.

use super::field::{Field, FieldKind};
use crate::scoring::model::{Absent, Edge, Test, Tested};
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
    Is {
        field: String,
        word: String,
        yes: bool,
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
            Self::Is { field, word, yes } => write!(
                out,
                "<SimplePredicate field=\"{field}\" operator=\"{}\" value=\"{}\"/>",
                equality(*yes),
                escaped(word)
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

/// Whether a word stands, or does not.
pub(super) fn equality(yes: bool) -> &'static str {
    if yes { "equal" } else { "notEqual" }
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
    let each: Vec<Said> = tests.iter().map(|of| three(of, fields)).collect();
    let holds = each.iter().map(|said| said.holds.clone());
    let fails = each.iter().map(|said| said.fails.clone());
    let open = each.iter().map(|said| said.open.clone());
    let not_no = each
        .iter()
        .map(|said| Predicate::Any(vec![said.open.clone(), said.holds.clone()]));
    let some_open = Predicate::Any(open.collect());
    Said {
        holds: Predicate::All(holds.collect()),
        fails: Predicate::Any(fails.collect()),
        open: Predicate::All(not_no.chain([some_open]).collect()),
    }
}

/// One test: that it holds, that it does not, and that nobody can tell.
fn three(test: &Test, fields: &[Field]) -> Said {
    if let Some(absent) = test.absent {
        return of_state(&field_of(test, fields).column, absent);
    }
    let (field, yes, no) = one(test, fields);
    let known = |of| Predicate::All(vec![Predicate::Known(field.clone()), of]);
    Said {
        holds: known(yes),
        fails: known(no),
        open: Predicate::Missing(field.clone()),
    }
}

/// Why a value is missing is always known: a state that is neither of the other two is unknown.
fn of_state(column: &str, absent: Absent) -> Said {
    let state = format!("{column}_state");
    let missing = || Predicate::Missing(column.to_owned());
    let is = |yes: bool, absent: Absent| Predicate::Is {
        field: state.clone(),
        word: absent.word().to_owned(),
        yes,
    };
    let told = || Predicate::Known(state.clone());
    let others = [Absent::NotApplicable, Absent::NotComputable];
    let neither = others.map(|other| is(false, other));
    let neither = Predicate::All([vec![told()], neither.to_vec()].concat());
    let either = others.map(|other| Predicate::All(vec![told(), is(true, other)]));
    let (holds, fails) = match absent {
        Absent::Unknown => (
            Predicate::Any(vec![Predicate::Missing(state.clone()), neither]),
            Predicate::Any(either.to_vec()),
        ),
        other => (
            Predicate::All(vec![told(), is(true, other)]),
            Predicate::Any(vec![
                Predicate::Missing(state.clone()),
                Predicate::All(vec![told(), is(false, other)]),
            ]),
        ),
    };
    Said {
        holds: Predicate::All(vec![missing(), holds]),
        fails: Predicate::Any(vec![Predicate::Known(column.to_owned()), fails]),
        open: Predicate::False,
    }
}

fn field_of<'f>(test: &Test, fields: &'f [Field]) -> &'f Field {
    let field = match &test.tested {
        Tested::Indicator(id) => fields.iter().find(|field| field.indicator == *id),
        _ => None,
    };
    field.expect("a checked model tests indicators that it reads")
}

/// A test on a known value: its column, that it holds, and that it does not.
fn one(test: &Test, fields: &[Field]) -> (String, Predicate, Predicate) {
    let field = field_of(test, fields);
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
        let others = test.words.iter().map(|word| Predicate::Is {
            field: column.clone(),
            word: word.clone(),
            yes: false,
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
