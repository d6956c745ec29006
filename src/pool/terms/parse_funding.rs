//! Reading who pays and how much may be lent on it.

use super::Figure;
use super::funding::{
    Bound, Contributor, ContributorKind, DistrictRatios, ExposureBase, Funding, Leverage,
    LeverageBase, PoolFunding, TopUp, TopUpTrigger,
};
use super::parse::Named;
use super::section::Section;
use crate::units::Ratio;
use crate::units::names::{ContributorId, District};
use std::collections::BTreeMap;

#[derive(Clone, Copy)]
enum Kind {
    Pool,
    Budget,
}

pub(super) fn funding(section: &Section<'_>, named: &mut Named) -> Option<Funding> {
    let kinds = [("pool", Kind::Pool), ("budget", Kind::Budget)];
    match section.kind(&kinds)? {
        Kind::Pool => Some(Funding::Pool(pool(section, named))),
        Kind::Budget => {
            named.budget = true;
            let yearly = section.amount("yearly");
            yearly.map(|yearly| Funding::Budget { yearly })
        }
    }
}

fn pool(section: &Section<'_>, named: &mut Named) -> PoolFunding {
    let contributors = section.each_once("contributors", contributor, |one| &one.id);
    named.contributors = contributors.iter().map(|one| one.id.clone()).collect();
    let stated = section.items("contributors");
    if stated == 0 {
        section.problem("contributors", "list.empty", "a pool needs contributors");
    } else if contributors.len() == stated {
        makes_one(
            section,
            "contributors",
            contributors.iter().map(|one| &one.ratio),
        );
    }
    let of_districts = contributors
        .iter()
        .filter(|one| one.kind == ContributorKind::District);
    if of_districts.count() > 1 {
        let message = "only one contributor can stand for a compartment's own district";
        section.problem("contributors", "contributor.district", message);
    }
    let mut seen: Vec<District> = Vec::new();
    let districts = section.each("districts", |inner| {
        let read = district_ratios(inner, named);
        for district in &read.districts {
            if seen.contains(district) {
                let message = format!("`{district}` has ratios of its own twice");
                inner.problem("districts", "list.twice", message);
            }
            seen.push(district.clone());
        }
        Some(read)
    });
    PoolFunding {
        contributors,
        districts,
        first_paid_in: section.opt_share("first_paid_in"),
        top_ups: top_ups(section),
    }
}

fn top_ups(section: &Section<'_>) -> Vec<TopUp> {
    let read = section.each("top_ups", top_up);
    let triggers: Vec<TopUpTrigger> = read.iter().map(|one| one.trigger).collect();
    if (1..triggers.len()).any(|at| triggers[..at].contains(&triggers[at])) {
        let message = "one kind of trigger stands here twice, and would call twice for the same";
        section.problem("top_ups", "trigger.twice", message);
    }
    read
}

/// The ratios of contributors make one, exactly; with an unknown one there is nothing to add up.
fn makes_one<'a>(
    section: &Section<'_>,
    key: &str,
    ratios: impl Iterator<Item = &'a Figure<Ratio>>,
) {
    let sum = ratios
        .map(Figure::value)
        .try_fold(Ratio::ZERO, |sum, ratio| sum.checked_add(ratio?));
    if let Some(sum) = sum
        && sum != Ratio::ONE
    {
        let message = format!("the ratios add up to {sum}, not to 1");
        section.problem(key, "contributor.sum", message);
    }
}

fn contributor(section: &Section<'_>) -> Option<Contributor> {
    let id = section.name("id", ContributorId::parse);
    let kind = section.word("kind", ContributorKind::WORDS);
    let name = section.bilingual("name");
    let ratio = section.share("ratio");
    Some(Contributor {
        id: id?,
        kind: kind?,
        name: name?,
        ratio: ratio?,
    })
}

fn district_ratios(section: &Section<'_>, named: &Named) -> DistrictRatios {
    let districts = section.names("districts", District::parse);
    let ratios: BTreeMap<_, _> = section
        .shares("ratios", ContributorId::parse)
        .into_iter()
        .collect();
    let used: Vec<ContributorId> = ratios.keys().cloned().collect();
    Named::known(section, "ratios", "contributor", &used, &named.contributors);
    for absent in named.contributors.iter().filter(|id| !used.contains(id)) {
        let message = format!("the contributor `{absent}` has no ratio here; write 0 for none");
        section.problem("ratios", "contributor.absent", message);
    }
    makes_one(section, "ratios", ratios.values());
    if section.items("districts") == 0 {
        section.problem("districts", "list.empty", "at least one is required");
    }
    DistrictRatios { districts, ratios }
}

fn top_up(section: &Section<'_>) -> Option<TopUp> {
    let trigger = section.word("trigger", TopUpTrigger::WORDS);
    let share = section.opt_share("share");
    match trigger {
        Some(TopUpTrigger::BelowShare) if !section.has("share") => {
            section.needs("share", "`below-share` needs the share");
        }
        Some(TopUpTrigger::OnCall | TopUpTrigger::YearlyPayout) if section.has("share") => {
            section.needless("share", "only `below-share` has a share");
        }
        _ => {}
    }
    let all = share.as_ref().and_then(Figure::value) == Some(Ratio::ONE);
    if all && trigger == Some(TopUpTrigger::BelowShare) {
        let message = "a top-up adds to what was paid in as to what is left of it: a share of 1 is never reached again after a loss";
        section.problem("share", "top-up.share", message);
    }
    let within_working_days = section.opt_count("within_working_days");
    Some(TopUp {
        trigger: trigger?,
        share,
        within_working_days,
    })
}

pub(super) fn leverage(section: &Section<'_>, named: &Named) -> Option<Leverage> {
    let bound = section.word_or("bound", Bound::WORDS, Bound::Ceiling);
    let times = section.times("times");
    let exposure = section.word("exposure", ExposureBase::WORDS);
    let counts_undrawn = section.flag("counts_undrawn");
    let base = section.word("base", LeverageBase::WORDS);
    let contributor = section.opt_name("contributor", ContributorId::parse);
    if named.budget {
        section.needless(
            "base",
            "there is no pool to lend on: the funding is a budget",
        );
    }
    match (base, &contributor) {
        (Some(LeverageBase::Contributor), None) => {
            section.needs(
                "contributor",
                "the base `contributor` needs to know whose money",
            );
        }
        (Some(LeverageBase::Contributor), Some(id)) => Named::known(
            section,
            "contributor",
            "contributor",
            std::slice::from_ref(id),
            &named.contributors,
        ),
        (Some(_), Some(_)) => {
            section.needless("contributor", "only the base `contributor` names one");
        }
        _ => {}
    }
    Some(Leverage {
        bound: bound?,
        times: times?,
        exposure: exposure?,
        counts_undrawn,
        base: base?,
        contributor,
    })
}
