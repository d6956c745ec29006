//! Expressions of PMML: values worked out from columns and from what was worked out before.

use super::predicate::{Predicate, equality, escaped};

/// A column, or a value that was worked out before.
pub(super) fn reference(field: &str) -> String {
    format!("<FieldRef field=\"{field}\"/>")
}

/// A number.
pub(super) fn constant(number: impl std::fmt::Display) -> String {
    format!("<Constant dataType=\"double\">{number}</Constant>")
}

/// A text.
pub(super) fn text(of: &str) -> String {
    format!("<Constant dataType=\"string\">{}</Constant>", escaped(of))
}

/// A function of some values.
pub(super) fn apply(function: &str, parts: &[String]) -> String {
    format!("<Apply function=\"{function}\">{}</Apply>", parts.concat())
}

/// At most so many.
pub(super) fn capped(of: String, cap: Option<i32>) -> String {
    match cap {
        Some(cap) => apply("min", &[of, constant(cap)]),
        None => of,
    }
}

/// The value of the first step whose truth holds; without one that holds the last value, or none.
pub(super) fn first_of(
    steps: impl DoubleEndedIterator<Item = (String, String)>,
    or: Option<String>,
) -> Option<String> {
    steps.rev().fold(or, |or, (when, value)| {
        let parts: Vec<String> = [when, value].into_iter().chain(or).collect();
        Some(apply("if", &parts))
    })
}

/// Some truths at once, or one of them.
fn joined(function: &str, each: &[Predicate], none: &str) -> String {
    match each {
        [] => boolean(none),
        [one] => truth(one),
        each => apply(function, &each.iter().map(truth).collect::<Vec<_>>()),
    }
}

fn boolean(of: &str) -> String {
    format!("<Constant dataType=\"boolean\">{of}</Constant>")
}

/// A predicate as a value that is true or false, and never missing: engines differ in what they make of a missing truth.
pub(super) fn truth(of: &Predicate) -> String {
    let known = |field: &str, held: String| {
        let there = apply("isNotMissing", &[reference(field)]);
        apply("if", &[there, held, boolean("false")])
    };
    match of {
        Predicate::True => boolean("true"),
        Predicate::False => boolean("false"),
        Predicate::All(each) => joined("and", each, "true"),
        Predicate::Any(each) => joined("or", each, "false"),
        Predicate::Missing(field) => apply("isMissing", &[reference(field)]),
        Predicate::Known(field) => apply("isNotMissing", &[reference(field)]),
        Predicate::Compared {
            field,
            operator,
            value,
        } => known(field, apply(operator, &[reference(field), constant(value)])),
        Predicate::Is { field, word, yes } => known(
            field,
            apply(equality(*yes), &[reference(field), text(word)]),
        ),
        Predicate::OneOf { field, words } => {
            let words = words.iter().map(|word| text(word));
            let parts: Vec<String> = [reference(field)].into_iter().chain(words).collect();
            known(field, apply("isIn", &parts))
        }
    }
}
