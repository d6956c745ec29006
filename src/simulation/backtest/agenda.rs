//! What is still to come, in the order of days; on one day money comes first and the close of the day last.

use crate::units::Date;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What comes on a day; the order is that in which it is done on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    /// Money is paid in: the place in the list of contributions.
    PayIn(u32),
    /// The next thing in the life of a loan.
    Live(u32),
    /// An application is decided.
    Decide(u32),
    /// A loan is drawn.
    Draw(u32),
    /// A claim is filed.
    File(u32),
    /// A claim is checked and approved.
    Settle(u32),
    /// A claim is paid.
    Pay(u32),
    /// What is due out of the pool for a year that is over is granted.
    Grant,
    /// The day is closed.
    Close,
}

/// The agenda 日程.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    tasks: BinaryHeap<Reverse<(Date, Task)>>,
    end: Date,
}

impl Agenda {
    /// An agenda up to a last day: nothing later is ever on it.
    pub(super) fn until(end: Date) -> Self {
        Self {
            tasks: BinaryHeap::new(),
            end,
        }
    }

    pub(super) fn add(&mut self, on: Date, task: Task) {
        if on <= self.end {
            self.tasks.push(Reverse((on, task)));
        }
    }

    pub(super) fn next(&mut self) -> Option<(Date, Task)> {
        self.tasks.pop().map(|Reverse(next)| next)
    }
}
