//! A statement being made: events are read one after another, and none need be kept.

use super::reading::Reading;
use super::scope::Scope;
use super::{Period, Statement, StatementError};
use crate::journal::Head;
use crate::pool::account::Code;
use crate::pool::event::PoolEvent;

/// A statement of which not all events have been read yet.
#[derive(Debug)]
pub struct Making<'s> {
    scope: &'s Scope,
    period: Period,
    head: Head,
    /// The accounts that have a row.
    codes: Vec<Code>,
    reading: Reading<'s>,
    /// The last event read.
    after: u64,
}

impl<'s> Making<'s> {
    /// Begins a statement as of `head`.
    pub fn begin(scope: &'s Scope, period: Period, head: Head) -> Result<Self, StatementError> {
        Self::listing(scope, period, head, scope.codes())
    }

    /// The same, with a row for each of some accounts.
    pub(in crate::pool) fn listing(
        scope: &'s Scope,
        period: Period,
        head: Head,
        codes: Vec<Code>,
    ) -> Result<Self, StatementError> {
        let Period { from, to } = period;
        if to < from {
            return Err(StatementError::Days { from, to });
        }
        Ok(Self {
            scope,
            period,
            head,
            codes,
            reading: Reading::new(scope, period),
            after: 0,
        })
    }

    /// Reads the next event of pools, with its sequence in the journal; one after the head is passed over.
    pub fn read(&mut self, sequence: u64, event: &PoolEvent) -> Result<(), StatementError> {
        let after = self.after;
        if sequence <= after {
            return Err(StatementError::Order { sequence, after });
        }
        self.after = sequence;
        if sequence <= self.head.sequence {
            self.reading.read(sequence, event);
        }
        Ok(())
    }

    /// The statement of what was read.
    pub fn end(self) -> Result<Statement, StatementError> {
        let (scope, head) = (self.scope, self.head);
        if !self.reading.known {
            return Err(StatementError::Unknown {
                scope: scope.to_string(),
                sequence: head.sequence,
            });
        }
        let rows = (scope, self.codes.as_slice());
        Ok(Statement::of(self.reading, rows, self.period, head))
    }
}
