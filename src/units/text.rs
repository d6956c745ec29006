//! Text as it comes out of real files, made plain: full-width forms, odd spaces, invisible marks.

use std::borrow::Cow;

/// Full-width letters, digits and signs become half-width; every kind of space becomes one plain
/// space; zero-width characters and byte-order marks go; ends are trimmed. Plain text is borrowed.
pub fn normalise(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    let plain = trimmed.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if plain && !trimmed.contains("  ") {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    let mut changed = false;
    for c in trimmed.chars() {
        let mapped = match c {
            '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}' => None,
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
            _ if c.is_whitespace() || c.is_control() => {
                if out.ends_with(' ') {
                    None
                } else {
                    Some(' ')
                }
            }
            _ => Some(c),
        };
        changed |= mapped != Some(c);
        out.extend(mapped);
    }
    if changed {
        Cow::Owned(out.trim().to_owned())
    } else {
        Cow::Borrowed(trimmed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_becomes_the_same() {
        assert_eq!(normalise("　（Ａ１）　\u{feff}"), "(A1)");
        assert_eq!(normalise("a \u{a0} b\u{200b}"), "a b");
        assert!(matches!(normalise(" 重庆市 "), Cow::Borrowed("重庆市")));
    }
}
