//! Numbers, bands and differences as a person reads them, in Chinese and English.

use crate::scoring::Value;
use crate::scoring::indicator::{Definition, Unit};
use crate::scoring::model::{Band, Edge, Interval, Points};
use crate::units::{Amount, Bilingual, Ratio};

/// The value as a person reads it.
pub(super) fn value(definition: &Definition, value: &Value) -> Bilingual {
    let mut words = Bilingual::new("", "");
    add_value(&mut words, definition, value);
    words
}

/// Adds the value as a person reads it.
pub(super) fn add_value(words: &mut Bilingual, definition: &Definition, value: &Value) {
    match value {
        Value::Number(number) => add_number(words, definition, *number),
        Value::Word(word) => words.add(word, word),
        Value::Unknown => words.add("未知", "unknown"),
        Value::NotApplicable => words.add("不适用", "not applicable"),
        Value::NotComputable => words.add("不可计算", "not computable"),
    }
}

/// A number in its unit.
pub(super) fn number_of(definition: &Definition, number: Ratio) -> Bilingual {
    let mut words = Bilingual::new("", "");
    add_number(&mut words, definition, number);
    words
}

/// Adds a number in its unit.
pub(super) fn add_number(words: &mut Bilingual, definition: &Definition, number: Ratio) {
    match definition.unit {
        Unit::Percent | Unit::ShareOfMoney | Unit::ShareOfHeads => {
            let hundred = number.num().checked_mul(100);
            add_decimal(words, hundred, number.den(), 2);
            words.add("%", "%");
        }
        Unit::Amount => add_amount(words, number),
        Unit::Days => {
            add_whole(words, number.floor());
            words.add(" 天", " days");
        }
        Unit::Mark => {
            let hundredfold = number.den().saturating_mul(100);
            add_decimal(words, Some(number.num()), hundredfold, 2);
            words.add(" 分(百分制)", " of 100");
        }
        Unit::Flag if number == Ratio::ZERO => words.add("否", "no"),
        Unit::Flag => words.add("是", "yes"),
        // Its edges are those that were fitted: no digit of them may be lost.
        Unit::Given => {
            let exact = number.exact();
            words.add(&exact, &exact);
        }
        Unit::Count | Unit::Word | Unit::Number => {
            add_decimal(words, Some(number.num()), number.den(), 2);
        }
    }
}

/// Fen as yuan, in 万元 from ten thousand yuan on for the Chinese reader.
pub(super) fn amount(fen: Ratio) -> Bilingual {
    let mut words = Bilingual::new("", "");
    add_amount(&mut words, fen);
    words
}

/// Adds it.
pub(super) fn add_amount(words: &mut Bilingual, fen: Ratio) {
    let Ok(whole) = i64::try_from(fen.floor()) else {
        words.add(&format!("{fen} 分"), &format!("{fen} fen"));
        return;
    };
    let yuan = Amount::from_fen(whole).grouped();
    if whole.unsigned_abs() >= 1_000_000 {
        decimal(&mut words.zh, Some(whole.into()), 1_000_000, 2);
        words.add(" 万元", &yuan);
    } else {
        words.add(&yuan, &yuan);
        words.zh.push_str(" 元");
    }
    words.en.push_str(" yuan");
}

fn add_whole(words: &mut Bilingual, number: i128) {
    let begins = words.zh.len();
    push_digits(&mut words.zh, number < 0, number.unsigned_abs());
    words.en.push_str(&words.zh[begins..]);
}

fn add_decimal(words: &mut Bilingual, num: Option<i128>, den: i128, places: u32) {
    let begins = words.zh.len();
    decimal(&mut words.zh, num, den, places);
    words.en.push_str(&words.zh[begins..]);
}

/// Adds `num / den` to so many places, rounded half away from zero, without trailing zeros.
fn decimal(out: &mut String, num: Option<i128>, den: i128, places: u32) {
    let scale = 10_i128.pow(places);
    let scaled = num.and_then(|num| num.checked_mul(2 * scale));
    let Some(scaled) = scaled.filter(|_| den < i128::MAX / 2) else {
        out.push('…');
        return;
    };
    let rounded = half_up(scaled.unsigned_abs(), den.unsigned_abs());
    let scale = scale.unsigned_abs();
    let (whole, mut rest) = (rounded / scale, rounded % scale);
    push_digits(out, scaled < 0 && rounded > 0, whole);
    if rest == 0 {
        return;
    }
    out.push('.');
    let mut place = scale;
    while rest > 0 {
        place /= 10;
        let digit = u8::try_from(rest / place).expect("a digit is below ten");
        out.push(char::from(b'0' + digit));
        rest %= place;
    }
}

/// Adds a whole number, by its sign and its size.
fn push_digits(out: &mut String, negative: bool, mut size: u128) {
    if negative {
        out.push('-');
    }
    let mut digits = [b'0'; 39];
    let mut at = digits.len();
    loop {
        at -= 1;
        // In 64 bits where that is enough, since it is far faster.
        let (rest, digit) = match u64::try_from(size) {
            Ok(size) => (u128::from(size / 10), size % 10),
            Err(_) => (size / 10, u64::try_from(size % 10).unwrap_or(0)),
        };
        digits[at] += u8::try_from(digit).expect("a digit is below ten");
        size = rest;
        if size == 0 {
            break;
        }
    }
    out.extend(digits[at..].iter().map(|digit| char::from(*digit)));
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
            let mut told = String::new();
            decimal(&mut told, Some(num), den, 2);
            assert_eq!(told, shown);
        }
        let mut widest = String::new();
        push_digits(&mut widest, true, u128::MAX);
        assert_eq!(widest, format!("-{}", u128::MAX));
        assert_eq!(Amount::from_fen(-123_456_789).grouped(), "-1,234,567.89");
        assert_eq!(amount(Ratio::from_int(123_456_700)).zh, "123.46 万元");
    }
}
