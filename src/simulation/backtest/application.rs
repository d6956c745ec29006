//! An application for a loan 贷款申请, and the life that came of it as far as anybody knows.

use crate::units::names::{BankId, District, GradeName, LoanId, ProductId};
use crate::units::{Amount, Date, EnterpriseId, Ratio};
use serde::Serialize;
use smol_str::SmolStr;

/// An application as a bank had it before it, and what is known of its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Application {
    /// The line or row of the file, for messages.
    pub row: u32,
    /// Its number at the bank; with the bank it stands once.
    pub loan: LoanId,
    /// The bank.
    pub bank: BankId,
    /// The district, whose compartment pays.
    pub district: District,
    /// The borrower.
    pub enterprise: EnterpriseId,
    /// The product, where the terms have several.
    pub product: Option<ProductId>,
    /// The industry, as the file names it.
    pub industry: Option<SmolStr>,
    /// The day of the decision 决策日: nothing known later is used.
    pub decided_on: Date,
    /// The principal asked for.
    pub requested: Amount,
    /// When it was to be paid back by contract; never when it was.
    pub matures_on: Date,
    /// The yearly rate, where it is known.
    pub rate: Option<Ratio>,
    /// The pool's share, where the programme set one for each loan.
    pub share: Option<Ratio>,
    /// Whether it was the borrower's first loan 首贷, where that is known.
    pub first_loan: Option<bool>,
    /// The grade by which it was decided then, where that is known 原等级.
    pub incumbent: Option<GradeName>,
    /// The research expense of the last year known then, where it is known 研发费用.
    pub research: Option<Amount>,
    /// What came of it; none where it was not lent, and nobody knows what would have come.
    pub life: Option<Life>,
}

/// The life of a loan that was made 贷后经过.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Life {
    /// The day of the drawing.
    pub drawn_on: Date,
    /// The principal drawn, above nought.
    pub drawn: Amount,
    /// What happened after, in the order of its days; on one day in the order of [`Flow`].
    pub flows: Vec<(Date, Flow)>,
    /// The last day of which anything is known 观察截止日: what comes after is censored 删失, and never taken for good.
    pub known_until: Date,
}

/// What happens to a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// Principal was repaid.
    Repaid(Amount),
    /// Nothing is overdue any more.
    Cured,
    /// Something due was not paid, from this day on.
    Overdue,
    /// Principal was given up as lost, and claimed 核销申请.
    ChargedOff(Amount),
    /// Something was recovered after the loss, at some cost.
    Recovered {
        /// Before costs.
        gross: Amount,
        /// What it cost.
        costs: Amount,
    },
}

impl Life {
    /// Principal that is repaid before anything is given up as lost.
    pub fn repaid(&self) -> i64 {
        let repaid = self.flows.iter().map(|(_, flow)| match flow {
            Flow::Repaid(amount) => amount.fen(),
            _ => 0,
        });
        repaid.sum()
    }

    /// The day on which nothing was outstanding any more, by payment alone.
    pub fn paid_up_on(&self) -> Option<Date> {
        let mut left = self.drawn.fen();
        for (day, flow) in &self.flows {
            if let Flow::Repaid(amount) = flow {
                left -= amount.fen();
                if left <= 0 {
                    return Some(*day);
                }
            }
        }
        None
    }
}
