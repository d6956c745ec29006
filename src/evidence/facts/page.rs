//! The reference page of facts 证据事实: `docs/facts.md`, held to the declarations of this folder.

use super::choices::PATENT_KINDS;
use super::{
    AdverseKind, CitationDirection, Direction, Level, Obtained, QualificationKind, RightKind, Role,
    Severity, Standing, Status,
};
use crate::evidence::{Fact, Field, FieldType};
use std::fmt::Write as _;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/facts.md");

const HEAD: &str = "# Facts 证据事实\n\n\
    Every kind of fact that evidence is made of, with its fields and the headers under which a column is\n\
    known by itself. This page is held to the declarations in `src/evidence/facts/` by a test; change a\n\
    declaration, then write the page anew with `cargo test --lib facts::page -- --ignored`. How files\n\
    become facts is told in [importing.md](importing.md).\n\n\
    Of each kind:\n\n\
    - *happened on*: the field whose day is the day it happened 发生日.\n\
    - *known from*: the day from which it may be used 可得日 where the file does not say it. A lag is an\n  \
      assumption, and its name stands beside every day that it made.\n\
    - *one thing*: two facts of one enterprise that agree in these fields are about the same thing; they\n  \
      are merged field by field, and where they differ the better source wins.\n\n\
    In the tables, **bold** fields are required 必填. Any field may also stand under its own name, and\n\
    names are compared whatever their case, spaces, underscores, width of brackets and leading `*`; a unit\n\
    in brackets behind a name, as in 营业收入(万元), is read as the unit.\n\n\
    What a field holds:\n\n\
    - *text*: as it stands, spaces made single and full-width letters half-width.\n\
    - *yes/no*: true, yes, y, 1, 是, 有; false, no, n, 0, 否, 无.\n\
    - *count*: a whole number of 0 or more; 1,234, `12.0`, 12人, 3件, 3项 and 3个 are read.\n\
    - *amount*: yuan to the fen; 1,234.56, 1.2万, 3亿, 13,400万元, ¥5.5, (12.5) for less than nothing.\n  \
      What is finer than a fen or in another currency is refused.\n\
    - *ratio*: 0.12, 12% or 3/25, exact.\n\
    - *day*: 2017-03-01, 2017/3/1, 2017.3.1, 20170301, 2017年3月1日; five digits are an Excel serial; a year\n  \
      alone is its last day.\n\
    - *application*: a patent application number 申请号 with its check character, or `pub:` and a\n  \
      document's number without its kind.\n\
    - *publication*: a patent document's number 公开号 with its kind code.\n\
    - *digest*: `sha256:` and 64 hexadecimal digits.\n\
    - *one of*: a word of the list at the end of this page, or one that people write for it.\n\n";

/// A stable word, what people write for it, and what it means.
pub(super) type Word = (&'static str, &'static [&'static str], &'static str);

const LISTS: [(&str, (&str, &[Word])); 11] = [
    ("adverse kind", AdverseKind::PAGE),
    ("citation direction", CitationDirection::PAGE),
    ("direction", Direction::PAGE),
    ("level", Level::PAGE),
    ("obtained", Obtained::PAGE),
    ("qualification kind", QualificationKind::PAGE),
    ("right kind", RightKind::PAGE),
    ("role", Role::PAGE),
    ("severity", Severity::PAGE),
    ("standing", Standing::PAGE),
    ("status", Status::PAGE),
];

const PATENT_KIND: &str = "patent kind";

/// The name of the list that a field's word is of.
fn list_of(words: &[&str]) -> &'static str {
    let same = |entries: &[Word]| {
        entries
            .iter()
            .map(|(word, ..)| *word)
            .eq(words.iter().copied())
    };
    let patents = PATENT_KINDS.iter().map(|(_, word, _)| *word);
    match LISTS.iter().find(|(_, (_, entries))| same(entries)) {
        Some((name, _)) => name,
        None if patents.eq(words.iter().copied()) => PATENT_KIND,
        None => panic!("{words:?} is a list that the page does not tell"),
    }
}

fn holds(field: &Field) -> String {
    match field.holds {
        FieldType::Text => "text".to_owned(),
        FieldType::Flag => "yes/no".to_owned(),
        FieldType::Count => "count".to_owned(),
        FieldType::Amount => "amount".to_owned(),
        FieldType::Ratio => "ratio".to_owned(),
        FieldType::Date => "day".to_owned(),
        FieldType::Application => "application".to_owned(),
        FieldType::Publication => "publication".to_owned(),
        FieldType::Digest => "digest".to_owned(),
        FieldType::Choice(words) => {
            let name = list_of(words);
            format!("one of [{name}](#{})", name.replace(' ', "-"))
        }
    }
}

/// The fields that an expression over a fact `f` names.
fn named(expression: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (at, _) in expression.match_indices("f.") {
        let whole = &expression[at + 2..];
        let end = whole
            .find(|c: char| !c.is_ascii_lowercase() && c != '_')
            .unwrap_or(whole.len());
        if !names.contains(&&whole[..end]) {
            names.push(&whole[..end]);
        }
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn kind(page: &mut String, kind: &str) {
    let zh = Fact::kind_zh(kind).unwrap();
    let _ = writeln!(
        page,
        "## `{kind}` {zh}\n\n{}\n",
        Fact::meaning(kind).unwrap()
    );
    let (_, on, key, lag) = Fact::SPELLED
        .iter()
        .find(|(name, ..)| *name == kind)
        .unwrap();
    let known = match lag.policy {
        Some(policy) => format!("{} months later, assumed as `{policy}`", lag.months),
        None => "the same day".to_owned(),
    };
    let _ = writeln!(page, "- happened on: {}", named(on));
    let _ = writeln!(page, "- known from: {known}");
    let _ = writeln!(page, "- one thing: {}\n", named(key));
    page.push_str("| field | holds | headers | meaning |\n|---|---|---|---|\n");
    for field in Fact::fields(kind).unwrap() {
        let name = if field.required {
            format!("**`{}`**", field.name)
        } else {
            format!("`{}`", field.name)
        };
        let _ = writeln!(
            page,
            "| {name} | {} | {} | {} |",
            holds(field),
            field.aliases.join(" · "),
            field.meaning.trim()
        );
    }
    page.push('\n');
}

fn lists(page: &mut String) {
    page.push_str("## Lists of words 词表\n\n");
    for (name, (meaning, entries)) in LISTS {
        let _ = writeln!(page, "### {name}\n\n{}\n", meaning.trim());
        for (word, written, means) in entries {
            let _ = writeln!(
                page,
                "- `{word}`: {} Read from: {}.",
                means.trim(),
                written.join(", ")
            );
        }
        page.push('\n');
    }
    let _ = writeln!(page, "### {PATENT_KIND}\n\nKinds of patent 专利类型.\n");
    for (_, word, written) in PATENT_KINDS {
        let _ = writeln!(page, "- `{word}`: read from: {}.", written.join(", "));
    }
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    Fact::KINDS.iter().for_each(|name| kind(&mut page, name));
    lists(&mut page);
    page
}

#[test]
fn the_reference_page_is_of_these_declarations() {
    assert_eq!(std::fs::read_to_string(PAGE).unwrap(), page());
}

#[test]
#[ignore = "writes the reference page"]
fn write_the_reference_page() {
    std::fs::write(PAGE, page()).unwrap();
}
