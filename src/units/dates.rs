//! Dates as real files write them, read one way or refused: never guessed.

use super::text::normalise;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// How a column writes its dates, where the cells alone do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateStyle {
    /// Year first in any of the usual forms; day or month first where only one of the two can be
    /// meant; five digits are a serial of an Excel workbook of 1900, four a year's last day.
    #[default]
    Auto,
    /// As `Auto`, and 1/3/2017 is the first of March.
    DayFirst,
    /// As `Auto`, and 3/1/2017 is the first of March.
    MonthFirst,
    /// As `Auto`, and every number shorter than eight digits is a serial of 1900, which has a false
    /// 29 February 1900.
    Excel1900,
    /// As `Excel1900`, but serials count from 1904.
    Excel1904,
}

/// A text is no calendar day 日期.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// No form fits.
    #[error("`{0}` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日")]
    NotADate(String),
    /// The form fits, and no calendar has the day.
    #[error("`{0}` is not a day of the calendar")]
    Impossible(String),
    /// Day and month could change places.
    #[error(
        "`{0}` may be day/month or month/day; say which in the mapping (dates = \"day_first\")"
    )]
    Ambiguous(String),
    /// The year has two digits.
    #[error("`{0}` has no four-digit year, so its century is unknown")]
    ShortYear(String),
    /// Outside the years that evidence can have.
    #[error("`{0}` lies outside the years 1900 to 2100")]
    OutOfRange(String),
}

impl DateError {
    /// The stable name of the rule that was broken.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotADate(_) => "date.form",
            Self::Impossible(_) => "date.impossible",
            Self::Ambiguous(_) => "date.ambiguous",
            Self::ShortYear(_) => "date.year",
            Self::OutOfRange(_) => "date.range",
        }
    }
}

/// Reads a date; a time behind it is left unread. An ISO date is read without allocating.
pub fn parse_date(text: &str, style: DateStyle) -> Result<Date, DateError> {
    match iso(text.as_bytes()) {
        Some((year, month, day)) => civil(year, month, day, text),
        None => parse_written(text, style),
    }
}

fn iso(bytes: &[u8]) -> Option<(u32, u32, u32)> {
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    Some((
        digits(&bytes[..4])?,
        digits(&bytes[5..7])?,
        digits(&bytes[8..])?,
    ))
}

fn digits(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 8 {
        return None;
    }
    bytes.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + u32::from(byte - b'0'))
    })
}

fn civil(year: u32, month: u32, day: u32, text: &str) -> Result<Date, DateError> {
    if !(1900..=2100).contains(&year) {
        return Err(DateError::OutOfRange(text.to_owned()));
    }
    let parts = i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok())
        .zip(i8::try_from(day).ok());
    parts
        .and_then(|((year, month), day)| Date::new(year, month, day).ok())
        .ok_or_else(|| DateError::Impossible(text.to_owned()))
}

fn parse_written(text: &str, style: DateStyle) -> Result<Date, DateError> {
    let normal = normalise(text);
    if let Some((year, month, day)) = chinese(&normal) {
        return civil(year, month, day, text);
    }
    let written = without_time(&normal);
    if let Some(number) = day_number(written) {
        return from_number(number, written, style, text);
    }
    from_parts(written, style, text)
}

/// The parts of 2017年3月1日.
fn chinese(text: &str) -> Option<(u32, u32, u32)> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, time) = rest.split_once(['日', '号']).unwrap_or((rest, ""));
    let year = Some(year.trim()).filter(|year| year.len() == 4 && is_time(time.trim()))?;
    let number = |part: &str| digits(part.trim().as_bytes());
    Some((number(year)?, number(month)?, number(day)?))
}

fn is_time(text: &str) -> bool {
    text.is_empty()
        || text.starts_with(|first: char| first.is_ascii_digit())
            && text.contains(':')
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b":.,+-ZAPMapm[]/_ ".contains(&byte))
}

/// Drops a time of day, which follows a `T` or a space.
fn without_time(text: &str) -> &str {
    match text.split_once(['T', ' ']) {
        Some((day, time)) if !time.is_empty() && is_time(time) => day,
        _ => text,
    }
}

/// A whole number of days; a spreadsheet may write the time as its fraction.
fn day_number(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits(whole.as_bytes())
}

fn from_number(
    number: u32,
    written: &str,
    style: DateStyle,
    text: &str,
) -> Result<Date, DateError> {
    let (whole, fraction) = written.split_once('.').unwrap_or((written, "0"));
    if whole.len() == 8 && fraction.bytes().all(|byte| byte == b'0') {
        return civil(number / 10_000, number / 100 % 100, number % 100, text);
    }
    let serial = matches!(style, DateStyle::Excel1900 | DateStyle::Excel1904);
    let (epoch, days) = match (style, number) {
        _ if number >= 1_000_000 => return Err(DateError::NotADate(text.to_owned())),
        _ if !serial && written.len() == 4 => return civil(number, 12, 31, text),
        _ if !serial && whole.len() != 5 => return Err(DateError::NotADate(text.to_owned())),
        (DateStyle::Excel1904, _) => (date(1904, 1, 1), number),
        (_, 0 | 60) => return Err(DateError::Impossible(text.to_owned())),
        (_, 1..60) => (date(1899, 12, 31), number),
        _ => (date(1899, 12, 30), number),
    };
    let day = epoch
        .checked_add(jiff::Span::new().days(i64::from(days)))
        .ok();
    day.filter(|day| day.year() <= 2100)
        .ok_or_else(|| DateError::OutOfRange(text.to_owned()))
}

fn from_parts(written: &str, style: DateStyle, text: &str) -> Result<Date, DateError> {
    let unreadable = || DateError::NotADate(text.to_owned());
    let separator = written
        .chars()
        .find(|&found| matches!(found, '-' | '/' | '.'));
    let mut parts = written.split(separator.ok_or_else(unreadable)?);
    let mut next = || {
        let part = parts.next().filter(|part| part.len() <= 4)?;
        Some((digits(part.as_bytes())?, part.len()))
    };
    let three = next().zip(next()).zip(next());
    let (((first, first_len), (second, second_len)), (third, third_len)) = three
        .filter(|_| parts.next().is_none())
        .ok_or_else(unreadable)?;
    match (first_len, second_len, third_len) {
        (4, ..=2, ..=2) => civil(first, second, third, text),
        (..=2, ..=2, 4) => {
            let day_first = day_comes_first(first, second, style)
                .ok_or_else(|| DateError::Ambiguous(text.to_owned()))?;
            let (day, month) = if day_first {
                (first, second)
            } else {
                (second, first)
            };
            civil(third, month, day, text)
        }
        (..=2, ..=2, ..=2) => Err(DateError::ShortYear(text.to_owned())),
        _ => Err(unreadable()),
    }
}

/// Whether the first of two numbers is the day; `None` when the file must say.
fn day_comes_first(first: u32, second: u32, style: DateStyle) -> Option<bool> {
    match style {
        DateStyle::DayFirst => Some(true),
        DateStyle::MonthFirst => Some(false),
        _ if first == second || first > 12 => Some(true),
        _ if second > 12 => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateStyle::{Auto, DayFirst, Excel1900, Excel1904, MonthFirst};
    use proptest::prelude::*;

    #[test]
    fn one_day_has_many_forms() {
        for text in [
            "2017-03-01",
            "2017-3-1",
            "2017/3/1",
            "2017.03.01",
            "20170301",
            "20170301.0",
            "2017年3月1日",
            "2017 年 03 月 01 日",
            "2017年3月1日 10:30",
            "２０１７－０３－０１",
            " 2017-03-01\u{a0}",
            "2017-03-01T00:00:00+08:00",
            "2017-03-01 00:00:00.000",
            "2017/3/1 0:00",
        ] {
            for style in [Auto, DayFirst, MonthFirst, Excel1900, Excel1904] {
                assert_eq!(parse_date(text, style), Ok(date(2017, 3, 1)), "{text}");
            }
        }
    }

    #[test]
    fn the_file_says_which_part_is_the_day() {
        assert_eq!(parse_date("1/3/2017", DayFirst), Ok(date(2017, 3, 1)));
        assert_eq!(parse_date("1/3/2017", MonthFirst), Ok(date(2017, 1, 3)));
        assert_eq!(parse_date("13/3/2017", Auto), Ok(date(2017, 3, 13)));
        assert_eq!(
            parse_date("3/13/2017 8:00:00 AM", Auto),
            Ok(date(2017, 3, 13))
        );
        assert_eq!(parse_date("3.3.2017", Auto), Ok(date(2017, 3, 3)));
        assert_eq!(
            parse_date("13/3/2017", MonthFirst).unwrap_err().rule(),
            "date.impossible"
        );
    }

    #[test]
    fn spreadsheet_days_follow_their_system() {
        for (text, style, day) in [
            ("42795", Auto, date(2017, 3, 1)),
            ("42795.0", DayFirst, date(2017, 3, 1)),
            ("2016", Auto, date(2016, 12, 31)),
            ("1", Excel1900, date(1900, 1, 1)),
            ("59", Excel1900, date(1900, 2, 28)),
            ("61", Excel1900, date(1900, 3, 1)),
            ("42795", Excel1900, date(2017, 3, 1)),
            ("42795.75", Excel1900, date(2017, 3, 1)),
            ("0", Excel1904, date(1904, 1, 1)),
            ("41333", Excel1904, date(2017, 3, 1)),
        ] {
            assert_eq!(parse_date(text, style), Ok(day), "{text}");
        }
        assert_eq!(
            parse_date("60", Excel1900).unwrap_err().rule(),
            "date.impossible"
        );
        assert_eq!(
            parse_date("0", Excel1900).unwrap_err().rule(),
            "date.impossible"
        );
        assert_eq!(
            parse_date("99999", Excel1900).unwrap_err().rule(),
            "date.range"
        );
    }

    #[test]
    fn every_refusal_says_why() {
        let said = ["2017-02-29", "99991231", "3/4/2017", "17/3/1", "soon"]
            .map(|text| {
                let error = parse_date(text, Auto).unwrap_err();
                format!("{}: {error}", error.rule())
            })
            .join("\n");
        insta::assert_snapshot!(said, @r#"
        date.impossible: `2017-02-29` is not a day of the calendar
        date.range: `99991231` lies outside the years 1900 to 2100
        date.ambiguous: `3/4/2017` may be day/month or month/day; say which in the mapping (dates = "day_first")
        date.year: `17/3/1` has no four-digit year, so its century is unknown
        date.form: `soon` is not a date; write 2017-03-01, 2017/3/1, 20170301 or 2017年3月1日
        "#);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "-",
            "201703",
            "2017-03",
            "2017-03-01-01",
            "2017-03/01",
            "2017年3月",
            "17年3月1日",
            "2017-03-01 maybe",
            "2017-03-01T",
            "1488326400000",
            "2017-13-01",
            "20171301",
            "-5",
            "1899-12-31",
            "2101-01-01",
            "42795.",
            "2017-003-01",
        ] {
            assert!(parse_date(text, Auto).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_written_form_reads_back(days in 0i64..73_000) {
            let day = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            prop_assert_eq!(parse_date(&day.to_string(), Auto), Ok(day));
            prop_assert_eq!(parse_date(&day.strftime("%Y年%-m月%-d日").to_string(), Auto), Ok(day));
            prop_assert_eq!(parse_date(&day.strftime("%d/%m/%Y").to_string(), DayFirst), Ok(day));
            let serial = (days + if days < 59 { 1 } else { 2 }).to_string();
            prop_assert_eq!(parse_date(&serial, Excel1900), Ok(day));
        }

        #[test]
        fn no_text_panics(text in "[-/.0-9年月日T: ]{0,14}") {
            for style in [Auto, DayFirst, MonthFirst, Excel1900, Excel1904] {
                let _ = parse_date(&text, style);
            }
        }
    }
}
