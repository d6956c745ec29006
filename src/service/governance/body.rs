//! The body of a request read field by field, everything wrong with it told at once by JSON pointers.

use crate::service::Error;
use crate::service::wire::CURRENCY;
use crate::units::{Amount, Date, DateStyle, Digest, Problems, parse_date};
use serde_json::{Map, Value};
use std::fmt::Display;

/// The longest text of a field, in characters.
const LONGEST: usize = 2_000;
/// The longest list.
const MOST: usize = 1_000;

/// A body being read.
pub(in crate::service) struct Body<'a> {
    fields: &'a Map<String, Value>,
    known: Vec<&'static str>,
    problems: Problems,
}

impl<'a> Body<'a> {
    /// Begins to read an object.
    pub(in crate::service) fn new(body: &'a Value) -> Result<Self, Error> {
        let Some(fields) = body.as_object() else {
            let mut problems = Problems::default();
            problems.add("", "body.object", "the body must be a JSON object");
            return Err(Error::Request(problems));
        };
        Ok(Self {
            fields,
            known: Vec::new(),
            problems: Problems::default(),
        })
    }

    /// Notes something wrong.
    pub(in crate::service) fn wrong(
        &mut self,
        field: &str,
        rule: &str,
        message: impl Into<String>,
    ) {
        self.problems.add(&format!("/{field}"), rule, message);
    }

    pub(in crate::service) fn field(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.fields.get(name).filter(|value| !value.is_null())
    }

    /// A text that may be there.
    pub(in crate::service) fn may<T, E: Display>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.field(name)?;
        self.read(name, value, &read)
    }

    /// A text that must be there.
    pub(in crate::service) fn must<T, E: Display>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        match self.field(name) {
            Some(value) => self.read(name, value, &read),
            None => {
                self.wrong(name, "field.missing", "this field is needed");
                None
            }
        }
    }

    /// One of the words of a list.
    pub(in crate::service) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        self.must(name, |text| word(words, text))
    }

    /// A list of texts; one that is absent is empty.
    pub(in crate::service) fn list<T, E: Display>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<T> {
        let Some(value) = self.field(name) else {
            return Vec::new();
        };
        let Some(items) = value.as_array().filter(|items| items.len() <= MOST) else {
            let message = format!("a list of at most {MOST} texts would pass");
            self.wrong(name, "field.list", message);
            return Vec::new();
        };
        let numbered = items.iter().enumerate();
        numbered
            .filter_map(|(at, item)| self.read(&format!("{name}/{at}"), item, &read))
            .collect()
    }

    /// Some of the words of a list.
    pub(in crate::service) fn words<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
    ) -> Vec<T> {
        self.list(name, |text| word(words, text))
    }

    /// Whole numbers from 0.
    pub(in crate::service) fn numbers(&mut self, name: &'static str) -> Vec<i64> {
        let Some(value) = self.field(name) else {
            return Vec::new();
        };
        let items = value.as_array().filter(|items| items.len() <= MOST);
        let numbers: Option<Vec<i64>> = items.and_then(|items| items.iter().map(whole).collect());
        numbers.unwrap_or_else(|| {
            let message = format!("a list of at most {MOST} whole numbers from 0 would pass");
            self.wrong(name, "field.numbers", message);
            Vec::new()
        })
    }

    /// A whole number from 0 that must be there.
    pub(in crate::service) fn number(&mut self, name: &'static str) -> Option<i64> {
        let found = self.field(name);
        let number = found.and_then(whole);
        if number.is_none() {
            self.wrong(name, "field.number", "a whole number from 0 is needed");
        }
        number
    }

    /// An amount that must be there, with its currency: `{"amount": "1000.00", "currency": "CNY"}`.
    pub(in crate::service) fn money(&mut self, name: &'static str) -> Option<Amount> {
        let Some(value) = self.field(name) else {
            self.wrong(name, "field.missing", "this field is needed");
            return None;
        };
        let (amount, currency) = (&value["amount"], &value["currency"]);
        let whole = value.as_object().is_some_and(|map| map.len() == 2);
        let (Some(amount), true, true) = (amount.as_str(), whole, currency == CURRENCY) else {
            let message = "an amount is written {\"amount\": \"1000.00\", \"currency\": \"CNY\"}";
            self.wrong(name, "field.amount", message);
            return None;
        };
        match Amount::parse(amount) {
            Ok(amount) => Some(amount),
            Err(error) => {
                self.wrong(name, "field.value", error.to_string());
                None
            }
        }
    }

    /// A day that must be there.
    pub(in crate::service) fn day(&mut self, name: &'static str) -> Option<Date> {
        self.must(name, read_day)
    }

    /// Digests of documents.
    pub(in crate::service) fn digests(&mut self, name: &'static str) -> Vec<Digest> {
        self.list(name, Digest::parse)
    }

    fn read<T, E: Display>(
        &mut self,
        at: &str,
        value: &Value,
        read: &impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let Some(text) = value.as_str() else {
            self.wrong(
                at,
                "field.text",
                "a text is needed, also for amounts and rates",
            );
            return None;
        };
        if text.chars().nth(LONGEST).is_some() || text.chars().any(char::is_control) {
            let message = format!("one line of at most {LONGEST} characters would pass");
            self.wrong(at, "field.line", message);
            return None;
        }
        match read(text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(at, "field.value", error.to_string());
                None
            }
        }
    }

    /// Ends: fields that nobody knows are wrong as well.
    pub(in crate::service) fn finish<T>(mut self, value: Option<T>) -> Result<T, Error> {
        let unknown = self
            .fields
            .keys()
            .filter(|name| !self.known.contains(&name.as_str()));
        let unknown: Vec<String> = unknown.cloned().collect();
        for name in unknown {
            let message = format!("no such field; there are: {}", self.known.join(", "));
            let name: String = name.chars().take(40).collect();
            self.wrong(&name, "field.unknown", message);
        }
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(Error::Request(self.problems)),
        }
    }
}

/// A day as a request writes it.
pub(in crate::service) fn read_day(text: &str) -> Result<Date, String> {
    parse_date(text, DateStyle::Auto).map_err(|error| error.to_string())
}

/// Any text that says something.
pub(in crate::service) fn any(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() {
        return Err("there is nothing but blanks; leave it out, or say something");
    }
    Ok(text.to_owned())
}

fn whole(value: &Value) -> Option<i64> {
    value.as_i64().filter(|number| *number >= 0)
}

fn word<T: Copy>(words: &[(&'static str, T)], text: &str) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        format!("`{text}` is none of: {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::governance::Purpose;
    use crate::units::names::BankId;
    use serde_json::json;

    fn problems(body: &Value) -> String {
        let mut read = match Body::new(body) {
            Ok(read) => read,
            Err(error) => return error.to_string(),
        };
        let bank = read.must("bank", BankId::parse);
        let day = read.day("on");
        let purposes = read.words("purposes", Purpose::WORDS);
        let digests = read.digests("evidence");
        let months = read.number("months");
        let batches = read.numbers("batches");
        let whole = bank
            .zip(day)
            .map(|whole| (whole, purposes, digests, months, batches));
        read.finish(whole)
            .map_or_else(|error| error.to_string(), |_| "fine".to_owned())
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_its_place() {
        let fine = json!({"bank": "a", "on": "2021-03-01", "purposes": ["claim"], "months": 12});
        assert_eq!(problems(&fine), "fine");
        insta::assert_snapshot!(problems(&json!([])), @"the body must be a JSON object [body.object]");
        insta::assert_snapshot!(problems(&json!({
            "bank": "A", "purposes": ["claim", "fun", 7], "evidence": "sha256:00",
            "months": 1.5, "batches": [1, -1], "more": 1,
        })), @"
        /bank: `A`: character 1 is `A`; a bank's id (银行) is written in small letters, digits and hyphens, a hyphen not first [field.value]
        /on: this field is needed [field.missing]
        /purposes/1: `fun` is none of: credit-assessment, cover-monitoring, claim, objection, statistics [field.value]
        /purposes/2: a text is needed, also for amounts and rates [field.text]
        /evidence: a list of at most 1000 texts would pass [field.list]
        /months: a whole number from 0 is needed [field.number]
        /batches: a list of at most 1000 whole numbers from 0 would pass [field.numbers]
        /more: no such field; there are: bank, on, purposes, evidence, months, batches [field.unknown]
        ");
        insta::assert_snapshot!(problems(&json!({
            "bank": "a\nb", "on": "2021-02-30", "evidence": ["sha256:00"], "months": 1,
        })), @"
        /bank: one line of at most 2000 characters would pass [field.line]
        /on: `2021-02-30` is not a day of the calendar [field.value]
        /evidence/0: a digest reads sha256: and 64 hexadecimal digits, not `sha256:00` [field.value]
        ");
    }
}
