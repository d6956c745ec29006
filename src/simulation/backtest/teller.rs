//! Commands to the ledger of a backtest: each done once, by whom the terms want it done, and counted where it is refused.

use crate::pool::{
    Action, Actor, Command, Happened, IdempotencyKey, Ledger, PoolEvent, Refusal, Role, Rules,
};
use crate::units::{Date, Digest};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;

/// Who gives commands, with the books before it.
#[derive(Debug)]
pub(super) struct Teller {
    pub(super) ledger: Ledger,
    pub(super) today: Date,
    number: u64,
    request: Digest,
    client: SmolStr,
    /// Events from which incentives are worked out; none are kept where no terms give any.
    pub(super) kept: Option<Vec<PoolEvent>>,
    pub(super) refusals: BTreeMap<(&'static str, &'static str), u64>,
    /// The first refusal for want of data.
    pub(super) wanting: Option<String>,
}

impl Teller {
    pub(super) fn new(rules: Rules, today: Date, keeps: bool) -> Self {
        Self {
            ledger: Ledger::new(rules),
            today,
            number: 0,
            request: Digest::of(b"zhixin/backtest/1\n"),
            client: SmolStr::new_static("backtest"),
            kept: keeps.then(Vec::new),
            refusals: BTreeMap::new(),
            wanting: None,
        }
    }

    /// Gives a command on the day.
    pub(super) fn ask(
        &mut self,
        role: Role,
        action: Action,
    ) -> Result<Vec<PoolEvent>, Box<Refusal>> {
        self.number += 1;
        let person = role.word();
        let command = Command {
            key: IdempotencyKey {
                client: self.client.clone(),
                operation: SmolStr::new_static("do"),
                key: format_smolstr!("{}", self.number),
            },
            request: self.request,
            actor: Actor::new(role, person),
            effective_on: self.today,
            booked_on: self.today,
            documents: Vec::new(),
            action,
        };
        let events = self.ledger.run(&command)?;
        if let Some(kept) = &mut self.kept {
            kept.extend(events.iter().filter(|event| counts(&event.what)).cloned());
        }
        Ok(events)
    }

    /// Gives a command; a refusal is counted under what it was for.
    pub(super) fn tell(
        &mut self,
        what: &'static str,
        role: Role,
        action: Action,
    ) -> Result<Vec<PoolEvent>, &'static str> {
        self.ask(role, action).map_err(|refusal| {
            self.refused(what, &refusal);
            refusal.code()
        })
    }

    /// Counts a refusal.
    pub(super) fn refused(&mut self, what: &'static str, refusal: &Refusal) {
        *self.refusals.entry((what, refusal.code())).or_default() += 1;
        if let (Refusal::Data { why }, None) = (refusal, &self.wanting) {
            self.wanting = Some(why.clone());
        }
    }

    /// Keys are asked for once, so that none need be kept.
    pub(super) fn forget(&mut self) {
        self.ledger.forget_keys();
    }
}

/// Whether incentives may rest on an event.
fn counts(what: &Happened) -> bool {
    !matches!(
        what,
        Happened::DayClosed { .. }
            | Happened::LoanClassified { .. }
            | Happened::ClaimChecked { .. }
            | Happened::PaymentInstructed { .. }
            | Happened::DeadlineMissed { .. }
    )
}
