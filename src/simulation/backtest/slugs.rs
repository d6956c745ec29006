//! Names of banks made ids: the same name has the same id in every file, and names that share one are told.

use crate::units::names::BankId;
use crate::units::{Bilingual, Digest, normalise};
use std::collections::{BTreeMap, BTreeSet};

/// The longest id.
const LONGEST: usize = 40;
/// How many digits of a digest tell names apart.
const DIGITS: usize = 8;

/// The ids that were made, and of which names.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    made: BTreeMap<BankId, BTreeSet<String>>,
}

impl Slugs {
    /// The id of a name.
    pub(super) fn id(&mut self, name: &str) -> BankId {
        let id = slug(name);
        let names = self.made.entry(id.clone()).or_default();
        if !names.contains(name) {
            names.insert(name.to_owned());
        }
        id
    }

    /// A sentence for each id that several names share.
    pub(super) fn notes(&self) -> Vec<Bilingual> {
        let shared = self.made.iter().filter(|(_, names)| names.len() > 1);
        let notes = shared.map(|(id, names)| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            Bilingual::new(
                format!("[假定] {} 的标识同为 {id},视为同一银行", names.join("、")),
                format!(
                    "[assumed] {} have the one id {id}, and are taken for one bank",
                    names.join(", ")
                ),
            )
        });
        notes.collect()
    }
}

/// Small letters and digits with hyphens between; where that loses letters or is too long, digits of the name's digest
/// stand at the end.
fn slug(name: &str) -> BankId {
    let name = normalise(name);
    let mut plain = String::new();
    let mut lost = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            plain.push(c.to_ascii_lowercase());
        } else {
            lost |= !c.is_ascii();
            if !plain.is_empty() && !plain.ends_with('-') {
                plain.push('-');
            }
        }
    }
    let plain = plain.trim_end_matches('-');
    if !lost && !plain.is_empty() && plain.len() <= LONGEST {
        return BankId::parse(plain).expect("small letters, digits and hyphens, and not too long");
    }
    let digest = Digest::of(name.as_bytes()).to_string();
    let end = &digest[digest.len() - DIGITS..];
    let room = plain.len().min(LONGEST - DIGITS - 1);
    let start = if plain.is_empty() {
        "bank"
    } else {
        plain[..room].trim_end_matches('-')
    };
    BankId::parse(&format!("{start}-{end}"))
        .expect("small letters, digits and hyphens, and not too long")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_id_in_every_file() {
        let made = [
            "CALIFORNIA BANK & TRUST",
            "CITIBANK, N.A.",
            "工商银行重庆分行",
            "ICBC 重庆",
            "A bank whose name is so long that no id would hold the whole of it",
            "&",
        ]
        .map(|name| slug(name).to_string())
        .join("\n");
        insta::assert_snapshot!(made, @"
california-bank-trust
citibank-n-a
bank-055e138c
icbc-1b55d354
a-bank-whose-name-is-so-long-th-749a8cbe
bank-5c982338
");
    }

    #[test]
    fn names_that_share_an_id_are_told() {
        let mut slugs = Slugs::default();
        for name in ["Bank of A", "BANK OF A", "Bank of A", "Bank of B"] {
            slugs.id(name);
        }
        let notes: Vec<String> = slugs.notes().into_iter().map(|note| note.en).collect();
        insta::assert_snapshot!(notes.join("\n"), @"[assumed] `BANK OF A`, `Bank of A` have the one id bank-of-a, and are taken for one bank");
    }
}
