//! A small world for tests: six applications, their lives, and a course that a ledger might have made of them.

use super::application::{Application, Flow, Life};
use super::choice::{Choice, Verdict};
use super::course::{Course, Episode, Fate, Month};
use super::definition::Definition;
use crate::pool::breaking::{BreakerMove, BreakerSite};
use crate::units::names::{BankId, District, GradeName, ItemId, LoanId, PoolId, TermsId};
use crate::units::{Amount, Bilingual, Date, EnterpriseId, Mark, Origin};
use jiff::civil::date;

/// So many whole yuan.
pub(crate) fn yuan(yuan: i64) -> Amount {
    Amount::from_yuan(yuan).expect("a sample is small")
}

/// Ninety days overdue, or given up as lost.
pub(crate) fn ninety_days() -> Definition {
    Definition {
        id: "overdue-90".to_owned(),
        version: 1,
        name: Bilingual::new("逾期九十天或核销", "90 days overdue, or charged off"),
        origin: Origin {
            mark: Mark::Ours,
            source: "a sample".to_owned(),
        },
        days_overdue: Some(90),
        charge_off: true,
    }
}

/// A loan drawn on a day, known until another.
pub(crate) fn life(drawn_on: Date, drawn: i64, flows: &[(Date, Flow)], until: Date) -> Life {
    Life {
        drawn_on,
        drawn: yuan(drawn),
        flows: flows.to_vec(),
        known_until: until,
    }
}

/// An application of an enterprise at a bank, decided on the day of the drawing.
pub(crate) fn asked(row: u32, enterprise: &str, bank: &str, life: Option<Life>) -> Application {
    let decided_on = life.as_ref().map_or(date(2020, 3, 2), |life| life.drawn_on);
    Application {
        row,
        loan: LoanId::parse(&format!("L{row}")).expect("a sample's name"),
        bank: BankId::parse(bank).expect("a sample's name"),
        district: District::parse("500112").expect("a sample's name"),
        enterprise: EnterpriseId::parse(&format!("x:{enterprise}")).expect("a sample's name"),
        product: None,
        industry: None,
        decided_on,
        requested: life.as_ref().map_or(yuan(500), |life| life.drawn),
        matures_on: decided_on.saturating_add(jiff::Span::new().years(1)),
        rate: None,
        share: None,
        first_loan: None,
        incumbent: None,
        research: None,
        life,
    }
}

/// Six applications up to the end of June 2021: a default, a loan paid up, one known until September 2020 alone, one that
/// was overdue and is paid up, one that was not made, and one that is turned down.
pub(crate) fn six() -> Vec<Application> {
    let until = date(2021, 6, 30);
    let lost = [
        (date(2020, 5, 10), Flow::Overdue),
        (date(2020, 12, 1), Flow::ChargedOff(yuan(1000))),
    ];
    let paid = [(date(2021, 2, 20), Flow::Repaid(yuan(600)))];
    let late = [
        (date(2020, 8, 5), Flow::Overdue),
        (date(2020, 10, 10), Flow::Cured),
        (date(2021, 5, 5), Flow::Repaid(yuan(400))),
    ];
    let mut all = vec![
        asked(
            2,
            "one",
            "bank-a",
            Some(life(date(2020, 1, 15), 1000, &lost, until)),
        ),
        asked(
            3,
            "one",
            "bank-a",
            Some(life(date(2020, 2, 20), 600, &paid, until)),
        ),
        asked(
            4,
            "two",
            "bank-b",
            Some(life(date(2020, 4, 10), 200, &[], date(2020, 9, 15))),
        ),
        asked(
            5,
            "three",
            "bank-b",
            Some(life(date(2020, 5, 5), 400, &late, until)),
        ),
        asked(6, "four", "bank-b", None),
        asked(7, "five", "bank-a", None),
    ];
    all[0].first_loan = Some(true);
    all[1].first_loan = Some(false);
    all[3].industry = Some("软件 software".into());
    all
}

/// Approves the first five, and turns down the sixth.
pub(crate) fn choices(applications: &[Application]) -> Vec<Choice> {
    let grades = ["B", "A", "B", "A", "B", "C"].map(|grade| GradeName::parse(grade).ok());
    let all = applications.iter().zip(grades).map(|(one, grade)| {
        if one.row == 7 {
            return Choice::none(Verdict::BelowCutOff, grade);
        }
        Choice {
            verdict: Verdict::Approved,
            amount: one.requested,
            grade,
        }
    });
    all.collect()
}

/// The course: the first loan is compensated with 800 of its 1,000, of which 100 are recovered; a breaker stands from
/// 20 December to 5 January, and another from 1 January on.
pub(crate) fn course() -> Course {
    let fate = |lent: i64| Fate {
        lent: yuan(lent).fen(),
        ..Fate::default()
    };
    let lost = Fate {
        claimed: yuan(1000).fen(),
        paid: yuan(800).fen(),
        recovered: yuan(100).fen(),
        ..fate(1000)
    };
    let stopped = Fate {
        refused: Some("not-drawn"),
        ..Fate::default()
    };
    let month = |on, cash, net_assets, cover| Month {
        on,
        cash: yuan(cash).fen(),
        net_assets: yuan(net_assets).fen(),
        cover: yuan(cover).fen(),
        paid_in: yuan(900).fen(),
        ..Month::default()
    };
    Course {
        fates: vec![
            lost,
            fate(600),
            fate(200),
            fate(400),
            stopped,
            Fate::default(),
        ],
        months: vec![
            month(date(2020, 11, 30), 900, 100, 1600),
            month(date(2020, 12, 31), 100, -50, 800),
            month(date(2021, 6, 30), 200, 200, 0),
        ],
        breakers: vec![
            episode("loss-rate", date(2020, 12, 20), Some(date(2021, 1, 5))),
            episode("leverage", date(2021, 1, 1), None),
        ],
        refusals: [(("draw", "not-drawn"), 1), (("claim", "too-late"), 2)].into(),
        wanting: None,
        short_on: Some(date(2020, 12, 28)),
        waiting: Amount::ZERO,
        incentives: [
            ("first-loan".into(), Some(yuan(22))),
            ("rank".into(), Some(yuan(11))),
        ]
        .into(),
    }
}

fn episode(breaker: &str, from: Date, until: Option<Date>) -> Episode {
    let site = BreakerSite {
        pool: PoolId::parse("p").expect("a sample's name"),
        breaker: ItemId::parse(breaker).expect("a sample's name"),
        district: None,
        bank: None,
        product: None,
    };
    Episode {
        site: site.clone(),
        moved: BreakerMove {
            site,
            terms: TermsId::parse("t").expect("a sample's name"),
            numerator: yuan(800),
            denominator: yuan(2200),
            effects: Vec::new(),
            payments_cap: None,
        },
        from,
        until,
    }
}
