//! What a loan must be to come under cover, apart from caps, leverage and breakers.

use super::desk::{Checked, Desk, ensure};
use crate::pool::enrolment::Enrolment;
use crate::pool::refusal::Refusal;
use crate::pool::state::tally::{Place, Sum};
use crate::pool::terms::{Figure, RateCap, Requires, ScoreRole, Terms, Zone};
use crate::units::{Amount, Date, Ratio};

fn joined(list: impl Iterator<Item = impl ToString>) -> String {
    list.map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A day so many days later.
pub(super) fn days_after(day: Date, days: u32) -> Checked<Date> {
    let span = jiff::Span::new().try_days(i64::from(days));
    span.and_then(|span| day.checked_add(span)).map_err(|_| {
        Box::new(Refusal::Data {
            why: format!("no day is {days} days after {day}"),
        })
    })
}

/// A day so many months later.
pub(super) fn months_after(day: Date, months: u32) -> Checked<Date> {
    let span = jiff::Span::new().try_months(i64::from(months));
    span.and_then(|span| day.checked_add(span)).map_err(|_| {
        Box::new(Refusal::Data {
            why: format!("no day is {months} months after {day}"),
        })
    })
}

impl Desk<'_> {
    /// Checks in the order of the refusals.
    pub(super) fn eligible(&self, terms: &Terms, stated: &Enrolment) -> Checked<()> {
        governed(terms, stated)?;
        self.in_time(terms, stated)?;
        required(terms, stated)?;
        self.prove_by(terms, stated)?;
        term(terms, stated)?;
        self.rate(terms, stated)?;
        self.score(terms, stated)?;
        let on = self.command.effective_on;
        let consent = stated.consent_until;
        ensure(
            stated.score.is_none() || consent.is_some_and(|until| until >= on),
            || Refusal::Consent { until: consent },
        )
    }

    /// The loans on one decision of a bank are no more than it decided.
    pub(super) fn within_decision(&self, stated: &Enrolment) -> Checked<()> {
        let Some((decision, approves)) = stated.decision.as_ref().zip(stated.decided) else {
            return Ok(());
        };
        let lent = self.state.lent_on(decision).lent;
        let room = approves.fen().saturating_sub(lent.fen()).max(0);
        let room = Amount::from_fen(room);
        ensure(stated.limit <= room, || Refusal::Decided {
            decision: decision.to_string(),
            approves,
            lent,
            room,
        })
    }

    fn in_time(&self, terms: &Terms, stated: &Enrolment) -> Checked<()> {
        let on = self.command.effective_on;
        ensure(stated.approved_on <= on, || Refusal::Day {
            why: format!(
                "it was approved on {}, and cannot be enrolled before",
                stated.approved_on
            ),
        })?;
        if let Some(days) = &terms.eligibility.enrol_within_days {
            let by = days_after(stated.approved_on, days.get())?;
            ensure(on <= by, || Refusal::EnrolledLate { by })?;
        }
        Ok(())
    }

    fn rate(&self, terms: &Terms, stated: &Enrolment) -> Checked<()> {
        let reaches =
            |most: Option<crate::units::Amount>| most.is_none_or(|most| stated.limit <= most);
        let tier = terms
            .loan
            .rate_cap
            .iter()
            .find(|tier| reaches(tier.amount_up_to.as_ref().map(Figure::get)));
        let Some(tier) = tier else { return Ok(()) };
        let cap = match &tier.cap {
            RateCap::Fixed { rate } => Some(rate.get()),
            RateCap::Spread { spread, .. } => {
                self.lpr(stated.approved_on)?.checked_add(spread.get())
            }
            RateCap::Raised { by, .. } => {
                let lpr = self.lpr(stated.approved_on)?;
                lpr.checked_mul(by.get())
                    .and_then(|more| lpr.checked_add(more))
            }
        };
        let cap = cap.unwrap_or(Ratio::ONE);
        ensure(stated.rate <= cap, || Refusal::Rate { cap })
    }

    fn lpr(&self, day: Date) -> Checked<Ratio> {
        let data = |why: String| Box::new(Refusal::Data { why });
        let series = self.rules.lpr.as_ref();
        let series = series
            .ok_or_else(|| data("the series of the loan prime rate is not at hand".into()))?;
        series
            .one_year(day)
            .map_err(|error| data(error.to_string()))
    }

    fn score(&self, terms: &Terms, stated: &Enrolment) -> Checked<()> {
        let Some(rules) = terms
            .score
            .as_ref()
            .filter(|rules| rules.role == ScoreRole::Decisive)
        else {
            return Ok(());
        };
        let refuse = |why: String| Err(Box::new(Refusal::Score { why }));
        let Some(score) = &stated.score else {
            return refuse("a score is needed".into());
        };
        if !rules.models.is_empty() && !rules.models.contains(&score.model) {
            return refuse(format!(
                "a score of `{}` will not do; these will: {}",
                score.model,
                joined(rules.models.iter())
            ));
        }
        if !rules.grades.is_empty() && !rules.grades.contains(&score.grade) {
            return refuse(format!(
                "the grade {} is not eligible; these are: {}",
                score.grade,
                joined(rules.grades.iter())
            ));
        }
        let until = days_after(score.as_of, rules.valid_days.get())?;
        let on = self.command.effective_on;
        if on < score.as_of || on > until {
            return refuse(format!(
                "the score stands from {} to {until}, and not on {on}",
                score.as_of
            ));
        }
        Ok(())
    }

    /// One loan of an enterprise at a time, where the terms say so.
    pub(super) fn one_at_a_time(
        &self,
        pool: u32,
        terms: &Terms,
        stated: &Enrolment,
    ) -> Checked<()> {
        if !terms.eligibility.one_loan_at_a_time {
            return Ok(());
        }
        let enterprise = self.state.enterprises.number(&stated.enterprise);
        let tally = enterprise.and_then(|of| self.state.tally(Place::Enterprise(pool, of)));
        let loans = tally.map_or(0, |tally| tally.get(Sum::LoansInForce));
        ensure(loans == 0, || Refusal::OneLoan { loans })
    }
}

fn governed(terms: &Terms, stated: &Enrolment) -> Checked<()> {
    let not =
        |what: &'static str, name: String, open: String| Refusal::NotGoverned { what, name, open };
    ensure(
        terms.products.iter().any(|of| of.id == stated.product),
        || {
            not(
                "product",
                stated.product.to_string(),
                joined(terms.products.iter().map(|of| &of.id)),
            )
        },
    )?;
    ensure(terms.channels.contains(&stated.channel), || {
        not(
            "channel",
            stated.channel.word().into(),
            joined(terms.channels.iter().map(|of| of.word())),
        )
    })?;
    let zones = &terms.eligibility.zones;
    let within = |zone: &Zone| {
        zone.districts.contains(&stated.compartment.district)
            || (zone.districts.is_empty() && stated.zone.as_ref() == Some(&zone.id))
    };
    ensure(zones.is_empty() || zones.iter().any(within), || {
        let name = stated.zone.as_ref().map_or_else(
            || stated.compartment.district.to_string(),
            ToString::to_string,
        );
        not("zone", name, joined(zones.iter().map(|zone| &zone.id)))
    })
}

fn required(terms: &Terms, stated: &Enrolment) -> Checked<()> {
    for requirement in &terms.eligibility.requirements {
        let met = match &requirement.test {
            Requires::AnyClass { classes } => {
                classes.iter().any(|class| stated.classes.contains(class))
            }
            _ => false,
        };
        ensure(met || stated.requirements.contains(&requirement.id), || {
            Refusal::Requirement {
                id: requirement.id.to_string(),
            }
        })?;
    }
    let banned = terms.eligibility.banned_purposes.iter();
    let barred = banned
        .map(|item| &item.id)
        .find(|id| stated.purposes.contains(id));
    if let Some(id) = barred {
        let id = id.to_string();
        return Err(Refusal::Purpose { id }.into());
    }
    ensure(
        !(terms.eligibility.new_loans_only && stated.refinances),
        || Refusal::Refinances,
    )
}

fn term(terms: &Terms, stated: &Enrolment) -> Checked<()> {
    let least = terms.loan.months_from.as_ref().map_or(0, Figure::get);
    let from = months_after(stated.approved_on, least)?;
    let to = months_after(stated.approved_on, terms.loan.months_up_to.get())?;
    ensure(stated.matures_on >= from && stated.matures_on <= to, || {
        Refusal::Months { from, to }
    })?;
    let excluded = terms
        .loan
        .excluded_security
        .iter()
        .find(|of| stated.securities.contains(of));
    match excluded {
        Some(security) => Err(Refusal::Security {
            word: security.word(),
        }
        .into()),
        None => Ok(()),
    }
}
