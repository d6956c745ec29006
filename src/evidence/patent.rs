//! One invention as a dossier sees it: everything known of one application, and its standing.

use super::Held;
use super::dossier::Settle;
use super::facts::{
    CitationDirection, Direction, PatentCitation, PatentCounts, PatentFamilyMember, PatentFiled,
    PatentGranted, PatentLicence, PatentPledge, PatentPublished, PatentShare, PatentStatus,
    PatentTransfer, Standing,
};
use crate::units::{ApplicationNumber, Date, PatentKind, Ratio};
use std::collections::BTreeMap;

/// One application with its documents and events, oldest first 一件专利.
#[derive(Debug, Clone)]
pub struct Patent {
    /// The identity.
    pub application: ApplicationNumber,
    /// Filing.
    pub filed: Option<Held<PatentFiled>>,
    /// Publication.
    pub published: Option<Held<PatentPublished>>,
    /// Grant.
    pub granted: Option<Held<PatentGranted>>,
    /// Documents of the family in other countries.
    pub family: Vec<Held<PatentFamilyMember>>,
    /// Legal-status events.
    pub statuses: Vec<Held<PatentStatus>>,
    /// Transfers.
    pub transfers: Vec<Held<PatentTransfer>>,
    /// Licences.
    pub licences: Vec<Held<PatentLicence>>,
    /// Pledges.
    pub pledges: Vec<Held<PatentPledge>>,
    /// Citations.
    pub citations: Vec<Held<PatentCitation>>,
    /// Undated counts.
    pub counts: Vec<Held<PatentCounts>>,
    /// Shares.
    pub shares: Vec<Held<PatentShare>>,
}

impl Patent {
    fn new(application: ApplicationNumber) -> Self {
        Self {
            application,
            filed: None,
            published: None,
            granted: None,
            family: Vec::new(),
            statuses: Vec::new(),
            transfers: Vec::new(),
            licences: Vec::new(),
            pledges: Vec::new(),
            citations: Vec::new(),
            counts: Vec::new(),
            shares: Vec::new(),
        }
    }

    /// The kind: stated, or read from a Chinese number.
    pub fn kind(&self) -> Option<PatentKind> {
        self.filed
            .as_ref()
            .and_then(|filed| filed.kind)
            .or_else(|| self.application.kind())
    }

    /// The end of the full term: invention 20 years, utility model 10, design 15 if filed from
    /// 2021-06-01 and 10 before.
    pub fn term_ends_on(&self) -> Option<Date> {
        let filed = self.filed.as_ref()?.filed_on;
        let years: i64 = match self.kind()? {
            PatentKind::Invention => 20,
            PatentKind::UtilityModel => 10,
            PatentKind::Design if filed >= jiff::civil::date(2021, 6, 1) => 15,
            PatentKind::Design => 10,
        };
        Some(filed.saturating_add(jiff::Span::new().years(years)))
    }

    /// The standing on a day, from the events of this dossier.
    pub fn standing(&self, day: Date) -> Standing {
        if self.term_ends_on().is_some_and(|end| end <= day) {
            return Standing::Dead;
        }
        let last = self
            .statuses
            .iter()
            .rev()
            .find(|status| status.on <= day && status.standing != Standing::Unknown);
        let granted = self
            .granted
            .as_ref()
            .map(|grant| grant.granted_on)
            .filter(|on| *on <= day);
        match last {
            Some(status) if status.standing == Standing::Restorable => {
                let until = status
                    .restorable_until
                    .unwrap_or_else(|| two_months_after(status.on));
                if day <= until {
                    Standing::Restorable
                } else {
                    Standing::Dead
                }
            }
            Some(status) if status.standing == Standing::Pending && granted >= Some(status.on) => {
                Standing::InForce
            }
            Some(status) => status.standing,
            None if granted.is_some() => Standing::InForce,
            None if self.filed.is_some() || self.published.is_some() => Standing::Pending,
            None => Standing::Unknown,
        }
    }

    /// Whether the enterprise owns it on a day: the last transfer was not away.
    pub fn is_owned(&self, day: Date) -> bool {
        self.transfers
            .iter()
            .rev()
            .find(|transfer| transfer.on <= day)
            .is_none_or(|transfer| transfer.direction == Direction::In)
    }

    /// Whether it came by transfer.
    pub fn came_by_transfer(&self) -> bool {
        self.transfers
            .iter()
            .any(|transfer| transfer.direction == Direction::In)
    }

    /// The enterprise's share: stated, else equal among the applicants, else `None` (not known).
    pub fn share(&self, day: Date) -> Option<Ratio> {
        let stated = self.shares.iter().rev().find(|share| share.on <= day);
        if let Some(share) = stated {
            return Some(share.share);
        }
        let applicants = self.filed.as_ref().and_then(|filed| filed.applicants)?;
        Ratio::new(1, i128::from(applicants.max(1)))
    }

    /// Citations in one direction, dated ones only.
    pub fn citations_of(
        &self,
        direction: CitationDirection,
    ) -> impl Iterator<Item = &Held<PatentCitation>> {
        self.citations
            .iter()
            .filter(move |citation| citation.direction == direction)
    }

    /// Every fact behind this patent, as places in the dossier's list.
    pub fn evidence(&self) -> Vec<usize> {
        let mut from: Vec<usize> = Vec::new();
        from.extend(self.filed.iter().flat_map(|held| &held.from));
        from.extend(self.granted.iter().flat_map(|held| &held.from));
        from.extend(self.statuses.last().into_iter().flat_map(|held| &held.from));
        from
    }
}

/// How long a patent that lapsed for unpaid fees can be restored, where the register gives no day.
fn two_months_after(day: Date) -> Date {
    day.saturating_add(jiff::Span::new().months(2))
}

/// Gathers the patents of a dossier, one for each application.
pub(super) fn gather(settle: &mut Settle<'_>) -> Vec<Patent> {
    let mut patents: BTreeMap<ApplicationNumber, Patent> = BTreeMap::new();
    macro_rules! place {
        ($kind:ty, |$patent:ident, $held:ident| $put:expr) => {
            for $held in settle.kind::<$kind>() {
                let application = $held.application.clone();
                let $patent = patents
                    .entry(application.clone())
                    .or_insert_with(|| Patent::new(application));
                $put;
            }
        };
    }
    place!(PatentFiled, |patent, held| patent.filed = Some(held));
    place!(PatentPublished, |patent, held| patent.published =
        Some(held));
    place!(PatentGranted, |patent, held| patent.granted = Some(held));
    place!(PatentFamilyMember, |patent, held| patent.family.push(held));
    place!(PatentStatus, |patent, held| patent.statuses.push(held));
    place!(PatentTransfer, |patent, held| patent.transfers.push(held));
    place!(PatentLicence, |patent, held| patent.licences.push(held));
    place!(PatentPledge, |patent, held| patent.pledges.push(held));
    place!(PatentCitation, |patent, held| patent.citations.push(held));
    place!(PatentCounts, |patent, held| patent.counts.push(held));
    place!(PatentShare, |patent, held| patent.shares.push(held));
    patents.into_values().collect()
}
