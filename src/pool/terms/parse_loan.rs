//! Reading what a loan must be, and what the score is for.

use super::Channel;
use super::loan::{LoanRules, RateCap, RateIndex, RateTier, ScoreRole, ScoreRules, Security};
use super::parse::Named;
use super::section::Section;
use crate::units::names::GradeName;

pub(super) fn loan(section: &Section<'_>, named: &Named) -> Option<LoanRules> {
    let months_up_to = section.count("months_up_to");
    let months_from = section.opt_count("months_from");
    let renewals = section.count_or_none("renewals");
    let months_with_renewals = section.opt_count("months_with_renewals");
    let draw_within_days = section.opt_count("draw_within_days");
    let rate_cap = section.each("rate_cap", rate_tier);
    check_tiers(section, &rate_cap);
    let guarantee_fee_cap = section.opt_share("guarantee_fee_cap");
    let excluded_security = section.words("excluded_security", Security::WORDS);
    let most = months_up_to.as_ref().and_then(super::Figure::value);
    let least = months_from.as_ref().and_then(super::Figure::value);
    let in_all = months_with_renewals.as_ref().and_then(super::Figure::value);
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        let message = "the shortest term is longer than the longest";
        section.problem("months_from", "loan.term", message);
    }
    if most.zip(in_all).is_some_and(|(most, in_all)| in_all < most) {
        let message = "with its renewals a loan cannot be shorter than without";
        section.problem("months_with_renewals", "loan.term", message);
    }
    let guaranteed = named.channels.contains(&Channel::Guaranteed);
    if guaranteed && excluded_security.contains(&Security::Guarantor) {
        let message = "the channel `guaranteed` is open, and a guarantor would remove the cover";
        section.problem("excluded_security", "security.excluded", message);
    }
    Some(LoanRules {
        months_up_to: months_up_to?,
        months_from,
        renewals: renewals?,
        months_with_renewals,
        draw_within_days,
        rate_cap,
        guarantee_fee_cap,
        excluded_security,
    })
}

#[derive(Clone, Copy)]
enum Kind {
    Spread,
    Raised,
    Fixed,
}

fn rate_tier(section: &Section<'_>) -> Option<RateTier> {
    let amount_up_to = section.opt_amount("amount_up_to");
    let kinds = [
        ("spread", Kind::Spread),
        ("raised", Kind::Raised),
        ("fixed", Kind::Fixed),
    ];
    let cap = match section.kind(&kinds)? {
        Kind::Spread => {
            let over = section.word("over", RateIndex::WORDS);
            let spread = section.rate("spread");
            RateCap::Spread {
                over: over?,
                spread: spread?,
            }
        }
        Kind::Raised => {
            let over = section.word("over", RateIndex::WORDS);
            let by = section.share("by");
            RateCap::Raised {
                over: over?,
                by: by?,
            }
        }
        Kind::Fixed => RateCap::Fixed {
            rate: section.rate("rate")?,
        },
    };
    Some(RateTier { amount_up_to, cap })
}

/// Tiers rise, and the last has no end, so that every loan has one.
fn check_tiers(section: &Section<'_>, tiers: &[RateTier]) {
    let ends: Vec<_> = tiers
        .iter()
        .map(|tier| tier.amount_up_to.as_ref().map(super::Figure::value))
        .collect();
    if let Some((last, before)) = ends.split_last() {
        if last.is_some() {
            let message = "the last tier must have no `amount_up_to`, or larger loans have no cap";
            section.problem("rate_cap", "tiers.end", message);
        }
        let rising = before.windows(2).all(|pair| match (pair[0], pair[1]) {
            (Some(Some(low)), Some(Some(high))) => low < high,
            _ => true,
        });
        if !rising || before.contains(&None) {
            let message = "the tiers must rise, and only the last has no end";
            section.problem("rate_cap", "tiers.order", message);
        }
    }
}

pub(super) fn score(section: &Section<'_>) -> Option<ScoreRules> {
    let role = section.word("role", ScoreRole::WORDS);
    let models = section.texts("models");
    let grades = section.names("grades", GradeName::parse);
    let valid_days = section.count("valid_days");
    if role == Some(ScoreRole::Decisive) && section.items("grades") == 0 {
        section.needs(
            "grades",
            "a decisive score needs the grades that are eligible",
        );
    }
    Some(ScoreRules {
        role: role?,
        models,
        grades,
        valid_days: valid_days?,
    })
}
