//! Reading loans from the rows of a table: every problem is told at once with its row, and whatever is assumed is counted.

use super::application::Application;
use super::assumptions::Assumptions;
use super::bound::{Bound, Cells};
use super::calendar::months_on;
use super::columns::Column;
use super::mapping::Mapping;
use super::read_flows::Flows;
use super::reading::{Reading, Wrong};
use super::slugs::Slugs;
use super::tally::Tally;
use crate::units::names::{BankId, District, GradeName, LoanId, ProductId};
use crate::units::{Amount, Bilingual, Date, Problems};
use serde::Serialize;
use std::collections::HashMap;

/// The most that all loans of a file come to: sums of it stay far within 64 bits.
const MOST: i64 = 1_000_000_000_000_000;

/// In which line a loan stands.
type Lines = HashMap<(BankId, LoanId), u32>;

/// The loans of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loans {
    /// One for each row, in the order of the rows, so that the columns of a model stay with them.
    pub applications: Vec<Application>,
    /// What was assumed, and how often.
    pub assumptions: Assumptions,
    /// Sentences on what was assumed, and on the money of the file.
    pub notes: Vec<Bilingual>,
}

/// Rows of a table: its header, and the cells of each row with its line in the file.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'r> {
    /// The names of the columns.
    pub header: &'r [String],
    /// The rows.
    pub rows: &'r [(u32, Vec<String>)],
}

impl Loans {
    /// Reads the rows of a table by a mapping. `flows` is a second table of what happened to each loan, which stands in the place of
    /// the columns of outcomes; `end` is the last day of the walk. Columns that the mapping does not name are left to the model.
    pub fn read(
        table: Rows<'_>,
        mapping: &Mapping,
        flows: Option<Rows<'_>>,
        end: Date,
    ) -> Result<Self, Problems> {
        let bound = Bound::new(mapping, table.header)?;
        let flows = flows.map(|rows| Flows::read(rows, mapping));
        let mut flows = flows.transpose()?;
        let mut reading = Reading {
            bound,
            tally: Tally::default(),
            assumptions: Assumptions::default(),
            banks: Slugs::default(),
            end,
        };
        let mut lines = HashMap::with_capacity(table.rows.len());
        let mut applications = Vec::with_capacity(table.rows.len());
        for (line, cells) in table.rows {
            let row = Cells { line: *line, cells };
            applications.extend(reading.application(row, &mut lines, flows.as_mut()));
        }
        let Reading {
            mut tally,
            assumptions,
            banks,
            ..
        } = reading;
        if let Some(flows) = &flows {
            flows.orphans(&mut tally);
        }
        sizes(&applications, table.rows.len(), &mut tally);
        let mut notes: Vec<Bilingual> = mapping.currency.iter().cloned().collect();
        notes.extend(assumptions.notes());
        notes.extend(banks.notes());
        tally.finish(Self {
            applications,
            assumptions,
            notes,
        })
    }
}

impl Reading<'_> {
    /// A number of a bank's stands once, whatever else is wrong with its row.
    fn once(&mut self, row: Cells<'_>, (bank, loan): (&BankId, &LoanId), lines: &mut Lines) {
        let first = *lines
            .entry((bank.clone(), loan.clone()))
            .or_insert(row.line);
        if first != row.line {
            self.wrong(row, Column::Loan, "id.twice", || {
                format!("`{loan}` of `{bank}` stands in line {first} already")
            });
        }
    }

    /// An application, with the life that came of it; none where anything is wrong with its row.
    fn application(
        &mut self,
        row: Cells<'_>,
        lines: &mut Lines,
        flows: Option<&mut Flows>,
    ) -> Option<Application> {
        let loan = self.named(row, Column::Loan, LoanId::parse);
        let loan = self.needed(row, Column::Loan, loan);
        let bank = self.bank(row);
        let bank = self.needed(row, Column::Bank, bank);
        let district = self.named(row, Column::District, District::parse);
        let district = self.needed(row, Column::District, district);
        let enterprise = self.enterprise(row);
        let enterprise = self.needed(row, Column::Enterprise, enterprise);
        let decided_on = self.day(row, Column::DecidedOn);
        let decided_on = self.needed(row, Column::DecidedOn, decided_on);
        let requested = self.above_nought(row, Column::Requested);
        let requested = self.needed(row, Column::Requested, requested);
        let matures_on = self.matures_on(row, decided_on);
        let product = self.named(row, Column::Product, ProductId::parse);
        let industry = self.text(row, Column::Industry);
        let (rate, share) = (
            self.up_to_one(row, Column::Rate),
            self.up_to_one(row, Column::Share),
        );
        let first_loan = self.word(row, Column::FirstLoan);
        let incumbent = self.named(row, Column::IncumbentGrade, GradeName::parse);
        let research = self.amount(row, Column::Research);
        let contract = (|| Ok((decided_on?, matures_on?, requested?)))();
        let key = bank.as_ref().ok().zip(loan.as_ref().ok());
        if let Some(key) = key {
            self.once(row, key, lines);
        }
        let key = key.map(|(bank, loan)| (bank.to_string(), loan.to_string()));
        let life = self.life(row, contract, flows.zip(key));
        let (decided_on, matures_on, requested) = contract.ok()?;
        Some(Application {
            row: row.line,
            loan: loan.ok()?,
            bank: bank.ok()?,
            district: district.ok()?,
            enterprise: enterprise.ok()?,
            product: product.ok()?,
            industry: industry.map(smol_str::SmolStr::new),
            decided_on,
            requested,
            matures_on,
            rate: rate.ok()?,
            share: share.ok()?,
            first_loan: first_loan.ok()?,
            incumbent: incumbent.ok()?,
            research: research.ok()?,
            life: life.ok()?,
        })
    }

    /// The day of maturity by contract, stated or so many months after the decision.
    fn matures_on(
        &mut self,
        row: Cells<'_>,
        decided_on: Result<Date, Wrong>,
    ) -> Result<Date, Wrong> {
        let (column, day) = if self.bound.place(Column::MaturesOn).is_some() {
            let day = self.day(row, Column::MaturesOn);
            (Column::MaturesOn, self.needed(row, Column::MaturesOn, day)?)
        } else {
            let text = self.text(row, Column::Months);
            let text = self.needed(row, Column::Months, Ok(text))?;
            let months = self.months(row, Column::Months, &text, 1)?;
            (Column::Months, months_on(decided_on?, months))
        };
        let decided_on = decided_on?;
        if day <= decided_on {
            return Err(self.wrong(row, column, "dates.order", || {
                format!("it matures on {day}, not after the decision of {decided_on}")
            }));
        }
        Ok(day)
    }
}

/// That there is a row, and that what is asked for can be added up.
fn sizes(applications: &[Application], rows: usize, tally: &mut Tally) {
    if rows == 0 {
        tally.add(1, "loan", "rows.none", || {
            "the file has no rows; one for each application would pass".to_owned()
        });
    }
    let mut total = 0_i64;
    for application in applications {
        total = total.saturating_add(application.requested.fen());
        if total > MOST {
            let most = Amount::from_fen(MOST).grouped();
            tally.add(application.row, "requested", "loans.large", || {
                format!("up to this row more than {most} is asked for, which is more than a pool is walked with")
            });
            return;
        }
    }
}
