//! Whether two names are written for one person: by it four eyes are four.

/// Whether two names are written for one person: a role before it, the size of letters, blanks and signs that
/// nobody sees make no other one.
pub fn same_person(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    if is_bare(one) && is_bare(other) {
        return false;
    }
    bare(one) == bare(other)
}

/// Whether a name is surely as [`bare`] gives it: most are, and need no copy to tell.
fn is_bare(name: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase() && *byte != b':';
    name.as_bytes().iter().all(plain)
}

/// The name alone.
pub fn bare(name: &str) -> String {
    let last = name.rsplit([':', '：']).next().unwrap_or(name);
    let unseen = |sign: &char| {
        sign.is_whitespace()
            || sign.is_control()
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let seen = last.chars().filter(|sign| !unseen(sign));
    seen.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_and_the_way_of_writing_make_no_other_person() {
        for (one, other) in [
            ("li", "Li"),
            ("maker:li", "checker: li"),
            ("王 敏", "复核：王敏\u{200b}"),
        ] {
            assert!(same_person(one, other), "{one} {other}");
        }
        assert!(!same_person("maker:li", "maker:lin"));
        assert!(!same_person("li", "lin"));
    }
}
