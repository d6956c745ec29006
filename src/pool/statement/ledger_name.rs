//! Names of accounts in the books of other programs: a root by class, the code, the pool, the district, whose.

use super::row::{Row, Whose};
use crate::pool::account::{Class, Code};
use crate::units::names::PoolId;
use std::fmt::Write;

/// The account on which a statement of a contributor or a bank, which has one side of most events only,
/// puts the other.
pub(super) const OUTSIDE: &str = "Equity:Outside-this-statement";

/// The root and the code: the account above all districts and holders.
pub(super) fn parent(code: Code) -> String {
    let root = match code.class() {
        Class::Asset => "Assets",
        Class::Liability => "Liabilities",
        Class::NetAsset => "Equity",
        Class::Income => "Income",
        Class::Cost => "Expenses",
        Class::Memorandum => "Equity:Memorandum",
    };
    let words: Vec<&str> = code
        .en()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    format!("{root}:{code}-{}", words.join("-"))
}

/// The parent of the code of a row.
pub(super) fn parent_of(row: &Row) -> String {
    parent(row.code)
}

/// An account as hledger reads it: the names as they are, but for the characters that it gives a meaning.
pub(super) fn spoken(code: Code, pool: &PoolId, district: &str, holder: Option<&Whose>) -> String {
    let mut name = format!("{}:{pool}:{}", parent(code), escaped(district));
    if let Some(Whose { of, key }) = holder {
        write!(name, ":{of}:{}", escaped(key)).expect("a string takes all that is written");
    }
    name
}

/// Text without characters that mean something in a line of hledger, each by its number instead.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ':' | ';' | '%' | '|' | '"' | '=') || c.is_control() {
            write!(out, "%{:02X}", u32::from(c)).expect("a string takes all that is written");
        } else {
            out.push(c);
        }
    }
    out
}

/// An account as beancount reads it: in ASCII, each part with a capital first.
pub(super) fn ascii(code: Code, pool: &PoolId, district: &str, holder: Option<&Whose>) -> String {
    let mut name = format!(
        "{}:Pool-{}:District-{}",
        parent(code),
        encoded(pool.as_str()),
        encoded(district)
    );
    if let Some(Whose { of, key }) = holder {
        let (first, rest) = of.split_at(1);
        let first = first.to_ascii_uppercase();
        write!(name, ":{first}{rest}-{}", encoded(key))
            .expect("a string takes all that is written");
    }
    name
}

/// Letters and digits as they are, a hyphen doubled, any other character as its number between hyphens:
/// different texts stay different.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            '-' => out.push_str("--"),
            c => write!(out, "-{:x}-", u32::from(c)).expect("a string takes all that is written"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_of_both_kinds() {
        let pool = PoolId::parse("cq-pool").unwrap();
        let whose = Whose {
            of: "claim",
            key: "BC:2021-7".into(),
        };
        let code = Code::ClaimsUnderReview;
        let said = [
            spoken(code, &pool, "渝北区", Some(&whose)),
            ascii(code, &pool, "渝北区", Some(&whose)),
            ascii(Code::Rights, &pool, "500112", None),
        ];
        insta::assert_snapshot!(said.join("\n"), @"
        Liabilities:2010-claims-under-review:cq-pool:渝北区:claim:BC%3A2021-7
        Liabilities:2010-claims-under-review:Pool-cq--pool:District--6e1d--5317--533a-:Claim-BC-3a-2021--7
        Equity:Memorandum:9040-recovery-rights:Pool-cq--pool:District-500112
        ");
    }

    proptest! {
        #[test]
        fn different_names_stay_different(a in "\\PC{1,6}", b in "[-a-z0-9%渝北]{1,6}", c in "[-a-z0-9%渝北]{1,6}") {
            prop_assert!(encoded(&a).chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
            prop_assert_eq!(b == c, encoded(&b) == encoded(&c));
            prop_assert_eq!(b == c, escaped(&b) == escaped(&c));
        }
    }
}
