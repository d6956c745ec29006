//! An objection as the records hold it: how far it is, and until when it must be answered.

use super::governed::{Governed, GovernedEvent};
use super::objection_steps::{Answered, Received, Refused, Upheld, Verified};
use crate::units::Date;
use crate::units::words::words;
use serde::Serialize;

words! {
    /// How far an objection is 办理状态.
    Stage {
        /// It came in.
        Received = "received", "已受理";
        /// It was verified.
        Verified = "verified", "已核查";
        /// It was upheld.
        Upheld = "upheld", "成立";
        /// It was refused.
        Refused = "refused", "不成立";
        /// The enterprise has its answer.
        Answered = "answered", "已答复";
    }
}

/// An objection and all that became of it 异议.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Objection {
    /// What came in.
    pub received: Received,
    /// Who took it in.
    pub received_by: String,
    /// What verifying it came to.
    pub verified: Option<Verified>,
    /// Who verified it.
    pub verified_by: Option<String>,
    /// That it was upheld.
    pub upheld: Option<Upheld>,
    /// That it was refused.
    pub refused: Option<Refused>,
    /// That it was answered.
    pub answered: Option<Answered>,
    /// The day of the answer.
    pub answered_on: Option<Date>,
}

impl Objection {
    /// The objections that events tell of, in the order in which they came in.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e GovernedEvent>) -> Vec<Self> {
        let mut held: Vec<Self> = Vec::new();
        for event in events {
            if let Governed::ObjectionReceived { received } = &event.what {
                held.push(Self::new(received.clone(), event.actor.clone()));
                continue;
            }
            let id = event.what.place().id;
            let of = held.iter_mut().find(|of| of.received.id.as_str() == id);
            if let Some(of) = of {
                of.go_on(event);
            }
        }
        held
    }

    fn new(received: Received, received_by: String) -> Self {
        Self {
            received,
            received_by,
            verified: None,
            verified_by: None,
            upheld: None,
            refused: None,
            answered: None,
            answered_on: None,
        }
    }

    fn go_on(&mut self, event: &GovernedEvent) {
        match &event.what {
            Governed::ObjectionVerified { verified, .. } => {
                self.verified = Some(verified.clone());
                self.verified_by = Some(event.actor.clone());
            }
            Governed::ObjectionUpheld { upheld, .. } => self.upheld = Some(upheld.clone()),
            Governed::ObjectionRefused { refused, .. } => self.refused = Some(refused.clone()),
            Governed::ObjectionAnswered { answered, .. } => {
                self.answered = Some(answered.clone());
                self.answered_on = Some(event.on);
            }
            _ => {}
        }
    }

    /// How far it is.
    pub fn stage(&self) -> Stage {
        if self.answered.is_some() {
            Stage::Answered
        } else if self.upheld.is_some() {
            Stage::Upheld
        } else if self.refused.is_some() {
            Stage::Refused
        } else if self.verified.is_some() {
            Stage::Verified
        } else {
            Stage::Received
        }
    }

    /// Whether everything read about the enterprise is marked by it: until it is answered.
    pub fn marks(&self) -> bool {
        self.answered.is_none()
    }

    /// Whether it should have been answered before a day.
    pub fn is_late(&self, on: Date) -> bool {
        self.marks() && on > self.received.due_on
    }
}
