//! Exact ratios: an indicator or an edge is a quotient of whole numbers, compared without rounding.

use super::Amount;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

/// A quotient of whole numbers 比率, not reduced: 120,000 over 1,000,000 keeps its terms, and is
/// equal to 3 over 25. The denominator is positive.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    num: i128,
    den: i128,
}

/// A text is no ratio.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a ratio; write 0.05, -3 or 1/3")]
pub struct RatioError(String);

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { num: 0, den: 1 };

    /// `num` over `den`; `None` when `den` is zero or a sign cannot be turned.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        match den.cmp(&0) {
            Ordering::Greater => Some(Self { num, den }),
            Ordering::Less => Some(Self {
                num: num.checked_neg()?,
                den: den.checked_neg()?,
            }),
            Ordering::Equal => None,
        }
    }

    /// A whole number.
    pub const fn from_int(num: i128) -> Self {
        Self { num, den: 1 }
    }

    /// One amount over another; `None` when the second is zero.
    pub fn of(num: Amount, den: Amount) -> Option<Self> {
        Self::new(i128::from(num.fen()), i128::from(den.fen()))
    }

    /// The numerator, with the sign.
    pub const fn num(self) -> i128 {
        self.num
    }

    /// The denominator, always positive.
    pub const fn den(self) -> i128 {
        self.den
    }

    /// Reads `0.05`, `-3`, `1e-3` is refused, `1/3`.
    pub fn parse(text: &str) -> Result<Self, RatioError> {
        let bad = || RatioError(text.to_owned());
        if let Some((num, den)) = text.split_once('/') {
            let (num, den) = (num.trim().parse().ok(), den.trim().parse().ok());
            return num
                .zip(den)
                .and_then(|(num, den)| Self::new(num, den))
                .ok_or_else(bad);
        }
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
        let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        if !digits(unsigned) || !digits(fraction) || (unsigned.is_empty() && fraction.is_empty()) {
            return Err(bad());
        }
        let scale = u32::try_from(fraction.len())
            .ok()
            .and_then(|places| 10_i128.checked_pow(places))
            .ok_or_else(bad)?;
        let joined = format!("{whole}{fraction}");
        let num = joined.parse().map_err(|_| bad())?;
        Self::new(num, scale).ok_or_else(bad)
    }

    /// The sum, unless it overflows.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.den == other.den {
            return Some(Self {
                num: self.num.checked_add(other.num)?,
                den: self.den,
            });
        }
        let left = self.num.checked_mul(other.den)?;
        let right = other.num.checked_mul(self.den)?;
        Some(Self {
            num: left.checked_add(right)?,
            den: self.den.checked_mul(other.den)?,
        })
    }

    /// The product, unless it overflows.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        Some(Self {
            num: self.num.checked_mul(other.num)?,
            den: self.den.checked_mul(other.den)?,
        })
    }

    /// The greatest whole number not above it.
    pub fn floor(self) -> i128 {
        self.num.div_euclid(self.den)
    }

    /// The least whole number not below it.
    pub fn ceil(self) -> i128 {
        let floor = self.floor();
        if self.num.rem_euclid(self.den) == 0 {
            floor
        } else {
            floor + 1
        }
    }

    /// The same number in lowest terms.
    pub fn reduced(self) -> Self {
        let (mut a, mut b) = (self.num.unsigned_abs(), self.den.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = i128::try_from(a.max(1)).expect("a divisor of the denominator fits it");
        Self {
            num: self.num / divisor,
            den: self.den / divisor,
        }
    }

    /// The nearest float, for charts and statistics only.
    #[expect(
        clippy::cast_precision_loss,
        reason = "statistics and charts ask for the nearest float"
    )]
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let crossed = self
            .num
            .checked_mul(other.den)
            .zip(other.num.checked_mul(self.den));
        match crossed {
            Some((left, right)) => left.cmp(&right),
            None => by_continued_fractions(*self, *other),
        }
    }
}

/// Compares the whole parts, then the remainders turned over, until they differ: no product is ever
/// formed, so nothing overflows.
fn by_continued_fractions(mut left: Ratio, mut right: Ratio) -> Ordering {
    let mut turned = false;
    loop {
        let whole = left.floor().cmp(&right.floor());
        if whole != Ordering::Equal {
            return if turned { whole.reverse() } else { whole };
        }
        let (a, b) = (
            left.num.rem_euclid(left.den),
            right.num.rem_euclid(right.den),
        );
        let ended = match (a, b) {
            (0, 0) => Some(Ordering::Equal),
            (0, _) => Some(Ordering::Less),
            (_, 0) => Some(Ordering::Greater),
            _ => None,
        };
        if let Some(ordering) = ended {
            return if turned { ordering.reverse() } else { ordering };
        }
        left = Ratio {
            num: left.den,
            den: a,
        };
        right = Ratio {
            num: right.den,
            den: b,
        };
        turned = !turned;
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.reduced();
        for places in 0..=6_u32 {
            let scale = 10_i128.pow(places);
            if scale % plain.den == 0
                && let Some(scaled) = plain.num.checked_mul(scale / plain.den)
            {
                let sign = if scaled < 0 { "-" } else { "" };
                let (scaled, scale) = (scaled.unsigned_abs(), scale.unsigned_abs());
                if places == 0 {
                    return write!(f, "{sign}{scaled}");
                }
                let width = places as usize;
                return write!(f, "{sign}{}.{:0width$}", scaled / scale, scaled % scale);
            }
        }
        write!(f, "{}/{}", plain.num, plain.den)
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ratio {
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
    fn growth_of_exactly_fifteen_per_cent_is_fifteen_per_cent() {
        let (a, b, c) = (10_000_i128, 11_500, 13_225);
        let growth = Ratio::new(b * b + a * c - 2 * a * b, 2 * a * b).unwrap();
        assert_eq!(growth, Ratio::parse("0.15").unwrap());
        assert_eq!(growth.to_string(), "0.15");
    }

    #[test]
    fn the_written_form_is_exact() {
        for (text, shown) in [
            ("0.05", "0.05"),
            ("1/3", "1/3"),
            ("-7/2", "-3.5"),
            ("12", "12"),
        ] {
            assert_eq!(Ratio::parse(text).unwrap().to_string(), shown);
        }
        for bad in ["", ".", "1e-3", "x", "1/0", "--1", "1.2.3"] {
            assert!(Ratio::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn order_is_the_same_by_either_way(
            a in any::<i64>(), b in 1..i64::MAX, c in any::<i64>(), d in 1..i64::MAX,
        ) {
            let left = Ratio::new(a.into(), b.into()).unwrap();
            let right = Ratio::new(c.into(), d.into()).unwrap();
            prop_assert_eq!(left.cmp(&right), by_continued_fractions(left, right));
        }

        #[test]
        fn order_holds_where_products_overflow(a in 2..i128::MAX, b in 2..i128::MAX) {
            let left = Ratio::new(a, b).unwrap();
            prop_assert_eq!(left.cmp(&left), Ordering::Equal);
            let above = Ratio::new(a, b - 1).unwrap();
            prop_assert_eq!(left.cmp(&above), Ordering::Less);
            prop_assert_eq!(above.cmp(&left), Ordering::Greater);
        }
    }
}
