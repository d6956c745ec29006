//! The rules by which a ledger decides: the programmes' terms, the calendar and the series of rates.

use super::calendar::Calendar;
use super::lpr::LprSeries;
use super::state::table::Fixed;
use super::terms::{TermsHistory, UsableTerms};
use crate::units::Date;
use crate::units::names::{Scheme, TermsId};
use std::collections::HashMap;

/// What a ledger decides by 规则.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    histories: HashMap<Scheme, TermsHistory, Fixed>,
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

    /// The version in force on a day, else the last that ever was; or why there is none.
    pub(super) fn latest(&self, scheme: &Scheme, on: Date) -> Result<&UsableTerms, String> {
        let history = self.history(scheme);
        let history = history.ok_or_else(|| format!("no terms of `{scheme}` are at hand"))?;
        history.latest(on).map_err(|none| none.to_string())
    }

    /// The version by whose breakers a programme is watched on a day.
    pub(super) fn watching(&self, scheme: &Scheme, on: Date) -> Option<&UsableTerms> {
        self.history(scheme)?.known(on)
    }
}
