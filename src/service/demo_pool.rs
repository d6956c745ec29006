//! The demonstration goes on: loans on the scores, an overdue, claims, payments, a recovery, and a breaker
//! that trips.

use super::Error;
use super::pool::{Answer, Books, Fields, Who};
use super::score::Scored;
use crate::store::Store;
use crate::units::{Amount, Date, Moment};
use std::collections::BTreeSet;

/// The pool of the demonstration.
const POOL: &str = "demo";
/// How many loans are made.
const LOANS: usize = 60;
/// The banks, in turn.
const BANKS: [&str; 3] = ["bank-a", "bank-b", "bank-c"];
/// The bank whose borrowers fall behind.
const UNLUCKY: &str = "bank-b";
/// How many of them.
const BEHIND: usize = 5;

/// What came of it.
#[derive(Debug, Default)]
pub struct PoolShown {
    /// Loans under cover.
    pub loans: usize,
    /// Their limits together.
    pub limits: Amount,
    /// Events of the books.
    pub events: u64,
    /// What was refused, each with the ledger's sentence.
    pub refused: Vec<String>,
    /// What tripped, each with its figures.
    pub tripped: Vec<String>,
    /// Cash, net assets, cover in force, compensation and recoveries of all compartments.
    pub cash: Amount,
    /// Assets less liabilities.
    pub net_assets: Amount,
    /// Cover committed and in force.
    pub cover: Amount,
    /// Compensation, as cost.
    pub compensation: Amount,
    /// Recoveries, as income.
    pub recoveries: Amount,
}

/// One loan of the demonstration.
struct DemoLoan {
    number: String,
    bank: &'static str,
    district: String,
    limit: Amount,
    enterprise: String,
    score: String,
}

/// Runs the life of a pool on scores that recommend a limit.
pub async fn run(
    store: &Store,
    scored: &[Scored],
    now: Moment,
    today: Date,
) -> Result<PoolShown, Error> {
    let loans = loans(scored);
    let mut books = Books::open(store).await?;
    let script = script(&loans);
    let lines: Vec<(u64, Fields)> = (1..).zip(script).collect();
    let who = |line: u64| Who {
        actor: None,
        today,
        client: "demo".to_owned(),
        key: format!("demo-{line}"),
    };
    let answers = books.ask_all(&lines, who, false, now).await?;
    let mut shown = PoolShown {
        loans: loans.len(),
        limits: Amount::from_fen(loans.iter().map(|loan| loan.limit.fen()).sum()),
        events: books.last(),
        ..PoolShown::default()
    };
    for line in &answers {
        match &line.answer {
            Answer::Refused(refusal) => shown.refused.push(refusal.to_string()),
            Answer::Unread(problems) => shown.refused.push(problems.to_string()),
            Answer::Missing(why) => shown.refused.push(why.clone()),
            Answer::Done(_) | Answer::Before(_) => {}
        }
    }
    add_up(&books, &mut shown);
    Ok(shown)
}

fn add_up(books: &Books, shown: &mut PoolShown) {
    use crate::pool::Code;
    let state = books.state();
    let sum = |read: &dyn Fn(&crate::pool::CompartmentId) -> Amount| {
        Amount::from_fen(state.compartments().map(|at| read(at).fen()).sum())
    };
    shown.cash = sum(&|at| state.total(at, Code::Cash));
    shown.net_assets = sum(&|at| state.net_assets(at));
    shown.compensation = sum(&|at| state.total(at, Code::CompensationCost));
    shown.recoveries = sum(&|at| state.total(at, Code::Recoveries));
    let cover =
        |at: &_| state.total(at, Code::Undrawn).fen() + state.total(at, Code::InForce).fen();
    shown.cover = sum(&|at| Amount::from_fen(cover(at)));
    let Some(pool) = state.compartments().next().map(|at| at.pool.clone()) else {
        return;
    };
    for (moved, since) in state.tripped(&pool) {
        let effects: Vec<&str> = moved.effects.iter().map(|effect| effect.zh()).collect();
        let site = &moved.site;
        let of = site
            .bank
            .as_ref()
            .map_or(String::new(), |bank| format!(" {bank}"));
        shown.tripped.push(format!(
            "{}{of}: {} / {} since {since} ({})",
            site.breaker,
            moved.numerator,
            moved.denominator,
            effects.join("、")
        ));
    }
}

/// The loans: the first enterprises with a recommended limit, in the order of their ids, the banks in turn.
fn loans(scored: &[Scored]) -> Vec<DemoLoan> {
    let with_limit = scored.iter().filter_map(|one| {
        let limit = one.assessment.recommended_limit?;
        let district = one.registered.district.clone()?;
        Some((one, limit, district))
    });
    let banks = BANKS.iter().cycle();
    let numbered = with_limit.take(LOANS).zip(banks).zip(1..);
    numbered
        .map(
            |(((one, limit, district), bank), number): (_, usize)| DemoLoan {
                number: format!("HT-2022-{number:03}"),
                bank,
                district,
                limit,
                enterprise: one.assessment.enterprise.to_string(),
                score: one.id.clone(),
            },
        )
        .collect()
}

fn line(action: &str, by: &str, on: &str, more: &[(&str, &str)]) -> Fields {
    let said = [("action", action), ("as", by), ("booked-on", on)];
    let all = said.iter().chain(more);
    all.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

fn script(loans: &[DemoLoan]) -> Vec<Fields> {
    let mut script = funded(loans);
    script.extend(lent(loans));
    let unlucky: Vec<&DemoLoan> = loans
        .iter()
        .filter(|loan| loan.bank == UNLUCKY)
        .take(BEHIND)
        .collect();
    let operator = "operator:韩";
    for loan in &unlucky {
        let by = format!("bank:{}:白", loan.bank);
        script.push(line(
            "overdue",
            &by,
            "2022-05-05",
            &[("loan", &loan.number), ("since", "2022-05-01")],
        ));
    }
    script.push(line(
        "close-day",
        operator,
        "2022-05-31",
        &[("date", "2022-05-31")],
    ));
    for (number, loan) in (1..).zip(&unlucky) {
        script.extend(claimed(number, loan));
    }
    script.push(line(
        "close-day",
        operator,
        "2022-07-29",
        &[("date", "2022-07-29")],
    ));
    script.extend(refused_later(loans));
    if !unlucky.is_empty() {
        script.extend(recovered());
    }
    script
}

/// The pool, a compartment for each district, and what city and district pay in.
fn funded(loans: &[DemoLoan]) -> Vec<Fields> {
    let (maker, on) = ("maker:马", "2022-01-04");
    let mut script = vec![line(
        "create",
        maker,
        on,
        &[("pool", POOL), ("scheme", "cq-knowledge-value")],
    )];
    let districts: BTreeSet<&str> = loans.iter().map(|loan| loan.district.as_str()).collect();
    for district in districts {
        let at = [("pool", POOL), ("district", district)];
        script.push(line("open-district", maker, on, &at));
        for (contributor, amount) in [("city", "2000000"), ("district", "3000000")] {
            let more = [
                at[0],
                at[1],
                ("contributor", contributor),
                ("amount", amount),
            ];
            script.push(line("contribute", maker, on, &more));
        }
    }
    script
}

/// Loans enrolled and drawn in full.
fn lent(loans: &[DemoLoan]) -> Vec<Fields> {
    let mut script = Vec::new();
    for loan in loans {
        let by = format!("bank:{}:白", loan.bank);
        script.push(enrolled(
            loan,
            &by,
            "2022-01-24",
            "2022-01-21",
            "2023-01-20",
        ));
        let more = [
            ("loan", loan.number.as_str()),
            ("principal", &loan.limit.to_string()),
        ];
        script.push(line("draw", &by, "2022-01-25", &more));
    }
    script
}

fn enrolled(loan: &DemoLoan, by: &str, on: &str, approved_on: &str, matures_on: &str) -> Fields {
    line(
        "enrol",
        by,
        on,
        &[
            ("pool", POOL),
            ("district", &loan.district),
            ("loan", &loan.number),
            ("bank", loan.bank),
            ("enterprise", &loan.enterprise),
            ("product", "knowledge-value"),
            ("limit", &loan.limit.to_string()),
            ("rate", "0.037"),
            ("approved-on", approved_on),
            ("matures-on", matures_on),
            ("classes", "technology-enterprise"),
            ("requirements", "technology-enterprise;clean-record"),
            ("score", &loan.score),
            ("consent-until", "2023-06-30"),
        ],
    )
}

/// A claim from filing to payment.
fn claimed(number: usize, loan: &DemoLoan) -> Vec<Fields> {
    let by = format!("bank:{}:白", loan.bank);
    let (claim, payment) = (
        format!("BC-2022-{number:03}"),
        format!("FK-2022-{number:03}"),
    );
    let share = Amount::from_fen(loan.limit.fen() * 8 / 10).to_string();
    let principal = loan.limit.to_string();
    let papers = "application;loan-contract;overdue-proof;demand-proof;repayment-record";
    let of_claim = ("claim", claim.as_str());
    vec![
        line(
            "claim",
            &by,
            "2022-07-11",
            &[
                of_claim,
                ("loan", &loan.number),
                ("principal", &principal),
                ("evidence", papers),
                ("steps", "demand"),
            ],
        ),
        line(
            "check",
            "maker:马",
            "2022-07-13",
            &[of_claim, ("amount", &share)],
        ),
        line(
            "approve",
            "checker:陈",
            "2022-07-15",
            &[of_claim, ("amount", &share)],
        ),
        line(
            "pay",
            "payer:彭",
            "2022-07-18",
            &[("payment", &payment), of_claim],
        ),
        line(
            "confirm",
            "operator:韩",
            "2022-07-19",
            &[("payment", &payment), ("line", &format!("TG-{number:03}"))],
        ),
    ]
}

/// A loan that the bank with the claims would like to enrol.
fn refused_later(loans: &[DemoLoan]) -> Option<Fields> {
    let model = loans.iter().find(|loan| loan.bank != UNLUCKY)?;
    let loan = DemoLoan {
        number: "HT-2022-999".to_owned(),
        bank: UNLUCKY,
        district: model.district.clone(),
        limit: Amount::from_fen(10_000_000),
        enterprise: model.enterprise.clone(),
        score: model.score.clone(),
    };
    let by = format!("bank:{UNLUCKY}:白");
    Some(enrolled(
        &loan,
        &by,
        "2022-08-01",
        "2022-07-29",
        "2023-07-20",
    ))
}

/// A recovery on the first claim: what came in, at some cost, and the pool's part sent.
fn recovered() -> Vec<Fields> {
    let claim = ("claim", "BC-2022-001");
    let by = format!("bank:{UNLUCKY}:白");
    vec![line(
        "recover",
        &by,
        "2022-11-15",
        &[
            claim,
            ("recovery", "ZC-2022-001"),
            ("gross", "100000"),
            ("costs", "4000"),
        ],
    )]
}
