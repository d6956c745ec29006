//! Reading conditions, vetoes and direct passes of a model file.

use super::Origin;
use super::parse::{named, origin_or};
use super::parse_parts::{test, tests};
use super::rules::{Condition, DirectPass, OnUnknown, Test, Veto};
use crate::units::form::Table as FormTable;

/// Alternatives: `all = [tests]` for one, `any = [[tests], …]` or `any = [test, …]` for several.
fn alternatives(table: &FormTable<'_>) -> Option<Vec<Vec<Test>>> {
    let all = tests(table, "all")?;
    let mut alternatives: Vec<Vec<Test>> = Vec::new();
    if !all.is_empty() {
        alternatives.push(all);
    }
    for one in table.tables("any") {
        let nested = one.node("all").is_some();
        let read = if nested {
            tests(&one, "all")
        } else {
            test(&one).map(|test| vec![test])
        };
        one.close();
        alternatives.push(read?);
    }
    Some(alternatives)
}

fn on_unknown(table: &FormTable<'_>, default: OnUnknown) -> Option<OnUnknown> {
    if table.node("on_unknown").is_none() {
        return Some(default);
    }
    table.word(
        "on_unknown",
        &[
            ("open", OnUnknown::Open),
            ("fail", OnUnknown::Fail),
            ("hold", OnUnknown::Hold),
        ],
    )
}

pub(super) fn condition(table: &FormTable<'_>, default: Option<&Origin>) -> Option<Condition> {
    let (id, name) = (table.text("id"), named(table, "name"));
    let origin = origin_or(table, default);
    let expert = table.flag("expert");
    let any = alternatives(table);
    let on_unknown = on_unknown(table, OnUnknown::Open);
    if any.as_ref().is_some_and(|any| any.is_empty() != expert) {
        table.problem(
            "all",
            "condition.tests",
            "give tests, or expert = true for one that only an expert can tell",
        );
        return None;
    }
    Some(Condition {
        id: id?,
        name,
        origin: origin?,
        any: any?,
        on_unknown: on_unknown?,
    })
}

pub(super) fn veto(table: &FormTable<'_>, default: Option<&Origin>) -> Option<Veto> {
    let (id, name) = (table.text("id"), named(table, "name"));
    let origin = origin_or(table, default);
    let any = alternatives(table);
    let on_unknown = on_unknown(table, OnUnknown::Hold);
    if any.as_ref().is_some_and(Vec::is_empty) {
        table.problem("any", "veto.tests", "a veto needs tests");
        return None;
    }
    Some(Veto {
        id: id?,
        name,
        origin: origin?,
        any: any?,
        on_unknown: on_unknown?,
    })
}

pub(super) fn direct_pass(table: &FormTable<'_>, default: Option<&Origin>) -> Option<DirectPass> {
    let (id, name) = (table.text("id"), named(table, "name"));
    let origin = origin_or(table, default);
    let any = alternatives(table);
    let needs = table.texts("needs");
    if any.as_ref().is_some_and(Vec::is_empty) {
        table.problem("any", "pass.tests", "a direct pass needs tests");
        return None;
    }
    Some(DirectPass {
        id: id?,
        name,
        origin: origin?,
        any: any?,
        needs,
    })
}
