//! Writing a model as the file that reads back as it: what is fitted is kept in the grammar of what is
//! written by hand.

use super::write_parts::{
    Lines, bilingual, edge_key, interval, list, origin, points, quoted, tests, words,
};
use super::{
    Combine, Condition, DirectPass, Direction, Figure, Input, InputKind, Kind, Model, OnUnknown,
    Outcome, Rule, Table, Test, Veto,
};

/// The whole file.
pub(super) fn text(model: &Model) -> String {
    let mut out = Lines::default();
    head(model, &mut out);
    for input in &model.inputs {
        write_input(input, &mut out);
    }
    for segment in &model.segments {
        out.section("[[segments]]");
        out.pair("id", &quoted(&segment.id));
        out.pair("name", &bilingual(&segment.name));
        out.pair("when", &tests(&segment.when));
    }
    for group in &model.groups {
        out.section("[[groups]]");
        out.pair("id", &quoted(&group.id));
        out.pair("name", &bilingual(&group.name));
        if group.combine == Combine::Best {
            out.pair("combine", "\"best\"");
        }
        out.maybe("cap", group.cap);
        if group.bonus {
            out.pair("bonus", "true");
        }
        out.maybe("subtotal", group.subtotal.as_deref().map(quoted));
    }
    for table in &model.tables {
        write_table(model, table, &mut out);
    }
    for condition in &model.conditions {
        write_condition(condition, &mut out);
    }
    for veto in &model.vetoes {
        write_veto(veto, &mut out);
    }
    for pass in &model.direct_passes {
        write_pass(pass, &mut out);
    }
    outcome(&model.outcome, &mut out);
    out.text()
}

fn head(model: &Model, out: &mut Lines) {
    out.pair("id", &quoted(&model.id));
    out.pair("version", &model.version.to_string());
    let kind = match model.kind {
        Kind::Recognition => "recognition",
        Kind::Ranking => "ranking",
        Kind::Credit => "credit",
    };
    out.pair("kind", &quoted(kind));
    out.pair("name", &bilingual(&model.name));
    out.pair("about", &bilingual(&model.about));
    origin(&model.origin, out);
    out.maybe("effective_from", model.effective_from);
    if let Some(revision) = &model.revision {
        out.section("[revision]");
        out.pair("of", &quoted(&revision.of.to_string()));
        out.pair("reason", &quoted(&revision.reason));
    }
}

fn write_input(input: &Input, out: &mut Lines) {
    out.section("[[inputs]]");
    out.pair("indicator", &quoted(input.indicator.as_str()));
    out.pair("column", &quoted(&input.column));
    out.pair("name", &bilingual(&input.name));
    let kind = match input.kind {
        InputKind::Number => "number",
        InputKind::Category => "category",
    };
    out.pair("kind", &quoted(kind));
    if !input.missing.is_empty() {
        out.pair("missing", &words(&input.missing));
    }
    if !input.words.is_empty() {
        out.pair("words", &words(&input.words));
    }
}

fn write_table(model: &Model, table: &Table, out: &mut Lines) {
    out.section("[[tables]]");
    out.pair("id", &quoted(&table.id));
    out.pair("group", &quoted(&table.group));
    out.pair("name", &bilingual(&table.name));
    if table.origin != model.origin {
        origin(&table.origin, out);
    }
    if !table.segments.is_empty() {
        out.pair("segments", &words(&table.segments));
    }
    out.pair("max", &points(&table.max));
    write_rule(&table.rule, out);
}

fn write_rule(rule: &Rule, out: &mut Lines) {
    match rule {
        Rule::Bands {
            indicator,
            direction,
            bands,
            unknown,
            not_applicable,
            not_computable,
            codes,
        } => {
            out.pair("indicator", &quoted(indicator.as_str()));
            let direction = match direction {
                Direction::Up => "up",
                Direction::Down => "down",
                Direction::None => "none",
            };
            out.pair("direction", &quoted(direction));
            let band = |band: &super::Band| {
                let ends = interval(&band.interval).into_iter();
                let all = ends.chain([format!("points = {}", points(&band.points))]);
                format!("{{ {} }}", all.collect::<Vec<_>>().join(", "))
            };
            out.pair("bands", &list(bands.iter().map(band)));
            if !codes.is_empty() {
                let code = |code: &super::Code| {
                    let at = quoted(&code.at.exact());
                    format!("{{ is = {at}, points = {} }}", points(&code.points))
                };
                out.pair("codes", &list(codes.iter().map(code)));
            }
            out.pair("unknown", &points(unknown));
            out.pair("not_applicable", &points(not_applicable));
            out.pair("not_computable", &points(not_computable));
        }
        Rule::List { rows, unknown } => {
            let row = |row: &super::Row| {
                let name = bilingual(&row.name);
                let when = if row.when.is_empty() {
                    String::new()
                } else {
                    format!("when = {}, ", tests(&row.when))
                };
                format!(
                    "{{ name = {name}, {when}points = {} }}",
                    points(&row.points)
                )
            };
            out.pair("rows", &list(rows.iter().map(row)));
            out.pair("unknown", &points(unknown));
        }
        Rule::Expert { levels } => {
            out.pair("expert", "true");
            let level = |level: &super::ExpertLevel| {
                let (id, name) = (quoted(&level.id), bilingual(&level.name));
                let points = points(&level.points);
                format!("{{ id = {id}, name = {name}, points = {points} }}")
            };
            out.pair("levels", &list(levels.iter().map(level)));
        }
    }
}

fn any(alternatives: &[Vec<Test>], out: &mut Lines) {
    let one = |all: &Vec<Test>| format!("{{ all = {} }}", tests(all));
    out.pair("any", &list(alternatives.iter().map(one)));
}

fn on_unknown(open: OnUnknown, out: &mut Lines) {
    let word = match open {
        OnUnknown::Open => "open",
        OnUnknown::Fail => "fail",
        OnUnknown::Hold => "hold",
    };
    out.pair("on_unknown", &quoted(word));
}

fn write_condition(condition: &Condition, out: &mut Lines) {
    out.section("[[conditions]]");
    out.pair("id", &quoted(&condition.id));
    out.pair("name", &bilingual(&condition.name));
    origin(&condition.origin, out);
    on_unknown(condition.on_unknown, out);
    if condition.any.is_empty() {
        out.pair("expert", "true");
    } else {
        any(&condition.any, out);
    }
}

fn write_veto(veto: &Veto, out: &mut Lines) {
    out.section("[[vetoes]]");
    out.pair("id", &quoted(&veto.id));
    out.pair("name", &bilingual(&veto.name));
    origin(&veto.origin, out);
    on_unknown(veto.on_unknown, out);
    any(&veto.any, out);
}

fn write_pass(pass: &DirectPass, out: &mut Lines) {
    out.section("[[direct_passes]]");
    out.pair("id", &quoted(&pass.id));
    out.pair("name", &bilingual(&pass.name));
    origin(&pass.origin, out);
    any(&pass.any, out);
    if !pass.needs.is_empty() {
        out.pair("needs", &words(&pass.needs));
    }
}

fn outcome(outcome: &Outcome, out: &mut Lines) {
    out.section("[outcome]");
    out.pair("max", &outcome.max.to_string());
    out.maybe("base_cap", outcome.base_cap);
    out.maybe("bonus_cap", outcome.bonus_cap);
    out.maybe("cap", outcome.cap);
    if let Some(pass) = &outcome.pass {
        let (key, at) = edge_key(pass.0, "pass_above", "pass_from");
        out.pair(key, &at);
    }
    out.maybe("valid_days", outcome.valid_days);
    grades(outcome, out);
    if let Some(matrix) = &outcome.matrix {
        out.section("[outcome.matrix]");
        out.pair("rows", &quoted(&matrix.rows));
        out.pair("row_from", &format!("{:?}", matrix.row_from));
        out.pair("columns", &quoted(&matrix.columns));
        out.pair("column_from", &format!("{:?}", matrix.column_from));
        out.pair("grades", &list(matrix.grades.iter().map(|row| words(row))));
    }
    if let Some(calibration) = &outcome.calibration {
        out.section("[outcome.calibration]");
        out.pair("population", &quoted(&calibration.population));
        let definition = quoted(&calibration.default_definition);
        out.pair("default_definition", &definition);
        out.pair("horizon_months", &calibration.horizon_months.to_string());
        out.pair("prior_ppm", &calibration.prior_ppm.to_string());
        let step = |(from, ppm): &(i32, i64)| format!("{{ from = {from}, ppm = {ppm} }}");
        out.pair("table", &list(calibration.table.iter().map(step)));
        for grade in &calibration.grades {
            out.section("[[outcome.calibration.grades]]");
            out.pair("grade", &quoted(&grade.grade));
            out.pair("from", &grade.from.to_string());
            out.pair("ppm", &grade.ppm.to_string());
        }
        for step in &calibration.steps {
            out.section("[[outcome.calibration.steps]]");
            out.pair("name", &bilingual(&step.name));
            out.pair("does", &quoted(&step.does));
            out.pair("reason", &quoted(&step.reason));
        }
    }
}

/// Grades, and what bounds or raises them.
fn grades(outcome: &Outcome, out: &mut Lines) {
    for grade in &outcome.grades {
        out.section("[[outcome.grades]]");
        out.pair("grade", &quoted(&grade.grade));
        out.maybe("from", grade.from);
        let limit = match grade.limit {
            Figure::Known(amount) => amount.to_string(),
            Figure::Unknown => "unknown".to_owned(),
        };
        out.pair("limit", &quoted(&limit));
        origin(&grade.origin, out);
    }
    for cap in &outcome.limit_caps {
        out.section("[[outcome.limit_caps]]");
        out.pair("indicator", &quoted(cap.indicator.as_str()));
        out.pair("share", &quoted(&cap.share.exact()));
        out.pair("name", &bilingual(&cap.name));
        origin(&cap.origin, out);
    }
    for uplift in &outcome.uplifts {
        out.section("[[outcome.uplifts]]");
        out.pair("name", &bilingual(&uplift.name));
        out.pair("when", &tests(&uplift.when));
        out.pair("grades", &uplift.grades.to_string());
        origin(&uplift.origin, out);
    }
}
