//! The rules by which a ledger decides: the programmes' terms, the calendar and the series of rates.

use super::calendar::Calendar;
use super::ids::{Scheme, TermsId};
use super::lpr::LprSeries;
use super::terms::{TermsHistory, UsableTerms};
use crate::units::Date;
use std::collections::HashMap;

/// What a ledger decides by 规则.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    histories: HashMap<Scheme, TermsHistory>,
    /// Working days; without it a deadline in working days is refused.
    pub calendar: Calendar,
    /// The one-year rate; without it a cap over it is refused.
    pub lpr: Option<LprSeries>,
}

impl Rules {
    /// Joins the histories of programmes.
    pub fn new(histories: impl IntoIterator<Item = TermsHistory>) -> Self {
        let named = histories.into_iter().map(|of| (of.scheme().clone(), of));
        Self {
            histories: named.collect(),
            ..Self::default()
        }
    }

    /// The terms of a programme.
    pub fn history(&self, scheme: &Scheme) -> Option<&TermsHistory> {
        self.histories.get(scheme)
    }

    /// One version of a programme's terms.
    pub(super) fn version(&self, scheme: &Scheme, terms: &TermsId) -> Option<&UsableTerms> {
        self.history(scheme)?.version(terms)
    }

    /// The version in force on a day, else the last that ever was.
    pub(super) fn latest(&self, scheme: &Scheme, on: Date) -> Option<&UsableTerms> {
        let history = self.history(scheme)?;
        history.on(on).ok().or_else(|| history.versions().last())
    }
}
