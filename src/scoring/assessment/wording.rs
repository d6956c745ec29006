//! Numbers, bands and differences as a person reads them, in Chinese and English.

use crate::scoring::Value;
use crate::scoring::indicator::{Definition, Unit};
use crate::scoring::model::{Band, Edge, Interval, Points};
use crate::units::{Amount, Bilingual, Ratio};

/// The value as a person reads it.
pub(super) fn value(definition: &Definition, value: &Value) -> Bilingual {
    match value {
        Value::Number(number) => number_of(definition, *number),
        Value::Word(word) => Bilingual::new(word, word),
        Value::Unknown => Bilingual::new("未知", "unknown"),
        Value::NotApplicable => Bilingual::new("不适用", "not applicable"),
        Value::NotComputable => Bilingual::new("不可计算", "not computable"),
    }
}

/// A number in its unit.
pub(super) fn number_of(definition: &Definition, number: Ratio) -> Bilingual {
    match definition.unit {
        Unit::Percent | Unit::ShareOfMoney | Unit::ShareOfHeads => {
            let text = format!(
                "{}%",
                decimal(number.num().checked_mul(100), number.den(), 2)
            );
            Bilingual::new(&text, &text)
        }
        Unit::Amount => amount(number),
        Unit::Days => {
            let days = number.floor();
            Bilingual::new(format!("{days} 天"), format!("{days} days"))
        }
        Unit::Mark => {
            let text = decimal(Some(number.num()), number.den().saturating_mul(100), 2);
            Bilingual::new(format!("{text} 分(百分制)"), format!("{text} of 100"))
        }
        Unit::Flag if number == Ratio::ZERO => Bilingual::new("否", "no"),
        Unit::Flag => Bilingual::new("是", "yes"),
        // Its edges are those that were fitted: no digit of them may be lost.
        Unit::Given => Bilingual::new(number.exact(), number.exact()),
        Unit::Count | Unit::Word | Unit::Number => {
            let text = decimal(Some(number.num()), number.den(), 2);
            Bilingual::new(&text, &text)
        }
    }
}

/// Fen as yuan, in 万元 from ten thousand yuan on for the Chinese reader.
pub(super) fn amount(fen: Ratio) -> Bilingual {
    let Ok(whole) = i64::try_from(fen.floor()) else {
        return Bilingual::new(format!("{fen} 分"), format!("{fen} fen"));
    };
    let yuan = Amount::from_fen(whole).grouped();
    let zh = if whole.unsigned_abs() >= 1_000_000 {
        format!("{} 万元", decimal(Some(whole.into()), 1_000_000, 2))
    } else {
        format!("{yuan} 元")
    };
    Bilingual::new(zh, format!("{yuan} yuan"))
}

/// `num / den` to so many places, rounded half away from zero, without trailing zeros.
fn decimal(num: Option<i128>, den: i128, places: u32) -> String {
    let scale = 10_i128.pow(places);
    let scaled = num.and_then(|num| num.checked_mul(2 * scale));
    let Some(scaled) = scaled.filter(|_| den < i128::MAX / 2) else {
        return "…".to_owned();
    };
    let rounded = half_up(scaled.unsigned_abs(), den.unsigned_abs());
    let sign = if scaled < 0 && rounded > 0 { "-" } else { "" };
    let (whole, rest) = (
        rounded / scale.unsigned_abs(),
        rounded % scale.unsigned_abs(),
    );
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{rest:0width$}", width = places as usize);
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

/// `twice / 2 / den`, rounded half up; in 64 bits where that is enough, since it is far faster.
fn half_up(twice: u128, den: u128) -> u128 {
    match (u64::try_from(twice), u64::try_from(den)) {
        (Ok(twice), Ok(den)) if twice < 1 << 62 && den < 1 << 62 => {
            ((twice + den) / (2 * den)).into()
        }
        _ => (twice + den) / (2 * den),
    }
}

/// A band in words.
pub(super) fn band(definition: &Definition, band: &Band) -> Bilingual {
    interval(definition, &band.interval)
}

/// A special code in words.
pub(super) fn code(definition: &Definition, at: Ratio) -> Bilingual {
    let shown = number_of(definition, at);
    Bilingual::new(
        format!("特殊值 {}", shown.zh),
        format!("special code {}", shown.en),
    )
}

/// A stretch of numbers in words.
pub(super) fn interval(definition: &Definition, interval: &Interval) -> Bilingual {
    let low = interval
        .low
        .map(|edge| (sign(edge, true), number_of(definition, edge.at)));
    let high = interval
        .high
        .map(|edge| (sign(edge, false), number_of(definition, edge.at)));
    let part = |part: &Option<(&str, Bilingual)>| {
        part.as_ref()
            .map(|(sign, n)| (format!("{sign} {}", n.zh), format!("{sign} {}", n.en)))
    };
    match (part(&low), part(&high)) {
        (None, None) => Bilingual::new("任何值", "any value"),
        (Some(one), None) | (None, Some(one)) => Bilingual::new(one.0, one.1),
        (Some(low), Some(high)) => Bilingual::new(
            format!("{} 且 {}", low.0, high.0),
            format!("{} and {}", low.1, high.1),
        ),
    }
}

fn sign(edge: Edge, is_low: bool) -> &'static str {
    match (is_low, edge.above) {
        (true, false) => "≥",
        (true, true) => ">",
        (false, false) => "<",
        (false, true) => "≤",
    }
}

/// Points as `6` or `5–6`.
pub(super) fn points(points: Points) -> String {
    if points.low == points.high {
        points.low.to_string()
    } else {
        format!("{}–{}", points.low, points.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_half_away_and_lose_no_sign() {
        for (num, den, shown) in [
            (1, 3, "0.33"),
            (-1, 3, "-0.33"),
            (1, 200, "0.01"),
            (-1, 1000, "0"),
            (7, 2, "3.5"),
        ] {
            assert_eq!(decimal(Some(num), den, 2), shown);
        }
        assert_eq!(Amount::from_fen(-123_456_789).grouped(), "-1,234,567.89");
        assert_eq!(amount(Ratio::from_int(123_456_700)).zh, "123.46 万元");
    }
}
