//! The outcome of a loan within a stated time 表现期: in default, sound, or censored, which is neither.

use super::application::Life;
use super::calendar::months_on;
use super::definition::Definition;
use super::lent::Lent;
use crate::units::{Amount, Date};
use serde::Serialize;

/// Over what time outcomes are looked at 表现期.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Horizon {
    /// So many months from the drawing. Loans that could not be watched so long are all censored, those in default
    /// among them: else young loans would count where they are bad, and not where they are good.
    Months(u32),
    /// Until the loan comes to an end. Loans that are still open are censored.
    Life,
}

/// The outcome of a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// In default within the time 违约.
    Defaulted,
    /// Watched for the whole time, or paid up within it, without a default 正常.
    Sound,
    /// Not watched to the end 删失.
    Censored,
}

impl Horizon {
    /// The outcome of a loan, where nothing could be seen after `watched`.
    pub fn outcome(self, life: &Life, definition: &Definition, watched: Date) -> Outcome {
        let end = match self {
            Self::Months(months) => months_on(life.drawn_on, months),
            Self::Life => watched,
        };
        if end > watched {
            return Outcome::Censored;
        }
        if definition.defaulted_on(life, end).is_some() {
            return Outcome::Defaulted;
        }
        let known = end.min(life.known_until);
        let to_the_end = matches!(self, Self::Months(_)) && life.known_until >= end;
        if to_the_end || life.paid_up_on().is_some_and(|paid| paid <= known) {
            Outcome::Sound
        } else {
            Outcome::Censored
        }
    }
}

/// How many defaulted of those whose outcome is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Counted<T> {
    /// Those with a known outcome.
    pub known: T,
    /// Of them, those in default.
    pub defaulted: T,
    /// Those of unknown outcome: in no rate.
    pub censored: T,
    /// The default rate 违约率; none where nothing is known.
    pub rate: Option<f64>,
}

/// The default rate of loans over a stated time, by their number and by their principal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DefaultRate {
    /// Over what time.
    pub horizon: Horizon,
    /// By number.
    pub loans: Counted<u64>,
    /// By principal drawn under cover.
    pub principal: Counted<Amount>,
}

impl DefaultRate {
    /// The rate of these loans, where nothing could be seen after `watched`.
    pub fn of(
        loans: &[Lent<'_>],
        horizon: Horizon,
        definition: &Definition,
        watched: Date,
    ) -> Self {
        // Number and principal of sound, defaulted and censored.
        let mut sums = [(0_u64, 0_i64); 3];
        for loan in loans {
            let at = match horizon.outcome(loan.life, definition, watched) {
                Outcome::Sound => 0,
                Outcome::Defaulted => 1,
                Outcome::Censored => 2,
            };
            sums[at].0 += 1;
            sums[at].1 += loan.fate.lent;
        }
        let [sound, defaulted, censored] = sums;
        let (known, of) = (sound.0 + defaulted.0, sound.1 + defaulted.1);
        Self {
            horizon,
            loans: Counted {
                known,
                defaulted: defaulted.0,
                censored: censored.0,
                rate: (known > 0).then(|| defaulted.0 as f64 / known as f64),
            },
            principal: Counted {
                known: Amount::from_fen(of),
                defaulted: Amount::from_fen(defaulted.1),
                censored: Amount::from_fen(censored.1),
                rate: (of > 0).then(|| defaulted.1 as f64 / of as f64),
            },
        }
    }
}
