//! The words and signs that stand around a number of money: units, currencies, minus signs.

use super::amount::YUAN;

/// Written magnitudes in fen, longest first where one ends with another.
const MAGNITUDES: [(&str, i64); 7] = [
    ("万亿", 1_000_000_000_000 * YUAN),
    ("千万", 10_000_000 * YUAN),
    ("百万", 1_000_000 * YUAN),
    ("亿", 100_000_000 * YUAN),
    ("万", 10_000 * YUAN),
    ("千", 1_000 * YUAN),
    ("百", 100 * YUAN),
];

/// Words and signs of the yuan itself.
const HOME: [&str; 6] = ["人民币", "¥", "RMB", "CNY", "rmb", "cny"];

/// Words and signs of other currencies, in capitals.
const FOREIGN: [&str; 30] = [
    "美元",
    "美金",
    "港元",
    "港币",
    "欧元",
    "日元",
    "日圆",
    "英镑",
    "韩元",
    "澳元",
    "澳门元",
    "加元",
    "加拿大元",
    "新加坡元",
    "新台币",
    "台币",
    "瑞士法郎",
    "法郎",
    "卢布",
    "马克",
    "USD",
    "HKD",
    "EUR",
    "JPY",
    "GBP",
    "SGD",
    "KRW",
    "$",
    "€",
    "£",
];

/// Whether `text` names another currency.
pub(super) fn is_foreign(text: &str) -> bool {
    let capitals = text.to_uppercase();
    FOREIGN.into_iter().any(|word| capitals.contains(word))
}

/// Takes the words behind a number off it: the number, and the unit in fen when one is named.
pub(super) fn split_unit(text: &str) -> (&str, Option<i64>) {
    let bracketed = text
        .strip_suffix(')')
        .and_then(|inside| inside.rsplit_once('('));
    if let Some((number, words)) = bracketed.filter(|(number, _)| !number.trim().is_empty()) {
        return match split_unit(words) {
            ("", unit) => (number.trim_end(), unit),
            _ => (text, None),
        };
    }
    let text = strip_home_suffix(text);
    let (text, yuan) = match text
        .strip_suffix("元整")
        .or_else(|| text.strip_suffix('元'))
    {
        Some(rest) => (strip_home_suffix(rest), Some(YUAN)),
        None => (text, None),
    };
    let magnitude = MAGNITUDES.into_iter().find_map(|(word, fen)| {
        text.strip_suffix(word)
            .map(|number| (number.trim_end(), Some(fen)))
    });
    magnitude.unwrap_or((text, yuan))
}

fn strip_home_suffix(text: &str) -> &str {
    let text = text.trim_end();
    HOME.into_iter()
        .find_map(|word| text.strip_suffix(word))
        .unwrap_or(text)
        .trim_end()
}

fn strip_home_prefix(text: &str) -> &str {
    HOME.into_iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim_start()
}

/// Takes the currency sign, the minus sign and the accountant's parentheses off a number.
pub(super) fn split_sign(text: &str) -> (bool, &str) {
    let text = strip_home_prefix(text);
    if let Some(inside) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        return (true, strip_home_prefix(inside.trim()));
    }
    match text.strip_prefix('-') {
        Some(rest) => (true, strip_home_prefix(rest)),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_off_a_number() {
        assert_eq!(split_unit("12 万元"), ("12", Some(1_000_000)));
        assert_eq!(split_unit("12元人民币"), ("12", Some(100)));
        assert_eq!(split_unit("12人民币"), ("12", None));
        assert_eq!(split_unit("(12)"), ("(12)", None));
        assert_eq!(split_unit("1(项)"), ("1(项)", None));
        assert_eq!(split_sign("¥(12)"), (true, "12"));
        assert!(is_foreign("500万美元") && is_foreign("usd 5"));
        assert!(!is_foreign("500万元"));
    }
}
