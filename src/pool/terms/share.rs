//! The share of a loss that a pool bears for one loan: which rules fit, what they give together, and what
//! holds it down.

use super::fitting::fitting;
use super::sharing::{Channel, Combine, ShareRole, ShareRule, Sharing};
use super::{Figure, Security, UsableTerms};
use crate::units::names::{BankId, ClassId, ContributorId, District, GradeName, ItemId, ProductId};
use crate::units::{Amount, Ratio};
use serde::Serialize;

/// What must be known of a loan to tell its share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareQuery<'a> {
    /// Its product.
    pub product: &'a ProductId,
    /// Its channel.
    pub channel: Channel,
    /// Its bank.
    pub bank: &'a BankId,
    /// The enterprise's district.
    pub district: &'a District,
    /// The enterprise's grade, if it has one.
    pub grade: Option<&'a GradeName>,
    /// The classes that the enterprise belongs to.
    pub classes: &'a [ClassId],
    /// What secures the loan.
    pub securities: &'a [Security],
    /// How much is lent.
    pub amount: Amount,
    /// Whether it is the enterprise's first loan ever, if that is known.
    pub first_loan: Option<bool>,
    /// The part of the loan that is on credit, if that is known.
    pub credit_share: Option<Ratio>,
    /// What other public money bears of the same loss 其他财政资金.
    pub other_public: Ratio,
    /// The share that a person decided, where a rule gives only a most.
    pub decided: Option<Ratio>,
}

/// The share of one loan, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The pool's share of the loss.
    pub ratio: Ratio,
    /// The rules that made it.
    pub by: Vec<ItemId>,
    /// What held it down, if anything did.
    pub held_by: Option<HeldBy>,
}

/// What holds a share down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldBy {
    /// The most that the pool bears.
    Ceiling,
    /// The least that the lender keeps.
    LenderKeeps,
    /// The most that all public money bears.
    PublicCeiling,
    /// A loss cannot be borne more than once.
    Whole,
}

/// Why a loan has no share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// The product is not governed by these terms.
    #[error("these terms do not govern the product `{0}`")]
    Product(ProductId),
    /// The channel is not open.
    #[error("the channel `{}` is not open in these terms", .0.word())]
    Channel(Channel),
    /// A rule asks what is not known.
    #[error("the share depends on what is not known: {}", .0.join(", "))]
    Unanswered(Vec<&'static str>),
    /// No base rule fits.
    #[error("no base rule of sharing fits this loan")]
    NoRule,
    /// The rules give a most, and nobody has decided.
    #[error("the rules give at most {0}; a person must decide the share")]
    NeedsDecision(Ratio),
    /// The decision is above the most, or below nought.
    #[error("{decided} was decided, and the rules give at most {most}")]
    Decision {
        /// What was decided.
        decided: Ratio,
        /// The most.
        most: Ratio,
    },
    /// The numbers leave 128 bits.
    #[error("the shares cannot be added up exactly")]
    Overflow,
}

impl UsableTerms {
    /// The pool's share of the loss of a loan.
    pub fn share(&self, query: &ShareQuery<'_>) -> Result<Ratio, ShareError> {
        self.held(query).map(|(ratio, ..)| ratio)
    }

    /// The layers of the pool's share, the first at the bottom: how much each bears, and by which contributor
    /// alone. What holds the share down takes off the uppermost first. Together they are the share.
    pub fn layers(
        &self,
        query: &ShareQuery<'_>,
    ) -> Result<Vec<(Option<&ContributorId>, Ratio)>, ShareError> {
        let (ratio, _, rules) = self.held(query)?;
        let mut left = ratio;
        let mut layers = Vec::new();
        for rule in counted(&self.sharing, &rules) {
            let borne = rule.share.get().min(left);
            left = left.checked_sub(borne).ok_or(ShareError::Overflow)?;
            layers.push((rule.payer.as_ref(), borne));
        }
        Ok(layers)
    }

    /// The pool's share, the rules that made it, and what held it down.
    pub fn share_in_full(&self, query: &ShareQuery<'_>) -> Result<Share, ShareError> {
        let (ratio, held_by, rules) = self.held(query)?;
        Ok(Share {
            ratio,
            by: used(&self.sharing, &rules),
            held_by,
        })
    }

    /// The share, what held it down, and the rules that fit.
    fn held(
        &self,
        query: &ShareQuery<'_>,
    ) -> Result<(Ratio, Option<HeldBy>, Vec<&ShareRule>), ShareError> {
        if !self.products.iter().any(|one| one.id == *query.product) {
            return Err(ShareError::Product(query.product.clone()));
        }
        if !self.channels.contains(&query.channel) {
            return Err(ShareError::Channel(query.channel));
        }
        let rules = fitting(&self.sharing.rules, query)?;
        let (most, up_to) = add_up(&self.sharing, &rules)?;
        let (most, held_by) = hold(&self.sharing, query, most)?;
        let ratio = match (up_to, query.decided) {
            (false, _) => most,
            (true, None) => return Err(ShareError::NeedsDecision(most)),
            (true, Some(decided)) if (Ratio::ZERO..=most).contains(&decided) => decided,
            (true, Some(decided)) => return Err(ShareError::Decision { decided, most }),
        };
        Ok((ratio, held_by, rules))
    }
}

/// The base rules that count: all, or the highest (of equal ones the first).
fn bases<'t>(sharing: &Sharing, rules: &[&'t ShareRule]) -> Vec<&'t ShareRule> {
    let all = rules
        .iter()
        .copied()
        .filter(|rule| rule.role == ShareRole::Base);
    match sharing.combine {
        Combine::Sum => all.collect(),
        Combine::Highest => {
            let highest = all.reduce(|best, rule| {
                if rule.share.get() > best.share.get() {
                    rule
                } else {
                    best
                }
            });
            highest.into_iter().collect()
        }
    }
}

fn counted<'t>(sharing: &Sharing, rules: &[&'t ShareRule]) -> Vec<&'t ShareRule> {
    let mut counted = bases(sharing, rules);
    let additions = rules.iter().copied();
    counted.extend(additions.filter(|rule| rule.role == ShareRole::Addition));
    counted
}

fn used(sharing: &Sharing, rules: &[&ShareRule]) -> Vec<ItemId> {
    let counted = counted(sharing, rules);
    counted.iter().map(|rule| rule.id.clone()).collect()
}

/// What the rules give together, and whether it is only a most.
fn add_up(sharing: &Sharing, rules: &[&ShareRule]) -> Result<(Ratio, bool), ShareError> {
    let counted = counted(sharing, rules);
    if counted.iter().all(|rule| rule.role != ShareRole::Base) {
        return Err(ShareError::NoRule);
    }
    let sum = counted
        .iter()
        .try_fold(Ratio::ZERO, |sum, rule| sum.checked_add(rule.share.get()));
    let up_to = counted.iter().any(|rule| rule.up_to);
    Ok((sum.ok_or(ShareError::Overflow)?, up_to))
}

/// Lowers a share to every ceiling; the lowest is named.
fn hold(
    sharing: &Sharing,
    query: &ShareQuery<'_>,
    given: Ratio,
) -> Result<(Ratio, Option<HeldBy>), ShareError> {
    let less = |whole: Ratio, part: Ratio| whole.checked_sub(part).ok_or(ShareError::Overflow);
    let get = |figure: &Option<Figure<Ratio>>| figure.as_ref().map(Figure::get);
    let mut held = (given, None);
    let mut lower = |most: Ratio, by| {
        if most < held.0 {
            held = (most, Some(by));
        }
    };
    lower(Ratio::ONE, HeldBy::Whole);
    if let Some(most) = get(&sharing.ceiling) {
        lower(most, HeldBy::Ceiling);
    }
    if let Some(kept) = get(&sharing.lender_keeps) {
        lower(less(Ratio::ONE, kept)?, HeldBy::LenderKeeps);
    }
    if let Some(all) = get(&sharing.public_ceiling) {
        let left = less(all, query.other_public)?.max(Ratio::ZERO);
        lower(left, HeldBy::PublicCeiling);
    }
    Ok(held)
}
