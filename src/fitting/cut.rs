//! Cuts 切点: exact decimals between two values that were met, as short as they can be.

use crate::units::Ratio;
use crate::units::plain::plain_ratio;

/// The shortest decimal above `low` and below `high`, or `high` itself where no shorter one lies between; `None`
/// where it has more digits than can be held. As floating-point numbers `low < cut ≤ high` as well, so
/// that a table that compares exactly and a count in floating point part the same values.
pub fn between(low: f64, high: f64) -> Option<Ratio> {
    // Halves before the sum: a sum of two large numbers would overflow.
    let middle = low / 2.0 + high / 2.0;
    let shorter = (0..17).find_map(|digits| {
        let text = format!("{middle:.digits$e}");
        let near: f64 = text.parse().ok()?;
        (low < near && near < high).then(|| plain_ratio(&text))
    });
    shorter.unwrap_or_else(|| plain_ratio(&format!("{high:e}")))
}

/// The shortest decimal that reads back as this floating-point number; `None` where it needs more than 38 digits.
pub fn decimal(value: f64) -> Option<Ratio> {
    plain_ratio(&format!("{value:e}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_are_short_and_read_as_they_are_written() {
        for (low, high, cut) in [
            (24.0, 25.0, "24.5"),
            (1.0, 1000.0, "500"),
            (0.1, 0.2, "0.15"),
            (-0.3, 0.4, "0.05"),
            (-1.0, 1.0, "0"),
            (1_169.0, 5_951.0, "4000"),
            (0.1, 0.100_000_000_000_000_02, "0.10000000000000002"),
        ] {
            assert_eq!(between(low, high).unwrap().exact(), cut, "{low} {high}");
        }
        assert_eq!(between(1e300, 1e301), None);
        assert_eq!(decimal(-0.001_5).unwrap().exact(), "-0.0015");
    }

    proptest! {
        #[test]
        fn a_cut_parts_what_it_shall_part(a in -1e9_f64..1e9, step in 1_u64..1_000_000) {
            let b = f64::from_bits(if a >= 0.0 { a.to_bits() + step } else { a.to_bits() - step });
            prop_assume!(a < b);
            let cut = between(a, b).unwrap();
            prop_assert!(a < cut.to_f64() && cut.to_f64() <= b, "{a:e} {} {b:e}", cut.exact());
            prop_assert_eq!(Ratio::parse(&cut.exact()).unwrap(), cut);
            prop_assert!(decimal(a).unwrap() < cut && cut <= decimal(b).unwrap());
        }
    }
}
