//! The columns of a file of loans: what each is called, whether it must be there, and when it is known.

/// A column of a file of loans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The bank's number of the loan.
    Loan,
    /// The bank.
    Bank,
    /// The district.
    District,
    /// The borrower.
    Enterprise,
    /// The day of the decision.
    DecidedOn,
    /// The principal asked for.
    Requested,
    /// The months from the decision to maturity.
    Months,
    /// The day of maturity by contract.
    MaturesOn,
    /// The product.
    Product,
    /// The industry.
    Industry,
    /// The yearly rate.
    Rate,
    /// The pool's share.
    Share,
    /// Whether it was the borrower's first loan.
    FirstLoan,
    /// The grade by which it was decided then.
    IncumbentGrade,
    /// The research expense of the last year known then.
    Research,
    /// Whether the loan was made.
    Made,
    /// The day of the drawing.
    DrawnOn,
    /// The principal drawn.
    Drawn,
    /// The day on which the rest was repaid.
    RepaidOn,
    /// The first day overdue.
    OverdueSince,
    /// The day on which nothing was overdue any more.
    CuredOn,
    /// The day of the charge-off.
    ChargedOffOn,
    /// The principal given up as lost.
    ChargedOff,
    /// The day of the recovery.
    RecoveredOn,
    /// What was recovered, before costs.
    Recovered,
    /// What recovering it cost.
    RecoveryCosts,
    /// The last day of which anything is known.
    KnownUntil,
}

/// When what a column says is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// On the day of the decision, and a file has it.
    Needed,
    /// On the day of the decision.
    Before,
    /// After the decision: no model may read it.
    After,
}

/// Every column, its name, and when it is known, in the order in which a file is described.
pub const COLUMNS: [(Column, &str, Known); 27] = [
    (Column::Loan, "loan", Known::Needed),
    (Column::Bank, "bank", Known::Needed),
    (Column::District, "district", Known::Needed),
    (Column::Enterprise, "enterprise", Known::Needed),
    (Column::DecidedOn, "decided_on", Known::Needed),
    (Column::Requested, "requested", Known::Needed),
    (Column::Months, "months", Known::Before),
    (Column::MaturesOn, "matures_on", Known::Before),
    (Column::Product, "product", Known::Before),
    (Column::Industry, "industry", Known::Before),
    (Column::Rate, "rate", Known::Before),
    (Column::Share, "share", Known::Before),
    (Column::FirstLoan, "first_loan", Known::Before),
    (Column::IncumbentGrade, "incumbent_grade", Known::Before),
    (Column::Research, "research", Known::Before),
    (Column::Made, "made", Known::After),
    (Column::DrawnOn, "drawn_on", Known::After),
    (Column::Drawn, "drawn", Known::After),
    (Column::RepaidOn, "repaid_on", Known::After),
    (Column::OverdueSince, "overdue_since", Known::After),
    (Column::CuredOn, "cured_on", Known::After),
    (Column::ChargedOffOn, "charged_off_on", Known::After),
    (Column::ChargedOff, "charged_off", Known::After),
    (Column::RecoveredOn, "recovered_on", Known::After),
    (Column::Recovered, "recovered", Known::After),
    (Column::RecoveryCosts, "recovery_costs", Known::After),
    (Column::KnownUntil, "known_until", Known::After),
];

impl Column {
    /// Those that tell what came of a loan; a table of exact flows stands in their place.
    pub const OUTCOMES: [Self; 8] = [
        Self::RepaidOn,
        Self::OverdueSince,
        Self::CuredOn,
        Self::ChargedOffOn,
        Self::ChargedOff,
        Self::RecoveredOn,
        Self::Recovered,
        Self::RecoveryCosts,
    ];

    fn row(self) -> &'static (Self, &'static str, Known) {
        &COLUMNS[self.at()]
    }

    /// Its place among all.
    pub fn at(self) -> usize {
        self as usize
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// When it is known.
    pub fn known(self) -> Known {
        self.row().2
    }

    /// Whether it is a day.
    pub fn is_day(self) -> bool {
        self.name().ends_with("_on") || matches!(self, Self::OverdueSince | Self::KnownUntil)
    }

    /// Whether it is an amount of money.
    pub fn is_amount(self) -> bool {
        matches!(
            self,
            Self::Requested
                | Self::Research
                | Self::Drawn
                | Self::ChargedOff
                | Self::Recovered
                | Self::RecoveryCosts
        )
    }

    /// Whether it is yes or no.
    pub fn is_word(self) -> bool {
        matches!(self, Self::Made | Self::FirstLoan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_stands_at_its_place() {
        for (at, (column, name, known)) in COLUMNS.iter().enumerate() {
            assert_eq!(
                (column.at(), column.name(), column.known()),
                (at, *name, *known)
            );
        }
        assert!(Column::OUTCOMES.iter().all(|of| of.known() == Known::After));
    }

    #[test]
    fn the_page_names_every_column() {
        let page = include_str!("../../../docs/backtest.md");
        let missing: Vec<&str> = COLUMNS
            .iter()
            .map(|(_, name, _)| *name)
            .filter(|name| !page.contains(&format!("`{name}`")))
            .collect();
        assert!(
            missing.is_empty(),
            "docs/backtest.md does not name {missing:?}"
        );
    }
}
