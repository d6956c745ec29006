//! Roll rates 迁徙率: from which state at the end of a month loans go to which by the end of the next, and of the next year.

use super::application::{Flow, Life};
use super::calendar::{days_between, month_number};
use super::lent::Lent;
use crate::units::{Amount, Date};
use serde::Serialize;

/// The state of a loan at the end of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing is overdue 正常.
    Current,
    /// Overdue for up to 30 days 逾期.
    Overdue30,
    /// For 31 to 60 days.
    Overdue60,
    /// For 61 to 90 days.
    Overdue90,
    /// For more than 90 days.
    Beyond90,
    /// Principal was given up as lost 核销.
    ChargedOff,
    /// Paid up 结清.
    Repaid,
    /// Nothing is known of it any more 未知.
    Unknown,
}

impl State {
    /// Every state, in the order of columns.
    pub const ALL: [Self; 8] = [
        Self::Current,
        Self::Overdue30,
        Self::Overdue60,
        Self::Overdue90,
        Self::Beyond90,
        Self::ChargedOff,
        Self::Repaid,
        Self::Unknown,
    ];

    /// How many of them, from the first, a loan can leave again: the rows.
    pub const OPEN: usize = 5;

    fn overdue(days: i64) -> Self {
        match days {
            ..=30 => Self::Overdue30,
            31..=60 => Self::Overdue60,
            61..=90 => Self::Overdue90,
            _ => Self::Beyond90,
        }
    }

    fn ended(self) -> bool {
        self as usize >= Self::OPEN
    }
}

/// Roll rates of some loans.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rolls {
    /// From one month's end to the next.
    pub monthly: Matrix,
    /// From one month's end to that of twelve months on.
    pub yearly: Matrix,
}

/// Moves between states: rows are where loans came from, columns where they went.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Matrix {
    /// How many moves, loans staying among them.
    pub counts: [[u64; State::ALL.len()]; State::OPEN],
    /// Of the moves of a row to a known state, the share that went there; none in the column of unknown, and where the
    /// row has no move to a known state.
    pub rates: [[Option<f64>; State::ALL.len()]; State::OPEN],
}

impl Rolls {
    /// The moves of these loans up to the last end of a month that is not after `watched`.
    pub fn of(loans: &[Lent<'_>], watched: Date) -> Self {
        let (mut monthly, mut yearly) = (Matrix::default(), Matrix::default());
        let mut states = Vec::new();
        for loan in loans {
            let ends = month_ends(loan.life, &mut states, watched);
            for (at, from) in states.iter().enumerate().filter(|(_, from)| !from.ended()) {
                monthly.count(*from, states.get(at + 1).copied());
                // What has ended stays as it ended, up to the last month.
                let last = states.last().filter(|last| last.ended() && at + 12 < ends);
                yearly.count(*from, states.get(at + 12).or(last).copied());
            }
        }
        Self {
            monthly: monthly.rated(),
            yearly: yearly.rated(),
        }
    }
}

impl Matrix {
    fn count(&mut self, from: State, to: Option<State>) {
        if let Some(to) = to {
            self.counts[from as usize][to as usize] += 1;
        }
    }

    fn rated(mut self) -> Self {
        let unknown = State::Unknown as usize;
        for (counts, rates) in self.counts.iter().zip(&mut self.rates) {
            let known: u64 = counts[..unknown].iter().sum();
            for (count, rate) in counts[..unknown].iter().zip(rates) {
                *rate = (known > 0).then(|| *count as f64 / known as f64);
            }
        }
        self
    }
}

/// Fills in the states at the ends of months from that of the drawing on, up to the first that is final; gives how many
/// ends of months there are until `watched`, the later ones counted too.
fn month_ends(life: &Life, states: &mut Vec<State>, watched: Date) -> usize {
    states.clear();
    let mut end = life.drawn_on.last_of_month();
    let mut flows = life.flows.iter().peekable();
    let (mut left, mut since, mut lost) = (life.drawn, None::<Date>, false);
    while end <= watched {
        while let Some((day, flow)) = flows.next_if(|(day, _)| *day <= end) {
            match flow {
                Flow::Repaid(amount) => left = Amount::from_fen(left.fen() - amount.fen()),
                Flow::Overdue => since = since.or(Some(*day)),
                Flow::Cured => since = None,
                Flow::ChargedOff(_) => lost = true,
                Flow::Recovered { .. } => {}
            }
        }
        let state = match since {
            _ if lost => State::ChargedOff,
            _ if left <= Amount::ZERO => State::Repaid,
            _ if end > life.known_until => State::Unknown,
            Some(since) => State::overdue(days_between(since, end)),
            None => State::Current,
        };
        states.push(state);
        if state.ended() {
            break;
        }
        end = end
            .saturating_add(jiff::Span::new().days(1))
            .last_of_month();
    }
    let whole = i32::from(watched == watched.last_of_month());
    let ends = month_number(watched) - month_number(life.drawn_on) + whole;
    usize::try_from(ends).unwrap_or(0)
}
