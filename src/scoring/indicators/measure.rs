//! What is measured of one patent, before it is compared with others: exact small quotients.

use super::periods::{days_between, plus_months};
use crate::evidence::Patent;
use crate::evidence::facts::CitationDirection;
use crate::units::Date;
use std::cmp::Ordering;

/// A measured quantity, never negative, in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Measure {
    pub(super) num: u32,
    pub(super) den: u32,
}

impl Measure {
    pub(super) fn whole(num: u32) -> Self {
        Self { num, den: 1 }
    }

    /// In lowest terms; `None` where these do not fit 32 bits.
    fn of(num: u64, den: u64) -> Option<Self> {
        let (mut a, mut b) = (num, den);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let (num, den) = (num / a, den / a);
        Some(Self {
            num: u32::try_from(num).ok()?,
            den: u32::try_from(den).ok()?,
        })
    }
}

impl Ord for Measure {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = u64::from(self.num) * u64::from(other.den);
        let right = u64::from(other.num) * u64::from(self.den);
        left.cmp(&right)
    }
}

impl PartialOrd for Measure {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// How many measures are compared within cohorts.
pub(super) const COMPARED: usize = 7;
/// The place of the grant lag, the one measure of which less is better.
pub(super) const GRANT_LAG: usize = 3;
/// The measures' names, in their order.
pub(super) const NAMES: [&str; COMPARED] = [
    "forward_citations",
    "family_size",
    "claims",
    "grant_lag",
    "generality",
    "originality",
    "value_events",
];

/// The measures of a patent on a day, in the order of [`NAMES`]; `None` is unknown.
pub(super) type Measures = [Option<Measure>; COMPARED];

/// The first four characters of a technology class, as `G06F`; blanks where there is none.
pub(super) type Class = [u8; 4];

/// How long citations are counted after publication, in months.
const CITATION_MONTHS: i32 = 60;

/// Measures a patent on a day.
pub(super) fn measures(patent: &Patent, day: Date) -> Measures {
    [
        forward_citations(patent, day),
        family_size(patent, day),
        claims(patent),
        grant_lag(patent),
        breadth(
            patent,
            CitationDirection::Received,
            citations_until(patent, day),
        ),
        breadth(patent, CitationDirection::Made, Some(day)),
        Some(value_events(patent, day)),
    ]
}

/// The class of a text: its first four ASCII characters, in capitals.
pub(super) fn class_of(text: Option<&str>) -> Option<Class> {
    let bytes = text?.trim().as_bytes();
    let class: Class = bytes.get(..4)?.try_into().ok()?;
    class
        .is_ascii()
        .then(|| class.map(|c| c.to_ascii_uppercase()))
}

/// The last day of the citation window: five years from publication (from filing where that is not
/// known), and never past the day.
fn citations_until(patent: &Patent, day: Date) -> Option<Date> {
    let published = patent.published.as_ref().map(|held| held.published_on);
    let origin = published.or_else(|| patent.filed.as_ref().map(|held| held.filed_on))?;
    Some(plus_months(origin, CITATION_MONTHS).min(day))
}

/// Dated citations in the window; where no citation is dated, the newest undated count.
fn forward_citations(patent: &Patent, day: Date) -> Option<Measure> {
    let mut dated = patent.citations_of(CitationDirection::Received).peekable();
    if dated.peek().is_none() {
        let counts = patent.counts.iter().rev();
        return counts
            .filter(|counts| counts.counted_on <= day)
            .find_map(|counts| counts.cited_by)
            .map(Measure::whole);
    }
    let until = citations_until(patent, day)?;
    number(dated.filter(|citation| citation.on <= until).count())
}

/// The countries in which the family was published, the patent's own among them; where no member
/// is known, the newest stated size.
fn family_size(patent: &Patent, day: Date) -> Option<Measure> {
    if patent.family.is_empty() {
        let counts = patent.counts.iter().rev();
        return counts
            .filter(|counts| counts.counted_on <= day)
            .find_map(|counts| counts.family_size)
            .map(Measure::whole);
    }
    let mut countries: Vec<&str> = vec![patent.application.country()];
    for member in patent
        .family
        .iter()
        .filter(|member| member.published_on <= day)
    {
        let country = member.member.country();
        if !countries.contains(&country) {
            countries.push(country);
        }
    }
    number(countries.len())
}

/// Granted claims, else those filed.
fn claims(patent: &Patent) -> Option<Measure> {
    let granted = patent.granted.as_ref().and_then(|held| held.claims);
    granted
        .or_else(|| patent.filed.as_ref().and_then(|held| held.claims))
        .map(Measure::whole)
}

/// Days from filing to grant.
fn grant_lag(patent: &Patent) -> Option<Measure> {
    let filed = patent.filed.as_ref()?.filed_on;
    let granted = patent.granted.as_ref()?.granted_on;
    let days = u32::try_from(days_between(filed, granted)).ok()?;
    Some(Measure::whole(days))
}

/// 1 − Σ s² over the classes of the documents that cite (generality) or are cited (originality);
/// unknown where none has a class.
fn breadth(patent: &Patent, way: CitationDirection, until: Option<Date>) -> Option<Measure> {
    let until = until?;
    let mut classes: Vec<(Class, u64)> = Vec::new();
    let mut documents: u64 = 0;
    for citation in patent
        .citations_of(way)
        .filter(|citation| citation.on <= until)
    {
        let Some(class) = class_of(citation.technology.as_deref()) else {
            continue;
        };
        documents += 1;
        match classes.iter_mut().find(|(known, _)| *known == class) {
            Some((_, count)) => *count += 1,
            None => classes.push((class, 1)),
        }
    }
    if documents == 0 {
        return None;
    }
    let all = documents * documents;
    let squares: u64 = classes.iter().map(|(_, count)| count * count).sum();
    Measure::of(all - squares, all)
}

/// Licences and pledges on record.
fn value_events(patent: &Patent, day: Date) -> Measure {
    let licences = patent
        .licences
        .iter()
        .filter(|event| event.on <= day)
        .count();
    let pledges = patent
        .pledges
        .iter()
        .filter(|event| event.on <= day)
        .count();
    number(licences + pledges).unwrap_or(Measure::whole(u32::MAX))
}

fn number(count: usize) -> Option<Measure> {
    u32::try_from(count).ok().map(Measure::whole)
}
