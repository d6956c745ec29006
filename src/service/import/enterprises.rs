//! Whom a row is about: an id in a column, one enterprise for the file, or the applicants it names.

use super::cells::told;
use super::names::{Splitting, id_of_name, name_key};
use crate::units::{EnterpriseId, Problems};
use csv::StringRecord;
use std::collections::HashMap;

/// The rule of a plan, bound to a column.
#[derive(Debug, Clone)]
pub(super) enum BoundEnterprise {
    /// One for the whole file.
    Constant(EnterpriseId),
    /// A column of ids.
    Column { at: usize, scheme: Option<String> },
    /// A column of names; with a dictionary, only those in it.
    Names {
        at: usize,
        split: Splitting,
        dictionary: HashMap<String, EnterpriseId>,
    },
}

/// The id read last, since the rows of one enterprise often follow each other.
#[derive(Debug, Default)]
pub(super) struct Last(Option<(String, EnterpriseId)>);

impl BoundEnterprise {
    /// Puts the enterprises of a row into `ids`; a problem is added when there is none.
    pub(super) fn read(
        &self,
        record: &StringRecord,
        missing: &[String],
        last: &mut Last,
        ids: &mut Vec<EnterpriseId>,
        problems: &mut Problems,
    ) {
        ids.clear();
        let at = match self {
            Self::Constant(id) => {
                ids.push(id.clone());
                return;
            }
            Self::Column { at, .. } | Self::Names { at, .. } => *at,
        };
        let Some(text) = told(record, at, missing) else {
            problems.add(
                "enterprise",
                "enterprise.missing",
                "the row does not say whom it is about",
            );
            return;
        };
        match self {
            Self::Column { scheme, .. } => {
                if let Some((known, id)) = &last.0
                    && *known == *text
                {
                    ids.push(id.clone());
                    return;
                }
                let read = match scheme {
                    Some(scheme) => EnterpriseId::in_scheme(scheme, &text),
                    None => EnterpriseId::parse(&text),
                };
                match read {
                    Ok(id) => {
                        ids.push(id.clone());
                        last.0 = Some((text.into_owned(), id));
                    }
                    Err(error) => problems.add("enterprise", "enterprise.id", error.to_string()),
                }
            }
            Self::Names {
                split, dictionary, ..
            } => named(&text, split, dictionary, ids, problems),
            Self::Constant(_) => {}
        }
    }
}

fn named(
    text: &str,
    split: &Splitting,
    dictionary: &HashMap<String, EnterpriseId>,
    ids: &mut Vec<EnterpriseId>,
    problems: &mut Problems,
) {
    for name in split.names(text) {
        let id = if dictionary.is_empty() {
            id_of_name(name)
        } else {
            dictionary.get(&name_key(name)).cloned()
        };
        if let Some(id) = id.filter(|id| !ids.contains(id)) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        let message = if dictionary.is_empty() {
            format!("`{text}` holds no name that an id can be made from")
        } else {
            format!("none of `{text}` is among the applicants of the mapping")
        };
        problems.add("enterprise", "enterprise.unknown", message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rule: &BoundEnterprise, cell: &str) -> Result<Vec<String>, String> {
        let record = StringRecord::from(vec![cell]);
        let (mut ids, mut problems) = (Vec::new(), Problems::default());
        rule.read(&record, &[], &mut Last::default(), &mut ids, &mut problems);
        problems
            .or(ids.iter().map(ToString::to_string).collect())
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn every_applicant_is_credited_and_strangers_are_told() {
        let split = Splitting {
            separator: ";;".to_owned(),
            company_suffixes: false,
        };
        let mut rule = BoundEnterprise::Names {
            at: 0,
            split,
            dictionary: HashMap::new(),
        };
        assert_eq!(
            read(&rule, "A CO LTD;;B UNIV"),
            Ok(vec!["x:a-co-ltd".to_owned(), "x:b-univ".to_owned()])
        );
        if let BoundEnterprise::Names { dictionary, .. } = &mut rule {
            let id = EnterpriseId::parse("x:b").unwrap();
            dictionary.insert(name_key("B Univ."), id);
        }
        assert_eq!(read(&rule, "A CO LTD;;B UNIV"), Ok(vec!["x:b".to_owned()]));
        insta::assert_snapshot!(read(&rule, "C").unwrap_err(), @"enterprise: none of `C` is among the applicants of the mapping [enterprise.unknown]");
        insta::assert_snapshot!(read(&rule, " - ").unwrap_err(), @"enterprise: the row does not say whom it is about [enterprise.missing]");
    }

    #[test]
    fn a_scheme_is_put_before_bare_ids() {
        let rule = BoundEnterprise::Column {
            at: 0,
            scheme: Some("x".to_owned()),
        };
        assert_eq!(read(&rule, "28"), Ok(vec!["x:28".to_owned()]));
        assert!(read(&rule, "two words").is_err());
    }
}
