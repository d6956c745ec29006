//! Money: whole fen in 64 bits, read from what people write and never a float.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An amount of yuan 金额, held as whole fen (1 yuan = 100 fen). May be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Amount(i64);

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// No number could be read.
    #[error("`{0}` is not an amount; write 1234.56, 1.2万 or 3亿")]
    NotANumber(String),
    /// Finer than a fen.
    #[error("`{0}` is finer than one fen (two decimals of a yuan)")]
    TooFine(String),
    /// Too large for 64 bits of fen.
    #[error("`{0}` is too large: amounts reach ±92,233,720,368,547,758.07 yuan")]
    Overflow(String),
    /// In a currency other than yuan.
    #[error("`{0}` is not in yuan; other currencies need a rate of their own day")]
    Currency(String),
}

/// Fen in one yuan.
pub const YUAN: i64 = 100;
/// Fen in 万元.
pub const WAN: i64 = 10_000 * YUAN;
/// Fen in 亿元.
pub const YI: i64 = 100_000_000 * YUAN;

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From whole fen.
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// From whole yuan; `None` past 64 bits of fen.
    pub fn from_yuan(yuan: i64) -> Option<Self> {
        yuan.checked_mul(YUAN).map(Self)
    }

    /// Whole fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The sum, unless it overflows.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, unless it overflows.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The product with a whole number, unless it overflows.
    pub fn checked_mul(self, times: i64) -> Option<Self> {
        self.0.checked_mul(times).map(Self)
    }

    /// Reads an amount in yuan: `1,234.56`, `1.2万`, `3亿`, `13,400万元`, `(500)`.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        Self::parse_with_unit(text, YUAN)
    }

    /// Reads an amount in which a bare number counts `unit_fen` fen; a written 元, 万 or 亿 wins over it.
    pub fn parse_with_unit(text: &str, unit_fen: i64) -> Result<Self, AmountError> {
        let given = text;
        let folded;
        let text = if text.is_ascii() {
            text.trim()
        } else {
            folded = super::text::normalise(text);
            folded.trim()
        };
        let bad = || AmountError::NotANumber(given.to_owned());
        let (text, bracketed) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
            Some(inner) if inner.ends_with(|c: char| c.is_ascii_digit()) => (inner, true),
            _ => (text, false),
        };
        let text = text.trim_start_matches(['¥', '￥']).trim_start();
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || ",.-+".contains(c)))
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let unit_fen = unit_of(unit.trim(), unit_fen).map_err(|foreign| {
            if foreign {
                AmountError::Currency(given.to_owned())
            } else {
                bad()
            }
        })?;
        let (negative, number) = match number.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, number.strip_prefix('+').unwrap_or(number)),
        };
        let fen = scaled(number, unit_fen, given)?;
        let fen = if negative != bracketed { -fen } else { fen };
        i64::try_from(fen)
            .map(Self)
            .map_err(|_| AmountError::Overflow(given.to_owned()))
    }
}

/// The fen that a written unit counts; `Err(true)` for a foreign currency, `Err(false)` for none.
fn unit_of(unit: &str, default: i64) -> Result<i64, bool> {
    let inner = unit.trim_matches(['(', ')']);
    let inner = inner.strip_suffix("人民币").unwrap_or(inner);
    match inner {
        "" => Ok(default),
        "元" => Ok(YUAN),
        "万" | "万元" => Ok(WAN),
        "亿" | "亿元" => Ok(YI),
        "千元" => Ok(1_000 * YUAN),
        "百万" | "百万元" => Ok(100 * WAN),
        _ => Err([
            "美元", "港元", "港币", "欧元", "日元", "英镑", "USD", "EUR", "HKD", "JPY",
        ]
        .iter()
        .any(|currency| inner.contains(currency))),
    }
}

/// `digits[,digits][.digits]` times `unit_fen`, exactly.
fn scaled(number: &str, unit_fen: i64, given: &str) -> Result<i128, AmountError> {
    let bad = || AmountError::NotANumber(given.to_owned());
    let overflow = || AmountError::Overflow(given.to_owned());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(bad());
    }
    let mut value: i128 = 0;
    let mut push = |digit: u8| -> Result<(), AmountError> {
        value = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(i128::from(digit - b'0')))
            .filter(|v| *v < 10_i128.pow(27))
            .ok_or_else(overflow)?;
        Ok(())
    };
    let grouped = whole.contains(',');
    for (at, group) in whole.split(',').enumerate() {
        let sized = !grouped
            || (if at == 0 {
                (1..=3).contains(&group.len())
            } else {
                group.len() == 3
            });
        if !sized || !group.bytes().all(|c| c.is_ascii_digit()) {
            return Err(bad());
        }
        group.bytes().try_for_each(&mut push)?;
    }
    let fraction = fraction.trim_end_matches('0');
    if !fraction.bytes().all(|c| c.is_ascii_digit()) {
        return Err(bad());
    }
    if fraction.len() > 12 {
        return Err(AmountError::TooFine(given.to_owned()));
    }
    fraction.bytes().try_for_each(&mut push)?;
    let scaled = value
        .checked_mul(i128::from(unit_fen))
        .ok_or_else(overflow)?;
    let scale = 10_i128.pow(u32::try_from(fraction.len()).expect("at most 12 digits"));
    if scaled % scale != 0 {
        return Err(AmountError::TooFine(given.to_owned()));
    }
    Ok(scaled / scale)
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        for (text, fen) in [
            ("1,234.56", 123_456),
            ("1.2万", 1_200_000),
            ("3亿", 30_000_000_000),
            ("13,400万元", 13_400_000_000),
            ("100.000000万人民币", 100_000_000),
            ("１，２３４．５０", 123_450),
            ("¥ 5", 500),
            ("1(万元)", 1_000_000),
            ("-0.5", -50),
            ("(500)", -50_000),
            ("7.10", 710),
        ] {
            assert_eq!(Amount::parse(text).map(Amount::fen), Ok(fen), "{text}");
        }
        assert_eq!(
            Amount::parse_with_unit("12.5", WAN),
            Ok(Amount::from_fen(12_500_000))
        );
        assert_eq!(
            Amount::parse_with_unit("12.5元", WAN),
            Ok(Amount::from_fen(1_250))
        );
    }

    #[test]
    fn what_is_no_amount_says_why() {
        let said: Vec<String> = [
            "1.234",
            "x",
            "",
            "12,34",
            "500万美元",
            "92233720368547758.08",
        ]
        .iter()
        .map(|text| Amount::parse(text).unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        `1.234` is finer than one fen (two decimals of a yuan)
        `x` is not an amount; write 1234.56, 1.2万 or 3亿
        `` is not an amount; write 1234.56, 1.2万 or 3亿
        `12,34` is not an amount; write 1234.56, 1.2万 or 3亿
        `500万美元` is not in yuan; other currencies need a rate of their own day
        `92233720368547758.08` is too large: amounts reach ±92,233,720,368,547,758.07 yuan
        ");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(fen in any::<i64>()) {
            let amount = Amount::from_fen(fen);
            prop_assert_eq!(Amount::parse(&amount.to_string()), Ok(amount));
        }
    }
}
