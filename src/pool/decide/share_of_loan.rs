//! The pool's share of a loan's loss, as its terms give it, ready for a ledger that compensates principal.

use super::desk::{Checked, ensure};
use super::funding;
use crate::pool::enrolment::Enrolment;
use crate::pool::refusal::Refusal;
use crate::pool::share::{Share, Split};
use crate::pool::terms::{LossBase, ShareQuery, UsableTerms};
use crate::units::Ratio;

/// That the terms share principal only.
pub(super) fn principal_only(terms: &UsableTerms) -> Checked<()> {
    ensure(terms.sharing.base == LossBase::Principal, || {
        Refusal::Terms {
            why: format!(
                "`{}` shares interest; this ledger compensates principal only",
                terms.id
            ),
        }
    })
}

fn query(stated: &Enrolment) -> ShareQuery<'_> {
    ShareQuery {
        product: &stated.product,
        channel: stated.channel,
        bank: &stated.bank,
        district: &stated.compartment.district,
        grade: stated.score.as_ref().map(|score| &score.grade),
        classes: &stated.classes,
        securities: &stated.securities,
        amount: stated.limit,
        first_loan: Some(stated.first_loan),
        credit_share: Some(stated.credit_share.unwrap_or(Ratio::ONE)),
        other_public: stated.other_public,
        decided: stated.share_decided,
    }
}

/// How the contributors bear the loan's loss: by their ratios, but for layers that one bears alone.
pub(super) fn split(terms: &UsableTerms, stated: &Enrolment, share: Share) -> Checked<Split> {
    let ratios = funding::split(terms, &stated.compartment.district)?;
    let mut rules = terms.sharing.rules.iter();
    if rules.all(|rule| rule.payer.is_none()) {
        return Ok(ratios.clone());
    }
    let layers = terms.layers(&query(stated));
    let layers = layers.map_err(|error| Refusal::NoShare {
        why: error.to_string(),
    })?;
    let whole = share.ratio();
    let parts = layers
        .into_iter()
        .map(|(payer, part)| Some((payer, part.checked_div(whole)?)));
    let parts: Option<Vec<_>> = parts.collect();
    let split = parts.and_then(|parts| ratios.layered(&parts));
    split.ok_or_else(|| {
        let why = format!("the layers of `{}` do not make the share", terms.id);
        Box::new(Refusal::Terms { why })
    })
}

/// The share, within the ceilings of the terms; refused where nobody would bear anything.
pub(super) fn share(terms: &UsableTerms, stated: &Enrolment) -> Checked<Share> {
    let share = terms
        .share(&query(stated))
        .map_err(|error| Refusal::NoShare {
            why: error.to_string(),
        })?;
    let fits = Share::new(share).filter(|share| share.ratio() > Ratio::ZERO);
    fits.ok_or_else(|| {
        let why = format!(
            "the rules of sharing give {share}; a share above nought and up to one would pass"
        );
        Box::new(Refusal::NoShare { why })
    })
}
