//! The versions of a programme's terms, and which one a loan falls under: that of the day of its approval.

use super::{Status, Terms, UNKNOWN};
use crate::pool::share::Split;
use crate::units::Date;
use crate::units::names::{District, Scheme, TermsId};
use serde_json::Value;
use std::ops::Deref;
use std::sync::Arc;

/// Figures that are not known, for want of which terms refuse to be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{terms}` cannot be used until these figures are known: {}", .figures.join("; "))]
pub struct UnknownFigures {
    /// The terms.
    pub terms: TermsId,
    /// Where each stands.
    pub figures: Vec<String>,
}

/// Why terms cannot be used or joined to others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// Figures are unknown.
    #[error(transparent)]
    Unknown(#[from] UnknownFigures),
    /// A draft is no rule yet.
    #[error("`{0}` is a draft and cannot be used")]
    Draft(TermsId),
    /// It belongs to another programme.
    #[error("`{terms}` is of the programme `{found}`, not `{expected}`")]
    OtherScheme {
        /// The terms.
        terms: TermsId,
        /// Theirs.
        found: Scheme,
        /// That of the others.
        expected: Scheme,
    },
    /// Two versions begin on one day, or bear one number, or run against each other.
    #[error("`{earlier}` and `{later}` do not follow each other: {why}")]
    Order {
        /// The one that begins earlier.
        earlier: TermsId,
        /// The one that begins later.
        later: TermsId,
        /// What is wrong.
        why: &'static str,
    },
    /// There are no terms at all.
    #[error("a history needs one version of terms or more")]
    Empty,
}

/// No version holds on a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no version of `{scheme}` holds for a loan approved on {approved_on}; {why}")]
pub struct NoTerms {
    /// The programme.
    pub scheme: Scheme,
    /// The day asked for.
    pub approved_on: Date,
    /// What there is.
    pub why: String,
}

/// Terms whose every figure is known: only these answer questions of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsableTerms {
    terms: Arc<Terms>,
    /// How contributors bear: in the districts that have ratios of their own, in the order of the file, and last in
    /// all others.
    splits: Arc<[Option<Split>]>,
}

impl Deref for UsableTerms {
    type Target = Terms;

    fn deref(&self) -> &Terms {
        &self.terms
    }
}

impl Terms {
    /// Where each unknown figure stands, such as `sharing.rules[1].share`.
    pub fn unknown_figures(&self) -> Vec<String> {
        let mut found = Vec::new();
        let value = serde_json::to_value(self).expect("terms have text keys and no floats");
        walk(&value, "", &mut found);
        found
    }

    /// The terms, ready to be used; refused when a figure is unknown or the file is a draft.
    pub fn usable(self) -> Result<UsableTerms, HistoryError> {
        let figures = self.unknown_figures();
        if !figures.is_empty() {
            let terms = self.id;
            return Err(UnknownFigures { terms, figures }.into());
        }
        if self.status == Status::Draft {
            return Err(HistoryError::Draft(self.id));
        }
        Ok(UsableTerms {
            splits: self.splits().into(),
            terms: Arc::new(self),
        })
    }
}

impl UsableTerms {
    /// How the contributors of a district bear; `None` where their ratios do not make one.
    pub(in crate::pool) fn split(&self, district: &District) -> Option<&Split> {
        let own = self.own_ratios(district).unwrap_or(self.splits.len() - 1);
        self.splits[own].as_ref()
    }
}

fn walk(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if fields.get("value").and_then(Value::as_str) == Some(UNKNOWN) {
                found.push(path.to_owned());
            }
            for (key, inner) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                walk(inner, &format!("{path}{dot}{key}"), found);
            }
        }
        Value::Array(items) => {
            for (at, inner) in (1..).zip(items) {
                walk(inner, &format!("{path}[{at}]"), found);
            }
        }
        _ => {}
    }
}

/// One version: ready to be used, or on record with figures that nobody knows yet.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Version {
    Usable(UsableTerms),
    Unknown(Box<Terms>, UnknownFigures),
}

impl Version {
    fn of(terms: Terms) -> Result<Self, HistoryError> {
        match terms.clone().usable() {
            Ok(usable) => Ok(Self::Usable(usable)),
            Err(HistoryError::Unknown(figures)) => Ok(Self::Unknown(Box::new(terms), figures)),
            Err(error) => Err(error),
        }
    }

    fn terms(&self) -> &Terms {
        match self {
            Self::Usable(terms) => terms,
            Self::Unknown(terms, _) => terms,
        }
    }

    fn usable(&self) -> Option<&UsableTerms> {
        match self {
            Self::Usable(terms) => Some(terms),
            Self::Unknown(..) => None,
        }
    }
}

/// The versions of one programme's terms, earliest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsHistory {
    versions: Vec<Version>,
}

impl TermsHistory {
    /// Joins versions of one programme; they may come in any order, and every figure must be known.
    pub fn new(versions: impl IntoIterator<Item = Terms>) -> Result<Self, HistoryError> {
        let usable = |terms: Terms| terms.usable().map(Version::Usable);
        let versions: Result<Vec<_>, _> = versions.into_iter().map(usable).collect();
        Self::joined(versions?)
    }

    /// The same, of versions of which some may have unknown figures: those refuse whatever falls under them,
    /// and the others answer.
    pub fn with_unknown(versions: impl IntoIterator<Item = Terms>) -> Result<Self, HistoryError> {
        let versions: Result<Vec<_>, _> = versions.into_iter().map(Version::of).collect();
        Self::joined(versions?)
    }

    fn joined(mut all: Vec<Version>) -> Result<Self, HistoryError> {
        all.sort_by_key(|of| (of.terms().effective_from, of.terms().version));
        let versions: Vec<&Terms> = all.iter().map(Version::terms).collect();
        let expected = versions.first().ok_or(HistoryError::Empty)?.scheme.clone();
        for terms in &versions {
            if terms.scheme != expected {
                return Err(HistoryError::OtherScheme {
                    terms: terms.id.clone(),
                    found: terms.scheme.clone(),
                    expected,
                });
            }
        }
        for pair in versions.windows(2) {
            let why = if pair[0].effective_from == pair[1].effective_from {
                "both begin on one day"
            } else if pair[0].version >= pair[1].version {
                "the number of the later version is not the greater"
            } else {
                continue;
            };
            return Err(HistoryError::Order {
                earlier: pair[0].id.clone(),
                later: pair[1].id.clone(),
                why,
            });
        }
        Ok(Self { versions: all })
    }

    /// The programme.
    pub fn scheme(&self) -> &Scheme {
        &self.versions[0].terms().scheme
    }

    /// The versions, earliest first, those with unknown figures among them.
    pub fn versions(&self) -> impl Iterator<Item = &Terms> {
        self.versions.iter().map(Version::terms)
    }

    /// How many versions had begun on a day.
    fn begun(&self, on: Date) -> usize {
        self.versions
            .partition_point(|of| of.terms().effective_from <= on)
    }

    /// The version that a loan falls under, by the day of its approval 按贷款审批日. A later version never
    /// touches a loan approved before it.
    pub fn on(&self, approved_on: Date) -> Result<&UsableTerms, NoTerms> {
        let none = |why: String| NoTerms {
            scheme: self.scheme().clone(),
            approved_on,
            why,
        };
        let Some(version) = self.begun(approved_on).checked_sub(1) else {
            let first = self.versions[0].terms().effective_from;
            return Err(none(format!("the first begins on {first}")));
        };
        let version = &self.versions[version];
        match (version.terms().effective_to, version) {
            (Some(last), _) if last < approved_on => {
                let ended = &version.terms().id;
                Err(none(format!("`{ended}` ended on {last}")))
            }
            (_, Version::Unknown(_, figures)) => Err(none(figures.to_string())),
            (_, Version::Usable(terms)) => Ok(terms),
        }
    }

    /// The version in force on a day, else the last that ever was; refused where its figures are unknown.
    pub fn latest(&self, on: Date) -> Result<&UsableTerms, NoTerms> {
        self.on(on).or_else(|none| {
            let begun = self.begun(on).checked_sub(1);
            let in_force = |of: &Terms| of.effective_to.is_none_or(|last| on <= last);
            let unknown = begun.is_some_and(|at| in_force(self.versions[at].terms()));
            let last = self.versions.last().and_then(Version::usable);
            last.filter(|_| !unknown).ok_or(none)
        })
    }

    /// The last version known in every figure that had begun on a day, else the last that ever was: by it what
    /// is covered already stays guarded while a later one is not known.
    pub fn known(&self, on: Date) -> Option<&UsableTerms> {
        let begun = &self.versions[..self.begun(on)];
        let last = |of: &[Version]| of.iter().rev().position(|of| of.usable().is_some());
        let at = last(begun).map(|back| begun.len() - 1 - back);
        let at = at.or_else(|| last(&self.versions).map(|back| self.versions.len() - 1 - back));
        self.versions[at?].usable()
    }

    /// The version of an id, unless its figures are unknown.
    pub fn version(&self, id: &TermsId) -> Option<&UsableTerms> {
        let named = self.versions.iter().find(|of| of.terms().id == *id)?;
        named.usable()
    }
}
