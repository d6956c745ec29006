//! Where a report and the books differ, each with the command of the pool that would settle it.

use crate::journal::canonical_digest;
use crate::service::pool::Fields;
use crate::units::names::{BankId, LoanId, ReportId};
use crate::units::words::words;
use crate::units::{Date, Digest};
use serde::Serialize;
use serde_json::json;

words! {
    /// In what a report and the books differ 差异类别.
    DifferenceKind {
        /// More is unpaid than the books have: it was drawn.
        Drawn = "drawn", "未记提款";
        /// Less is unpaid: it was repaid.
        Repaid = "repaid", "未记还款";
        /// More is unpaid than could be drawn.
        AboveLimit = "above-limit", "超出可提款额";
        /// It matures later than the books have.
        MaturesLater = "matures-later", "到期日延后";
        /// It matures earlier.
        MaturesEarlier = "matures-earlier", "到期日提前";
        /// It is overdue, and the books do not know.
        Overdue = "overdue", "未报逾期";
        /// It is overdue since another day.
        OverdueSince = "overdue-since", "逾期起始日不符";
        /// It is not overdue any more.
        Cured = "cured", "逾期已结清";
        /// The bank classes it otherwise.
        Class = "class", "五级分类不符";
        /// The books have something unpaid, and the report has no such loan.
        Missing = "missing", "月报缺此笔";
    }
}

/// One difference 差异.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The loan.
    pub loan: LoanId,
    /// The row of the file; none where it has no row.
    pub row: Option<u64>,
    /// In what.
    pub kind: DifferenceKind,
    /// What the books say.
    pub books: String,
    /// What the report says.
    pub report: String,
    /// The command that settles it, by the fields that the pool's verbs have; none where a person must look.
    pub settle: Option<Fields>,
    /// What to do where no command settles it.
    pub look: Option<&'static str>,
}

impl Difference {
    /// Takes the command away: a person must look, and is told at what.
    pub(super) fn left_to_a_person(&mut self, look: &'static str) {
        self.settle = None;
        self.look = Some(look);
    }
}

/// All differences of a report from the books as they stand 差异清单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differences {
    /// The report.
    pub report: ReportId,
    /// Whose.
    pub bank: BankId,
    /// The day of the report.
    pub as_of: Date,
    /// The differences, in the order of the file, and then what it does not have.
    pub list: Vec<Difference>,
    /// How many loans agree in everything.
    pub agreed: u64,
    /// How many are under a claim: their principal moves by recoveries, and is not compared.
    pub claimed: u64,
    /// The rows of loans that are not under cover of this bank in these books.
    pub outside: Vec<u64>,
    /// The digest of the list, which a confirmation names.
    pub digest: Digest,
}

impl Differences {
    /// The digest of what is confirmed: the report and its list.
    pub(super) fn digest_of(report: &ReportId, list: &[Difference]) -> Digest {
        let said = json!({"report": report, "list": list});
        canonical_digest(&said).expect("a list is of texts and whole numbers")
    }

    /// The commands that settle what a command can, in order.
    pub fn commands(&self) -> impl Iterator<Item = &Fields> {
        self.list.iter().filter_map(|of| of.settle.as_ref())
    }
}
