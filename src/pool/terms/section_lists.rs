//! Reading lists from a table of a terms file: words, names and dates, of which none stands twice.

use super::section::Section;
use crate::units::Date;
use crate::units::names::NameError;

impl Section<'_> {
    /// Words of a closed list, each once.
    pub(super) fn words<T: Copy + PartialEq>(
        &self,
        key: &'static str,
        words: &[(&str, T)],
    ) -> Vec<T> {
        self.each_text(key, |text| {
            let found = words.iter().find(|(word, _)| *word == text);
            found.map(|(_, value)| *value).ok_or_else(|| {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                (
                    "form.word",
                    format!("`{text}` is none of: {}", known.join(", ")),
                )
            })
        })
    }

    /// Names, each once.
    pub(super) fn names<T: PartialEq>(
        &self,
        key: &'static str,
        parse: fn(&str) -> Result<T, NameError>,
    ) -> Vec<T> {
        self.each_text(key, |text| {
            parse(text).map_err(|error| (error.rule(), error.to_string()))
        })
    }

    fn each_text<T: PartialEq>(
        &self,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, (&'static str, String)>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for text in self.table.texts(key) {
            match read(&text) {
                Ok(value) if values.contains(&value) => {
                    self.problem(key, "list.twice", format!("`{text}` stands here twice"));
                }
                Ok(value) => values.push(value),
                Err((rule, message)) => self.problem(key, rule, message),
            }
        }
        values
    }

    /// Dates of a list.
    pub(in crate::pool) fn dates(&self, key: &'static str) -> Vec<Date> {
        let mut dates = Vec::new();
        for node in self.table.list(key) {
            match node.date() {
                Some(date) => dates.push(date),
                None => self.problem(
                    key,
                    "form.type",
                    format!("expected a date such as 2021-02-07, found {}", node.shown()),
                ),
            }
        }
        dates
    }
}
