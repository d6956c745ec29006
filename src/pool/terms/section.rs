//! One table of a terms file while it is read: its words, names and parts. Figures take the mark and source
//! of the nearest table that states them.

use crate::units::form::{Node, Table};
use crate::units::names::NameError;
use crate::units::{Bilingual, Date, Mark, Origin, Ratio};

/// A table and the origin of its figures.
#[derive(Debug)]
pub(in crate::pool) struct Section<'f> {
    pub(super) table: Table<'f>,
    pub(super) origin: Origin,
}

impl<'f> Section<'f> {
    /// Opens the outermost table, which must state a mark and a source.
    pub(in crate::pool) fn root(table: Table<'f>) -> Self {
        // A file without a mark is told so once, and read on.
        let nowhere = || Origin {
            mark: Mark::Ours,
            source: String::new(),
        };
        let origin = table.origin().unwrap_or_else(nowhere);
        Self { table, origin }
    }

    /// Opens a table within another; without a mark and source of its own it has those of the other.
    pub(super) fn new(table: Table<'f>, around: &Origin) -> Self {
        let stated = table.node("mark").is_some() || table.node("source").is_some();
        let own = stated.then(|| table.origin()).flatten();
        let origin = own.unwrap_or_else(|| around.clone());
        Self { table, origin }
    }

    pub(in crate::pool) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(in crate::pool) fn problem(&self, key: &str, rule: &str, message: impl Into<String>) {
        self.table.problem(key, rule, message);
    }

    pub(in crate::pool) fn has(&self, key: &'static str) -> bool {
        self.table.node(key).is_some()
    }

    pub(in crate::pool) fn close(&self) {
        self.table.close();
    }

    /// How many items a list has, whether they could be read or not.
    pub(in crate::pool) fn items(&self, key: &'static str) -> usize {
        let items = self.table.node(key).and_then(Node::list);
        items.map_or(0, |items| items.len())
    }

    /// How many keys a table has, whether their values could be read or not.
    pub(super) fn entries(&self, key: &'static str) -> usize {
        let table = self
            .table
            .node(key)
            .and_then(|node| node.table(String::new()));
        table.map_or(0, |table| table.entries().len())
    }

    /// Tells that a key is missing.
    pub(super) fn needs(&self, key: &str, why: &str) {
        self.problem(key, "form.missing", why);
    }

    /// Tells that a key says something that nothing would use.
    pub(super) fn needless(&self, key: &str, why: &str) {
        self.problem(key, "form.needless", why);
    }

    pub(in crate::pool) fn bilingual(&self, key: &'static str) -> Option<Bilingual> {
        self.table.bilingual(key)
    }

    pub(in crate::pool) fn opt_text(&self, key: &'static str) -> Option<String> {
        self.table.opt_text(key)
    }

    pub(in crate::pool) fn texts(&self, key: &'static str) -> Vec<String> {
        self.table.texts(key)
    }

    pub(in crate::pool) fn flag(&self, key: &'static str) -> bool {
        self.table.flag(key)
    }

    pub(in crate::pool) fn opt_date(&self, key: &'static str) -> Option<Date> {
        self.table.opt_date(key)
    }

    pub(in crate::pool) fn date(&self, key: &'static str) -> Option<Date> {
        self.must(key).then(|| self.table.opt_date(key)).flatten()
    }

    /// An exact decimal that is no figure of the rules.
    pub(in crate::pool) fn decimal(&self, key: &'static str) -> Option<Ratio> {
        self.must(key)
            .then(|| self.table.opt_decimal(key))
            .flatten()
    }

    /// A whole number above nought that is no figure of the rules.
    pub(in crate::pool) fn number(&self, key: &'static str) -> Option<u32> {
        let number = self.table.integer(key)?;
        let fits = u32::try_from(number).ok().filter(|number| *number > 0);
        if fits.is_none() {
            let message = format!("{number} is not a whole number above nought");
            self.problem(key, "figure.range", message);
        }
        fits
    }

    /// One word of a closed list.
    pub(super) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        self.table.word(key, words)
    }

    /// The key `kind`, which decides what the other keys mean; without it they are left unread.
    pub(super) fn kind<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let kind = self.word("kind", words);
        if kind.is_none() {
            self.table.leave();
        }
        kind
    }

    /// One word of a closed list, or what its absence means.
    pub(super) fn word_or<T: Copy>(
        &self,
        key: &'static str,
        words: &[(&str, T)],
        absent: T,
    ) -> Option<T> {
        if self.has(key) {
            self.word(key, words)
        } else {
            Some(absent)
        }
    }

    /// A name that must be there.
    pub(super) fn name<T>(
        &self,
        key: &'static str,
        parse: fn(&str) -> Result<T, NameError>,
    ) -> Option<T> {
        let text = self.table.text(key)?;
        self.named(key, &text, parse)
    }

    /// A name that may be absent.
    pub(super) fn opt_name<T>(
        &self,
        key: &'static str,
        parse: fn(&str) -> Result<T, NameError>,
    ) -> Option<T> {
        let text = self.table.opt_text(key)?;
        self.named(key, &text, parse)
    }

    /// Reads a text as a name, telling what is wrong at a key.
    pub(super) fn named<T>(
        &self,
        key: &'static str,
        text: &str,
        parse: fn(&str) -> Result<T, NameError>,
    ) -> Option<T> {
        parse(text)
            .map_err(|error| self.problem(key, error.rule(), error.to_string()))
            .ok()
    }

    /// Whether a key is there, telling when it is not.
    pub(super) fn must(&self, key: &'static str) -> bool {
        let there = self.has(key);
        if !there {
            self.problem(key, "form.missing", "this key is required");
        }
        there
    }

    /// Reads a table that must be there.
    pub(in crate::pool) fn part<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Section<'f>) -> Option<T>,
    ) -> Option<T> {
        self.must(key).then(|| self.opt_part(key, read)).flatten()
    }

    /// Reads a table that may be absent.
    pub(in crate::pool) fn opt_part<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Section<'f>) -> Option<T>,
    ) -> Option<T> {
        let section = Section::new(self.table.opt_table(key)?, &self.origin);
        let value = read(&section);
        section.close();
        value
    }

    /// Reads each table of a list; those that could not be read are told and left out.
    pub(in crate::pool) fn each<T>(
        &self,
        key: &'static str,
        mut read: impl FnMut(&Section<'f>) -> Option<T>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for table in self.table.tables(key) {
            let section = Section::new(table, &self.origin);
            values.extend(read(&section));
            section.close();
        }
        values
    }

    /// Reads each table of a list, of which no two may bear one id.
    pub(super) fn each_once<T, I: PartialEq + std::fmt::Display>(
        &self,
        key: &'static str,
        mut read: impl FnMut(&Section<'f>) -> Option<T>,
        id: impl Fn(&T) -> &I,
    ) -> Vec<T> {
        let mut values: Vec<T> = Vec::new();
        for table in self.table.tables(key) {
            let section = Section::new(table, &self.origin);
            if let Some(value) = read(&section) {
                if values.iter().any(|other| id(other) == id(&value)) {
                    let message = format!("the id `{}` is used twice", id(&value));
                    section.problem("id", "id.twice", message);
                }
                values.push(value);
            }
            section.close();
        }
        values
    }
}
