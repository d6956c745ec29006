//! Caps on compensation, at their sites.

use super::book::{Book, Loan};
use super::opening::Opening;
use super::plan::{Plan, channel};
use super::sites::{Capped, Member, Site, Sums};
use crate::pool::UsableTerms;
use crate::pool::terms::{
    Cap, CapBase, CapError, CapFigures, CapMeasure, CapQuery, CapScope, CapSize,
};
use crate::units::{Amount, Problems};
use std::collections::HashMap;

/// Puts every cap on compensation over the loans for which it holds, or tells those that cannot be reckoned.
pub(super) fn add(
    plan: &mut Plan,
    terms: &UsableTerms,
    book: &Book,
    opening: &Opening,
) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let counted: Vec<(&Cap, [i64; 2])> = terms
        .caps
        .iter()
        .filter_map(|cap| Some((cap, counts(cap.measure)?)))
        .collect();
    let mut over: Vec<Vec<(Capped, u32)>> = book.loans.iter().map(|_| Vec::new()).collect();
    for (cap, counts) in counted {
        let mut sites: HashMap<String, (u32, i64, i64)> = HashMap::new();
        let held: Vec<usize> = (0..book.loans.len())
            .filter(|at| holds(cap, terms, &book.loans[*at]))
            .collect();
        for at in &held {
            let loan = &book.loans[*at];
            let next = u32::try_from(plan.sites.len()).expect("fewer sites than 32 bits hold");
            let site = sites.entry(key(cap.scope, loan)).or_insert((next, 0, 0));
            if site.0 == next {
                plan.sites.push(Site {
                    breaker: None,
                    compartment: None,
                    opening: Sums::default(),
                });
            }
            site.1 += plan.loans[*at].principal;
            site.2 += plan.loans[*at].cover;
        }
        for at in held {
            let loan = &book.loans[at];
            let (site, drawn, share) = sites[&key(cap.scope, loan)];
            match most(cap, loan, opening, (drawn, share)) {
                Ok(most) => over[at].push((Capped { site, counts, most }, site)),
                Err(why) => {
                    let known = problems.0.iter().any(|problem| problem.message == why);
                    if !known {
                        problems.add("terms", "terms.cap", why);
                    }
                }
            }
        }
    }
    problems.or(())?;
    joined(plan, &over);
    Ok(())
}

/// The sites of caps behind those of breakers, each loan's together.
fn joined(plan: &mut Plan, over: &[Vec<(Capped, u32)>]) {
    let before = std::mem::take(&mut plan.members);
    let count = |all: usize| u32::try_from(all).expect("fewer than 32 bits");
    for (loan, over) in plan.loans.iter_mut().zip(over) {
        let own = loan.members.start as usize..loan.members.end as usize;
        let from = count(plan.members.len());
        plan.members.extend_from_slice(&before[own]);
        plan.members.extend(over.iter().map(|(_, site)| Member {
            site: *site,
            years: u32::MAX,
        }));
        loan.members = from..count(plan.members.len());
        let from = count(plan.capped.len());
        plan.capped.extend(over.iter().map(|(capped, _)| *capped));
        loan.capped = from..count(plan.capped.len());
    }
}

/// How often compensation, and what was recovered, count under a cap; none where it is no cap on compensation. A cap of the
/// year counts by a sum of its own.
fn counts(measure: CapMeasure) -> Option<[i64; 2]> {
    match measure {
        CapMeasure::Principal | CapMeasure::PoolShare => None,
        CapMeasure::Compensation => Some([1, 0]),
        CapMeasure::CompensationNet => Some([1, -1]),
        CapMeasure::CompensationYear => Some([0, 0]),
    }
}

fn holds(cap: &Cap, terms: &UsableTerms, loan: &Loan) -> bool {
    cap.holds_for(&CapQuery {
        product: &loan.product,
        channel: channel(terms),
        bank: &loan.bank,
        district: &loan.district,
        grade: loan.grade.as_ref(),
        classes: &[],
    })
}

fn key(scope: CapScope, loan: &Loan) -> String {
    match scope {
        CapScope::Loan => format!("{} {}", loan.bank, loan.loan),
        CapScope::Enterprise => loan.name().to_string(),
        CapScope::Bank => loan.bank.to_string(),
        CapScope::District => loan.district.to_string(),
        CapScope::Grade => loan
            .grade
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        CapScope::Product => loan.product.to_string(),
        CapScope::Portfolio => format!("{} {}", loan.bank, loan.product),
        CapScope::Pool => String::new(),
    }
}

fn most(cap: &Cap, loan: &Loan, opening: &Opening, drawn: (i64, i64)) -> Result<i64, String> {
    let moving = [
        CapBase::NetAssets,
        CapBase::CoveredPrincipal,
        CapBase::Subscribed,
    ];
    if let CapSize::Share { of, .. } = &cap.size
        && moving.contains(of)
    {
        return Err(format!(
            "the cap `{}` is a share of what moves or is not known of the money at the beginning; a share of paid-in or drawn amounts would pass",
            cap.id
        ));
    }
    let local = cap.scope == CapScope::District;
    let own = opening
        .compartments
        .iter()
        .filter(|of| !local || of.district == loan.district);
    let paid_in: i64 = own.map(|of| of.paid_in.fen()).sum();
    let figures = CapFigures {
        grade: loan.grade.as_ref(),
        paid_in: Some(Amount::from_fen(paid_in)),
        drawn_principal: Some(Amount::from_fen(drawn.0)),
        drawn_pool_share: Some(Amount::from_fen(drawn.1)),
        unpaid_principal: Some(loan.principal),
        ..CapFigures::default()
    };
    match cap.allows(&figures) {
        Ok(most) => Ok(most.fen()),
        Err(CapError::Overflow) => Ok(i64::MAX),
        Err(CapError::Missing(what)) => Err(format!(
            "the cap `{}` needs `{what}`, which a book does not tell",
            cap.id
        )),
    }
}
