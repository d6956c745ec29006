//! A report held against the books, loan by loan.

use super::difference::{Difference, DifferenceKind, Differences};
use super::row::ReportRow;
use crate::pool::{SeenLoan, State};
use crate::service::pool::Fields;
use crate::units::names::{BankId, LoanId, ReportId};
use crate::units::{Amount, Date};
use std::collections::HashMap;

/// Everything in which the rows of a bank differ from the books. Of a month only its end is told: what was drawn and
/// repaid within it shows as the one amount that is left.
pub(super) fn hold(
    state: &State,
    (report, bank, as_of): (&ReportId, &BankId, Date),
    rows: &[ReportRow],
) -> Differences {
    let mut own: HashMap<&LoanId, SeenLoan<'_>> =
        state.loans_of(bank).map(|of| (of.loan, of)).collect();
    let mut held = Holding {
        as_of,
        list: Vec::new(),
    };
    let (mut agreed, mut claimed, mut outside) = (0, 0, Vec::new());
    for row in rows {
        let Some(loan) = own.remove(&row.loan) else {
            outside.push(row.row);
            continue;
        };
        if state.is_claimed(&row.loan) {
            claimed += 1;
            continue;
        }
        let before = held.list.len();
        held.principal(row, &loan);
        held.maturity(row, &loan);
        held.overdue(row, &loan);
        held.class(row, &loan);
        agreed += u64::from(held.list.len() == before);
    }
    for loan in state.loans_of(bank) {
        let left = own.contains_key(loan.loan) && loan.outstanding > Amount::ZERO;
        if left && !state.is_claimed(loan.loan) {
            held.missing(&loan);
        }
    }
    let digest = Differences::digest_of(report, &held.list);
    Differences {
        report: report.clone(),
        bank: bank.clone(),
        as_of,
        list: held.list,
        agreed,
        claimed,
        outside,
        digest,
    }
}

struct Holding {
    as_of: Date,
    list: Vec<Difference>,
}

impl Holding {
    fn differs(
        &mut self,
        row: &ReportRow,
        kind: DifferenceKind,
        (books, report): (String, String),
        settle: Result<&[(&str, String)], &'static str>,
    ) {
        let command = settle.map(|fields| {
            let verb = [
                ("loan", row.loan.to_string()),
                ("on", self.as_of.to_string()),
            ];
            let all = verb.iter().chain(fields);
            all.map(|(name, text)| ((*name).to_owned(), text.clone()))
                .collect::<Fields>()
        });
        let (settle, look) = match command {
            Ok(fields) => (Some(fields), None),
            Err(look) => (None, Some(look)),
        };
        self.list.push(Difference {
            loan: row.loan.clone(),
            row: Some(row.row),
            kind,
            books,
            report,
            settle,
            look,
        });
    }

    fn principal(&mut self, row: &ReportRow, loan: &SeenLoan<'_>) {
        let (has, says) = (loan.outstanding, row.balance);
        let both = (has.to_string(), says.to_string());
        let moved = Amount::from_fen((says.fen() - has.fen()).abs());
        let by = |verb: &str| {
            [
                ("action", verb.to_owned()),
                ("principal", moved.to_string()),
            ]
        };
        if says > has && moved <= loan.undrawn {
            self.differs(row, DifferenceKind::Drawn, both, Ok(&by("draw")));
        } else if says > has {
            let look = "more is unpaid than the limit and the days of drawing allow; only what was undrawn is covered";
            self.differs(row, DifferenceKind::AboveLimit, both, Err(look));
        } else if says < has {
            self.differs(row, DifferenceKind::Repaid, both, Ok(&by("repay")));
        }
    }

    fn maturity(&mut self, row: &ReportRow, loan: &SeenLoan<'_>) {
        let Some(says) = row.matures_on.filter(|day| *day != loan.matures_on) else {
            return;
        };
        let both = (loan.matures_on.to_string(), says.to_string());
        if says > loan.matures_on {
            let fields = [
                ("action", "extend".to_owned()),
                ("matures-on", says.to_string()),
            ];
            self.differs(row, DifferenceKind::MaturesLater, both, Ok(&fields));
        } else {
            let look = "accelerate the loan if all of it became due, or mend the report";
            self.differs(row, DifferenceKind::MaturesEarlier, both, Err(look));
        }
    }

    fn overdue(&mut self, row: &ReportRow, loan: &SeenLoan<'_>) {
        let told = |day: Option<Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let both = (told(loan.overdue_since), told(row.overdue_since));
        match (loan.overdue_since, row.overdue_since) {
            (None, Some(since)) => {
                let fields = [
                    ("action", "overdue".to_owned()),
                    ("since", since.to_string()),
                ];
                self.differs(row, DifferenceKind::Overdue, both, Ok(&fields));
            }
            (Some(_), None) if row.balance > Amount::ZERO => {
                let fields = [("action", "cure".to_owned())];
                self.differs(row, DifferenceKind::Cured, both, Ok(&fields));
            }
            (Some(has), Some(says)) if has != says => {
                let look = "the first report of the day stands; correct that event if it was wrong";
                self.differs(row, DifferenceKind::OverdueSince, both, Err(look));
            }
            _ => {}
        }
    }

    fn class(&mut self, row: &ReportRow, loan: &SeenLoan<'_>) {
        if let Some(says) = row.class.filter(|class| *class != loan.class) {
            let both = (loan.class.word().to_owned(), says.word().to_owned());
            let look = "the books class by days overdue at each day's end; the bank's class is told and changes nothing";
            self.differs(row, DifferenceKind::Class, both, Err(look));
        }
    }

    fn missing(&mut self, loan: &SeenLoan<'_>) {
        self.list.push(Difference {
            loan: loan.loan.clone(),
            row: None,
            kind: DifferenceKind::Missing,
            books: loan.outstanding.to_string(),
            report: "-".to_owned(),
            settle: None,
            look: Some("a loan with unpaid principal must stand in the report; add it, or repay it in the books"),
        });
    }
}
