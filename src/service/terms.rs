//! The terms, working days and rates at hand: those shipped in the binary, and any file.

use super::{Error, catalog};
use crate::pool::{Calendar, CalendarYear, LprSeries, Terms, TermsHistory};
use std::path::Path;
use std::sync::Arc;

macro_rules! shipped {
    ($folder:literal: $($id:literal),* $(,)?) => {
        &[$(($id, include_str!(concat!("../../models/", $folder, "/", $id, ".toml")))),*]
    };
}

/// The shipped terms: id and text.
const TERMS: &[(&str, &str)] = shipped![
    "terms": "cq-2017", "cq-2022", "hubei-2025", "hunan-2025", "anhui-2022", "shandong-2023",
    "eif-portfolio", "sba-like", "layers-2022",
];

/// The shipped years of working days.
const YEARS: &[(&str, &str)] = shipped![
    "calendar": "cn-2017", "cn-2018", "cn-2019", "cn-2020", "cn-2021", "cn-2022", "cn-2023", "cn-2024",
    "cn-2025", "cn-2026",
];

/// The shipped series of rates.
const LPR: &str = include_str!("../../models/calendar/lpr.toml");

/// Terms and the text they were read from.
#[derive(Debug, Clone)]
pub struct LoadedTerms {
    /// The terms.
    pub terms: Arc<Terms>,
    /// Their file.
    pub text: String,
    /// Where the text stands, for messages.
    pub file: String,
}

/// The ids of the shipped terms.
pub fn shipped() -> impl Iterator<Item = &'static str> {
    TERMS.iter().map(|(id, _)| *id)
}

/// Finds terms by their id among the shipped ones, or reads them from a path.
pub fn find(asked: &str) -> Result<LoadedTerms, Error> {
    if let Some((id, text)) = TERMS.iter().find(|(id, _)| *id == asked) {
        return read((*text).to_owned(), format!("models/terms/{id}.toml"));
    }
    let path = Path::new(asked);
    let is_path = path.extension().is_some_and(|end| end == "toml") || asked.contains('/');
    if !is_path {
        let known: Vec<&str> = shipped().collect();
        return Err(Error::UnknownTerms {
            asked: asked.to_owned(),
            known: known.join(", "),
        });
    }
    open(asked)
}

/// Reads terms from a path.
pub fn open(path: &str) -> Result<LoadedTerms, Error> {
    read(catalog::text_of(Path::new(path))?, path.to_owned())
}

/// Reads and checks the text of terms.
pub fn read(text: String, file: String) -> Result<LoadedTerms, Error> {
    match Terms::parse(&text) {
        Ok(terms) => Ok(LoadedTerms {
            terms: Arc::new(terms),
            text,
            file,
        }),
        Err(problems) => Err(Error::Checked { file, problems }),
    }
}

/// Every shipped version of a programme's terms.
pub fn history(scheme: &str) -> Result<TermsHistory, Error> {
    let mut versions = Vec::new();
    for id in shipped() {
        let terms = find(id)?.terms;
        if terms.scheme.as_str() == scheme {
            versions.push(Terms::clone(&terms));
        }
    }
    TermsHistory::new(versions).map_err(|error| Error::Usage(format!("`{scheme}`: {error}")))
}

/// The shipped working days.
pub fn calendar() -> Result<Calendar, Error> {
    let mut years = Vec::new();
    for (id, text) in YEARS {
        years.push(
            CalendarYear::parse(text).map_err(|problems| Error::Checked {
                file: format!("models/calendar/{id}.toml"),
                problems,
            })?,
        );
    }
    Calendar::new(years).map_err(|error| Error::Usage(error.to_string()))
}

/// The shipped series of rates.
pub fn lpr() -> Result<LprSeries, Error> {
    LprSeries::parse(LPR).map_err(|problems| Error::Checked {
        file: "models/calendar/lpr.toml".to_owned(),
        problems,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_is_right_and_usable() {
        for id in shipped() {
            let loaded = find(id).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(loaded.terms.id.as_str(), id);
            assert_eq!(loaded.terms.unknown_figures(), Vec::<String>::new(), "{id}");
            let scheme = loaded.terms.scheme.to_string();
            history(&scheme).unwrap_or_else(|error| panic!("{error}"));
        }
        assert_eq!(calendar().unwrap().years().count(), YEARS.len());
        lpr().unwrap();
    }

    #[test]
    fn no_file_is_left_out() {
        for (folder, listed) in [("terms", TERMS.len()), ("calendar", YEARS.len() + 1)] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("models")
                .join(folder);
            assert_eq!(std::fs::read_dir(path).unwrap().count(), listed, "{folder}");
        }
    }
}
