//! Reading incentives, and whether each has the figures of its kind.

use super::incentive::{Beneficiary, Incentive, IncentiveKind, PaidBy, Period};
use super::parse::Named;
use super::section::Section;
use crate::units::names::ItemId;

pub(super) fn incentive(section: &Section<'_>, named: &Named) -> Option<Incentive> {
    let id = section.name("id", ItemId::parse);
    let name = section.bilingual("name");
    let kind = section.word("kind", IncentiveKind::WORDS);
    let to = section.word("to", Beneficiary::WORDS);
    let paid_by = section.word("paid_by", PaidBy::WORDS);
    let period = section.word("period", Period::WORDS);
    let share = section.opt_share("share");
    let amount = section.opt_amount("amount");
    let loans_up_to = section.opt_amount("loans_up_to");
    let yearly_cap = section.opt_amount("yearly_cap");
    let stopped_by_breaker =
        !section.has("stopped_by_breaker") || section.flag("stopped_by_breaker");
    if let Some(kind) = kind {
        let (needs_share, needs_amount) = match kind {
            IncentiveKind::FirstLoan => (false, true),
            IncentiveKind::FeeWaiver => (false, false),
            _ => (true, false),
        };
        for (key, needed) in [("share", needs_share), ("amount", needs_amount)] {
            if needed != section.has(key) {
                let word = kind.word();
                if needed {
                    section.needs(key, &format!("`{word}` needs it"));
                } else {
                    section.needless(key, &format!("`{word}` has none"));
                }
            }
        }
    }
    if paid_by == Some(PaidBy::Pool) && named.budget {
        let message = "there is no pool to pay it: the funding is a budget";
        section.problem("paid_by", "incentive.pool", message);
    }
    Some(Incentive {
        id: id?,
        name: name?,
        kind: kind?,
        to: to?,
        paid_by: paid_by?,
        period: period?,
        share,
        amount,
        loans_up_to,
        yearly_cap,
        stopped_by_breaker,
    })
}
