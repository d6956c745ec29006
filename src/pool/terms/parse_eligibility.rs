//! Reading who and what may come under cover.

use super::eligibility::{
    Eligibility, Item, Provisional, Requirement, RequirementOf, Requires, TaxGrade, Zone,
};
use super::parse::Named;
use super::section::Section;
use crate::units::names::{ClassId, District, ItemId, ZoneId};

pub(super) fn eligibility(section: &Section<'_>, named: &mut Named) -> Eligibility {
    let zones = section.each_once("zones", zone, |zone| &zone.id);
    named.zones = !zones.is_empty();
    let requirements = section.each_once(
        "requirements",
        |inner| requirement(inner, named),
        |requirement| &requirement.id,
    );
    Eligibility {
        zones,
        requirements,
        banned_purposes: items(section, "banned_purposes"),
        new_loans_only: section.flag("new_loans_only"),
        one_loan_at_a_time: section.flag("one_loan_at_a_time"),
        partial_enrolment: section.flag("partial_enrolment"),
        enrol_within_days: section.opt_count("enrol_within_days"),
        provisional: section.opt_part("provisional", provisional),
    }
}

/// Things with an id and a name.
pub(super) fn items(section: &Section<'_>, key: &'static str) -> Vec<Item> {
    section.each_once(
        key,
        |inner| {
            let id = inner.name("id", ItemId::parse);
            let name = inner.bilingual("name");
            Some(Item {
                id: id?,
                name: name?,
            })
        },
        |item| &item.id,
    )
}

fn zone(section: &Section<'_>) -> Option<Zone> {
    let id = section.name("id", ZoneId::parse);
    let name = section.bilingual("name");
    let districts = section.names("districts", District::parse);
    Some(Zone {
        id: id?,
        name: name?,
        districts,
    })
}

fn provisional(section: &Section<'_>) -> Option<Provisional> {
    let proof = section.bilingual("proof");
    let within_days = section.count("within_days");
    Some(Provisional {
        proof: proof?,
        within_days: within_days?,
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    AnyClass,
    Age,
    TaxGrade,
    CleanRecord,
    Staff,
    Revenue,
    RegisteredInZone,
    Statement,
}

const KINDS: &[(&str, Kind)] = &[
    ("any-class", Kind::AnyClass),
    ("age", Kind::Age),
    ("tax-grade", Kind::TaxGrade),
    ("clean-record", Kind::CleanRecord),
    ("staff", Kind::Staff),
    ("revenue", Kind::Revenue),
    ("registered-in-zone", Kind::RegisteredInZone),
    ("statement", Kind::Statement),
];

fn requirement(section: &Section<'_>, named: &Named) -> Option<Requirement> {
    let id = section.name("id", ItemId::parse);
    let name = section.bilingual("name");
    let of = section.word_or("of", RequirementOf::WORDS, RequirementOf::Enterprise);
    let kind = section.kind(KINDS);
    let waivable = section.flag("waivable");
    let test = kind.and_then(|kind| requires(section, kind, named));
    if of == Some(RequirementOf::Bank) && kind.is_some_and(|kind| kind != Kind::Statement) {
        let message = "what is required of a bank is a `statement`";
        section.problem("kind", "requirement.bank", message);
    }
    Some(Requirement {
        id: id?,
        name: name?,
        of: of?,
        test: test?,
        waivable,
    })
}

fn requires(section: &Section<'_>, kind: Kind, named: &Named) -> Option<Requires> {
    Some(match kind {
        Kind::AnyClass => {
            let classes = section.names("classes", ClassId::parse);
            if section.items("classes") == 0 {
                section.problem("classes", "list.empty", "at least one is required");
            }
            Requires::AnyClass { classes }
        }
        Kind::Age => {
            let months_from = section.opt_count("months_from");
            let months_up_to = section.opt_count("months_up_to");
            if !section.has("months_from") && !section.has("months_up_to") {
                section.needs("months_from", "an age needs one end or both");
            }
            Requires::Age {
                months_from,
                months_up_to,
            }
        }
        Kind::TaxGrade => Requires::TaxGrade {
            at_least: section.word("at_least", TaxGrade::WORDS)?,
        },
        Kind::CleanRecord => Requires::CleanRecord {
            months: section.count("months")?,
        },
        Kind::Staff => Requires::Staff {
            up_to: section.count("up_to")?,
        },
        Kind::Revenue => Requires::Revenue {
            up_to: section.amount("up_to")?,
        },
        Kind::RegisteredInZone => {
            if !named.zones {
                let message = "these terms have no zones to be registered in";
                section.problem("kind", "requirement.zone", message);
            }
            Requires::RegisteredInZone
        }
        Kind::Statement => Requires::Statement,
    })
}
