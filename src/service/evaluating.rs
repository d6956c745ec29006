//! An evaluation of figures that the request itself gives: no evidence is read, nobody's consent is needed, nothing is
//! kept.

use super::governance::body::{Body, any, read_day};
use super::score::check_segment;
use super::scorer::Scorer;
use super::{Error, evaluating_plain};
use crate::evidence::{Basis, Dossier, View};
use crate::identity::{Caller, Role};
use crate::scoring::indicators;
use crate::scoring::{IndicatorId, IndicatorVector, Program, Reading, Subject, Value, assessment};
use crate::units::names::ApprovalId;
use crate::units::{Date, Digest, EnterpriseId, Ratio};
use serde_json::Value as Json;
use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

/// The basis that the document of such an evaluation names.
pub const BASIS: &str = "given";

/// Whom the document is about where the request names nobody.
const NOBODY: &str = "x:given";

/// The longest word of an indicator, in characters.
pub(super) const LONGEST: usize = 64;

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
        let as_of = body.may("as_of", read_day);
        let segment = body.may("segment", any);
        let readings = readings(&mut body);
        let given = model.zip(readings).map(|(model, readings)| GivenFigures {
            model,
            enterprise,
            as_of,
            segment,
            readings,
        });
        Ok(Self::of(body.finish(given)?, today))
    }

    /// The same of the bytes of a body that is plainly right, as most are; none where it must be read slowly to tell what
    /// is wrong with it.
    pub fn plain(body: &[u8], today: Date) -> Option<Self> {
        Some(Self::of(evaluating_plain::read(body)?, today))
    }

    fn of(given: GivenFigures, today: Date) -> Self {
        let nobody = || EnterpriseId::parse(NOBODY).expect("it is a name of one's own");
        Self {
            model: given.model,
            subject: Subject {
                enterprise: given.enterprise.unwrap_or_else(nobody),
                as_of: given.as_of.unwrap_or(today),
                basis: BASIS.to_owned(),
                evidence_digest: *NO_EVIDENCE,
                vector: IndicatorVector {
                    readings: given.readings,
                    cohorts: None,
                },
                conflicts: Vec::new(),
                expert: crate::scoring::ExpertSheet::default(),
                segment: given.segment,
            },
        }
    }
}

/// The digest of a dossier without facts, whoever it would be about.
static NO_EVIDENCE: LazyLock<Digest> = LazyLock::new(|| {
    let view = View {
        as_of: Date::MIN,
        basis: Basis::Available,
        reader: None,
    };
    let nobody = EnterpriseId::parse(NOBODY).expect("it is a name of one's own");
    Dossier::assemble(nobody, Vec::new(), view).digest()
});

/// What a request gives, read.
pub(super) struct GivenFigures {
    pub(super) model: String,
    pub(super) enterprise: Option<EnterpriseId>,
    pub(super) as_of: Option<Date>,
    pub(super) segment: Option<String>,
    pub(super) readings: Vec<Reading>,
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
pub(super) fn ratio(text: &str) -> Option<Ratio> {
    let (num, den) = text.split_once('/').unwrap_or((text, "1"));
    let (num, den): (i64, i64) = (num.parse().ok()?, den.parse().ok()?);
    Ratio::new(num.into(), den.into())
}

fn word(text: &str) -> Option<String> {
    let fits = text.chars().nth(LONGEST).is_none() && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// Given figures, and the model by which they are evaluated.
#[derive(Debug)]
pub struct Evaluation<'a> {
    program: Arc<Program>,
    subject: &'a Subject,
    /// The approval by which the model is in force.
    pub approval: Option<ApprovalId>,
}

impl Evaluation<'_> {
    /// Adds the document to what there is.
    pub fn print(&self, out: &mut Vec<u8>) {
        assessment::print(&self.program, self.subject, out);
    }
}

/// Finds the model: one in force, or for analysts and operators, who try models out, any that is shipped.
pub async fn evaluate<'a>(
    scorer: &Scorer,
    caller: &Caller,
    ask: &'a EvaluationAsk,
    today: Date,
) -> Result<Evaluation<'a>, Error> {
    let any = matches!(caller.role, Role::Analyst | Role::Operator);
    let (program, approval) = scorer.to_evaluate(&ask.model, any, today).await?;
    check_segment(&program, ask.subject.segment.as_deref())?;
    Ok(Evaluation {
        program,
        subject: &ask.subject,
        approval,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn both(body: &Json) -> (Option<EvaluationAsk>, Result<EvaluationAsk, Error>) {
        let today = Date::constant(2026, 3, 1);
        let plain = EvaluationAsk::plain(body.to_string().as_bytes(), today);
        (plain, EvaluationAsk::read(body, today))
    }

    #[test]
    fn what_is_plainly_right_is_read_as_it_is_read_slowly() {
        let readings = json!([
            {"indicator": "ip.inventions@1", "value": {"number": "3"}},
            {"indicator": "fin.growth@1", "value": {"number": "-3/40"}},
            {"indicator": "rnd.intensity@1", "value": "unknown"},
            {"indicator": "fin.main_share@1", "value": "not_computable"},
            {"indicator": "talent.rnd_share@1", "value": "not_applicable"},
            {"indicator": "ip.designs@1", "value": {"word": "成长"}},
        ]);
        for body in [
            json!({"model": "m", "vector": {"readings": readings}}),
            json!({"model": "m", "as_of": "2021-10-31", "enterprise": "x:a", "segment": "s", "vector": {"readings": []}}),
            json!({"model": "m", "as_of": null, "enterprise": null, "segment": null, "vector": {"readings": []}}),
        ] {
            let (plain, slow) = both(&body);
            let (plain, slow) = (plain.unwrap(), slow.unwrap());
            assert_eq!((plain.model, plain.subject), (slow.model, slow.subject));
        }
    }

    #[test]
    fn what_is_not_plainly_right_is_left_to_be_read_slowly() {
        let with = |value: Json| {
            let readings = json!([{"indicator": "ip.inventions@1", "value": value}]);
            json!({"model": "m", "vector": {"readings": readings}})
        };
        let twice = json!([
            {"indicator": "ip.designs@1", "value": "unknown"}, {"indicator": "ip.designs@1", "value": "unknown"},
        ]);
        for body in [
            with(json!({"unknown": null})),
            with(json!({"unknown": "x"})),
            with(json!({"number": "1", "word": "x"})),
            with(json!({"number": "1.5"})),
            with(json!({"number": 1})),
            with(json!({"word": "a".repeat(65)})),
            with(json!("number")),
            with(json!({})),
            json!({"model": "m", "vector": {"readings": twice}}),
            json!({"model": " ", "vector": {"readings": []}}),
            json!({"model": "m", "segment": "a\u{7}", "vector": {"readings": []}}),
            json!({"model": "m", "as_of": "2021-02-30", "vector": {"readings": []}}),
            json!({"model": "m", "enterprise": "9", "vector": {"readings": []}}),
            json!({"model": "m", "more": "x", "vector": {"readings": []}}),
            json!({"model": "m"}),
        ] {
            let (plain, slow) = both(&body);
            assert!(plain.is_none() && slow.is_err(), "{body}");
        }
        let (plain, slow) = both(&json!({"model": "m\"", "vector": {"readings": []}}));
        assert!(
            plain.is_none() && slow.is_ok(),
            "with an escape it is only slower"
        );
    }
}
