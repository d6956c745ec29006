//! Names of applicants in one cell: how many there are, and an id for one that has no code.

use crate::units::text::normalise;
use crate::units::{Digest, EnterpriseId};

/// Endings of company names that a list with commas tears off.
const SUFFIXES: &[&str] = &[
    "INC",
    "LLC",
    "LTD",
    "CO",
    "CO LTD",
    "CORP",
    "CORPORATION",
    "LIMITED",
    "GMBH",
    "SA",
    "AG",
    "BV",
    "KK",
    "LP",
    "LLP",
    "PLC",
    "NV",
    "SPA",
    "SRL",
    "SARL",
    "PTE",
    "PTE LTD",
    "PTY",
    "PTY LTD",
    "AB",
    "OY",
    "AS",
    "JR",
    "SR",
];

/// How a cell with several names is split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Splitting {
    /// What stands between two names.
    pub(super) separator: String,
    /// Whether an ending such as `Inc.` belongs to the name before it.
    pub(super) company_suffixes: bool,
}

impl Splitting {
    /// The names in a cell, as slices of it.
    pub(super) fn names<'a>(&self, cell: &'a str) -> Vec<&'a str> {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        let mut from = 0;
        for piece in cell.split(self.separator.as_str()) {
            let (start, end) = (from, from + piece.len());
            from = end + self.separator.len();
            if piece.trim().is_empty() {
                continue;
            }
            match spans.last_mut() {
                Some(last) if self.company_suffixes && is_suffix(piece) => last.1 = end,
                _ => spans.push((start, end)),
            }
        }
        spans
            .into_iter()
            .map(|(start, end)| cell[start..end].trim())
            .collect()
    }
}

fn is_suffix(piece: &str) -> bool {
    let plain = piece.replace('.', "").trim().to_ascii_uppercase();
    SUFFIXES.contains(&plain.as_str())
}

/// The form of a name by which names are compared: normalised, upper case, no punctuation.
pub(super) fn name_key(name: &str) -> String {
    let mut key = String::new();
    for c in normalise(name).chars().flat_map(char::to_uppercase) {
        if c.is_alphanumeric() {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// An id of the scheme `x:` made from a name: the letters and digits of an ASCII name of up to forty
/// characters, else what fits of it and a digest. The same name gives the same id everywhere; two
/// spellings of one firm give two, which is why a dictionary of applicants is better.
pub(super) fn id_of_name(name: &str) -> Option<EnterpriseId> {
    let key = name_key(name);
    if key.is_empty() {
        return None;
    }
    let slug: String = key
        .chars()
        .filter(char::is_ascii)
        .map(|c| {
            if c == ' ' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .take(40)
        .collect();
    let whole = key.is_ascii() && key.len() <= 40;
    let value = if whole {
        slug
    } else {
        let short = Digest::of(key.as_bytes()).short();
        let slug = slug.trim_matches('-');
        if slug.is_empty() {
            format!("name-{short}")
        } else {
            format!("{slug}-{short}")
        }
    };
    EnterpriseId::in_scheme("x", &value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_ending_after_a_comma_is_no_second_applicant() {
        let commas = Splitting {
            separator: ", ".to_owned(),
            company_suffixes: true,
        };
        assert_eq!(commas.names("Kespry, Inc."), ["Kespry, Inc."]);
        assert_eq!(
            commas.names("Amazon Technologies, Inc., Foo Co., Ltd., 国家电网公司"),
            ["Amazon Technologies, Inc.", "Foo Co., Ltd.", "国家电网公司"]
        );
        let lens = Splitting {
            separator: ";;".to_owned(),
            company_suffixes: false,
        };
        assert_eq!(lens.names("A CO LTD;;B UNIV;;"), ["A CO LTD", "B UNIV"]);
        assert!(lens.names(" ").is_empty());
    }

    #[test]
    fn a_name_gives_one_id() {
        let id = |name| id_of_name(name).map(|id| id.to_string());
        assert_eq!(id("Kespry, Inc."), Some("x:kespry-inc".to_owned()));
        assert_eq!(id("KESPRY  INC"), id("Kespry, Inc."));
        assert!(id("北京交通大学").is_some_and(|id| id.starts_with("x:name-")));
        assert_eq!(id("***"), None);
    }

    proptest! {
        #[test]
        fn every_name_with_a_letter_has_an_id(name in "\\PC{0,90}") {
            let lettered = name_key(&name).chars().any(char::is_alphanumeric);
            prop_assert_eq!(id_of_name(&name).is_some(), lettered);
        }
    }
}
