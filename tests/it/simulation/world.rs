//! The world of one run: the ledger, its journal, the model beside it, and crashes between the steps of a
//! commit.

use super::checks;
use super::model::Model;
use std::collections::{BTreeMap, HashMap};
use zhixin::journal::IdempotencyKey;
use zhixin::pool::{Action, Command, Done, Happened, Known, Ledger, PoolEvent, Rules, State};
use zhixin::units::Amount;

/// After how many events a snapshot is taken anew.
const SNAPSHOT: usize = 100;

/// Where the program dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crash {
    BeforeDeciding,
    /// The tail is lost.
    BeforeAppending,
    /// The tail is kept, and nobody was told.
    BeforePublishing,
    AfterPublishing,
}

/// One step of a run.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) command: Command,
    /// The command takes back the event of this place, as the journal has it.
    pub(super) corrects: Option<usize>,
    /// Whether what was decided so far is appended now, or waits for more.
    pub(super) flush: bool,
    pub(super) crash: Option<Crash>,
}

/// Turns of a claim paid in parts that a run must not miss.
pub(super) const RARE: [&str; 5] = [
    "raised by a payment",
    "raised by a repayment",
    "called back before it was paid",
    "called back with interest",
    "a clawback taken back",
];

fn rare(what: &Happened) -> Option<&'static str> {
    let is = |place: usize, holds: bool| holds.then_some(RARE[place]);
    match what {
        Happened::PaymentConfirmed { raised, .. } => is(0, raised.is_some()),
        Happened::ClaimReduced { raised, .. } => is(1, raised.is_some()),
        Happened::ClawedBack { from_payable, .. } if *from_payable > Amount::ZERO => is(2, true),
        Happened::ClawedBack { interest, .. } => is(3, *interest > Amount::ZERO),
        Happened::Corrected { original, .. } => {
            is(4, matches!(**original, Happened::ClawedBack { .. }))
        }
        _ => None,
    }
}

/// How often each thing happened, by its rule; `done` is what was accepted.
pub(super) type Counts = BTreeMap<&'static str, u64>;

/// The world.
pub(super) struct World<'r> {
    rules: &'r Rules,
    pub(super) ledger: Ledger,
    pub(super) model: Model,
    /// What survives a crash.
    pub(super) journal: Vec<PoolEvent>,
    /// Commands whose events are in the journal, and those of them that were acknowledged first.
    kept: Vec<Command>,
    acknowledged: usize,
    /// What the journal knows of keys.
    keys: HashMap<IdempotencyKey, Done>,
    /// A snapshot, and how many events of the journal are in it.
    snapshot: (Vec<u8>, usize),
    /// Decided and not yet appended.
    waiting: Vec<(Command, Vec<PoolEvent>)>,
    pub(super) counts: Counts,
}

impl<'r> World<'r> {
    pub(super) fn new(rules: &'r Rules) -> Self {
        Self {
            rules,
            ledger: Ledger::new(rules.clone()),
            model: Model::default(),
            journal: Vec::new(),
            kept: Vec::new(),
            acknowledged: 0,
            keys: HashMap::new(),
            snapshot: (State::default().to_bytes(), 0),
            waiting: Vec::new(),
            counts: Counts::new(),
        }
    }

    /// The command of a step, a correction with the event that it takes back.
    fn resolved(&self, step: &Step) -> Option<Command> {
        let Some(at) = step.corrects else {
            return Some(step.command.clone());
        };
        self.event(at)?;
        let mut command = step.command.clone();
        command.action = Action::Correct {
            sequence: at as u64 + 1,
            reason: "a mistake".into(),
        };
        Some(command)
    }

    /// The event of a place in the journal, kept or only decided.
    fn event(&self, at: usize) -> Option<&PoolEvent> {
        let waiting = self.waiting.iter().flat_map(|(_, events)| events);
        self.journal.iter().chain(waiting).nth(at)
    }

    /// What the journal knows of a command.
    fn known(&self, command: &Command) -> Known {
        let original = match command.action {
            Action::Correct { sequence, .. } => {
                let at = usize::try_from(sequence - 1).expect("a run is short");
                self.event(at).cloned()
            }
            _ => None,
        };
        Known {
            earlier: self.keys.get(&command.key).copied(),
            original,
        }
    }

    /// Takes a step; tells what went another way than the model says.
    pub(super) fn take(&mut self, step: &Step) -> Result<(), String> {
        let Some(command) = self.resolved(step) else {
            return Ok(());
        };
        if step.crash == Some(Crash::BeforeDeciding) {
            self.crash(false)?;
        }
        self.decide(&command)?;
        match step.crash {
            Some(Crash::BeforeAppending) => return self.crash(false),
            Some(Crash::BeforePublishing) => return self.crash(true),
            _ => {}
        }
        if step.flush || step.crash.is_some() {
            self.settle();
        }
        if step.crash == Some(Crash::AfterPublishing) {
            self.crash(true)?;
        }
        Ok(())
    }

    fn decide(&mut self, command: &Command) -> Result<(), String> {
        let before = (self.ledger.state().sequence(), self.model.past.len());
        let known = self.known(command);
        let got = self.ledger.run_knowing(command, &known);
        let foretold = self.model.take(command);
        let (events, code) = match (got, foretold) {
            (Ok(events), Ok(())) => (events, "done"),
            (Err(refusal), Err(why)) if why.contains(&refusal.code()) => {
                if self.ledger.state().sequence() != before.0 {
                    return Err(format!(
                        "refused by `{}`, and yet something happened",
                        refusal.code()
                    ));
                }
                (Vec::new(), refusal.code())
            }
            (Ok(_), Err(why)) => return Err(format!("accepted, which {why:?} forbid")),
            (Err(refusal), Ok(())) => {
                return Err(format!("refused by `{}`: {refusal}", refusal.code()));
            }
            (Err(refusal), Err(why)) => {
                return Err(format!(
                    "refused by `{}`, not {why:?}: {refusal}",
                    refusal.code()
                ));
            }
        };
        *self.counts.entry(code).or_default() += 1;
        if code == "done" {
            for event in &events {
                *self.counts.entry(event.what.kind()).or_default() += 1;
            }
            if let Some(rare) = rare(&events[0].what) {
                *self.counts.entry(rare).or_default() += 1;
            }
            checks::events(&self.model, before.1, &events)?;
            checks::touched(&self.model, before.1, self.ledger.state())?;
            self.waiting.push((command.clone(), events));
        }
        Ok(())
    }

    /// Appends what waits and tells those who sent it.
    pub(super) fn settle(&mut self) {
        self.append();
        self.acknowledged = self.kept.len();
    }

    fn append(&mut self) {
        for (command, events) in self.waiting.drain(..) {
            let number = self.journal.len() as u64 + 1;
            let request = command.request;
            self.keys
                .insert(command.key.clone(), Done { number, request });
            self.journal.extend(events);
            self.kept.push(command);
        }
        if self.journal.len() >= self.snapshot.1 + SNAPSHOT {
            self.snapshot = (self.ledger.state().to_bytes(), self.journal.len());
        }
    }

    /// Dies and comes back from the last snapshot: what was decided and not appended is lost, or it was appended
    /// and nobody knows.
    fn crash(&mut self, tail_kept: bool) -> Result<(), String> {
        *self.counts.entry("crash").or_default() += 1;
        let sent: Vec<Command> = self
            .waiting
            .iter()
            .map(|(command, _)| command.clone())
            .collect();
        let before = self.ledger.state().digest();
        if tail_kept {
            self.append();
        }
        self.waiting.clear();
        let state = State::from_bytes(&self.snapshot.0).map_err(|error| error.to_string())?;
        self.ledger = Ledger::resume(self.rules.clone(), state);
        let tail = self.journal[self.snapshot.1..].iter();
        tail.for_each(|event| self.ledger.apply(event));
        self.model = Model::default();
        for command in &self.kept {
            self.model
                .take(command)
                .map_err(|why| format!("the model forgot itself: {why:?}"))?;
        }
        if (tail_kept || sent.is_empty()) && self.ledger.state().digest() != before {
            return Err("after a crash the state is another".into());
        }
        if let Some(last) = self.acknowledged.checked_sub(1) {
            let command = &self.kept[last];
            let known = Known::from(self.keys.get(&command.key).copied());
            let code = self
                .ledger
                .run_knowing(command, &known)
                .map_err(|refusal| refusal.code());
            if code != Err("key.done") {
                return Err(format!(
                    "an acknowledged command is gone: {:?}",
                    self.kept[last].key
                ));
            }
        }
        for command in &sent {
            let had = self.model.keys.contains_key(&command.key);
            if had != tail_kept {
                return Err(format!("half of a commit was kept: {:?}", command.key));
            }
            self.decide(command)?;
        }
        self.settle();
        if self.ledger.state().digest() == before {
            Ok(())
        } else {
            Err("sent again after a crash, the commands made another state".into())
        }
    }
}
