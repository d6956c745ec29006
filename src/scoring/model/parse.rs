//! Reading a model file into a model: shapes and words first, then the checks of meaning.

use super::check;
use super::parse_outcome;
use super::rules::{Condition, DirectPass, OnUnknown, Test, Tested, Veto};
use super::table::{Band, Direction, ExpertLevel, Row, Rule};
use super::{
    Combine, Edge, Group, Interval, Kind, Mark, Model, Origin, Points, PointsBySegment, Segment,
    Table,
};
use crate::scoring::IndicatorId;
use crate::units::form::{Form, Node, Table as FormTable};
use crate::units::{Problems, Ratio};
use std::collections::BTreeMap;

/// Where each part of a model stands in its file, for the checks of meaning.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) groups: Vec<u32>,
    pub(super) tables: Vec<u32>,
    pub(super) bands: Vec<Vec<u32>>,
    pub(super) segments: Vec<u32>,
    pub(super) conditions: Vec<u32>,
    pub(super) vetoes: Vec<u32>,
    pub(super) passes: Vec<u32>,
    pub(super) outcome: u32,
}

/// Reads and checks a model file.
pub(super) fn model(text: &str) -> Result<Model, Problems> {
    let form = Form::parse(text)?;
    let mut lines = Lines::default();
    let model = read(&form, &mut lines);
    if let Some(model) = &model {
        check::meaning(model, &lines, &form);
    }
    form.finish(model)
}

fn read<'f>(form: &'f Form<'f>, lines: &mut Lines) -> Option<Model> {
    let root = form.root();
    let id = root.text("id");
    let version = root.integer("version");
    let kind = word(
        &root,
        "kind",
        &[
            ("recognition", Kind::Recognition),
            ("ranking", Kind::Ranking),
            ("credit", Kind::Credit),
        ],
    );
    let name = root.bilingual("name");
    let about = root.bilingual("about");
    let origin = origin(&root);
    let effective_from = root.opt_date("effective_from");
    let segments = each(&root, "segments", &mut lines.segments, segment);
    let groups = each(&root, "groups", &mut lines.groups, group);
    let default_origin = origin.clone();
    let mut bands = Vec::new();
    let tables = each(&root, "tables", &mut lines.tables, |table| {
        let mut band_lines = Vec::new();
        let read = read_table(table, default_origin.as_ref(), &mut band_lines);
        bands.push(band_lines);
        read
    });
    lines.bands = bands;
    let conditions = each(&root, "conditions", &mut lines.conditions, |t| {
        condition(t, default_origin.as_ref())
    });
    let vetoes = each(&root, "vetoes", &mut lines.vetoes, |t| {
        veto(t, default_origin.as_ref())
    });
    let direct_passes = each(&root, "direct_passes", &mut lines.passes, |t| {
        direct_pass(t, default_origin.as_ref())
    });
    let outcome = root.table("outcome").and_then(|table| {
        lines.outcome = table.line();
        parse_outcome::outcome(&table, default_origin.as_ref())
    });
    root.close();
    Some(Model {
        id: id?,
        version: version?,
        kind: kind?,
        name: name?,
        about: about?,
        origin: origin?,
        effective_from,
        segments: segments?,
        groups: groups?,
        tables: tables?,
        conditions: conditions?,
        vetoes: vetoes?,
        direct_passes: direct_passes?,
        outcome: outcome?,
    })
}

/// Reads each table of a list and closes it; `None` when any could not be read.
pub(super) fn each<'f, T>(
    root: &FormTable<'f>,
    key: &'static str,
    lines: &mut Vec<u32>,
    mut read: impl FnMut(&FormTable<'f>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut whole = Some(Vec::new());
    for table in root.tables(key) {
        lines.push(table.line());
        let item = read(&table);
        table.close();
        match (item, &mut whole) {
            (Some(item), Some(items)) => items.push(item),
            _ => whole = None,
        }
    }
    whole
}

/// One of a closed list of words.
pub(super) fn word<T: Copy>(
    table: &FormTable<'_>,
    key: &'static str,
    words: &[(&str, T)],
) -> Option<T> {
    let text = table.text(key)?;
    let found = words
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, value)| *value);
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        table.problem(
            key,
            "form.word",
            format!("`{text}` is none of: {}", known.join(", ")),
        );
    }
    found
}

/// A mark and a source, both required.
fn origin(table: &FormTable<'_>) -> Option<Origin> {
    let mark = word(
        table,
        "mark",
        &[
            ("rule", Mark::Rule),
            ("prog", Mark::Prog),
            ("ours", Mark::Ours),
        ],
    );
    let source = table.text("source");
    Some(Origin {
        mark: mark?,
        source: source?,
    })
}

/// A mark and a source, or those of the whole file.
pub(super) fn origin_or(table: &FormTable<'_>, default: Option<&Origin>) -> Option<Origin> {
    let stated = table.node("mark").is_some() || table.node("source").is_some();
    if stated {
        origin(table)
    } else {
        default.cloned()
    }
}

fn segment(table: &FormTable<'_>) -> Option<Segment> {
    let (id, name, when) = (
        table.text("id"),
        table.bilingual("name"),
        tests(table, "when"),
    );
    Some(Segment {
        id: id?,
        name: name?,
        when: when?,
    })
}

fn group(table: &FormTable<'_>) -> Option<Group> {
    let id = table.text("id");
    let name = table.bilingual("name");
    let combine = match table.node("combine") {
        None => Some(Combine::Sum),
        Some(_) => word(
            table,
            "combine",
            &[("sum", Combine::Sum), ("best", Combine::Best)],
        ),
    };
    let cap = small(table, "cap");
    let bonus = table.flag("bonus");
    let subtotal = table.opt_text("subtotal");
    Some(Group {
        id: id?,
        name: name?,
        combine: combine?,
        cap,
        bonus,
        subtotal,
    })
}

/// A whole number of points.
pub(super) fn small(table: &FormTable<'_>, key: &'static str) -> Option<i32> {
    let number = table.opt_integer(key)?;
    let small = i32::try_from(number).ok().filter(|n| n.abs() <= 1_000_000);
    if small.is_none() {
        table.problem(
            key,
            "points.range",
            format!("{number} is not between −1,000,000 and 1,000,000"),
        );
    }
    small
}

fn read_table(
    table: &FormTable<'_>,
    default: Option<&Origin>,
    band_lines: &mut Vec<u32>,
) -> Option<Table> {
    let id = table.text("id");
    let group = table.text("group");
    let name = table.bilingual("name");
    let segments = table.texts("segments");
    let origin = origin_or(table, default);
    let max = points(table, "max", true);
    let expert = table.flag("expert");
    let has_rows = table.node("rows").is_some();
    let rule = if expert {
        levels(table, band_lines)
    } else if has_rows {
        list(table, band_lines)
    } else {
        bands(table, band_lines)
    };
    Some(Table {
        id: id?,
        group: group?,
        name: name?,
        max: max?,
        segments,
        origin: origin?,
        rule: rule?,
    })
}

fn levels(table: &FormTable<'_>, lines: &mut Vec<u32>) -> Option<Rule> {
    let levels = each(table, "levels", lines, |level| {
        let (id, name, points) = (
            level.text("id"),
            level.bilingual("name"),
            points(level, "points", true),
        );
        Some(ExpertLevel {
            id: id?,
            name: name?,
            points: points?,
        })
    })?;
    if levels.is_empty() {
        table.problem("levels", "table.empty", "an expert table needs its levels");
    }
    Some(Rule::Expert { levels })
}

fn list(table: &FormTable<'_>, lines: &mut Vec<u32>) -> Option<Rule> {
    let rows = each(table, "rows", lines, |row| {
        let name = row.bilingual("name");
        let when = tests(row, "when");
        let points = points(row, "points", true);
        Some(Row {
            when: when?,
            points: points?,
            name: name?,
        })
    });
    let unknown = points_or_zero(table, "unknown");
    Some(Rule::List {
        rows: rows?,
        unknown: unknown?,
    })
}

fn bands(table: &FormTable<'_>, lines: &mut Vec<u32>) -> Option<Rule> {
    let indicator = indicator(table, "indicator");
    let direction = word(
        table,
        "direction",
        &[
            ("up", Direction::Up),
            ("down", Direction::Down),
            ("none", Direction::None),
        ],
    );
    let bands = each(table, "bands", lines, |band| {
        let (interval, points) = (interval(band), points(band, "points", true));
        Some(Band {
            interval: interval?,
            points: points?,
        })
    });
    let unknown = points_or_zero(table, "unknown");
    let not_applicable = points_or_zero(table, "not_applicable");
    let not_computable = points_or_zero(table, "not_computable");
    Some(Rule::Bands {
        indicator: indicator?,
        direction: direction?,
        bands: bands?,
        unknown: unknown?,
        not_applicable: not_applicable?,
        not_computable: not_computable?,
    })
}

/// An indicator's id in its shape; whether it exists is checked with the meaning.
pub(super) fn indicator(table: &FormTable<'_>, key: &'static str) -> Option<IndicatorId> {
    let text = table.text(key)?;
    let id = IndicatorId::parse(&text);
    if id.is_none() {
        table.problem(
            key,
            "indicator.shape",
            format!("`{text}` does not read name@version"),
        );
    }
    id
}

/// `from`/`above` below and `below`/`up_to` above; an absent edge is open.
pub(super) fn interval(table: &FormTable<'_>) -> Option<Interval> {
    let end = |closed: &'static str, open: &'static str, closed_above: bool| {
        let (closed_at, open_at) = (table.opt_decimal(closed), table.opt_decimal(open));
        match (closed_at, open_at) {
            (Some(_), Some(_)) => {
                table.problem(
                    closed,
                    "interval.twice",
                    format!("give `{closed}` or `{open}`, not both"),
                );
                None
            }
            (Some(at), None) => Some(Some(Edge {
                at,
                above: closed_above,
            })),
            (None, Some(at)) => Some(Some(Edge {
                at,
                above: !closed_above,
            })),
            (None, None) => Some(None),
        }
    };
    let low = end("from", "above", false);
    let high = end("up_to", "below", true);
    let (low, high) = (low?, high?);
    if let (Some(low), Some(high)) = (low, high)
        && low >= high
    {
        table.problem(
            "from",
            "interval.empty",
            "no number lies between these two ends",
        );
        return None;
    }
    Some(Interval { low, high })
}

/// Points: `6`, `[5, 6]`, or a table of those by segment.
pub(super) fn points(
    table: &FormTable<'_>,
    key: &'static str,
    required: bool,
) -> Option<PointsBySegment> {
    let Some(node) = table.node(key) else {
        if required {
            table.problem(key, "form.missing", "this key is required");
        }
        return None;
    };
    if let Some(points) = one_points(node) {
        return Some(PointsBySegment::All(points));
    }
    if let Some(by_segment) = node.table(table.path(key)) {
        let map: Option<BTreeMap<String, Points>> = by_segment
            .entries()
            .into_iter()
            .map(|(segment, node)| Some((segment, one_points(node)?)))
            .collect();
        if let Some(map) = map {
            return Some(PointsBySegment::Each(map));
        }
    }
    table.problem(
        key,
        "points.shape",
        format!(
            "points are a whole number, [low, high], or one of these by segment; found {}",
            node.shown()
        ),
    );
    None
}

fn points_or_zero(table: &FormTable<'_>, key: &'static str) -> Option<PointsBySegment> {
    if table.node(key).is_none() {
        return Some(PointsBySegment::All(Points::default()));
    }
    points(table, key, true)
}

fn one_points(node: Node<'_>) -> Option<Points> {
    let small = |node: Node<'_>| {
        node.integer()
            .and_then(|n| i32::try_from(n).ok())
            .filter(|n| n.abs() <= 1_000_000)
    };
    if let Some(points) = small(node) {
        return Some(Points::exactly(points));
    }
    match node.list()?.as_slice() {
        [low, high] => Some(Points {
            low: small(*low)?,
            high: small(*high)?,
        }),
        _ => None,
    }
}

/// A list of tests, all of which must hold.
pub(super) fn tests(table: &FormTable<'_>, key: &'static str) -> Option<Vec<Test>> {
    each(table, key, &mut Vec::new(), test)
}

fn test(table: &FormTable<'_>) -> Option<Test> {
    let named = table.node("indicator").is_some();
    let group = table.opt_text("group");
    let total = table.flag("total");
    let tested = match (named, group, total) {
        (true, None, false) => Tested::Indicator(indicator(table, "indicator")?),
        (false, Some(group), false) => Tested::Group(group),
        (false, None, true) => Tested::Total,
        _ => {
            table.problem(
                "indicator",
                "test.subject",
                "a test names an indicator, a group, or total = true; one of them",
            );
            return None;
        }
    };
    let mut words = table.texts("one_of");
    words.extend(table.opt_text("is"));
    if let Some(yes) = table.node("yes").map(|_| table.flag("yes")) {
        let number = Ratio::from_int(i128::from(yes));
        let interval = Interval {
            low: Some(Edge {
                at: number,
                above: false,
            }),
            high: Some(Edge {
                at: number,
                above: true,
            }),
        };
        return Some(Test {
            tested,
            interval,
            words,
        });
    }
    let interval = interval(table)?;
    if words.is_empty() && interval == Interval::default() {
        table.problem(
            "indicator",
            "test.empty",
            "a test needs from, above, below, up_to, is, one_of or yes",
        );
        return None;
    }
    Some(Test {
        tested,
        interval,
        words,
    })
}

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
    word(
        table,
        "on_unknown",
        &[
            ("open", OnUnknown::Open),
            ("fail", OnUnknown::Fail),
            ("hold", OnUnknown::Hold),
        ],
    )
}

fn condition(table: &FormTable<'_>, default: Option<&Origin>) -> Option<Condition> {
    let (id, name) = (table.text("id"), table.bilingual("name"));
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
        name: name?,
        origin: origin?,
        any: any?,
        on_unknown: on_unknown?,
    })
}

fn veto(table: &FormTable<'_>, default: Option<&Origin>) -> Option<Veto> {
    let (id, name) = (table.text("id"), table.bilingual("name"));
    let origin = origin_or(table, default);
    let any = alternatives(table);
    let on_unknown = on_unknown(table, OnUnknown::Hold);
    if any.as_ref().is_some_and(Vec::is_empty) {
        table.problem("any", "veto.tests", "a veto needs tests");
        return None;
    }
    Some(Veto {
        id: id?,
        name: name?,
        origin: origin?,
        any: any?,
        on_unknown: on_unknown?,
    })
}

fn direct_pass(table: &FormTable<'_>, default: Option<&Origin>) -> Option<DirectPass> {
    let (id, name) = (table.text("id"), table.bilingual("name"));
    let origin = origin_or(table, default);
    let any = alternatives(table);
    let needs = table.texts("needs");
    if any.as_ref().is_some_and(Vec::is_empty) {
        table.problem("any", "pass.tests", "a direct pass needs tests");
        return None;
    }
    Some(DirectPass {
        id: id?,
        name: name?,
        origin: origin?,
        any: any?,
        needs,
    })
}
