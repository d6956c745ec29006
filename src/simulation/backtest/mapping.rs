//! A mapping 映射: from which columns of a foreign file the columns of loans are read, and which no model may read.

use super::columns::{COLUMNS, Column, Known};
use crate::units::{Bilingual, Date, DateStyle, Digest, Problems};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// Its id; none where a file has the columns by their own names.
    pub id: Option<String>,
    /// What it is called.
    pub name: Option<Bilingual>,
    /// What must be known of the file's money, such as that it is in another currency.
    pub currency: Option<Bilingual>,
    /// How days are written.
    pub dates: Dates,
    /// Texts that mean that nothing is there, beside the empty cell.
    pub missing: Vec<String>,
    /// Columns known only after the outcome, which no model may read.
    pub never: Vec<String>,
    /// Where each column comes from; empty where a file has the columns by their own names.
    pub columns: BTreeMap<&'static str, Source>,
}

/// How days are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dates {
    /// As people write them.
    Written(DateStyle),
    /// Days since 1 January 1960, as SAS counts them.
    SasDays,
}

/// Where a column comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// What it is read from.
    pub from: From,
    /// Only where every column named has one of these texts; else nothing is there.
    pub only: Vec<(String, Vec<String>)>,
    /// What stands where nothing is there.
    pub otherwise: Option<String>,
    /// Whether a name is made an id.
    pub slug: bool,
    /// The scheme of an id of an enterprise that has none.
    pub scheme: Option<String>,
    /// What means yes and what means no, where it is another word than usual.
    pub words: Option<(Vec<String>, Vec<String>)>,
}

/// What a column is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum From {
    /// A column.
    Column(String),
    /// The same text in every row.
    Constant(String),
    /// The least of some columns of money.
    Least(Vec<String>),
    /// One column of money over another.
    PartOf {
        /// The part.
        part: String,
        /// The whole.
        whole: String,
    },
    /// The day so many months after the drawing as a column says, and no later than a day.
    MonthsAfterDrawing {
        /// The column of months.
        months: String,
        /// The last day that it may be.
        at_most: Option<Date>,
    },
}

impl Source {
    /// A column as it stands.
    pub fn plain(name: &str) -> Self {
        Self {
            from: From::Column(name.to_owned()),
            only: Vec::new(),
            otherwise: None,
            slug: false,
            scheme: None,
            words: None,
        }
    }

    /// The columns of the foreign file that it is read from.
    pub fn reads(&self) -> Vec<&str> {
        let own: Vec<&str> = match &self.from {
            From::Column(name) => vec![name],
            From::Constant(_) => Vec::new(),
            From::Least(names) => names.iter().map(String::as_str).collect(),
            From::PartOf { part, whole } => vec![part, whole],
            From::MonthsAfterDrawing { months, .. } => vec![months],
        };
        let only = self.only.iter().map(|(name, _)| name.as_str());
        own.into_iter().chain(only).collect()
    }
}

impl Mapping {
    /// Of a file that has the columns by their own names.
    pub fn plain() -> Self {
        Self {
            id: None,
            name: None,
            currency: None,
            dates: Dates::Written(DateStyle::Auto),
            missing: Vec::new(),
            never: Vec::new(),
            columns: BTreeMap::new(),
        }
    }

    /// Where a column comes from, if it comes from anywhere.
    pub fn source(&self, column: Column, header: &[String]) -> Option<Source> {
        if self.id.is_some() {
            return self.columns.get(column.name()).cloned();
        }
        let there = header.iter().any(|name| name.trim() == column.name());
        there.then(|| Source::plain(column.name()))
    }

    /// The columns of a file that no model may read 事后字段: those that are said to be known only after the outcome, and those that
    /// the outcome is read from and nothing known before.
    pub fn forbidden(&self, header: &[String]) -> BTreeSet<String> {
        let of = |after: bool| {
            let columns = COLUMNS
                .iter()
                .filter(move |(_, _, known)| (*known == Known::After) == after);
            let sources = columns.filter_map(|(column, _, _)| self.source(*column, header));
            let names = sources.flat_map(|source| {
                let reads = source.reads().into_iter().map(str::to_owned);
                reads.collect::<Vec<_>>()
            });
            names.collect::<BTreeSet<String>>()
        };
        let before = of(false);
        let mut forbidden: BTreeSet<String> = of(true).difference(&before).cloned().collect();
        forbidden.extend(self.never.iter().cloned());
        forbidden
    }

    /// That a model reads no column that is known only after the outcome; `reads` are the columns that it reads.
    pub fn allow<'a>(
        &self,
        header: &[String],
        reads: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Problems> {
        let forbidden = self.forbidden(header);
        let mut problems = Problems::default();
        for name in reads {
            if forbidden.contains(name) {
                let why = format!(
                    "the model reads `{name}`, which is known only after the outcome; a model that does not read it would pass"
                );
                problems.add(name, "model.outcome", why);
            }
        }
        problems.or(())
    }

    /// The digest of what it says.
    pub fn digest(&self) -> Digest {
        let body = serde_json::to_vec(self).expect("text keys and no floats");
        Digest::of(&[b"zhixin/loan-mapping/1\n".as_slice(), &body].concat())
    }
}
