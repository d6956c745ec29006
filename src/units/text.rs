//! Text as people type it, made comparable: half-width, single spaces, nothing invisible.

use std::borrow::Cow;

/// `text` with full-width letters, digits and punctuation (全角) made half-width, zero-width
/// characters and byte-order marks removed, every run of white space made one space, and none at
/// the ends. Borrows when there is nothing to change within. Doing it twice changes nothing more.
pub fn normalise(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_normal(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for found in text
        .chars()
        .filter(|&found| !is_invisible(found))
        .map(narrow)
    {
        if found != ' ' {
            out.push(found);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    Cow::Owned(out)
}

/// Whether `text` is a number as a spreadsheet shortens it, such as `2.02521E+11`: digits were lost.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() == 1 && digits(whole) && digits(fraction) && exponent.len() < 4 && digits(exponent)
}

/// Bytes that were checked to be ASCII, as text.
pub(super) fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("ASCII bytes are text")
}

fn is_normal(text: &str) -> bool {
    let mut after_space = true;
    for found in text.chars() {
        if found == ' ' && after_space || is_invisible(found) || narrow(found) != found {
            return false;
        }
        after_space = found == ' ';
    }
    text.is_empty() || !after_space
}

fn is_invisible(found: char) -> bool {
    matches!(
        found,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}

fn narrow(found: char) -> char {
    match found {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(found as u32 - 0xfee0).unwrap_or(found),
        '\u{ffe5}' => '¥',
        _ if found.is_whitespace() || found.is_control() => ' ',
        _ => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_becomes_comparable() {
        for (text, normal) in [
            ("", ""),
            ("  ", ""),
            ("１２３，４５６．７８", "123,456.78"),
            ("\u{feff}公开（公告）号\u{3000}", "公开(公告)号"),
            ("a\u{a0}\t b\u{200b}c\r\n", "a bc"),
            ("￥５", "¥5"),
        ] {
            assert_eq!(normalise(text), normal);
        }
        assert!(matches!(normalise(" 重庆市 a "), Cow::Borrowed("重庆市 a")));
    }

    #[test]
    fn a_shortened_number_is_recognised() {
        for text in ["2.02521E+11", "9.15E+17", "2e11", "9.1510000000000000E+17"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["", "E", "12.5E+3", "2.0E", "2.E+1", "91E", "1E+1234", "2.5"] {
            assert!(!is_scientific(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn twice_is_once(text in "[ a\u{a0}\u{3000}\u{ff21}\u{200b}\u{feff}中\t]{0,12}") {
            let once = normalise(&text).into_owned();
            prop_assert!(matches!(normalise(&once), Cow::Borrowed(_)), "{once:?}");
            prop_assert_eq!(normalise(&once), once.as_str());
        }
    }
}
