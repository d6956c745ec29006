//! Reading how losses are shared.

use super::parse::Named;
use super::section::Section;
use super::sharing::{Channel, Combine, LossBase, ShareRole, ShareRule, ShareWhen, Sharing};
use super::{Figure, Security};
use crate::units::Ratio;
use crate::units::names::{BankId, ClassId, ContributorId, District, GradeName, ItemId, ProductId};

pub(super) fn sharing(
    section: &Section<'_>,
    named: &Named,
    excluded: &[Security],
) -> Option<Sharing> {
    let base = section.word("base", LossBase::WORDS);
    let net_of_collateral = section.flag("net_of_collateral");
    let combine = section.word_or("combine", Combine::WORDS, Combine::Highest);
    let ceiling = section.opt_share("ceiling");
    let public_ceiling = section.opt_share("public_ceiling");
    let lender_keeps = section.opt_share("lender_keeps");
    let rules = section.each_once(
        "rules",
        |inner| rule(inner, named, excluded),
        |rule| &rule.id,
    );
    if rules.len() == section.items("rules") {
        covers_all(section, named, &rules);
    }
    let kept = lender_keeps.as_ref().and_then(Figure::value);
    let most = ceiling.as_ref().and_then(Figure::value);
    if let (Some(kept), Some(most)) = (kept, most)
        && most.checked_add(kept).is_none_or(|sum| sum > Ratio::ONE)
    {
        let message = format!("the pool's most, {most}, leaves the lender less than {kept}");
        section.problem("lender_keeps", "share.kept", message);
    }
    Some(Sharing {
        base: base?,
        net_of_collateral,
        combine: combine?,
        rules,
        ceiling,
        public_ceiling,
        lender_keeps,
    })
}

/// Every product in every open channel finds a base rule that may fit.
fn covers_all(section: &Section<'_>, named: &Named, rules: &[ShareRule]) {
    for channel in &named.channels {
        for product in &named.products {
            let fits = |when: &ShareWhen| {
                (when.channels.is_empty() || when.channels.contains(channel))
                    && (when.products.is_empty() || when.products.contains(product))
            };
            let found = rules.iter().any(|rule| {
                rule.role == ShareRole::Base && (rule.any.is_empty() || rule.any.iter().any(fits))
            });
            if !found {
                let channel = channel.word();
                let message = format!("no base rule fits `{product}` in the channel `{channel}`");
                section.problem("rules", "share.gap", message);
            }
        }
    }
}

fn rule(section: &Section<'_>, named: &Named, excluded: &[Security]) -> Option<ShareRule> {
    let id = section.name("id", ItemId::parse);
    let name = section.bilingual("name");
    let role = section.word_or("role", ShareRole::WORDS, ShareRole::Base);
    let any = section.each("any", |inner| Some(when(inner, named, excluded)));
    let share = section.share("share");
    let up_to = section.flag("up_to");
    let payer = section.opt_name("payer", ContributorId::parse);
    if let Some(payer) = &payer {
        if named.budget {
            section.needless("payer", "a budget has one payer");
        } else {
            let used = std::slice::from_ref(payer);
            Named::known(section, "payer", "contributor", used, &named.contributors);
        }
    }
    Some(ShareRule {
        id: id?,
        name: name?,
        role: role?,
        any,
        share: share?,
        up_to,
        payer,
    })
}

fn when(section: &Section<'_>, named: &Named, excluded: &[Security]) -> ShareWhen {
    let when = ShareWhen {
        grades: section.names("grades", GradeName::parse),
        products: section.names("products", ProductId::parse),
        channels: section.words("channels", Channel::WORDS),
        banks: section.names("banks", BankId::parse),
        districts: section.names("districts", District::parse),
        classes: section.names("classes", ClassId::parse),
        securities: section.words("securities", Security::WORDS),
        first_loan: section
            .has("first_loan")
            .then(|| section.flag("first_loan")),
        amount_above: section.opt_amount("amount_above"),
        amount_up_to: section.opt_amount("amount_up_to"),
        credit_share_from: section.opt_share("credit_share_from"),
        credit_share_above: section.opt_share("credit_share_above"),
        credit_share_below: section.opt_share("credit_share_below"),
    };
    named.check_products(section, &when.products);
    named.check_channels(section, &when.channels);
    named.check_grades(section, "grades", &when.grades);
    if when == ShareWhen::default() {
        let message = "this alternative says nothing and always holds; leave `any` out instead";
        section.problem("any", "share.always", message);
    }
    for security in when.securities.iter().filter(|one| excluded.contains(one)) {
        let message = format!("`{}` removes cover under [loan]", security.word());
        section.problem("securities", "security.excluded", message);
    }
    check_ends(section, &when);
    when
}

fn check_ends(section: &Section<'_>, when: &ShareWhen) {
    let above = when.amount_above.as_ref().and_then(Figure::value);
    let up_to = when.amount_up_to.as_ref().and_then(Figure::value);
    if above
        .zip(up_to)
        .is_some_and(|(above, up_to)| above >= up_to)
    {
        let message = "no amount lies between these two ends";
        section.problem("amount_above", "interval.empty", message);
    }
    let value = |figure: &Option<Figure<Ratio>>| figure.as_ref().and_then(Figure::value);
    let (from, above) = (
        value(&when.credit_share_from),
        value(&when.credit_share_above),
    );
    let below = value(&when.credit_share_below);
    if from.is_some() && above.is_some() {
        let message = "give `credit_share_from` or `credit_share_above`, not both";
        section.problem("credit_share_from", "interval.twice", message);
    }
    if let (Some(low), Some(below)) = (from.or(above), below)
        && low >= below
    {
        let message = "no share lies between these two ends";
        section.problem("credit_share_below", "interval.empty", message);
    }
}
