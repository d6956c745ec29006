//! What an endpoint may ask to be told of, and which events of the journal that is.

use crate::identity::Role;
use crate::journal::{Event, EventKind};
use crate::units::words::words;

/// The operation in the keys of scores that are issued for a batch.
pub const BATCHED: &str = "score-batch.line";

words! {
    /// What an endpoint is told of 通知事项.
    Notice {
        /// A score was issued for the bank.
        ScoreReady = "score.ready", "评分出具";
        /// A batch of scores that the bank asked for is done, or was called off.
        ScoreBatchEnded = "score-batch.ended", "批量评分结束";
        /// The bank's decision on a score is on record.
        ScoreDecided = "score.decided", "授信决定";
        /// An objection was upheld, and the bank had been shown what gave way.
        ObjectionUpheld = "objection.upheld", "异议成立";
        /// An objection came in.
        ObjectionReceived = "objection.received", "异议受理";
        /// A claim was filed.
        ClaimFiled = "claim.filed", "补偿申请";
        /// A claim was approved or refused.
        ClaimDecided = "claim.decided", "补偿决定";
        /// A payment of compensation was confirmed, or came back.
        ClaimPaid = "claim.paid", "代偿支付";
        /// A claim was not decided, or not paid, by its day.
        DeadlineMissed = "deadline.missed", "逾限";
        /// A breaker tripped, got well, cleared or was reset.
        BreakerMoved = "breaker.moved", "熔断";
        /// A statement was issued.
        StatementIssued = "statement.issued", "对账单签发";
        /// A day ended.
        DayClosed = "day.closed", "日终";
    }
}

impl Notice {
    /// The kinds of event that it tells of.
    pub fn kinds(self) -> &'static [EventKind] {
        match self {
            Self::ScoreReady => &[EventKind::ScoreIssued],
            Self::ScoreBatchEnded => &[EventKind::ScoreBatchEnded],
            Self::ScoreDecided => &[EventKind::LoanDecided],
            Self::ObjectionUpheld => &[EventKind::ObjectionUpheld],
            Self::ObjectionReceived => &[EventKind::ObjectionReceived],
            Self::ClaimFiled => &[EventKind::ClaimFiled],
            Self::ClaimDecided => &[EventKind::ClaimApproved, EventKind::ClaimRefused],
            Self::ClaimPaid => &[EventKind::PaymentConfirmed, EventKind::PaymentReturned],
            Self::DeadlineMissed => &[EventKind::DeadlineMissed],
            Self::BreakerMoved => &[
                EventKind::BreakerTripped,
                EventKind::BreakerWell,
                EventKind::BreakerCleared,
                EventKind::BreakerReset,
            ],
            Self::StatementIssued => &[EventKind::StatementIssued],
            Self::DayClosed => &[EventKind::DayClosed],
        }
    }

    /// What an event is told as. What takes an event back is told as that event was; a score of a batch is told with its batch
    /// alone.
    pub fn of(event: &Event) -> Option<Self> {
        let mut kind = event.kind.known()?;
        if kind == EventKind::ScoreIssued && event.key.operation == BATCHED {
            return None;
        }
        if kind == EventKind::Corrected {
            kind = EventKind::named(event.body["original"]["kind"].as_str()?)?;
        }
        let mut all = Self::WORDS.iter().map(|(_, notice)| *notice);
        all.find(|notice| notice.kinds().contains(&kind))
    }

    /// Whether a role may ask for it. What of it the caller then sees is asked event by event.
    pub fn is_open_to(self, role: &Role) -> bool {
        let of_the_books = matches!(
            self,
            Self::ClaimFiled
                | Self::ClaimDecided
                | Self::ClaimPaid
                | Self::BreakerMoved
                | Self::StatementIssued
                | Self::DayClosed
        );
        match role {
            Role::Bank(_) => !matches!(self, Self::ObjectionReceived | Self::DeadlineMissed),
            Role::Contributor(_) => of_the_books,
            Role::Auditor | Role::Operator => true,
            Role::Enterprise(_) | Role::Analyst => false,
            Role::Maker | Role::Checker | Role::Payer | Role::Supervisor => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::samples::event;
    use serde_json::json;

    #[test]
    fn every_kind_of_event_is_told_as_one_thing() {
        for (at, (_, notice)) in Notice::WORDS.iter().enumerate() {
            for kind in notice.kinds() {
                let before = &Notice::WORDS[..at];
                assert!(!before.iter().any(|(_, of)| of.kinds().contains(kind)));
                let mut told = event(1);
                told.kind = (*kind).into();
                assert_eq!(Notice::of(&told), Some(*notice));
            }
        }
    }

    #[test]
    fn what_takes_an_event_back_is_told_like_it() {
        let mut taken = event(1);
        taken.kind = EventKind::Corrected.into();
        taken.body = json!({"original": {"kind": "pool.payment.confirmed"}});
        assert_eq!(Notice::of(&taken), Some(Notice::ClaimPaid));
        taken.body = json!({"original": {"kind": "pool.loan.drawn"}});
        assert_eq!(Notice::of(&taken), None);
        let mut batched = event(1);
        batched.kind = EventKind::ScoreIssued.into();
        assert_eq!(Notice::of(&batched), Some(Notice::ScoreReady));
        batched.key.operation = BATCHED.into();
        assert_eq!(Notice::of(&batched), None);
    }
}
