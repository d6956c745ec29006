//! A reconciliation being made: events are read one after another, and none need be kept.

use super::book::Book;
use super::matching::matched;
use super::{Brought, CustodianLine, CustodianStatement, Fault, Reconciliation, WINDOW};
use crate::journal::Head;
use crate::pool::event::PoolEvent;
use crate::pool::statement::Scope;

/// A reconciliation of which not all events have been read yet.
#[derive(Debug)]
pub struct Reconciling<'s> {
    scope: &'s Scope,
    custodian: &'s CustodianStatement,
    head: Head,
    /// Lines that an earlier reconciliation left open.
    lines: Vec<CustodianLine>,
    book: Book<'s>,
}

impl<'s> Reconciling<'s> {
    /// Begins to hold the custodian's statement against the books, as of `head`.
    pub fn begin(
        scope: &'s Scope,
        custodian: &'s CustodianStatement,
        brought: Brought,
        head: Head,
    ) -> Result<Self, Fault> {
        if !scope.is_whole() {
            return Err(Fault::Scope(scope.to_string()));
        }
        if let Some(fault) = custodian.fault() {
            return Err(fault);
        }
        Ok(Self {
            scope,
            custodian,
            head,
            lines: brought.lines,
            book: Book::new(scope, custodian.from, brought.items),
        })
    }

    /// Reads the next event of all pools, with its sequence in the journal; one after the head is passed over.
    pub fn read(&mut self, sequence: u64, event: &PoolEvent) {
        if sequence > self.head.sequence {
            return;
        }
        self.book.count(sequence);
        if event.booked_on <= self.custodian.to {
            self.book.read(sequence, event);
        }
    }

    /// The reconciliation of what was read.
    pub fn end(self) -> Reconciliation {
        let (mut lines, mut book) = (self.lines, self.book);
        lines.append(&mut book.reopened);
        lines.extend(self.custodian.lines.iter().cloned());
        let mut items = std::mem::take(&mut book.items);
        items.extend(book.expected());
        let found = matched(lines, items, WINDOW);
        Reconciliation::new(self.scope, self.custodian, self.head, &book, found)
    }
}
