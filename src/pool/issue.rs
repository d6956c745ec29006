//! The issue of a statement 对账单签发: all from which the same bytes are made again, and the digest that they must have.

use super::account::Code;
use super::statement::{FORM, Making, Period, Scope, Statement, StatementError, json};
use crate::journal::Head;
use crate::units::{Date, Digest};
use serde::{Deserialize, Serialize};

/// A statement as it is issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// Of what.
    pub scope: Scope,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The place in the journal as of which it was made.
    pub head: Head,
    /// The version of its form.
    pub form: String,
    /// The accounts that have a row, by the numbers of their codes: a later release may know more.
    pub accounts: Vec<u16>,
    /// The digest of the bytes of its JSON.
    pub digest: Digest,
}

/// Why an issued statement does not come out again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// Its form is of another release.
    #[error("it has the form `{0}`, which this release does not write; use one that does")]
    Form(String),
    /// It cannot be made at all.
    #[error(transparent)]
    Unmade(#[from] StatementError),
    /// It comes out with other bytes.
    #[error("its bytes have the digest {found}, and were issued with {issued}")]
    Differs {
        /// As the events give it.
        found: Digest,
        /// As it was issued.
        issued: Digest,
    },
}

impl Issue {
    /// A statement, to be issued.
    pub fn of(statement: &Statement) -> Self {
        let rows = statement.rows.iter();
        Self {
            scope: statement.scope.clone(),
            from: statement.period.from,
            to: statement.period.to,
            head: statement.head,
            form: statement.form.to_owned(),
            accounts: rows.map(|row| row.code.number()).collect(),
            digest: json::digest(statement),
        }
    }

    /// Begins to make the statement again: from the events of pools with their sequence in the journal.
    pub fn remaking(&self) -> Result<Making<'_>, Lost> {
        if self.form != FORM {
            return Err(Lost::Form(self.form.clone()));
        }
        let listed = |code: &&Code| self.accounts.contains(&code.number());
        let codes: Vec<Code> = Code::ALL.iter().filter(listed).copied().collect();
        let period = Period {
            from: self.from,
            to: self.to,
        };
        Ok(Making::listing(&self.scope, period, self.head, codes)?)
    }

    /// The statement made again, which must be to the byte the one that was issued.
    pub fn remade(&self, making: Making<'_>) -> Result<Statement, Lost> {
        let statement = making.end()?;
        let found = json::digest(&statement);
        if found == self.digest {
            Ok(statement)
        } else {
            let issued = self.digest;
            Err(Lost::Differs { found, issued })
        }
    }
}
