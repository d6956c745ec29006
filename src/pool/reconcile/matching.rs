//! Matching 勾对: lines to items by what they name, then by amount and day, and never by guess.

use super::item::{BookItem, Standing};
use super::line::CustodianLine;
use crate::units::Amount;
use serde::Serialize;

/// By what a line was matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The event names the line.
    Line,
    /// The line names the payment, the claim, the contributor.
    Name,
    /// Amount and day, with one candidate on either side.
    Amount,
}

/// A line and its item 已勾对.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The line.
    pub line: CustodianLine,
    /// The item.
    pub item: BookItem,
    /// By what.
    pub how: How,
}

/// Why a line is matched with nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Why {
    /// Nothing in the books is like it.
    Nothing,
    /// It could be several items.
    Ambiguous {
        /// Which.
        items: Vec<String>,
    },
    /// What it names has another amount.
    Differs {
        /// What.
        item: String,
        /// Its amount.
        amount: Amount,
    },
}

/// A line that is matched with nothing 未达账项（托管行已记、账上未记）.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenLine {
    /// The line.
    pub line: CustodianLine,
    /// Why.
    #[serde(flatten)]
    pub why: Why,
}

/// What came of matching.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) pairs: Vec<Pair>,
    pub(super) lines: Vec<OpenLine>,
    pub(super) items: Vec<BookItem>,
}

struct Matcher {
    lines: Vec<(CustodianLine, Option<Why>)>,
    items: Vec<BookItem>,
    pairs: Vec<Pair>,
    window: i32,
}

/// Matches lines to items; `window` is how many days apart line and booking may be.
pub(super) fn matched(lines: Vec<CustodianLine>, items: Vec<BookItem>, window: i32) -> Matched {
    let mut matcher = Matcher {
        lines: lines.into_iter().map(|line| (line, None)).collect(),
        items,
        pairs: Vec::new(),
        window,
    };
    matcher.named(How::Line);
    matcher.named(How::Name);
    matcher.by_amount(true);
    matcher.by_amount(false);
    Matched {
        pairs: matcher.pairs,
        lines: matcher
            .lines
            .into_iter()
            .map(|(line, why)| OpenLine {
                line,
                why: why.unwrap_or(Why::Nothing),
            })
            .collect(),
        items: matcher.items,
    }
}

fn names(how: How, line: &CustodianLine, item: &BookItem) -> bool {
    match (how, &item.standing) {
        (How::Line, Standing::Booked { line: named, .. }) => {
            named.as_deref() == Some(line.line.as_str())
        }
        (How::Line, Standing::Expected { .. }) => false,
        // What was booked under the number of a line was booked for it.
        _ => item
            .names
            .iter()
            .any(|name| *name == line.line || line.mentions(name)),
    }
}

/// Whether an amount can be the item's: all of it, or part of a receipt that is due.
fn fits(line: &CustodianLine, item: &BookItem) -> bool {
    let (line, of) = (line.amount.fen(), item.amount.fen());
    line == of || (!item.is_booked() && line > 0 && line < of)
}

impl Matcher {
    fn pair(&mut self, line: usize, item: usize, how: How) {
        let (line, _) = self.lines.remove(line);
        let item = self.items.remove(item);
        self.pairs.push(Pair { line, item, how });
    }

    /// The items that a line names: the booked ones, if there are any.
    fn candidates(&self, line: &CustodianLine, how: How) -> Vec<usize> {
        let same_way = |item: &BookItem| item.amount.fen().signum() == line.amount.fen().signum();
        let all: Vec<usize> = (0..self.items.len())
            .filter(|at| names(how, line, &self.items[*at]) && same_way(&self.items[*at]))
            .collect();
        let of = |pass: &dyn Fn(&BookItem) -> bool| -> Vec<usize> {
            let passed = all.iter().copied().filter(|at| pass(&self.items[*at]));
            passed.collect()
        };
        let exact = |item: &BookItem| item.amount == line.amount;
        let near = |item: &BookItem| exact(item) && self.is_near(line, item);
        let narrowed: [&dyn Fn(&BookItem) -> bool; 4] = [
            &|item| item.is_booked() && near(item),
            &|item| item.is_booked() && exact(item),
            &exact,
            &|item| fits(line, item),
        ];
        let found = narrowed.iter().map(|pass| of(*pass));
        found
            .into_iter()
            .find(|found| !found.is_empty())
            .unwrap_or(all)
    }

    fn named(&mut self, how: How) {
        let mut at = 0;
        while at < self.lines.len() {
            let found = self.candidates(&self.lines[at].0, how);
            match found.as_slice() {
                [one] if fits(&self.lines[at].0, &self.items[*one]) => {
                    self.pair(at, *one, how);
                    continue;
                }
                [one] => {
                    let item = &self.items[*one];
                    self.lines[at].1 = Some(Why::Differs {
                        item: item.words(),
                        amount: item.amount,
                    });
                }
                [] => {}
                several => {
                    let items = several.iter().map(|at| self.items[*at].words());
                    self.lines[at].1 = Some(Why::Ambiguous {
                        items: items.collect(),
                    });
                }
            }
            at += 1;
        }
    }

    fn is_near(&self, line: &CustodianLine, item: &BookItem) -> bool {
        let days = line.on.since(item.on).map_or(0, |span| span.get_days());
        if item.is_booked() {
            days.abs() <= self.window
        } else {
            // What is due may come on any later day.
            days >= -self.window
        }
    }

    /// Pairs of the same amount and near days, where neither has another candidate. What is booked needs
    /// its line, so it goes before what is only due.
    fn by_amount(&mut self, booked: bool) {
        let alike = |line: &CustodianLine, item: &BookItem| {
            item.is_booked() == booked && item.amount == line.amount && self.is_near(line, item)
        };
        let mut found = Vec::new();
        let mut doubts = Vec::new();
        for (at, (line, why)) in self.lines.iter().enumerate() {
            if why.is_some() {
                continue;
            }
            let items: Vec<usize> = (0..self.items.len())
                .filter(|item| alike(line, &self.items[*item]))
                .collect();
            let rivals = |item: usize| {
                let lines = self.lines.iter().filter(|(_, why)| why.is_none());
                lines
                    .filter(|(line, _)| alike(line, &self.items[item]))
                    .count()
            };
            match items.as_slice() {
                [] => {}
                [one] if rivals(*one) == 1 => found.push((at, *one)),
                several => {
                    let items = several.iter().map(|at| self.items[*at].words()).collect();
                    doubts.push((at, Why::Ambiguous { items }));
                }
            }
        }
        for (at, why) in doubts {
            self.lines[at].1 = Some(why);
        }
        for (line, item) in found.iter().rev() {
            let (line, _) = self.lines.remove(*line);
            self.pairs.push(Pair {
                line,
                item: self.items[*item].clone(),
                how: How::Amount,
            });
        }
        let taken: Vec<usize> = found.iter().map(|(_, item)| *item).collect();
        let mut at = 0;
        self.items.retain(|_| {
            at += 1;
            !taken.contains(&(at - 1))
        });
    }
}
