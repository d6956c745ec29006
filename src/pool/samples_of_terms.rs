//! Terms and a calendar for the tests of the ledger.

use super::calendar::{Calendar, CalendarYear};
use super::rules::Rules;
use super::terms::*;
use crate::units::names::*;
use crate::units::{Amount, Bilingual, Date, Mark, Origin, Ratio};

pub(super) fn origin() -> Origin {
    Origin {
        mark: Mark::Ours,
        source: "a test".into(),
    }
}

pub(super) fn known<T: Copy>(value: T) -> Figure<T> {
    Figure::known(value, origin())
}

pub(super) fn ratio(text: &str) -> Figure<Ratio> {
    known(Ratio::parse(text).unwrap())
}

pub(super) fn yuan(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn item(text: &str) -> ItemId {
    ItemId::parse(text).unwrap()
}

fn words() -> Bilingual {
    Bilingual::new("样", "sample")
}

fn contributor(id: &str, kind: ContributorKind, share: &str) -> Contributor {
    Contributor {
        id: ContributorId::parse(id).unwrap(),
        kind,
        name: words(),
        ratio: ratio(share),
    }
}

fn items(ids: &[&str]) -> Vec<Item> {
    let named = ids.iter().map(|id| Item {
        id: item(id),
        name: words(),
    });
    named.collect()
}

/// City and district 4:6, the pool 80%, leverage ten times net assets on principal.
pub(super) fn terms() -> Terms {
    Terms {
        id: TermsId::parse("test-1").unwrap(),
        scheme: Scheme::parse("test").unwrap(),
        version: 1,
        status: Status::Sample,
        name: words(),
        about: words(),
        origin: origin(),
        document: None,
        refines: None,
        effective_from: day("2020-01-01"),
        effective_to: None,
        products: vec![Product {
            id: ProductId::parse("credit").unwrap(),
            name: words(),
        }],
        channels: vec![Channel::Credit],
        funding: Funding::Pool(PoolFunding {
            contributors: vec![
                contributor("city", ContributorKind::City, "0.4"),
                contributor("district", ContributorKind::District, "0.6"),
            ],
            districts: vec![],
            first_paid_in: None,
            top_ups: vec![],
        }),
        leverage: vec![Leverage {
            bound: Bound::Ceiling,
            times: ratio("10.0"),
            exposure: ExposureBase::Principal,
            counts_undrawn: true,
            base: LeverageBase::NetAssets,
            contributor: None,
        }],
        sharing: Sharing {
            base: LossBase::Principal,
            net_of_collateral: false,
            combine: Combine::Highest,
            rules: vec![ShareRule {
                id: item("all"),
                name: words(),
                role: ShareRole::Base,
                any: vec![],
                share: ratio("0.8"),
                up_to: false,
                payer: None,
            }],
            ceiling: None,
            public_ceiling: None,
            lender_keeps: None,
        },
        eligibility: Eligibility {
            zones: vec![],
            requirements: vec![],
            banned_purposes: items(&["gambling"]),
            new_loans_only: true,
            one_loan_at_a_time: false,
            partial_enrolment: true,
            enrol_within_days: Some(known(30)),
            provisional: None,
        },
        caps: vec![],
        loan: LoanRules {
            months_up_to: known(12),
            months_from: None,
            renewals: known(1),
            months_with_renewals: None,
            draw_within_days: Some(known(90)),
            rate_cap: vec![RateTier {
                amount_up_to: None,
                cap: RateCap::Fixed {
                    rate: ratio("0.06"),
                },
            }],
            guarantee_fee_cap: None,
            excluded_security: vec![Security::RealEstate],
        },
        score: Some(ScoreRules {
            role: ScoreRole::Decisive,
            models: vec!["cq".into()],
            grades: ["A", "B"]
                .map(|grade| GradeName::parse(grade).unwrap())
                .into(),
            valid_days: known(180),
        }),
        claim: claim_rules(),
        recovery: RecoveryRules {
            order: RecoveryOrder::PariPassu,
            cost_cap: None,
            remit_within_working_days: None,
            write_off_after_months: None,
        },
        breakers: vec![],
        incentives: vec![],
        guarantee_fee: None,
    }
}

/// The same with another funding.
pub(super) fn funded_by(change: impl Fn(&mut PoolFunding)) -> Terms {
    let mut terms = terms();
    if let Funding::Pool(funding) = &mut terms.funding {
        change(funding);
    }
    terms
}

/// A budget of so much a year.
pub(super) fn budget(yearly: &str) -> Funding {
    Funding::Budget {
        yearly: known(yuan(yearly)),
    }
}

/// A rule of topping up.
pub(super) fn top_up(trigger: TopUpTrigger, share: Option<&str>, days: u32) -> TopUp {
    TopUp {
        trigger,
        share: share.map(ratio),
        within_working_days: Some(known(days)),
    }
}

fn claim_rules() -> ClaimRules {
    ClaimRules {
        triggers: vec![Trigger::Overdue { days: known(60) }],
        prior_steps: items(&["demanded"]),
        deadline: Some(Deadline {
            days: known(180),
            from: ClaimFrom::Trigger,
        }),
        cure: Cure::ReducesClaim,
        documents: vec![Document {
            id: item("contract"),
            name: words(),
            optional: false,
        }],
        decide_within_working_days: known(10),
        pay_within_working_days: Some(known(10)),
        partial_refusal: true,
        refusals: ["late-notice", "fraud"]
            .map(|id| super::terms::Refusal {
                id: item(id),
                name: words(),
                loses_cover: id == "fraud",
            })
            .into(),
        appeal_within_working_days: Some(known(10)),
        clawbacks: items(&["false-papers"]),
        clawback_interest: None,
        settlement: Settlement::EachClaim,
        pay_order: PayOrder::FiledFirst,
        shortfall: Shortfall {
            rule: ShortfallRule::Wait,
            advance_share: None,
            repay_within_days: None,
        },
    }
}

pub(super) fn rules(terms: Terms) -> Rules {
    let years = (2020..=2023).map(|year| CalendarYear {
        year,
        origin: origin(),
        settled_to: Date::constant(year, 12, 31),
        days_off: vec![],
        working_weekends: vec![],
    });
    let mut rules = Rules::new([TermsHistory::new([terms]).unwrap()]);
    rules.calendar = Calendar::new(years).unwrap();
    rules
}

/// A thousandth of what a bank lends, from the pool.
pub(super) fn volume() -> Incentive {
    Incentive {
        id: item("volume"),
        name: words(),
        kind: IncentiveKind::Volume,
        to: Beneficiary::Bank,
        paid_by: PaidBy::Pool,
        period: Period::Year,
        share: Some(ratio("0.001")),
        amount: None,
        loans_up_to: None,
        yearly_cap: None,
        stopped_by_breaker: true,
    }
}
