//! Terms, books and scenarios for the tests of simulation.

use super::book::{Book, Loan};
use super::dependence::Dependence;
use super::opening::{Compartment, Opening};
use super::scenario::{Scenario, Year};
use crate::pool::{Terms, UsableTerms};
use crate::units::names::{BankId, District, GradeName, LoanId, ProductId};
use crate::units::{Amount, Bilingual, Mark, Origin, Ratio};
use std::collections::BTreeMap;

pub(super) const CQ: &str = include_str!("../../models/terms/cq-2022.toml");

/// Shipped terms, some of their lines said otherwise.
pub(super) fn terms(text: &str, changes: &[(&str, &str)]) -> UsableTerms {
    let mut text = text.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    Terms::parse(&text).unwrap().usable().unwrap()
}

pub(super) fn yuan(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

pub(super) fn ratio(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

/// A loan over three years of an enterprise of its own.
pub(super) fn loan(number: usize, principal: &str, pd: f64) -> Loan {
    Loan {
        loan: LoanId::parse(&format!("L{number}")).unwrap(),
        bank: BankId::parse("bank-a").unwrap(),
        district: District::parse("渝北区").unwrap(),
        industry: "software".into(),
        enterprise: format!("firm-{number}").into(),
        group: None,
        principal: yuan(principal),
        share: ratio("0.8"),
        product: ProductId::parse("knowledge-value").unwrap(),
        grade: Some(GradeName::parse("C").unwrap()),
        pd,
        months: 36,
        age: 0,
    }
}

pub(super) fn book(loans: usize, principal: &str, pd: f64) -> Book {
    Book {
        loans: (0..loans).map(|at| loan(at, principal, pd)).collect(),
    }
}

/// One compartment with so much cash, all of it paid in.
pub(super) fn money(cash: &str) -> Opening {
    Opening {
        compartments: vec![Compartment {
            district: District::parse("渝北区").unwrap(),
            cash: yuan(cash),
            paid_in: yuan(cash),
        }],
    }
}

pub(super) fn scenario(dependence: Dependence, recovery_rate: f64) -> Scenario {
    Scenario {
        id: "test".into(),
        name: Bilingual::new("样", "sample"),
        origin: Origin {
            mark: Mark::Ours,
            source: "a test".into(),
        },
        dependence,
        pd: BTreeMap::new(),
        per_point: 0.0,
        industries: BTreeMap::new(),
        years: vec![Year {
            default_rate: 1.0,
            rate_shock: 0.0,
            recovery_rate,
            recovery_delay: 1,
            recovery_costs: 0.1,
        }],
    }
}
