//! Loans whose life nobody knows, since they were never made: left out, or taken for the best and the worst 未知结果.

use super::application::{Application, Flow, Life};
use serde::Serialize;
use std::borrow::Cow;

/// What is assumed of a loan that was never made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// It is left out.
    LeftOut,
    /// It is repaid when it matures.
    Repaid,
    /// Nothing of it is ever repaid or recovered: overdue from the day after its drawing.
    Lost,
}

/// A loan that is lost is given up after so many days: later than any trigger of terms asks for.
const GIVEN_UP_AFTER: i64 = 365;

impl Unknown {
    /// The life of an application, or what is assumed of it.
    pub fn life(self, application: &Application) -> Option<Cow<'_, Life>> {
        if let Some(life) = &application.life {
            return Some(Cow::Borrowed(life));
        }
        let (drawn_on, drawn) = (application.decided_on, application.requested);
        let after = |days| drawn_on.saturating_add(jiff::Span::new().days(days));
        let flows = match self {
            Self::LeftOut => return None,
            Self::Repaid => vec![(application.matures_on, Flow::Repaid(drawn))],
            Self::Lost => vec![
                (after(1), Flow::Overdue),
                (after(GIVEN_UP_AFTER), Flow::ChargedOff(drawn)),
            ],
        };
        let known_until = flows.last().map_or(drawn_on, |(day, _)| *day);
        Some(Cow::Owned(Life {
            drawn_on,
            drawn,
            flows,
            known_until,
        }))
    }
}
