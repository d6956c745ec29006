//! A plain decimal number as it was written, exact: what amounts and ratios are read from.

/// `mantissa / 10^scale`, with no needless zeros at the end of the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The digits with their sign.
    pub(super) mantissa: i128,
    /// How many of the digits stand behind the point; at most 38.
    pub(super) scale: u32,
}

/// Why a text is no decimal that can be held exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalError {
    /// Not digits, commas between groups of three, and one point.
    Malformed,
    /// More digits before the point than can be held.
    TooLarge,
    /// More digits behind the point than can be held.
    TooFine,
}

impl Decimal {
    /// Reads `-1,234.50`: a sign, digits (grouped by three, or not at all), a point, digits.
    pub(super) fn parse(text: &str) -> Result<Self, DecimalError> {
        let bytes = text.as_bytes();
        let (negative, digits) = match bytes {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, bytes),
        };
        let point = digits
            .iter()
            .position(|&byte| byte == b'.')
            .unwrap_or(digits.len());
        let (whole, fraction) = digits.split_at(point);
        let whole = read_whole(whole, !fraction.is_empty())?;
        let (mantissa, scale) = match fraction {
            [] => (whole, 0),
            [_] => return Err(DecimalError::Malformed),
            [_, fraction @ ..] => read_fraction(whole, fraction)?,
        };
        Ok(Self {
            mantissa: if negative { -mantissa } else { mantissa },
            scale,
        })
    }
}

fn read_whole(digits: &[u8], may_be_empty: bool) -> Result<i128, DecimalError> {
    if digits.is_empty() && !may_be_empty {
        return Err(DecimalError::Malformed);
    }
    let mut value = 0i128;
    let mut too_large = false;
    let mut in_group = 0;
    let mut grouped = false;
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                in_group += 1;
                match push(value, byte) {
                    Some(next) => value = next,
                    None => too_large = true,
                }
            }
            b',' if in_group == 3 || (!grouped && (1..3).contains(&in_group)) => {
                grouped = true;
                in_group = 0;
            }
            _ => return Err(DecimalError::Malformed),
        }
    }
    match (grouped && in_group != 3, too_large) {
        (true, _) => Err(DecimalError::Malformed),
        (_, true) => Err(DecimalError::TooLarge),
        _ => Ok(value),
    }
}

fn read_fraction(whole: i128, digits: &[u8]) -> Result<(i128, u32), DecimalError> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(DecimalError::Malformed);
    }
    let used = digits
        .iter()
        .rposition(|&byte| byte != b'0')
        .map_or(0, |last| last + 1);
    let scale = u32::try_from(used).ok().filter(|&scale| scale <= 38);
    let scale = scale.ok_or(DecimalError::TooFine)?;
    let mantissa = digits[..used]
        .iter()
        .try_fold(whole, |value, &byte| push(value, byte));
    Ok((mantissa.ok_or(DecimalError::TooFine)?, scale))
}

fn push(value: i128, digit: u8) -> Option<i128> {
    value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly() {
        for (text, mantissa, scale) in [
            ("0", 0, 0),
            ("1,234.50", 12345, 1),
            ("-.5", -5, 1),
            ("+12", 12, 0),
            ("1234567", 1_234_567, 0),
            ("12,345,678", 12_345_678, 0),
            ("3.000000", 3, 0),
            ("0.00", 0, 0),
        ] {
            assert_eq!(
                Decimal::parse(text),
                Ok(Decimal { mantissa, scale }),
                "{text}"
            );
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "", "-", ".", "5.", "1,2", "12,34.5", "1,,234", ",123", "1234,567", "1.2.3", "1e5",
            "--1", "1 2", "1,234,", "1.2,3",
        ] {
            assert_eq!(Decimal::parse(text), Err(DecimalError::Malformed), "{text}");
        }
        assert_eq!(Decimal::parse(&"9".repeat(40)), Err(DecimalError::TooLarge));
        assert_eq!(
            Decimal::parse(&format!("0.{}1", "0".repeat(38))),
            Err(DecimalError::TooFine)
        );
        assert_eq!(
            Decimal::parse(&format!("0.{}", "9".repeat(39))),
            Err(DecimalError::TooFine)
        );
    }
}
