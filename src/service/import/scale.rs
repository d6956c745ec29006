//! Exact scaling of decimals: figures in millions or thousands become yuan or heads, and are rounded
//! only where the mapping asks for it.

use crate::units::Ratio;

/// How the numbers of a column become those of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// The factor.
    pub(super) multiply: Ratio,
    /// Decimal places of the result: 2 for an amount in yuan, 0 for a count, `None` for a ratio.
    pub(super) places: Option<u32>,
    /// Whether what is finer is rounded, half to even.
    pub(super) round: bool,
}

impl Scale {
    /// The scaled number as text.
    pub(super) fn apply(&self, text: &str) -> Result<String, String> {
        let too_long = || format!("`{text}` has more digits than can be scaled exactly");
        let value = decimal(text).ok_or_else(|| format!("`{text}` is not a number to scale"))?;
        let value = value.checked_mul(self.multiply).ok_or_else(too_long)?;
        let Some(places) = self.places else {
            return Ok(format!("{}/{}", value.num(), value.den()));
        };
        let num = value
            .num()
            .checked_mul(10_i128.pow(places))
            .ok_or_else(too_long)?;
        let (floor, rest) = (num.div_euclid(value.den()), num.rem_euclid(value.den()));
        if rest != 0 && !self.round {
            return Err(format!(
                "`{text}` is finer than the field can hold once it is scaled; say `round = true` to round it"
            ));
        }
        let half = rest.cmp(&(value.den() - rest));
        let up = half.is_gt() || (half.is_eq() && floor % 2 != 0);
        Ok(plain(floor + i128::from(rest != 0 && up), places))
    }
}

fn plain(scaled: i128, places: u32) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let size = scaled.unsigned_abs();
    let unit = 10_u128.pow(places);
    if places == 0 {
        return format!("{sign}{size}");
    }
    let width = usize::try_from(places).unwrap_or(0);
    format!("{sign}{}.{:0width$}", size / unit, size % unit)
}

/// `1,234.5`, `-0.25` and `5.1e-06` exactly.
fn decimal(text: &str) -> Option<Ratio> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let ratio = if mantissa.contains(',') {
        Ratio::parse(&mantissa.replace(',', "")).ok()?
    } else {
        Ratio::parse(mantissa).ok()?
    };
    let power = 10_i128.checked_pow(exponent.unsigned_abs())?;
    if exponent < 0 {
        Ratio::new(ratio.num(), ratio.den().checked_mul(power)?)
    } else {
        Ratio::new(ratio.num().checked_mul(power)?, ratio.den())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scale(multiply: i128, places: Option<u32>, round: bool) -> Scale {
        Scale {
            multiply: Ratio::from_int(multiply),
            places,
            round,
        }
    }

    #[test]
    fn millions_become_yuan_exactly_or_by_leave() {
        let millions = scale(1_000_000, Some(2), false);
        assert_eq!(millions.apply("12.5"), Ok("12500000.00".to_owned()));
        insta::assert_snapshot!(millions.apply("408.38792598643727").unwrap_err(), @"`408.38792598643727` is finer than the field can hold once it is scaled; say `round = true` to round it");
        let rounded = scale(1_000_000, Some(2), true);
        assert_eq!(
            rounded.apply("408.38792598643727"),
            Ok("408387925.99".to_owned())
        );
        assert_eq!(rounded.apply("-1.5e-08"), Ok("-0.02".to_owned()));
        assert_eq!(rounded.apply("2.5e-08"), Ok("0.02".to_owned()));
        assert_eq!(
            scale(1000, Some(0), true).apply("1.896000044941231"),
            Ok("1896".to_owned())
        );
        assert_eq!(scale(2, None, false).apply("0.25"), Ok("50/100".to_owned()));
        assert!(rounded.apply("1.2万").is_err());
    }

    proptest! {
        #[test]
        fn rounding_is_never_off_by_more_than_half(num in -1_000_000_000_i64..1_000_000_000) {
            let text = plain(i128::from(num), 4);
            let got = Ratio::parse(&scale(1, Some(2), true).apply(&text).unwrap()).unwrap();
            let off = (got.num() * 10_000 - i128::from(num) * got.den()).abs();
            prop_assert!(off <= 50 * got.den());
        }
    }
}
