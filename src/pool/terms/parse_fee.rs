//! Reading the guarantee fee.

use super::Figure;
use super::fee::{FeePer, FeeTier, GuaranteeFee};
use super::funding::ExposureBase;
use super::section::Section;

pub(super) fn fee(section: &Section<'_>) -> Option<GuaranteeFee> {
    let base = section.word("base", ExposureBase::WORDS);
    let per = section.word("per", FeePer::WORDS);
    let tiers = section.each("tiers", tier);
    if section.items("tiers") == 0 {
        section.problem("tiers", "list.empty", "at least one is required");
    }
    let ends = tiers.iter().map(|tier| tier.amount_up_to.as_ref());
    let ends: Vec<_> = ends.map(|end| end.map(Figure::value)).collect();
    if let Some((last, before)) = ends.split_last() {
        if last.is_some() {
            let message = "the last tier must have no `amount_up_to`, or larger loans have no fee";
            section.problem("tiers", "tiers.end", message);
        }
        let rising = before.windows(2).all(|pair| match (pair[0], pair[1]) {
            (Some(Some(low)), Some(Some(high))) => low < high,
            _ => true,
        });
        if !rising || before.contains(&None) {
            let message = "the tiers must rise, and only the last has no end";
            section.problem("tiers", "tiers.order", message);
        }
    }
    Some(GuaranteeFee {
        base: base?,
        per: per?,
        tiers,
    })
}

fn tier(section: &Section<'_>) -> Option<FeeTier> {
    let amount_up_to = section.opt_amount("amount_up_to");
    let rate = section.rate("rate");
    Some(FeeTier {
        amount_up_to,
        rate: rate?,
    })
}
