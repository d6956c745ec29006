//! Incentives granted for a period: to whom the terms give them, and once.

use super::command::Action;
use super::happened::Payee;
use super::incentives::reckoned;
use super::samples::*;
use super::terms::*;
use crate::units::names::ItemId;
use crate::units::{Bilingual, EnterpriseId};

fn incentive(id: &str, kind: IncentiveKind, to: Beneficiary, share: &str) -> Incentive {
    Incentive {
        id: item(id),
        name: Bilingual::new("激励", "incentive"),
        kind,
        to,
        paid_by: PaidBy::Pool,
        period: Period::Quarter,
        share: Some(ratio(share)),
        amount: None,
        loans_up_to: None,
        yearly_cap: None,
        stopped_by_breaker: true,
    }
}

/// A loan of 1,000,000 drawn on January 4, and the quarter over.
fn lent() -> Desk {
    let mut terms = terms();
    terms.incentives = vec![
        incentive("volume", IncentiveKind::Volume, Beneficiary::Bank, "0.001"),
        incentive(
            "subsidy",
            IncentiveKind::InterestSubsidy,
            Beneficiary::Enterprise,
            "0.01",
        ),
    ];
    let mut desk = Desk::funded(terms, "4000000", "6000000");
    let enrolment = Box::new(enrolment("L1", "1000000", desk.today));
    desk.done(Action::Enrol { enrolment });
    desk.done(Action::Draw {
        loan: loan_id("L1"),
        principal: yuan("1000000"),
    });
    desk.close("2021-03-31");
    desk.today = day("2021-04-01");
    desk
}

fn firm(name: &str) -> EnterpriseId {
    EnterpriseId::parse(&format!("x:firm-{name}")).unwrap()
}

fn grant(incentive: ItemId, to: Option<EnterpriseId>, amount: &str) -> Action {
    Action::AccrueIncentive {
        compartment: home(),
        bank: bank(),
        incentive,
        amount: yuan(amount),
        enterprise: to,
        through: Some(day("2021-03-31")),
    }
}

fn pay(to: Payee, amount: &str) -> Action {
    Action::PayIncentive {
        compartment: home(),
        payee: to,
        amount: yuan(amount),
    }
}

#[test]
fn an_enterprise_is_granted_its_incentive_once() {
    let mut desk = lent();
    let ledger = &desk.ledger;
    let (pool, through) = (home().pool, day("2021-03-31"));
    let rows = reckoned(&ledger.rules, ledger.state(), &desk.events, &pool, through).unwrap();
    // 1,000,000 for 87 days are 238,356.16 for a year, of which 1%.
    let due: Vec<_> = rows.iter().map(|row| row.grant().unwrap()).collect();
    assert_eq!(due, [yuan("1000"), yuan("2383.56")]);
    assert_eq!(rows[1].enterprise, Some(firm("L1")));
    let subsidy = |to, amount: &str| grant(item("subsidy"), to, amount);
    let mut told = vec![
        desk.refused(subsidy(None, "2383.56")),
        desk.refused(grant(item("volume"), Some(firm("L1")), "1000")),
        desk.refused(subsidy(Some(firm("L9")), "2383.56")),
    ];
    desk.done(subsidy(Some(firm("L1")), "2383.56"));
    told.push(desk.refused(subsidy(Some(firm("L1")), "0.01")));
    told.push(desk.refused(pay(Payee::Bank(bank()), "0.01")));
    told.push(desk.refused(pay(Payee::Enterprise(firm("L1")), "2383.57")));
    insta::assert_snapshot!(told.join("\n"), @"
    terms.unfit: `subsidy` is the enterprise's; naming it would pass
    terms.unfit: `volume` is the bank's; without an enterprise it would pass
    unknown: there is no borrower `x:firm-L9`
    granted: `subsidy` to x:firm-L1 for loans of bank-a through 2021-03-31 was granted by event 8; another period would pass, or this one once that is taken back
    above: no more than 0.00 is payable of incentives; that much would pass
    above: no more than 2,383.56 is payable of incentives; that much would pass
    ");
    // Taken back it may be granted anew, and once it is paid no more.
    desk.done(desk.taking_back(8));
    desk.done(subsidy(Some(firm("L1")), "2383.50"));
    desk.done(pay(Payee::Enterprise(firm("L1")), "2383.50"));
    let paid = desk.refused(desk.taking_back(10));
    insta::assert_snapshot!(paid, @"above: no more than 0.00 is still owed, to be taken back; that much would pass");
    insta::assert_snapshot!(desk.balances(&home()), @"1010 9997616.50 · 3010 10000000.00 · 5030 2383.50 · 9020 800000.00 · 9990 800000.00");
}
