//! Patent value 专利价值: one mark for a patent from what can be measured of it, and one for an owner.
//!
//! The formulae and their origin are on the page `docs/patent-value.md`.

use super::Found;
use super::cohorts::like;
use super::measure::{GRANT_LAG, Measure, measures};
use super::periods::days_between;
use super::prepared::{Prepared, standing_facts};
use crate::evidence::Patent;
use crate::scoring::Value;
use crate::units::{Date, Ratio};

/// A full mark: parts per 10,000.
const FULL: u64 = 10_000;
/// A patent of which less is known is not valued.
const LEAST_KNOWN: u64 = 2;

/// The mark of an owner: the mean over its valued patents in force, weighted by its share of each (a
/// whole where the share is not known), rounded down.
pub(super) fn of_enterprise(prepared: &Prepared<'_>) -> Found {
    if !prepared.has_ip() {
        return Found::unknown();
    }
    let mut any = false;
    let mut facts = Vec::new();
    let (mut sum, mut weight) = (Some(Ratio::ZERO), Some(Ratio::ZERO));
    for right in prepared.in_force() {
        any = true;
        let Some(mark) = of_patent(right.patent, prepared) else {
            continue;
        };
        let share = right
            .patent
            .share(prepared.day)
            .unwrap_or(Ratio::from_int(1));
        let marked = share.checked_mul(Ratio::from_int(mark.into()));
        sum = joined(sum, marked);
        weight = joined(weight, Some(share));
        value_facts(right.patent, &mut facts);
    }
    let value = match (sum, weight) {
        _ if !any => Value::NotApplicable,
        (Some(sum), Some(weight)) if weight > Ratio::ZERO => sum
            .checked_mul(Ratio::new(weight.den(), weight.num()).unwrap_or(Ratio::ZERO))
            .map_or(Value::NotComputable, |mean| Value::whole(mean.floor())),
        (Some(_), Some(_)) => Value::Unknown,
        _ => Value::NotComputable,
    };
    Found {
        value,
        facts,
        used_cohorts: any,
    }
}

fn joined(sum: Option<Ratio>, more: Option<Ratio>) -> Option<Ratio> {
    sum?.checked_add(more?).map(Ratio::reduced)
}

/// The mark of one patent: the mean of its known components, rounded down.
pub(super) fn of_patent(patent: &Patent, prepared: &Prepared<'_>) -> Option<u64> {
    let like = like(patent)?;
    let scales = prepared.cohorts.scales(&like);
    let measured = measures(patent, prepared.day);
    let (mut sum, mut known) = (0, 0);
    let compared = measured.iter().enumerate().filter_map(|(at, measure)| {
        let scale = scales?[at]?;
        mark(at, (*measure)?, scale)
    });
    for component in compared.chain(life_left(patent, prepared.day)) {
        sum += component;
        known += 1;
    }
    (known >= LEAST_KNOWN).then(|| sum / known)
}

/// A measure against the 98th percentile of its like, at most full, rounded down. Where that
/// percentile is zero the cohort does not tell patents apart: nothing is unknown, something is full.
fn mark(at: usize, measure: Measure, scale: Measure) -> Option<u64> {
    if scale.num == 0 {
        return (measure.num > 0).then_some(if at == GRANT_LAG { 0 } else { FULL });
    }
    let part = u128::from(measure.num) * u128::from(scale.den);
    let whole = u128::from(scale.num) * u128::from(measure.den);
    let part = part.min(whole);
    let part = if at == GRANT_LAG { whole - part } else { part };
    let mark = part * u128::from(FULL) / whole;
    u64::try_from(mark).ok()
}

/// The part of the full term that is left, rounded down; it needs no cohort.
fn life_left(patent: &Patent, day: Date) -> Option<u64> {
    let filed = patent.filed.as_ref()?.filed_on;
    let end = patent.term_ends_on()?;
    let term = u64::try_from(days_between(filed, end)).ok()?;
    let left = u64::try_from(days_between(day, end)).ok()?.min(term);
    (left * FULL).checked_div(term)
}

fn value_facts(patent: &Patent, into: &mut Vec<usize>) {
    standing_facts(patent, into);
    let citations = patent.citations.iter().map(|held| &held.from);
    let counts = patent.counts.iter().map(|held| &held.from);
    let family = patent.family.iter().map(|held| &held.from);
    let licences = patent.licences.iter().map(|held| &held.from);
    let pledges = patent.pledges.iter().map(|held| &held.from);
    let shares = patent.shares.iter().map(|held| &held.from);
    let all = citations.chain(counts).chain(family).chain(licences);
    into.extend(all.chain(pledges).chain(shares).flatten());
}
