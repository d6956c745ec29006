//! The reasons of an assessment: what struck, what failed, what is missing, where points are short.

use super::document::{ExpertPart, Reason};
use super::step::{Line, Step};
use super::wording;
use crate::scoring::model::Points;
use crate::scoring::program::{self, Truth, Truths};
use crate::units::{Bilingual, Ratio};

/// How many reasons about points are given.
const POINT_REASONS: usize = 5;

/// Where reasons go: into a list, or straight into a document. Codes and sentences come in parts that are joined.
pub(super) trait Told {
    fn reason(&mut self, code: &[&str], points_short: Option<i32>, zh: &[&str], en: &[&str]);
}

impl Told for Vec<Reason> {
    fn reason(&mut self, code: &[&str], points_short: Option<i32>, zh: &[&str], en: &[&str]) {
        self.push(Reason {
            code: code.concat(),
            points_short,
            text: Bilingual::new(zh.concat(), en.concat()),
        });
    }
}

/// What came of a condition.
pub(super) fn of_condition(truth: Truth) -> &'static str {
    match truth {
        program::YES => "holds",
        program::NO => "fails",
        _ => "open",
    }
}

/// What came of a veto that is not clear.
pub(super) fn of_veto(truth: Truth) -> &'static str {
    if truth == program::YES {
        "struck"
    } else {
        "open"
    }
}

/// Tells the reasons, the weightiest first.
pub(super) fn tell(step: &Step<'_>, lines: &[Line<'_>], truths: &Truths, told: &mut impl Told) {
    let model = &step.program.model;
    let vetoes = model.vetoes.iter().zip(&truths.vetoes);
    for (veto, truth) in vetoes.filter(|(_, truth)| **truth != program::NO) {
        let result = of_veto(*truth);
        let (zh, en) = if *truth == program::YES {
            ("否决:", "Vetoed: ")
        } else {
            ("待查否决项:", "A veto is open: ")
        };
        let code = ["veto.", &veto.id, ".", result];
        told.reason(&code, None, &[zh, &veto.name.zh], &[en, &veto.name.en]);
    }
    let conditions = model.conditions.iter().zip(&truths.conditions);
    for (condition, truth) in conditions.filter(|(_, truth)| **truth != program::YES) {
        let (zh, en) = match (*truth, condition.any.is_empty()) {
            (program::NO, _) => ("不满足条件:", "Condition fails: "),
            (_, true) => ("待专家确认:", "An expert has to confirm: "),
            _ => ("缺少证据:", "Evidence is missing for: "),
        };
        let code = ["condition.", &condition.id, ".", of_condition(*truth)];
        let name = &condition.name;
        told.reason(&code, None, &[zh, &name.zh], &[en, &name.en]);
    }
    caps(step, told);
    points(step, lines, told);
}

/// What binds the limit, and what keeps one from being recommended.
fn caps(step: &Step<'_>, told: &mut impl Told) {
    let outcome = &step.program.model.outcome;
    if let Some(at) = step.verdict.open_cap {
        let cap = &outcome.limit_caps[usize::from(at)];
        told.reason(
            &["limit.", cap.indicator.as_str(), ".open"],
            None,
            &["不推荐额度:无法核定“", &cap.name.zh, "”"],
            &[
                "No limit is recommended: “",
                &cap.name.en,
                "” cannot be told",
            ],
        );
    } else if let (Some(at), Some(limit)) = (step.verdict.binding_cap, step.verdict.limit) {
        let cap = &outcome.limit_caps[usize::from(at)];
        let amount = wording::amount(Ratio::from_int(limit.fen().into()));
        told.reason(
            &["limit.", cap.indicator.as_str(), ".binds"],
            None,
            &["额度受限于“", &cap.name.zh, "”:", &amount.zh],
            &["The limit is bound by “", &cap.name.en, "”: ", &amount.en],
        );
    }
    if step.verdict.raised > 0 {
        let raised = step.verdict.raised.to_string();
        told.reason(
            &["grade.raised"],
            None,
            &["等级上调 ", &raised, " 级"],
            &["The grade was raised by ", &raised],
        );
    }
}

/// Where most points are short, in the order of how many.
fn points(step: &Step<'_>, lines: &[Line<'_>], told: &mut impl Told) {
    let short = lines
        .iter()
        .map(|line| (line, line.points.max - line.points.low));
    let mut short: Vec<(&Line<'_>, i32)> = short.filter(|(_, short)| *short > 0).collect();
    short.sort_by_key(|(_, short)| std::cmp::Reverse(*short));
    let mut shown = Bilingual::new("", "");
    for (line, missing) in short.into_iter().take(POINT_REASONS) {
        shown.clear();
        let (mut unknown, mut any) = (false, false);
        for column in step.reads(line) {
            let (value, _) = step.read(column);
            unknown |= !value.is_known();
            shown.add(if any { "、" } else { "(" }, if any { ", " } else { " (" });
            wording::add_value(&mut shown, step.definition(column), value);
            any = true;
        }
        if any {
            shown.add(")", ")");
        }
        let what = if line.expert == ExpertPart::Open {
            "expert"
        } else if unknown {
            "unknown"
        } else {
            "low"
        };
        let got = wording::points(Points {
            low: line.points.low,
            high: line.points.high,
        });
        let max = line.points.max.to_string();
        let name = &line.table.name;
        told.reason(
            &["points.", &line.table.id, ".", what],
            Some(missing),
            &[&name.zh, &shown.zh, ":", &got, "/", &max, " 分"],
            &[&name.en, &shown.en, ": ", &got, " of ", &max, " points"],
        );
    }
}
