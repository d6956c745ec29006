//! Exact ratios: what every indicator and every edge of a band is compared in.

use super::amount::Amount;
use super::decimal::{Decimal, DecimalError};
use super::written::written;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A ratio 比值 of two whole numbers, kept as it was made: 2/4 stays 2/4, and equals 1/2.
/// Compared exactly whatever its size. Written as a decimal where six places hold it, else `1/3`.
#[derive(Clone, Copy)]
pub struct Ratio {
    num: i128,
    den: i128,
}

/// The text is no ratio that can be held exactly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a ratio; write 0.05, 12 or 1/3")]
pub struct RatioError(String);

impl Ratio {
    /// Nought.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num / den`; `None` when `den` is nought, or is negative and the sign cannot be turned.
    pub const fn new(num: i128, den: i128) -> Option<Self> {
        if den > 0 {
            return Some(Self { num, den });
        }
        match (num.checked_neg(), den.checked_neg()) {
            (Some(num), Some(den)) if den > 0 => Some(Self { num, den }),
            _ => None,
        }
    }

    /// A whole number.
    pub const fn from_int(num: i128) -> Self {
        Self { num, den: 1 }
    }

    /// One amount over another; `None` when the second is nought.
    pub fn of(part: Amount, whole: Amount) -> Option<Self> {
        Self::new(part.fen().into(), whole.fen().into())
    }

    /// The number above the line, unreduced.
    pub const fn num(self) -> i128 {
        self.num
    }

    /// The number below the line, unreduced and above nought.
    pub const fn den(self) -> i128 {
        self.den
    }

    /// Reads a decimal such as `0.05`, exactly.
    pub fn parse_decimal(text: &str) -> Result<Self, RatioError> {
        Decimal::parse(text)
            .map(|Decimal { mantissa, scale }| Self {
                num: mantissa,
                den: 10i128.pow(scale),
            })
            .map_err(|_: DecimalError| RatioError(text.to_owned()))
    }

    /// Reads a decimal, or `num/den`.
    pub fn parse(text: &str) -> Result<Self, RatioError> {
        let Some((num, den)) = text.split_once('/') else {
            return Self::parse_decimal(text);
        };
        let ratio = num.trim().parse().ok().zip(den.trim().parse().ok());
        ratio
            .and_then(|(num, den)| Self::new(num, den))
            .ok_or_else(|| RatioError(text.to_owned()))
    }

    /// The sum; `None` when working it out exactly leaves 128 bits.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.plus(other)
            .or_else(|| self.reduced().plus(other.reduced()))
    }

    /// The difference; `None` when working it out exactly leaves 128 bits.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Self {
            num: other.num.checked_neg()?,
            den: other.den,
        })
    }

    /// The product; `None` when it does not fit 128 bits even in lowest terms.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let times =
            |a: Self, b: Self| Self::new(a.num.checked_mul(b.num)?, a.den.checked_mul(b.den)?);
        times(self, other).or_else(|| {
            let left = Self {
                num: self.num,
                den: other.den,
            }
            .reduced();
            let right = Self {
                num: other.num,
                den: self.den,
            }
            .reduced();
            times(left, right)
        })
    }

    /// The quotient; `None` when `other` is nought or the result does not fit.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.checked_mul(Self::new(other.den, other.num)?)
    }

    /// The largest whole number that is not above it.
    pub const fn floor(self) -> i128 {
        self.num.div_euclid(self.den)
    }

    /// The least whole number that is not below it.
    pub const fn ceil(self) -> i128 {
        self.floor()
            + if self.num.rem_euclid(self.den) == 0 {
                0
            } else {
                1
            }
    }

    /// The nearest floating-point number: for display and statistics, never for a decision.
    #[expect(clippy::cast_precision_loss, reason = "display and statistics only")]
    pub fn to_f64(self) -> f64 {
        let Self { num, den } = self.reduced();
        num as f64 / den as f64
    }

    /// The number with every digit: a decimal where one holds it, else `1/3`. It reads back by [`Ratio::parse`].
    pub fn exact(self) -> String {
        let Self { num, den } = self.reduced();
        let (mut rest, mut twos, mut fives) = (den, 0_u32, 0_u32);
        while rest % 2 == 0 {
            (rest, twos) = (rest / 2, twos + 1);
        }
        while rest % 5 == 0 {
            (rest, fives) = (rest / 5, fives + 1);
        }
        let places = twos.max(fives);
        let scaled = (rest == 1 && places <= 38)
            .then(|| 10_i128.pow(places) / den)
            .and_then(|factor| num.checked_mul(factor));
        match scaled {
            None => format!("{num}/{den}"),
            Some(whole) if places == 0 => whole.to_string(),
            Some(scaled) => {
                let sign = if scaled < 0 { "-" } else { "" };
                let width = places as usize + 1;
                let digits = format!("{:0width$}", scaled.unsigned_abs());
                let (whole, fraction) = digits.split_at(digits.len() - places as usize);
                format!("{sign}{whole}.{fraction}")
            }
        }
    }

    fn plus(self, other: Self) -> Option<Self> {
        let common = gcd(self.den, other.den);
        let (mine, others) = (self.den / common, other.den / common);
        let num = self
            .num
            .checked_mul(others)?
            .checked_add(other.num.checked_mul(mine)?)?;
        Self::new(num, self.den.checked_mul(others)?)
    }

    /// The same number in lowest terms.
    pub fn reduced(self) -> Self {
        let common = gcd(self.num, self.den);
        Self {
            num: self.num / common,
            den: self.den / common,
        }
    }
}

/// The greatest common divisor of any number and one above nought; it divides the second.
fn gcd(num: i128, den: i128) -> i128 {
    let (mut a, mut b) = (num.unsigned_abs(), den.unsigned_abs());
    // Nearly all fit 64 bits, which divide many times as fast.
    if let (Ok(mut a), Ok(mut b)) = (u64::try_from(a), u64::try_from(b)) {
        while a != 0 {
            (a, b) = (b % a, a);
        }
        return b.into();
    }
    while a != 0 {
        (a, b) = (b % a, a);
    }
    i128::try_from(b).expect("a divisor of `den` is no larger than `den`")
}

/// Compares by whole parts, then by the reciprocals of what is left: no product, no overflow.
fn compare_by_parts(mut a: Ratio, mut b: Ratio) -> Ordering {
    loop {
        let (left, right) = (a.num.rem_euclid(a.den), b.num.rem_euclid(b.den));
        let whole = a.floor().cmp(&b.floor());
        if whole != Ordering::Equal || left == 0 || right == 0 {
            return whole.then(left.cmp(&right));
        }
        (a, b) = (
            Ratio {
                num: b.den,
                den: right,
            },
            Ratio {
                num: a.den,
                den: left,
            },
        );
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.den == other.den {
            return self.num.cmp(&other.num);
        }
        match (
            self.num.checked_mul(other.den),
            other.num.checked_mul(self.den),
        ) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => compare_by_parts(*self, *other),
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl Hash for Ratio {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { num, den } = self.reduced();
        (num, den).hash(state);
    }
}

impl Default for Ratio {
    fn default() -> Self {
        Self::ZERO
    }
}

impl From<i64> for Ratio {
    fn from(whole: i64) -> Self {
        Self::from_int(whole.into())
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MILLION: i128 = 1_000_000;
        let Self { num, den } = self.reduced();
        if den == 1 {
            return write!(f, "{num}");
        }
        if MILLION % den != 0 {
            return write!(f, "{num}/{den}");
        }
        let sign = if num < 0 { "-" } else { "" };
        let whole = (num / den).unsigned_abs();
        let millionths = (num % den * (MILLION / den)).unsigned_abs();
        let fraction = format!("{millionths:06}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}

written!(Ratio, RatioError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::hash::BuildHasher;

    fn ratio(num: i128, den: i128) -> Ratio {
        Ratio::new(num, den).unwrap()
    }

    /// The size of a product as (high, low) halves of 256 bits, by schoolbook multiplication.
    fn wide(a: u128, b: u128) -> (u128, u128) {
        const LOW: u128 = u64::MAX as u128;
        let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
        let low = a0 * b0;
        let middle = a1 * b0 + (low >> 64);
        let cross = a0 * b1 + (middle & LOW);
        (
            a1 * b1 + (middle >> 64) + (cross >> 64),
            cross << 64 | low & LOW,
        )
    }

    fn oracle(a: Ratio, b: Ratio) -> Ordering {
        let left = wide(a.num.unsigned_abs(), b.den.unsigned_abs());
        let right = wide(b.num.unsigned_abs(), a.den.unsigned_abs());
        match (a.num < 0, b.num < 0) {
            (false, false) => left.cmp(&right),
            (true, true) => right.cmp(&left),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    #[test]
    fn equal_ratios_are_one_value() {
        assert_eq!(ratio(1, 2), ratio(2, 4));
        let hasher = std::collections::hash_map::RandomState::new();
        assert_eq!(hasher.hash_one(ratio(1, 2)), hasher.hash_one(ratio(2, 4)));
        assert_eq!((ratio(2, 4).num(), ratio(2, 4).den()), (2, 4));
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::new(1, -2), Ratio::new(-1, 2));
        assert_eq!(Ratio::new(i128::MIN, -2), None);
        assert_eq!(Ratio::new(1, i128::MIN), None);
    }

    #[test]
    fn growth_of_exactly_fifteen_percent_is_fifteen_percent() {
        let half = ratio(1, 2);
        let sum = ratio(11_500, 10_000)
            .checked_add(ratio(13_225, 11_500))
            .unwrap();
        let growth = sum
            .checked_mul(half)
            .unwrap()
            .checked_sub(Ratio::ONE)
            .unwrap();
        assert_eq!(growth, Ratio::parse_decimal("0.15").unwrap());
        assert_eq!(growth.to_string(), "0.15");
    }

    #[test]
    fn the_largest_ratios_compare() {
        let most = ratio(i128::MAX, i128::MAX - 1);
        let more = ratio(i128::MAX - 1, i128::MAX - 2);
        assert!(most < more && ratio(i128::MIN, 1) < ratio(i128::MIN, 2));
        assert_eq!(
            ratio(i128::MIN, i128::MAX).cmp(&ratio(-1, 1)),
            Ordering::Less
        );
    }

    #[test]
    fn arithmetic_says_when_it_cannot() {
        assert_eq!(ratio(i128::MAX, 1).checked_add(Ratio::ONE), None);
        assert_eq!(
            ratio(i128::MAX, 3).checked_mul(ratio(3, i128::MAX)),
            Some(Ratio::ONE)
        );
        assert_eq!(ratio(i128::MAX, 2).checked_mul(ratio(i128::MAX, 3)), None);
        assert_eq!(ratio(1, 1).checked_sub(ratio(i128::MIN, 1)), None);
        assert_eq!(
            ratio(1, 2).checked_div(ratio(1, 4)),
            Some(Ratio::from_int(2))
        );
        assert_eq!(ratio(1, 2).checked_div(Ratio::ZERO), None);
        assert_eq!((ratio(-1, 2).floor(), ratio(7, 2).floor()), (-1, 3));
        let yuan = |yuan| Amount::from_yuan(yuan).unwrap();
        assert_eq!(Ratio::of(yuan(3), yuan(60)), Ratio::new(1, 20));
        assert_eq!(Ratio::of(yuan(3), yuan(0)), None);
        assert_eq!(
            (ratio(-1, 2).ceil(), ratio(7, 2).ceil(), ratio(4, 2).ceil()),
            (0, 4, 2)
        );
        assert!((ratio(1, 4).to_f64() - 0.25).abs() < f64::EPSILON);
    }

    #[test]
    fn a_ratio_is_written_exactly_or_as_a_fraction() {
        for (given, written) in [
            (ratio(1, 20), "0.05"),
            (ratio(24, 2), "12"),
            (ratio(-1, 4), "-0.25"),
            (ratio(-5, 4), "-1.25"),
            (ratio(1, 3), "1/3"),
            (ratio(2, 6), "1/3"),
            (ratio(1, 1_000_000), "0.000001"),
            (ratio(1, 10_000_000), "1/10000000"),
        ] {
            assert_eq!(given.to_string(), written);
            assert_eq!(Ratio::parse(written), Ok(given));
        }
        assert_eq!(Ratio::parse("1 / 3"), Ok(ratio(1, 3)));
        for text in ["", "1/0", "a", "1/2/3", "5%", "1e-3", "--1", "1.2.3"] {
            assert_eq!(
                Ratio::parse(text).unwrap_err().to_string(),
                format!("`{text}` is not a ratio; write 0.05, 12 or 1/3")
            );
        }
    }

    fn any_ratio() -> impl Strategy<Value = Ratio> {
        let small = (-20i128..20, 1i128..20);
        let large = (any::<i128>(), 1..=i128::MAX);
        let near = (i128::MAX - 9..=i128::MAX, i128::MAX - 9..=i128::MAX);
        prop_oneof![small, large, near].prop_map(|(num, den)| ratio(num, den))
    }

    proptest! {
        #[test]
        fn order_agrees_with_wide_arithmetic(a in any_ratio(), b in any_ratio()) {
            prop_assert_eq!(a.cmp(&b), oracle(a, b));
            prop_assert_eq!(compare_by_parts(a, b), oracle(a, b));
            prop_assert_eq!(a == b, a.reduced().num == b.reduced().num && a.reduced().den == b.reduced().den);
        }

        #[test]
        fn the_written_form_reads_back(a in any_ratio()) {
            prop_assert_eq!(Ratio::parse(&a.to_string()), Ok(a));
            let json = serde_json::to_string(&a).unwrap();
            prop_assert_eq!(serde_json::from_str::<Ratio>(&json).unwrap(), a);
        }

        #[test]
        fn what_is_added_can_be_taken_away(a in any_ratio(), b in any_ratio()) {
            if let Some(back) = a.checked_add(b).and_then(|sum| sum.checked_sub(b)) {
                prop_assert_eq!(back, a);
            }
            let floor = ratio(a.floor(), 1);
            prop_assert!(floor <= a && a.checked_sub(floor).is_none_or(|rest| rest < Ratio::ONE));
        }
    }
}
