//! Which rules of sharing fit a loan, and what would have to be known to tell.

use super::share::{ShareError, ShareQuery};
use super::sharing::{ShareRule, ShareWhen};
use crate::units::Ratio;

/// The rules that fit, or everything that is not known and would have to be.
pub(super) fn fitting<'t>(
    rules: &'t [ShareRule],
    query: &ShareQuery<'_>,
) -> Result<Vec<&'t ShareRule>, ShareError> {
    let mut open: Vec<&'static str> = Vec::new();
    let mut fit = Vec::new();
    for rule in rules {
        let answers: Vec<Answer> = rule.any.iter().map(|when| answer(when, query)).collect();
        if answers.is_empty() || answers.contains(&Answer::Yes) {
            fit.push(rule);
            continue;
        }
        for answer in answers {
            if let Answer::Open(asked) = answer {
                open.extend(asked);
            }
        }
    }
    open.sort_unstable();
    open.dedup();
    if open.is_empty() {
        Ok(fit)
    } else {
        Err(ShareError::Unanswered(open))
    }
}

#[derive(Debug, PartialEq)]
enum Answer {
    Yes,
    No,
    Open(Vec<&'static str>),
}

fn answer(when: &ShareWhen, query: &ShareQuery<'_>) -> Answer {
    let one_of = |list: &[_], own: &_| list.is_empty() || list.contains(own);
    let grade = when.grades.is_empty() || query.grade.is_some_and(|own| when.grades.contains(own));
    let class =
        when.classes.is_empty() || when.classes.iter().any(|one| query.classes.contains(one));
    let secured = when.securities.is_empty()
        || when
            .securities
            .iter()
            .any(|one| query.securities.contains(one));
    let amount = when
        .amount_above
        .as_ref()
        .is_none_or(|low| query.amount > low.get())
        && when
            .amount_up_to
            .as_ref()
            .is_none_or(|high| query.amount <= high.get());
    let plain = grade
        && class
        && secured
        && amount
        && (when.products.is_empty() || when.products.contains(query.product))
        && one_of(&when.channels, &query.channel)
        && (when.banks.is_empty() || when.banks.contains(query.bank))
        && (when.districts.is_empty() || when.districts.contains(query.district));
    if !plain {
        return Answer::No;
    }
    let mut open = Vec::new();
    if let Some(asked) = when.first_loan {
        match query.first_loan {
            Some(own) if own != asked => return Answer::No,
            Some(_) => {}
            None => open.push("first_loan"),
        }
    }
    let ends = [
        &when.credit_share_from,
        &when.credit_share_above,
        &when.credit_share_below,
    ];
    if ends.iter().any(|end| end.is_some()) {
        let within = |own: Ratio| {
            when.credit_share_from
                .as_ref()
                .is_none_or(|low| own >= low.get())
                && when
                    .credit_share_above
                    .as_ref()
                    .is_none_or(|low| own > low.get())
                && when
                    .credit_share_below
                    .as_ref()
                    .is_none_or(|high| own < high.get())
        };
        match query.credit_share {
            Some(own) if !within(own) => return Answer::No,
            Some(_) => {}
            None => open.push("credit_share"),
        }
    }
    if open.is_empty() {
        Answer::Yes
    } else {
        Answer::Open(open)
    }
}
