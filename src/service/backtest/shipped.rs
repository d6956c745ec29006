//! Definitions of default and policies at hand: those shipped in the binary, and any file.

use crate::service::{Error, files};
use crate::simulation::backtest::{Definition, Policy};

macro_rules! shipped {
    ($folder:literal: $($id:literal),* $(,)?) => {
        &[$(($id, include_str!(concat!("../../../models/", $folder, "/", $id, ".toml")))),*]
    };
}

/// The shipped definitions of default: id and text.
const DEFINITIONS: &[(&str, &str)] = shipped!["definitions":
    "overdue-90-or-charge-off",
    "overdue-90",
    "charge-off",
];

/// The shipped policies: id and text.
const POLICIES: &[(&str, &str)] = shipped!["policies":
    "approve-what-scores",
    "grades-and-limits",
];

/// The ids of the shipped definitions of default.
pub fn definitions() -> impl Iterator<Item = &'static str> {
    DEFINITIONS.iter().map(|(id, _)| *id)
}

/// The ids of the shipped policies; the first is that of a backtest that names none.
pub fn policies() -> impl Iterator<Item = &'static str> {
    POLICIES.iter().map(|(id, _)| *id)
}

/// A definition of default by its id, or from the path of a file.
pub fn definition(asked: &str) -> Result<Definition, Error> {
    let what = ("definition of default", "definition");
    let text = files::shipped_or_read(asked, what, DEFINITIONS)?;
    Definition::parse(&text).map_err(|problems| Error::checked(asked, problems))
}

/// A policy by its id, or from the path of a file; its definition of default is found in the same way.
pub fn policy(asked: &str) -> Result<Policy, Error> {
    let text = files::shipped_or_read(asked, ("policy", "policy"), POLICIES)?;
    let definition = |asked: &str| definition(asked).map_err(|error| error.to_string());
    let read = Policy::parse(&text, &definition);
    read.map_err(|problems| Error::checked(asked, problems))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_can_be_read_and_has_the_id_that_it_is_asked_by() {
        for id in definitions() {
            assert_eq!(definition(id).unwrap().id, id);
        }
        for id in policies() {
            assert_eq!(policy(id).unwrap().id, id);
        }
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is() {
        let said = [
            definition("late").unwrap_err().to_string(),
            policy("all").unwrap_err().to_string(),
        ];
        insta::assert_snapshot!(said.join("\n"), @"
        there is no definition of default `late`; there are: overdue-90-or-charge-off, overdue-90, charge-off — or give the path of a definition file
        there is no policy `all`; there are: approve-what-scores, grades-and-limits — or give the path of a policy file
        ");
        assert!(policy("no/such/file.toml").is_err());
    }

    #[test]
    fn the_policy_of_a_file_of_loans_is_right() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/fixtures/backtest/sba-case.policy.toml"
        );
        let policy = policy(path).unwrap();
        assert_eq!(policy.definition.id, "overdue-90-or-charge-off");
    }
}
