//! What the caps of terms come to for one loan: which hold, and how much each allows.

use super::caps::{Cap, CapBase, CapSize};
use super::sharing::Channel;
use super::{Funding, Leverage, Terms, UsableTerms};
use crate::pool::portion::portion;
use crate::pool::share::Split;
use crate::units::names::{BankId, ClassId, ContributorId, District, GradeName, ProductId};
use crate::units::{Amount, Ratio};

/// What tells which caps hold for a loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapQuery<'a> {
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
    /// The classes of the enterprise, where cover is asked for.
    pub classes: &'a [ClassId],
}

/// What a cap may be reckoned from.
#[derive(Debug, Clone, Default)]
pub struct CapFigures<'a> {
    /// The recommended limit of the score.
    pub score_limit: Option<Amount>,
    /// The enterprise's grade.
    pub grade: Option<&'a GradeName>,
    /// Its revenue of the last year.
    pub revenue: Option<Amount>,
    /// Net assets of the compartment or pool.
    pub net_assets: Option<Amount>,
    /// Its paid-in contributions.
    pub paid_in: Option<Amount>,
    /// Its subscribed contributions.
    pub subscribed: Option<Amount>,
    /// Covered principal in force of the whole pool.
    pub covered_principal: Option<Amount>,
    /// Covered principal ever drawn, in the scope of the cap.
    pub drawn_principal: Option<Amount>,
    /// The pool's share of it.
    pub drawn_pool_share: Option<Amount>,
    /// The unpaid principal of the loan at the claim.
    pub unpaid_principal: Option<Amount>,
}

/// Why a cap cannot be reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CapError {
    /// A figure that it needs is not known.
    #[error("the cap needs `{0}`, which is not known")]
    Missing(&'static str),
    /// The amount cannot be held.
    #[error("the cap is too large to be held")]
    Overflow,
}

impl UsableTerms {
    /// The caps that hold for a loan, in the order of the file; the lowest binds.
    pub fn caps_for(&self, query: &CapQuery<'_>) -> Vec<&Cap> {
        let caps = self.caps.iter();
        caps.filter(|cap| cap.holds_for(query)).collect()
    }

    /// The contributors' ratios in a district.
    pub fn ratios(&self, district: &District) -> Vec<(ContributorId, Ratio)> {
        self.ratios_of(self.own_ratios(district))
    }
}

impl Terms {
    /// The place of a district among those whose contributors have ratios of their own.
    pub(super) fn own_ratios(&self, district: &District) -> Option<usize> {
        let Funding::Pool(pool) = &self.funding else {
            return None;
        };
        let mut special = pool.districts.iter();
        special.position(|one| one.districts.contains(district))
    }

    /// The contributors' ratios where a place has its own, or in all other districts; a budget has one owner, who
    /// bears all.
    fn ratios_of(&self, own: Option<usize>) -> Vec<(ContributorId, Ratio)> {
        let Funding::Pool(pool) = &self.funding else {
            return vec![(Funding::budget_owner(), Ratio::ONE)];
        };
        let own = own.map(|at| &pool.districts[at]);
        let contributors = pool.contributors.iter();
        contributors
            .map(|one| {
                let special = own.and_then(|own| own.ratios.get(&one.id));
                (one.id.clone(), special.unwrap_or(&one.ratio).get())
            })
            .collect()
    }

    /// The splits of the districts with ratios of their own, and last that of all others.
    pub(super) fn splits(&self) -> Vec<Option<Split>> {
        let special = match &self.funding {
            Funding::Pool(pool) => pool.districts.len(),
            Funding::Budget { .. } => 0,
        };
        let places = (0..special).map(Some).chain([None]);
        places.map(|own| Split::new(self.ratios_of(own))).collect()
    }
}

impl Leverage {
    /// The exposure that stands on a base, rounded down to the fen; none on a base below nought.
    pub fn allows(&self, base: Amount) -> Result<Amount, CapError> {
        portion(self.times.get(), base.max(Amount::ZERO)).ok_or(CapError::Overflow)
    }
}

impl Cap {
    /// Whether it holds for a loan.
    pub fn holds_for(&self, query: &CapQuery<'_>) -> bool {
        let when = &self.when;
        let grade =
            when.grades.is_empty() || query.grade.is_some_and(|own| when.grades.contains(own));
        grade
            && (when.products.is_empty() || when.products.contains(query.product))
            && (when.channels.is_empty() || when.channels.contains(&query.channel))
            && (when.banks.is_empty() || when.banks.contains(query.bank))
            && (when.districts.is_empty() || when.districts.contains(query.district))
            && (when.classes.is_empty() || when.classes.iter().any(|of| query.classes.contains(of)))
    }

    /// How much it allows, rounded down to the fen. A grade or a revenue that no row names is allowed
    /// nothing.
    pub fn allows(&self, figures: &CapFigures<'_>) -> Result<Amount, CapError> {
        match &self.size {
            CapSize::Amount { amount } => Ok(amount.get()),
            CapSize::ScoreLimit => figures.score_limit.ok_or(CapError::Missing("score-limit")),
            CapSize::ByGrade { amounts } => {
                let grade = figures.grade.ok_or(CapError::Missing("grade"))?;
                Ok(amounts.get(grade).map_or(Amount::ZERO, super::Figure::get))
            }
            CapSize::ByRevenue { rows } => {
                let revenue = figures.revenue.ok_or(CapError::Missing("revenue"))?;
                let row = rows
                    .iter()
                    .find(|row| row.below.as_ref().is_none_or(|end| revenue < end.get()));
                Ok(row.map_or(Amount::ZERO, |row| row.amount.get()))
            }
            CapSize::Share { share, of } => {
                let base = figures.of(*of).ok_or(CapError::Missing(of.word()))?;
                // Net assets may be below nought; then nothing is allowed.
                portion(share.get(), base.max(Amount::ZERO)).ok_or(CapError::Overflow)
            }
        }
    }
}

impl CapFigures<'_> {
    fn of(&self, base: CapBase) -> Option<Amount> {
        match base {
            CapBase::NetAssets => self.net_assets,
            CapBase::PaidIn => self.paid_in,
            CapBase::Subscribed => self.subscribed,
            CapBase::CoveredPrincipal => self.covered_principal,
            CapBase::DrawnPrincipal => self.drawn_principal,
            CapBase::DrawnPoolShare => self.drawn_pool_share,
            CapBase::UnpaidPrincipal => self.unpaid_principal,
        }
    }
}
