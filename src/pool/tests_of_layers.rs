//! Layers that one contributor bears alone, and the guarantee fee.

use super::account::{Account, Code};
use super::command::Action;
use super::incentives::reckoned;
use super::samples::*;
use super::terms::*;
use crate::units::Amount;
use crate::units::Bilingual;
use crate::units::names::ContributorId;

/// Half of a loss is borne by city and district at 4:6, and of small loans three tenths more by the district alone.
fn layered() -> Terms {
    let mut terms = terms();
    terms.sharing.rules[0].share = ratio("0.5");
    let mut above = terms.sharing.rules[0].clone();
    above.id = item("small");
    above.role = ShareRole::Addition;
    above.share = ratio("0.3");
    above.payer = ContributorId::parse("district").ok();
    above.any = vec![ShareWhen {
        amount_up_to: Some(known(yuan("500000"))),
        ..ShareWhen::default()
    }];
    terms.sharing.rules.push(above);
    terms
}

fn borne(desk: &Desk) -> [Amount; 2] {
    ["city", "district"].map(|who| {
        let who = ContributorId::parse(who).unwrap();
        let account = Account::compensation_cost(&who);
        desk.ledger.state().balance(&home(), account)
    })
}

#[test]
fn each_layer_of_a_loan_is_borne_by_its_payer() {
    let mut desk = Desk::funded(layered(), "4000000", "6000000");
    desk.overdue("L1", "500000");
    desk.overdue("L2", "2000000");
    desk.today = day("2021-03-10");
    // 80% of 500,000 are 400,000: 250,000 at 4:6 and 150,000 of the district's alone.
    desk.paid("C1", "L1", "500000", "400000");
    assert_eq!(borne(&desk), [yuan("100000"), yuan("300000")]);
    // 50% of 2,000,000 at 4:6.
    desk.paid("C2", "L2", "2000000", "1000000");
    assert_eq!(borne(&desk), [yuan("500000"), yuan("900000")]);
    // What is recovered goes back as it was borne: 40,000 of 50,000 at 1:3.
    desk.done(Action::ReportRecovery {
        claim: claim_id("C1"),
        recovery: "R1".into(),
        gross: yuan("50000"),
        costs: Amount::ZERO,
    });
    let city = ContributorId::parse("city").unwrap();
    let recovered = Account::recoveries(&city);
    let state = desk.ledger.state();
    assert_eq!(state.balance(&home(), recovered), yuan("10000"));
    assert_eq!(state.total(&home(), Code::Recoveries), yuan("40000"));
}

/// 2% of the pool's share of loans up to 1,000,000, and 3% of larger ones; a quarter of the fees of the former is left
/// with the bank.
fn charging() -> Desk {
    let mut terms = terms();
    terms.guarantee_fee = Some(GuaranteeFee {
        base: ExposureBase::PoolShare,
        per: FeePer::Loan,
        tiers: vec![
            FeeTier {
                amount_up_to: Some(known(yuan("1000000"))),
                rate: ratio("0.02"),
            },
            FeeTier {
                amount_up_to: None,
                rate: ratio("0.03"),
            },
        ],
    });
    terms.incentives = vec![Incentive {
        id: item("retained"),
        name: Bilingual::new("留存", "retained"),
        kind: IncentiveKind::FeeRetained,
        to: Beneficiary::Bank,
        paid_by: PaidBy::Pool,
        period: Period::Quarter,
        share: Some(ratio("0.25")),
        amount: None,
        loans_up_to: Some(known(yuan("1000000"))),
        yearly_cap: None,
        stopped_by_breaker: true,
    }];
    Desk::funded(terms, "4000000", "6000000")
}

fn enrol(desk: &mut Desk, loan: &str, limit: &str) {
    let enrolment = Box::new(enrolment(loan, limit, desk.today));
    desk.done(Action::Enrol { enrolment });
}

fn receive(amount: &str) -> Action {
    Action::ReceiveGuaranteeFee {
        compartment: home(),
        bank: bank(),
        amount: yuan(amount),
    }
}

#[test]
fn a_fee_by_size_is_charged_and_part_of_it_left_with_the_bank() {
    let mut desk = charging();
    enrol(&mut desk, "L1", "500000");
    enrol(&mut desk, "L2", "2000000");
    // 2% of 400,000 and 3% of 1,600,000.
    insta::assert_snapshot!(desk.balances(&home()), @"1010 10000000.00 · 1160 56000.00 · 3010 10000000.00 · 4030 56000.00 · 9010 2000000.00 · 9990 2000000.00");
    // Charged by mistake, it is taken back while it is due, and no more of it than is due.
    let more = desk.refused(receive("56000.01"));
    desk.done(receive("10000"));
    let paid = desk.refused(desk.taking_back(8));
    desk.done(desk.taking_back(6));
    insta::assert_snapshot!([more, paid].join("\n"), @"
    above: no more than 56,000.00 is due of guarantee fees; that much would pass
    above: no more than 46,000.00 is still due, to be taken back; that much would pass
    ");
    assert_eq!(
        desk.ledger.state().total(&home(), Code::GuaranteeFees),
        yuan("48000")
    );
    enrol(&mut desk, "L3", "1000000");
    desk.close("2021-03-31");
    let through = desk.today;
    let pool = home().pool;
    let ledger = &desk.ledger;
    let rows = reckoned(&ledger.rules, ledger.state(), &desk.events, &pool, through).unwrap();
    // L1's was taken back; of L3's 16,000 a quarter.
    assert_eq!(rows[0].fees, Some(yuan("16000")));
    assert_eq!(rows[0].grant(), Some(yuan("4000")));
}
