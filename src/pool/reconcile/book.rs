//! The book of cash: one pass over the events for what moved 1010, what is due, and what is in suspense.

use super::item::{BookItem, Due, Standing};
use super::line::{CustodianLine, Suspended};
use crate::pool::account::{Code, CompartmentId};
use crate::pool::event::PoolEvent;
use crate::pool::happened::Happened;
use crate::pool::post::post;
use crate::pool::posting::Posting;
use crate::pool::statement::Scope;
use crate::units::{Amount, Date};
use std::collections::BTreeMap;

/// Cash as the books have it.
#[derive(Debug)]
pub(super) struct Book<'s> {
    scope: &'s Scope,
    from: Date,
    /// 1010 at the end of the last day.
    pub(super) cash: i64,
    /// 1910 at the end of the last day.
    pub(super) unmatched: i64,
    /// What moved cash in the period and was not taken back.
    pub(super) items: Vec<BookItem>,
    /// Lines of earlier periods that are in the books no more: explained since, or corrected.
    pub(super) reopened: Vec<CustodianLine>,
    /// Lines in suspense, in the order in which they came.
    pub(super) suspense: Vec<Suspended>,
    due: BTreeMap<(CompartmentId, Due), (i64, Date)>,
    /// The sequence in the journal of each event of pools, by its place among them.
    places: Vec<u64>,
}

impl<'s> Book<'s> {
    /// A book that goes on from items that an earlier reconciliation left open.
    pub(super) fn new(scope: &'s Scope, from: Date, brought: Vec<BookItem>) -> Self {
        Self {
            scope,
            from,
            cash: 0,
            unmatched: 0,
            items: brought,
            reopened: Vec::new(),
            suspense: Vec::new(),
            due: BTreeMap::new(),
            places: Vec::new(),
        }
    }

    /// Counts an event that is read or passed over, so that a correction finds what it takes back.
    pub(super) fn count(&mut self, sequence: u64) {
        self.places.push(sequence);
    }

    /// Reads an event that is booked on or before the last day.
    pub(super) fn read(&mut self, sequence: u64, event: &PoolEvent) {
        let postings = post(&event.what);
        let scope = self.scope;
        let within: Vec<&Posting<'_>> = postings
            .iter()
            .filter(|posting| scope.covers(posting.compartment))
            .collect();
        let moved = |code: Code| -> i64 {
            let of = within.iter().filter(|of| of.account.code == code);
            of.map(|of| of.signed()).sum()
        };
        let cash = moved(Code::Cash);
        self.cash += cash;
        self.unmatched += moved(Code::Unmatched);
        for posting in &within {
            self.owe(posting, event.booked_on);
        }
        self.suspend(event);
        if event.booked_on >= self.from && cash != 0 {
            let at = within
                .iter()
                .find(|posting| posting.account.code == Code::Cash)
                .expect("cash that moved was posted");
            self.cash_item(sequence, event, at.compartment, cash);
        }
    }

    /// What is due by the custodian moves with the balance of its account.
    fn owe(&mut self, posting: &Posting<'_>, on: Date) {
        let Some(due) = Due::of(&posting.account) else {
            return;
        };
        let (sum, since) = self
            .due
            .entry((posting.compartment.clone(), due))
            .or_insert((0, on));
        let more = *sum == 0 || (posting.signed() > 0) == (*sum > 0);
        *sum += posting.signed();
        if more {
            *since = on;
        }
    }

    fn suspend(&mut self, event: &PoolEvent) {
        match &event.what {
            Happened::LineSuspended {
                compartment,
                line,
                amount,
                on,
            } if self.scope.covers(compartment) => self.suspense.push(Suspended {
                compartment: compartment.clone(),
                line: line.clone(),
                on: on.unwrap_or(event.booked_on),
                amount: *amount,
            }),
            Happened::LineExplained {
                compartment, line, ..
            } => self
                .suspense
                .retain(|held| held.compartment != *compartment || held.line != *line),
            _ => {}
        }
    }

    fn cash_item(&mut self, sequence: u64, event: &PoolEvent, at: &CompartmentId, cash: i64) {
        let amount = Amount::from_fen(cash);
        match &event.what {
            Happened::Corrected {
                sequence: place, ..
            } => {
                let place = usize::try_from(*place).unwrap_or(usize::MAX);
                let original = self.places.get(place.wrapping_sub(1)).copied();
                let is = |item: &BookItem| matches!(&item.standing, Standing::Booked { sequence, .. } if Some(*sequence) == original);
                self.take_back(is, &format!("#{}", original.unwrap_or(0)), event, amount);
            }
            Happened::LineExplained { line: gone, .. } => {
                let is = |item: &BookItem| matches!(&item.standing, Standing::Booked { line: Some(line), kind, .. } if line == gone && kind == "pool.line.suspended");
                self.take_back(is, gone, event, amount);
            }
            what => self.items.push(BookItem {
                standing: Standing::Booked {
                    sequence,
                    kind: what.kind().to_owned(),
                    line: line_of(what).map(str::to_owned),
                },
                compartment: at.clone(),
                subject: what.subject(),
                names: names(what, event),
                amount,
                on: event.booked_on,
            }),
        }
    }

    /// Takes an item of the period off; the line of an earlier one is open again.
    fn take_back(
        &mut self,
        is: impl Fn(&BookItem) -> bool,
        line: &str,
        event: &PoolEvent,
        amount: Amount,
    ) {
        if let Some(at) = self.items.iter().position(is) {
            self.items.remove(at);
            return;
        }
        self.reopened.push(CustodianLine {
            line: line.to_owned(),
            on: event.booked_on,
            amount: Amount::from_fen(-amount.fen()),
            reference: event.what.subject(),
            counterparty: String::new(),
            text: String::new(),
            balance: None,
        });
    }

    /// What is due at the end of the last day, as money in or out.
    pub(super) fn expected(&self) -> Vec<BookItem> {
        let open = self.due.iter().filter(|(_, (sum, _))| *sum != 0);
        open.map(|((compartment, due), (sum, since))| BookItem {
            standing: Standing::Expected { due: due.clone() },
            compartment: compartment.clone(),
            subject: match &*due.name() {
                "" => compartment.to_string(),
                name => name.to_owned(),
            },
            names: vec![due.name().into_owned()],
            amount: Amount::from_fen(*sum),
            on: *since,
        })
        .collect()
    }
}

/// The custodian's line that an event names.
fn line_of(what: &Happened) -> Option<&str> {
    match what {
        Happened::PaymentConfirmed { line, .. } | Happened::LineSuspended { line, .. } => {
            Some(line)
        }
        _ => None,
    }
}

/// What a line may name of an event.
fn names(what: &Happened, event: &PoolEvent) -> Vec<String> {
    let mut names = vec![event.key.key.to_string()];
    names.extend(what.claim().map(ToString::to_string));
    match what {
        Happened::PaymentConfirmed { payment, .. } => names.push(payment.to_string()),
        Happened::GuaranteeFeeReceived { bank, .. } => names.push(bank.to_string()),
        Happened::Contributed { contributor, .. } => names.push(contributor.to_string()),
        Happened::IncentivePaid { payee, .. } | Happened::DuePaid { payee, .. } => {
            names.push(payee.holder().key().into_owned());
        }
        _ => {}
    }
    names
}
