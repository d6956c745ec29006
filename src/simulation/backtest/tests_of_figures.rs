//! The figures, curves and rolls of the small world, worked by hand.

use super::bounds::{Assumed, assumed};
use super::figures::Figures;
use super::lent::{lent, watched_until};
use super::pool_figures::Leverage;
use super::rolls::{Rolls, State};
use super::samples_of_lives::{choices, course, ninety_days, six, yuan};
use super::vintages::{by_drawing, by_grade};
use super::{Bounds, Choice, Course, Fate, Verdict};
use crate::units::{Amount, Date, Ratio};
use jiff::civil::date;

const FROM: Date = date(2020, 1, 1);
const TO: Date = date(2021, 6, 30);

fn figures() -> Figures {
    let applications = six();
    Figures::of(
        &applications,
        &choices(&applications),
        &course(),
        &ninety_days(),
        TO,
    )
}

/// Lent 1,000 + 600 + 200 + 400 = 2,200 of 2,700 approved and 3,200 asked for. Compensation 800 − 100 = 700 over 2,200.
#[test]
fn what_was_lent_and_what_it_cost() {
    let found = figures();
    assert_eq!((found.applications, found.approved, found.loans), (6, 5, 4));
    assert_eq!(found.verdicts[&Verdict::BelowCutOff], 1);
    assert_eq!(
        (found.asked, found.approved_amount, found.lent),
        (yuan(3200), yuan(2700), yuan(2200))
    );
    assert_eq!(found.cost.net, yuan(700));
    assert_eq!(found.cost.per_yuan, Some(700.0 / 2200.0));
    assert_eq!(found.cost.of_incentives, Some(yuan(33)));
    assert_eq!(found.cost.per_yuan_with_incentives, Some(733.0 / 2200.0));
    assert_eq!(
        (found.borrowers, found.first_time, found.first_time_unknown),
        (3, 1, 2)
    );
    assert_eq!(found.outcome_known.approvals, 4);
    assert_eq!(found.outcome_known.of_amount, Some(2200.0 / 2700.0));
    assert_eq!(found.not_covered["not-drawn"], 1);
}

/// Watched until 30 June 2021. Within a year: the first defaulted (8 August 2020), the second is sound on its last day, the
/// third is known for five months only, the fourth is sound: 1 of 3, and 1,000 of 2,000. Until the end it is the same.
#[test]
fn censored_loans_are_in_no_rate() {
    let found = figures();
    for rate in [found.within_year, found.over_life] {
        assert_eq!(
            (rate.loans.known, rate.loans.defaulted, rate.loans.censored),
            (3, 1, 1)
        );
        assert_eq!(rate.loans.rate, Some(1.0 / 3.0));
        assert_eq!(
            (rate.principal.known, rate.principal.censored),
            (yuan(2000), yuan(200))
        );
        assert_eq!(rate.principal.rate, Some(0.5));
    }
}

/// A walk that ends in 2020 sees no loan for a year: a default that was seen makes no rate of the young alone.
#[test]
fn what_could_not_be_watched_for_the_whole_time_is_censored_whatever_it_did() {
    let applications = six();
    let end = date(2020, 12, 31);
    let found = Figures::of(
        &applications,
        &choices(&applications),
        &course(),
        &ninety_days(),
        end,
    );
    assert_eq!(
        (found.within_year.loans.known, found.within_year.loans.rate),
        (0, None)
    );
    assert_eq!(found.within_year.loans.censored, 4);
    assert_eq!(
        (found.over_life.loans.known, found.over_life.loans.defaulted),
        (1, 1)
    );
}

#[test]
fn parts_add_up_to_the_whole() {
    let found = figures();
    let parts = [
        (&found.parts.banks, 6),
        (&found.parts.districts, 6),
        (&found.parts.grades, 6),
        (&found.parts.industries, 6),
        (&found.parts.years, 4),
    ];
    for (parts, applications) in parts {
        assert_eq!(
            parts.iter().map(|part| part.applications).sum::<u64>(),
            applications
        );
        assert_eq!(
            parts.iter().map(|part| part.loans).sum::<u64>(),
            found.loans
        );
        let lent: i64 = parts.iter().map(|part| part.lent.fen()).sum();
        assert_eq!(lent, found.lent.fen());
        let net: i64 = parts.iter().map(|part| part.net().fen()).sum();
        assert_eq!(net, found.cost.net.fen());
    }
    let bank = &found.parts.banks[0];
    assert_eq!(
        (
            bank.name.as_str(),
            bank.approved,
            bank.ended,
            bank.defaulted
        ),
        ("bank-a", 2, 2, 1)
    );
}

/// 800 of cover over −50 of net assets is worse than 1,600 over 100. From 20 December to the end of June breakers stand on
/// 12 days of December and 181 of 2021, the days of both counted once.
#[test]
fn the_pool_at_its_worst() {
    let pool = figures().pool;
    assert_eq!(pool.leverage, Leverage::Times(Ratio::ZERO));
    let worst = pool.highest_leverage.expect("there are months");
    assert_eq!(
        (worst.on, worst.value),
        (date(2020, 12, 31), Leverage::Bare)
    );
    assert_eq!(
        Leverage::of(&pool.months[0]),
        Leverage::Times(Ratio::from_int(16))
    );
    assert_eq!(pool.least_cash.map(|least| least.value), Some(yuan(100)));
    assert_eq!(
        pool.least_net_assets.map(|least| least.value),
        Some(yuan(-50))
    );
    assert_eq!(pool.tripped_days, 12 + 181);
}

#[test]
fn figures_make_json_and_an_empty_walk_has_none() {
    let text = serde_json::to_string(&figures()).expect("figures make JSON");
    assert!(
        text.contains(r#""verdicts":{"approved":5,"below-cut-off":1}"#),
        "{text}"
    );
    let nothing = Course {
        fates: Vec::new(),
        months: Vec::new(),
        breakers: Vec::new(),
        refusals: std::collections::BTreeMap::default(),
        wanting: None,
        short_on: None,
        waiting: Amount::ZERO,
        incentives: [("rank".into(), None)].into(),
    };
    let found = Figures::of(&[], &[], &nothing, &ninety_days(), TO);
    assert_eq!(
        (
            found.approval_rate,
            found.cost.per_yuan,
            found.over_life.loans.rate
        ),
        (None, None, None)
    );
    assert_eq!(
        (found.cost.of_incentives, found.pool.least_cash),
        (None, None)
    );
}

/// The first quarter has a default after 6 months and 24 days and a loan paid up after 12 months: 1 of 2 from month 7 on.
/// The second has a loan censored after 5 months and 5 days, and one paid up after 12 months.
#[test]
fn curves_by_quarter_and_by_grade() {
    let applications = six();
    let choices = choices(&applications);
    let fates = course().fates;
    let loans = lent(&applications, &choices, &fates);
    let watched = watched_until(&applications, TO);
    let curves = by_drawing(&loans, &ninety_days(), [FROM, TO], watched);
    let names: Vec<&str> = curves.iter().map(|curve| curve.name.as_str()).collect();
    assert_eq!(names, ["all", "2020-Q1", "2020-Q2"]);
    let first = &curves[1];
    assert_eq!((first.defaulted, first.paid_up, first.censored), (1, 1, 0));
    assert_eq!((first.seen, first.points.len()), (16, 12));
    let rates: Vec<f64> = first.points.iter().map(|point| point.rate).collect();
    assert_eq!(
        rates,
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    );
    assert_eq!(first.points[6].rate_of_principal, 1000.0 / 1600.0);
    assert_eq!(
        (
            curves[2].censored,
            curves[2].points[5].at_risk,
            curves[2].points[11].rate
        ),
        (1, 1, 0.0)
    );
    // All: at 6 months and 24 days one of three at risk, of which none had left but the censored one.
    assert_eq!(curves[0].points[6].rate, 1.0 / 3.0);
    let grades = by_grade(&loans, &ninety_days(), watched);
    let told: Vec<(&str, u64)> = grades
        .iter()
        .map(|curve| (curve.name.as_str(), curve.loans))
        .collect();
    assert_eq!(told, [("A", 2), ("B", 2)]);
    let years = by_drawing(&loans, &ninety_days(), [date(2013, 7, 1), TO], watched);
    assert_eq!(years[1].name, "2020");
}

/// Three loans at the ends of months:
///
/// | | Jan | Feb | Mar | Apr | May | Jun | Jul | Aug | Sep | Oct | Nov | Dec | … |
/// |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
/// | first, overdue from 10 May | C | C | C | C | 21 | 51 | 82 | >90 | >90 | >90 | >90 | lost | |
/// | third, known to 15 Sep | | | | C | C | C | C | C | ? | | | | |
/// | fourth, overdue 5 Aug to 10 Oct | | | | | C | C | C | 26 | 56 | C | C | C | C to Apr, paid in May |
#[test]
fn a_roll_matrix_of_three_loans() {
    let applications = six();
    let choices = choices(&applications);
    let fates = course().fates;
    let mut loans = lent(&applications, &choices, &fates);
    loans.remove(1);
    let rolls = Rolls::of(&loans, TO);
    let [open, d30, d60, d90, beyond] = rolls.monthly.counts;
    // Staying: 3 + 4 + (2 + 6); to overdue twice; paid up once; out of sight once.
    assert_eq!(open, [15, 2, 0, 0, 0, 0, 1, 1]);
    assert_eq!(d30, [0, 0, 2, 0, 0, 0, 0, 0]);
    assert_eq!(d60, [1, 0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(d90, [0, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(beyond, [0, 0, 0, 0, 3, 1, 0, 0]);
    assert_eq!(rolls.monthly.rates[0][0], Some(15.0 / 18.0));
    assert_eq!(rolls.monthly.rates[0][State::Unknown as usize], None);
    // After twelve months, up to June 2021: the first is lost, from 4 months current, 1 of 21 and 1 of 51 days; the third is
    // out of sight, from April, May and June 2020; the fourth is paid up, from May and June 2020.
    assert_eq!(rolls.yearly.counts[0], [0, 0, 0, 0, 0, 4, 2, 3]);
    assert_eq!(rolls.yearly.counts[1], [0, 0, 0, 0, 0, 1, 0, 0]);
    assert_eq!(rolls.yearly.counts[2], [0, 0, 0, 0, 0, 1, 0, 0]);
    assert_eq!(rolls.yearly.counts[3], [0; 8]);
}

/// The loan that was not made is approved for 500: paid up in March 2021 if good, lost then if bad.
#[test]
fn bounds_take_the_unknown_for_good_and_for_bad() {
    let applications = six();
    let under = |what| {
        let assumed = assumed(&applications, what, TO);
        let mut course = course();
        course.fates[4] = Fate {
            lent: yuan(500).fen(),
            paid: if what == Assumed::Bad {
                yuan(400).fen()
            } else {
                0
            },
            ..Fate::default()
        };
        let choices: Vec<Choice> = choices(&assumed);
        Figures::of(&assumed, &choices, &course, &ninety_days(), TO)
    };
    let bounds = Bounds::of(&figures(), &under(Assumed::Good), &under(Assumed::Bad));
    assert_eq!((bounds.approvals, bounds.amount), (1, yuan(500)));
    assert_eq!(bounds.over_life, [Some(1.0 / 4.0), Some(2.0 / 4.0)]);
    assert_eq!(bounds.within_year, [Some(1.0 / 4.0), Some(2.0 / 4.0)]);
    assert_eq!(bounds.net, [yuan(700), yuan(1100)]);
    assert_eq!(
        bounds.over_life_of_principal,
        [Some(1000.0 / 2500.0), Some(1500.0 / 2500.0)]
    );
}
