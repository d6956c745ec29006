//! An evaluation of figures that the request itself gives: no evidence is read, nobody's consent is needed, nothing is
//! kept.

use super::Error;
use super::governance::body::{Body, any, read_day};
use super::score::check_segment;
use super::scorer::Scorer;
use crate::evidence::{Basis, Dossier, View};
use crate::scoring::indicators;
use crate::scoring::{IndicatorId, IndicatorVector, Program, Reading, Subject, Value, assess};
use crate::units::{Date, EnterpriseId, Ratio};
use serde_json::Value as Json;
use std::collections::HashSet;
use std::sync::Arc;

/// The basis that the document of such an evaluation names.
pub const BASIS: &str = "given";

/// Whom the document is about where the request names nobody.
const NOBODY: &str = "x:given";

/// The longest word of an indicator, in characters.
const LONGEST: usize = 64;

/// Figures to evaluate.
#[derive(Debug, Clone)]
pub struct EvaluationAsk {
    /// By which model.
    pub model: String,
    subject: Subject,
}

impl EvaluationAsk {
    /// Reads `model`, `as_of`, `enterprise`, `segment` and `vector`, which is written as in the event of an issued score;
    /// the evidence that stands there is no evidence here, and is not read.
    pub fn read(body: &Json, today: Date) -> Result<Self, Error> {
        let mut body = Body::new(body)?;
        let model = body.must("model", any);
        let enterprise = body.may("enterprise", EnterpriseId::parse);
        let as_of = body.may("as_of", read_day).unwrap_or(today);
        let segment = body.may("segment", any);
        let readings = readings(&mut body);
        let nobody = || EnterpriseId::parse(NOBODY).expect("it is a name of one's own");
        let whole = model.zip(readings).map(|(model, readings)| {
            let enterprise = enterprise.unwrap_or_else(nobody);
            let view = View {
                as_of,
                basis: Basis::Available,
                reader: None,
            };
            let none = Dossier::assemble(enterprise.clone(), Vec::new(), view);
            Self {
                model,
                subject: Subject {
                    enterprise,
                    as_of,
                    basis: BASIS.to_owned(),
                    evidence_digest: none.digest(),
                    vector: IndicatorVector {
                        readings,
                        cohorts: None,
                    },
                    conflicts: Vec::new(),
                    expert: crate::scoring::ExpertSheet::default(),
                    segment,
                },
            }
        });
        body.finish(whole)
    }
}

/// The readings of `vector`.
fn readings(body: &mut Body<'_>) -> Option<Vec<Reading>> {
    let Some(given) = body.field("vector") else {
        body.wrong("vector", "field.missing", "this field is needed");
        return None;
    };
    let list = given["readings"].as_array();
    let Some(list) = list.filter(|list| list.len() <= indicators::catalog().len()) else {
        let most = indicators::catalog().len();
        let message =
            format!("a list of at most {most} readings, each of an indicator, would pass");
        body.wrong("vector/readings", "field.list", message);
        return None;
    };
    let mut seen = HashSet::with_capacity(list.len());
    let mut readings = Vec::with_capacity(list.len());
    let evidence = Arc::default();
    for (at, item) in list.iter().enumerate() {
        let read = indicator(&item["indicator"]).and_then(|id| {
            let value = value(&item["value"])?;
            if seen.insert(id.clone()) {
                Ok((id, value))
            } else {
                Err(("indicator", format!("`{id}` stands twice")))
            }
        });
        match read {
            Ok((indicator, value)) => readings.push(Reading {
                indicator,
                value,
                evidence: Arc::clone(&evidence),
            }),
            Err((field, message)) => {
                body.wrong(
                    &format!("vector/readings/{at}/{field}"),
                    "field.value",
                    message,
                );
            }
        }
    }
    (readings.len() == list.len()).then_some(readings)
}

type Wrong = (&'static str, String);

fn indicator(given: &Json) -> Result<IndicatorId, Wrong> {
    let id = given.as_str().and_then(IndicatorId::parse);
    let known = id.filter(|id| indicators::find(id).is_some());
    known.ok_or_else(|| {
        let message = "an indicator and its version would pass, such as `ip.inventions@1`";
        ("indicator", message.to_owned())
    })
}

/// A value as events write it: `{"number": "3/4"}`, `{"word": "growth"}`, `unknown`, `not_applicable`, `not_computable`.
fn value(given: &Json) -> Result<Value, Wrong> {
    let read = match given.as_str() {
        Some("unknown") => Some(Value::Unknown),
        Some("not_applicable") => Some(Value::NotApplicable),
        Some("not_computable") => Some(Value::NotComputable),
        Some(_) => None,
        None => {
            let only = given.as_object().filter(|map| map.len() == 1);
            let pair = only.and_then(|map| map.iter().next());
            pair.and_then(|(name, text)| match (name.as_str(), text.as_str()?) {
                ("number", text) => ratio(text).map(Value::Number),
                ("word", text) => word(text).map(Value::Word),
                _ => None,
            })
        }
    };
    read.ok_or_else(|| {
        let message = "{\"number\": \"3/4\"} with whole numbers of 64 bits, {\"word\": \"…\"}, \"unknown\", \
             \"not_applicable\" or \"not_computable\" would pass";
        ("value", message.to_owned())
    })
}

/// A ratio of numbers of 64 bits, which is more than any figure of a firm needs.
fn ratio(text: &str) -> Option<Ratio> {
    let (num, den) = text.split_once('/').unwrap_or((text, "1"));
    let (num, den): (i64, i64) = (num.parse().ok()?, den.parse().ok()?);
    Ratio::new(num.into(), den.into())
}

fn word(text: &str) -> Option<String> {
    let fits = text.chars().nth(LONGEST).is_none() && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// Evaluates, and gives the bytes of the document.
pub fn evaluate(scorer: &Scorer, ask: &EvaluationAsk) -> Result<Vec<u8>, Error> {
    let program: Arc<Program> = scorer.program(&ask.model)?;
    check_segment(&program, ask.subject.segment.as_deref())?;
    Ok(assess(&program, &ask.subject).to_bytes())
}
