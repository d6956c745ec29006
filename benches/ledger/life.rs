//! The life of a loan, as the bench lets it go by.

use super::books::{DAY, name};
use zhixin::pool::enrolment::{Enrolment, ScoreHeld};
use zhixin::pool::filing::Filing;
use zhixin::pool::terms::{Channel, Security};
use zhixin::pool::{
    Action, BankId, ClaimId, CompartmentId, District, GradeName, ItemId, LoanId, PaymentId, PoolId,
    ProductId, Role,
};
use zhixin::units::{Amount, Date, EnterpriseId, Ratio};

/// The compartment of a loan or of its place among ten.
pub(crate) fn place(at: usize) -> CompartmentId {
    CompartmentId {
        pool: name(PoolId::parse("bench")),
        district: name(District::parse(&format!("5001{:02}", at % 10))),
    }
}

fn item(text: &str) -> ItemId {
    name(ItemId::parse(text))
}

fn enrolment(at: usize, bank: &BankId) -> Enrolment {
    Enrolment {
        loan: name(LoanId::parse(&format!("HT-2021-{at:06}"))),
        compartment: place(at),
        bank: bank.clone(),
        enterprise: name(EnterpriseId::parse(&format!("x:firm-{}", at % 50_000))),
        group: None,
        zone: None,
        product: name(ProductId::parse("credit")),
        channel: Channel::Credit,
        securities: vec![Security::None],
        credit_share: None,
        limit: Amount::from_fen(100_000_003),
        revolving: false,
        rate: name(Ratio::parse("0.05")),
        approved_on: DAY,
        matures_on: Date::constant(2021, 12, 1),
        classes: vec![],
        first_loan: true,
        revenue: None,
        requirements: vec![],
        decided: None,
        purposes: vec![],
        refinances: false,
        score: Some(ScoreHeld {
            id: format!("s-{at}"),
            model: "cq".into(),
            as_of: DAY,
            grade: name(GradeName::parse("A")),
            limit: Amount::from_fen(300_000_000),
        }),
        decision: None,
        consent_until: Some(Date::constant(2022, 1, 1)),
        other_public: Ratio::ZERO,
        share_decided: None,
        proof: None,
    }
}

/// Who asks, in which name, after how many days, for what.
pub(crate) type Ask = (Role, &'static str, i64, Action);

/// What happens to a loan from enrolment to its end, each with who asks and after how many days.
pub(crate) fn life(at: usize) -> Vec<Ask> {
    let of = name(BankId::parse(&format!("bank-{}", at % 20)));
    let (bank, loan) = (Role::Bank(of.clone()), enrolment(at, &of).loan);
    let fen = Amount::from_fen;
    let draw = |fen_of| Action::Draw {
        loan: loan.clone(),
        principal: fen(fen_of),
    };
    let repay = |fen_of| Action::Repay {
        loan: loan.clone(),
        principal: fen(fen_of),
    };
    let banks = |day, action| (bank.clone(), "bai", day, action);
    let enrolment = Box::new(enrolment(at, &of));
    let mut all = vec![
        banks(0, Action::Enrol { enrolment }),
        banks(1, draw(60_000_001)),
        banks(2, draw(40_000_002)),
    ];
    if !at.is_multiple_of(4) {
        all.extend((0..5).map(|part| banks(30 + part, repay(20_000_000))));
        all.push(banks(90, repay(3)));
        return all;
    }
    all.push(banks(10, repay(10_000_000)));
    all.extend(claimed(at, &bank, &loan));
    let claim = name(ClaimId::parse(&format!("BC-{at:06}")));
    all.extend(recovered(at, &bank, &claim));
    all
}

/// What happens after that to a loan that falls overdue.
fn claimed(at: usize, bank: &Role, loan: &LoanId) -> Vec<Ask> {
    let fen = Amount::from_fen;
    let banks = |day, action| (bank.clone(), "bai", day, action);
    let claim = name(ClaimId::parse(&format!("BC-{at:06}")));
    let payment = name(PaymentId::parse(&format!("P-{at:06}")));
    let filing = Box::new(Filing {
        claim: claim.clone(),
        loan: loan.clone(),
        principal: fen(90_000_003),
        bankrupt_on: None,
        recovery_since: None,
        recovery_finished: false,
        documents: vec![item("contract")],
        prior_steps: vec![item("demanded")],
        other_public: Amount::ZERO,
        insurance: Amount::ZERO,
        by_guarantor: false,
        collateral_realised: false,
    });
    vec![
        banks(
            20,
            Action::ReportOverdue {
                loan: loan.clone(),
                since: DAY,
            },
        ),
        banks(70, Action::FileClaim { filing }),
        (
            Role::Maker,
            "ma",
            71,
            Action::CheckClaim {
                claim: claim.clone(),
                proposed: fen(60_000_000),
            },
        ),
        (
            Role::Checker,
            "chen",
            72,
            Action::ApproveClaim {
                claim: claim.clone(),
                amount: fen(60_000_000),
                reason: Some(item("late-notice")),
            },
        ),
        (
            Role::Payer,
            "peng",
            73,
            Action::InstructPayment {
                payment: payment.clone(),
                claim: claim.clone(),
                amount: None,
            },
        ),
        (
            Role::Operator,
            "ou",
            74,
            Action::ConfirmPayment {
                payment,
                line: format!("line-{at}"),
            },
        ),
    ]
}

/// What is recovered of it, at last written off, and the interest of the day.
fn recovered(at: usize, bank: &Role, claim: &ClaimId) -> Vec<Ask> {
    let fen = Amount::from_fen;
    let banks = |day, action| (bank.clone(), "bai", day, action);
    let recover = |part: usize| Action::ReportRecovery {
        claim: claim.clone(),
        recovery: format!("R-{at:06}-{part}"),
        gross: fen(7_000_001),
        costs: fen(100_000),
    };
    vec![
        banks(100, recover(1)),
        (
            Role::Operator,
            "ou",
            101,
            Action::RemitRecovery {
                claim: claim.clone(),
                amount: fen(4_000_000),
            },
        ),
        banks(120, recover(2)),
        (
            Role::Operator,
            "ou",
            121,
            Action::RemitRecovery {
                claim: claim.clone(),
                amount: fen(4_000_000),
            },
        ),
        (
            Role::Maker,
            "ma",
            140,
            Action::WriteOff {
                claim: claim.clone(),
            },
        ),
        (
            Role::Maker,
            "ma",
            141,
            Action::AccrueInterest {
                compartment: place(at),
                amount: fen(12_347),
            },
        ),
    ]
}
