//! Plain numbers, as files of figures have them: digits, a point, a power of ten, and nothing else.

use super::Ratio;

/// Whether a text is a plain number: a sign, digits with a point among them, a power of ten. Digits behind a needless
/// nought, as in `007`, are a code; so is what is grouped, as `1,234`.
pub fn is_plain(text: &str) -> bool {
    plain_f64(text).is_some()
}

/// The nearest floating-point number of a plain number that has one.
pub fn plain_f64(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text).as_bytes();
    let begins = match digits {
        [b'0', b'0'..=b'9', ..] => false,
        [b'0'..=b'9' | b'.', ..] => true,
        _ => false,
    };
    let value: f64 = if begins {
        text.parse().ok()?
    } else {
        return None;
    };
    value.is_finite().then_some(value)
}

/// A plain number, exactly; `None` of any other text, and where it has more digits than can be held.
pub fn plain_ratio(text: &str) -> Option<Ratio> {
    plain_f64(text)?;
    let (digits, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let power: i32 = power.parse().ok()?;
    let number = Ratio::parse_decimal(digits.strip_suffix('.').unwrap_or(digits)).ok()?;
    if number == Ratio::ZERO {
        return Some(Ratio::ZERO);
    }
    let ten = Ratio::from_int(10_i128.checked_pow(power.unsigned_abs())?);
    let moved = if power < 0 {
        number.checked_div(ten)
    } else {
        number.checked_mul(ten)
    };
    moved.map(Ratio::reduced)
}

/// The word that a number is, where numbers are words: the shortest that reads back.
pub fn word_of(number: f64) -> String {
    (number + 0.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_are_read_exactly_and_nothing_else_is() {
        for (text, exact) in [
            ("1.25e-3", "0.00125"),
            ("-1.5E2", "-150"),
            ("5.", "5"),
            (".5", "0.5"),
            ("+0.10", "0.1"),
            ("0e99", "0"),
            ("1169", "1169"),
        ] {
            assert_eq!(plain_ratio(text).unwrap().exact(), exact, "{text}");
        }
        for text in [
            "007", "1,234", "inf", "nan", "-", "", "1e", "0x1", "1 2", "1e400",
        ] {
            assert!(!is_plain(text) && plain_ratio(text).is_none(), "{text}");
        }
        assert_eq!(
            (plain_ratio("1e300"), is_plain("1e300")),
            (None, true),
            "more than can be held"
        );
        assert_eq!(
            (word_of(1.0), word_of(-0.0), word_of(0.25)),
            ("1".into(), "0".into(), "0.25".into())
        );
    }
}
