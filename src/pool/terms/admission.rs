//! Whether an enterprise and a loan may come under cover: everything that stands against it, at once.

use super::eligibility::{Requirement, Requires, TaxGrade};
use super::loan::{LoanRules, RateCap, RateIndex, ScoreRole, ScoreRules, Security};
use super::{Figure, UsableTerms};
use crate::pool::lpr::{LprError, LprSeries};
use crate::units::names::{ClassId, District, GradeName, ItemId, ZoneId};
use crate::units::{Amount, Date, Ratio};
use jiff::ToSpan;

/// What is known of an enterprise that asks for cover. What is not known is not met.
#[derive(Debug, Clone, Default)]
pub struct Applicant {
    /// Its district.
    pub district: Option<District>,
    /// Zones within a district in which it is.
    pub zones: Vec<ZoneId>,
    /// Whether it is registered there, not only at work there.
    pub registered: Option<bool>,
    /// The classes it belongs to.
    pub classes: Vec<ClassId>,
    /// Its age in whole months.
    pub age_months: Option<u32>,
    /// Its tax credit grade.
    pub tax_grade: Option<TaxGrade>,
    /// Months since its last serious breach; without any, months since it began.
    pub clean_months: Option<u32>,
    /// Its staff.
    pub staff: Option<u32>,
    /// Its revenue of the last year.
    pub revenue: Option<Amount>,
    /// The requirements that somebody states to be met, of enterprise and bank.
    pub stated: Vec<ItemId>,
    /// The requirements from which experts excused it.
    pub waived: Vec<ItemId>,
}

/// One thing that stands against cover.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmet {
    /// It is in none of the zones.
    #[error("it is in none of the zones in which these terms hold")]
    Zone,
    /// A requirement is not met.
    #[error("the requirement `{0}` is not met")]
    Requirement(ItemId),
    /// What is needed to tell is not known.
    #[error("whether the requirement `{0}` is met is not known")]
    Unknown(ItemId),
}

impl UsableTerms {
    /// Everything that stands against cover for an enterprise; nothing means that it is eligible.
    pub fn unmet(&self, who: &Applicant) -> Vec<Unmet> {
        let in_zone = self.in_zone(who);
        let mut unmet = Vec::new();
        if !in_zone {
            unmet.push(Unmet::Zone);
        }
        for one in &self.eligibility.requirements {
            if one.waivable && who.waived.contains(&one.id) {
                continue;
            }
            match met(one, who, in_zone) {
                Some(true) => {}
                Some(false) => unmet.push(Unmet::Requirement(one.id.clone())),
                None => unmet.push(Unmet::Unknown(one.id.clone())),
            }
        }
        unmet
    }

    fn in_zone(&self, who: &Applicant) -> bool {
        let zones = &self.eligibility.zones;
        zones.is_empty()
            || zones.iter().any(|zone| {
                who.zones.contains(&zone.id)
                    || who
                        .district
                        .as_ref()
                        .is_some_and(|own| zone.districts.contains(own))
            })
    }

    /// The highest rate for a loan approved on a day; `None` where the terms have no cap.
    pub fn rate_cap(
        &self,
        approved_on: Date,
        amount: Amount,
        lpr: &LprSeries,
    ) -> Result<Option<Ratio>, LprError> {
        let tier = self.loan.rate_cap.iter().find(|tier| {
            let end = tier.amount_up_to.as_ref();
            end.is_none_or(|end| amount <= end.get())
        });
        let index = |over: RateIndex| match over {
            RateIndex::LprOneYear => lpr.one_year(approved_on),
        };
        let cap = match tier.map(|tier| &tier.cap) {
            None => return Ok(None),
            Some(RateCap::Spread { over, spread }) => index(*over)?.checked_add(spread.get()),
            Some(RateCap::Raised { over, by }) => {
                let rate = index(*over)?;
                let times = Ratio::ONE.checked_add(by.get());
                times.and_then(|times| times.checked_mul(rate))
            }
            Some(RateCap::Fixed { rate }) => Some(rate.get()),
        };
        Ok(Some(
            cap.expect("rates of a few decimals stay within 128 bits"),
        ))
    }
}

/// Whether a requirement is met; `None` when that is not known.
fn met(one: &Requirement, who: &Applicant, in_zone: bool) -> Option<bool> {
    let within = |own: u32, low: &Option<Figure<u32>>, high: &Option<Figure<u32>>| {
        low.as_ref().is_none_or(|low| own >= low.get())
            && high.as_ref().is_none_or(|high| own <= high.get())
    };
    Some(match &one.test {
        Requires::AnyClass { classes } => classes.iter().any(|one| who.classes.contains(one)),
        Requires::Age {
            months_from,
            months_up_to,
        } => within(who.age_months?, months_from, months_up_to),
        // The grades stand best first.
        Requires::TaxGrade { at_least } => who.tax_grade? <= *at_least,
        Requires::CleanRecord { months } => who.clean_months? >= months.get(),
        Requires::Staff { up_to } => who.staff? <= up_to.get(),
        Requires::Revenue { up_to } => who.revenue? <= up_to.get(),
        Requires::RegisteredInZone => in_zone && who.registered?,
        Requires::Statement => who.stated.contains(&one.id),
    })
}

/// What is known of a loan that is to be enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanFacts<'a> {
    /// Its term in months, begun months counted whole.
    pub months: u32,
    /// Its rate a year.
    pub rate: Ratio,
    /// The guarantee fee a year, if there is one.
    pub guarantee_fee: Option<Ratio>,
    /// What secures it.
    pub securities: &'a [Security],
}

/// One thing in a loan that stands against cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoanFault {
    /// The term is too long.
    #[error("a term of {months} months is above {most}")]
    TooLong {
        /// The loan's.
        months: u32,
        /// The longest.
        most: u32,
    },
    /// The term is too short.
    #[error("a term of {months} months is below {least}")]
    TooShort {
        /// The loan's.
        months: u32,
        /// The shortest.
        least: u32,
    },
    /// The rate is too high.
    #[error("a rate of {rate} is above the cap of {most}")]
    Rate {
        /// The loan's.
        rate: Ratio,
        /// The highest.
        most: Ratio,
    },
    /// The guarantee fee is too high.
    #[error("a guarantee fee of {fee} is above the cap of {most}")]
    Fee {
        /// The loan's.
        fee: Ratio,
        /// The highest.
        most: Ratio,
    },
    /// Its security removes cover.
    #[error("a loan secured by `{}` has no cover", .0.word())]
    Security(Security),
}

impl LoanRules {
    /// Everything in a loan that stands against cover, under the highest rate of its day.
    pub fn faults(&self, loan: &LoanFacts<'_>, rate_cap: Option<Ratio>) -> Vec<LoanFault> {
        let mut faults = Vec::new();
        let months = loan.months;
        let most = self.months_up_to.get();
        if months > most {
            faults.push(LoanFault::TooLong { months, most });
        }
        if let Some(least) = self.months_from.as_ref().map(Figure::get)
            && months < least
        {
            faults.push(LoanFault::TooShort { months, least });
        }
        if let Some(most) = rate_cap
            && loan.rate > most
        {
            let rate = loan.rate;
            faults.push(LoanFault::Rate { rate, most });
        }
        let fee_cap = self.guarantee_fee_cap.as_ref().map(Figure::get);
        if let (Some(fee), Some(most)) = (loan.guarantee_fee, fee_cap)
            && fee > most
        {
            faults.push(LoanFault::Fee { fee, most });
        }
        let excluded = loan.securities.iter();
        faults.extend(
            excluded
                .filter(|one| self.excluded_security.contains(one))
                .map(|one| LoanFault::Security(*one)),
        );
        faults
    }
}

impl ScoreRules {
    /// Whether a score made as of a day still stands on another; it stands on its last day too.
    pub fn stands(&self, as_of: Date, on: Date) -> bool {
        let days = i64::from(self.valid_days.get());
        as_of <= on && as_of.checked_add(days.days()).is_ok_and(|last| on <= last)
    }

    /// Whether a grade of a model is accepted.
    pub fn accepts(&self, model: &str, grade: Option<&GradeName>) -> bool {
        let by_model = self.models.is_empty() || self.models.iter().any(|one| one == model);
        let by_grade = match (self.role, grade) {
            (ScoreRole::Reference, _) => true,
            (ScoreRole::Decisive, grade) => grade.is_some_and(|own| self.grades.contains(own)),
        };
        by_model && by_grade
    }
}
