//! Money, exact to the fen, and every way that real files write it.

use super::decimal::{Decimal, DecimalError};
use super::money_words::{is_foreign, split_sign, split_unit};
use super::text::normalise;
use super::written::{read, written};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An amount of money 金额 in fen 分, a hundredth of a yuan 元. Written `1234.56`, in yuan.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
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

impl AmountError {
    /// The stable name of the rule that was broken.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotANumber(_) => "amount.number",
            Self::TooFine(_) => "amount.decimals",
            Self::Overflow(_) => "amount.overflow",
            Self::Currency(_) => "amount.currency",
        }
    }
}

/// Fen in one yuan.
pub const YUAN: i64 = 100;
/// Fen in 万元.
pub const WAN: i64 = 10_000 * YUAN;
/// Fen in 亿元.
pub const YI: i64 = 100_000_000 * YUAN;

impl Amount {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// The largest amount.
    pub const MAX: Self = Self(i64::MAX);

    /// From fen.
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// From whole yuan; `None` when that many fen cannot be held.
    pub const fn from_yuan(yuan: i64) -> Option<Self> {
        match yuan.checked_mul(YUAN) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The amount in fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The sum, when it can be held.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The difference, when it can be held.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// So many times the amount, when it can be held.
    pub const fn checked_mul(self, times: i64) -> Option<Self> {
        match self.0.checked_mul(times) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The amount with thousands set apart, as people read it: `1,250,000.00`.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, digits) = plain
            .strip_prefix('-')
            .map_or(("", plain.as_str()), |digits| ("-", digits));
        let point = digits.find('.').unwrap_or(digits.len());
        let mut out = String::from(sign);
        for (at, digit) in digits.chars().enumerate() {
            if (1..point).contains(&at) && (point - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out
    }

    /// Reads an amount; a bare number is in yuan. A plain number is read without allocating.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        Self::parse_with_unit(text, YUAN)
    }

    /// Reads an amount whose bare number counts units of `unit_fen` fen, as a column headed 万元
    /// does with 1,000,000. A unit in the text itself (元, 万, 亿) stands above the column's; a
    /// currency sign alone (¥, 人民币) is no unit. Parentheses or a minus sign make it negative.
    pub fn parse_with_unit(text: &str, unit_fen: i64) -> Result<Self, AmountError> {
        match Decimal::parse(text) {
            Err(DecimalError::Malformed) => Self::parse_written(text, unit_fen),
            plain => in_fen(plain, unit_fen, text),
        }
    }

    fn parse_written(text: &str, unit_fen: i64) -> Result<Self, AmountError> {
        let normal = normalise(text).replace('−', "-");
        if is_foreign(&normal) {
            return Err(AmountError::Currency(text.to_owned()));
        }
        let (number, unit) = split_unit(&normal);
        let (negative, number) = split_sign(number);
        let plain = match Decimal::parse(number) {
            Ok(_) if negative && number.starts_with(['-', '+']) => Err(DecimalError::Malformed),
            Ok(decimal) if negative => Ok(Decimal {
                mantissa: -decimal.mantissa,
                ..decimal
            }),
            read => read,
        };
        in_fen(plain, unit.unwrap_or(unit_fen), text)
    }
}

fn in_fen(
    number: Result<Decimal, DecimalError>,
    unit_fen: i64,
    text: &str,
) -> Result<Amount, AmountError> {
    let Decimal {
        mantissa,
        mut scale,
    } = number.map_err(|error| match error {
        DecimalError::Malformed => AmountError::NotANumber(text.to_owned()),
        DecimalError::TooLarge => AmountError::Overflow(text.to_owned()),
        DecimalError::TooFine => AmountError::TooFine(text.to_owned()),
    })?;
    let mut unit = i128::from(unit_fen);
    while scale > 0 && unit % 10 == 0 {
        unit /= 10;
        scale -= 1;
    }
    let divisor = 10i128.pow(scale);
    match mantissa.checked_mul(unit) {
        Some(scaled) if scaled % divisor == 0 => i64::try_from(scaled / divisor)
            .map(Amount)
            .map_err(|_| AmountError::Overflow(text.to_owned())),
        None if scale == 0 => Err(AmountError::Overflow(text.to_owned())),
        _ => Err(AmountError::TooFine(text.to_owned())),
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

written!(Amount, AmountError, from_str);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            read(deserializer)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, fen) in [
            ("0", 0),
            ("1,234.56", 123_456),
            ("1.2万", 1_200_000),
            ("3亿", 30_000_000_000),
            ("13,400万元", 13_400_000_000),
            ("１３，４００ 万元", 13_400_000_000),
            ("¥ 5", 500),
            ("100.000000万人民币", 100_000_000),
            ("100万元人民币", 100_000_000),
            ("人民币 100万元整", 100_000_000),
            ("1（万元）", 1_000_000),
            ("￥5.5", 550),
            ("¥1,000元", 100_000),
            ("RMB 12", 1_200),
            ("12 CNY", 1_200),
            ("2千万", 2_000_000_000),
            ("0.00012万", 120),
            ("1万亿", 100_000_000_000_000),
            ("12.5000", 1_250),
            ("-12.5", -1_250),
            ("−3万", -3_000_000),
            ("-¥3", -300),
            ("¥-3", -300),
            ("(1,234.56)", -123_456),
            ("（3）万元", -3_000_000),
            ("-92233720368547758.08", i64::MIN),
        ] {
            assert_eq!(Amount::parse(text), Ok(Amount::from_fen(fen)), "{text}");
        }
    }

    #[test]
    fn a_bare_number_takes_the_unit_of_its_column() {
        let read = |text| Amount::parse_with_unit(text, WAN).map(Amount::fen);
        assert_eq!(read("12.5"), Ok(12_500_000));
        assert_eq!(read("(12.5)"), Ok(-12_500_000));
        assert_eq!(read("¥12.5"), Ok(12_500_000));
        assert_eq!(read("0.000001"), Ok(1));
        assert_eq!(read("12.5元"), Ok(1_250));
        assert_eq!(read("1亿"), Ok(10_000_000_000));
    }

    #[test]
    fn every_refusal_says_what_to_do() {
        let said = ["", "1.005", "9223372036854775807", "500万美元"]
            .map(|text| {
                let error = Amount::parse(text).unwrap_err();
                format!("{}: {error}", error.rule())
            })
            .join("\n");
        insta::assert_snapshot!(said, @r"
        amount.number: `` is not an amount; write 1234.56, 1.2万 or 3亿
        amount.decimals: `1.005` is finer than one fen (two decimals of a yuan)
        amount.overflow: `9223372036854775807` is too large: amounts reach ±92,233,720,368,547,758.07 yuan
        amount.currency: `500万美元` is not in yuan; other currencies need a rate of their own day
        ");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (text, rule) in [
            ("-", "amount.number"),
            ("***", "amount.number"),
            ("1亿亿", "amount.number"),
            ("12,34", "amount.number"),
            ("万元", "amount.number"),
            ("None万元", "amount.number"),
            ("企业选择不公示", "amount.number"),
            ("1.2E+5", "amount.number"),
            ("-(5)", "amount.number"),
            ("(-5)", "amount.number"),
            ("--5", "amount.number"),
            ("1,2", "amount.number"),
            ("USD 12", "amount.currency"),
            ("usd12", "amount.currency"),
            ("US$12", "amount.currency"),
            ("0.00000001万", "amount.decimals"),
            (
                "3.14159265358979323846264338327950288419716939937510",
                "amount.decimals",
            ),
            (
                "99999999999999999999999999999999999999999999",
                "amount.overflow",
            ),
            ("-92233720368547758.09", "amount.overflow"),
            ("99999999999999999999999999999999999亿", "amount.overflow"),
        ] {
            assert_eq!(Amount::parse(text).unwrap_err().rule(), rule, "{text}");
        }
    }

    #[test]
    fn sums_are_checked() {
        assert_eq!(
            Amount::from_yuan(3).unwrap().checked_add(Amount(1)),
            Some(Amount(301))
        );
        assert_eq!(Amount::MAX.checked_add(Amount(1)), None);
        assert_eq!(Amount(i64::MIN).checked_sub(Amount(1)), None);
        assert_eq!(Amount::MAX.checked_mul(2), None);
        assert_eq!(Amount::from_yuan(i64::MAX), None);
    }

    proptest! {
        #[test]
        fn the_written_form_reads_back(fen: i64) {
            let amount = Amount::from_fen(fen);
            prop_assert_eq!(Amount::parse(&amount.to_string()), Ok(amount));
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        }

        #[test]
        fn a_unit_is_its_number_of_fen(thousandths in -1_000_000_000i64..1_000_000_000) {
            let sign = if thousandths < 0 { "-" } else { "" };
            let size = thousandths.abs();
            let text = format!("{sign}{}.{:03}万元", size / 1000, size % 1000);
            prop_assert_eq!(Amount::parse(&text).map(Amount::fen), Ok(thousandths * 1000));
        }

        #[test]
        fn no_text_panics(text in "[-+().,0-9万亿元¥ a$]{0,16}") {
            let _ = Amount::parse(&text);
        }
    }
}
