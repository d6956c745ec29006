//! What two models differ in by meaning: every figure and text that is another, one has and the other has not.

use super::plain::meaning;
use crate::scoring::Model;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// A place at which two models differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where, such as `tables/sales_growth/rule/bands/from 0.05 below 0.15/points`.
    pub at: String,
    /// What the first says; absent where it says nothing.
    pub one: Option<String>,
    /// What the second says.
    pub other: Option<String>,
}

/// Every difference, in the order of the file. What merely stands at another place in a list of named things is none;
/// of rows, segments and grades, which are read in order, the order is told.
pub fn differences(one: &Model, other: &Model) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", &meaning(one), &meaning(other), &mut found);
    found
}

fn compare(at: &str, one: &Value, other: &Value, found: &mut Vec<Difference>) {
    if one == other {
        return;
    }
    match (one, other) {
        (Value::Object(left), Value::Object(right)) => {
            let names = left
                .keys()
                .chain(right.keys().filter(|name| !left.contains_key(*name)));
            for name in names {
                let (left, right) = (left.get(name), right.get(name));
                let left = left.unwrap_or(&Value::Null);
                compare(&under(at, name), left, right.unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(left), Value::Array(right)) => match (named(left), named(right)) {
            (Some(left), Some(right)) => by_name(at, &left, &right, found),
            _ => found.push(difference(at, one, other)),
        },
        _ => found.push(difference(at, one, other)),
    }
}

fn by_name(
    at: &str,
    left: &[(String, &Value)],
    right: &[(String, &Value)],
    found: &mut Vec<Difference>,
) {
    let get = |list: &[(String, &Value)], name: &str| {
        let mut all = list.iter();
        all.find(|(known, _)| known == name)
            .map_or(Value::Null, |(_, of)| (*of).clone())
    };
    let fresh = right
        .iter()
        .filter(|(name, _)| !left.iter().any(|(known, _)| known == name));
    for (name, _) in left.iter().chain(fresh) {
        compare(&under(at, name), &get(left, name), &get(right, name), found);
    }
    let order = |list: &[(String, &Value)], others: &[(String, &Value)]| {
        let common = list
            .iter()
            .filter(|(name, _)| others.iter().any(|(known, _)| known == name));
        common
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (one, other) = (order(left, right), order(right, left));
    let in_order = ["rows", "segments", "grades"]
        .iter()
        .any(|list| at.ends_with(list));
    if in_order && one != other {
        found.push(Difference {
            at: under(at, "order"),
            one: Some(one),
            other: Some(other),
        });
    }
}

fn under(at: &str, name: &str) -> String {
    if at.is_empty() {
        name.to_owned()
    } else {
        format!("{at}/{name}")
    }
}

/// The items of a list by what they are known by, if all are and no two alike.
fn named(list: &[Value]) -> Option<Vec<(String, &Value)>> {
    let each: Option<Vec<_>> = list.iter().map(|of| Some((name(of)?, of))).collect();
    let each = each?;
    let different: BTreeSet<&String> = each.iter().map(|(name, _)| name).collect();
    (different.len() == each.len()).then_some(each)
}

fn name(of: &Value) -> Option<String> {
    for key in ["id", "grade"] {
        if let Some(name) = of[key].as_str() {
            return Some(name.to_owned());
        }
    }
    if let Some(name) = of["name"]["en"].as_str() {
        return Some(name.to_owned());
    }
    let fields = of.as_object()?;
    fields.contains_key("points").then(|| stretch(of))
}

/// A band, by its ends.
fn stretch(of: &Value) -> String {
    let end = |key: &str, (with, without): (&str, &str)| {
        let end = of.get(key)?;
        let word = if end["included"] == true {
            with
        } else {
            without
        };
        Some(format!(
            "{word} {}",
            end["number"].as_str().unwrap_or_default()
        ))
    };
    let low = end("low", ("from", "above"));
    let high = end("high", ("up to", "below"));
    let ends: Vec<String> = low.into_iter().chain(high).collect();
    if ends.is_empty() {
        "any".to_owned()
    } else {
        ends.join(" ")
    }
}

fn difference(at: &str, one: &Value, other: &Value) -> Difference {
    let told = |of: &Value| match of {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        of => Some(of.to_string()),
    };
    Difference {
        at: at.to_owned(),
        one: told(one),
        other: told(other),
    }
}
