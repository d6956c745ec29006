//! The profiles in the binary: mappings of known exports, recognised by their headers.

use super::mapping::Mapping;
use super::mapping_form::read_mapping;
use super::vocabulary::Vocabulary;
use std::sync::LazyLock;

/// Every profile: its file, and whether it is for a known export.
const FILES: &[(&str, &str)] = &[
    ("lens", include_str!("profiles/lens.toml")),
    (
        "google_patents",
        include_str!("profiles/google_patents.toml"),
    ),
    ("hnte_ip", include_str!("profiles/hnte_ip.toml")),
];

static PROFILES: LazyLock<Vec<Mapping>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, text)| {
            read_mapping(text)
                .unwrap_or_else(|problems| panic!("the profile {name} is sound: {problems}"))
        })
        .collect()
});

/// The vocabularies that every mapping may use, read from a file that has no facts of its own.
static VOCABULARIES: LazyLock<Vec<Vocabulary>> = LazyLock::new(|| {
    super::mapping_form::read_vocabularies(include_str!("profiles/columns.toml"))
        .unwrap_or_else(|problems| panic!("the vocabularies are sound: {problems}"))
});

/// The profiles of known exports.
pub fn profiles() -> &'static [Mapping] {
    &PROFILES
}

/// The text of a profile, as it may be copied and changed for a file that is nearly the same.
pub fn profile_text(name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// A vocabulary that every mapping may use.
pub(super) fn vocabulary(name: &str) -> Option<&'static Vocabulary> {
    VOCABULARIES
        .iter()
        .find(|vocabulary| vocabulary.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_sound_and_recognises_something() {
        for (profile, (name, _)) in profiles().iter().zip(FILES) {
            assert_eq!(profile.name, *name);
            assert!(profile.recognise.len() >= 4, "{name}");
        }
        assert!(profile_text("lens").is_some());
    }
}
