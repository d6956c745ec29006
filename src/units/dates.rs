//! Calendar days as files write them: ISO, slashes, dots, eight digits, Chinese, Excel serials.

use super::Date;
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

/// How a column writes its dates, where the cells alone do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateStyle {
    /// Year first in any of the usual forms, or a serial of an Excel workbook of 1900.
    #[default]
    Auto,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// As `Auto`, but serials count from 1904.
    Excel1904,
}

/// A text is no calendar day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// No form fits.
    #[error("`{0}` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日")]
    NotADate(String),
    /// Day and month could change places.
    #[error(
        "`{0}` may be day/month or month/day; say which in the mapping (dates = \"day_first\")"
    )]
    Ambiguous(String),
    /// Outside the years that evidence can have.
    #[error("`{0}` lies outside the years 1900 to 2100")]
    OutOfRange(String),
}

/// Reads a day.
pub fn parse_date(text: &str, style: DateStyle) -> Result<Date, DateError> {
    let date = iso(text.as_bytes())
        .or_else(|| other_form(text, style).transpose())
        .unwrap_or_else(|| Err(DateError::NotADate(text.to_owned())))?;
    if (1900..=2100).contains(&date.year()) {
        Ok(date)
    } else {
        Err(DateError::OutOfRange(text.to_owned()))
    }
}

/// `2017-03-01`, without allocation: the form of most cells of most files.
fn iso(text: &[u8]) -> Option<Result<Date, DateError>> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = text else {
        return None;
    };
    if !(rest.is_empty() || matches!(rest[0], b'T' | b' ')) {
        return None;
    }
    let digit = |c: &u8| c.is_ascii_digit().then(|| i16::from(c - b'0'));
    let year = digit(y1)? * 1000 + digit(y2)? * 100 + digit(y3)? * 10 + digit(y4)?;
    let month = digit(m1)? * 10 + digit(m2)?;
    let day = digit(d1)? * 10 + digit(d2)?;
    civil(year.into(), month.into(), day.into()).map(Ok)
}

fn other_form(text: &str, style: DateStyle) -> Result<Option<Date>, DateError> {
    let trimmed = text.trim();
    let trimmed = trimmed
        .split_once([' ', 'T'])
        .map_or(trimmed, |(date, _)| date);
    if trimmed.bytes().all(|c| c.is_ascii_digit()) {
        return Ok(digits(trimmed, style));
    }
    if let Some(serial) = trimmed.strip_suffix(".0") {
        return Ok(digits(serial, style));
    }
    let parts: Option<Vec<i64>> = trimmed
        .trim_end_matches('日')
        .split(['-', '/', '.', '年', '月'])
        .map(|part| {
            if part.len() <= 4 {
                part.parse().ok()
            } else {
                None
            }
        })
        .collect();
    let Some(parts) = parts else { return Ok(None) };
    let &[a, b, c] = parts.as_slice() else {
        return Ok(None);
    };
    if a > 31 {
        return Ok(civil(a, b, c));
    }
    match style {
        DateStyle::DayFirst => Ok(civil(c, b, a)),
        DateStyle::MonthFirst => Ok(civil(c, a, b)),
        _ if a > 12 => Ok(civil(c, b, a)),
        _ if b > 12 => Ok(civil(c, a, b)),
        _ if a == b => Ok(civil(c, a, b)),
        _ => Err(DateError::Ambiguous(text.to_owned())),
    }
}

/// Eight digits are a date, four a year's last day, five an Excel serial.
fn digits(text: &str, style: DateStyle) -> Option<Date> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        8 => civil(number / 10_000, number / 100 % 100, number % 100),
        4 => civil(number, 12, 31),
        5 => serial(number, style),
        _ => None,
    }
}

/// An Excel serial. Workbooks of 1900 count a 29 February 1900 that never was, so day 0 is moved to
/// 1899-12-30 for every serial after it.
fn serial(number: i64, style: DateStyle) -> Option<Date> {
    let zero = if style == DateStyle::Excel1904 {
        jiff::civil::date(1904, 1, 1)
    } else {
        jiff::civil::date(1899, 12, 30)
    };
    zero.checked_add(number.days()).ok()
}

fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_form_is_the_same_day() {
        let day = jiff::civil::date(2017, 3, 1);
        for text in [
            "2017-03-01",
            "2017/3/1",
            "2017.03.01",
            "20170301",
            "2017年3月1日",
            "42795",
            "42795.0",
            "2017-03-01T08:00:00",
            "2017-3-1",
            "2017-03-01 00:00:00",
        ] {
            assert_eq!(parse_date(text, DateStyle::Auto), Ok(day), "{text}");
        }
        assert_eq!(parse_date("41333", DateStyle::Excel1904), Ok(day));
        assert_eq!(parse_date("3/1/2017", DateStyle::MonthFirst), Ok(day));
        assert_eq!(parse_date("1/3/2017", DateStyle::DayFirst), Ok(day));
        assert_eq!(
            parse_date("2016", DateStyle::Auto),
            Ok(jiff::civil::date(2016, 12, 31))
        );
    }

    #[test]
    fn what_is_no_date_says_why() {
        let said: Vec<String> = ["3/1/2017", "2017-02-30", "1/1/1800", "soon", "201703"]
            .iter()
            .map(|text| parse_date(text, DateStyle::Auto).unwrap_err().to_string())
            .collect();
        insta::assert_snapshot!(said.join("\n"), @r#"
        `3/1/2017` may be day/month or month/day; say which in the mapping (dates = "day_first")
        `2017-02-30` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日
        `1/1/1800` lies outside the years 1900 to 2100
        `soon` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日
        `201703` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日
        "#);
    }
}
