//! Reading the inputs of a model file, and what it says of the version before.

use super::parse::named;
use super::{Input, InputKind, Revision};
use crate::units::Digest;
use crate::units::form::Table as FormTable;

pub(super) fn input(table: &FormTable<'_>) -> Option<Input> {
    let id = super::parse::indicator(table, "indicator");
    let column = table.text("column");
    let name = named(table, "name");
    let kinds = [
        ("number", InputKind::Number),
        ("category", InputKind::Category),
    ];
    let kind = table.word("kind", &kinds);
    let missing = table.texts("missing");
    let words = table.texts("words");
    let mut input = Input::new(id?, &column?, name, kind?);
    input.missing = missing;
    input.words = words;
    Some(input)
}

pub(super) fn revision(table: &FormTable<'_>) -> Option<Revision> {
    let (of, reason) = (table.text("of"), table.text("reason"));
    table.close();
    let of = of.and_then(|text| match Digest::parse(&text) {
        Ok(digest) => Some(digest),
        Err(error) => {
            table.problem("of", "digest", error.to_string());
            None
        }
    });
    let reason = reason?;
    if reason.trim().is_empty() {
        table.problem("reason", "revision.reason", "a change needs its reason");
    }
    Some(Revision { of: of?, reason })
}
