//! Subjects for tests: indicator values and expert words, as they are written in a table.

use zhixin::scoring::Program;
use zhixin::scoring::vector::Witnesses;
use zhixin::scoring::{ExpertSheet, IndicatorId, IndicatorVector, Reading, Subject, Value};
use zhixin::service::catalog;
use zhixin::units::{Digest, EnterpriseId, Ratio};

/// A shipped model, ready to run.
pub(crate) fn program(model: &str) -> Program {
    catalog::find(model).unwrap().program().unwrap()
}

/// `indicator=value;…`: an exact number or fraction, `yes`, `no`, or a way of not being known. The
/// last value of an indicator stands.
pub(crate) fn vector(inputs: &str) -> IndicatorVector {
    let mut vector = IndicatorVector::default();
    for (id, text) in pairs(inputs) {
        let indicator = IndicatorId::parse(id).unwrap_or_else(|| panic!("indicator `{id}`"));
        vector.readings.retain(|known| known.indicator != indicator);
        vector.readings.push(Reading {
            indicator,
            value: value(text),
            evidence: Witnesses::default().into(),
        });
    }
    vector
}

/// `table=points;condition=yes;…`: what an expert said. `-all` takes back what was said before it.
pub(crate) fn sheet(words: &str) -> ExpertSheet {
    let mut sheet = ExpertSheet::default();
    for word in words.split(';').filter(|word| !word.is_empty()) {
        match word.split_once('=') {
            None if word == "-all" => sheet = ExpertSheet::default(),
            None => panic!("`{word}` is not said of anything"),
            Some((id, "yes" | "no")) => {
                sheet
                    .conditions
                    .insert(id.to_owned(), word.ends_with("yes"));
            }
            Some((id, points)) => {
                sheet.points.insert(id.to_owned(), points.parse().unwrap());
            }
        }
    }
    sheet
}

/// Somebody of whom these values are known and these words were said.
pub(crate) fn subject(vector: IndicatorVector, expert: ExpertSheet) -> Subject {
    Subject {
        enterprise: EnterpriseId::parse("x:table").unwrap(),
        as_of: "2024-01-01".parse().unwrap(),
        basis: "available".to_owned(),
        evidence_digest: Digest::of(b""),
        vector,
        conflicts: Vec::new(),
        expert,
        segment: None,
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or_else(|| panic!("`{part}`")))
}

fn value(text: &str) -> Value {
    match text {
        "yes" => Value::flag(true),
        "no" => Value::flag(false),
        "unknown" => Value::Unknown,
        "not_applicable" => Value::NotApplicable,
        "not_computable" => Value::NotComputable,
        number => Value::Number(Ratio::parse(number).unwrap()),
    }
}
