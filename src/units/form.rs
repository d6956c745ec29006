//! A form: a TOML file read key by key, so that every problem in it is found at once, with its line.

pub use super::node::Node;

use super::{Bilingual, Date, Mark, Origin, Problems, Ratio};
use std::cell::{Cell, RefCell};
use toml::Spanned;
use toml::de::DeTable;

/// A parsed TOML file and the problems found in it so far.
#[derive(Debug)]
pub struct Form<'t> {
    root: Spanned<DeTable<'t>>,
    line_starts: Vec<usize>,
    problems: RefCell<Problems>,
}

/// One table of a form. Keys that nothing has asked for are problems when it is closed.
#[derive(Debug)]
pub struct Table<'f> {
    form: &'f Form<'f>,
    table: &'f DeTable<'f>,
    path: String,
    line: u32,
    asked: RefCell<Vec<&'static str>>,
    left: Cell<bool>,
}

impl<'t> Form<'t> {
    /// Parses a text; a text that is not TOML gives all its syntax errors.
    pub fn parse(text: &'t str) -> Result<Self, Problems> {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut problems = Problems::default();
        for error in &errors {
            let line = error.span().map(|span| line_of(&line_starts, span.start));
            problems.push(line, "", "toml", error.message());
        }
        problems.or(Self {
            root,
            line_starts,
            problems: RefCell::default(),
        })
    }

    /// The outermost table.
    pub fn root(&'t self) -> Table<'t> {
        Table::new(self, self.root.get_ref(), String::new(), 1)
    }

    /// Adds a problem at a line.
    pub fn problem(&self, line: u32, field: &str, rule: &str, message: impl Into<String>) {
        self.problems
            .borrow_mut()
            .push(Some(line), field, rule, message);
    }

    /// `value` when no problem was found, else all of them in the order of lines.
    pub fn finish<T>(&self, value: Option<T>) -> Result<T, Problems> {
        let mut problems = self.problems.take();
        match value {
            Some(value) if problems.is_empty() => Ok(value),
            _ => {
                problems.0.sort_by_key(|problem| problem.line);
                Err(problems)
            }
        }
    }

    pub(super) fn line(&self, at: usize) -> u32 {
        line_of(&self.line_starts, at)
    }
}

fn line_of(starts: &[usize], at: usize) -> u32 {
    u32::try_from(starts.partition_point(|start| *start <= at)).unwrap_or(u32::MAX)
}

impl<'f> Table<'f> {
    pub(super) fn new(form: &'f Form<'f>, table: &'f DeTable<'f>, path: String, line: u32) -> Self {
        Self {
            form,
            table,
            path,
            line,
            asked: RefCell::default(),
            left: Cell::default(),
        }
    }

    /// The line on which it begins.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// A key's full name.
    pub fn path(&self, key: &str) -> String {
        if self.path.is_empty() || key.is_empty() {
            format!("{}{key}", self.path)
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Adds a problem about a key of this table, at the key's line where it is present.
    pub fn problem(&self, key: &str, rule: &str, message: impl Into<String>) {
        let line = self
            .table
            .get(key)
            .map_or(self.line, |value| self.form.line(value.span().start));
        self.form.problem(line, &self.path(key), rule, message);
    }

    /// A value that may be absent.
    pub fn node(&self, key: &'static str) -> Option<Node<'f>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
        self.table.get(key).map(|value| Node {
            form: self.form,
            value,
        })
    }

    fn required(&self, key: &'static str) -> Option<Node<'f>> {
        let node = self.node(key);
        if node.is_none() {
            self.problem(key, "form.missing", "this key is required");
        }
        node
    }

    fn typed<T>(
        &self,
        key: &'static str,
        node: Option<Node<'f>>,
        expected: &str,
        read: impl FnOnce(Node<'f>) -> Option<T>,
    ) -> Option<T> {
        let node = node?;
        let value = read(node);
        if value.is_none() {
            self.problem(
                key,
                "form.type",
                format!("expected {expected}, found {}", node.shown()),
            );
        }
        value
    }

    /// A text that may be absent.
    pub fn opt_text(&self, key: &'static str) -> Option<String> {
        let node = self.node(key);
        self.typed(key, node, "a text", |node| node.text().map(str::to_owned))
    }

    /// A text that must be present.
    pub fn text(&self, key: &'static str) -> Option<String> {
        let node = self.required(key);
        self.typed(key, node, "a text", |node| node.text().map(str::to_owned))
    }

    /// One of a closed list of words, and what it stands for.
    pub fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("`{text}` is none of: {}", known.join(", "));
            self.problem(key, "form.word", message);
        }
        found.map(|(_, value)| *value)
    }

    /// A mark and a source, both required.
    pub fn origin(&self) -> Option<Origin> {
        let marks = Mark::ALL.map(|mark| (mark.word(), mark));
        let (mark, source) = (self.word("mark", &marks), self.text("source"));
        Some(Origin {
            mark: mark?,
            source: source?,
        })
    }

    /// A whole number that may be absent.
    pub fn opt_integer(&self, key: &'static str) -> Option<i64> {
        let node = self.node(key);
        self.typed(key, node, "a whole number", Node::integer)
    }

    /// A whole number that must be present.
    pub fn integer(&self, key: &'static str) -> Option<i64> {
        let node = self.required(key);
        self.typed(key, node, "a whole number", Node::integer)
    }

    /// `true` or `false`; absent is false.
    pub fn flag(&self, key: &'static str) -> bool {
        let node = self.node(key);
        self.typed(key, node, "true or false", |node| {
            node.value.get_ref().as_bool()
        })
        .unwrap_or(false)
    }

    /// An exact decimal that may be absent, as a number or a text.
    pub fn opt_decimal(&self, key: &'static str) -> Option<Ratio> {
        let node = self.node(key);
        self.typed(
            key,
            node,
            "a decimal such as 0.05 or \"0.05\"",
            Node::decimal,
        )
    }

    /// A date that may be absent.
    pub fn opt_date(&self, key: &'static str) -> Option<Date> {
        let node = self.node(key);
        self.typed(key, node, "a date such as 2017-05-01", Node::date)
    }

    /// A text in both languages that must be present.
    pub fn bilingual(&self, key: &'static str) -> Option<Bilingual> {
        let node = self.required(key);
        let table = self.typed(key, node, "{ zh = \"…\", en = \"…\" }", |node| {
            node.table(self.path(key))
        })?;
        let (zh, en) = (table.text("zh"), table.text("en"));
        table.close();
        let (zh, en) = (zh?, en?);
        for (language, text) in [("zh", &zh), ("en", &en)] {
            if text.trim().is_empty() {
                self.problem(
                    key,
                    "text.both_languages",
                    format!("the text in `{language}` is empty"),
                );
                return None;
            }
        }
        Some(Bilingual { zh, en })
    }

    /// A table that may be absent.
    pub fn opt_table(&self, key: &'static str) -> Option<Table<'f>> {
        let node = self.node(key);
        self.typed(key, node, "a table", |node| node.table(self.path(key)))
    }

    /// A table that must be present.
    pub fn table(&self, key: &'static str) -> Option<Table<'f>> {
        let node = self.required(key);
        self.typed(key, node, "a table", |node| node.table(self.path(key)))
    }

    /// A list of tables; absent is empty.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'f>> {
        let node = self.node(key);
        let path = self.path(key);
        self.typed(key, node, "a list of tables", |node| {
            let nodes = node.list()?;
            nodes
                .iter()
                .enumerate()
                .map(|(at, item)| item.table(format!("{path}[{}]", at + 1)))
                .collect()
        })
        .unwrap_or_default()
    }

    /// A list of values; absent is empty.
    pub fn list(&self, key: &'static str) -> Vec<Node<'f>> {
        let node = self.node(key);
        self.typed(key, node, "a list", Node::list)
            .unwrap_or_default()
    }

    /// A list of texts; absent is empty.
    pub fn texts(&self, key: &'static str) -> Vec<String> {
        let node = self.node(key);
        self.typed(key, node, "a list of texts", |node| {
            node.list()?
                .iter()
                .map(|item| item.text().map(str::to_owned))
                .collect()
        })
        .unwrap_or_default()
    }

    /// Every key and its value, for tables whose keys are free.
    pub fn entries(&self) -> Vec<(String, Node<'f>)> {
        let mut entries: Vec<(usize, String, Node<'f>)> = self
            .table
            .iter()
            .map(|(key, value)| {
                let node = Node {
                    form: self.form,
                    value,
                };
                (value.span().start, key.get_ref().to_string(), node)
            })
            .collect();
        entries.sort_by_key(|entry| entry.0);
        entries
            .into_iter()
            .map(|(_, key, node)| (key, node))
            .collect()
    }

    /// Leaves the rest of the table unread, because something in it that was told already decides what
    /// the other keys mean.
    pub fn leave(&self) {
        self.left.set(true);
    }

    /// Reports the keys that nothing has asked for.
    pub fn close(&self) {
        if self.left.get() {
            return;
        }
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !asked.contains(&name) {
                let line = self.form.line(key.span().start);
                let known = asked.join(", ");
                let message = format!("this key is not known here; known are: {known}");
                self.form
                    .problem(line, &self.path(name), "form.unknown_key", message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_with_its_line() {
        let form = Form::parse("name = 1\nextra = 2\n[title]\nzh = \"\"\nen = \"x\"\n").unwrap();
        let root = form.root();
        assert_eq!(root.text("name"), None);
        assert_eq!(root.bilingual("title"), None);
        assert_eq!(root.integer("size"), None);
        root.close();
        insta::assert_snapshot!(form.finish(Some(())).unwrap_err(), @r#"
        line 1: name: expected a text, found the number 1 [form.type]
        line 1: size: this key is required [form.missing]
        line 2: extra: this key is not known here; known are: name, title, size [form.unknown_key]
        line 3: title: the text in `zh` is empty [text.both_languages]
        "#);
    }

    #[test]
    fn decimals_are_exact_however_they_are_written() {
        let form = Form::parse("a = 0.05\nb = \"0.05\"\nc = 5\n").unwrap();
        let root = form.root();
        assert_eq!(root.opt_decimal("a"), root.opt_decimal("b"));
        assert_eq!(root.opt_decimal("c"), Some(Ratio::from_int(5)));
    }
}
