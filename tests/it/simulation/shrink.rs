//! Shrinking: of the steps that fail, the fewest that still do.

use super::world::{Step, World};
use super::{checks, played};
use zhixin::pool::Rules;

/// The fault of a list of steps, if it has one.
fn fault(rules: &Rules, steps: &[Step]) -> Option<String> {
    let mut world = World::new(rules);
    for step in steps {
        if let Err(fault) = played(&mut world, step) {
            return Some(fault);
        }
    }
    world.settle();
    checks::everything(&world, rules).err()
}

/// Whether two faults begin with the same words, so that shrinking does not lead to another.
fn alike(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        text.split(|c: char| c.is_ascii_digit())
            .next()
            .map(str::to_owned)
    };
    words(one) == words(other)
}

/// Leaves out chunks, then single steps, as long as the rest still fails.
pub(super) fn shrunk(rules: &Rules, steps: Vec<Step>, first: String) -> (Vec<Step>, String) {
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let (mut least, mut why) = (steps, first);
    let mut size = least.len() / 2;
    while size > 0 {
        let mut at = 0;
        let mut fewer = false;
        while at < least.len() {
            let mut rest = least.clone();
            rest.drain(at..(at + size).min(least.len()));
            if let Some(fault) = fault(rules, &rest).filter(|fault| alike(fault, &why)) {
                (least, why, fewer) = (rest, fault, true);
            } else {
                at += size;
            }
        }
        if !fewer || size > 1 {
            size /= 2;
        }
    }
    std::panic::set_hook(quiet);
    (least, why)
}

/// The steps, one a line.
pub(super) fn told(steps: &[Step]) -> String {
    let lines = steps.iter().map(|step| {
        let command = &step.command;
        let what = match step.corrects {
            Some(at) => format!("Correct event {}", at + 1),
            None => format!("{:?}", command.action),
        };
        let crash = step
            .crash
            .map_or(String::new(), |crash| format!(", crash {crash:?}"));
        let key = &command.key.key;
        let (on, booked) = (command.effective_on, command.booked_on);
        format!(
            "  #{key} {on} (booked {booked}) {}: {what}{crash}",
            command.actor
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}
