//! Reading a mapping from its file.

use super::columns::{COLUMNS, Column, Known};
use super::mapping::{Dates, From, Mapping, Source};
use crate::units::form::{Form, Node, Table};
use crate::units::{DateStyle, Problems};
use std::collections::BTreeMap;

/// How days may be said to be written.
const DATES: [(&str, Dates); 6] = [
    ("iso", Dates::Written(DateStyle::Auto)),
    ("day_first", Dates::Written(DateStyle::DayFirst)),
    ("month_first", Dates::Written(DateStyle::MonthFirst)),
    ("excel_1900", Dates::Written(DateStyle::Excel1900)),
    ("excel_1904", Dates::Written(DateStyle::Excel1904)),
    ("sas_days", Dates::SasDays),
];

impl Mapping {
    /// Reads and checks a mapping file; every problem is told at once, with its line.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let form = Form::parse(text)?;
        let root = form.root();
        let id = super::parse_policy::id(&root);
        let name = root.bilingual("name");
        let currency = root.node("currency").is_some();
        let currency = currency.then(|| root.bilingual("currency")).flatten();
        let dates = match root.node("dates") {
            None => Some(Dates::Written(DateStyle::Auto)),
            Some(_) => root.word("dates", &DATES),
        };
        let missing = root.texts("missing");
        let never = root.texts("never");
        let columns = root.table("columns").map(|table| columns(&table));
        root.close();
        if let Some(columns) = &columns {
            complete(&root, columns);
            known_before(&root, columns, &never);
        }
        let whole = (|| {
            Some(Self {
                id: Some(id?),
                name: Some(name?),
                currency,
                dates: dates?,
                missing,
                never,
                columns: columns?,
            })
        })();
        form.finish(whole)
    }
}

fn columns(table: &Table<'_>) -> BTreeMap<&'static str, Source> {
    let mut columns = BTreeMap::new();
    for (name, node) in table.entries() {
        let known = COLUMNS.iter().find(|(_, known, _)| *known == name);
        let Some((column, name, _)) = known else {
            let all: Vec<&str> = COLUMNS.iter().map(|(_, name, _)| *name).collect();
            let why = format!(
                "a file of loans has no such column; it may have: {}",
                all.join(", ")
            );
            table.problem(&name, "column.unknown", why);
            continue;
        };
        if let Some(source) = source(table, *column, node) {
            columns.insert(*name, source);
        }
    }
    table.leave();
    columns
}

/// A text is the name of a column; a table says more.
fn source(table: &Table<'_>, column: Column, node: Node<'_>) -> Option<Source> {
    if let Some(name) = node.text() {
        return Some(Source::plain(name));
    }
    let Some(inner) = node.table(table.path(column.name())) else {
        let why = format!(
            "it is {}; the name of a column, or a table such as {{ constant = \"…\" }}, would pass",
            node.shown()
        );
        table.problem(column.name(), "form.type", why);
        return None;
    };
    let from = from(&inner, column);
    let only = inner.opt_table("only").map(|of| conditions(&of));
    let otherwise = inner.opt_text("otherwise");
    let slug = inner.flag("slug");
    let scheme = inner.opt_text("scheme");
    let words = (inner.texts("yes"), inner.texts("no"));
    for (key, given, fits) in [
        ("slug", slug, column == Column::Bank),
        ("scheme", scheme.is_some(), column == Column::Enterprise),
        (
            "yes",
            !words.0.is_empty() || !words.1.is_empty(),
            column.is_word(),
        ),
    ] {
        if given && !fits {
            inner.problem(key, "form.needless", "it says nothing of this column");
        }
    }
    inner.close();
    Some(Source {
        from: from?,
        only: only.unwrap_or_default(),
        otherwise,
        slug,
        scheme,
        words: (!words.0.is_empty() || !words.1.is_empty()).then_some(words),
    })
}

/// Exactly one of the ways in which a column may be read.
fn from(table: &Table<'_>, column: Column) -> Option<From> {
    let single = table.opt_text("column").map(From::Column);
    let constant = table.node("constant").and_then(|node| {
        let text = constant(node);
        if text.is_none() {
            let why = format!("expected a text, a number or a day, found {}", node.shown());
            table.problem("constant", "form.type", why);
        }
        text.map(From::Constant)
    });
    let least = table.texts("least");
    let least = (!least.is_empty()).then_some(From::Least(least));
    let part = table.opt_text("part").zip(table.opt_text("whole"));
    let part = part.map(|(part, whole)| From::PartOf { part, whole });
    let months = table.opt_text("months_after_drawing");
    let at_most = table.opt_date("at_most");
    let months = months.map(|months| From::MonthsAfterDrawing { months, at_most });
    let fits = [
        ("least", least.is_some(), column.is_amount()),
        ("part", part.is_some(), column == Column::Share),
        (
            "months_after_drawing",
            months.is_some(),
            column == Column::RepaidOn,
        ),
        ("at_most", at_most.is_some(), months.is_some()),
    ];
    for (key, given, fits) in fits {
        if given && !fits {
            table.problem(key, "form.needless", "it says nothing of this column");
        }
    }
    let mut ways = [single, constant, least, part, months]
        .into_iter()
        .flatten();
    let first = ways.next();
    if first.is_none() || ways.next().is_some() {
        table.problem(
            "",
            "mapping.one",
            "exactly one of these says where it comes from: `column`, `constant`, `least`, `part` with `whole`, `months_after_drawing`",
        );
        return None;
    }
    first
}

/// A constant as the text that a cell would have.
fn constant(node: Node<'_>) -> Option<String> {
    let text = node.text().map(str::to_owned);
    let number = || node.integer().map(|whole| whole.to_string());
    let decimal = || node.decimal().map(crate::units::Ratio::exact);
    let day = || node.date().map(|day| day.to_string());
    text.or_else(number).or_else(decimal).or_else(day)
}

fn conditions(table: &Table<'_>) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for (name, node) in table.entries() {
        let one = node.text().map(|text| vec![text.to_owned()]);
        let some = || {
            let items = node.list()?;
            items
                .iter()
                .map(|item| item.text().map(str::to_owned))
                .collect()
        };
        match one.or_else(some) {
            Some(texts) => all.push((name, texts)),
            None => table.problem(&name, "form.type", "expected a text or a list of texts"),
        }
    }
    table.leave();
    all
}

/// What every file of loans has must come from somewhere.
fn complete(root: &Table<'_>, columns: &BTreeMap<&'static str, Source>) {
    for (_, name, known) in COLUMNS {
        if known == Known::Needed && !columns.contains_key(name) {
            let why = format!("`{name}` comes from nowhere; a file of loans has it");
            root.problem("columns", "column.missing", why);
        }
    }
    let terms = ["months", "matures_on"].map(|name| columns.contains_key(name));
    if terms[0] == terms[1] {
        let why =
            "one of `months` and `matures_on` tells when a loan matures; exactly one is mapped";
        root.problem("columns", "column.either", why);
    }
}

/// What is said to be known only after the outcome feeds nothing that was known before.
fn known_before(root: &Table<'_>, columns: &BTreeMap<&'static str, Source>, never: &[String]) {
    for (column, name, known) in COLUMNS {
        let Some(source) = columns.get(column.name()).filter(|_| known != Known::After) else {
            continue;
        };
        for read in source.reads() {
            if never.iter().any(|of| of == read) {
                let why = format!(
                    "`{name}` is known on the day of the decision, and is read from `{read}`, which `never` says is known only after the outcome"
                );
                root.problem("never", "mapping.outcome", why);
            }
        }
    }
}
