//! The reasons of an assessment: what struck, what failed, what is missing, where points are short.

use super::assess::Step;
use super::document::{ConditionResult, ExpertPart, IndicatorResult, Reason, VetoResult};
use super::wording;
use crate::units::{Bilingual, Ratio};

/// How many reasons about points are given.
const POINT_REASONS: usize = 5;

/// The reasons, the weightiest first.
pub(super) fn of(
    step: &Step<'_>,
    indicators: &[IndicatorResult],
    conditions: &[ConditionResult],
    vetoes: &[VetoResult],
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for veto in vetoes {
        let (zh, en) = if veto.result == "struck" {
            (
                format!("否决:{}", veto.name.zh),
                format!("Vetoed: {}", veto.name.en),
            )
        } else {
            (
                format!("待查否决项:{}", veto.name.zh),
                format!("A veto is open: {}", veto.name.en),
            )
        };
        reasons.push(reason(
            format!("veto.{}.{}", veto.id, veto.result),
            None,
            zh,
            en,
        ));
    }
    for condition in conditions
        .iter()
        .filter(|condition| condition.result != "holds")
    {
        let (zh, en) = match (condition.result, condition.expert) {
            ("fails", _) => (
                format!("不满足条件:{}", condition.name.zh),
                format!("Condition fails: {}", condition.name.en),
            ),
            (_, true) => (
                format!("待专家确认:{}", condition.name.zh),
                format!("An expert has to confirm: {}", condition.name.en),
            ),
            _ => (
                format!("缺少证据:{}", condition.name.zh),
                format!("Evidence is missing for: {}", condition.name.en),
            ),
        };
        reasons.push(reason(
            format!("condition.{}.{}", condition.id, condition.result),
            None,
            zh,
            en,
        ));
    }
    caps(step, &mut reasons);
    points(indicators, &mut reasons);
    reasons
}

fn reason(code: String, points_short: Option<i32>, zh: String, en: String) -> Reason {
    Reason {
        code,
        points_short,
        text: Bilingual::new(zh, en),
    }
}

/// What binds the limit, and what keeps one from being recommended.
fn caps(step: &Step<'_>, reasons: &mut Vec<Reason>) {
    let outcome = &step.program.model.outcome;
    if let Some(at) = step.verdict.open_cap {
        let cap = &outcome.limit_caps[usize::from(at)];
        reasons.push(reason(
            format!("limit.{}.open", cap.indicator),
            None,
            format!("不推荐额度:无法核定“{}”", cap.name.zh),
            format!("No limit is recommended: “{}” cannot be told", cap.name.en),
        ));
    } else if let (Some(at), Some(limit)) = (step.verdict.binding_cap, step.verdict.limit) {
        let cap = &outcome.limit_caps[usize::from(at)];
        let amount = wording::amount(Ratio::from_int(limit.fen().into()));
        reasons.push(reason(
            format!("limit.{}.binds", cap.indicator),
            None,
            format!("额度受限于“{}”:{}", cap.name.zh, amount.zh),
            format!("The limit is bound by “{}”: {}", cap.name.en, amount.en),
        ));
    }
    if step.verdict.raised > 0 {
        reasons.push(reason(
            "grade.raised".to_owned(),
            None,
            format!("等级上调 {} 级", step.verdict.raised),
            format!("The grade was raised by {}", step.verdict.raised),
        ));
    }
}

/// Where most points are short, in the order of how many.
fn points(indicators: &[IndicatorResult], reasons: &mut Vec<Reason>) {
    let mut short: Vec<(&IndicatorResult, i32)> = indicators
        .iter()
        .map(|indicator| (indicator, indicator.points.max - indicator.points.low))
        .filter(|(_, short)| *short > 0)
        .collect();
    short.sort_by_key(|(_, short)| std::cmp::Reverse(*short));
    for (indicator, missing) in short.into_iter().take(POINT_REASONS) {
        let unknown = indicator
            .readings
            .iter()
            .any(|reading| !reading.value.is_known());
        let what = if indicator.expert == ExpertPart::Open {
            "expert"
        } else if unknown {
            "unknown"
        } else {
            "low"
        };
        let values = indicator.readings.iter().map(|reading| &reading.shown);
        let (zh, en): (Vec<&str>, Vec<&str>) = values
            .map(|shown| (shown.zh.as_str(), shown.en.as_str()))
            .unzip();
        let got = wording::points(crate::scoring::model::Points {
            low: indicator.points.low,
            high: indicator.points.high,
        });
        let max = indicator.points.max;
        let value_zh = if zh.is_empty() {
            String::new()
        } else {
            format!("({})", zh.join("、"))
        };
        let value_en = if en.is_empty() {
            String::new()
        } else {
            format!(" ({})", en.join(", "))
        };
        reasons.push(reason(
            format!("points.{}.{what}", indicator.id),
            Some(missing),
            format!("{}{value_zh}:{got}/{max} 分", indicator.name.zh),
            format!("{}{value_en}: {got} of {max} points", indicator.name.en),
        ));
    }
}
