//! One value of a form, asked for in whichever type it may have.

use super::form::{Form, Table};
use super::{Date, Ratio};
use toml::Spanned;
use toml::de::DeValue;

/// One value of a form that may be of several types.
#[derive(Debug, Clone, Copy)]
pub struct Node<'f> {
    pub(super) form: &'f Form<'f>,
    pub(super) value: &'f Spanned<DeValue<'f>>,
}

impl<'f> Node<'f> {
    /// The line on which it stands.
    pub fn line(self) -> u32 {
        self.form.line(self.value.span().start)
    }

    /// The text, if it is one.
    pub fn text(self) -> Option<&'f str> {
        self.value.get_ref().as_str()
    }

    /// The whole number, if it is one.
    pub fn integer(self) -> Option<i64> {
        let number = self.value.get_ref().as_integer()?;
        i64::from_str_radix(number.as_str(), number.radix()).ok()
    }

    /// `true` or `false`, if it is one.
    pub fn flag(self) -> Option<bool> {
        self.value.get_ref().as_bool()
    }

    /// The exact decimal, from a number or a text.
    pub fn decimal(self) -> Option<Ratio> {
        match self.value.get_ref() {
            DeValue::String(text) => Ratio::parse(text).ok(),
            DeValue::Integer(_) => self
                .integer()
                .map(|whole| Ratio::from_int(i128::from(whole))),
            DeValue::Float(number) => Ratio::parse(number.as_str()).ok(),
            _ => None,
        }
    }

    /// The date, if it is one.
    pub fn date(self) -> Option<Date> {
        match self.value.get_ref() {
            DeValue::Datetime(stamp) => {
                let date = stamp.date.filter(|_| stamp.time.is_none())?;
                let year = i16::try_from(date.year).ok()?;
                Date::new(
                    year,
                    i8::try_from(date.month).ok()?,
                    i8::try_from(date.day).ok()?,
                )
                .ok()
            }
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn list(self) -> Option<Vec<Node<'f>>> {
        let items = self.value.get_ref().as_array()?;
        Some(
            items
                .iter()
                .map(|value| Node {
                    form: self.form,
                    value,
                })
                .collect(),
        )
    }

    /// The table, if it is one, under the name that problems shall give it.
    pub fn table(self, path: String) -> Option<Table<'f>> {
        let table = self.value.get_ref().as_table()?;
        Some(Table::new(self.form, table, path, self.line()))
    }

    /// The value as a person would name it in a sentence.
    pub fn shown(self) -> String {
        match self.value.get_ref() {
            DeValue::String(text) => format!("the text \"{text}\""),
            DeValue::Integer(number) => format!("the number {}", number.as_str()),
            DeValue::Float(number) => format!("the number {}", number.as_str()),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Datetime(date) => format!("the date {date}"),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        }
    }
}
