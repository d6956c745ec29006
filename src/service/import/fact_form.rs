//! The reading of the `[[facts]]` of a mapping file, checked against the fields of each kind.

use super::mapping::{AvailableRule, FactRule, FieldRule, Origin, Shape, Test, When};
use super::mapping_form::{read_splitting, read_unit, style_word};
use super::names::Splitting;
use super::profile;
use crate::evidence::{Fact, Field, FieldType};
use crate::units::form::{Node, Table};

/// Reads every `[[facts]]` table.
pub(super) fn read_facts(root: &Table<'_>) -> Vec<FactRule> {
    let own: Vec<String> = root
        .tables("vocabularies")
        .iter()
        .filter_map(|table| table.opt_text("name"))
        .collect();
    let tables = root.tables("facts");
    if tables.is_empty() {
        root.problem(
            "facts",
            "facts.none",
            "a mapping has at least one [[facts]]",
        );
    }
    tables
        .iter()
        .filter_map(|table| read_fact(table, &own))
        .collect()
}

/// The stable name of a kind.
pub(super) fn kind_named(word: &str) -> Option<&'static str> {
    Fact::KINDS.iter().copied().find(|kind| *kind == word)
}

fn read_fact(table: &Table<'_>, vocabularies: &[String]) -> Option<FactRule> {
    let word = table.text("kind");
    let kind = word.as_deref().and_then(kind_named);
    if let (Some(word), None) = (&word, kind) {
        let known = Fact::KINDS.join(", ");
        let message = format!("`{word}` is no kind of fact; there are: {known}");
        table.problem("kind", "facts.kind", message);
    }
    let when = read_when(table);
    let optional = table.flag("optional");
    let available = table
        .opt_table("available")
        .and_then(|a| read_available(&a));
    let fields_table = table.table("fields");
    table.close();
    let (kind, fields_table) = (kind?, fields_table?);
    let known = Fact::fields(kind).unwrap_or(&[]);
    let mut fields = Vec::new();
    for (name, node) in fields_table.entries() {
        let Some(at) = known.iter().position(|field| field.name == name) else {
            let names: Vec<&str> = known.iter().map(|field| field.name).collect();
            let message = format!("{kind} has no such field; it has: {}", names.join(", "));
            fields_table.problem(&name, "facts.field", message);
            continue;
        };
        fields.extend(
            read_field(&fields_table, &name, node, &known[at], vocabularies).map(|rule| (at, rule)),
        );
    }
    for (at, field) in known.iter().enumerate() {
        let named = fields_table
            .entries()
            .iter()
            .any(|(name, _)| name == field.name);
        if field.required && !named && !fields.iter().any(|(there, _)| *there == at) {
            let message = format!("{kind} cannot do without `{}`", field.name);
            table.problem("fields", "facts.required", message);
        }
    }
    check_available(table, available.as_ref(), known);
    Some(FactRule {
        kind,
        when,
        fields,
        optional,
        available,
    })
}

fn check_available(table: &Table<'_>, rule: Option<&AvailableRule>, fields: &[Field]) {
    if let Some(AvailableRule::After { field, .. }) = rule {
        let dated = fields
            .iter()
            .any(|known| known.name == field && known.holds == FieldType::Date);
        if !dated {
            let message = format!("`{field}` is no field of this kind that holds a date");
            table.problem("available", "available.after", message);
        }
    }
}

fn read_when(table: &Table<'_>) -> Vec<When> {
    let Some(node) = table.node("when") else {
        return Vec::new();
    };
    let path = table.path("when");
    let tables: Option<Vec<Table<'_>>> = match node.list() {
        Some(list) => list.iter().map(|item| item.table(path.clone())).collect(),
        None => node.table(path).map(|one| vec![one]),
    };
    let Some(tables) = tables else {
        let message = format!("expected a table or a list of them, found {}", node.shown());
        table.problem("when", "form.type", message);
        return Vec::new();
    };
    tables.iter().filter_map(read_condition).collect()
}

fn read_condition(table: &Table<'_>) -> Option<When> {
    let column = table.text("column");
    let mut tests = Vec::new();
    let (is, not) = (table.texts("is"), table.texts("not"));
    if !is.is_empty() {
        tests.push(Test::Is(is));
    }
    if !not.is_empty() {
        tests.push(Test::Not(not));
    }
    for (key, test) in [
        ("present", Test::Present),
        ("empty", Test::Empty),
        ("granted", Test::Granted),
        ("published", Test::Published),
    ] {
        if table.flag(key) {
            tests.push(test);
        }
    }
    table.close();
    if tests.len() != 1 {
        table.problem(
            "",
            "when",
            "say exactly one of `is`, `not`, `present`, `empty`, `granted` and `published`",
        );
    }
    Some(When {
        column: column?,
        test: tests.pop()?,
    })
}

/// Reads an `available` table.
pub(super) fn read_available(table: &Table<'_>) -> Option<AvailableRule> {
    let column = table.opt_text("column");
    let on = table.opt_date("on");
    let after = table.opt_text("after");
    let months = table.opt_integer("months").unwrap_or(0);
    let days = table.opt_integer("days").unwrap_or(0);
    let policy = table.opt_text("policy");
    table.close();
    if !(0..=1200).contains(&months) || !(0..=36_600).contains(&days) {
        table.problem("", "available", "a lag is between nothing and 100 years");
        return None;
    }
    match (column, on, after) {
        (Some(column), None, None) => Some(AvailableRule::Column(column)),
        (None, Some(on), None) => Some(AvailableRule::On(on)),
        (None, None, Some(field)) => Some(AvailableRule::After {
            policy: policy.unwrap_or_else(|| format!("{field}+{months}m{days}d")),
            field,
            months,
            days,
        }),
        _ => {
            let message = "say exactly one of `column`, `on` and `after`";
            table.problem("", "available", message);
            None
        }
    }
}

fn read_field(
    fields: &Table<'_>,
    name: &str,
    node: Node<'_>,
    field: &Field,
    vocabularies: &[String],
) -> Option<FieldRule> {
    if let Some(column) = node.text() {
        return Some(FieldRule::column(column));
    }
    let Some(table) = node.table(fields.path(name)) else {
        let message = format!(
            "expected a column's name or a table, found {}",
            node.shown()
        );
        fields.problem(name, "form.type", message);
        return None;
    };
    let from = read_origin(&table);
    let unit_fen = read_unit(&table);
    let dates = table.opt_text("dates").and_then(|word| {
        let style = style_word(&word);
        if style.is_none() {
            let message = format!("`{word}` is none of: auto, day_first, month_first, excel_1904");
            table.problem("dates", "dates", message);
        }
        style
    });
    let dictionary = read_dictionary(&table, field);
    let vocabulary = table.opt_text("vocabulary");
    if let Some(word) = &vocabulary
        && !vocabularies.contains(word)
        && profile::vocabulary(word).is_none()
    {
        let message = format!("there is no vocabulary `{word}`");
        table.problem("vocabulary", "vocabulary", message);
    }
    let shape = read_shape(&table);
    let multiply = table.opt_decimal("multiply");
    let round = table.flag("round");
    table.close();
    let money = field.holds == FieldType::Amount;
    if unit_fen.is_some() && !money {
        table.problem(
            "unit",
            "unit",
            "only a field that holds an amount has a unit",
        );
    }
    let scalable = money || matches!(field.holds, FieldType::Count | FieldType::Ratio);
    if (multiply.is_some() || round) && !scalable {
        let message = "only amounts, counts and ratios can be scaled or rounded";
        table.problem("multiply", "multiply", message);
    }
    Some(FieldRule {
        from: from?,
        unit_fen,
        dates,
        dictionary,
        vocabulary,
        shape,
        multiply,
        round,
    })
}

fn read_origin(table: &Table<'_>) -> Option<Origin> {
    let column = table.opt_text("column");
    let constant = table.opt_text("constant");
    let given = table.opt_text("given");
    match (column, constant, given.as_deref()) {
        (Some(column), None, None) => Some(Origin::Column(column)),
        (None, Some(text), None) => Some(Origin::Constant(text)),
        (None, None, Some("counted_on")) => Some(Origin::CountedOn),
        (None, None, Some(other)) => {
            let message = format!("`{other}` is not given; only `counted_on` is");
            table.problem("given", "facts.given", message);
            None
        }
        _ => {
            let message = "say exactly one of `column`, `constant` and `given`";
            table.problem("", "facts.from", message);
            None
        }
    }
}

fn read_dictionary(table: &Table<'_>, field: &Field) -> Vec<(String, String)> {
    let Some(dictionary) = table.opt_table("dictionary") else {
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for (word, node) in dictionary.entries() {
        let Some(meaning) = node.text() else {
            let message = format!("expected a text, found {}", node.shown());
            dictionary.problem(&word, "form.type", message);
            continue;
        };
        if let FieldType::Choice(words) = field.holds
            && !words.contains(&meaning)
        {
            let message = format!("`{meaning}` is none of: {}", words.join(", "));
            dictionary.problem(&word, "facts.dictionary", message);
        }
        pairs.push((word, meaning.to_owned()));
    }
    pairs
}

fn read_shape(table: &Table<'_>) -> Shape {
    let take = table.opt_integer("take");
    let count = table.flag("count");
    let splitting = read_splitting(table);
    let form = table.opt_text("form");
    let list = |split: Option<Splitting>| {
        split.unwrap_or(Splitting {
            separator: ";".to_owned(),
            company_suffixes: false,
        })
    };
    match (take, count, splitting, form.as_deref()) {
        (None, false, None, None) => Shape::Plain,
        (Some(take), false, None, None) if (1..=1000).contains(&take) => {
            Shape::Take(usize::try_from(take).unwrap_or(1))
        }
        (None, true, split, None) => Shape::Count(list(split)),
        (None, false, Some(split), None) => Shape::First(split),
        (None, false, None, Some("publication")) => Shape::Publication,
        (None, false, None, Some("publication_identity")) => Shape::PublicationIdentity,
        (None, false, None, Some("document_kind")) => Shape::DocumentKind,
        _ => {
            table.problem(
                "",
                "facts.shape",
                "say at most one of `take` (1 to 1000), `count`, `split` (the first of a list) and \
                 `form` (publication, publication_identity, document_kind)",
            );
            Shape::Plain
        }
    }
}
