//! The ledger 账本: rules and state together, and the one way in which a command becomes events.

use super::apply::apply;
use super::command::Command;
use super::decide::{consequences, decide};
use super::event::PoolEvent;
use super::known::Known;
use super::refusal::Refusal;
use super::rules::Rules;
use super::state::State;

/// A ledger of pools.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// What it decides by.
    pub rules: Rules,
    state: State,
}

impl Ledger {
    /// An empty ledger.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            state: State::default(),
        }
    }

    /// A ledger with all of a journal's events of pools applied, in their order.
    pub fn replay<'e>(rules: Rules, events: impl IntoIterator<Item = &'e PoolEvent>) -> Self {
        let mut ledger = Self::new(rules);
        events.into_iter().for_each(|event| ledger.apply(event));
        ledger
    }

    /// A ledger that goes on from a state.
    pub fn resume(rules: Rules, state: State) -> Self {
        Self { rules, state }
    }

    /// Applies an event that the journal gives back.
    pub fn apply(&mut self, event: &PoolEvent) {
        apply(&mut self.state, event);
    }

    /// Forgets the keys of commands, which the records keep.
    pub fn forget_keys(&mut self) {
        self.state.forget_keys();
    }

    /// The state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Decides a command and applies what it makes: the event first, then its consequences. A refusal
    /// changes nothing.
    pub fn run(&mut self, command: &Command) -> Result<Vec<PoolEvent>, Box<Refusal>> {
        self.run_knowing(command, &Known::default())
    }

    /// The same with what the records know of the command.
    pub fn run_knowing(
        &mut self,
        command: &Command,
        known: &Known,
    ) -> Result<Vec<PoolEvent>, Box<Refusal>> {
        let mut events = vec![decide(&self.rules, &self.state, command, known)?];
        apply(&mut self.state, &events[0]);
        for stage in 0..2 {
            let follow = consequences(&self.rules, &self.state, &events[0], stage);
            for event in &follow {
                apply(&mut self.state, event);
            }
            events.extend(follow);
        }
        Ok(events)
    }
}
