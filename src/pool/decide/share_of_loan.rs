//! The pool's share of a loan's loss, as the terms' rules of sharing give it.

use super::desk::{Checked, ensure};
use crate::pool::enrolment::Enrolment;
use crate::pool::refusal::Refusal;
use crate::pool::share::Share;
use crate::pool::terms::{Combine, LossBase, ShareRole, ShareRule, ShareWhen, Terms};
use crate::units::Ratio;

/// The share, within the ceilings of the terms.
pub(super) fn share(terms: &Terms, stated: &Enrolment) -> Checked<Share> {
    let none = |why: String| Box::new(Refusal::NoShare { why });
    ensure(terms.sharing.base == LossBase::Principal, || {
        Refusal::Terms {
            why: format!(
                "`{}` shares interest; this ledger compensates principal only",
                terms.id
            ),
        }
    })?;
    let mut base: Option<Ratio> = None;
    let mut addition = Ratio::ZERO;
    for rule in terms.sharing.rules.iter().filter(|rule| fits(rule, stated)) {
        let share = given(rule, stated)?;
        let sum = |a: Ratio| a.checked_add(share).unwrap_or(a);
        match (rule.role, terms.sharing.combine) {
            (ShareRole::Addition, _) => addition = sum(addition),
            (ShareRole::Base, Combine::Sum) => base = Some(sum(base.unwrap_or(Ratio::ZERO))),
            (ShareRole::Base, Combine::Highest) => {
                base = Some(base.map_or(share, |base| base.max(share)));
            }
        }
    }
    let base = base.ok_or_else(|| {
        none(format!(
            "no rule of sharing of `{}` fits the loan",
            terms.id
        ))
    })?;
    let mut share = base.checked_add(addition).unwrap_or(base);
    if let Some(most) = &terms.sharing.ceiling {
        share = share.min(most.get());
    }
    if let Some(kept) = &terms.sharing.lender_keeps {
        share = share.min(Ratio::ONE.checked_sub(kept.get()).unwrap_or(Ratio::ZERO));
    }
    Share::new(share)
        .filter(|share| share.ratio() > Ratio::ZERO)
        .ok_or_else(|| {
            none(format!(
                "the rules of sharing of `{}` give {share}",
                terms.id
            ))
        })
}

/// A rule's share; where it is a most, what a person decided, which must be there.
fn given(rule: &ShareRule, stated: &Enrolment) -> Checked<Ratio> {
    let most = rule.share.get();
    if !rule.up_to {
        return Ok(most);
    }
    let refusal = || Refusal::NoShare {
        why: format!(
            "`{}` gives up to {most}; a decided share from 0 to {most} is needed",
            rule.id
        ),
    };
    let decided = stated.share_decided.ok_or_else(refusal)?;
    ensure(decided >= Ratio::ZERO && decided <= most, refusal)?;
    Ok(decided)
}

fn fits(rule: &ShareRule, stated: &Enrolment) -> bool {
    rule.any.is_empty() || rule.any.iter().any(|when| holds(when, stated))
}

/// Whether a list does not narrow, or holds the loan's own.
fn one<T: PartialEq>(list: &[T], own: Option<&T>) -> bool {
    list.is_empty() || own.is_some_and(|own| list.contains(own))
}

fn any<T: PartialEq>(list: &[T], own: &[T]) -> bool {
    list.is_empty() || own.iter().any(|own| list.contains(own))
}

fn holds(when: &ShareWhen, stated: &Enrolment) -> bool {
    let credit = stated.credit_share.unwrap_or(Ratio::ONE);
    let grade = stated.score.as_ref().map(|score| &score.grade);
    one(&when.grades, grade)
        && one(&when.products, Some(&stated.product))
        && one(&when.channels, Some(&stated.channel))
        && one(&when.banks, Some(&stated.bank))
        && one(&when.districts, Some(&stated.compartment.district))
        && any(&when.classes, &stated.classes)
        && any(&when.securities, &stated.securities)
        && when
            .first_loan
            .is_none_or(|first| first == stated.first_loan)
        && when
            .amount_above
            .as_ref()
            .is_none_or(|least| stated.limit > least.get())
        && when
            .amount_up_to
            .as_ref()
            .is_none_or(|most| stated.limit <= most.get())
        && when
            .credit_share_from
            .as_ref()
            .is_none_or(|least| credit >= least.get())
        && when
            .credit_share_above
            .as_ref()
            .is_none_or(|least| credit > least.get())
        && when
            .credit_share_below
            .as_ref()
            .is_none_or(|most| credit < most.get())
}
