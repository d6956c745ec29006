//! Reading the rules of claims and recoveries.

use super::claim::{
    ClaimFrom, ClaimRules, Cure, Deadline, Document, LoanClass, PayOrder, RecoveryOrder,
    RecoveryRules, Refusal, Settlement, Shortfall, ShortfallRule, Trigger,
};
use super::parse::Named;
use super::parse_eligibility::items;
use super::section::Section;
use crate::units::names::ItemId;

pub(super) fn claim(section: &Section<'_>, named: &Named) -> Option<ClaimRules> {
    let triggers = section.each("triggers", trigger);
    if section.items("triggers") == 0 {
        section.problem("triggers", "list.empty", "nothing would ever open a claim");
    }
    let kinds: Vec<_> = triggers.iter().map(std::mem::discriminant).collect();
    if (1..kinds.len()).any(|at| kinds[..at].contains(&kinds[at])) {
        let message = "one kind of trigger stands here twice; the easier one would decide";
        section.problem("triggers", "trigger.twice", message);
    }
    let prior_steps = items(section, "prior_steps");
    let deadline = section.opt_part("deadline", deadline);
    let cure = section.word("cure", Cure::WORDS);
    let documents = section.each_once("documents", document, |document| &document.id);
    let all_read = documents.len() == section.items("documents");
    if all_read && documents.iter().all(|document| document.optional) {
        let message = "a claim needs at least one document that is not optional";
        section.problem("documents", "list.empty", message);
    }
    let decide_within_working_days = section.count("decide_within_working_days");
    let pay_within_working_days = section.opt_count("pay_within_working_days");
    let partial_refusal = section.flag("partial_refusal");
    let refusals = section.each_once("refusals", refusal, |refusal| &refusal.id);
    let appeal_within_working_days = section.opt_count("appeal_within_working_days");
    let clawbacks = items(section, "clawbacks");
    let clawback_interest = section.opt_share("clawback_interest");
    let settlement = section.word_or("settlement", Settlement::WORDS, Settlement::EachClaim);
    let pay_order = section.word("pay_order", PayOrder::WORDS);
    let shortfall = section.part("shortfall", |inner| shortfall(inner, named));
    Some(ClaimRules {
        triggers,
        prior_steps,
        deadline,
        cure: cure?,
        documents,
        decide_within_working_days: decide_within_working_days?,
        pay_within_working_days,
        partial_refusal,
        refusals,
        appeal_within_working_days,
        clawbacks,
        clawback_interest,
        settlement: settlement?,
        pay_order: pay_order?,
        shortfall: shortfall?,
    })
}

#[derive(Clone, Copy)]
enum Kind {
    Overdue,
    Class,
    Bankruptcy,
    RecoveryFinished,
}

const KINDS: &[(&str, Kind)] = &[
    ("overdue", Kind::Overdue),
    ("class", Kind::Class),
    ("bankruptcy", Kind::Bankruptcy),
    ("recovery-finished", Kind::RecoveryFinished),
];

fn trigger(section: &Section<'_>) -> Option<Trigger> {
    Some(match section.kind(KINDS)? {
        Kind::Overdue => Trigger::Overdue {
            days: section.count("days")?,
        },
        Kind::Class => {
            let at = section.word("at", LoanClass::WORDS)?;
            if at < LoanClass::Substandard {
                let message = format!("`{}` is not a non-performing class", at.word());
                section.problem("at", "trigger.class", message);
            }
            Trigger::Class { at }
        }
        Kind::Bankruptcy => Trigger::Bankruptcy {
            days: section.opt_count("days"),
        },
        Kind::RecoveryFinished => Trigger::RecoveryFinished {
            days: section.opt_count("days"),
        },
    })
}

fn deadline(section: &Section<'_>) -> Option<Deadline> {
    let days = section.count("days");
    let from = section.word("from", ClaimFrom::WORDS);
    Some(Deadline {
        days: days?,
        from: from?,
    })
}

fn document(section: &Section<'_>) -> Option<Document> {
    let id = section.name("id", ItemId::parse);
    let name = section.bilingual("name");
    let optional = section.flag("optional");
    Some(Document {
        id: id?,
        name: name?,
        optional,
    })
}

fn refusal(section: &Section<'_>) -> Option<Refusal> {
    let id = section.name("id", ItemId::parse);
    let name = section.bilingual("name");
    let loses_cover = section.flag("loses_cover");
    Some(Refusal {
        id: id?,
        name: name?,
        loses_cover,
    })
}

fn shortfall(section: &Section<'_>, named: &Named) -> Option<Shortfall> {
    let rule = section.word("rule", ShortfallRule::WORDS);
    let advance_share = section.opt_share("advance_share");
    let repay_within_days = section.opt_count("repay_within_days");
    match rule {
        Some(ShortfallRule::Advance) => {
            if named.budget {
                let message = "there are no compartments to advance: the funding is a budget";
                section.problem("rule", "shortfall.pool", message);
            }
            if !section.has("advance_share") {
                let why = "an advance needs the most that a compartment advances of its cash";
                section.needs("advance_share", why);
            }
        }
        Some(ShortfallRule::Wait) => {
            for key in ["advance_share", "repay_within_days"] {
                if section.has(key) {
                    section.needless(key, "nothing is advanced under `wait`");
                }
            }
        }
        None => {}
    }
    Some(Shortfall {
        rule: rule?,
        advance_share,
        repay_within_days,
    })
}

pub(super) fn recovery(section: &Section<'_>) -> Option<RecoveryRules> {
    let order = section.word("order", RecoveryOrder::WORDS);
    let cost_cap = section.opt_share("cost_cap");
    let remit_within_working_days = section.opt_count("remit_within_working_days");
    let write_off_after_months = section.opt_count("write_off_after_months");
    Some(RecoveryRules {
        order: order?,
        cost_cap,
        remit_within_working_days,
        write_off_after_months,
    })
}
