//! Reading caps, and whether each can be reckoned from what the terms have.

use super::caps::{Cap, CapBase, CapMeasure, CapScope, CapSize, CapWhen, RevenueRow};
use super::parse::Named;
use super::section::Section;
use super::{Channel, Figure};
use crate::units::Amount;
use crate::units::names::{BankId, ClassId, District, GradeName, ItemId, ProductId};
use std::collections::BTreeMap;

#[derive(Clone, Copy)]
enum Kind {
    Amount,
    ScoreLimit,
    ByGrade,
    ByRevenue,
    Share,
}

const KINDS: &[(&str, Kind)] = &[
    ("amount", Kind::Amount),
    ("score-limit", Kind::ScoreLimit),
    ("by-grade", Kind::ByGrade),
    ("by-revenue", Kind::ByRevenue),
    ("share", Kind::Share),
];

pub(super) fn cap(section: &Section<'_>, named: &Named) -> Option<Cap> {
    let id = section.name("id", ItemId::parse);
    let name = section.bilingual("name");
    let scope = section.word("scope", CapScope::WORDS);
    let measure = section.word("measure", CapMeasure::WORDS);
    let kind = section.kind(KINDS);
    let size = kind.and_then(|kind| size(section, kind, named));
    let when = if section.has("when") {
        section.opt_part("when", |inner| Some(when(inner, named)))
    } else {
        Some(CapWhen::default())
    };
    if let (Some(scope), Some(measure), Some(CapSize::Share { of, .. })) = (scope, measure, &size) {
        check_base(section, named, scope, measure, *of);
    }
    if let (Some(scope), Some(measure), Some(when)) = (scope, measure, &when) {
        check_classes(section, scope, measure, when);
    }
    Some(Cap {
        id: id?,
        name: name?,
        scope: scope?,
        measure: measure?,
        when: when?,
        size: size?,
    })
}

fn when(section: &Section<'_>, named: &Named) -> CapWhen {
    let when = CapWhen {
        grades: section.names("grades", GradeName::parse),
        products: section.names("products", ProductId::parse),
        channels: section.words("channels", Channel::WORDS),
        banks: section.names("banks", BankId::parse),
        districts: section.names("districts", District::parse),
        classes: section.names("classes", ClassId::parse),
    };
    named.check_products(section, &when.products);
    named.check_channels(section, &when.channels);
    named.check_grades(section, "grades", &when.grades);
    when
}

fn size(section: &Section<'_>, kind: Kind, named: &Named) -> Option<CapSize> {
    Some(match kind {
        Kind::Amount => CapSize::Amount {
            amount: section.amount("amount")?,
        },
        Kind::ScoreLimit => {
            if !named.scored {
                let message = "these terms ask for no score, so there is no limit to cap by";
                section.problem("kind", "cap.score", message);
            }
            CapSize::ScoreLimit
        }
        Kind::ByGrade => by_grade(section, named),
        Kind::ByRevenue => {
            let rows = section.each("rows", |inner| {
                let below = inner.opt_amount("below");
                let amount = inner.amount("amount");
                Some(RevenueRow {
                    below,
                    amount: amount?,
                })
            });
            check_rows(section, &rows);
            CapSize::ByRevenue { rows }
        }
        Kind::Share => {
            let share = section.share("share");
            let of = section.word("of", CapBase::WORDS);
            CapSize::Share {
                share: share?,
                of: of?,
            }
        }
    })
}

fn by_grade(section: &Section<'_>, named: &Named) -> CapSize {
    let amounts: BTreeMap<GradeName, Figure<Amount>> = section
        .amounts("amounts", GradeName::parse)
        .into_iter()
        .collect();
    let all_read = section.entries("amounts") == amounts.len();
    let used: Vec<GradeName> = amounts.keys().cloned().collect();
    named.check_grades(section, "amounts", &used);
    let mut last: Option<(&GradeName, Amount)> = None;
    for grade in &named.grades {
        let Some(figure) = amounts.get(grade) else {
            if all_read {
                let message = format!("the eligible grade `{grade}` has no amount here");
                section.problem("amounts", "cap.grade", message);
            }
            continue;
        };
        let Some(amount) = figure.value() else {
            continue;
        };
        if let Some((better, most)) = last
            && amount > most
        {
            let message = format!("`{grade}` has more than `{better}`, which is the better grade");
            section.problem("amounts", "cap.order", message);
        }
        last = Some((grade, amount));
    }
    CapSize::ByGrade { amounts }
}

/// Revenue rises down the rows, and only the last may have no end.
fn check_rows(section: &Section<'_>, rows: &[RevenueRow]) {
    if section.items("rows") == 0 {
        section.problem("rows", "list.empty", "at least one is required");
        return;
    }
    let ends: Vec<Option<Option<Amount>>> = rows
        .iter()
        .map(|row| row.below.as_ref().map(Figure::value))
        .collect();
    let rising = ends.windows(2).all(|pair| match (pair[0], pair[1]) {
        (None, _) => false,
        (Some(Some(low)), Some(Some(high))) => low < high,
        _ => true,
    });
    if !rising {
        let message = "revenue must rise down the rows, and only the last has no end";
        section.problem("rows", "tiers.order", message);
    }
}

/// Classes are those of the loan that comes under cover; sums over other loans do not know theirs.
fn check_classes(section: &Section<'_>, scope: CapScope, measure: CapMeasure, when: &CapWhen) {
    let own = matches!(scope, CapScope::Loan | CapScope::Enterprise);
    let cover = matches!(measure, CapMeasure::Principal | CapMeasure::PoolShare);
    let known = own && cover;
    if !when.classes.is_empty() && !known {
        let message = "classes narrow only caps on cover of one loan or one enterprise";
        section.problem("when", "cap.class", message);
    }
}

fn check_base(
    section: &Section<'_>,
    named: &Named,
    scope: CapScope,
    measure: CapMeasure,
    of: CapBase,
) {
    let of_pool = matches!(
        of,
        CapBase::NetAssets | CapBase::PaidIn | CapBase::Subscribed
    );
    if of_pool && named.budget {
        let message = format!("there is no pool to have {}", of.word());
        section.problem("of", "cap.base", message);
    }
    let compensates = matches!(
        measure,
        CapMeasure::Compensation | CapMeasure::CompensationNet | CapMeasure::CompensationYear
    );
    if of == CapBase::UnpaidPrincipal && !(compensates && scope == CapScope::Loan) {
        let message = "a share of the unpaid principal caps the compensation of a loan only";
        section.problem("of", "cap.base", message);
    }
    let drawn = matches!(of, CapBase::DrawnPrincipal | CapBase::DrawnPoolShare);
    if drawn && !compensates {
        let message = "a share of what was drawn caps compensation, not cover";
        section.problem("of", "cap.base", message);
    }
}
