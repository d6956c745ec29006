//! Reading a model file into a model: shapes and words first, then the checks of meaning.

use super::check;
use super::parse_inputs::{input, revision};
use super::parse_outcome;
use super::parse_parts::tests;
use super::parse_rules::{condition, direct_pass, veto};
use super::parse_tables::read_table;
use super::{Combine, Group, Kind, Mark, Model, Origin, Segment};
use crate::scoring::IndicatorId;
use crate::units::form::{Form, Table as FormTable};
use crate::units::{Bilingual, Problems};

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
    pub(super) inputs: Vec<u32>,
    pub(super) outcome: u32,
    /// Whether some part could not be read, so that what refers to parts cannot be judged.
    pub(super) partial: bool,
}

/// Reads and checks a model file. What could not be read is left out of the checks of meaning, and
/// so are the checks that it would have a part in; the rest is checked all the same.
pub(super) fn model(text: &str) -> Result<Model, Problems> {
    let form = Form::parse(text)?;
    let mut lines = Lines::default();
    let model = read(&form, &mut lines);
    check::meaning(&model, &lines, &form);
    form.finish(Some(model))
}

/// Reads what can be read. Everything that stands in for a part that is missing or wrong comes with a
/// problem, so that a model with such a part is never given out.
fn read<'f>(form: &'f Form<'f>, lines: &mut Lines) -> Model {
    let root = form.root();
    let id = root.text("id").unwrap_or_default();
    let version = root.integer("version").unwrap_or(1);
    let kinds = [
        ("recognition", Kind::Recognition),
        ("ranking", Kind::Ranking),
        ("credit", Kind::Credit),
    ];
    let kind = root.word("kind", &kinds);
    lines.partial |= kind.is_none();
    let name = named(&root, "name");
    let about = named(&root, "about");
    let origin = root.origin().unwrap_or_else(|| Origin {
        mark: Mark::Ours,
        source: String::new(),
    });
    let effective_from = root.opt_date("effective_from");
    let default = Some(&origin);
    let revision = root
        .opt_table("revision")
        .and_then(|table| revision(&table));
    let partial = &mut lines.partial;
    let inputs = readable(&root, "inputs", &mut lines.inputs, partial, input);
    let segments = readable(&root, "segments", &mut lines.segments, partial, segment);
    let groups = readable(&root, "groups", &mut lines.groups, partial, group);
    let mut bands = Vec::new();
    let tables = readable(&root, "tables", &mut lines.tables, partial, |table| {
        let mut band_lines = Vec::new();
        let read = read_table(table, default, &mut band_lines)?;
        bands.push(band_lines);
        Some(read)
    });
    lines.bands = bands;
    let conditions = readable(&root, "conditions", &mut lines.conditions, partial, |t| {
        condition(t, default)
    });
    let vetoes = readable(&root, "vetoes", &mut lines.vetoes, partial, |t| {
        veto(t, default)
    });
    let direct_passes = readable(&root, "direct_passes", &mut lines.passes, partial, |t| {
        direct_pass(t, default)
    });
    let outcome = root.table("outcome").and_then(|table| {
        lines.outcome = table.line();
        parse_outcome::outcome(&table, default)
    });
    *partial |= outcome.is_none();
    root.close();
    Model {
        id,
        version,
        kind: kind.unwrap_or(Kind::Ranking),
        name,
        about,
        origin,
        effective_from,
        revision,
        inputs,
        segments,
        groups,
        tables,
        conditions,
        vetoes,
        direct_passes,
        outcome: outcome.unwrap_or_default(),
    }
}

/// Reads each table of a list and closes it, with the lines of those that could be read.
fn readable<'f, T>(
    root: &FormTable<'f>,
    key: &'static str,
    lines: &mut Vec<u32>,
    partial: &mut bool,
    mut read: impl FnMut(&FormTable<'f>) -> Option<T>,
) -> Vec<T> {
    let mut items = Vec::new();
    for table in root.tables(key) {
        let item = read(&table);
        table.close();
        match item {
            Some(item) => {
                lines.push(table.line());
                items.push(item);
            }
            None => *partial = true,
        }
    }
    items
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

/// A text in both languages. One that is not there is told and left empty, so that everything else
/// is checked in the same go; the file is refused all the same.
pub(super) fn named(table: &FormTable<'_>, key: &'static str) -> Bilingual {
    let empty = || Bilingual::new("", "");
    table.bilingual(key).unwrap_or_else(empty)
}

/// A mark and a source, or those of the whole file.
pub(super) fn origin_or(table: &FormTable<'_>, default: Option<&Origin>) -> Option<Origin> {
    let stated = table.node("mark").is_some() || table.node("source").is_some();
    if stated {
        table.origin()
    } else {
        default.cloned()
    }
}

fn segment(table: &FormTable<'_>) -> Option<Segment> {
    let (id, name, when) = (table.text("id"), named(table, "name"), tests(table, "when"));
    Some(Segment {
        id: id?,
        name,
        when: when?,
    })
}

fn group(table: &FormTable<'_>) -> Option<Group> {
    let id = table.text("id");
    let name = named(table, "name");
    let combine = match table.node("combine") {
        None => Some(Combine::Sum),
        Some(_) => table.word("combine", &[("sum", Combine::Sum), ("best", Combine::Best)]),
    };
    let cap = small(table, "cap");
    let bonus = table.flag("bonus");
    let subtotal = table.opt_text("subtotal");
    Some(Group {
        id: id?,
        name,
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
